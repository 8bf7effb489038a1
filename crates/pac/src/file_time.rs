//! FILETIME (MS-DTYP 2.3.3).

use xrealm_names::{Moment, Timestamp};

/// Steps of 100 nanoseconds since 1601-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FileTime(
    /// The count.
    pub u64,
);

impl FileTime {
    /// "Never" for what would end: logoff, kick-off, the password's last day (MS-PAC 2.5).
    pub const NEVER: Self = Self(0x7FFF_FFFF_FFFF_FFFF);
    /// "Not set" for what would have begun.
    pub const ZERO: Self = Self(0);

    /// The second this lies in; [`FileTime::NEVER`] becomes the last second that can be written.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        let seconds = i64::try_from(self.0 / STEPS_IN_A_SECOND).unwrap_or(i64::MAX);
        Timestamp::from_unix(seconds.saturating_sub(SECONDS_FROM_1601_TO_1970))
    }
}

impl From<Timestamp> for FileTime {
    /// Zero for what was before 1601.
    fn from(time: Timestamp) -> Self {
        let seconds = time.as_unix().saturating_add(SECONDS_FROM_1601_TO_1970);
        Self(u64::try_from(seconds).unwrap_or(0).saturating_mul(STEPS_IN_A_SECOND))
    }
}

impl From<Moment> for FileTime {
    fn from(at: Moment) -> Self {
        let Self(steps) = Self::from(at.time);
        Self(steps.saturating_add(u64::from(at.micros) * 10))
    }
}

const STEPS_IN_A_SECOND: u64 = 10_000_000;
const SECONDS_FROM_1601_TO_1970: i64 = 11_644_473_600;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_times_count_from_1601() {
        assert_eq!(FileTime::from(Timestamp::EPOCH), FileTime(116_444_736_000_000_000));
        assert_eq!(FileTime::from(Moment { time: Timestamp::EPOCH, micros: 1 }), FileTime(116_444_736_000_000_010));
        assert_eq!(FileTime(116_444_736_000_000_010).timestamp(), Timestamp::EPOCH);
    }

    #[test]
    fn never_is_later_than_everything() {
        assert!(FileTime::NEVER > FileTime::from(Timestamp::MAX));
        assert_eq!(FileTime::NEVER.timestamp(), Timestamp::MAX);
        assert_eq!(FileTime::from(Timestamp::MIN), FileTime::ZERO);
    }
}
