//! Our half of what somebody had another process do.

use std::collections::VecDeque;
use std::time::Duration;

use xrealm_admin::{CreateTrust, Octets, Operation, TrustEnds, TrustOperation, Who, Wish};
use xrealm_directory::Directory;
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

fn is_half(half: &CreateTrust, whole: &CreateTrust) -> bool {
    let CreateTrust { ends, kind, side, password, confirm, confirm_reverse, .. } = half.clone();
    let same_kind = whole.kind.is_none() || whole.kind == kind;
    let expected = CreateTrust { ends, kind, side, password, confirm, confirm_reverse, ..whole.clone() };
    same_kind && half.side.is_some() && whole.side.is_none() && *half == expected
}

fn undoes(undo: &Wish, half: &TrustOperation) -> bool {
    let TrustOperation::Create(created) = half else { return false };
    matches!(&undo.operation, Operation::Trust(TrustOperation::Remove { ends, side, force: false, .. })
        if *ends == created.ends && *side == created.side)
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
