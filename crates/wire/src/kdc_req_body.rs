//! KDC-REQ-BODY, RFC 4120 §5.4.1.

use xrealm_names::Timestamp;

use crate::der::codec::{Codec, public_codec};
use crate::der::{Limit, Reader, Writer};
use crate::{DecodeError, Echo32, EncryptedData, HostAddresses, KdcOptions, List, PrincipalName, Ticket};

/// What is asked of a KDC.
///
/// ```text
/// KDC-REQ-BODY    ::= SEQUENCE {
///         kdc-options             [0] KDCOptions,
///         cname                   [1] PrincipalName OPTIONAL -- Used only in AS-REQ --,
///         realm                   [2] Realm -- Server's realm; also client's in AS-REQ --,
///         sname                   [3] PrincipalName OPTIONAL,
///         from                    [4] KerberosTime OPTIONAL,
///         till                    [5] KerberosTime,
///         rtime                   [6] KerberosTime OPTIONAL,
///         nonce                   [7] UInt32,
///         etype                   [8] SEQUENCE OF Int32 -- in preference order --,
///         addresses               [9] HostAddresses OPTIONAL,
///         enc-authorization-data  [10] EncryptedData OPTIONAL -- AuthorizationData --,
///         additional-tickets      [11] SEQUENCE OF Ticket OPTIONAL -- NOTE: not empty
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KdcReqBody<'a> {
    /// What the ticket shall be good for.
    pub kdc_options: KdcOptions,
    /// The client, in an AS-REQ.
    pub cname: Option<PrincipalName<'a>>,
    /// The realm of the service, and of the client in an AS-REQ: which KDC is asked.
    pub realm: &'a [u8],
    /// The service.
    pub sname: Option<PrincipalName<'a>>,
    /// When a postdated ticket shall begin.
    pub from: Option<Timestamp>,
    /// When the ticket shall end. Mandatory in RFC 4120, but some clients leave it out for "as long as possible".
    pub till: Option<Timestamp>,
    /// Until when it shall be renewable.
    pub rtime: Option<Timestamp>,
    /// A number that the reply repeats.
    pub nonce: Echo32,
    /// The encryption types the client can use, preferred first.
    pub etypes: List<i32, 16>,
    /// The addresses the ticket shall be good for.
    pub addresses: Option<HostAddresses<'a>>,
    /// Authorization data for the ticket, sealed.
    pub enc_authorization_data: Option<EncryptedData<'a>>,
    /// All octets of each additional [`Ticket`]; empty if the field is absent.
    pub additional_tickets: List<&'a [u8], 1>,
}

impl<'a> Codec<'a> for KdcReqBody<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(11, |fields| {
            Ok(Self {
                kdc_options: KdcOptions(fields.field(0, Reader::flags)?),
                cname: fields.optional(1, Reader::value)?,
                realm: fields.field(2, Reader::general_string)?,
                sname: fields.optional(3, Reader::value)?,
                from: fields.optional(4, Reader::time)?,
                till: fields.optional(5, Reader::time)?,
                rtime: fields.optional(6, Reader::time)?,
                nonce: fields.field(7, Reader::value)?,
                etypes: fields.field(8, |r| r.sequence_of(ETYPES, Reader::int32))?,
                addresses: fields.optional(9, Reader::value)?,
                enc_authorization_data: fields.optional(10, Reader::value)?,
                additional_tickets: fields
                    .optional(11, |r| r.sequence_of(TICKETS, |r| r.octets_of(Ticket::TAG)))?
                    .unwrap_or_default(),
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            if !self.additional_tickets.is_empty() {
                w.field(11, |w| w.sequence_of(self.additional_tickets.iter(), |w, ticket| w.raw(ticket)));
            }
            w.optional(10, self.enc_authorization_data.as_ref(), Writer::value);
            w.optional(9, self.addresses.as_ref(), Writer::value);
            w.field(8, |w| w.sequence_of(self.etypes.iter(), |w, &etype| w.integer(i64::from(etype))));
            w.field(7, |w| w.value(&self.nonce));
            w.optional(6, self.rtime, Writer::time);
            w.optional(5, self.till, Writer::time);
            w.optional(4, self.from, Writer::time);
            w.optional(3, self.sname.as_ref(), Writer::value);
            w.field(2, |w| w.general_string(self.realm));
            w.optional(1, self.cname.as_ref(), Writer::value);
            w.field(0, |w| w.flags(self.kdc_options.0));
        });
    }
}

public_codec!(KdcReqBody<'a>);

/// The most encryption types of one request that are read.
pub const MAX_ETYPES: usize = 256;
/// The most additional tickets of one request that are read.
pub const MAX_ADDITIONAL_TICKETS: usize = 16;
const ETYPES: Limit = Limit { what: "encryption types", max: MAX_ETYPES };
const TICKETS: Limit = Limit { what: "additional tickets", max: MAX_ADDITIONAL_TICKETS };
