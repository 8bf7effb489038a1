//! Moments as the directory of Windows counts them.

use xrealm_names::{Moment, Timestamp};
use xrealm_trust::FileTime;

/// Steps of 100 nanoseconds since 1601; zero for what was before.
#[must_use]
pub fn file_time(at: Moment) -> FileTime {
    let seconds = u64::try_from(at.time.as_unix().saturating_add(SECONDS_FROM_1601_TO_1970)).unwrap_or(0);
    FileTime(seconds.saturating_mul(STEPS_IN_A_SECOND).saturating_add(u64::from(at.micros) * 10))
}

/// The moment of such a count, of which what is less than a microsecond is lost.
#[must_use]
pub fn moment(FileTime(steps): FileTime) -> Moment {
    let seconds = i64::try_from(steps / STEPS_IN_A_SECOND).unwrap_or(i64::MAX);
    let micros = u32::try_from(steps % STEPS_IN_A_SECOND / 10).unwrap_or(0);
    Moment { time: Timestamp::from_unix(seconds.saturating_sub(SECONDS_FROM_1601_TO_1970)), micros }
}

const STEPS_IN_A_SECOND: u64 = 10_000_000;
const SECONDS_FROM_1601_TO_1970: i64 = 11_644_473_600;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_times_count_from_1601() {
        let at = Moment { time: xrealm_names::Timestamp::from_unix(0), micros: 1 };
        assert_eq!(file_time(at), FileTime(116_444_736_000_000_010));
        assert_eq!(moment(FileTime(116_444_736_000_000_010)), at);
    }
}
