//! Times: KerberosTime (RFC 4120 §5.2.3) and the moment a request is handled at.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

/// A point in time, whole seconds UTC since 1970, as KerberosTime has it. Arithmetic saturates.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

/// The text or number is no time that KerberosTime can hold.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("a time is written YYYYMMDDHHMMSSZ, years 0 to 9999")]
pub struct TimeError;

const SECONDS_PER_DAY: i64 = 86_400;
/// 0000-03-01, from which the calendar is counted so that the leap day ends a year.
const DAYS_FROM_MARCH_0_TO_1970: i64 = 719_468;
const DAYS_PER_400_YEARS: i64 = 146_097;

impl Timestamp {
    /// 1970-01-01 00:00:00 UTC; a `till` of this means "as long as possible" (RFC 4120 §5.4.1).
    pub const EPOCH: Self = Self(0);
    /// 9999-12-31 23:59:59 UTC, the last time that can be written.
    pub const MAX: Self = Self(253_402_300_799);
    /// 0000-01-01 00:00:00 UTC, the first.
    pub const MIN: Self = Self(-62_167_219_200);

    /// The time this many seconds after 1970, held within what can be written.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        if seconds < Self::MIN.0 {
            Self::MIN
        } else if seconds > Self::MAX.0 {
            Self::MAX
        } else {
            Self(seconds)
        }
    }

    /// Seconds since 1970.
    #[must_use]
    pub const fn as_unix(self) -> i64 {
        self.0
    }

    /// Reads the fifteen octets `YYYYMMDDHHMMSSZ`. A second of 60 is read as 59: leap seconds have no number here.
    ///
    /// # Errors
    /// [`TimeError`] for anything else, fractions and offsets among them.
    pub fn from_generalized(text: &[u8]) -> Result<Self, TimeError> {
        let (digits, [b'Z']) = text.split_at_checked(14).ok_or(TimeError)? else {
            return Err(TimeError);
        };
        let (pairs, []) = digits.as_chunks::<2>() else { return Err(TimeError) };
        let mut fields = [0i64; 7];
        for (field, [tens, ones]) in fields.iter_mut().zip(pairs) {
            if !tens.is_ascii_digit() || !ones.is_ascii_digit() {
                return Err(TimeError);
            }
            *field = i64::from(tens - b'0') * 10 + i64::from(ones - b'0');
        }
        let [century, year, month, day, hour, minute, second] = fields;
        let year = century * 100 + year;
        if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
            return Err(TimeError);
        }
        if hour > 23 || minute > 59 || second > 60 {
            return Err(TimeError);
        }
        let days = days_from_civil(year, month, day);
        Ok(Self(days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second.min(59)))
    }

    /// The fifteen octets `YYYYMMDDHHMMSSZ`.
    #[must_use]
    pub fn to_generalized(self) -> [u8; 15] {
        let (year, month, day) = civil_from_days(self.0.div_euclid(SECONDS_PER_DAY));
        let second = self.0.rem_euclid(SECONDS_PER_DAY);
        let fields = [year / 100, year % 100, month, day, second / 3600, second / 60 % 60, second % 60];
        let mut text = [b'Z'; 15];
        let (pairs, _) = text.as_chunks_mut::<2>();
        for (pair, field) in pairs.iter_mut().zip(fields) {
            // Each field is below 100, so both digits fit an octet.
            let field = u8::try_from(field).unwrap_or(0);
            *pair = [b'0' + field / 10, b'0' + field % 10];
        }
        text
    }
}

impl Add<i64> for Timestamp {
    type Output = Self;

    fn add(self, seconds: i64) -> Self {
        Self::from_unix(self.0.saturating_add(seconds))
    }
}

impl Sub for Timestamp {
    type Output = i64;

    /// Seconds from `earlier` to here; negative if `earlier` is later.
    fn sub(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339: `2026-11-20T10:44:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0.div_euclid(SECONDS_PER_DAY));
        let second = self.0.rem_euclid(SECONDS_PER_DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    /// Reads `2026-11-20T10:44:00Z` or `20261120104400Z`.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let digits: Vec<u8> = match text.len() {
            15 => text.bytes().collect(),
            20 if text.bytes().enumerate().all(|(at, octet)| separator_at(at).is_none_or(|s| s == octet)) => {
                text.bytes().enumerate().filter(|(at, _)| separator_at(*at).is_none()).map(|(_, octet)| octet).collect()
            }
            _ => return Err(TimeError),
        };
        Self::from_generalized(&digits)
    }
}

/// What stands at this place of an RFC 3339 time, where no digit does; the final `Z` belongs to both forms.
const fn separator_at(place: usize) -> Option<u8> {
    match place {
        4 | 7 => Some(b'-'),
        10 => Some(b'T'),
        13 | 16 => Some(b':'),
        _ => None,
    }
}

/// The moment at which something is handled: a time with its microseconds, the only clock the core knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// Whole seconds.
    pub time: Timestamp,
    /// Microseconds, below 1 000 000.
    #[serde(deserialize_with = "below_a_second")]
    pub micros: u32,
}

impl Moment {
    /// The start of this second.
    #[must_use]
    pub const fn at(time: Timestamp) -> Self {
        Self { time, micros: 0 }
    }

    /// The same moment on a clock that runs `seconds` ahead.
    #[must_use]
    pub fn shifted(self, seconds: i64) -> Self {
        Self { time: self.time + seconds, micros: self.micros }
    }
}

fn below_a_second<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let micros = u32::deserialize(deserializer)?;
    if micros < 1_000_000 { Ok(micros) } else { Err(D::Error::custom("a second has 1000000 microseconds")) }
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    era * DAYS_PER_400_YEARS + year * 365 + year / 4 - year / 100 + day_of_year - DAYS_FROM_MARCH_0_TO_1970
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_FROM_MARCH_0_TO_1970;
    let (era, day) = (days.div_euclid(DAYS_PER_400_YEARS), days.rem_euclid(DAYS_PER_400_YEARS));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
    (era * 400 + year, month, day)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_times_are_read_and_written() {
        for (text, unix) in [
            ("19700101000000Z", 0),
            ("20261120104400Z", 1_795_171_440),
            ("20000229235959Z", 951_868_799),
            ("19691231235959Z", -1),
            ("20370913024805Z", 2_136_422_885),
            ("99991231235959Z", 253_402_300_799),
            ("00000101000000Z", -62_167_219_200),
        ] {
            let time = Timestamp::from_generalized(text.as_bytes()).unwrap();
            assert_eq!(time.as_unix(), unix, "{text}");
            assert_eq!(time.to_generalized(), text.as_bytes(), "{text}");
        }
    }

    #[test]
    fn every_day_of_400_years_leads_back_to_itself() {
        for day in 0..DAYS_PER_400_YEARS {
            let (year, month, date) = civil_from_days(day);
            assert_eq!(days_from_civil(year, month, date), day);
        }
    }

    #[test]
    fn a_leap_second_is_the_last_second_of_its_minute() {
        let leap = Timestamp::from_generalized(b"20161231235960Z").unwrap();
        assert_eq!(leap, Timestamp::from_generalized(b"20161231235959Z").unwrap());
    }

    #[test]
    fn other_forms_of_time_are_refused() {
        for text in [
            "",
            "20261120104400",
            "20261120104400.5Z",
            "20261120104400+00",
            "20261320104400Z",
            "20260229000000Z",
            "20261120240000Z",
            "2026112010440 Z",
            "20261120104461Z",
            "20260001000000Z",
        ] {
            assert_eq!(Timestamp::from_generalized(text.as_bytes()), Err(TimeError), "{text}");
        }
    }

    #[test]
    fn people_write_times_with_separators() {
        let time: Timestamp = "2026-11-20T10:44:00Z".parse().unwrap();
        assert_eq!(time, "20261120104400Z".parse().unwrap());
        assert_eq!(time.to_string(), "2026-11-20T10:44:00Z");
        assert_eq!("2026/11/20T10:44:00Z".parse::<Timestamp>(), Err(TimeError));
    }

    #[test]
    fn arithmetic_stays_within_what_can_be_written() {
        assert_eq!(Timestamp::MAX + 1, Timestamp::MAX);
        assert_eq!(Timestamp::MIN + i64::MIN, Timestamp::MIN);
        assert_eq!(Timestamp::from_unix(10) - Timestamp::from_unix(4), 6);
    }
}
