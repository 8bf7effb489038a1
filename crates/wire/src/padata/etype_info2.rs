//! ETYPE-INFO2, RFC 4120 §5.2.7.5.

use crate::der::codec::{Codec, public_codec};
use crate::der::{Limit, Reader, Writer};
use crate::{DecodeError, List};

/// An encryption type the client may use, and how it gets its key from the password.
///
/// ```text
/// ETYPE-INFO2-ENTRY       ::= SEQUENCE {
///         etype           [0] Int32,
///         salt            [1] KerberosString OPTIONAL,
///         s2kparams       [2] OCTET STRING OPTIONAL
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EtypeInfo2Entry<'a> {
    /// The number of the encryption type.
    pub etype: i32,
    /// The salt; `None` means the default one.
    pub salt: Option<&'a [u8]>,
    /// Parameters of string-to-key; `None` means the default ones.
    pub s2kparams: Option<&'a [u8]>,
}

/// The encryption types the client may use, preferred first.
///
/// ```text
/// ETYPE-INFO2             ::= SEQUENCE SIZE (1..MAX) OF ETYPE-INFO2-ENTRY
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EtypeInfo2<'a>(pub List<EtypeInfo2Entry<'a>, 4>);

impl<'a> Codec<'a> for EtypeInfo2Entry<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(2, |fields| {
            Ok(Self {
                etype: fields.field(0, Reader::int32)?,
                salt: fields.optional(1, Reader::general_string)?,
                s2kparams: fields.optional(2, Reader::octet_string)?,
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.optional(2, self.s2kparams, Writer::octet_string);
            w.optional(1, self.salt, Writer::general_string);
            w.field(0, |w| w.integer(i64::from(self.etype)));
        });
    }
}

impl<'a> Codec<'a> for EtypeInfo2<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence_of(ENTRIES, Reader::value).map(Self)
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence_of(self.0.iter(), Writer::value);
    }
}

public_codec!(EtypeInfo2Entry<'a>);
public_codec!(EtypeInfo2<'a>);

/// The most entries of one list that are read.
pub const MAX_ETYPE_INFO: usize = 64;
pub(super) const ENTRIES: Limit = Limit { what: "etype-info entries", max: MAX_ETYPE_INFO };
