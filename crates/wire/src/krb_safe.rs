//! KRB-SAFE, RFC 4120 §5.6.1.

use crate::der::codec::{Codec, decode, public_codec};
use crate::der::{Reader, Tag, Writer};
use crate::{Checksum, DecodeError, MsgType, UserMessage};

/// A message of an application, readable by anyone and protected from change.
///
/// ```text
/// KRB-SAFE        ::= [APPLICATION 20] SEQUENCE {
///         pvno            [0] INTEGER (5),
///         msg-type        [1] INTEGER (20),
///         safe-body       [2] KRB-SAFE-BODY,
///         cksum           [3] Checksum
/// }
/// ```
///
/// What is written is `body_octets`, never `body` again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KrbSafe<'a> {
    /// The message.
    pub body: UserMessage<'a>,
    /// All octets of the safe-body SEQUENCE, which the checksum covers.
    pub body_octets: &'a [u8],
    /// Over `body_octets`.
    pub cksum: Checksum<'a>,
}

impl<'a> Codec<'a> for KrbSafe<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.enter(MsgType::KrbSafe.tag(), |message| {
            message.sequence(3, |fields| {
                fields.field(0, Reader::version)?;
                fields.field(1, |r| MsgType::KrbSafe.read_same(r))?;
                let body_octets = fields.field(2, |r| r.octets_of(Tag::SEQUENCE))?;
                Ok(Self { body: decode(body_octets)?, body_octets, cksum: fields.field(3, Reader::value)? })
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.wrap(MsgType::KrbSafe.tag(), |w| {
            w.sequence(|w| {
                w.field(3, |w| w.value(&self.cksum));
                w.field(2, |w| w.raw(self.body_octets));
                w.field(1, |w| MsgType::KrbSafe.write(w));
                w.field(0, Writer::version);
            });
        });
    }
}

public_codec!(KrbSafe<'a>);
