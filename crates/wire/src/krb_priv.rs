//! KRB-PRIV, RFC 4120 §5.7.1.

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};
use crate::{DecodeError, EncryptedData, MsgType};

/// A message of an application, sealed. Changing a password is one.
///
/// ```text
/// KRB-PRIV        ::= [APPLICATION 21] SEQUENCE {
///         pvno            [0] INTEGER (5),
///         msg-type        [1] INTEGER (21),
///                         -- NOTE: there is no [2] tag
///         enc-part        [3] EncryptedData -- EncKrbPrivPart
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KrbPriv<'a> {
    /// The sealed [`crate::EncKrbPrivPart`].
    pub enc_part: EncryptedData<'a>,
}

impl<'a> Codec<'a> for KrbPriv<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.enter(MsgType::KrbPriv.tag(), |message| {
            message.sequence(3, |fields| {
                fields.field(0, Reader::version)?;
                fields.field(1, |r| MsgType::KrbPriv.read_same(r))?;
                Ok(Self { enc_part: fields.field(3, Reader::value)? })
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.wrap(MsgType::KrbPriv.tag(), |w| {
            w.sequence(|w| {
                w.field(3, |w| w.value(&self.enc_part));
                w.field(1, |w| MsgType::KrbPriv.write(w));
                w.field(0, Writer::version);
            });
        });
    }
}

public_codec!(KrbPriv<'a>);
