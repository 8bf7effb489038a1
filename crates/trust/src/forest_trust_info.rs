//! Forest trust information: the msDS-TrustForestTrustInfo blob (MS-ADTS 6.1.6.9.3).
//!
//! Integers are little-endian and nothing is aligned. What the format does not explain survives: unknown record types,
//! the bytes after the known part of a record, and bytes after the last record.

mod collect;
mod collisions;
mod dns_key;
mod merge;
mod record;
mod well_formed;

pub use collect::OwnDomain;
pub use collisions::{Collision, CollisionCause, CollisionKind, TakenNames};
pub use merge::NewNames;
pub use record::{FileTime, Record, RecordData, RecordFlags};
pub use well_formed::{Dropped, IllFormed, WellFormed};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use xrealm_names::base64;

use self::record::Reader;

/// The names and SIDs that a partner forest claims, record by record.
///
/// Decoding and encoding are inverse to each other, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct ForestTrustInfo {
    /// The records in stored order.
    pub records: Vec<Record>,
    /// What follows the last record; empty in every blob that was seen.
    #[serde(with = "base64", skip_serializing_if = "<[u8]>::is_empty")]
    pub trailing: Box<[u8]>,
}

impl ForestTrustInfo {
    /// The only version there is.
    pub const VERSION: u32 = 1;

    /// Information of these records.
    #[must_use]
    pub fn new(records: Vec<Record>) -> Self {
        Self { records, trailing: Box::default() }
    }

    /// Reads the blob. Memory is bounded by a small multiple of its length.
    ///
    /// # Errors
    /// [`ForestTrustInfoError`] if a length leads outside the blob or outside its record, or a name is not UTF-8.
    pub fn decode(blob: &[u8]) -> Result<Self, ForestTrustInfoError> {
        let mut reader = Reader::new(blob);
        let version = reader.u32().ok_or(ForestTrustInfoError::Header)?;
        if version != Self::VERSION {
            return Err(ForestTrustInfoError::Version(version));
        }
        let count = reader.u32().ok_or(ForestTrustInfoError::Header)?;
        let possible = reader.remaining() / record::SMALLEST_RECORD_BYTES;
        let mut records = Vec::with_capacity(possible.min(usize::try_from(count).unwrap_or(usize::MAX)));
        for index in 0..count {
            records.push(Record::decode(&mut reader).map_err(|fault| fault.at(index))?);
        }
        Ok(Self { records, trailing: reader.rest().into() })
    }

    /// Writes the blob.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut blob = Vec::with_capacity(8 + 64 * self.records.len());
        blob.extend_from_slice(&Self::VERSION.to_le_bytes());
        blob.extend_from_slice(&record::length(self.records.len()).to_le_bytes());
        for record in &self.records {
            record.encode_into(&mut blob);
        }
        blob.extend_from_slice(&self.trailing);
        blob
    }

    /// Record `index`, from zero.
    #[must_use]
    pub fn record(&self, index: usize) -> Option<&Record> {
        self.records.get(index)
    }
}

/// The same as it is read from text, where it can say what no blob says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    records: Vec<Record>,
    #[serde(with = "base64", default)]
    trailing: Box<[u8]>,
}

/// Records that no blob holds: one of an unknown type that has the number of a known one.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("forest trust information that no blob can hold")]
struct NotABlob;

impl TryFrom<Stored> for ForestTrustInfo {
    type Error = NotABlob;

    fn try_from(Stored { records, trailing }: Stored) -> Result<Self, NotABlob> {
        let info = Self { records, trailing };
        if Self::decode(&info.encode()).is_ok_and(|decoded| decoded == info) { Ok(info) } else { Err(NotABlob) }
    }
}

/// Why a blob is not forest trust information.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum ForestTrustInfoError {
    /// Fewer than eight bytes.
    #[error("forest trust information ends within its header")]
    Header,
    /// Another version than 1.
    #[error("forest trust information of version {0}, expected 1")]
    Version(u32),
    /// A record ends early: its own length leads outside the blob, or is too short for its fixed part.
    #[error("record {record} ends early")]
    Truncated {
        /// Position of the record, from zero.
        record: u32,
    },
    /// A length inside the record leads outside of it.
    #[error("record {record} holds a length that leads outside of it")]
    Length {
        /// Position of the record, from zero.
        record: u32,
    },
    /// A name is not UTF-8.
    #[error("record {record} holds a name that is not UTF-8")]
    NotUtf8 {
        /// Position of the record, from zero.
        record: u32,
    },
    /// A SID is malformed.
    #[error("record {record} holds a malformed SID")]
    Sid {
        /// Position of the record, from zero.
        record: u32,
    },
}

#[cfg(test)]
mod published_cases;
#[cfg(test)]
mod tests;
