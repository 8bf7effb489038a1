//! Which TCP connections a worker holds, ordered by when each was last of use.
//!
//! A connection is of use when it is accepted and when it has sent a whole request; single octets do not count, so half
//! a frame held open ages like silence. The longest unused goes first, whether for its age or to make room.

use std::collections::BTreeMap;
use std::time::Duration;

/// The place of one connection in [`Connections`]: when it was last of use, and a number to tell equals apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    used_at: Duration,
    serial: u64,
}

/// At most `limit` connections, each with what is needed to end it.
#[derive(Debug)]
pub(crate) struct Connections<T> {
    limit: usize,
    serial: u64,
    by_use: BTreeMap<Place, T>,
}

impl<T> Connections<T> {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit: limit.max(1), serial: 0, by_use: BTreeMap::new() }
    }

    /// The place the next connection will have.
    pub(crate) fn next_place(&mut self, now: Duration) -> Place {
        self.serial += 1;
        Place { used_at: now, serial: self.serial }
    }

    /// Adds a connection; if there are too many then, the longest unused is taken out and returned.
    pub(crate) fn insert(&mut self, place: Place, connection: T) -> Option<T> {
        let evicted = if self.by_use.len() >= self.limit { self.by_use.pop_first() } else { None };
        self.by_use.insert(place, connection);
        evicted.map(|(_, connection)| connection)
    }

    /// Notes that the connection at `place` was of use now; returns its new place.
    pub(crate) fn touch(&mut self, place: Place, now: Duration) -> Place {
        let moved = Place { used_at: now, ..place };
        if let Some(connection) = self.by_use.remove(&place) {
            self.by_use.insert(moved, connection);
        }
        moved
    }

    pub(crate) fn remove(&mut self, place: Place) -> Option<T> {
        self.by_use.remove(&place)
    }

    /// Takes out one connection that has been unused for `timeout`.
    pub(crate) fn take_idle(&mut self, now: Duration, timeout: Duration) -> Option<T> {
        let oldest = self.by_use.first_entry()?;
        (now.saturating_sub(oldest.key().used_at) >= timeout).then(|| oldest.remove())
    }

    pub(crate) fn len(&self) -> usize {
        self.by_use.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn insert(
        connections: &mut Connections<&'static str>,
        name: &'static str,
        at: u32,
    ) -> (Place, Option<&'static str>) {
        let place = connections.next_place(at * SECOND);
        let evicted = connections.insert(place, name);
        (place, evicted)
    }

    #[test]
    fn the_longest_unused_makes_room() {
        let mut connections = Connections::new(2);
        let (a, _) = insert(&mut connections, "a", 1);
        insert(&mut connections, "b", 2);
        connections.touch(a, 3 * SECOND);
        assert_eq!(insert(&mut connections, "c", 4).1, Some("b"));
        assert_eq!(connections.len(), 2);
    }

    #[test]
    fn idle_ones_are_taken_out_and_used_ones_stay() {
        let mut connections = Connections::new(9);
        insert(&mut connections, "a", 1);
        let (b, _) = insert(&mut connections, "b", 1);
        connections.touch(b, 5 * SECOND);
        assert_eq!(connections.take_idle(6 * SECOND, 5 * SECOND), Some("a"));
        assert_eq!(connections.take_idle(6 * SECOND, 5 * SECOND), None);
    }

    #[test]
    fn an_evicted_connection_can_be_touched_and_removed_without_harm() {
        let mut connections = Connections::new(1);
        let (a, _) = insert(&mut connections, "a", 1);
        insert(&mut connections, "b", 2);
        let a = connections.touch(a, 3 * SECOND);
        assert_eq!(connections.remove(a), None);
        assert_eq!(connections.len(), 1);
    }
}
