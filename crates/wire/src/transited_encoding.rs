//! TransitedEncoding, RFC 4120 §5.3.

use crate::DecodeError;
use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};

/// The realms a ticket has crossed, in a form told by its type.
///
/// ```text
/// TransitedEncoding       ::= SEQUENCE {
///         tr-type         [0] Int32 -- must be registered --,
///         contents        [1] OCTET STRING
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransitedEncoding<'a> {
    /// 1 is DOMAIN-X500-COMPRESS; Windows writes 0 with empty contents.
    pub tr_type: i32,
    /// The list.
    pub contents: &'a [u8],
}

impl TransitedEncoding<'_> {
    /// The only type registered, RFC 4120 §3.3.3.2.
    pub const DOMAIN_X500_COMPRESS: i32 = 1;
}

impl<'a> Codec<'a> for TransitedEncoding<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(1, |fields| {
            Ok(Self { tr_type: fields.field(0, Reader::int32)?, contents: fields.field(1, Reader::octet_string)? })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.field(1, |w| w.octet_string(self.contents));
            w.field(0, |w| w.integer(i64::from(self.tr_type)));
        });
    }
}

public_codec!(TransitedEncoding<'a>);
