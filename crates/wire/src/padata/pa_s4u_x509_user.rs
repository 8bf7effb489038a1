//! PA-S4U-X509-USER, MS-SFU 2.2.2: S4U2Self for a user by name or certificate.

use crate::der::codec::{Codec, decode, public_codec};
use crate::der::{Reader, Tag, Writer};
use crate::flags::kerberos_flags;
use crate::{Checksum, DecodeError, Echo32, PrincipalName};

/// The user a service asks a ticket to itself for; in a reply, the user it is for.
///
/// ```text
/// PA-S4U-X509-USER        ::= SEQUENCE {
///         user-id         [0] S4UUserID,
///         checksum        [1] Checksum
/// }
/// ```
///
/// What is written is `user_id_octets`, never `user_id` again: the checksum covers them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaS4uX509User<'a> {
    /// The user.
    pub user_id: S4uUserId<'a>,
    /// All octets of the user-id SEQUENCE, which the checksum covers.
    pub user_id_octets: &'a [u8],
    /// Over `user_id_octets`.
    pub checksum: Checksum<'a>,
}

/// Who the user is.
///
/// ```text
/// S4UUserID               ::= SEQUENCE {
///         nonce           [0] UInt32 -- the nonce in KDC-REQ-BODY --,
///         cname           [1] PrincipalName OPTIONAL,
///         crealm          [2] Realm,
///         subject-certificate [3] OCTET STRING OPTIONAL,
///         options         [4] BIT STRING OPTIONAL
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S4uUserId<'a> {
    /// The nonce of the request.
    pub nonce: Echo32,
    /// The user's name.
    pub cname: Option<PrincipalName<'a>>,
    /// The user's realm.
    pub crealm: &'a [u8],
    /// The user's certificate.
    pub subject_certificate: Option<&'a [u8]>,
    /// How the request is to be treated.
    pub options: Option<S4uOptions>,
}

kerberos_flags! {
    /// The options of an [`S4uUserId`].
    S4uOptions {
        /// Bit 1: check the logon hours of the user.
        CHECK_LOGON_HOUR = 1, "check-logon-hour";
        /// Bit 2: the reply is signed with key usage 27.
        SIGN_REPLY = 2, "sign-reply";
    }
}

impl<'a> Codec<'a> for PaS4uX509User<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(1, |fields| {
            let user_id_octets = fields.field(0, |r| r.octets_of(Tag::SEQUENCE))?;
            Ok(Self { user_id: decode(user_id_octets)?, user_id_octets, checksum: fields.field(1, Reader::value)? })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.field(1, |w| w.value(&self.checksum));
            w.field(0, |w| w.raw(self.user_id_octets));
        });
    }
}

impl<'a> Codec<'a> for S4uUserId<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(4, |fields| {
            Ok(Self {
                nonce: fields.field(0, Reader::value)?,
                cname: fields.optional(1, Reader::value)?,
                crealm: fields.field(2, Reader::general_string)?,
                subject_certificate: fields.optional(3, Reader::octet_string)?,
                options: fields.optional(4, Reader::flags)?.map(S4uOptions),
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.optional(4, self.options, |w, options| w.flags(options.0));
            w.optional(3, self.subject_certificate, Writer::octet_string);
            w.field(2, |w| w.general_string(self.crealm));
            w.optional(1, self.cname.as_ref(), Writer::value);
            w.field(0, |w| w.value(&self.nonce));
        });
    }
}

public_codec!(PaS4uX509User<'a>);
public_codec!(S4uUserId<'a>);
