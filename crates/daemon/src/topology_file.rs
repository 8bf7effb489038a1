//! The topology file: read at the start, and again on SIGHUP.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;
use xrealm_config::{Topology, TopologyErrors};
use xrealm_directory::SecretSeed;
use xrealm_names::Moment;

use crate::rng::Seed;

/// A topology file, and the seed that the secrets not written in it follow from. Read twice it gives the same keys.
#[derive(Debug)]
pub struct TopologyFile {
    path: PathBuf,
    seed: SecretSeed,
}

/// A topology file could not be used.
#[derive(Debug, Error)]
pub enum TopologyFileError {
    /// It could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// Where it should be.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// There is something wrong in it.
    #[error("{} has {} faults", path.display(), errors.findings.len())]
    Findings {
        /// Where it is.
        path: PathBuf,
        /// What stands in it.
        text: String,
        /// What is wrong.
        errors: TopologyErrors,
    },
}

impl TopologyFile {
    /// The file at `path`.
    #[must_use]
    pub fn new(path: &Path, seed: &Seed) -> Self {
        Self { path: path.to_owned(), seed: SecretSeed::new(*seed.octets()) }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads it. What is doubtful in it is logged.
    ///
    /// # Errors
    /// [`TopologyFileError`].
    pub fn read(&self, at: Moment) -> Result<Topology, TopologyFileError> {
        let path = self.path.clone();
        let text =
            fs::read_to_string(&path).map_err(|source| TopologyFileError::Read { path: path.clone(), source })?;
        match xrealm_config::load(&text, &self.seed, at, &mut |named| self.beside(named)) {
            Ok(topology) => Ok(topology),
            Err(errors) => Err(TopologyFileError::Findings { path, text, errors }),
        }
    }

    /// A file that the topology names, from the folder of the topology unless its path is absolute.
    fn beside(&self, named: &str) -> Result<Vec<u8>, String> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        fs::read(folder.join(named)).map_err(|error| error.to_string())
    }
}

impl TopologyFileError {
    /// Logs every finding with its place.
    pub fn log(&self) {
        match self {
            Self::Read { .. } => tracing::error!("{self}"),
            Self::Findings { path, errors, .. } => {
                for finding in &errors.findings {
                    tracing::error!("{}:{finding}", path.display());
                }
            }
        }
    }
}
