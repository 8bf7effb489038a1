//! Keytab files: the keys of services, as MIT and Heimdal keep them (format 0x0502).
//!
//! All numbers are big-endian. A record is preceded by its length; a negative length is a hole that is passed
//! over, zero ends the file. The key version has eight bits, and 32 more behind the key in files of this century.
//!
//! ```
//! use xrealm_config::keytab::{Keytab, KeytabEntry};
//! use xrealm_crypto::Key;
//! use xrealm_names::{EncryptionType, Principal, Timestamp};
//!
//! let key = Key::new(EncryptionType::Aes128CtsHmacSha196, &[7; 16])?;
//! let name = Principal::parse("host/server.example.test@EXAMPLE.TEST")?;
//! let keytab = Keytab { entries: vec![KeytabEntry::new(name, 300, &key, Timestamp::from_unix(0))] };
//! let again = Keytab::decode(&keytab.encode())?;
//! assert_eq!(again.entries[0].kvno, 300);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod names;
mod reader;

use std::fmt;

use thiserror::Error;
use xrealm_crypto::{CryptoError, Key};
use xrealm_names::{EncryptionType, Principal, Timestamp};
use zeroize::Zeroizing;

pub use self::names::names_of;

/// The contents of a keytab file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keytab {
    /// Its keys, in the order of the file.
    pub entries: Vec<KeytabEntry>,
}

/// One key of a keytab.
#[derive(Clone, PartialEq, Eq)]
pub struct KeytabEntry {
    /// Whose key it is.
    pub principal: Principal,
    /// When it was written, seconds since 1970 modulo 2³².
    pub timestamp: u32,
    /// Key version number.
    pub kvno: u32,
    /// Encryption type, implemented or not.
    pub etype: i32,
    /// The key's octets.
    pub octets: Zeroizing<Vec<u8>>,
}

/// Why octets are no keytab.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum KeytabError {
    /// Not a keytab of the one version in use.
    #[error("not a keytab of version 0x0502")]
    Version,
    /// A record that ends before its contents do.
    #[error("record {record} of the keytab is cut short")]
    Truncated {
        /// Which record, counted from 1.
        record: usize,
    },
    /// A record whose principal is no name.
    #[error("record {record} of the keytab has no proper principal name")]
    BadName {
        /// Which record, counted from 1.
        record: usize,
    },
    /// More records than [`Keytab::MAX_ENTRIES`].
    #[error("more than {} records", Keytab::MAX_ENTRIES)]
    TooMany,
}

impl Keytab {
    /// More records than this are refused.
    pub const MAX_ENTRIES: usize = 100_000;

    /// Reads the octets of a keytab file.
    ///
    /// # Errors
    /// [`KeytabError`] if they are not one, or are cut short.
    pub fn decode(octets: &[u8]) -> Result<Keytab, KeytabError> {
        reader::keytab(octets)
    }

    /// The octets of the keytab file.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = VERSION.to_vec();
        for entry in &self.entries {
            let record = entry.record();
            out.extend(u32::try_from(record.len()).unwrap_or(u32::MAX).to_be_bytes());
            out.extend_from_slice(&record);
        }
        out
    }
}

impl KeytabEntry {
    /// `key` as version `kvno` of the key of `principal`, written at `at`.
    #[must_use]
    pub fn new(principal: Principal, kvno: u32, key: &Key, at: Timestamp) -> KeytabEntry {
        KeytabEntry {
            principal,
            timestamp: at.as_unix().rem_euclid(1 << 32).try_into().unwrap_or(0),
            kvno,
            etype: key.etype().number(),
            octets: Zeroizing::new(key.as_bytes().to_vec()),
        }
    }

    /// The key, if its encryption type is implemented.
    ///
    /// # Errors
    /// [`CryptoError`] if its length does not fit the encryption type.
    pub fn key(&self) -> Option<Result<Key, CryptoError>> {
        Some(Key::new(EncryptionType::from_number(self.etype)?, &self.octets))
    }

    fn record(&self) -> Zeroizing<Vec<u8>> {
        let name = &self.principal.name;
        let mut out = Zeroizing::new(Vec::with_capacity(256));
        out.extend(short(name.component_count()).to_be_bytes());
        counted(&mut out, self.principal.realm.as_str().as_bytes());
        for component in name.components() {
            counted(&mut out, component.as_bytes());
        }
        out.extend(name.name_type.0.to_be_bytes());
        out.extend(self.timestamp.to_be_bytes());
        // The low eight bits here, all of them behind the key.
        out.extend(self.kvno.to_be_bytes().last());
        out.extend(short(usize::try_from(self.etype & 0xFFFF).unwrap_or(0)).to_be_bytes());
        counted(&mut out, &self.octets);
        out.extend(self.kvno.to_be_bytes());
        out
    }
}

impl fmt::Debug for KeytabEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeytabEntry")
            .field("principal", &format_args!("{}", self.principal))
            .field("kvno", &self.kvno)
            .field("etype", &self.etype)
            .finish_non_exhaustive()
    }
}

fn counted(out: &mut Vec<u8>, octets: &[u8]) {
    out.extend(short(octets.len()).to_be_bytes());
    out.extend_from_slice(octets);
}

/// Names and keys are bounded far below 2¹⁶ octets.
fn short(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

const VERSION: [u8; 2] = [5, 2];

#[cfg(test)]
mod tests;
