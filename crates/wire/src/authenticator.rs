//! Authenticator, RFC 4120 §5.5.1.

use xrealm_names::Timestamp;

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Tag, Writer};
use crate::{Checksum, DecodeError, Echo32, EncryptionKey, PrincipalName};

/// The client's proof that it knows a ticket's session key.
///
/// ```text
/// Authenticator   ::= [APPLICATION 2] SEQUENCE  {
///         authenticator-vno       [0] INTEGER (5),
///         crealm                  [1] Realm,
///         cname                   [2] PrincipalName,
///         cksum                   [3] Checksum OPTIONAL,
///         cusec                   [4] Microseconds,
///         ctime                   [5] KerberosTime,
///         subkey                  [6] EncryptionKey OPTIONAL,
///         seq-number              [7] UInt32 OPTIONAL,
///         authorization-data      [8] AuthorizationData OPTIONAL
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticator<'a> {
    /// The client's home realm.
    pub crealm: &'a [u8],
    /// The client.
    pub cname: PrincipalName<'a>,
    /// Over the octets of the request body, or of what the application says.
    pub cksum: Option<Checksum<'a>>,
    /// Microseconds of the client's clock.
    pub cusec: u32,
    /// The client's clock.
    pub ctime: Timestamp,
    /// A key of the client's choice.
    pub subkey: Option<EncryptionKey<'a>>,
    /// Where the client starts counting.
    pub seq_number: Option<Echo32>,
    /// All octets of the [`crate::AuthorizationData`].
    pub authorization_data: Option<&'a [u8]>,
}

impl Authenticator<'_> {
    const TAG: Tag = Tag::application(2);
}

impl<'a> Codec<'a> for Authenticator<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.enter(Self::TAG, |authenticator| {
            authenticator.sequence(8, |fields| {
                fields.field(0, Reader::version)?;
                Ok(Self {
                    crealm: fields.field(1, Reader::general_string)?,
                    cname: fields.field(2, Reader::value)?,
                    cksum: fields.optional(3, Reader::value)?,
                    cusec: fields.field(4, Reader::microseconds)?,
                    ctime: fields.field(5, Reader::time)?,
                    subkey: fields.optional(6, Reader::value)?,
                    seq_number: fields.optional(7, Reader::value)?,
                    authorization_data: fields.optional(8, |r| r.octets_of(Tag::SEQUENCE))?,
                })
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.wrap(Self::TAG, |w| {
            w.sequence(|w| {
                w.optional(8, self.authorization_data, Writer::raw);
                w.optional(7, self.seq_number.as_ref(), Writer::value);
                w.optional(6, self.subkey.as_ref(), Writer::value);
                w.field(5, |w| w.time(self.ctime));
                w.field(4, |w| w.integer(i64::from(self.cusec)));
                w.optional(3, self.cksum.as_ref(), Writer::value);
                w.field(2, |w| w.value(&self.cname));
                w.field(1, |w| w.general_string(self.crealm));
                w.field(0, Writer::version);
            });
        });
    }
}

public_codec!(Authenticator<'a>);
