//! The single writer: every change to the directory of a running daemon is made here, one operation after the other.
//!
//! An operation is planned from the latest directory, its rights are checked, the changes are tried on a draft, kept by
//! the store, and only then shown to the workers and told to whoever asked. All of it happens under one lock, so no
//! update is lost; the workers never wait for it.

mod clock_wishes;
mod disclosures;
mod journal;
mod opening;
mod partner;
mod parts;
mod proofs;
mod refusal;
mod replays;
mod state_dump;
mod state_folder;
mod upkeep;

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use chacha20::ChaCha20Rng;
use chacha20::rand_core::Rng;
use xrealm_admin::{
    Answer, Entry, FarWish, KeptClock, Means, Octets, Operation, OperationRefusal, Plan, Proof, Request, Surface,
    Timeline, Who, Wish, WritePlan, permits, plan,
};
use xrealm_directory::{Change, Directory, TrustPair};
use xrealm_names::{Moment, RealmName};
use xrealm_trust::ForestTrustInfo;

use self::journal::Journal;
pub use self::opening::{Keeping, Replaced};
pub(crate) use self::partner::Part;
use self::partner::{DoneElsewhere, Partners};
use self::parts::Parts;
use self::proofs::{ProofFault, Proven, groups};
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
    partners: Partners,
}

#[derive(Debug)]
struct State {
    timeline: Timeline,
    store: Option<Arc<Store>>,
    journal: Journal,
    replays: Replays,
    parts: Parts,
    rng: ChaCha20Rng,
    /// How the clock was set, as the store tells a later run.
    kept_clock: Option<KeptClock>,
    /// Operations of administrators since the directory was last made out of the topology.
    by_administrators: usize,
    /// Trusts of which what was due was refused. Whoever changes something may have made that good.
    stuck: Vec<TrustPair>,
}

/// Who asks, as far as the connection tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The user of the operating system at the other end of the socket.
    pub(crate) uid: Option<u32>,
    /// What is noted where the caller names no surface.
    pub(crate) surface: Surface,
}

/// What came with a wish.
#[derive(Debug, Clone, Copy)]
struct Brought<'a> {
    /// The wish in the octets that the proofs are over.
    octets: &'a [u8],
    /// Who proved themselves.
    proven: &'a [Proven],
    /// Proofs that are for realms served elsewhere.
    elsewhere: &'a [&'a Proof],
    /// The part of a wish that somebody had another process do.
    part: Option<&'a Part>,
}

impl Administration {
    /// Does what is wished for, or shows what it would do. With `part` another process asks for its administrator.
    pub(crate) fn perform(
        &self,
        request: &Request,
        part: Option<&Part>,
        caller: Caller,
    ) -> Result<Answer, PerformRefusal> {
        // A process that waits for us may be waited for by ourselves: one of the two has to give up.
        let mut state = if part.is_some() { self.state_soon().ok_or(PerformRefusal::Busy)? } else { self.state() };
        let answer = self.perform_locked(&mut state, request, part, caller);
        state.settle_proofs(request, self.shared.clock.now(), caller, answer.as_ref().err());
        drop(state);
        self.nudges.changed();
        answer
    }

    fn perform_locked(
        &self,
        state: &mut State,
        request: &Request,
        part: Option<&Part>,
        caller: Caller,
    ) -> Result<Answer, PerformRefusal> {
        let now = self.shared.clock.now();
        let latest = Arc::clone(state.timeline.latest());
        let wish = &request.wish;
        let surface = if part.is_some() { Surface::Partner } else { surface(wish.surface, caller) };
        let octets = part.map_or(request.wish_octets.as_slice(), |part| part.of.as_bytes());
        let is_served = |proof: &&Proof| latest.realm_named(proof.realm.as_bytes()).is_some();
        let (here, elsewhere): (Vec<&Proof>, Vec<&Proof>) = request.proofs.iter().partition(is_served);
        let proven = match proofs::verify(&here, octets, &latest, now, &mut state.replays) {
            Ok(proven) => proven,
            Err((realm, fault)) => {
                let refusal = PerformRefusal::Proof { realm, fault };
                let by = who(&[], caller);
                state.note_refusal(Noted { at: now, by, surface }, operation_name(&wish.operation), &refusal);
                return Err(refusal);
            }
        };
        let brought = Brought { octets, proven: &proven, elsewhere: &elsewhere, part };
        if let Some(part) = part {
            judge_part(wish, part, &latest, state)?;
        }
        let noted = Noted { at: now, by: who(&proven, caller), surface };
        match &wish.operation {
            Operation::Clock(operation) => self.clock_wish(state, operation, wish, noted),
            Operation::Audit { last } => Ok(Answer::Audit(state.journal.latest(*last))),
            Operation::Dump { secrets } => {
                state.note_disclosure(&noted, &wish.operation)?;
                Ok(Answer::Dump(dump(&latest, *secrets)))
            }
            Operation::Trust(_) | Operation::Account(_) | Operation::Controller(_) | Operation::Domains => {
                let mut means = Means {
                    directory: &latest,
                    now,
                    rng: &mut state.rng,
                    partner_address: &|realm| self.shared.places.partner_address(realm),
                    partner_names: &|realm| match part {
                        Some(part) => Ok(part.names.clone()),
                        None => self.partner_names(realm),
                    },
                };
                match plan(wish, &mut means)? {
                    Plan::Read(answer) => {
                        state.note_disclosure(&noted, &wish.operation)?;
                        Ok(answer)
                    }
                    Plan::Write(plan) => self.write(state, &plan, wish, brought, noted),
                }
            }
        }
    }

    fn write(
        &self,
        state: &mut State,
        plan: &WritePlan,
        wish: &Wish,
        brought: Brought<'_>,
        noted: Noted,
    ) -> Result<Answer, PerformRefusal> {
        let latest = Arc::clone(state.timeline.latest());
        if let Err(refusal) = permitted(plan, &latest, noted.at, brought) {
            if !matches!(refusal, PerformRefusal::Operation(OperationRefusal::NotAuthenticated { .. })) {
                state.note_refusal(noted, plan.operation.clone(), &refusal);
            }
            return Err(refusal);
        }
        let after = plan.apply(&latest, noted.at)?;
        let answer = plan.answer(&after, noted.at, wish.dry_run);
        let elsewhere = plan.far.as_ref().map(|far| self.ask_partner(state, far, brought)).transpose()?;
        if wish.dry_run || !plan.is_notable() {
            if !wish.dry_run && brought.proven.is_empty() {
                journal::log_unchanged(noted.at, &noted.by, noted.surface, &plan.operation);
            } else if !wish.dry_run {
                // What they proved themselves with is used up all the same.
                state.note(&noted, plan.operation.clone())?;
            }
            return Ok(answer);
        }
        let entry = Entry {
            at: noted.at,
            by: noted.by,
            surface: noted.surface,
            operation: plan.words(&answer),
            changes: plan.changes.clone(),
            replaced: plan.replaced.clone(),
            refused: None,
            clock: None,
        };
        if let Err(refusal) = self.keep(state, &entry, after) {
            if let Some(elsewhere) = elsewhere {
                elsewhere.take_back();
            }
            return Err(refusal);
        }
        if let Some(part) = brought.part {
            state.parts.done(part, entry.by, self.shared.clock.tick());
        }
        if !entry.changes.is_empty() {
            state.by_administrators += 1;
            state.stuck.clear();
        }
        Ok(answer)
    }

    /// What a forest says of itself that another process serves, if there is a way to that one.
    fn partner_names(&self, realm: &RealmName) -> Result<Option<ForestTrustInfo>, OperationRefusal> {
        let address = self.shared.places.partner_address(realm);
        address.map(|address| self.partners.names(realm, &address)).transpose()
    }

    fn ask_partner(
        &self,
        state: &mut State,
        far: &FarWish,
        brought: Brought<'_>,
    ) -> Result<DoneElsewhere, PerformRefusal> {
        let proofs: Vec<Proof> = brought.elsewhere.iter().map(|proof| (*proof).clone()).collect();
        let mut ticket = vec![0; TICKET_OCTETS];
        state.rng.fill_bytes(&mut ticket);
        Ok(self.partners.ask(far, brought.octets, &proofs, Octets(ticket))?)
    }

    /// Takes back what another process asked for, because its own half failed.
    pub(crate) fn take_back(&self, ticket: &Octets) -> Result<Answer, PerformRefusal> {
        let mut state = self.state();
        let nothing = || Answer::Done(Box::default());
        let Some((wish, by)) = state.parts.take_back(ticket, self.shared.clock.tick()) else { return Ok(nothing()) };
        let (now, latest) = (self.shared.clock.now(), Arc::clone(state.timeline.latest()));
        let mut means = Means {
            directory: &latest,
            now,
            rng: &mut state.rng,
            partner_address: &|_| None,
            partner_names: &|_| Ok(None),
        };
        let Plan::Write(plan) = plan(&wish, &mut means)? else { return Ok(nothing()) };
        let after = plan.apply(&latest, now)?;
        let answer = plan.answer(&after, now, false);
        let entry = Entry {
            at: now,
            by,
            surface: Surface::Partner,
            operation: format!("took back: {}", plan.operation),
            changes: plan.changes,
            replaced: plan.replaced,
            refused: None,
            clock: None,
        };
        self.keep(&mut state, &entry, after)?;
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
        // It does nothing, and in another run it would do nothing either.
        state.replays.fresh();
        let accepted = accepted.map_err(|(realm, fault)| PerformRefusal::Proof { realm, fault })?;
        let (reply, _) = accepted.reply(&mut state.rng);
        Ok(ProvenFacts {
            groups: groups(&latest, &accepted.client),
            client: accepted.client.to_string(),
            ap_rep: Octets(reply),
        })
    }

    /// The state, unless somebody else has it for long.
    fn state_soon(&self) -> Option<MutexGuard<'_, State>> {
        for _ in 0..TURN_ATTEMPTS {
            match self.state.try_lock() {
                Ok(state) => return Some(state),
                Err(TryLockError::Poisoned(poisoned)) => return Some(poisoned.into_inner()),
                Err(TryLockError::WouldBlock) => thread::sleep(TURN_PAUSE),
            }
        }
        None
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The directory is replaced in one step at the very end: whoever panicked before has changed nothing.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Three seconds together: less than another process waits for an answer.
const TURN_ATTEMPTS: u32 = 600;
const TURN_PAUSE: Duration = Duration::from_millis(5);

/// What names a half cannot be guessed.
const TICKET_OCTETS: usize = 32;

/// Whether everybody agrees who has to, also whoever serves the other end.
fn permitted(plan: &WritePlan, latest: &Directory, at: Moment, brought: Brought<'_>) -> Result<(), PerformRefusal> {
    let far = plan.far.as_ref().map(|far| &far.realm);
    let is_far = |proof: &&Proof| far.is_some_and(|far| far.eq_ignore_case(&proof.realm));
    let unproven = far.filter(|_| !brought.elsewhere.iter().any(is_far));
    match (permits(latest, brought.proven, &plan.requires, at.time), unproven) {
        (Err(OperationRefusal::NotAuthenticated { mut realms }), unproven) => {
            realms.extend(unproven.cloned());
            return Err(OperationRefusal::NotAuthenticated { realms }.into());
        }
        (Err(refusal), _) => return Err(refusal.into()),
        (Ok(()), Some(far)) => return Err(OperationRefusal::NotAuthenticated { realms: vec![far.clone()] }.into()),
        (Ok(()), None) => {}
    }
    match brought.elsewhere.iter().find(|proof| !is_far(proof)) {
        Some(proof) => Err(PerformRefusal::Proof { realm: proof.realm.clone(), fault: ProofFault::UnknownRealm }),
        None => Ok(()),
    }
}

/// Whether another process asks for what its administrator asked for, and did not think better of it since.
fn judge_part(wish: &Wish, part: &Part, latest: &Directory, state: &State) -> Result<(), PerformRefusal> {
    let whole: Wish = serde_json::from_str(&part.of).map_err(|_| PerformRefusal::NoPart)?;
    if !parts::is_part(wish, part.undo.as_ref(), &whole, latest) {
        return Err(PerformRefusal::NoPart);
    }
    if state.parts.is_taken_back(&part.ticket) { Err(PerformRefusal::TakenBack) } else { Ok(()) }
}

impl State {
    /// Writes an entry to the store, if there is one, and to the journal.
    fn keep(&mut self, entry: &Entry) -> Result<(), PerformRefusal> {
        let mut entry = Cow::Borrowed(entry);
        let proofs = self.replays.fresh();
        if !proofs.is_empty() {
            entry.to_mut().by.proofs.extend(proofs);
        }
        let number = match &self.store {
            Some(store) => store.append(&entry)?,
            None => self.journal.next(),
        };
        self.journal.add(number, &entry);
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
            clock: None,
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
    let mut principals: Vec<String> = proven.iter().map(|(_, client)| client.to_string()).collect();
    if principals.is_empty() && caller.uid.is_none() {
        principals.push("the holder of the token".to_owned());
    }
    Who { principals, uid: caller.uid, proofs: Vec::new() }
}

/// Nobody who asks can say to be the daemon itself, or another one.
fn surface(said: Surface, caller: Caller) -> Surface {
    match said {
        Surface::Cli | Surface::Netdom | Surface::Nltest | Surface::Wizard | Surface::Http => said,
        Surface::Socket | Surface::Topology | Surface::FirstUse | Surface::Upkeep | Surface::Partner => caller.surface,
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
