//! What is done without being asked: what is due, what the first use of a trust proves, what reaches a domain
//! controller late, and a new image in the store.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{io, mem};

use xrealm_admin::upkeep::Applied;
use xrealm_admin::{Entry, OperationRefusal, Surface, Who, upkeep};
use xrealm_directory::{Change, Directory, NewKeys, TrustPair};
use xrealm_names::Moment;

use super::{Administration, Noted, PerformRefusal, State};
use crate::store::{Store, StoreError};

/// Where others say that there may be something to do. Nobody waits: what finds no room is said again by the next one.
#[derive(Debug, Clone)]
pub(crate) struct Nudges(SyncSender<Nudge>);

#[derive(Debug)]
enum Nudge {
    /// The directory or the clock is another one.
    Changed,
    /// A ticket came over a trust whose secret nobody had used yet.
    Used(TrustPair),
    /// That was all.
    Stop,
}

/// Nudges that wait to be looked at.
const WAITING: usize = 256;

impl Nudges {
    pub(crate) fn new() -> (Self, Inbox) {
        let (sender, receiver) = sync_channel(WAITING);
        (Self(sender), Inbox(receiver))
    }

    /// The directory or the clock is another one.
    pub(crate) fn changed(&self) {
        let _ = self.0.try_send(Nudge::Changed);
    }

    /// A ticket came over a trust whose secret is not confirmed. False if there was no room to say it.
    pub(crate) fn used(&self, trust: TrustPair) -> bool {
        self.0.try_send(Nudge::Used(trust)).is_ok()
    }
}

/// What [`Nudges`] say.
#[derive(Debug)]
pub(crate) struct Inbox(Receiver<Nudge>);

/// The thread that does it. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Upkeep {
    nudges: Nudges,
    thread: Option<JoinHandle<()>>,
}

impl Upkeep {
    pub(crate) fn start(administration: &Arc<Administration>, inbox: Inbox) -> io::Result<Self> {
        let nudges = administration.nudges.clone();
        let held = Arc::downgrade(administration);
        let thread = thread::Builder::new().name("xrealm-upkeep".to_owned()).spawn(move || run(&held, &inbox))?;
        Ok(Self { nudges, thread: Some(thread) })
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        let _ = self.nudges.0.send(Nudge::Stop);
        if let Some(thread) = mem::take(&mut self.thread)
            && thread.join().is_err()
        {
            tracing::error!("the upkeep had panicked");
        }
    }
}

fn run(administration: &Weak<Administration>, inbox: &Inbox) {
    loop {
        let Some(held) = administration.upgrade() else { return };
        let sleep = held.do_what_is_due();
        drop(held);
        let nudge = match inbox.0.recv_timeout(sleep) {
            Ok(Nudge::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Ok(nudge) => Some(nudge),
            Err(RecvTimeoutError::Timeout) => None,
        };
        if let (Some(Nudge::Used(trust)), Some(held)) = (nudge, administration.upgrade()) {
            held.confirm(trust);
        }
    }
}

/// A clock beside the operating system's can be set by anybody, so no sleep is longer.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// After something failed.
const SECOND_TRY: Duration = Duration::from_secs(15);

impl Administration {
    /// Does what is due; tells how long there is nothing more.
    fn do_what_is_due(&self) -> Duration {
        let mut state = self.state();
        let now = self.shared.clock.now();
        let known = state.timeline.next_arrival();
        state.timeline.advance(now);
        if known.is_some_and(|arrival| arrival <= now) {
            self.publish(&state.timeline);
        }
        while let Some(moment) = state.next_due(now).filter(|moment| *moment <= now) {
            match self.do_due(&mut state, moment) {
                Ok(done) if done.is_empty() => return SECOND_TRY,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(%error, "what is due cannot be done");
                    return SECOND_TRY;
                }
            }
        }
        let next = state.next_due(now).into_iter().chain(state.timeline.next_arrival());
        let sleep = next.filter_map(|moment| self.shared.clock.until(moment)).min().unwrap_or(LONGEST_SLEEP);
        let imaged = state.next_image();
        drop(state);
        if let Some(Err(error)) = imaged.map(ToImage::keep) {
            tracing::error!(%error, "the store gets no new image");
        }
        sleep.min(LONGEST_SLEEP).max(SHORTEST_SLEEP)
    }

    /// Does all that is due at `moment`; tells what it was. What is refused is noted, and waits for an administrator.
    pub(super) fn do_due(&self, state: &mut State, moment: Moment) -> Result<Vec<String>, PerformRefusal> {
        let State { timeline, rng, stuck, .. } = state;
        let mut due = upkeep::due(timeline.latest(), moment, &mut |_| NewKeys::fresh(rng));
        due.retain(|due| !stuck.contains(&due.trust));
        let Applied { directory, done, refused } = upkeep::apply(timeline.latest(), due, moment);
        let told =
            done.iter().map(|due| format!("{} ({} of {})", due.change.summary().text, due.controller, due.realm));
        let mut told: Vec<String> = told.collect();
        let changes: Vec<Change> = done.into_iter().map(|due| due.change).collect();
        if !changes.is_empty() {
            let entry = own_entry(moment, Surface::Upkeep, "the regular change of trust secrets", changes);
            self.keep(state, &entry, directory)?;
        }
        for (trust, refusal) in refused {
            let words = format!("the regular change of the secret of {} trusting {}", trust.trusting, trust.trusted);
            told.push(format!("{words} is not done: {refusal}"));
            let noted = Noted { at: moment, by: Who::default(), surface: Surface::Upkeep };
            state.note_refusal(noted, words, &OperationRefusal::Change(refusal).into());
            state.stuck.push(trust);
        }
        Ok(told)
    }

    /// Notes that both ends of a trust have the same secret: a ticket proved it.
    fn confirm(&self, trust: TrustPair) {
        let mut state = self.state();
        if !awaits_confirmation(state.timeline.latest(), &trust) {
            return;
        }
        let words = format!("the first ticket over the trust of {} in {}", trust.trusting, trust.trusted);
        let changes = vec![Change::ConfirmTrustSecret { trust }];
        let entry = own_entry(self.shared.clock.now(), Surface::FirstUse, &words, changes);
        match self.make(&mut state, &entry) {
            Ok(()) => {}
            // Gone or confirmed since.
            Err(PerformRefusal::Operation(refusal)) => tracing::debug!(%refusal, "{words} confirms nothing"),
            Err(error) => tracing::error!(%error, "{words} cannot be noted"),
        }
    }
}

/// Arrivals within one second are shown together.
const SHORTEST_SLEEP: Duration = Duration::from_millis(1);

/// A worker may have seen an older directory.
fn awaits_confirmation(directory: &Directory, trust: &TrustPair) -> bool {
    let trusting = directory.realm_named(trust.trusting.as_str().as_bytes());
    let end = trusting.and_then(|realm| realm.trust_named(trust.trusted.as_str().as_bytes()));
    let secret = end.and_then(|(_, end)| end.outgoing.as_ref());
    secret.is_some_and(|secret| secret.confirmed.is_none())
}

/// What the store is to have an image of. It is made while others go on.
struct ToImage {
    store: Arc<Store>,
    directory: Arc<Directory>,
    up_to: u64,
    at: Moment,
}

impl State {
    /// When there is something to do next that was not refused.
    pub(super) fn next_due(&self, now: Moment) -> Option<Moment> {
        upkeep::next_due_besides(self.timeline.latest(), now, &self.stuck)
    }

    /// None as long as a domain controller lives in the past: an image would take that from the next run.
    fn next_image(&mut self) -> Option<ToImage> {
        let store = self.store.clone().filter(|store| self.timeline.snapshots() == 1 && store.wants_image())?;
        self.say_again();
        let directory = Arc::clone(self.timeline.latest());
        Some(ToImage { up_to: store.last().ok()?, at: self.timeline.now(), store, directory })
    }

    /// Says again how the clock was set and which proofs were used. An image puts an end to old entries.
    fn say_again(&mut self) {
        let proofs = self.replays.all();
        let words = match self.kept_clock {
            None if proofs.is_empty() => return,
            None => "proofs that were used stay used",
            Some(_) => "the clock stays as it was set",
        };
        let entry = own_entry(self.timeline.now(), Surface::Upkeep, words, Vec::new());
        let by = Who { proofs, ..Who::default() };
        if let Err(error) = self.keep(&Entry { by, clock: self.kept_clock, ..entry }) {
            tracing::error!(%error, "the clock and the used proofs cannot be kept");
        }
    }
}

impl ToImage {
    fn keep(self) -> Result<(), StoreError> {
        self.store.compact(&self.directory.image(), self.up_to, self.at)
    }
}

fn own_entry(at: Moment, surface: Surface, operation: &str, changes: Vec<Change>) -> Entry {
    Entry {
        at,
        by: Who::default(),
        surface,
        operation: operation.to_owned(),
        changes,
        replaced: Vec::new(),
        refused: None,
        clock: None,
    }
}
