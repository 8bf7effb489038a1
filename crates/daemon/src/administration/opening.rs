//! What administration begins with.

use std::sync::{Arc, Mutex};

use xrealm_admin::{Entry, KeptClock, Surface, Timeline, UsedProof, Who};
use xrealm_config::Topology;
use xrealm_directory::Directory;

use super::journal::{Journal, KEPT};
use super::partner::Partners;
use super::parts::Parts;
use super::replays::Replays;
use super::{Administration, State};
use crate::options::Options;
use crate::rng::Seed;
use crate::store::{Deviation, Following, Store, StoreError};
use crate::worker::Shared;

/// What a daemon serves at first, and where it keeps what becomes of it.
#[derive(Debug)]
pub struct Keeping {
    directory: Arc<Directory>,
    /// What domain controllers knew that were behind.
    past: Option<Timeline>,
    store: Option<Store>,
    history: Vec<(u64, Entry)>,
    /// Proofs that are not taken again.
    used: Vec<UsedProof>,
    clock: Option<KeptClock>,
}

impl Keeping {
    /// The directory of a topology, in memory only.
    #[must_use]
    pub fn in_memory(topology: &Topology) -> Self {
        let directory = Arc::new(topology.directory.clone());
        Self { directory, past: None, store: None, history: Vec::new(), used: Vec::new(), clock: None }
    }

    /// What `store` holds already, and every change of which it will hold.
    ///
    /// # Errors
    /// [`StoreError`] if the latest operations cannot be read.
    pub fn in_store(past: Timeline, store: Store) -> Result<Self, StoreError> {
        let (history, used, clock) = (store.latest(KEPT)?, store.used_proofs()?, store.clock()?);
        Ok(Self { directory: Arc::clone(past.latest()), past: Some(past), store: Some(store), history, used, clock })
    }

    /// The directory.
    #[must_use]
    pub fn directory(&self) -> &Arc<Directory> {
        &self.directory
    }
}

/// A directory took the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced {
    /// Operations of administrators that are lost with it.
    pub lost: usize,
}

impl Administration {
    /// Begins with `keeping`, and shows the workers what each domain controller knows.
    pub(crate) fn new(shared: Arc<Shared>, keeping: Keeping, seed: &Seed, options: &Options) -> Self {
        let Keeping { directory, past, store, history, used, clock } = keeping;
        let mut journal = Journal::default();
        for (number, entry) in &history {
            journal.recall(*number, entry);
        }
        let mut replays = Replays::default();
        replays.recall(used);
        let now = shared.clock.now();
        let timeline = match past.filter(|past| past.now() <= now) {
            Some(mut past) => {
                past.advance(now);
                past
            }
            // The clock shows an earlier time than that of the last change: nobody is behind any more.
            None => Timeline::new(directory, now),
        };
        let state = State {
            timeline,
            store: store.map(Arc::new),
            journal,
            replays,
            parts: Parts::default(),
            rng: seed.generator(ADMINISTRATORS_STREAM),
            kept_clock: clock,
            by_administrators: 0,
            stuck: Vec::new(),
        };
        let partners = Partners { token_file: options.partner_token_file.clone() };
        let administration = Self { nudges: shared.nudges.clone(), shared, state: Mutex::new(state), partners };
        administration.publish(&administration.state().timeline);
        administration
    }

    /// Where the directory differs from what a topology says. With `apply` it follows the topology from the next request
    /// on, and that is kept.
    pub(crate) fn reconcile(&self, topology: &Topology, apply: bool) -> Result<Deviation, StoreError> {
        let mut state = self.state();
        let latest = Arc::clone(state.timeline.latest());
        let following = Following::of(&latest, topology);
        let deviation = following.deviation();
        if !apply || deviation.otherwise.is_empty() {
            return Ok(deviation);
        }
        let (after, entry) = following.followed(&latest, self.shared.clock.now())?;
        let number = match &state.store {
            Some(store) => store.append(&entry)?,
            None => state.journal.next(),
        };
        state.journal.add(number, &entry);
        state.timeline.install(Arc::new(after), entry.at);
        state.stuck.clear();
        self.publish(&state.timeline);
        drop(state);
        self.nudges.changed();
        Ok(deviation)
    }

    /// Serves another directory from the next request on.
    pub(crate) fn replace(&self, directory: Directory) -> Replaced {
        let mut state = self.state();
        let now = self.shared.clock.now();
        state.timeline = Timeline::new(Arc::new(directory), now);
        state.stuck.clear();
        let lost = std::mem::take(&mut state.by_administrators);
        self.publish(&state.timeline);
        let entry = Entry {
            at: now,
            by: Who::default(),
            surface: Surface::Topology,
            operation: "read the topology again".to_owned(),
            changes: Vec::new(),
            replaced: Vec::new(),
            refused: None,
            clock: None,
        };
        let number = state.journal.next();
        state.journal.add(number, &entry);
        drop(state);
        self.nudges.changed();
        Replaced { lost }
    }
}

/// The stream of the seed that administration draws from; no worker has this number.
const ADMINISTRATORS_STREAM: usize = usize::MAX;
