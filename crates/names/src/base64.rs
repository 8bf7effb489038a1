//! Octets in text: base64 with padding (RFC 4648 §4). For fields, `#[serde(with = "xrealm_names::base64")]`.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};
use thiserror::Error;

/// The text is not base64: another character, or a length or padding that no octets give.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("not base64")]
pub struct NotBase64;

/// The text of these octets.
#[must_use]
pub fn encode(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len().div_ceil(3) * 4);
    for group in octets.chunks(3) {
        let [a, b, c] = [0, 1, 2].map(|place| u32::from(group.get(place).copied().unwrap_or(0)));
        let bits = a << 16 | b << 8 | c;
        for place in 0..4 {
            let digit = if place > group.len() { PADDING } else { digit(bits >> (18 - 6 * place)) };
            text.push(char::from(digit));
        }
    }
    text
}

/// The octets of this text.
///
/// # Errors
/// [`NotBase64`] for anything that [`encode`] does not write.
pub fn decode(text: &str) -> Result<Vec<u8>, NotBase64> {
    let (groups, []) = text.as_bytes().as_chunks::<4>() else { return Err(NotBase64) };
    let mut octets = Vec::with_capacity(groups.len() * 3);
    for (position, group) in groups.iter().enumerate() {
        let padding = group.iter().rev().take_while(|&&digit| digit == PADDING).count();
        if padding > 2 || (padding > 0 && position + 1 < groups.len()) {
            return Err(NotBase64);
        }
        let mut bits = 0;
        for &digit in group.iter().take(4 - padding) {
            bits = bits << 6 | value(digit).ok_or(NotBase64)?;
        }
        bits <<= 6 * padding;
        let [_, whole @ ..] = bits.to_be_bytes();
        let (kept, left) = whole.split_at_checked(3 - padding).ok_or(NotBase64)?;
        if left.iter().any(|&octet| octet != 0) {
            return Err(NotBase64);
        }
        octets.extend_from_slice(kept);
    }
    Ok(octets)
}

/// Stores octets as base64.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(octets: &impl AsRef<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&encode(octets.as_ref()))
}

/// Reads octets from base64.
///
/// # Errors
/// Those of the deserializer, and for a text that is not base64.
pub fn deserialize<'de, D: Deserializer<'de>, T: From<Vec<u8>>>(deserializer: D) -> Result<T, D::Error> {
    decode(&String::deserialize(deserializer)?).map(T::from).map_err(D::Error::custom)
}

const PADDING: u8 = b'=';
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn digit(bits: u32) -> u8 {
    DIGITS.get((bits & 0x3F) as usize).copied().unwrap_or(PADDING)
}

fn value(digit: u8) -> Option<u32> {
    let offset = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_4648_come_out() {
        let examples = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (octets, text) in examples {
            assert_eq!(encode(octets.as_bytes()), text);
            assert_eq!(decode(text).unwrap(), octets.as_bytes());
        }
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(&encode(&all)).unwrap(), all);
    }

    #[test]
    fn what_no_octets_give_is_refused() {
        for text in ["Z", "Zg", "Zg=", "Z===", "====", "Zh==", "Zm9=", "Zg==Zg==", "Zm9v\n", "Zm-v", "Z=9v"] {
            assert_eq!(decode(text), Err(NotBase64), "{text}");
        }
    }
}
