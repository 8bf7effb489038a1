//! Any message, told by its application tag.

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};
use crate::{ApRep, ApReq, DecodeError, KdcRep, KdcReq, KrbError, MsgType};

/// A message of the exchanges with a KDC or a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message<'a> {
    /// [APPLICATION 10]
    AsReq(KdcReq<'a>),
    /// [APPLICATION 11]
    AsRep(KdcRep<'a>),
    /// [APPLICATION 12]
    TgsReq(KdcReq<'a>),
    /// [APPLICATION 13]
    TgsRep(KdcRep<'a>),
    /// [APPLICATION 14]
    ApReq(ApReq<'a>),
    /// [APPLICATION 15]
    ApRep(ApRep<'a>),
    /// [APPLICATION 30]
    KrbError(KrbError<'a>),
}

impl Message<'_> {
    /// Which message it is.
    #[must_use]
    pub const fn msg_type(&self) -> MsgType {
        match self {
            Self::AsReq(_) => MsgType::AsReq,
            Self::AsRep(_) => MsgType::AsRep,
            Self::TgsReq(_) => MsgType::TgsReq,
            Self::TgsRep(_) => MsgType::TgsRep,
            Self::ApReq(_) => MsgType::ApReq,
            Self::ApRep(_) => MsgType::ApRep,
            Self::KrbError(_) => MsgType::KrbError,
        }
    }
}

impl<'a> Codec<'a> for Message<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let found = reader.peek().ok_or(DecodeError::Truncated { missing: 2 })?;
        let msg_type = found.is_application().then(|| MsgType::from_number(found.number())).flatten();
        match msg_type {
            Some(MsgType::AsReq) => reader.value().map(Self::AsReq),
            Some(MsgType::AsRep) => reader.value().map(Self::AsRep),
            Some(MsgType::TgsReq) => reader.value().map(Self::TgsReq),
            Some(MsgType::TgsRep) => reader.value().map(Self::TgsRep),
            Some(MsgType::ApReq) => reader.value().map(Self::ApReq),
            Some(MsgType::ApRep) => reader.value().map(Self::ApRep),
            Some(MsgType::KrbError) => reader.value().map(Self::KrbError),
            Some(MsgType::KrbSafe | MsgType::KrbPriv | MsgType::KrbCred) | None => {
                Err(DecodeError::UnknownMessage { found })
            }
        }
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::AsReq(message) | Self::TgsReq(message) => message.write(writer),
            Self::AsRep(message) | Self::TgsRep(message) => message.write(writer),
            Self::ApReq(message) => message.write(writer),
            Self::ApRep(message) => message.write(writer),
            Self::KrbError(message) => message.write(writer),
        }
    }
}

public_codec!(Message<'a>);
