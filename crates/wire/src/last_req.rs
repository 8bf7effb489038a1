//! LastReq, RFC 4120 §5.4.2.

use xrealm_names::Timestamp;

use crate::DecodeError;
use crate::der::codec::{Codec, public_codec};
use crate::der::{Limit, Reader, Writer};

/// When the client last did something.
///
/// ```text
/// LastReq         ::=     SEQUENCE OF SEQUENCE {
///         lr-type         [0] Int32,
///         lr-value        [1] KerberosTime
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastReq {
    /// What it did, see [`lr_type`]; negative if only this server was asked.
    pub lr_type: i32,
    /// When.
    pub lr_value: Timestamp,
}

/// Last-request types, RFC 4120 §5.4.2.
pub mod lr_type {
    /// Nothing is told.
    pub const NONE: i32 = 0;
    /// Last request for a TGT.
    pub const LAST_TGT: i32 = 1;
    /// Last initial request.
    pub const LAST_INITIAL: i32 = 2;
    /// When the newest TGT was issued.
    pub const NEWEST_TGT: i32 = 3;
    /// Last renewal.
    pub const LAST_RENEWAL: i32 = 4;
    /// Last request of any type.
    pub const LAST_REQUEST: i32 = 5;
    /// When the password will expire.
    pub const PASSWORD_EXPIRES: i32 = 6;
    /// When the account will expire.
    pub const ACCOUNT_EXPIRES: i32 = 7;
}

/// Nothing told: what a KDC that remembers nothing writes.
impl Default for LastReq {
    fn default() -> Self {
        Self { lr_type: lr_type::NONE, lr_value: Timestamp::EPOCH }
    }
}

impl<'a> Codec<'a> for LastReq {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(1, |fields| {
            Ok(Self { lr_type: fields.field(0, Reader::int32)?, lr_value: fields.field(1, Reader::time)? })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.field(1, |w| w.time(self.lr_value));
            w.field(0, |w| w.integer(i64::from(self.lr_type)));
        });
    }
}

public_codec!(LastReq);

/// The most elements of one list that are read.
pub const MAX_LAST_REQ: usize = 32;
pub(crate) const LAST_REQS: Limit = Limit { what: "last requests", max: MAX_LAST_REQ };
