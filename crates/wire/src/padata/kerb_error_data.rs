//! KERB-ERROR-DATA and KERB-EXT-ERROR, MS-KILE 2.2.1 and 2.2.2: what Windows puts into `e-data`.

use crate::DecodeError;
use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};

/// More about an error, in Windows' words.
///
/// ```text
/// KERB-ERROR-DATA         ::= SEQUENCE {
///         -- NOTE: first tag is [1], not [0]
///         data-type       [1] INTEGER,
///         data-value      [2] OCTET STRING OPTIONAL
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KerbErrorData<'a> {
    /// What `data_value` is.
    pub data_type: i32,
    /// The data, see [`KerbErrorData::EXTENDED`].
    pub data_value: Option<&'a [u8]>,
}

impl KerbErrorData<'_> {
    /// KERB_AP_ERR_TYPE_SKEW_RECOVERY: the service can cope with the client's clock.
    pub const SKEW_RECOVERY: i32 = 2;
    /// KERB_ERR_TYPE_EXTENDED: the value is a [`KerbExtError`].
    pub const EXTENDED: i32 = 3;
}

/// A Windows status behind an error code: three little-endian words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KerbExtError {
    /// The NTSTATUS.
    pub status: u32,
    /// 0.
    pub reserved: u32,
    /// 1.
    pub flags: u32,
}

impl KerbExtError {
    /// This status, and the values MS-KILE has for the rest.
    #[must_use]
    pub const fn new(status: u32) -> Self {
        Self { status, reserved: 0, flags: 1 }
    }

    /// Reads the value that is all of `octets`.
    ///
    /// # Errors
    /// If there are not twelve octets.
    pub fn decode(octets: &[u8]) -> Result<Self, DecodeError> {
        match octets.as_chunks::<4>() {
            ([status, reserved, flags], []) => Ok(Self {
                status: u32::from_le_bytes(*status),
                reserved: u32::from_le_bytes(*reserved),
                flags: u32::from_le_bytes(*flags),
            }),
            _ => Err(DecodeError::Malformed { what: "KERB-EXT-ERROR" }),
        }
    }

    /// The twelve octets.
    #[must_use]
    pub fn to_octets(self) -> [u8; 12] {
        let mut octets = [0; 12];
        let (words, _) = octets.as_chunks_mut::<4>();
        for (word, value) in words.iter_mut().zip([self.status, self.reserved, self.flags]) {
            *word = value.to_le_bytes();
        }
        octets
    }
}

impl<'a> Codec<'a> for KerbErrorData<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(2, |fields| {
            Ok(Self {
                data_type: fields.field(1, Reader::int32)?,
                data_value: fields.optional(2, Reader::octet_string)?,
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.optional(2, self.data_value, Writer::octet_string);
            w.field(1, |w| w.integer(i64::from(self.data_type)));
        });
    }
}

public_codec!(KerbErrorData<'a>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extended_error_carries_its_status() {
        let status = KerbExtError::new(0xc000_0072);
        let value = status.to_octets();
        let data = KerbErrorData { data_type: KerbErrorData::EXTENDED, data_value: Some(&value) };
        let octets = data.to_vec();
        assert_eq!(&octets[..7], b"\x30\x15\xa1\x03\x02\x01\x03");
        assert_eq!(KerbErrorData::decode(&octets), Ok(data));
        assert_eq!(KerbExtError::decode(&value), Ok(status));
        assert_eq!(KerbExtError::decode(&value[1..]), Err(DecodeError::Malformed { what: "KERB-EXT-ERROR" }));
    }
}
