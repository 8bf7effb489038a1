//! KRB-CRED, RFC 4120 §5.8.1.

use crate::der::codec::{Codec, public_codec};
use crate::der::{Limit, Reader, Writer};
use crate::{DecodeError, EncryptedData, List, MsgType, Ticket};

/// Tickets handed to somebody else, with what is needed to use them.
///
/// ```text
/// KRB-CRED        ::= [APPLICATION 22] SEQUENCE {
///         pvno            [0] INTEGER (5),
///         msg-type        [1] INTEGER (22),
///         tickets         [2] SEQUENCE OF Ticket,
///         enc-part        [3] EncryptedData -- EncKrbCredPart
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KrbCred<'a> {
    /// All octets of each [`Ticket`].
    pub tickets: List<&'a [u8], 1>,
    /// The sealed [`crate::EncKrbCredPart`], which tells of the tickets in the same order.
    pub enc_part: EncryptedData<'a>,
}

impl<'a> Codec<'a> for KrbCred<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.enter(MsgType::KrbCred.tag(), |message| {
            message.sequence(3, |fields| {
                fields.field(0, Reader::version)?;
                fields.field(1, |r| MsgType::KrbCred.read_same(r))?;
                Ok(Self {
                    tickets: fields.field(2, |r| r.sequence_of(TICKETS, |r| r.octets_of(Ticket::TAG)))?,
                    enc_part: fields.field(3, Reader::value)?,
                })
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.wrap(MsgType::KrbCred.tag(), |w| {
            w.sequence(|w| {
                w.field(3, |w| w.value(&self.enc_part));
                w.field(2, |w| w.sequence_of(self.tickets.iter(), |w, ticket| w.raw(ticket)));
                w.field(1, |w| MsgType::KrbCred.write(w));
                w.field(0, Writer::version);
            });
        });
    }
}

public_codec!(KrbCred<'a>);

/// The most tickets of one message that are read.
pub const MAX_CRED_TICKETS: usize = 16;
pub(crate) const TICKETS: Limit = Limit { what: "forwarded tickets", max: MAX_CRED_TICKETS };
