//! AS-REP and TGS-REP, RFC 4120 §5.4.2.

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};
use crate::{DecodeError, EncryptedData, MsgType, PaDataList, PrincipalName, Ticket};

/// A KDC's answer with a ticket.
///
/// ```text
/// AS-REP          ::= [APPLICATION 11] KDC-REP
/// TGS-REP         ::= [APPLICATION 13] KDC-REP
///
/// KDC-REP         ::= SEQUENCE {
///         pvno            [0] INTEGER (5),
///         msg-type        [1] INTEGER (11 -- AS -- | 13 -- TGS --),
///         padata          [2] SEQUENCE OF PA-DATA OPTIONAL -- NOTE: not empty --,
///         crealm          [3] Realm,
///         cname           [4] PrincipalName,
///         ticket          [5] Ticket,
///         enc-part        [6] EncryptedData -- EncASRepPart or EncTGSRepPart, as appropriate
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KdcRep<'a> {
    /// [`MsgType::AsRep`] or [`MsgType::TgsRep`].
    pub msg_type: MsgType,
    /// What the client needs to open the reply; empty if the field is absent.
    pub padata: PaDataList<'a>,
    /// The client's home realm.
    pub crealm: &'a [u8],
    /// The client.
    pub cname: PrincipalName<'a>,
    /// All octets of the [`Ticket`].
    pub ticket: &'a [u8],
    /// The sealed [`crate::EncKdcRepPart`].
    pub enc_part: EncryptedData<'a>,
}

impl<'a> Codec<'a> for KdcRep<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let msg_type = match reader.peek() {
            Some(tag) if tag == MsgType::AsRep.tag() => MsgType::AsRep,
            Some(tag) if tag == MsgType::TgsRep.tag() => MsgType::TgsRep,
            Some(found) => return Err(DecodeError::UnknownMessage { found }),
            None => return Err(DecodeError::Missing { expected: MsgType::AsRep.tag() }),
        };
        reader.enter(msg_type.tag(), |message| {
            message.sequence(6, |fields| {
                fields.field(0, Reader::version)?;
                fields.field(1, |r| msg_type.read_same(r))?;
                Ok(Self {
                    msg_type,
                    padata: fields.optional(2, Reader::value)?.unwrap_or_default(),
                    crealm: fields.field(3, Reader::general_string)?,
                    cname: fields.field(4, Reader::value)?,
                    ticket: fields.field(5, |r| r.octets_of(Ticket::TAG))?,
                    enc_part: fields.field(6, Reader::value)?,
                })
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.wrap(self.msg_type.tag(), |w| {
            w.sequence(|w| {
                w.field(6, |w| w.value(&self.enc_part));
                w.field(5, |w| w.raw(self.ticket));
                w.field(4, |w| w.value(&self.cname));
                w.field(3, |w| w.general_string(self.crealm));
                self.padata.write_field(2, w);
                w.field(1, |w| self.msg_type.write(w));
                w.field(0, Writer::version);
            });
        });
    }
}

public_codec!(KdcRep<'a>);
