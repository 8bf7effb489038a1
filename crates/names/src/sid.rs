//! Security identifiers (MS-DTYP 2.4.2).

use std::fmt;
use std::str::FromStr;

use smallvec::SmallVec;
use thiserror::Error;

/// A security identifier of revision 1.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sid {
    /// 48 bits.
    authority: u64,
    sub_authorities: SmallVec<[u32; 5]>,
}

/// Why a text or a byte string is no security identifier.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum SidError {
    /// The text is not `S-1-authority-sub-...`.
    #[error("a SID is written S-1-5-21-1-2-3")]
    Text,
    /// The revision is not 1.
    #[error("SID revision {0}, expected 1")]
    Revision(u8),
    /// More than fifteen sub-authorities.
    #[error("SID with {0} sub-authorities, at most 15 are possible")]
    SubAuthorityCount(usize),
    /// The byte string is not as long as its sub-authority count says.
    #[error("SID of {found} bytes, expected {expected}")]
    Length {
        /// 8 + 4 × the sub-authority count, or 8 if not even that can be read.
        expected: usize,
        /// The length of what was given.
        found: usize,
    },
}

impl Sid {
    /// The most sub-authorities a SID has.
    pub const MAX_SUB_AUTHORITIES: usize = 15;

    /// A SID of these sub-authorities; only the low 48 bits of `authority` count.
    ///
    /// # Errors
    /// [`SidError::SubAuthorityCount`] if there are more than fifteen.
    pub fn new(authority: u64, sub_authorities: &[u32]) -> Result<Self, SidError> {
        if sub_authorities.len() > Self::MAX_SUB_AUTHORITIES {
            return Err(SidError::SubAuthorityCount(sub_authorities.len()));
        }
        Ok(Self { authority: authority & 0xFFFF_FFFF_FFFF, sub_authorities: sub_authorities.into() })
    }

    /// The SID of a domain: `S-1-5-21-a-b-c`.
    #[must_use]
    pub fn domain(parts: [u32; 3]) -> Self {
        let [a, b, c] = parts;
        Self { authority: 5, sub_authorities: SmallVec::from_slice(&[21, a, b, c]) }
    }

    /// A SID of one sub-authority: `S-1-authority-value`; only the low 48 bits of `authority` count.
    #[must_use]
    pub fn well_known(authority: u64, value: u32) -> Self {
        Self { authority: authority & 0xFFFF_FFFF_FFFF, sub_authorities: SmallVec::from_slice(&[value]) }
    }

    /// Reads the packed form: revision, count, 6 bytes big-endian authority, little-endian sub-authorities.
    ///
    /// # Errors
    /// [`SidError`] if `bytes` is not exactly one SID.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SidError> {
        let [revision, count, a, b, c, d, e, f, rest @ ..] = bytes else {
            return Err(SidError::Length { expected: 8, found: bytes.len() });
        };
        if *revision != 1 {
            return Err(SidError::Revision(*revision));
        }
        let count = usize::from(*count);
        if count > Self::MAX_SUB_AUTHORITIES {
            return Err(SidError::SubAuthorityCount(count));
        }
        let (chunks, tail) = rest.as_chunks::<4>();
        if chunks.len() != count || !tail.is_empty() {
            return Err(SidError::Length { expected: 8 + 4 * count, found: bytes.len() });
        }
        Ok(Self {
            authority: u64::from_be_bytes([0, 0, *a, *b, *c, *d, *e, *f]),
            sub_authorities: chunks.iter().map(|chunk| u32::from_le_bytes(*chunk)).collect(),
        })
    }

    /// The packed form, 8 + 4 × sub-authorities bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let count = u8::try_from(self.sub_authorities.len()).unwrap_or(u8::MAX);
        let [_, _, authority @ ..] = self.authority.to_be_bytes();
        let mut bytes = vec![1, count];
        bytes.extend_from_slice(&authority);
        for part in &self.sub_authorities {
            bytes.extend_from_slice(&part.to_le_bytes());
        }
        bytes
    }

    /// The 48-bit identifier authority.
    #[must_use]
    pub fn authority(&self) -> u64 {
        self.authority
    }

    /// The sub-authorities in order.
    #[must_use]
    pub fn sub_authorities(&self) -> &[u32] {
        &self.sub_authorities
    }

    /// The SID of the account with this relative identifier in this domain.
    ///
    /// # Errors
    /// [`SidError::SubAuthorityCount`] if the SID is full already.
    pub fn with_rid(&self, rid: u32) -> Result<Self, SidError> {
        if self.sub_authorities.len() >= Self::MAX_SUB_AUTHORITIES {
            return Err(SidError::SubAuthorityCount(self.sub_authorities.len() + 1));
        }
        let mut sub_authorities = SmallVec::with_capacity(self.sub_authorities.len() + 1);
        sub_authorities.extend_from_slice(&self.sub_authorities);
        sub_authorities.push(rid);
        Ok(Self { authority: self.authority, sub_authorities })
    }
}

impl fmt::Display for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // MS-DTYP 2.4.2.1: decimal below 2^32, otherwise twelve hexadecimal digits.
        if self.authority < 1 << 32 {
            write!(f, "S-1-{}", self.authority)?;
        } else {
            write!(f, "S-1-0x{:012x}", self.authority)?;
        }
        self.sub_authorities.iter().try_for_each(|part| write!(f, "-{part}"))
    }
}

impl fmt::Debug for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Sid {
    type Err = SidError;

    fn from_str(text: &str) -> Result<Self, SidError> {
        let rest = text.strip_prefix("S-1-").or_else(|| text.strip_prefix("s-1-")).ok_or(SidError::Text)?;
        let mut parts = rest.split('-');
        let authority = parts.next().ok_or(SidError::Text)?;
        let authority = match authority.strip_prefix("0x") {
            Some(hex) => u64::from_str_radix(hex, 16),
            None => authority.parse(),
        };
        let authority = authority.ok().filter(|a| *a < 1 << 48).ok_or(SidError::Text)?;
        let sub_authorities =
            parts.map(|part| part.parse().map_err(|_| SidError::Text)).collect::<Result<Vec<u32>, _>>()?;
        Self::new(authority, &sub_authorities)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_bytes_say_the_same() {
        let text = "S-1-5-21-677661288-1956808876-2402106903";
        let sid: Sid = text.parse().unwrap();
        assert_eq!(sid.to_string(), text);
        assert_eq!(sid.to_bytes().len(), 24);
        assert_eq!(Sid::from_bytes(&sid.to_bytes()), Ok(sid));
    }

    #[test]
    fn an_authority_beyond_32_bits_is_written_in_hexadecimal() {
        let sid = Sid::new(0x0001_0000_0000, &[7]).unwrap();
        assert_eq!(sid.to_string(), "S-1-0x000100000000-7");
        assert_eq!(sid.to_string().parse(), Ok(sid));
    }

    #[test]
    fn malformed_identifiers_are_refused() {
        assert_eq!(Sid::from_bytes(&[1, 1]), Err(SidError::Length { expected: 8, found: 2 }));
        assert_eq!(Sid::from_bytes(&[2, 0, 0, 0, 0, 0, 0, 5]), Err(SidError::Revision(2)));
        assert_eq!(Sid::from_bytes(&[1, 16, 0, 0, 0, 0, 0, 5]), Err(SidError::SubAuthorityCount(16)));
        assert_eq!(Sid::from_bytes(&[1, 1, 0, 0, 0, 0, 0, 5, 0]), Err(SidError::Length { expected: 12, found: 9 }));
        for text in ["", "S-1", "S-2-5", "S-1-x", "S-1-5-4294967296"] {
            assert_eq!(text.parse::<Sid>(), Err(SidError::Text), "{text}");
        }
    }
}
