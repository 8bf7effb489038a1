//! Spans of time and speeds of clocks as people write them.

use std::str::FromStr;

use thiserror::Error;

/// A span of time in seconds, written `90s`, `15m`, `10h`, `31d`, `2w`, several of them in a row, or a bare number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) seconds: u64,
}

/// The text is no span of time.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("a span of time is written such as 90s, 15m, 10h, 31d, 2w or 1d12h")]
pub(crate) struct NoSpan;

impl FromStr for Span {
    type Err = NoSpan;

    fn from_str(text: &str) -> Result<Self, NoSpan> {
        if let Ok(seconds) = text.parse() {
            return Ok(Self { seconds });
        }
        let mut seconds: u64 = 0;
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).ok_or(NoSpan)?;
            let (number, after) = rest.split_at(end);
            let unit = after.chars().next().ok_or(NoSpan)?;
            let number: u64 = number.parse().map_err(|_| NoSpan)?;
            let part = number.checked_mul(seconds_in(unit).ok_or(NoSpan)?).ok_or(NoSpan)?;
            seconds = seconds.checked_add(part).ok_or(NoSpan)?;
            rest = after.get(unit.len_utf8()..).ok_or(NoSpan)?;
        }
        if text.is_empty() { Err(NoSpan) } else { Ok(Self { seconds }) }
    }
}

fn seconds_in(unit: char) -> Option<u64> {
    match unit {
        's' => Some(1),
        'm' => Some(60),
        'h' => Some(60 * 60),
        'd' => Some(24 * 60 * 60),
        'w' => Some(7 * 24 * 60 * 60),
        _ => None,
    }
}

/// A span of time for people.
pub(crate) fn in_words(seconds: u64) -> String {
    let mut rest = seconds;
    let mut words = String::new();
    for (unit, length) in [('d', 24 * 60 * 60), ('h', 60 * 60), ('m', 60), ('s', 1)] {
        if rest >= length {
            words.push_str(&format!("{}{unit}", rest / length));
            rest %= length;
        }
    }
    if words.is_empty() { "0s".to_owned() } else { words }
}

/// Thousandths of a clock's seconds in one real second, written as a decimal factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rate {
    pub(crate) thousandths: u64,
}

/// The text is no speed.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("a speed is a number such as 1, 3600 or 0.5, with three decimals at most")]
pub(crate) struct NoRate;

impl FromStr for Rate {
    type Err = NoRate;

    fn from_str(text: &str) -> Result<Self, NoRate> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let are_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        if whole.is_empty() || decimals.len() > 3 || !are_digits(whole) || !are_digits(decimals) {
            return Err(NoRate);
        }
        let number = |text: &str| text.parse::<u64>().map_err(|_| NoRate);
        let thousandths = number(whole)?.checked_mul(1000).ok_or(NoRate)?;
        let thousandths = thousandths.checked_add(number(&format!("{decimals:0<3}"))?).ok_or(NoRate)?;
        Ok(Self { thousandths })
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let decimals = format!("{:03}", self.thousandths % 1000);
        match decimals.trim_end_matches('0') {
            "" => write!(f, "{}", self.thousandths / 1000),
            decimals => write!(f, "{}.{decimals}", self.thousandths / 1000),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_numbers_with_units() {
        let seconds = |text: &str| text.parse::<Span>().map(|span| span.seconds);
        assert_eq!(seconds("31d"), Ok(31 * 86_400));
        assert_eq!(seconds("15m"), Ok(900));
        assert_eq!(seconds("1d12h"), Ok(129_600));
        assert_eq!(seconds("2w"), Ok(14 * 86_400));
        assert_eq!(seconds("90"), Ok(90));
        for wrong in ["", "d", "1x", "1d2", "-1d", "1 d", "99999999999999999999d", "18446744073709551615w", "1dé"] {
            assert_eq!(seconds(wrong), Err(NoSpan), "{wrong}");
        }
    }

    #[test]
    fn spans_are_told_as_they_are_written() {
        for text in ["31d", "1d12h", "15m", "1h1m1s", "0s"] {
            assert_eq!(in_words(text.parse::<Span>().unwrap().seconds), text);
        }
    }

    #[test]
    fn speeds_are_decimal_factors() {
        let thousandths = |text: &str| text.parse::<Rate>().map(|rate| rate.thousandths);
        assert_eq!(thousandths("1"), Ok(1000));
        assert_eq!(thousandths("0"), Ok(0));
        assert_eq!(thousandths("0.5"), Ok(500));
        assert_eq!(thousandths("3600.125"), Ok(3_600_125));
        for wrong in ["", ".5", "1.2345", "-1", "fast", "1e3"] {
            assert_eq!(thousandths(wrong), Err(NoRate), "{wrong}");
        }
        for text in ["1", "0", "0.5", "3600.125"] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), text);
        }
    }
}
