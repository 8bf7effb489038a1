//! Making the changes of a topology, and finding what cannot be made.

use std::collections::HashSet;
use std::ops::Range;

use xrealm_directory::{Change, ChangeRefusal, Directory};
use xrealm_names::{Moment, RealmName, fold};

use crate::fields::At;
use crate::finding::{Findings, Problem};

/// Applies the changes; what is refused is reported and left out, so that the rest is tried too. What presupposes a
/// realm that is not there would be refused as well and say nothing new: it is left out silently.
///
/// Returns the directory and the changes that made it, each with its place.
pub(crate) fn apply(
    mut changes: Vec<At<Change>>,
    at: Moment,
    findings: &Findings<'_>,
) -> (Directory, Vec<Change>, Vec<Range<usize>>) {
    let faulty = !findings.is_empty();
    for _ in 0..=MAX_REFUSALS {
        leave_out_dependents(&mut changes);
        let (list, spans): (Vec<_>, Vec<_>) = changes.into_iter().map(|at| (at.value, at.span)).unzip();
        let (position, refusal) = match Directory::empty().apply_all(&list, at) {
            Ok(directory) => return (directory, list, spans),
            Err(refused) => refused,
        };
        changes = list.into_iter().zip(spans).map(|(value, span)| At { value, span }).collect();
        if position >= changes.len() {
            break;
        }
        let refused = changes.remove(position);
        // A name that is defined twice, or a key that could not be read, was reported where it is written.
        let follows = findings.has(&refused.span) || (refusal == ChangeRefusal::NoKeys && faulty);
        if !follows {
            findings.add(refused.span, Problem::Refused(refusal));
        }
    }
    (Directory::empty(), Vec::new(), Vec::new())
}

fn leave_out_dependents(changes: &mut Vec<At<Change>>) {
    let mut present: HashSet<String> = HashSet::new();
    changes.retain(|change| {
        let here =
            presupposed(&change.value).into_iter().flatten().all(|realm| present.contains(&fold(realm.as_str())));
        if here && let Some(created) = created(&change.value) {
            present.insert(fold(created.as_str()));
        }
        here
    });
}

/// The realm that a change creates.
fn created(change: &Change) -> Option<&RealmName> {
    match change {
        Change::CreateDomain(new) => Some(&new.name),
        Change::CreateRealm(new) => Some(&new.name),
        Change::CreateExternalRealm(new) => Some(&new.name),
        _ => None,
    }
}

/// The realms that must be there before a change, of those that a topology makes.
fn presupposed(change: &Change) -> [Option<&RealmName>; 2] {
    match change {
        Change::CreateDomain(new) => [new.place.above(), None],
        Change::CreateTrust(new) => [Some(&new.pair.trusting), Some(&new.pair.trusted)],
        Change::CreateAccount { realm, .. }
        | Change::CreateGroup { realm, .. }
        | Change::SetAuthorization { realm, .. }
        | Change::SetGroupMembership { realm, .. }
        | Change::SetForeignMembership { realm, .. }
        | Change::AddController { realm, .. }
        | Change::MovePdcRole { realm, .. }
        | Change::ImportTrustedDomain { realm, .. } => [Some(realm), None],
        _ => [None, None],
    }
}

/// Enough to work on; each costs applying everything once more.
const MAX_REFUSALS: usize = 20;
