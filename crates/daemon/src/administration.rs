//! The single writer: every change to the directory of a running daemon is made here, one operation after the other.
//!
//! An operation is planned from the latest directory, its rights are checked, the changes are tried on a draft, kept by
//! the store, and only then shown to the workers and told to whoever asked. All of it happens under one lock, so no
//! update is lost; the workers never wait for it.

mod clock_wishes;
mod journal;
mod opening;
mod proofs;
mod refusal;
mod replays;
mod state_folder;
mod upkeep;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chacha20::ChaCha20Rng;
use xrealm_admin::{
    Answer, Entry, Means, Operation, OperationRefusal, Plan, Proof, Request, Surface, Timeline, Who, WritePlan,
    permits, plan,
};
use xrealm_directory::{Change, Directory};
use xrealm_names::{Moment, RealmName};

use self::journal::Journal;
pub use self::opening::{Keeping, Replaced};
use self::proofs::{Proven, groups};
pub(crate) use self::refusal::PerformRefusal;
use self::replays::Replays;
pub use self::state_folder::{Begun, Origin, StateFolder};
pub(crate) use self::upkeep::{Nudges, Upkeep};
use crate::admin::ProvenFacts;
use crate::store::Store;
use crate::worker::{Shared, Snapshot};

/// The single writer.
#[derive(Debug)]
pub(crate) struct Administration {
    shared: Arc<Shared>,
    state: Mutex<State>,
    nudges: Nudges,
}

#[derive(Debug)]
struct State {
    timeline: Timeline,
    store: Option<Arc<Store>>,
    journal: Journal,
    replays: Replays,
    rng: ChaCha20Rng,
    /// Operations of administrators since the directory was last made out of the topology.
    by_administrators: usize,
}

/// Who asks, as far as the connection tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The user of the operating system at the other end of the socket.
    pub(crate) uid: Option<u32>,
    /// What is noted where the caller names no surface.
    pub(crate) surface: Surface,
}

impl Administration {
    /// Does what is wished for, or shows what it would do.
    pub(crate) fn perform(&self, request: &Request, caller: Caller) -> Result<Answer, PerformRefusal> {
        let mut state = self.state();
        let answer = self.perform_locked(&mut state, request, caller);
        drop(state);
        self.nudges.changed();
        answer
    }

    fn perform_locked(&self, state: &mut State, request: &Request, caller: Caller) -> Result<Answer, PerformRefusal> {
        let now = self.shared.clock.now();
        let latest = Arc::clone(state.timeline.latest());
        let surface = surface(request.wish.surface, caller);
        let proven = match proofs::verify(request, &latest, now, &mut state.replays) {
            Ok(proven) => proven,
            Err((realm, fault)) => {
                let refusal = PerformRefusal::Proof { realm, fault };
                let by = Who { principals: Vec::new(), uid: caller.uid };
                state.note_refusal(Noted { at: now, by, surface }, operation_name(&request.wish.operation), &refusal);
                return Err(refusal);
            }
        };
        let noted = Noted { at: now, by: who(&proven, caller), surface };
        match &request.wish.operation {
            Operation::Clock(operation) => self.clock_wish(state, operation, &request.wish, noted),
            Operation::Audit { last } => Ok(Answer::Audit(state.journal.latest(*last))),
            Operation::Dump { secrets } => Ok(Answer::Dump(dump(&latest, *secrets))),
            Operation::Trust(_) | Operation::Account(_) | Operation::Controller(_) | Operation::Domains => {
                let mut means = Means {
                    directory: &latest,
                    now,
                    rng: &mut state.rng,
                    partner_address: &|realm| self.shared.places.partner_address(realm),
                };
                match plan(&request.wish, &mut means)? {
                    Plan::Read(answer) => Ok(answer),
                    Plan::Write(plan) => self.write(state, &plan, request, &proven, noted),
                }
            }
        }
    }

    fn write(
        &self,
        state: &mut State,
        plan: &WritePlan,
        request: &Request,
        proven: &[Proven],
        noted: Noted,
    ) -> Result<Answer, PerformRefusal> {
        let latest = Arc::clone(state.timeline.latest());
        if let Err(refusal) = permits(&latest, proven, &plan.requires) {
            let refusal = PerformRefusal::from(refusal);
            if !matches!(refusal, PerformRefusal::Operation(OperationRefusal::NotAuthenticated { .. })) {
                state.note_refusal(noted, plan.operation.clone(), &refusal);
            }
            return Err(refusal);
        }
        let after = plan.apply(&latest, noted.at)?;
        let answer = plan.answer(&after, noted.at, request.wish.dry_run);
        if request.wish.dry_run || plan.changes.is_empty() {
            return Ok(answer);
        }
        let entry = Entry {
            at: noted.at,
            by: noted.by,
            surface: noted.surface,
            operation: plan.operation.clone(),
            changes: plan.changes.clone(),
            replaced: plan.replaced.clone(),
            refused: None,
        };
        self.keep(state, &entry, after)?;
        state.by_administrators += 1;
        Ok(answer)
    }

    /// Keeps an operation and shows its outcome to the workers.
    fn keep(&self, state: &mut State, entry: &Entry, after: Directory) -> Result<(), PerformRefusal> {
        state.keep(entry)?;
        state.timeline.install(Arc::new(after), entry.at);
        self.publish(&state.timeline);
        Ok(())
    }

    /// Makes changes that need nobody's leave.
    fn make(&self, state: &mut State, entry: &Entry) -> Result<(), PerformRefusal> {
        let after = state.timeline.latest().apply_all(&entry.changes, entry.at);
        let after = after.map_err(|(_, refusal)| OperationRefusal::Change(refusal))?;
        self.keep(state, entry, after)
    }

    /// What the workers answer from, from the next request on.
    fn publish(&self, timeline: &Timeline) {
        let generation = self.shared.snapshot.load().generation + 1;
        let directory = Arc::clone(timeline.latest());
        let views = self
            .shared
            .places
            .controllers()
            .iter()
            .map(|seat| Arc::clone(timeline.view_of(&seat.realm, &seat.controller).unwrap_or(timeline.latest())));
        let views = views.collect();
        self.shared.snapshot.store(Arc::new(Snapshot { generation, directory, views }));
    }

    /// Who somebody is, and the proof that we are `kadmin/admin`.
    pub(crate) fn prove(&self, proof: &Proof) -> Result<ProvenFacts, PerformRefusal> {
        let mut state = self.state();
        let now = self.shared.clock.now();
        let latest = Arc::clone(state.timeline.latest());
        let accepted = proofs::prove(proof, &latest, now, &mut state.replays);
        let accepted = accepted.map_err(|(realm, fault)| PerformRefusal::Proof { realm, fault })?;
        let (reply, _) = accepted.reply(&mut state.rng);
        Ok(ProvenFacts {
            groups: groups(&latest, &accepted.client),
            client: accepted.client.to_string(),
            ap_rep: xrealm_admin::Octets(reply),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The directory is replaced in one step at the very end: whoever panicked before has changed nothing.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Writes an entry to the store, if there is one, and to the journal.
    fn keep(&mut self, entry: &Entry) -> Result<(), PerformRefusal> {
        let number = match &self.store {
            Some(store) => store.append(entry)?,
            None => self.journal.next(),
        };
        self.journal.add(number, entry);
        Ok(())
    }

    /// A refusal leaves its trace, and is one even where the trace cannot be kept.
    fn note_refusal(&mut self, noted: Noted, operation: String, refusal: &PerformRefusal) {
        let entry = Entry {
            at: noted.at,
            by: noted.by,
            surface: noted.surface,
            operation,
            changes: Vec::new(),
            replaced: Vec::new(),
            refused: Some(refusal.to_string()),
        };
        if let Err(error) = self.keep(&entry) {
            tracing::error!(%error, "a refused operation cannot be noted: {}", entry.operation);
        }
    }
}

/// What is noted of an operation besides itself.
#[derive(Debug, Clone)]
struct Noted {
    at: Moment,
    by: Who,
    surface: Surface,
}

fn who(proven: &[Proven], caller: Caller) -> Who {
    Who { principals: proven.iter().map(|(_, client)| client.to_string()).collect(), uid: caller.uid }
}

/// Nobody who asks can say to be the daemon itself.
fn surface(said: Surface, caller: Caller) -> Surface {
    match said {
        Surface::Cli | Surface::Netdom | Surface::Nltest | Surface::Wizard | Surface::Http | Surface::Partner => said,
        Surface::Socket | Surface::Topology | Surface::FirstUse | Surface::Upkeep => caller.surface,
    }
}

/// What was asked, where it never came to a plan.
fn operation_name(operation: &Operation) -> String {
    let about = match operation {
        Operation::Trust(_) => "an operation on trusts",
        Operation::Account(_) => "an operation on accounts",
        Operation::Controller(_) => "an operation on domain controllers",
        Operation::Clock(_) => "an operation on the clock",
        Operation::Audit { .. } => "a look at the journal",
        Operation::Domains => "a look at the domains",
        Operation::Dump { .. } => "a dump",
    };
    about.to_owned()
}

/// The changes that make the directory; without secrets as they are told to people.
fn dump(directory: &Directory, secrets: bool) -> Vec<serde_json::Value> {
    let told = |change: &Change| {
        if secrets {
            return serde_json::to_value(change).unwrap_or_default();
        }
        let summary = change.summary();
        let realms: Vec<&str> = summary.realms.iter().map(RealmName::as_str).collect();
        serde_json::json!({ "kind": summary.kind, "realms": realms, "text": summary.text })
    };
    directory.image().iter().map(told).collect()
}
