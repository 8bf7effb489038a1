//! KrbCredInfo, RFC 4120 §5.8.1.

use xrealm_names::Timestamp;

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};
use crate::{DecodeError, EncryptionKey, HostAddresses, PrincipalName, TicketFlags};

/// What the holder of a ticket must know of it.
///
/// ```text
/// KrbCredInfo     ::= SEQUENCE {
///         key             [0] EncryptionKey,
///         prealm          [1] Realm OPTIONAL,
///         pname           [2] PrincipalName OPTIONAL,
///         flags           [3] TicketFlags OPTIONAL,
///         authtime        [4] KerberosTime OPTIONAL,
///         starttime       [5] KerberosTime OPTIONAL,
///         endtime         [6] KerberosTime OPTIONAL,
///         renew-till      [7] KerberosTime OPTIONAL,
///         srealm          [8] Realm OPTIONAL,
///         sname           [9] PrincipalName OPTIONAL,
///         caddr           [10] HostAddresses OPTIONAL
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KrbCredInfo<'a> {
    /// The session key.
    pub key: EncryptionKey<'a>,
    /// The client's realm.
    pub prealm: Option<&'a [u8]>,
    /// The client.
    pub pname: Option<PrincipalName<'a>>,
    /// As in the ticket.
    pub flags: Option<TicketFlags>,
    /// As in the ticket.
    pub authtime: Option<Timestamp>,
    /// As in the ticket.
    pub starttime: Option<Timestamp>,
    /// As in the ticket.
    pub endtime: Option<Timestamp>,
    /// As in the ticket.
    pub renew_till: Option<Timestamp>,
    /// The realm of the ticket.
    pub srealm: Option<&'a [u8]>,
    /// The service of the ticket.
    pub sname: Option<PrincipalName<'a>>,
    /// As in the ticket.
    pub caddr: Option<HostAddresses<'a>>,
}

impl<'a> Codec<'a> for KrbCredInfo<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(10, |fields| {
            Ok(Self {
                key: fields.field(0, Reader::value)?,
                prealm: fields.optional(1, Reader::general_string)?,
                pname: fields.optional(2, Reader::value)?,
                flags: fields.optional(3, Reader::flags)?.map(TicketFlags),
                authtime: fields.optional(4, Reader::time)?,
                starttime: fields.optional(5, Reader::time)?,
                endtime: fields.optional(6, Reader::time)?,
                renew_till: fields.optional(7, Reader::time)?,
                srealm: fields.optional(8, Reader::general_string)?,
                sname: fields.optional(9, Reader::value)?,
                caddr: fields.optional(10, Reader::value)?,
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.optional(10, self.caddr.as_ref(), Writer::value);
            w.optional(9, self.sname.as_ref(), Writer::value);
            w.optional(8, self.srealm, Writer::general_string);
            w.optional(7, self.renew_till, Writer::time);
            w.optional(6, self.endtime, Writer::time);
            w.optional(5, self.starttime, Writer::time);
            w.optional(4, self.authtime, Writer::time);
            w.optional(3, self.flags, |w, flags| w.flags(flags.0));
            w.optional(2, self.pname.as_ref(), Writer::value);
            w.optional(1, self.prealm, Writer::general_string);
            w.field(0, |w| w.value(&self.key));
        });
    }
}

public_codec!(KrbCredInfo<'a>);
