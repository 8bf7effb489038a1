//! PA-FOR-USER, MS-SFU 2.2.1: S4U2Self for a user by name.

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};
use crate::{Checksum, DecodeError, List, PrincipalName};

/// The user a service asks a ticket to itself for.
///
/// ```text
/// PA-FOR-USER             ::= SEQUENCE {
///         userName        [0] PrincipalName,
///         userRealm       [1] Realm,
///         cksum           [2] Checksum,
///         auth-package    [3] KerberosString
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaForUser<'a> {
    /// The user.
    pub user_name: PrincipalName<'a>,
    /// The user's realm.
    pub user_realm: &'a [u8],
    /// Over [`PaForUser::checksum_input`].
    pub cksum: Checksum<'a>,
    /// `Kerberos`.
    pub auth_package: &'a [u8],
}

impl PaForUser<'_> {
    /// What the checksum covers: the name type as four octets, least significant first, and then all strings.
    #[must_use]
    pub fn checksum_input(&self) -> Vec<u8> {
        let mut input = self.user_name.name_type.0.to_le_bytes().to_vec();
        let strings: List<&[u8], 8> =
            self.user_name.name_string.iter().copied().chain([self.user_realm, self.auth_package]).collect();
        strings.iter().for_each(|octets| input.extend_from_slice(octets));
        input
    }
}

impl<'a> Codec<'a> for PaForUser<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(3, |fields| {
            Ok(Self {
                user_name: fields.field(0, Reader::value)?,
                user_realm: fields.field(1, Reader::general_string)?,
                cksum: fields.field(2, Reader::value)?,
                auth_package: fields.field(3, Reader::general_string)?,
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.field(3, |w| w.general_string(self.auth_package));
            w.field(2, |w| w.value(&self.cksum));
            w.field(1, |w| w.general_string(self.user_realm));
            w.field(0, |w| w.value(&self.user_name));
        });
    }
}

public_codec!(PaForUser<'a>);

#[cfg(test)]
mod tests {
    use xrealm_names::NameType;

    use super::*;

    #[test]
    fn the_checksum_covers_the_type_and_all_strings() {
        let user = PaForUser {
            user_name: PrincipalName::new(NameType::ENTERPRISE, [&b"user1@a.example"[..]]),
            user_realm: b"A.EXAMPLE",
            cksum: Checksum { cksumtype: -138, checksum: &[0; 16] },
            auth_package: b"Kerberos",
        };
        assert_eq!(user.checksum_input(), b"\x0a\0\0\0user1@a.exampleA.EXAMPLEKerberos");
        assert_eq!(PaForUser::decode(&user.to_vec()).as_ref(), Ok(&user));
    }
}
