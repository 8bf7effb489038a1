//! The clock of the daemon: the only file of this crate that reads the operating system's.
//!
//! The core knows one `now` per request. It may be real, shifted, started elsewhere, faster, slower or standing still,
//! and be set while it runs; what times out connections and ages cached replies is always real.

use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use arc_swap::ArcSwap;
use thiserror::Error;
use xrealm_admin::KeptClock;
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
    /// As an administrator set it in an earlier run. It went on meanwhile, as fast as it was told to.
    Kept(KeptClock),
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

/// A running clock, which can be set while it runs. Cloning gives the same clock.
#[derive(Debug, Clone)]
pub struct Clock {
    course: Arc<ArcSwap<Course>>,
    started: Instant,
}

/// How the clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Course {
    /// Beside the operating system's, and set with it.
    System { ahead: i64 },
    /// By itself: it was `from` at the tick `since`.
    Own { from: Moment, since: Duration, thousandths: u64 },
}

impl Clock {
    /// Starts a clock.
    #[must_use]
    pub fn start(setting: ClockSetting) -> Self {
        let own = |time, thousandths| Course::Own { from: Moment::at(time), since: Duration::ZERO, thousandths };
        let course = match setting {
            ClockSetting::System => Course::System { ahead: 0 },
            ClockSetting::Offset(seconds) => Course::System { ahead: seconds },
            ClockSetting::StartAt(start) => own(start, REAL_TIME),
            ClockSetting::Frozen(time) => own(time, 0),
            ClockSetting::Kept(kept) => Course::Own {
                from: resumed(&kept, system()),
                since: Duration::ZERO,
                thousandths: kept.rate_thousandths,
            },
        };
        Self { course: Arc::new(ArcSwap::from_pointee(course)), started: instant() }
    }

    /// The time the KDCs live in.
    #[must_use]
    pub fn now(&self) -> Moment {
        match **self.course.load() {
            Course::System { ahead: 0 } => system(),
            Course::System { ahead } => system().shifted(ahead),
            Course::Own { from, since, thousandths } => later(from, self.tick().saturating_sub(since), thousandths),
        }
    }

    /// Real time since the clock was started; never goes backwards.
    #[must_use]
    pub fn tick(&self) -> Duration {
        instant().saturating_duration_since(self.started)
    }

    /// Thousandths of its seconds in one real second.
    #[must_use]
    pub fn rate_thousandths(&self) -> u64 {
        match **self.course.load() {
            Course::System { .. } => REAL_TIME,
            Course::Own { thousandths, .. } => thousandths,
        }
    }

    /// What is to be kept of it, if it shows `shows` now and runs at this speed.
    pub(crate) fn kept(shows: Moment, rate_thousandths: u64) -> KeptClock {
        KeptClock { shows, real: system(), rate_thousandths }
    }

    /// Whether it is the operating system's, unshifted.
    #[must_use]
    pub fn is_system(&self) -> bool {
        matches!(**self.course.load(), Course::System { ahead: 0 })
    }

    /// Real time until it is `moment`: none if that is past, `None` if it stands still before.
    #[must_use]
    pub fn until(&self, moment: Moment) -> Option<Duration> {
        let away = micros(moment) - micros(self.now());
        if away <= 0 {
            return Some(Duration::ZERO);
        }
        let real = away.checked_mul(i128::from(REAL_TIME))?.checked_div(i128::from(self.rate_thousandths()))?;
        Some(Duration::from_micros(u64::try_from(real).unwrap_or(u64::MAX)))
    }

    /// Sets it to `moment`; from there it runs as fast as before.
    pub(crate) fn set(&self, moment: Moment) {
        let thousandths = self.rate_thousandths();
        self.course.store(Arc::new(Course::Own { from: moment, since: self.tick(), thousandths }));
    }

    /// Makes it run at another speed from now on.
    pub(crate) fn set_rate(&self, thousandths: u64) {
        self.course.store(Arc::new(Course::Own { from: self.now(), since: self.tick(), thousandths }));
    }
}

/// Thousandths of a second in a second.
const REAL_TIME: u64 = 1000;

fn micros(moment: Moment) -> i128 {
    i128::from(moment.time.as_unix()) * 1_000_000 + i128::from(moment.micros)
}

fn later(from: Moment, passed: Duration, thousandths: u64) -> Moment {
    let passed = passed.as_micros().saturating_mul(u128::from(thousandths)) / u128::from(REAL_TIME);
    let sum = u128::from(from.micros).saturating_add(passed);
    let seconds = i64::try_from(sum / 1_000_000).unwrap_or(i64::MAX);
    Moment { time: from.time + seconds, micros: u32::try_from(sum % 1_000_000).unwrap_or(0) }
}

/// What a clock shows at `real` that was set before. It does not go back with the operating system's.
fn resumed(kept: &KeptClock, real: Moment) -> Moment {
    let passed = u64::try_from((micros(real) - micros(kept.real)).max(0)).unwrap_or(u64::MAX);
    later(kept.shows, Duration::from_micros(passed), kept.rate_thousandths)
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

    #[test]
    fn a_frozen_clock_is_moved_by_hand() {
        let clock = Clock::start(ClockSetting::Frozen(Timestamp::from_unix(7)));
        let same = clock.clone();
        clock.set(Moment::at(Timestamp::from_unix(90)));
        assert_eq!(same.now(), Moment::at(Timestamp::from_unix(90)));
        assert_eq!(clock.until(Moment::at(Timestamp::from_unix(90))), Some(Duration::ZERO));
        assert_eq!(clock.until(Moment::at(Timestamp::from_unix(91))), None);
    }

    #[test]
    fn a_clock_runs_at_the_speed_it_is_given() {
        let from = Moment { time: Timestamp::from_unix(100), micros: 900_000 };
        assert_eq!(later(from, Duration::from_millis(250), 1000).micros, 150_000);
        assert_eq!(later(from, Duration::from_millis(250), 1000).time.as_unix(), 101);
        assert_eq!(later(from, Duration::from_secs(1), 86_400_000).time.as_unix(), 86_500);
        assert_eq!(later(from, Duration::from_secs(9), 0), from);

        let clock = Clock::start(ClockSetting::Frozen(Timestamp::from_unix(100)));
        clock.set_rate(2_000_000);
        let real = clock.until(clock.now().shifted(2000)).unwrap();
        assert!(real <= Duration::from_secs(1) && real > Duration::from_millis(500), "{real:?}");
        assert!(!clock.is_system());
    }

    #[test]
    fn a_clock_that_was_kept_goes_on_as_fast_as_it_was_told_to() {
        let at = |seconds| Moment::at(Timestamp::from_unix(seconds));
        let kept = |rate_thousandths| KeptClock { shows: at(5000), real: at(100), rate_thousandths };
        assert_eq!(resumed(&kept(1000), at(160)), at(5060));
        assert_eq!(resumed(&kept(60_000), at(160)), at(8600));
        assert_eq!(resumed(&kept(0), at(160)), at(5000));
        assert_eq!(resumed(&kept(1000), at(40)), at(5000), "the operating system's went back");

        let clock = Clock::start(ClockSetting::Kept(kept(0)));
        assert_eq!((clock.now(), clock.rate_thousandths()), (at(5000), 0));
    }

    #[test]
    fn a_clock_beside_the_operating_systems_follows_it_until_it_is_set() {
        let clock = Clock::start(ClockSetting::System);
        assert!(clock.is_system());
        clock.set(clock.now().shifted(-10));
        assert!(!clock.is_system());
        assert_eq!(clock.rate_thousandths(), 1000);
    }
}
