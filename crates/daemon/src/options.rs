//! What a daemon can be told.

use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use crate::clock::ClockSetting;
use crate::look_aside::LookAsideBounds;
use crate::rng::Seed;

/// How a daemon is to run. [`Options::default`] is what tests and the demo want: one worker on free loopback ports.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where every realm is served, over UDP and TCP alike; port 0 takes a free one.
    pub listen: Vec<SocketAddr>,
    /// Threads, each with sockets of its own on the same ports.
    pub workers: NonZeroUsize,
    /// The clock the KDCs live by.
    pub clock: ClockSetting,
    /// What everything random follows from; `None` draws a seed from the operating system.
    pub seed: Option<Seed>,
    /// Records of the latest requests that are kept for whoever asks later, per worker; 0 keeps none.
    pub keep_records: usize,
    /// Bounds on what peers can make the daemon hold.
    pub limits: Limits,
    /// What opens HTTP to administrators at other processes, which serve realms that are trusted here.
    pub partner_token_file: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))],
            workers: NonZeroUsize::MIN,
            clock: ClockSetting::System,
            seed: None,
            keep_records: 1024,
            limits: Limits::default(),
            partner_token_file: None,
        }
    }
}

/// Bounds on what peers can make the daemon hold.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The largest reply sent by UDP, in octets; a larger one is answered KRB_ERR_RESPONSE_TOO_BIG, which sends the
    /// client to TCP.
    pub udp_reply: usize,
    /// Open TCP connections over all workers; one more closes the longest unused.
    pub connections: usize,
    /// How long a TCP connection may be open without a whole request.
    pub idle: Duration,
    /// Replies kept for retransmitted requests, per worker.
    pub look_aside: LookAsideBounds,
}

impl Default for Limits {
    /// The UDP limit stays below Windows' 1465 and fits an Ethernet frame with room for tunnels; MIT's 4096 relies on
    /// IP fragments.
    fn default() -> Self {
        Self {
            udp_reply: 1400,
            connections: 4096,
            idle: Duration::from_secs(30),
            look_aside: LookAsideBounds::default(),
        }
    }
}
