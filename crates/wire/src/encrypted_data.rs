//! EncryptedData, RFC 4120 §5.2.9.

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};
use crate::{DecodeError, Echo32};

/// Something sealed.
///
/// ```text
/// EncryptedData   ::= SEQUENCE {
///         etype   [0] Int32 -- EncryptionType --,
///         kvno    [1] UInt32 OPTIONAL,
///         cipher  [2] OCTET STRING -- ciphertext
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EncryptedData<'a> {
    /// The number of the encryption type.
    pub etype: i32,
    /// The version of the long-term key; absent for session keys.
    pub kvno: Option<Echo32>,
    /// The ciphertext.
    pub cipher: &'a [u8],
}

impl<'a> Codec<'a> for EncryptedData<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(2, |fields| {
            Ok(Self {
                etype: fields.field(0, Reader::int32)?,
                kvno: fields.optional(1, Reader::value)?,
                cipher: fields.field(2, Reader::octet_string)?,
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.field(2, |w| w.octet_string(self.cipher));
            w.optional(1, self.kvno.as_ref(), Writer::value);
            w.field(0, |w| w.integer(i64::from(self.etype)));
        });
    }
}

public_codec!(EncryptedData<'a>);
