//! KRB-ERROR, RFC 4120 §5.9.1.

use xrealm_names::Timestamp;

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};
use crate::{DecodeError, MsgType, PrincipalName};

/// An answer without a ticket.
///
/// ```text
/// KRB-ERROR       ::= [APPLICATION 30] SEQUENCE {
///         pvno            [0] INTEGER (5),
///         msg-type        [1] INTEGER (30),
///         ctime           [2] KerberosTime OPTIONAL,
///         cusec           [3] Microseconds OPTIONAL,
///         stime           [4] KerberosTime,
///         susec           [5] Microseconds,
///         error-code      [6] Int32,
///         crealm          [7] Realm OPTIONAL,
///         cname           [8] PrincipalName OPTIONAL,
///         realm           [9] Realm -- service realm --,
///         sname           [10] PrincipalName -- service name --,
///         e-text          [11] KerberosString OPTIONAL,
///         e-data          [12] OCTET STRING OPTIONAL
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KrbError<'a> {
    /// The client's time, if the request told it.
    pub ctime: Option<Timestamp>,
    /// Microseconds of the client's time.
    pub cusec: Option<u32>,
    /// The server's time.
    pub stime: Timestamp,
    /// Microseconds of the server's time.
    pub susec: u32,
    /// Why, see [`crate::error_code`].
    pub error_code: i32,
    /// The client's realm; with KDC_ERR_WRONG_REALM the realm to ask next.
    pub crealm: Option<&'a [u8]>,
    /// The client.
    pub cname: Option<PrincipalName<'a>>,
    /// The realm of the service.
    pub realm: &'a [u8],
    /// The service.
    pub sname: PrincipalName<'a>,
    /// A text for people.
    pub e_text: Option<&'a [u8]>,
    /// More, in a form that depends on the code: METHOD-DATA, [`crate::padata::KerbErrorData`].
    pub e_data: Option<&'a [u8]>,
}

impl<'a> Codec<'a> for KrbError<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.enter(MsgType::KrbError.tag(), |message| {
            message.sequence(12, |fields| {
                fields.field(0, Reader::version)?;
                fields.field(1, |r| MsgType::KrbError.read_same(r))?;
                Ok(Self {
                    ctime: fields.optional(2, Reader::time)?,
                    cusec: fields.optional(3, Reader::microseconds)?,
                    stime: fields.field(4, Reader::time)?,
                    susec: fields.field(5, Reader::microseconds)?,
                    error_code: fields.field(6, Reader::int32)?,
                    crealm: fields.optional(7, Reader::general_string)?,
                    cname: fields.optional(8, Reader::value)?,
                    realm: fields.field(9, Reader::general_string)?,
                    sname: fields.field(10, Reader::value)?,
                    e_text: fields.optional(11, Reader::general_string)?,
                    e_data: fields.optional(12, Reader::octet_string)?,
                })
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.wrap(MsgType::KrbError.tag(), |w| {
            w.sequence(|w| {
                w.optional(12, self.e_data, Writer::octet_string);
                w.optional(11, self.e_text, Writer::general_string);
                w.field(10, |w| w.value(&self.sname));
                w.field(9, |w| w.general_string(self.realm));
                w.optional(8, self.cname.as_ref(), Writer::value);
                w.optional(7, self.crealm, Writer::general_string);
                w.field(6, |w| w.integer(i64::from(self.error_code)));
                w.field(5, |w| w.integer(i64::from(self.susec)));
                w.field(4, |w| w.time(self.stime));
                w.optional(3, self.cusec, |w, cusec| w.integer(i64::from(cusec)));
                w.optional(2, self.ctime, Writer::time);
                w.field(1, |w| MsgType::KrbError.write(w));
                w.field(0, Writer::version);
            });
        });
    }
}

public_codec!(KrbError<'a>);
