//! ETYPE-INFO, RFC 4120 §5.2.7.4: for clients that know nothing newer than RC4.

use super::etype_info2::ENTRIES;
use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};
use crate::{DecodeError, List};

/// An encryption type the client may use, and its salt.
///
/// ```text
/// ETYPE-INFO-ENTRY        ::= SEQUENCE {
///         etype           [0] Int32,
///         salt            [1] OCTET STRING OPTIONAL
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EtypeInfoEntry<'a> {
    /// The number of the encryption type.
    pub etype: i32,
    /// The salt; `None` means the default one.
    pub salt: Option<&'a [u8]>,
}

/// The encryption types the client may use, preferred first.
///
/// ```text
/// ETYPE-INFO              ::= SEQUENCE OF ETYPE-INFO-ENTRY
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EtypeInfo<'a>(pub List<EtypeInfoEntry<'a>, 4>);

impl<'a> Codec<'a> for EtypeInfoEntry<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(1, |fields| {
            Ok(Self { etype: fields.field(0, Reader::int32)?, salt: fields.optional(1, Reader::octet_string)? })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.optional(1, self.salt, Writer::octet_string);
            w.field(0, |w| w.integer(i64::from(self.etype)));
        });
    }
}

impl<'a> Codec<'a> for EtypeInfo<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence_of(ENTRIES, Reader::value).map(Self)
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence_of(self.0.iter(), Writer::value);
    }
}

public_codec!(EtypeInfoEntry<'a>);
public_codec!(EtypeInfo<'a>);
