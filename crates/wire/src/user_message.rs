//! KRB-SAFE-BODY, RFC 4120 §5.6.1, and what EncKrbPrivPart wraps.

use xrealm_names::Timestamp;

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};
use crate::{DecodeError, Echo32, HostAddress};

/// What an application says, and what protects it from replay and reflection.
///
/// ```text
/// KRB-SAFE-BODY   ::= SEQUENCE {
///         user-data       [0] OCTET STRING,
///         timestamp       [1] KerberosTime OPTIONAL,
///         usec            [2] Microseconds OPTIONAL,
///         seq-number      [3] UInt32 OPTIONAL,
///         s-address       [4] HostAddress,
///         r-address       [5] HostAddress OPTIONAL
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserMessage<'a> {
    /// The application's octets.
    pub user_data: &'a [u8],
    /// The sender's time.
    pub timestamp: Option<Timestamp>,
    /// Microseconds of the sender's time.
    pub usec: Option<u32>,
    /// The number of this message.
    pub seq_number: Option<Echo32>,
    /// The sender's address.
    pub s_address: HostAddress<'a>,
    /// The recipient's address.
    pub r_address: Option<HostAddress<'a>>,
}

impl<'a> Codec<'a> for UserMessage<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(5, |fields| {
            Ok(Self {
                user_data: fields.field(0, Reader::octet_string)?,
                timestamp: fields.optional(1, Reader::time)?,
                usec: fields.optional(2, Reader::microseconds)?,
                seq_number: fields.optional(3, Reader::value)?,
                s_address: fields.field(4, Reader::value)?,
                r_address: fields.optional(5, Reader::value)?,
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.optional(5, self.r_address.as_ref(), Writer::value);
            w.field(4, |w| w.value(&self.s_address));
            w.optional(3, self.seq_number.as_ref(), Writer::value);
            w.optional(2, self.usec, |w, usec| w.integer(i64::from(usec)));
            w.optional(1, self.timestamp, Writer::time);
            w.field(0, |w| w.octet_string(self.user_data));
        });
    }
}

public_codec!(UserMessage<'a>);
