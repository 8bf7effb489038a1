//! EncTicketPart, RFC 4120 §5.3.

use xrealm_names::Timestamp;

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Tag, Writer};
use crate::{DecodeError, EncryptionKey, HostAddresses, PrincipalName, TicketFlags, TransitedEncoding};

/// What a ticket says to the service that can open it.
///
/// ```text
/// EncTicketPart   ::= [APPLICATION 3] SEQUENCE {
///         flags                   [0] TicketFlags,
///         key                     [1] EncryptionKey,
///         crealm                  [2] Realm,
///         cname                   [3] PrincipalName,
///         transited               [4] TransitedEncoding,
///         authtime                [5] KerberosTime,
///         starttime               [6] KerberosTime OPTIONAL,
///         endtime                 [7] KerberosTime,
///         renew-till              [8] KerberosTime OPTIONAL,
///         caddr                   [9] HostAddresses OPTIONAL,
///         authorization-data      [10] AuthorizationData OPTIONAL
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncTicketPart<'a> {
    /// What the ticket may be used for, and how it came about.
    pub flags: TicketFlags,
    /// The session key.
    pub key: EncryptionKey<'a>,
    /// The client's home realm, which at no hop is the issuer of the ticket just because it issued it.
    pub crealm: &'a [u8],
    /// The client.
    pub cname: PrincipalName<'a>,
    /// The realms crossed since the client's.
    pub transited: TransitedEncoding<'a>,
    /// When the client logged in.
    pub authtime: Timestamp,
    /// From when the ticket is valid; `None` means from `authtime`.
    pub starttime: Option<Timestamp>,
    /// Until when it is valid.
    pub endtime: Timestamp,
    /// Until when it may be renewed, if it is renewable.
    pub renew_till: Option<Timestamp>,
    /// The addresses it may be used from; `None` means any.
    pub caddr: Option<HostAddresses<'a>>,
    /// All octets of the [`crate::AuthorizationData`], which signatures in it cover.
    pub authorization_data: Option<&'a [u8]>,
}

impl EncTicketPart<'_> {
    const TAG: Tag = Tag::application(3);
}

impl<'a> Codec<'a> for EncTicketPart<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.enter(Self::TAG, |part| {
            part.sequence(10, |fields| {
                Ok(Self {
                    flags: TicketFlags(fields.field(0, Reader::flags)?),
                    key: fields.field(1, Reader::value)?,
                    crealm: fields.field(2, Reader::general_string)?,
                    cname: fields.field(3, Reader::value)?,
                    transited: fields.field(4, Reader::value)?,
                    authtime: fields.field(5, Reader::time)?,
                    starttime: fields.optional(6, Reader::time)?,
                    endtime: fields.field(7, Reader::time)?,
                    renew_till: fields.optional(8, Reader::time)?,
                    caddr: fields.optional(9, Reader::value)?,
                    authorization_data: fields.optional(10, |r| r.octets_of(Tag::SEQUENCE))?,
                })
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.wrap(Self::TAG, |w| {
            w.sequence(|w| {
                w.optional(10, self.authorization_data, Writer::raw);
                w.optional(9, self.caddr.as_ref(), Writer::value);
                w.optional(8, self.renew_till, Writer::time);
                w.field(7, |w| w.time(self.endtime));
                w.optional(6, self.starttime, Writer::time);
                w.field(5, |w| w.time(self.authtime));
                w.field(4, |w| w.value(&self.transited));
                w.field(3, |w| w.value(&self.cname));
                w.field(2, |w| w.general_string(self.crealm));
                w.field(1, |w| w.value(&self.key));
                w.field(0, |w| w.flags(self.flags.0));
            });
        });
    }
}

public_codec!(EncTicketPart<'a>);
