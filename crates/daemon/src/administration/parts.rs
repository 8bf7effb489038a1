//! Our half of what somebody had another process do.

use std::collections::VecDeque;
use std::time::Duration;

use xrealm_admin::{CreateTrust, Octets, Operation, TrustEnds, TrustOperation, Who, Wish};
use xrealm_directory::{Directory, NewTrustKind};
use xrealm_names::eq_ignore_case;

use super::partner::Part;

/// Halves that were done lately, and can be taken back.
#[derive(Debug, Default)]
pub(super) struct Parts {
    latest: VecDeque<Known>,
}

#[derive(Debug)]
struct Known {
    ticket: Octets,
    at: Duration,
    /// Absent: it was taken back before it came.
    undo: Option<(Wish, Who)>,
}

/// Halves that are remembered at most.
const MOST: usize = 256;

/// For how long, in real time.
const KEPT: Duration = Duration::from_secs(60);

impl Parts {
    /// Whether the half was taken back before it came.
    pub(super) fn is_taken_back(&self, ticket: &Octets) -> bool {
        self.latest.iter().any(|known| known.ticket == *ticket)
    }

    /// Remembers a half that was done.
    pub(super) fn done(&mut self, part: &Part, by: Who, at: Duration) {
        let undo = part.undo.clone().map(|undo| (undo, by));
        self.remember(Known { ticket: part.ticket.clone(), at, undo });
    }

    /// What takes it back; a half that did not come yet will not be done any more.
    pub(super) fn take_back(&mut self, ticket: &Octets, at: Duration) -> Option<(Wish, Who)> {
        self.forget(at);
        match self.latest.iter_mut().find(|known| known.ticket == *ticket) {
            Some(known) => known.undo.take(),
            None => {
                self.remember(Known { ticket: ticket.clone(), at, undo: None });
                None
            }
        }
    }

    fn remember(&mut self, known: Known) {
        self.forget(known.at);
        if self.latest.len() >= MOST {
            self.latest.pop_front();
        }
        self.latest.push_back(known);
    }

    fn forget(&mut self, now: Duration) {
        self.latest.retain(|known| now.saturating_sub(known.at) <= KEPT);
    }
}

/// Whether `half` is the part of `whole` that is done here, and `undo` takes no more back. What the other process chose
/// for the administrator is the password, and names in full.
pub(super) fn is_part(half: &Wish, undo: Option<&Wish>, whole: &Wish, directory: &Directory) -> bool {
    let (Operation::Trust(half_of), Operation::Trust(whole_of)) = (&half.operation, &whole.operation) else {
        return false;
    };
    let same = |half: &TrustEnds, whole: &TrustEnds| names(half, whole, directory);
    let fits = match (half_of, whole_of) {
        (TrustOperation::Create(half), TrustOperation::Create(whole)) => {
            same(&half.ends, &whole.ends) && is_half(half, whole)
        }
        (
            TrustOperation::Reset { ends, two_way, side: Some(_), .. },
            TrustOperation::Reset { ends: whole, two_way: whole_two_way, side: None, .. },
        )
        | (
            TrustOperation::Remove { ends, two_way, side: Some(_), force: false },
            TrustOperation::Remove { ends: whole, two_way: whole_two_way, side: None, .. },
        ) => same(ends, whole) && two_way == whole_two_way,
        _ => false,
    };
    fits && half.dry_run == whole.dry_run && undo.is_none_or(|undo| undoes(undo, half_of))
}

/// A forest trust is one that somebody asked for: none follows from its ends.
fn is_half(half: &CreateTrust, whole: &CreateTrust) -> bool {
    let CreateTrust { ends, kind, side, password, confirm, confirm_reverse, .. } = half.clone();
    let same_kind = whole.kind == kind || (whole.kind.is_none() && kind != Some(NewTrustKind::Forest));
    let expected = CreateTrust { ends, kind, side, password, confirm, confirm_reverse, ..whole.clone() };
    same_kind && half.side.is_some() && whole.side.is_none() && *half == expected
}

fn undoes(undo: &Wish, half: &TrustOperation) -> bool {
    let TrustOperation::Create(created) = half else { return false };
    matches!(&undo.operation, Operation::Trust(TrustOperation::Remove { ends, two_way, side, force: false })
        if *ends == created.ends && *two_way == created.two_way && *side == created.side)
}

fn names(full: &TrustEnds, typed: &TrustEnds, directory: &Directory) -> bool {
    name(&full.trusting, &typed.trusting, directory) && name(&full.trusted, &typed.trusted, directory)
}

fn name(full: &str, typed: &str, directory: &Directory) -> bool {
    let served = directory.realm_named(typed.as_bytes());
    eq_ignore_case(full, typed)
        || served.is_some_and(|realm| eq_ignore_case(realm.name().as_str(), full))
        || full.split('.').next().is_some_and(|first| eq_ignore_case(first, typed))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ends() -> serde_json::Value {
        json!({ "trusting": "A.TEST", "trusted": "B.TEST" })
    }

    fn wish(operation: serde_json::Value) -> Wish {
        serde_json::from_value(json!({ "operation": { "trust": operation } })).unwrap()
    }

    fn create(kind: Option<&str>, side: Option<&str>) -> Wish {
        wish(json!({ "create": { "ends": ends(), "kind": kind, "side": side } }))
    }

    fn remove(two_way: bool) -> Wish {
        wish(json!({ "remove": { "ends": ends(), "two_way": two_way, "side": "trusted", "force": false } }))
    }

    #[test]
    fn nobody_makes_a_forest_trust_of_what_was_asked_without_a_kind() {
        let is_part = |asked: Option<&str>, done: &str| {
            super::is_part(&create(Some(done), Some("trusted")), None, &create(asked, None), &Directory::empty())
        };
        assert!(is_part(None, "external") && is_part(Some("forest"), "forest"));
        assert!(!is_part(None, "forest") && !is_part(Some("external"), "forest"));
    }

    #[test]
    fn what_takes_a_half_back_takes_no_other_direction() {
        let (half, whole) = (create(Some("external"), Some("trusted")), create(None, None));
        let is_part = |undo: &Wish| super::is_part(&half, Some(undo), &whole, &Directory::empty());
        assert!(is_part(&remove(false)) && !is_part(&remove(true)));
    }
}
