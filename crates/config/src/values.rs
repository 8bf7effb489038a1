//! Single values: words, durations, times, addresses, names.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::str::FromStr;

use toml::de::DeValue;
use xrealm_names::{EncryptionType, NameType, PrincipalName, RealmName, ServicePrincipalName, Sid, Timestamp};

use crate::fields::{At, Fields};
use crate::finding::Problem;
use crate::suggestion::nearest;

/// Reads one of `words` and gives what stands beside it.
pub(crate) fn word<T: Copy>(
    what: &'static str,
    words: &'static [&'static str],
    meanings: &'static [T],
) -> impl Fn(&str) -> Result<T, Problem> {
    move |text| {
        let found = words.iter().zip(meanings).find(|(word, _)| **word == text);
        found.map(|(_, meaning)| *meaning).ok_or_else(|| Problem::UnknownWord {
            word: text.into(),
            what,
            possible: words,
            suggestion: nearest(text, words.iter().copied()),
        })
    }
}

/// Reads `2d12h`, `10h`, `1h30m`, `-30s` into seconds.
pub(crate) fn duration(text: &str) -> Result<i64, Problem> {
    let bad = || Problem::BadDuration { text: text.into() };
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let mut seconds = 0_i64;
    let mut last_unit = i64::MAX;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(bad)?;
        let (number, tail) = rest.split_at(digits);
        let mut characters = tail.chars();
        let unit = match characters.next() {
            Some('d') => 86_400,
            Some('h') => 3600,
            Some('m') => 60,
            Some('s') => 1,
            _ => return Err(bad()),
        };
        let amount = number.parse::<i64>().ok().and_then(|number| number.checked_mul(unit)).ok_or_else(bad)?;
        seconds = seconds.checked_add(amount).filter(|_| unit < last_unit).ok_or_else(bad)?;
        last_unit = unit;
        rest = characters.as_str();
    }
    if last_unit == i64::MAX { Err(bad()) } else { Ok(sign * seconds) }
}

/// Reads a duration of at least `least` seconds that fits in 32 bits.
pub(crate) fn seconds(key: &'static str, least: u32) -> impl Fn(&str) -> Result<u32, Problem> {
    move |text| {
        let found = u32::try_from(duration(text)?).ok().filter(|&seconds| seconds >= least);
        found.ok_or(Problem::OutOfRange { key, least: i64::from(least), most: i64::from(u32::MAX) })
    }
}

/// Reads a TOML date-time, or the same as a string. Without an offset it is UTC.
pub(crate) fn time(fields: &Fields<'_>, key: &'static str) -> Option<Timestamp> {
    let value = fields.value(key)?;
    let found = match value.value {
        DeValue::Datetime(found) => Some(*found),
        DeValue::String(text) => toml::value::Datetime::from_str(text).ok(),
        other => return fields.wrong_type(key, "a time", other, value.span),
    };
    let timestamp = found.and_then(timestamp);
    if timestamp.is_none() {
        fields.findings().add(value.span, Problem::BadTime { text: text_of(value.value) });
    }
    timestamp
}

fn text_of(value: &DeValue<'_>) -> Box<str> {
    match value {
        DeValue::Datetime(time) => time.to_string().into(),
        other => other.as_str().unwrap_or_default().into(),
    }
}

fn timestamp(time: toml::value::Datetime) -> Option<Timestamp> {
    let (date, clock) = (time.date?, time.time);
    let (hour, minute, second) = clock.map_or((0, 0, 0), |t| (t.hour, t.minute, t.second.unwrap_or(0)));
    let mut text = String::new();
    write!(text, "{:04}{:02}{:02}{hour:02}{minute:02}{second:02}Z", date.year, date.month, date.day).ok()?;
    let local = Timestamp::from_generalized(text.as_bytes()).ok()?;
    let offset_minutes = match time.offset {
        Some(toml::value::Offset::Custom { minutes }) => i64::from(minutes),
        Some(toml::value::Offset::Z) | None => 0,
    };
    Some(Timestamp::from_unix(local.as_unix() - offset_minutes * 60))
}

pub(crate) fn etype(text: &str) -> Result<EncryptionType, Problem> {
    text.parse().map_err(|_| Problem::UnknownWord {
        word: text.into(),
        what: "encryption type",
        possible: &ETYPE_NAMES,
        suggestion: nearest(text, ETYPE_NAMES),
    })
}

pub(crate) fn address(text: &str) -> Result<SocketAddr, Problem> {
    text.parse().map_err(|_| Problem::BadAddress { text: text.into() })
}

/// Where a KDC of somebody else listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KdcAddress {
    /// Host name or IP address, without brackets.
    pub host: Box<str>,
    /// UDP and TCP port.
    pub port: u16,
}

/// Reads `host`, `host:port`, `[v6]` or `[v6]:port`; the port is 88 unless given.
pub(crate) fn kdc_address(text: &str) -> Result<KdcAddress, Problem> {
    let bad = || Problem::BadAddress { text: text.into() };
    let (host, port) = match text.strip_prefix('[').map(|rest| rest.split_once(']').ok_or_else(bad)) {
        Some(split) => {
            let (host, rest) = split?;
            (host, if rest.is_empty() { None } else { Some(rest.strip_prefix(':').ok_or_else(bad)?) })
        }
        None => text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
    };
    if host.is_empty() || host.chars().any(|c| c.is_whitespace() || c == '/') {
        return Err(bad());
    }
    let port = port.map_or(Ok(KERBEROS_PORT), |port| port.parse().map_err(|_| bad()))?;
    Ok(KdcAddress { host: host.into(), port })
}

/// Where another xrealm process hears administrators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdminAddress {
    /// The path of its socket.
    Socket(Box<str>),
    /// The beginning of its URLs, `http://` and the rest.
    Http(Box<str>),
}

/// Reads a path that begins with `/` or `.`, or the URL of an HTTP server.
pub(crate) fn admin_address(text: &str) -> Result<AdminAddress, Problem> {
    let host = text.strip_prefix("http://").map(|rest| rest.split('/').next().unwrap_or_default());
    match host {
        Some(host) if !host.is_empty() => Ok(AdminAddress::Http(text.trim_end_matches('/').into())),
        None if text.starts_with(['/', '.']) => Ok(AdminAddress::Socket(text.into())),
        Some(_) | None => Err(Problem::BadAdminAddress { text: text.into() }),
    }
}

pub(crate) fn domain_name(text: &str) -> Result<RealmName, Problem> {
    RealmName::from_dns(text).map_err(|reason| Problem::BadRealmName { name: text.into(), reason })
}

pub(crate) fn realm_name(text: &str) -> Result<RealmName, Problem> {
    RealmName::new(text).map_err(|reason| Problem::BadRealmName { name: text.into(), reason })
}

pub(crate) fn principal(text: &str) -> Result<PrincipalName, Problem> {
    PrincipalName::parse(text).map_err(|reason| Problem::BadPrincipalName { name: text.into(), reason })
}

/// A sAMAccountName: one component, whatever characters it has.
pub(crate) fn sam_account_name(text: &str) -> Result<PrincipalName, Problem> {
    PrincipalName::new(NameType::PRINCIPAL, [text])
        .map_err(|reason| Problem::BadPrincipalName { name: text.into(), reason })
}

pub(crate) fn spn(text: &str) -> Result<ServicePrincipalName, Problem> {
    ServicePrincipalName::parse(text).map_err(|reason| Problem::BadServicePrincipalName { name: text.into(), reason })
}

pub(crate) fn sid(text: &str) -> Result<Sid, Problem> {
    text.parse().map_err(|reason| Problem::BadSid { text: text.into(), reason })
}

pub(crate) fn text(text: &str) -> Result<Box<str>, Problem> {
    Ok(text.into())
}

/// A DNS name that is only a suffix: not empty, no empty label.
pub(crate) fn suffix(text: &str) -> Result<Box<str>, Problem> {
    domain_name(text).map(|name| name.to_dns().into())
}

pub(crate) fn hex(key: &'static str) -> impl Fn(&str) -> Result<Vec<u8>, Problem> {
    move |text| {
        let digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        let octets = digits.chunks(2).map(|pair| match pair {
            [high, low] => Some(u8::try_from(high.to_digit(16)? * 16 + low.to_digit(16)?).unwrap_or(0)),
            _ => None,
        });
        octets.collect::<Option<Vec<u8>>>().ok_or(Problem::BadHex { key })
    }
}

/// The words of `items`, without where they stood.
pub(crate) fn values<T>(items: Vec<At<T>>) -> Vec<T> {
    items.into_iter().map(|item| item.value).collect()
}

/// RFC 4120 §7.2.3.
const KERBEROS_PORT: u16 = 88;

const ETYPE_NAMES: [&str; 5] = [
    "aes256-cts-hmac-sha1-96",
    "aes128-cts-hmac-sha1-96",
    "aes256-cts-hmac-sha384-192",
    "aes128-cts-hmac-sha256-128",
    "rc4-hmac",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_numbers_with_falling_units() {
        assert_eq!(duration("10h").unwrap(), 36_000);
        assert_eq!(duration("1d2h3m4s").unwrap(), 93_784);
        assert_eq!(duration("-30s").unwrap(), -30);
        for bad in ["", "-", "10", "h", "1m1h", "1h1h", "1w", "99999999999999999999h", "1 h"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn kdc_addresses_have_port_88_unless_they_say_otherwise() {
        let address = |host: &str, port| Some(KdcAddress { host: host.into(), port });
        assert_eq!(kdc_address("kdc.a.test").ok(), address("kdc.a.test", 88));
        assert_eq!(kdc_address("127.0.0.9:8888").ok(), address("127.0.0.9", 8888));
        assert_eq!(kdc_address("[::1]:8888").ok(), address("::1", 8888));
        assert_eq!(kdc_address("[::1]").ok(), address("::1", 88));
        for bad in ["", ":88", "a:b", "[::1", "[::1]88", "a b"] {
            assert!(kdc_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn hexadecimal_digits_come_in_pairs() {
        assert_eq!(hex("key")("00 fF").unwrap(), [0x00, 0xFF]);
        assert!(hex("key")("0").is_err() && hex("key")("0g").is_err());
    }

    #[test]
    fn offsets_are_taken_off() {
        let at = |text: &str| timestamp(text.parse().unwrap()).unwrap().as_unix();
        assert_eq!(at("1970-01-01T00:00:00Z"), 0);
        assert_eq!(at("1970-01-01T02:00:00+02:00"), 0);
        assert_eq!(at("1970-01-02"), 86_400);
    }
}
