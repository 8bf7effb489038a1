//! Replies kept for a while, so that a request sent again is answered with the octets of the first answer.
//!
//! A client that hears nothing sends the same datagram again. Answering anew would cost the work twice and, worse, give
//! it two tickets with different session keys. The key is the whole request and nothing else, as in MIT's KDC
//! (`src/kdc/replay.c`); in particular not the peer, because a client that asks again may use another socket.
//! Bounded by entries, by octets and by age.

use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;
use std::time::Duration;

use foldhash::quality::RandomState;

use crate::record::RequestId;

/// How many replies may be kept for requests that come again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookAsideBounds {
    /// The most replies kept; 0 keeps none.
    pub entries: usize,
    /// The most octets of requests and replies kept.
    pub octets: usize,
    /// How long a reply is kept.
    pub age: Duration,
}

impl Default for LookAsideBounds {
    /// Two minutes, as MIT's KDC; 8192 replies and 8 MiB, a burst of AD-sized exchanges, per worker.
    fn default() -> Self {
        Self { entries: 8192, octets: 8 << 20, age: Duration::from_mins(2) }
    }
}

/// The cache of one worker. `now` is real time as [`crate::Clock::tick`] tells it.
#[derive(Debug)]
pub(crate) struct LookAside {
    bounds: LookAsideBounds,
    hasher: RandomState,
    /// Oldest first; the serial number of the front is `first`.
    entries: VecDeque<Entry>,
    first: u64,
    octets: usize,
    /// From the hash of a request to the serial number of its entry.
    index: HashMap<u64, u64, RandomState>,
}

/// A reply that was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kept<'a> {
    /// The request it was made for.
    pub(crate) id: RequestId,
    pub(crate) reply: &'a [u8],
}

#[derive(Debug)]
struct Entry {
    hash: u64,
    id: RequestId,
    kept_at: Duration,
    request_len: usize,
    /// The request and then the reply.
    octets: Box<[u8]>,
}

impl LookAside {
    pub(crate) fn new(bounds: LookAsideBounds) -> Self {
        Self {
            bounds,
            hasher: RandomState::default(),
            entries: VecDeque::new(),
            first: 0,
            octets: 0,
            index: HashMap::default(),
        }
    }

    /// The reply that was given to exactly this request.
    pub(crate) fn find(&self, request: &[u8], now: Duration) -> Option<Kept<'_>> {
        if self.entries.is_empty() {
            return None;
        }
        let serial = self.index.get(&self.hasher.hash_one(request))?;
        let entry = self.entries.get(usize::try_from(serial.checked_sub(self.first)?).ok()?)?;
        let (kept, reply) = entry.octets.split_at_checked(entry.request_len)?;
        let good = kept == request && now.saturating_sub(entry.kept_at) < self.bounds.age;
        good.then_some(Kept { id: entry.id, reply })
    }

    /// Keeps a reply, dropping the oldest until there is room.
    pub(crate) fn keep(&mut self, id: RequestId, request: &[u8], reply: &[u8], now: Duration) {
        let size = request.len().saturating_add(reply.len());
        if self.bounds.entries == 0 || size > self.bounds.octets {
            return;
        }
        while self.must_drop_oldest(size, now) {
            self.drop_oldest();
        }
        let mut octets = Vec::with_capacity(size);
        octets.extend_from_slice(request);
        octets.extend_from_slice(reply);
        let hash = self.hasher.hash_one(request);
        self.index.insert(hash, self.first + self.entries.len() as u64);
        self.entries.push_back(Entry { hash, id, kept_at: now, request_len: request.len(), octets: octets.into() });
        self.octets += size;
    }

    /// Forgets everything: the directory has changed, so old answers may be wrong.
    pub(crate) fn clear(&mut self) {
        self.first += self.entries.len() as u64;
        self.entries.clear();
        self.index.clear();
        self.octets = 0;
    }

    fn must_drop_oldest(&self, coming: usize, now: Duration) -> bool {
        self.entries.front().is_some_and(|oldest| {
            self.entries.len() >= self.bounds.entries
                || self.octets + coming > self.bounds.octets
                || now.saturating_sub(oldest.kept_at) >= self.bounds.age
        })
    }

    fn drop_oldest(&mut self) {
        let Some(oldest) = self.entries.pop_front() else { return };
        self.octets -= oldest.octets.len();
        // A later entry with the same hash has taken the place in the index and keeps it.
        if self.index.get(&oldest.hash) == Some(&self.first) {
            self.index.remove(&oldest.hash);
        }
        self.first += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn cache(entries: usize, octets: usize) -> LookAside {
        LookAside::new(LookAsideBounds { entries, octets, age: 10 * SECOND })
    }

    fn keep(cache: &mut LookAside, request: &[u8], reply: &[u8], now: Duration) {
        cache.keep(RequestId::new(0, 1), request, reply, now);
    }

    fn find<'c>(cache: &'c LookAside, request: &[u8], now: Duration) -> Option<&'c [u8]> {
        cache.find(request, now).map(|kept| kept.reply)
    }

    #[test]
    fn a_request_sent_again_finds_its_reply() {
        let mut cache = cache(4, 1000);
        keep(&mut cache, b"first", b"one", SECOND);
        keep(&mut cache, b"second", b"two", SECOND);
        assert_eq!(find(&cache, b"first", 2 * SECOND), Some(&b"one"[..]));
        assert_eq!(find(&cache, b"second", 2 * SECOND), Some(&b"two"[..]));
        assert_eq!(find(&cache, b"third", 2 * SECOND), None);
    }

    #[test]
    fn a_reply_is_forgotten_at_its_age() {
        let mut cache = cache(4, 1000);
        keep(&mut cache, b"first", b"one", SECOND);
        assert!(find(&cache, b"first", 10 * SECOND).is_some());
        assert_eq!(find(&cache, b"first", 11 * SECOND), None);
        keep(&mut cache, b"second", b"two", 11 * SECOND);
        assert_eq!(cache.entries.len(), 1);
    }

    #[test]
    fn the_oldest_make_room() {
        let mut cache = cache(2, 1000);
        for request in [b"a", b"b", b"c"] {
            keep(&mut cache, request, b"reply", SECOND);
        }
        assert_eq!(find(&cache, b"a", SECOND), None);
        assert!(find(&cache, b"b", SECOND).is_some() && find(&cache, b"c", SECOND).is_some());
        assert_eq!(cache.index.len(), 2);
    }

    #[test]
    fn octets_are_bounded() {
        let mut cache = cache(100, 20);
        for request in [b"a", b"b", b"c", b"d"] {
            keep(&mut cache, request, b"123456789", SECOND);
            assert!(cache.octets <= 20);
        }
        assert_eq!(cache.entries.len(), 2);
        keep(&mut cache, b"e", &[0; 20], SECOND);
        assert_eq!(find(&cache, b"e", SECOND), None, "larger than the whole cache");
    }

    #[test]
    fn the_later_reply_to_the_same_request_counts() {
        let mut cache = cache(2, 1000);
        keep(&mut cache, b"a", b"old", SECOND);
        keep(&mut cache, b"a", b"new", 2 * SECOND);
        keep(&mut cache, b"b", b"other", 3 * SECOND);
        assert_eq!(find(&cache, b"a", 3 * SECOND), Some(&b"new"[..]));
    }

    #[test]
    fn clearing_forgets_everything_and_goes_on() {
        let mut cache = cache(4, 1000);
        keep(&mut cache, b"a", b"old", SECOND);
        cache.clear();
        assert_eq!(find(&cache, b"a", SECOND), None);
        keep(&mut cache, b"a", b"new", SECOND);
        assert_eq!(find(&cache, b"a", SECOND), Some(&b"new"[..]));
    }

    #[test]
    fn a_cache_of_no_entries_keeps_nothing() {
        let mut cache = cache(0, 1000);
        keep(&mut cache, b"a", b"reply", SECOND);
        assert_eq!(find(&cache, b"a", SECOND), None);
    }
}
