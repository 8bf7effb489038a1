//! EncASRepPart and EncTGSRepPart, RFC 4120 §5.4.2, RFC 6806 §11.

use xrealm_names::Timestamp;

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Tag, Writer};
use crate::last_req::LAST_REQS;
use crate::{DecodeError, Echo32, EncryptionKey, HostAddresses, LastReq, List, PaDataList, PrincipalName, TicketFlags};

/// What a KDC's answer says to the client that can open it.
///
/// ```text
/// EncASRepPart    ::= [APPLICATION 25] EncKDCRepPart
/// EncTGSRepPart   ::= [APPLICATION 26] EncKDCRepPart
///
/// EncKDCRepPart   ::= SEQUENCE {
///         key                     [0] EncryptionKey,
///         last-req                [1] LastReq,
///         nonce                   [2] UInt32,
///         key-expiration          [3] KerberosTime OPTIONAL,
///         flags                   [4] TicketFlags,
///         authtime                [5] KerberosTime,
///         starttime               [6] KerberosTime OPTIONAL,
///         endtime                 [7] KerberosTime,
///         renew-till              [8] KerberosTime OPTIONAL,
///         srealm                  [9] Realm,
///         sname                   [10] PrincipalName,
///         caddr                   [11] HostAddresses OPTIONAL,
///         encrypted-pa-data       [12] SEQUENCE OF PA-DATA OPTIONAL
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncKdcRepPart<'a> {
    /// The application tag it stands under. Some KDCs put 26 on the reply to an AS-REQ, so clients take either.
    pub application: EncRepTag,
    /// The session key, as in the ticket.
    pub key: EncryptionKey<'a>,
    /// What the KDC remembers of the client.
    pub last_req: List<LastReq, 2>,
    /// The number of the request.
    pub nonce: Echo32,
    /// When the client's key will expire.
    pub key_expiration: Option<Timestamp>,
    /// As in the ticket.
    pub flags: TicketFlags,
    /// As in the ticket.
    pub authtime: Timestamp,
    /// As in the ticket.
    pub starttime: Option<Timestamp>,
    /// As in the ticket.
    pub endtime: Timestamp,
    /// As in the ticket.
    pub renew_till: Option<Timestamp>,
    /// The realm of the ticket.
    pub srealm: &'a [u8],
    /// The service of the ticket.
    pub sname: PrincipalName<'a>,
    /// As in the ticket.
    pub caddr: Option<HostAddresses<'a>>,
    /// Padata that only the client can read.
    pub encrypted_pa_data: Option<PaDataList<'a>>,
}

/// The application tag of an [`EncKdcRepPart`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EncRepTag {
    /// 25, EncASRepPart.
    As,
    /// 26, EncTGSRepPart.
    Tgs,
}

impl EncRepTag {
    const fn tag(self) -> Tag {
        match self {
            Self::As => Tag::application(25),
            Self::Tgs => Tag::application(26),
        }
    }
}

impl<'a> Codec<'a> for EncKdcRepPart<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let application = match reader.peek() {
            Some(tag) if tag == EncRepTag::Tgs.tag() => EncRepTag::Tgs,
            _ => EncRepTag::As,
        };
        reader.enter(application.tag(), |part| {
            part.sequence(12, |fields| {
                Ok(Self {
                    application,
                    key: fields.field(0, Reader::value)?,
                    last_req: fields.field(1, |r| r.sequence_of(LAST_REQS, Reader::value))?,
                    nonce: fields.field(2, Reader::value)?,
                    key_expiration: fields.optional(3, Reader::time)?,
                    flags: TicketFlags(fields.field(4, Reader::flags)?),
                    authtime: fields.field(5, Reader::time)?,
                    starttime: fields.optional(6, Reader::time)?,
                    endtime: fields.field(7, Reader::time)?,
                    renew_till: fields.optional(8, Reader::time)?,
                    srealm: fields.field(9, Reader::general_string)?,
                    sname: fields.field(10, Reader::value)?,
                    caddr: fields.optional(11, Reader::value)?,
                    encrypted_pa_data: fields.optional(12, Reader::value)?,
                })
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.wrap(self.application.tag(), |w| {
            w.sequence(|w| {
                w.optional(12, self.encrypted_pa_data.as_ref(), Writer::value);
                w.optional(11, self.caddr.as_ref(), Writer::value);
                w.field(10, |w| w.value(&self.sname));
                w.field(9, |w| w.general_string(self.srealm));
                w.optional(8, self.renew_till, Writer::time);
                w.field(7, |w| w.time(self.endtime));
                w.optional(6, self.starttime, Writer::time);
                w.field(5, |w| w.time(self.authtime));
                w.field(4, |w| w.flags(self.flags.0));
                w.optional(3, self.key_expiration, Writer::time);
                w.field(2, |w| w.value(&self.nonce));
                w.field(1, |w| w.sequence_of(self.last_req.iter(), Writer::value));
                w.field(0, |w| w.value(&self.key));
            });
        });
    }
}

public_codec!(EncKdcRepPart<'a>);
