//! What changes nothing and leaves its trace all the same: what hands out secrets, before anybody sees them, and what
//! used up a proof.

use xrealm_admin::{AccountOperation, Entry, Operation, Request, UsedProof};
use xrealm_names::Moment;

use super::{Caller, Noted, PerformRefusal, State, operation_name, surface, who};

impl State {
    /// Notes an operation that hands out secrets; it is not done if that cannot be kept.
    pub(super) fn note_disclosure(&mut self, noted: &Noted, operation: &Operation) -> Result<(), PerformRefusal> {
        match disclosure(operation) {
            Some(words) => self.note(noted, words),
            None => Ok(()),
        }
    }

    /// Notes a refusal whose proofs no entry has yet: what is refused now, another run could do. What is only looked at
    /// or only shown changes nothing however often it is asked.
    pub(super) fn settle_proofs(
        &mut self,
        request: &Request,
        at: Moment,
        caller: Caller,
        refusal: Option<&PerformRefusal>,
    ) {
        let proofs = self.replays.fresh();
        let Some(refusal) = refusal.filter(|_| !proofs.is_empty() && !request.wish.dry_run) else { return };
        let mut by = who(&[], caller);
        by.principals = proofs.iter().filter_map(client).collect();
        by.proofs = proofs;
        let surface = surface(request.wish.surface, caller);
        self.note_refusal(Noted { at, by, surface }, operation_name(&request.wish.operation), refusal);
    }

    /// Notes what changes nothing.
    pub(super) fn note(&mut self, noted: &Noted, operation: String) -> Result<(), PerformRefusal> {
        self.keep(&Entry {
            at: noted.at,
            by: noted.by.clone(),
            surface: noted.surface,
            operation,
            changes: Vec::new(),
            replaced: Vec::new(),
            refused: None,
            clock: None,
        })
    }
}

fn client(used: &UsedProof) -> Option<String> {
    match used {
        UsedProof::One { client, .. } => Some(client.clone()),
        UsedProof::Between { .. } => None,
    }
}

/// What is handed out, in words. A dry run hands it out as well.
fn disclosure(operation: &Operation) -> Option<String> {
    match operation {
        Operation::Dump { secrets: true } => Some("look at the directory with its secrets".to_owned()),
        Operation::Account(AccountOperation::ExportKeytab { realm, name, previous }) => {
            let which = if *previous { "all keys" } else { "the keys" };
            Some(format!("export {which} of {name} in {realm} as a keytab"))
        }
        Operation::Dump { secrets: false }
        | Operation::Trust(_)
        | Operation::Account(_)
        | Operation::Controller(_)
        | Operation::Clock(_)
        | Operation::Domains
        | Operation::Audit { .. } => None,
    }
}
