//! Checksum, RFC 4120 §5.2.9.

use crate::DecodeError;
use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};

/// A checksum over something else.
///
/// ```text
/// Checksum        ::= SEQUENCE {
///         cksumtype       [0] Int32,
///         checksum        [1] OCTET STRING
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checksum<'a> {
    /// The number of the checksum type.
    pub cksumtype: i32,
    /// The checksum.
    pub checksum: &'a [u8],
}

impl<'a> Codec<'a> for Checksum<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(1, |fields| {
            Ok(Self { cksumtype: fields.field(0, Reader::int32)?, checksum: fields.field(1, Reader::octet_string)? })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.field(1, |w| w.octet_string(self.checksum));
            w.field(0, |w| w.integer(i64::from(self.cksumtype)));
        });
    }
}

public_codec!(Checksum<'a>);
