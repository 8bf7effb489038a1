//! From the text of a topology to a directory.

use std::fmt;
use std::net::SocketAddr;
use std::ops::Range;

use toml::de::DeTable;
use xrealm_directory::{Change, Directory, Password, SecretSeed, TrustPair};
use xrealm_names::{Moment, PrincipalName, RealmName};

use crate::build::Builder;
use crate::entries::Entries;
use crate::finding::{Finding, Findings, Problem, TopologyErrors};
use crate::values::KdcAddress;

/// What a topology file describes.
#[derive(Debug, Clone)]
pub struct Topology {
    /// The world, ready to answer from.
    pub directory: Directory,
    /// The changes that lead from an empty directory to it.
    pub changes: Vec<Change>,
    /// Realms with an address of their own.
    pub listeners: Vec<(RealmName, SocketAddr)>,
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
    let mut builder = Builder::new(&entries, &findings, &warnings, seed, files);
    builder.build();
    let Builder { changes, listeners, external_kdcs, passwords, .. } = builder;
    let (mut changes, spans): (Vec<_>, Vec<_>) = changes.into_iter().map(|at| (at.value, at.span)).unzip();
    let trusts = trusts(&changes, &spans);
    let directory = if findings.is_empty() { apply(&mut changes, spans, at, &findings) } else { Directory::empty() };
    if !findings.is_empty() {
        return Err(TopologyErrors { findings: findings.into_list() });
    }
    warn_of_collisions(&directory, &trusts, &warnings);
    Ok(Topology { directory, changes, listeners, external_kdcs, passwords, warnings: warnings.into_list() })
}

/// Where each trust stands in the text.
fn trusts(changes: &[Change], spans: &[Range<usize>]) -> Vec<(TrustPair, Range<usize>)> {
    let pair = |change: &Change| match change {
        Change::CreateTrust(new) => Some(new.pair.clone()),
        _ => None,
    };
    changes.iter().zip(spans).filter_map(|(change, span)| Some((pair(change)?, span.clone()))).collect()
}

/// Claims of partners that somebody else has are not routed: worth a word at the trust that brought them.
fn warn_of_collisions(directory: &Directory, trusts: &[(TrustPair, Range<usize>)], warnings: &Findings<'_>) {
    for collision in directory.claim_collisions() {
        let ends = [&collision.realm, &collision.partner];
        let is_between =
            |pair: &TrustPair| ends == [&pair.trusting, &pair.trusted] || ends == [&pair.trusted, &pair.trusting];
        let span = trusts.iter().find(|(pair, _)| is_between(pair)).map(|(_, span)| span.clone());
        warnings.add(span.unwrap_or_default(), Problem::ClaimInConflict(Box::new(collision)));
    }
}

/// Applies the changes; what is refused is reported and left out, so that the rest is tried too.
fn apply(changes: &mut Vec<Change>, mut spans: Vec<Range<usize>>, at: Moment, findings: &Findings<'_>) -> Directory {
    loop {
        let (position, refusal) = match Directory::empty().apply_all(changes, at) {
            Ok(directory) => return directory,
            Err(refused) => refused,
        };
        if position >= changes.len() || position >= spans.len() {
            return Directory::empty();
        }
        findings.add(spans.remove(position), Problem::Refused(refusal));
        // Without a realm everything in it would be refused as well, and say nothing new.
        let realm_is_missing = matches!(
            changes.remove(position),
            Change::CreateDomain(_) | Change::CreateRealm(_) | Change::CreateExternalRealm(_)
        );
        if realm_is_missing || findings.len() >= MAX_REFUSALS {
            return Directory::empty();
        }
    }
}

/// Enough to work on; each costs applying everything once more.
const MAX_REFUSALS: usize = 20;

#[cfg(test)]
mod tests;
