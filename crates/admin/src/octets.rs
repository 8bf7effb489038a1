//! Octets inside JSON, in hexadecimal.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Octets that are written as hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Octets(pub Vec<u8>);

impl Serialize for Octets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.iter().map(|octet| format!("{octet:02x}")).collect::<String>())
    }
}

impl<'de> Deserialize<'de> for Octets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let pairs = text.as_bytes().chunks(2);
        let octets = pairs
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?, 16).ok());
        octets.collect::<Option<_>>().map(Octets).ok_or_else(|| D::Error::custom("not pairs of hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_are_pairs_of_digits() {
        let octets = Octets(vec![0, 0xAB, 0xff]);
        assert_eq!(serde_json::to_string(&octets).unwrap(), r#""00abff""#);
        assert_eq!(serde_json::from_str::<Octets>(r#""00ABff""#).unwrap(), octets);
        for wrong in [r#""0""#, r#""0g""#, r#""é""#, "1"] {
            assert!(serde_json::from_str::<Octets>(wrong).is_err(), "{wrong}");
        }
    }
}
