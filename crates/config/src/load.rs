//! From the text of a topology to a directory.

use std::fmt;
use std::net::SocketAddr;

use toml::de::DeTable;
use xrealm_directory::{Change, Directory, Password, SecretSeed};
use xrealm_names::{Moment, PrincipalName, RealmName};

use crate::apply::apply;
use crate::build::Builder;
use crate::doubts;
use crate::entries::Entries;
use crate::finding::{Finding, Findings, Problem, TopologyErrors};
use crate::values::{AdminAddress, KdcAddress};

/// What a topology file describes.
#[derive(Debug, Clone)]
pub struct Topology {
    /// The world, ready to answer from.
    pub directory: Directory,
    /// The changes that lead from an empty directory to it.
    pub changes: Vec<Change>,
    /// Realms with an address of their own.
    pub listeners: Vec<(RealmName, SocketAddr)>,
    /// Domain controllers with an address of their own.
    pub controllers: Vec<(RealmName, Box<str>, SocketAddr)>,
    /// Where other xrealm processes hear administrators of realms that are not served here.
    pub external_admins: Vec<(RealmName, AdminAddress)>,
    /// Where the realms are served that are not served here.
    pub external_kdcs: Vec<(RealmName, Vec<KdcAddress>)>,
    /// The passwords that stand in the file, for those who are to use them.
    pub passwords: Vec<ClearPassword>,
    /// What is probably not meant, but possible.
    pub warnings: Vec<Finding>,
}

/// A password as it stands in a topology file.
#[derive(Clone)]
pub struct ClearPassword {
    /// The realm of the account.
    pub realm: RealmName,
    /// The account.
    pub name: PrincipalName,
    /// Its password.
    pub password: Password,
}

impl ClearPassword {
    pub(crate) fn new(realm: RealmName, name: PrincipalName, password: &str) -> ClearPassword {
        ClearPassword { realm, name, password: Password::new(password.to_owned()) }
    }
}

impl fmt::Debug for ClearPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClearPassword({}@{})", self.name, self.realm)
    }
}

/// Reads a topology. `docs/topology.md` describes every key.
///
/// Secrets that are not given are derived from `seed`, SIDs that are not given from the names alone, so the same
/// text and seed give the same keys. `files` brings the octets of a keytab that the text names.
///
/// # Errors
/// [`TopologyErrors`] with everything that was found, in the order of the text.
pub fn load(
    text: &str,
    seed: &SecretSeed,
    at: Moment,
    files: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
) -> Result<Topology, TopologyErrors> {
    let findings = Findings::about(text);
    let warnings = Findings::about(text);
    let (table, syntax_errors) = DeTable::parse_recoverable(text);
    for error in syntax_errors {
        let message = error.message().lines().collect::<Vec<_>>().join(", ").into();
        findings.add(error.span().unwrap_or_default(), Problem::Syntax { message });
    }
    if !findings.is_empty() {
        return Err(TopologyErrors { findings: findings.into_list() });
    }
    let entries = Entries::read(table.get_ref(), &findings);
    // Each is as large as what is made of it: a large file would take three times the memory.
    drop(table);
    let mut builder = Builder::new(&entries, &findings, &warnings, seed, files);
    builder.build();
    let Builder { changes, listeners, controllers, external_admins, external_kdcs, passwords, .. } = builder;
    drop(entries);
    let (directory, changes, spans) = apply(changes, at, &findings);
    if !findings.is_empty() {
        return Err(TopologyErrors { findings: findings.into_list() });
    }
    doubts::warn(&directory, &changes, &spans, &warnings);
    Ok(Topology {
        directory,
        changes,
        listeners,
        controllers,
        external_admins,
        external_kdcs,
        passwords,
        warnings: warnings.into_list(),
    })
}

#[cfg(test)]
mod tests;
