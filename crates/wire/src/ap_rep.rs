//! AP-REP, RFC 4120 §5.5.2.

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};
use crate::{DecodeError, EncryptedData, MsgType};

/// The service's answer that proves it opened the ticket.
///
/// ```text
/// AP-REP          ::= [APPLICATION 15] SEQUENCE {
///         pvno            [0] INTEGER (5),
///         msg-type        [1] INTEGER (15),
///         enc-part        [2] EncryptedData -- EncAPRepPart
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApRep<'a> {
    /// The sealed [`crate::EncApRepPart`].
    pub enc_part: EncryptedData<'a>,
}

impl<'a> Codec<'a> for ApRep<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.enter(MsgType::ApRep.tag(), |message| {
            message.sequence(2, |fields| {
                fields.field(0, Reader::version)?;
                fields.field(1, |r| MsgType::ApRep.read_same(r))?;
                Ok(Self { enc_part: fields.field(2, Reader::value)? })
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.wrap(MsgType::ApRep.tag(), |w| {
            w.sequence(|w| {
                w.field(2, |w| w.value(&self.enc_part));
                w.field(1, |w| MsgType::ApRep.write(w));
                w.field(0, Writer::version);
            });
        });
    }
}

public_codec!(ApRep<'a>);
