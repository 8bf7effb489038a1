//! EncryptionKey, RFC 4120 §5.2.9.

use std::fmt;

use crate::DecodeError;
use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};

/// A key inside a message that was sealed. `Debug` shows its type only.
///
/// ```text
/// EncryptionKey   ::= SEQUENCE {
///         keytype         [0] Int32 -- actually encryption type --,
///         keyvalue        [1] OCTET STRING
/// }
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EncryptionKey<'a> {
    /// The number of the encryption type.
    pub keytype: i32,
    /// The key.
    pub keyvalue: &'a [u8],
}

impl fmt::Debug for EncryptionKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncryptionKey").field("keytype", &self.keytype).finish_non_exhaustive()
    }
}

impl<'a> Codec<'a> for EncryptionKey<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(1, |fields| {
            Ok(Self { keytype: fields.field(0, Reader::int32)?, keyvalue: fields.field(1, Reader::octet_string)? })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.field(1, |w| w.octet_string(self.keyvalue));
            w.field(0, |w| w.integer(i64::from(self.keytype)));
        });
    }
}

public_codec!(EncryptionKey<'a>);
