//! 32-bit numbers whose octets are given back as they came.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::reader::{MAX_INTEGER_OCTETS, Reader, integer};
use super::{Tag, Writer};
use crate::DecodeError;
use crate::der::codec::Codec;

/// A nonce, key version or sequence number.
///
/// RFC 4120 makes them unsigned, older peers write them signed, some pad them. Read either way, they are the same
/// number if their low 32 bits are, and an echoed one is written with the very octets that were read.
#[derive(Clone, Copy)]
pub struct Echo32 {
    value: i64,
    octets: u8,
}

impl Echo32 {
    /// The number, unsigned.
    #[must_use]
    pub const fn value(self) -> u32 {
        let [.., a, b, c, d] = self.value.to_be_bytes();
        u32::from_be_bytes([a, b, c, d])
    }
}

impl From<u32> for Echo32 {
    fn from(value: u32) -> Self {
        let significant = 32 - value.leading_zeros();
        Self { value: i64::from(value), octets: (significant / 8 + 1) as u8 }
    }
}

impl PartialEq for Echo32 {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl Eq for Echo32 {}

impl PartialEq<u32> for Echo32 {
    fn eq(&self, other: &u32) -> bool {
        self.value() == *other
    }
}

impl Hash for Echo32 {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value().hash(state);
    }
}

impl fmt::Debug for Echo32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.value(), f)
    }
}

impl fmt::Display for Echo32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.value(), f)
    }
}

impl<'a> Codec<'a> for Echo32 {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let contents = reader.read(Tag::INTEGER)?;
        let value = integer(contents)?;
        if !(i64::from(i32::MIN)..=i64::from(u32::MAX)).contains(&value) {
            return Err(DecodeError::IntegerOutOfRange);
        }
        let octets = u8::try_from(contents.len()).map_err(|_| DecodeError::IntegerOutOfRange)?;
        Ok(Self { value, octets })
    }

    fn write(&self, writer: &mut Writer) {
        let octets = self.value.to_be_bytes();
        let spare = MAX_INTEGER_OCTETS.saturating_sub(usize::from(self.octets));
        writer.primitive(Tag::INTEGER, octets.get(spare..).unwrap_or(&octets));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::codec::{decode, to_vec};

    #[test]
    fn the_octets_that_came_are_given_back() {
        for (octets, value) in [
            (&b"\x02\x01\x05"[..], 5),
            (b"\x02\x05\x00\xff\xff\xff\xff", 0xffff_ffff),
            (b"\x02\x01\xff", 0xffff_ffff),
            (b"\x02\x04\xff\xff\xff\xff", 0xffff_ffff),
            (b"\x02\x08\x00\x00\x00\x00\x00\x00\x00\x05", 5),
            (b"\x02\x04\x80\x00\x00\x00", 0x8000_0000),
        ] {
            let number: Echo32 = decode(octets).unwrap();
            assert_eq!(number.value(), value);
            assert_eq!(to_vec(&number), octets);
        }
    }

    #[test]
    fn signed_and_unsigned_spellings_are_one_number() {
        let signed: Echo32 = decode(b"\x02\x01\xfe").unwrap();
        assert_eq!(signed, Echo32::from(0xffff_fffe));
        assert_eq!(signed, 0xffff_fffe);
    }

    #[test]
    fn our_own_numbers_are_written_unsigned_and_minimal() {
        for (value, octets) in [
            (0, &b"\x02\x01\x00"[..]),
            (127, b"\x02\x01\x7f"),
            (128, b"\x02\x02\x00\x80"),
            (0x7fff_ffff, b"\x02\x04\x7f\xff\xff\xff"),
            (0x8000_0000, b"\x02\x05\x00\x80\x00\x00\x00"),
        ] {
            assert_eq!(to_vec(&Echo32::from(value)), octets);
        }
    }

    #[test]
    fn more_than_32_bits_are_refused() {
        for octets in [&b"\x02\x05\x01\x00\x00\x00\x00"[..], b"\x02\x05\xff\x7f\xff\xff\xff", b"\x02\x00"] {
            assert_eq!(decode::<Echo32>(octets), Err(DecodeError::IntegerOutOfRange));
        }
    }
}
