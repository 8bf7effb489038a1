//! The only file of this crate that reads the operating system's clock.

use std::time::{Duration, Instant, SystemTime};

use xrealm_names::{Moment, Timestamp};

/// The time of day, as messages tell it.
#[must_use]
pub fn now() -> Moment {
    #[expect(clippy::disallowed_methods, reason = "this is the clock module")]
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX);
    Moment { time: Timestamp::from_unix(seconds), micros: since_1970.subsec_micros() }
}

/// Measures how long something takes.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch {
    started: Instant,
}

impl Stopwatch {
    /// Begins to measure.
    #[must_use]
    pub fn start() -> Self {
        #[expect(clippy::disallowed_methods, reason = "this is the clock module")]
        let started = Instant::now();
        Self { started }
    }

    /// Time since the start.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}
