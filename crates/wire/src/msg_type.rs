//! Message types, RFC 4120 §7.5.7.

use crate::DecodeError;
use crate::der::{Reader, Tag, Writer};

/// The type of a message; its number is also its application tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MsgType {
    /// KRB_AS_REQ, 10.
    AsReq,
    /// KRB_AS_REP, 11.
    AsRep,
    /// KRB_TGS_REQ, 12.
    TgsReq,
    /// KRB_TGS_REP, 13.
    TgsRep,
    /// KRB_AP_REQ, 14.
    ApReq,
    /// KRB_AP_REP, 15.
    ApRep,
    /// KRB_SAFE, 20.
    KrbSafe,
    /// KRB_PRIV, 21.
    KrbPriv,
    /// KRB_CRED, 22.
    KrbCred,
    /// KRB_ERROR, 30.
    KrbError,
}

impl MsgType {
    /// Every type.
    pub const ALL: [Self; 10] = [
        Self::AsReq,
        Self::AsRep,
        Self::TgsReq,
        Self::TgsRep,
        Self::ApReq,
        Self::ApRep,
        Self::KrbSafe,
        Self::KrbPriv,
        Self::KrbCred,
        Self::KrbError,
    ];

    /// The number in `msg-type` and in the application tag.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::AsReq => 10,
            Self::AsRep => 11,
            Self::TgsReq => 12,
            Self::TgsRep => 13,
            Self::ApReq => 14,
            Self::ApRep => 15,
            Self::KrbSafe => 20,
            Self::KrbPriv => 21,
            Self::KrbCred => 22,
            Self::KrbError => 30,
        }
    }

    /// The type with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|msg_type| msg_type.number() == number)
    }

    /// The type of the message that begins with these octets, by its application tag alone.
    #[must_use]
    pub fn of(octets: &[u8]) -> Option<Self> {
        let tag = Tag(*octets.first()?);
        if tag.is_application() { Self::from_number(tag.number()) } else { None }
    }

    /// The name RFC 4120 gives the message.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AsReq => "AS-REQ",
            Self::AsRep => "AS-REP",
            Self::TgsReq => "TGS-REQ",
            Self::TgsRep => "TGS-REP",
            Self::ApReq => "AP-REQ",
            Self::ApRep => "AP-REP",
            Self::KrbSafe => "KRB-SAFE",
            Self::KrbPriv => "KRB-PRIV",
            Self::KrbCred => "KRB-CRED",
            Self::KrbError => "KRB-ERROR",
        }
    }

    /// The application tag of the message.
    pub(crate) const fn tag(self) -> Tag {
        Tag::application(self.number())
    }

    /// Reads a `msg-type` field, which must say this type.
    pub(crate) fn read_same(self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let (expected, found) = (i32::from(self.number()), reader.int32()?);
        if found == expected { Ok(()) } else { Err(DecodeError::MsgType { expected, found }) }
    }

    pub(crate) fn write(self, writer: &mut Writer) {
        writer.integer(i64::from(self.number()));
    }
}

impl std::fmt::Display for MsgType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
