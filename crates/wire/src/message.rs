//! Any message, told by its application tag.

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};
use crate::{ApRep, ApReq, DecodeError, KdcRep, KdcReq, KrbCred, KrbError, KrbPriv, KrbSafe, MsgType};

/// Any message of RFC 4120.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message<'a> {
    /// `[APPLICATION 10]`
    AsReq(KdcReq<'a>),
    /// `[APPLICATION 11]`
    AsRep(KdcRep<'a>),
    /// `[APPLICATION 12]`
    TgsReq(KdcReq<'a>),
    /// `[APPLICATION 13]`
    TgsRep(KdcRep<'a>),
    /// `[APPLICATION 14]`
    ApReq(ApReq<'a>),
    /// `[APPLICATION 15]`
    ApRep(ApRep<'a>),
    /// `[APPLICATION 20]`
    KrbSafe(KrbSafe<'a>),
    /// `[APPLICATION 21]`
    KrbPriv(KrbPriv<'a>),
    /// `[APPLICATION 22]`
    KrbCred(KrbCred<'a>),
    /// `[APPLICATION 30]`
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
            Self::KrbSafe(_) => MsgType::KrbSafe,
            Self::KrbPriv(_) => MsgType::KrbPriv,
            Self::KrbCred(_) => MsgType::KrbCred,
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
            Some(MsgType::KrbSafe) => reader.value().map(Self::KrbSafe),
            Some(MsgType::KrbPriv) => reader.value().map(Self::KrbPriv),
            Some(MsgType::KrbCred) => reader.value().map(Self::KrbCred),
            Some(MsgType::KrbError) => reader.value().map(Self::KrbError),
            None => Err(DecodeError::UnknownMessage { found }),
        }
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::AsReq(message) | Self::TgsReq(message) => message.write(writer),
            Self::AsRep(message) | Self::TgsRep(message) => message.write(writer),
            Self::ApReq(message) => message.write(writer),
            Self::ApRep(message) => message.write(writer),
            Self::KrbSafe(message) => message.write(writer),
            Self::KrbPriv(message) => message.write(writer),
            Self::KrbCred(message) => message.write(writer),
            Self::KrbError(message) => message.write(writer),
        }
    }
}

public_codec!(Message<'a>);
