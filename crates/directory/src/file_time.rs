//! Moments as the directory of Windows counts them.

use xrealm_names::Moment;
use xrealm_trust::FileTime;

/// Steps of 100 nanoseconds since 1601; zero for what was before.
pub(crate) fn file_time(at: Moment) -> FileTime {
    let seconds = u64::try_from(at.time.as_unix().saturating_add(SECONDS_FROM_1601_TO_1970)).unwrap_or(0);
    FileTime(seconds.saturating_mul(10_000_000).saturating_add(u64::from(at.micros) * 10))
}

const SECONDS_FROM_1601_TO_1970: i64 = 11_644_473_600;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_times_count_from_1601() {
        let at = Moment { time: xrealm_names::Timestamp::from_unix(0), micros: 1 };
        assert_eq!(file_time(at), FileTime(116_444_736_000_000_010));
    }
}
