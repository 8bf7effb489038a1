//! EncKrbCredPart, RFC 4120 §5.8.1.

use xrealm_names::Timestamp;

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Tag, Writer};
use crate::krb_cred::TICKETS;
use crate::{DecodeError, Echo32, HostAddress, KrbCredInfo};

/// What a KRB-CRED says of its tickets.
///
/// ```text
/// EncKrbCredPart  ::= [APPLICATION 29] SEQUENCE {
///         ticket-info     [0] SEQUENCE OF KrbCredInfo,
///         nonce           [1] UInt32 OPTIONAL,
///         timestamp       [2] KerberosTime OPTIONAL,
///         usec            [3] Microseconds OPTIONAL,
///         s-address       [4] HostAddress OPTIONAL,
///         r-address       [5] HostAddress OPTIONAL
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncKrbCredPart<'a> {
    /// One for each ticket.
    pub ticket_info: Vec<KrbCredInfo<'a>>,
    /// A number of the recipient's choice.
    pub nonce: Option<Echo32>,
    /// The sender's time.
    pub timestamp: Option<Timestamp>,
    /// Microseconds of the sender's time.
    pub usec: Option<u32>,
    /// The sender's address.
    pub s_address: Option<HostAddress<'a>>,
    /// The recipient's address.
    pub r_address: Option<HostAddress<'a>>,
}

impl EncKrbCredPart<'_> {
    const TAG: Tag = Tag::application(29);
}

impl<'a> Codec<'a> for EncKrbCredPart<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.enter(Self::TAG, |part| {
            part.sequence(5, |fields| {
                Ok(Self {
                    ticket_info: fields.field(0, |r| r.collect_of(TICKETS, Reader::value))?,
                    nonce: fields.optional(1, Reader::value)?,
                    timestamp: fields.optional(2, Reader::time)?,
                    usec: fields.optional(3, Reader::microseconds)?,
                    s_address: fields.optional(4, Reader::value)?,
                    r_address: fields.optional(5, Reader::value)?,
                })
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.wrap(Self::TAG, |w| {
            w.sequence(|w| {
                w.optional(5, self.r_address.as_ref(), Writer::value);
                w.optional(4, self.s_address.as_ref(), Writer::value);
                w.optional(3, self.usec, |w, usec| w.integer(i64::from(usec)));
                w.optional(2, self.timestamp, Writer::time);
                w.optional(1, self.nonce.as_ref(), Writer::value);
                w.field(0, |w| w.sequence_of(self.ticket_info.iter(), Writer::value));
            });
        });
    }
}

public_codec!(EncKrbCredPart<'a>);
