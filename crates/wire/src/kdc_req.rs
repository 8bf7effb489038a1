//! AS-REQ and TGS-REQ, RFC 4120 §5.4.1.

use crate::der::codec::{Codec, decode, public_codec};
use crate::der::{Reader, Tag, Writer};
use crate::{DecodeError, KdcReqBody, MsgType, PaDataList};

/// A request to a KDC.
///
/// ```text
/// AS-REQ          ::= [APPLICATION 10] KDC-REQ
/// TGS-REQ         ::= [APPLICATION 12] KDC-REQ
///
/// KDC-REQ         ::= SEQUENCE {
///         -- NOTE: first tag is [1], not [0]
///         pvno            [1] INTEGER (5),
///         msg-type        [2] INTEGER (10 -- AS -- | 12 -- TGS --),
///         padata          [3] SEQUENCE OF PA-DATA OPTIONAL -- NOTE: not empty --,
///         req-body        [4] KDC-REQ-BODY
/// }
/// ```
///
/// What is written is `body_octets`, never `body` again: a checksum made or verified over them covers what is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KdcReq<'a> {
    /// [`MsgType::AsReq`] or [`MsgType::TgsReq`].
    pub msg_type: MsgType,
    /// What comes with the request to authenticate it; empty if the field is absent.
    pub padata: PaDataList<'a>,
    /// What is asked for.
    pub body: KdcReqBody<'a>,
    /// All octets of the req-body SEQUENCE, which checksums cover.
    pub body_octets: &'a [u8],
}

impl<'a> Codec<'a> for KdcReq<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let msg_type = match reader.peek() {
            Some(tag) if tag == MsgType::AsReq.tag() => MsgType::AsReq,
            Some(tag) if tag == MsgType::TgsReq.tag() => MsgType::TgsReq,
            Some(found) => return Err(DecodeError::UnknownMessage { found }),
            None => return Err(DecodeError::Missing { expected: MsgType::AsReq.tag() }),
        };
        reader.enter(msg_type.tag(), |message| {
            message.sequence(4, |fields| {
                fields.field(1, Reader::version)?;
                fields.field(2, |r| msg_type.read_same(r))?;
                let padata = fields.optional(3, Reader::value)?.unwrap_or_default();
                let body_octets = fields.field(4, |r| r.octets_of(Tag::SEQUENCE))?;
                Ok(Self { msg_type, padata, body: decode(body_octets)?, body_octets })
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.wrap(self.msg_type.tag(), |w| {
            w.sequence(|w| {
                w.field(4, |w| w.raw(self.body_octets));
                self.padata.write_field(3, w);
                w.field(2, |w| self.msg_type.write(w));
                w.field(1, Writer::version);
            });
        });
    }
}

public_codec!(KdcReq<'a>);
