//! A daemon whose directory lasts: what the topology file says when there is nothing yet, afterwards what was kept.
//!
//! Secrets that the file does not give follow from a seed, which stays in the folder, and are as old as the state: so
//! the same file read later differs in nothing, and what is shown as different somebody changed.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xrealm_admin::{Entry, KeptClock, Octets, Surface, Timeline, Who};
use xrealm_config::Topology;
use xrealm_names::Moment;

use super::Keeping;
use crate::rng::Seed;
use crate::store::{Deviation, Following, Loaded, Store, StoreError};

/// A folder with a state, or for one, that nobody else has open.
#[derive(Debug)]
pub struct StateFolder {
    store: Store,
    loaded: Loaded,
    seed: Seed,
    at: Moment,
}

/// What a daemon begins with.
#[derive(Debug)]
pub struct Begun {
    /// What it serves, and where it keeps what becomes of it.
    pub keeping: Keeping,
    /// Where that comes from.
    pub origin: Origin,
}

/// Where the directory comes from that a daemon begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// There was no state: it is what the topology says.
    Topology,
    /// It is the state. The topology is not followed where it says something else.
    State {
        /// Where.
        deviation: Deviation,
    },
    /// There was a state, and it was made to follow the topology.
    Reconciled {
        /// Where they differed.
        deviation: Deviation,
    },
}

impl StateFolder {
    /// Opens the folder, which is made if it is not there. For a new state, what is secret and not given follows from
    /// `seed`.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is changed then.
    pub fn open(path: &Path, seed: &Seed, now: Moment) -> Result<Self, StoreError> {
        let (store, loaded) = Store::open(path, now)?;
        let path = store.folder().join(SEED_FILE);
        let failed = |source| StoreError::Io { path: path.clone(), source };
        let known = SeedFile::read(&path).map_err(failed)?;
        let known = match (known, &loaded) {
            // A seed without a state was left by a start that came to nothing.
            (Some(known), Loaded::State { .. }) => known,
            (Some(_), Loaded::Empty) | (None, _) => SeedFile::write(&path, seed, now).map_err(failed)?,
        };
        Ok(Self { store, loaded, seed: Seed::from(known.seed), at: known.at })
    }

    /// What the secrets follow from that the topology file does not give.
    #[must_use]
    pub fn seed(&self) -> &Seed {
        &self.seed
    }

    /// The moment as of which the topology file is to be read.
    #[must_use]
    pub fn at(&self) -> Moment {
        self.at
    }

    /// How an administrator set the clock, if one did.
    ///
    /// # Errors
    /// [`StoreError`] if the operations cannot be read.
    pub fn clock(&self) -> Result<Option<KeptClock>, StoreError> {
        self.store.clock()
    }

    /// Begins with the state, or with the topology if there is none. With `reconcile` the state is made to follow the
    /// topology first.
    ///
    /// # Errors
    /// [`StoreError`] if the state cannot be built or written, or not follow.
    pub fn begin(self, topology: &Topology, reconcile: bool, now: Moment) -> Result<Begun, StoreError> {
        let Self { store, loaded, at, .. } = self;
        let Some(mut kept) = loaded.timeline()? else {
            let image = topology.directory.image();
            store.seed(&image, &entry(at, "took over the topology"))?;
            let kept = Timeline::new(Arc::new(topology.directory.clone()), at);
            return Ok(Begun { keeping: Keeping::in_store(kept, store)?, origin: Origin::Topology });
        };
        let following = Following::of(kept.latest(), topology);
        let deviation = following.deviation();
        if !reconcile || deviation.otherwise.is_empty() {
            return Ok(Begun { keeping: Keeping::in_store(kept, store)?, origin: Origin::State { deviation } });
        }
        let (after, entry) = following.followed(kept.latest(), now)?;
        store.append(&entry)?;
        kept.install(Arc::new(after), now);
        Ok(Begun { keeping: Keeping::in_store(kept, store)?, origin: Origin::Reconciled { deviation } })
    }
}

fn entry(at: Moment, operation: &str) -> Entry {
    Entry {
        at,
        by: Who::default(),
        surface: Surface::Topology,
        operation: operation.to_owned(),
        changes: Vec::new(),
        replaced: Vec::new(),
        refused: None,
        clock: None,
    }
}

/// What secrets follow from, and when they were made.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedFile {
    seed: Octets,
    at: Moment,
}

const SEED_FILE: &str = "topology-seed.json";

struct Known {
    seed: [u8; 32],
    at: Moment,
}

impl SeedFile {
    fn read(path: &Path) -> io::Result<Option<Known>> {
        let octets = match fs::read(path) {
            Ok(octets) => octets,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let file: SeedFile = serde_json::from_slice(&octets).map_err(io::Error::from)?;
        let wrong = |_| io::Error::new(io::ErrorKind::InvalidData, "a seed has 32 octets");
        Ok(Some(Known { seed: file.seed.0.try_into().map_err(wrong)?, at: file.at }))
    }

    fn write(path: &Path, seed: &Seed, at: Moment) -> io::Result<Known> {
        let text = serde_json::to_vec(&SeedFile { seed: Octets(seed.octets().to_vec()), at })?;
        let new: PathBuf = path.with_extension("new");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&new, path)?;
        Ok(Known { seed: *seed.octets(), at })
    }
}
