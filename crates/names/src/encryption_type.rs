//! Encryption types (RFC 3961 §7, RFC 3962, RFC 8009, RFC 4757) and the Active Directory mask of them (MS-KILE 2.2.7).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An encryption type that this project implements.
///
/// Closed on purpose: a peer's other types stay numbers on the wire and never become keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EncryptionType {
    /// aes128-cts-hmac-sha1-96 (RFC 3962).
    Aes128CtsHmacSha196,
    /// aes256-cts-hmac-sha1-96 (RFC 3962).
    Aes256CtsHmacSha196,
    /// aes128-cts-hmac-sha256-128 (RFC 8009).
    Aes128CtsHmacSha256128,
    /// aes256-cts-hmac-sha384-192 (RFC 8009).
    Aes256CtsHmacSha384192,
    /// rc4-hmac (RFC 4757), weak: used only where a realm allows it.
    Rc4Hmac,
}

impl EncryptionType {
    /// Every implemented type, strongest first as Active Directory and MIT prefer them.
    pub const STRONGEST_FIRST: [Self; 5] = [
        Self::Aes256CtsHmacSha196,
        Self::Aes128CtsHmacSha196,
        Self::Aes256CtsHmacSha384192,
        Self::Aes128CtsHmacSha256128,
        Self::Rc4Hmac,
    ];

    /// The assigned number, as on the wire.
    #[must_use]
    pub const fn number(self) -> i32 {
        match self {
            Self::Aes128CtsHmacSha196 => 17,
            Self::Aes256CtsHmacSha196 => 18,
            Self::Aes128CtsHmacSha256128 => 19,
            Self::Aes256CtsHmacSha384192 => 20,
            Self::Rc4Hmac => 23,
        }
    }

    /// The type with this number, if it is implemented.
    #[must_use]
    pub const fn from_number(number: i32) -> Option<Self> {
        match number {
            17 => Some(Self::Aes128CtsHmacSha196),
            18 => Some(Self::Aes256CtsHmacSha196),
            19 => Some(Self::Aes128CtsHmacSha256128),
            20 => Some(Self::Aes256CtsHmacSha384192),
            23 => Some(Self::Rc4Hmac),
            _ => None,
        }
    }

    /// Bytes of a protocol key.
    #[must_use]
    pub const fn key_length(self) -> usize {
        match self {
            Self::Aes128CtsHmacSha196 | Self::Aes128CtsHmacSha256128 | Self::Rc4Hmac => 16,
            Self::Aes256CtsHmacSha196 | Self::Aes256CtsHmacSha384192 => 32,
        }
    }

    /// Whether the type is known to be weak (RFC 8429).
    #[must_use]
    pub const fn is_weak(self) -> bool {
        matches!(self, Self::Rc4Hmac)
    }

    /// Whether the type is newer than DES3 and RC4: a client that names one reads ETYPE-INFO2 and is never sent
    /// ETYPE-INFO (RFC 4120 §5.2.7.5).
    #[must_use]
    pub const fn is_newer(self) -> bool {
        !matches!(self, Self::Rc4Hmac)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Aes128CtsHmacSha196 => "aes128-cts-hmac-sha1-96",
            Self::Aes256CtsHmacSha196 => "aes256-cts-hmac-sha1-96",
            Self::Aes128CtsHmacSha256128 => "aes128-cts-hmac-sha256-128",
            Self::Aes256CtsHmacSha384192 => "aes256-cts-hmac-sha384-192",
            Self::Rc4Hmac => "rc4-hmac",
        }
    }
}

impl fmt::Display for EncryptionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The text names no implemented encryption type.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error(
    "not an implemented encryption type: use aes256-cts-hmac-sha1-96, aes128-cts-hmac-sha1-96, \
     aes256-cts-hmac-sha384-192, aes128-cts-hmac-sha256-128 or rc4-hmac"
)]
pub struct UnknownEncryptionType;

impl FromStr for EncryptionType {
    type Err = UnknownEncryptionType;

    /// Reads the IANA name, the short names of MIT and Heimdal, or the number; in any case.
    fn from_str(text: &str) -> Result<Self, UnknownEncryptionType> {
        match text.to_ascii_lowercase().as_str() {
            "aes128-cts-hmac-sha1-96" | "aes128-cts" | "aes128-sha1" | "17" => Ok(Self::Aes128CtsHmacSha196),
            "aes256-cts-hmac-sha1-96" | "aes256-cts" | "aes256-sha1" | "18" => Ok(Self::Aes256CtsHmacSha196),
            "aes128-cts-hmac-sha256-128" | "aes128-sha2" | "19" => Ok(Self::Aes128CtsHmacSha256128),
            "aes256-cts-hmac-sha384-192" | "aes256-sha2" | "20" => Ok(Self::Aes256CtsHmacSha384192),
            "rc4-hmac" | "arcfour-hmac" | "arcfour-hmac-md5" | "rc4" | "23" => Ok(Self::Rc4Hmac),
            _ => Err(UnknownEncryptionType),
        }
    }
}

/// msDS-SupportedEncryptionTypes: a mask of encryption types and of features (MS-KILE 2.2.7).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SupportedEncryptionTypes(pub u32);

impl SupportedEncryptionTypes {
    /// RC4-HMAC.
    pub const RC4_HMAC: u32 = 0x04;
    /// AES128-CTS-HMAC-SHA1-96.
    pub const AES128_CTS_HMAC_SHA1_96: u32 = 0x08;
    /// AES256-CTS-HMAC-SHA1-96.
    pub const AES256_CTS_HMAC_SHA1_96: u32 = 0x10;
    /// An AES session key although the ticket is under RC4.
    pub const AES256_CTS_HMAC_SHA1_96_SK: u32 = 0x20;
    /// FAST is understood.
    pub const FAST_SUPPORTED: u32 = 0x1_0000;
    /// Compound identity is understood.
    pub const COMPOUND_IDENTITY_SUPPORTED: u32 = 0x2_0000;
    /// Claims are understood.
    pub const CLAIMS_SUPPORTED: u32 = 0x4_0000;
    /// Resource SIDs are sent whole.
    pub const RESOURCE_SID_COMPRESSION_DISABLED: u32 = 0x8_0000;

    /// The mask of these types. RFC 8009 types have no bit and leave none.
    #[must_use]
    pub fn of(types: impl IntoIterator<Item = EncryptionType>) -> Self {
        Self(types.into_iter().fold(0, |mask, etype| mask | Self::bit(etype)))
    }

    /// Whether `etype` is in the mask. RFC 8009 types have no bit: the answer is `false`.
    #[must_use]
    pub fn contains(self, etype: EncryptionType) -> bool {
        let bit = Self::bit(etype);
        bit != 0 && self.0 & bit == bit
    }

    const fn bit(etype: EncryptionType) -> u32 {
        match etype {
            EncryptionType::Rc4Hmac => Self::RC4_HMAC,
            EncryptionType::Aes128CtsHmacSha196 => Self::AES128_CTS_HMAC_SHA1_96,
            EncryptionType::Aes256CtsHmacSha196 => Self::AES256_CTS_HMAC_SHA1_96,
            EncryptionType::Aes128CtsHmacSha256128 | EncryptionType::Aes256CtsHmacSha384192 => 0,
        }
    }
}

impl fmt::Debug for SupportedEncryptionTypes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_lead_back_to_the_type() {
        for etype in EncryptionType::STRONGEST_FIRST {
            assert_eq!(EncryptionType::from_number(etype.number()), Some(etype));
            assert_eq!(etype.to_string().parse(), Ok(etype));
            assert_eq!(etype.number().to_string().parse(), Ok(etype));
        }
    }

    #[test]
    fn types_that_are_not_implemented_are_none() {
        for number in [0, 1, 3, 16, 24, 25, 26, -133] {
            assert_eq!(EncryptionType::from_number(number), None, "{number}");
        }
        assert_eq!("des3-cbc-sha1".parse::<EncryptionType>(), Err(UnknownEncryptionType));
    }

    #[test]
    fn the_directory_mask_knows_the_three_types_of_active_directory() {
        let mask = SupportedEncryptionTypes(0x1C);
        assert_eq!(mask, SupportedEncryptionTypes::of(EncryptionType::STRONGEST_FIRST));
        assert!(mask.contains(EncryptionType::Aes256CtsHmacSha196));
        assert!(!mask.contains(EncryptionType::Aes256CtsHmacSha384192));
    }
}
