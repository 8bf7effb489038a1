//! What each domain controller knows: the directory as it was.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Bound;
use std::sync::Arc;

use xrealm_directory::{Change, ChangeRefusal, Controller, Directory};
use xrealm_names::{Moment, RealmName};

/// The latest directory, and as much of its past as domain controllers still live in.
///
/// A controller knows the directory as of its delay ago, or as of when its replication was held
/// ([`Controller::knows_as_of`]). What nobody can come to know any more is dropped: what stays is what changed within
/// the longest delay, and one snapshot for each controller that is held. Time does not run backwards here: what is asked
/// for a moment before the latest one happens at the latest one.
#[derive(Debug, Clone)]
pub struct Timeline {
    now: Moment,
    /// Each with the moment since which it is true; never empty, the latest last.
    past: VecDeque<Snapshot>,
    latest: Arc<Directory>,
    /// The delays of the controllers that have one.
    delays: BTreeSet<u64>,
    /// What the controllers that are held know.
    held: BTreeSet<Moment>,
}

#[derive(Debug, Clone)]
struct Snapshot {
    since: Moment,
    directory: Arc<Directory>,
}

impl Timeline {
    /// A history that begins at `at` with `directory`: every controller knows at least that.
    #[must_use]
    pub fn new(directory: Arc<Directory>, at: Moment) -> Timeline {
        let mut timeline = Timeline {
            now: at,
            past: VecDeque::from([Snapshot { since: at, directory: Arc::clone(&directory) }]),
            latest: directory,
            delays: BTreeSet::new(),
            held: BTreeSet::new(),
        };
        timeline.look_at_controllers();
        timeline
    }

    /// The latest directory.
    #[must_use]
    pub fn latest(&self) -> &Arc<Directory> {
        &self.latest
    }

    /// The moment it is.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.now
    }

    /// How many snapshots are kept, the latest among them.
    #[must_use]
    pub fn snapshots(&self) -> usize {
        self.past.len()
    }

    /// Makes `changes` at the moment `at`.
    ///
    /// # Errors
    /// The position of the first change that is refused, and why; nothing is changed then.
    pub fn apply(&mut self, changes: &[Change], at: Moment) -> Result<(), (usize, ChangeRefusal)> {
        let at = at.max(self.now);
        let next = self.latest.apply_all(changes, at)?;
        self.install(Arc::new(next), at);
        Ok(())
    }

    /// Takes over a directory that somebody else made at the moment `at` out of the latest one.
    pub fn install(&mut self, directory: Arc<Directory>, at: Moment) {
        self.now = self.now.max(at);
        self.latest = Arc::clone(&directory);
        let is_oldest = self.past.len() == 1;
        match self.past.back_mut() {
            // The oldest one stands for all that was before, and stays what it is.
            Some(last) if last.since == self.now && !is_oldest => last.directory = directory,
            Some(_) | None => self.past.push_back(Snapshot { since: self.now, directory }),
        }
        self.look_at_controllers();
        self.forget();
    }

    /// Lets time pass until `to`.
    pub fn advance(&mut self, to: Moment) {
        self.now = self.now.max(to);
        self.forget();
    }

    /// What the controller of this name knows now; `None` if the realm has no such controller.
    #[must_use]
    pub fn view_of(&self, realm: &RealmName, controller: &str) -> Option<&Arc<Directory>> {
        let realm = self.latest.realm_named(realm.as_str().as_bytes())?;
        Some(self.as_of(realm.controller(controller)?.knows_as_of(self.now)))
    }

    /// When the next change reaches a controller that does not know it yet, if nothing else happens.
    #[must_use]
    pub fn next_arrival(&self) -> Option<Moment> {
        let arrivals = self.delays.iter().filter_map(|&delay| {
            let known = before(self.now, delay);
            let next = self.past.iter().skip(1).find(|snapshot| snapshot.since > known)?;
            Some(after(next.since, delay))
        });
        arrivals.min()
    }

    fn as_of(&self, moment: Moment) -> &Arc<Directory> {
        let known = self.past.partition_point(|snapshot| snapshot.since <= moment);
        self.past.get(known.saturating_sub(1)).map_or(&self.latest, |snapshot| &snapshot.directory)
    }

    fn look_at_controllers(&mut self) {
        let latest = Arc::clone(&self.latest);
        let named = latest.realms().filter(|realm| realm.has_named_controllers());
        let controllers: Vec<&Controller> = named.flat_map(|realm| realm.controllers()).collect();
        self.delays =
            controllers.iter().map(|controller| controller.delay_seconds).filter(|delay| *delay > 0).collect();
        let held = controllers.iter().filter(|controller| controller.held_since.is_some());
        self.held = held.map(|controller| controller.knows_as_of(self.now)).collect();
    }

    /// Drops the snapshots that no controller knows or can come to know. The oldest one stands for all that was before.
    fn forget(&mut self) {
        if self.past.len() < 2 {
            return;
        }
        let horizon = before(self.now, self.delays.last().copied().unwrap_or(0));
        let mut ends = self.past.iter().skip(1).map(|snapshot| snapshot.since).collect::<Vec<_>>().into_iter();
        let mut start = Bound::Unbounded;
        let held = &self.held;
        self.past.retain(|_| {
            let Some(end) = ends.next() else { return true };
            let known_to_held = held.range((start, Bound::Excluded(end))).next().is_some();
            start = Bound::Included(end);
            end > horizon || known_to_held
        });
    }
}

fn before(moment: Moment, seconds: u64) -> Moment {
    moment.shifted(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_neg())
}

fn after(moment: Moment, seconds: u64) -> Moment {
    moment.shifted(i64::try_from(seconds).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
