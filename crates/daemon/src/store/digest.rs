//! Digests of what is kept, and the chain that ties each entry to all before it.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// SHA-256 of records; written in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Digest([u8; Digest::OCTETS]);

impl Digest {
    pub(super) const OCTETS: usize = 32;

    pub(super) const fn new(octets: [u8; Self::OCTETS]) -> Self {
        Self(octets)
    }

    pub(super) fn as_octets(&self) -> &[u8; Self::OCTETS] {
        &self.0
    }

    /// Of an entry, and through the digest of the one before it of all entries there ever were.
    pub(super) fn of_entry(before: &Digest, seq: u64, json: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"entry");
        hash.update(before.0);
        hash.update(seq.to_be_bytes());
        hash.update(json);
        Self(hash.finalize().into())
    }

    /// Of a single record that says what the others must be.
    pub(super) fn of_head(json: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"head");
        hash.update(json);
        Self(hash.finalize().into())
    }
}

/// The digest of records that follow each other.
pub(super) struct Running(Sha256);

impl Running {
    pub(super) fn new() -> Self {
        let mut hash = Sha256::new();
        hash.update(b"records");
        Self(hash)
    }

    pub(super) fn take(&mut self, record: &[u8]) {
        self.0.update(u64::try_from(record.len()).unwrap_or(u64::MAX).to_be_bytes());
        self.0.update(record);
    }

    pub(super) fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is no digest.
#[derive(Debug, thiserror::Error)]
#[error("a digest is written as 64 hexadecimal digits")]
pub(super) struct DigestError;

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return Err(DigestError) };
        let octets: Option<Vec<u8>> =
            pairs.iter().map(|[high, low]| Some(nibble(*high)? << 4 | nibble(*low)?)).collect();
        octets.and_then(|octets| octets.try_into().ok()).map(Self).ok_or(DigestError)
    }
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_as_it_is_written() {
        let digest = Digest::of_entry(&Digest::default(), 1, b"{}");
        assert_eq!(digest.to_string().parse::<Digest>().unwrap(), digest);
        assert!("00".parse::<Digest>().is_err());
        assert!("zz".repeat(32).parse::<Digest>().is_err());
    }

    #[test]
    fn records_are_told_apart_by_where_they_end() {
        let of = |records: &[&[u8]]| {
            let mut running = Running::new();
            records.iter().for_each(|record| running.take(record));
            running.finish()
        };
        assert_ne!(of(&[b"ab", b"c"]), of(&[b"a", b"bc"]));
    }
}
