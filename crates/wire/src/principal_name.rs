//! PrincipalName, RFC 4120 §5.2.2.

use xrealm_names::{NameError, NameType};

use crate::der::codec::{Codec, public_codec};
use crate::der::{Limit, Reader, Writer};
use crate::{DecodeError, List};

/// A principal's name as it stands in a message: components of any octets.
///
/// Equality and hashing look at the components only, byte for byte, as the name type is a hint (RFC 4120 §6.2).
///
/// ```text
/// PrincipalName   ::= SEQUENCE {
///         name-type       [0] Int32,
///         name-string     [1] SEQUENCE OF KerberosString
/// }
/// ```
#[derive(Debug, Clone)]
pub struct PrincipalName<'a> {
    /// What kind of name it is.
    pub name_type: NameType,
    /// The components in order.
    pub name_string: List<&'a [u8], 4>,
}

impl<'a> PrincipalName<'a> {
    /// A name of these components.
    #[must_use]
    pub fn new(name_type: NameType, components: impl IntoIterator<Item = &'a [u8]>) -> Self {
        Self { name_type, name_string: components.into_iter().collect() }
    }

    /// The wire form of `name`.
    #[must_use]
    pub fn of(name: &'a xrealm_names::PrincipalName) -> Self {
        Self::new(name.name_type, name.components().map(str::as_bytes))
    }

    /// `krbtgt/realm`, of type NT-SRV-INST.
    #[must_use]
    pub fn krbtgt(realm: &'a [u8]) -> Self {
        Self::new(NameType::SRV_INST, [&b"krbtgt"[..], realm])
    }

    /// The name in a form of its own, its type kept.
    ///
    /// # Errors
    /// [`NameError::NotUtf8`], and as [`xrealm_names::PrincipalName::new`].
    pub fn to_owned(&self) -> Result<xrealm_names::PrincipalName, NameError> {
        let mut components: List<&str, 4> = List::new();
        for octets in &self.name_string {
            components.push(std::str::from_utf8(octets).map_err(|_| NameError::NotUtf8)?);
        }
        xrealm_names::PrincipalName::new(self.name_type, components.iter().copied())
    }

    /// For `krbtgt/REALM`, the second component: the realm whose ticket-granting service this is.
    #[must_use]
    pub fn ticket_granting_realm(&self) -> Option<&'a [u8]> {
        match self.name_string.as_slice() {
            [first, realm] if first.eq_ignore_ascii_case(b"krbtgt") => Some(realm),
            _ => None,
        }
    }

    /// Whether the components are equal in any case, as Active Directory compares (MS-KILE 3.1.5.7); components that
    /// are not UTF-8 are compared byte for byte.
    #[must_use]
    pub fn eq_ignore_case(&self, other: &PrincipalName<'_>) -> bool {
        self.name_string.len() == other.name_string.len()
            && self.name_string.iter().zip(&other.name_string).all(|(left, right)| octets_eq_ignore_case(left, right))
    }
}

impl<'a> From<&'a xrealm_names::PrincipalName> for PrincipalName<'a> {
    fn from(name: &'a xrealm_names::PrincipalName) -> Self {
        Self::of(name)
    }
}

impl PartialEq<PrincipalName<'_>> for PrincipalName<'_> {
    fn eq(&self, other: &PrincipalName<'_>) -> bool {
        self.name_string == other.name_string
    }
}

impl Eq for PrincipalName<'_> {}

impl std::hash::Hash for PrincipalName<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.name_string.hash(state);
    }
}

impl<'a> Codec<'a> for PrincipalName<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(1, |fields| {
            Ok(Self {
                name_type: NameType(fields.field(0, Reader::int32)?),
                name_string: fields.field(1, |r| r.sequence_of(COMPONENTS, Reader::general_string))?,
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.field(1, |w| w.sequence_of(self.name_string.iter(), |w, octets| w.general_string(octets)));
            w.field(0, |w| w.integer(i64::from(self.name_type.0)));
        });
    }
}

public_codec!(PrincipalName<'a>);

fn octets_eq_ignore_case(left: &[u8], right: &[u8]) -> bool {
    if left.is_ascii() && right.is_ascii() {
        return left.eq_ignore_ascii_case(right);
    }
    match (std::str::from_utf8(left), std::str::from_utf8(right)) {
        (Ok(left), Ok(right)) => xrealm_names::fold(left) == xrealm_names::fold(right),
        _ => left == right,
    }
}

/// The most components of a name that are read.
pub const MAX_NAME_COMPONENTS: usize = 64;
const COMPONENTS: Limit = Limit { what: "name components", max: MAX_NAME_COMPONENTS };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_equal_whatever_their_types() {
        let named = xrealm_names::PrincipalName::parse("host/srv.a.example").unwrap();
        let mut other = PrincipalName::of(&named);
        other.name_type = NameType::SRV_HST;
        assert_eq!(other, PrincipalName::of(&named));
        assert_eq!(other.to_owned().unwrap().name_type, NameType::SRV_HST);
    }

    #[test]
    fn active_directory_names_are_equal_in_any_case() {
        let (upper, lower) = (user(&["JÜRGEN".as_bytes()]), user(&["jürgen".as_bytes()]));
        assert!(upper.eq_ignore_case(&lower));
        assert_ne!(upper, lower);
        assert!(!user(&[b"a"]).eq_ignore_case(&user(&[b"a", b"a"])));
        assert!(!user(&[b"\xff"]).eq_ignore_case(&user(&[b"\xfe"])));
    }

    #[test]
    fn names_of_any_octets_survive() {
        let name = PrincipalName::new(NameType(-130), [&b"\0\xff"[..], b""]);
        let octets = name.to_vec();
        let read = PrincipalName::decode(&octets).unwrap();
        assert_eq!((read.name_type, &read.name_string), (name.name_type, &name.name_string));
        assert_eq!(read.to_owned(), Err(NameError::NotUtf8));
    }

    fn user<'a>(components: &[&'a [u8]]) -> PrincipalName<'a> {
        PrincipalName::new(NameType::PRINCIPAL, components.iter().copied())
    }
}
