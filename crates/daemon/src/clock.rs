//! The clock of the daemon: the only file of this crate that reads the operating system's.
//!
//! The core knows one `now` per request. It may be real, shifted, started elsewhere or standing still; what times
//! out connections and ages cached replies is always real.

use std::str::FromStr;
use std::time::{Duration, Instant, SystemTime};

use thiserror::Error;
use xrealm_names::{Moment, Timestamp};

/// Which time the KDCs live in. [`FromStr`] reads what `--clock` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClockSetting {
    /// The operating system's: `system`.
    #[default]
    System,
    /// The operating system's, this many seconds ahead: `+3600` or `-300`.
    Offset(i64),
    /// Starts at this time and runs: `2026-11-20T10:44:00Z`.
    StartAt(Timestamp),
    /// Stands still at this time: `frozen:2026-11-20T10:44:00Z`.
    Frozen(Timestamp),
}

/// The text is no clock setting.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("a clock is written `system`, `+SECONDS`, `-SECONDS`, `YYYY-MM-DDTHH:MM:SSZ` or `frozen:` and such a time")]
pub struct ClockSettingError;

impl FromStr for ClockSetting {
    type Err = ClockSettingError;

    fn from_str(text: &str) -> Result<Self, ClockSettingError> {
        if text == "system" {
            return Ok(Self::System);
        }
        if let Some(time) = text.strip_prefix("frozen:") {
            return time.parse().map(Self::Frozen).map_err(|_| ClockSettingError);
        }
        if text.starts_with(['+', '-']) {
            return text.parse().map(Self::Offset).map_err(|_| ClockSettingError);
        }
        text.parse().map(Self::StartAt).map_err(|_| ClockSettingError)
    }
}

/// A running clock. Cloning gives the same clock.
#[derive(Debug, Clone)]
pub struct Clock {
    setting: ClockSetting,
    started: Instant,
}

impl Clock {
    /// Starts a clock.
    #[must_use]
    pub fn start(setting: ClockSetting) -> Self {
        Self { setting, started: instant() }
    }

    /// The time the KDCs live in.
    #[must_use]
    pub fn now(&self) -> Moment {
        match self.setting {
            ClockSetting::System => system(),
            ClockSetting::Offset(seconds) => system().shifted(seconds),
            ClockSetting::StartAt(start) => after(start, self.tick()),
            ClockSetting::Frozen(time) => Moment::at(time),
        }
    }

    /// Real time since the clock was started; never goes backwards.
    #[must_use]
    pub fn tick(&self) -> Duration {
        instant().saturating_duration_since(self.started)
    }
}

fn after(start: Timestamp, passed: Duration) -> Moment {
    Moment { time: start + i64::try_from(passed.as_secs()).unwrap_or(i64::MAX), micros: passed.subsec_micros() }
}

fn system() -> Moment {
    #[expect(clippy::disallowed_methods, reason = "this is the daemon's clock module")]
    let now = SystemTime::now();
    // A clock before 1970 is a broken clock: it is read as 1970, which every client will notice.
    after(Timestamp::EPOCH, now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default())
}

fn instant() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "this is the daemon's clock module")]
    let now = Instant::now();
    now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_written_one_way() {
        let time: Timestamp = "2026-11-20T10:44:00Z".parse().unwrap();
        assert_eq!("system".parse(), Ok(ClockSetting::System));
        assert_eq!("+3600".parse(), Ok(ClockSetting::Offset(3600)));
        assert_eq!("-5".parse(), Ok(ClockSetting::Offset(-5)));
        assert_eq!("2026-11-20T10:44:00Z".parse(), Ok(ClockSetting::StartAt(time)));
        assert_eq!("frozen:20261120104400Z".parse(), Ok(ClockSetting::Frozen(time)));
        assert_eq!("tomorrow".parse::<ClockSetting>(), Err(ClockSettingError));
        assert_eq!("frozen:+5".parse::<ClockSetting>(), Err(ClockSettingError));
    }

    #[test]
    fn a_frozen_clock_stands_still() {
        let clock = Clock::start(ClockSetting::Frozen(Timestamp::from_unix(7)));
        assert_eq!(clock.now(), Moment::at(Timestamp::from_unix(7)));
        assert_eq!(clock.now(), Moment::at(Timestamp::from_unix(7)));
    }

    #[test]
    fn a_started_clock_begins_where_it_was_told() {
        let clock = Clock::start(ClockSetting::StartAt(Timestamp::from_unix(1_000)));
        assert!((1_000..1_060).contains(&clock.now().time.as_unix()));
    }
}
