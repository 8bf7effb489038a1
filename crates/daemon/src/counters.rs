//! What the daemon counts. Each worker adds to counters of its own; reading sums them up.

use std::ops::Add;
use std::sync::atomic::{AtomicU64, Ordering};

/// The counters of one worker.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) requests: Counter,
    pub(crate) retransmissions: Counter,
    pub(crate) dropped: Counter,
    pub(crate) too_big_for_udp: Counter,
    pub(crate) connections: Counter,
    pub(crate) evicted: Counter,
    pub(crate) timed_out: Counter,
    pub(crate) bad_frames: Counter,
}

/// A count that only grows; relaxed, for nothing is ordered by it.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add_one(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn read(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// What a daemon has counted since it was started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Requests, retransmissions among them.
    pub requests: u64,
    /// Requests answered with the reply kept from the first time.
    pub retransmissions: u64,
    /// Requests that got no reply, because they were no KDC requests.
    pub dropped: u64,
    /// Replies replaced by KRB_ERR_RESPONSE_TOO_BIG.
    pub too_big_for_udp: u64,
    /// TCP connections accepted.
    pub connections: u64,
    /// TCP connections closed to make room for another.
    pub evicted: u64,
    /// TCP connections closed because no whole request came in time.
    pub timed_out: u64,
    /// TCP connections closed because of a length that no request has.
    pub bad_frames: u64,
}

impl Counters {
    pub(crate) fn read(&self) -> Counts {
        Counts {
            requests: self.requests.read(),
            retransmissions: self.retransmissions.read(),
            dropped: self.dropped.read(),
            too_big_for_udp: self.too_big_for_udp.read(),
            connections: self.connections.read(),
            evicted: self.evicted.read(),
            timed_out: self.timed_out.read(),
            bad_frames: self.bad_frames.read(),
        }
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            requests: self.requests + other.requests,
            retransmissions: self.retransmissions + other.retransmissions,
            dropped: self.dropped + other.dropped,
            too_big_for_udp: self.too_big_for_udp + other.too_big_for_udp,
            connections: self.connections + other.connections,
            evicted: self.evicted + other.evicted,
            timed_out: self.timed_out + other.timed_out,
            bad_frames: self.bad_frames + other.bad_frames,
        }
    }
}
