//! AP-REQ, RFC 4120 §5.5.1.

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};
use crate::{ApOptions, DecodeError, EncryptedData, MsgType, Ticket};

/// A ticket and a fresh proof of its session key.
///
/// ```text
/// AP-REQ          ::= [APPLICATION 14] SEQUENCE {
///         pvno            [0] INTEGER (5),
///         msg-type        [1] INTEGER (14),
///         ap-options      [2] APOptions,
///         ticket          [3] Ticket,
///         authenticator   [4] EncryptedData -- Authenticator
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApReq<'a> {
    /// How the ticket is sealed and whether an answer is wanted.
    pub ap_options: ApOptions,
    /// All octets of the [`Ticket`].
    pub ticket: &'a [u8],
    /// The sealed [`crate::Authenticator`].
    pub authenticator: EncryptedData<'a>,
}

impl<'a> Codec<'a> for ApReq<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.enter(MsgType::ApReq.tag(), |message| {
            message.sequence(4, |fields| {
                fields.field(0, Reader::version)?;
                fields.field(1, |r| MsgType::ApReq.read_same(r))?;
                Ok(Self {
                    ap_options: ApOptions(fields.field(2, Reader::flags)?),
                    ticket: fields.field(3, |r| r.octets_of(Ticket::TAG))?,
                    authenticator: fields.field(4, Reader::value)?,
                })
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.wrap(MsgType::ApReq.tag(), |w| {
            w.sequence(|w| {
                w.field(4, |w| w.value(&self.authenticator));
                w.field(3, |w| w.raw(self.ticket));
                w.field(2, |w| w.flags(self.ap_options.0));
                w.field(1, |w| MsgType::ApReq.write(w));
                w.field(0, Writer::version);
            });
        });
    }
}

public_codec!(ApReq<'a>);
