//! Principal names and their types (RFC 4120 §6.2, RFC 6806 §5).

use std::fmt;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::{NameError, RealmName, realm};

/// The name-type of a principal name. A hint only: names are equal whatever their types (RFC 4120 §6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NameType(pub i32);

impl NameType {
    /// NT-UNKNOWN.
    pub const UNKNOWN: Self = Self(0);
    /// NT-PRINCIPAL: a user, or a unique name.
    pub const PRINCIPAL: Self = Self(1);
    /// NT-SRV-INST: a service and instance, krbtgt among them. Windows clients ask for every SPN with it.
    pub const SRV_INST: Self = Self(2);
    /// NT-SRV-HST: a service with the host name as instance.
    pub const SRV_HST: Self = Self(3);
    /// NT-SRV-XHST: a service with the host as remaining components.
    pub const SRV_XHST: Self = Self(4);
    /// NT-UID: a unique id.
    pub const UID: Self = Self(5);
    /// NT-X500-PRINCIPAL: an encoded distinguished name.
    pub const X500: Self = Self(6);
    /// NT-SMTP-NAME: an e-mail address.
    pub const SMTP: Self = Self(7);
    /// NT-ENTERPRISE: one component `user@suffix` (RFC 6806 §5).
    pub const ENTERPRISE: Self = Self(10);
    /// NT-WELLKNOWN, of which the anonymous principal is one (RFC 6111).
    pub const WELLKNOWN: Self = Self(11);
    /// NT-MS-PRINCIPAL: `DOMAIN\user` (MS-KILE).
    pub const MS_PRINCIPAL: Self = Self(-128);

    /// Whether the type marks a name whose second component is a host: such names are referred without being asked to
    /// by KDCs that follow Active Directory.
    #[must_use]
    pub fn is_host_based(self) -> bool {
        matches!(self, Self::SRV_INST | Self::SRV_HST)
    }
}

/// A principal name without its realm.
///
/// Equality and hashing look at the components only, byte for byte; see [`PrincipalName::eq_ignore_case`].
#[derive(Clone)]
pub struct PrincipalName {
    /// The type as it was given.
    pub name_type: NameType,
    /// The components, at least one.
    components: SmallVec<[Box<str>; 2]>,
}

impl PrincipalName {
    /// The most components that are accepted. RFC 4120 sets none; no known name has more than five.
    pub const MAX_COMPONENTS: usize = 16;
    /// The longest component that is accepted, in bytes.
    pub const MAX_COMPONENT_BYTES: usize = 1024;

    /// A name of these components.
    ///
    /// # Errors
    /// [`NameError`] if there is no component, one is empty, too long or holds NUL, or there are too many.
    pub fn new<'a>(name_type: NameType, components: impl IntoIterator<Item = &'a str>) -> Result<Self, NameError> {
        let mut checked = SmallVec::new();
        for component in components {
            if component.is_empty() {
                return Err(NameError::EmptyPart);
            }
            if component.len() > Self::MAX_COMPONENT_BYTES {
                return Err(NameError::TooLong { limit: Self::MAX_COMPONENT_BYTES });
            }
            if component.contains('\0') {
                return Err(NameError::Character { found: '\0' });
            }
            if checked.len() == Self::MAX_COMPONENTS {
                return Err(NameError::TooManyComponents { limit: Self::MAX_COMPONENTS });
            }
            checked.push(component.into());
        }
        if checked.is_empty() { Err(NameError::Empty) } else { Ok(Self { name_type, components: checked }) }
    }

    /// `krbtgt/realm`, of type NT-SRV-INST.
    #[must_use]
    pub fn krbtgt(realm: &RealmName) -> Self {
        let components = [Box::from("krbtgt"), Box::from(realm.as_str())];
        Self { name_type: NameType::SRV_INST, components: components.into() }
    }

    /// An enterprise name: the whole of `user@suffix` as one component (RFC 6806 §5).
    ///
    /// # Errors
    /// As [`PrincipalName::new`].
    pub fn enterprise(name: &str) -> Result<Self, NameError> {
        Self::new(NameType::ENTERPRISE, [name])
    }

    /// Reads `a` or `a/b`, with `\` quoting `/`, `@` and itself. One component is NT-PRINCIPAL, more are NT-SRV-INST.
    ///
    /// # Errors
    /// As [`PrincipalName::new`]; also [`NameError::DanglingEscape`], and [`NameError::Character`] for a bare `@`.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let (components, realm) = split(text)?;
        if realm.is_some() {
            return Err(NameError::Character { found: '@' });
        }
        Self::typed_by_shape(&components)
    }

    fn typed_by_shape(components: &[String]) -> Result<Self, NameError> {
        let name_type = if components.len() == 1 { NameType::PRINCIPAL } else { NameType::SRV_INST };
        Self::new(name_type, components.iter().map(String::as_str))
    }

    /// The components in order.
    pub fn components(&self) -> impl ExactSizeIterator<Item = &str> {
        self.components.iter().map(AsRef::as_ref)
    }

    /// How many components there are, at least one.
    #[must_use]
    pub fn component_count(&self) -> usize {
        self.components.len()
    }

    /// Component `index`, from zero.
    #[must_use]
    pub fn component(&self, index: usize) -> Option<&str> {
        self.components.get(index).map(AsRef::as_ref)
    }

    /// The first component.
    #[must_use]
    pub fn first(&self) -> &str {
        self.component(0).unwrap_or_default()
    }

    /// The same name with another type.
    #[must_use]
    pub fn with_type(mut self, name_type: NameType) -> Self {
        self.name_type = name_type;
        self
    }

    /// For `krbtgt/REALM`, the second component: the realm whose ticket-granting service this is.
    #[must_use]
    pub fn ticket_granting_realm(&self) -> Option<&str> {
        match self.components.as_slice() {
            [first, realm] if first.eq_ignore_ascii_case("krbtgt") => Some(realm),
            _ => None,
        }
    }

    /// Whether the components are equal in any case, as Active Directory compares (MS-KILE 3.1.5.7).
    #[must_use]
    pub fn eq_ignore_case(&self, other: &Self) -> bool {
        self.components.len() == other.components.len()
            && self.components().zip(other.components()).all(|(left, right)| realm::eq_ignore_case(left, right))
    }
}

impl PartialEq for PrincipalName {
    fn eq(&self, other: &Self) -> bool {
        self.components == other.components
    }
}

impl Eq for PrincipalName {}

impl std::hash::Hash for PrincipalName {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.components.hash(state);
    }
}

impl fmt::Display for PrincipalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, component) in self.components().enumerate() {
            if index > 0 {
                f.write_str("/")?;
            }
            for c in component.chars() {
                match c {
                    '/' | '@' | '\\' => write!(f, "\\{c}")?,
                    c if c.is_control() => write!(f, "{}", c.escape_default())?,
                    c => write!(f, "{c}")?,
                }
            }
        }
        Ok(())
    }
}

impl fmt::Debug for PrincipalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} (type {})", self.name_type.0)
    }
}

/// A principal: a name in a realm.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Principal {
    /// The name.
    pub name: PrincipalName,
    /// The realm that the name belongs to.
    pub realm: RealmName,
}

impl Principal {
    /// A principal of this name and realm.
    #[must_use]
    pub fn new(name: PrincipalName, realm: RealmName) -> Self {
        Self { name, realm }
    }

    /// Reads `a@REALM` or `a/b@REALM`, with `\` quoting `/`, `@` and itself.
    ///
    /// # Errors
    /// [`NameError::MissingRealm`] without an `@`, and as [`PrincipalName::parse`] and [`RealmName::new`].
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let (components, realm) = split(text)?;
        let realm = RealmName::new(&realm.ok_or(NameError::MissingRealm)?)?;
        Ok(Self { name: PrincipalName::typed_by_shape(&components)?, realm })
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.realm)
    }
}

/// Splits at unquoted `/` and at the first unquoted `@`, and takes the quotes away.
fn split(text: &str) -> Result<(Vec<String>, Option<String>), NameError> {
    let mut components = vec![String::new()];
    let mut realm: Option<String> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let c = match (c, &realm) {
            ('\\', _) => chars.next().ok_or(NameError::DanglingEscape)?,
            ('@', None) => {
                realm = Some(String::new());
                continue;
            }
            ('/', None) => {
                components.push(String::new());
                continue;
            }
            (c, _) => c,
        };
        match (&mut realm, components.last_mut()) {
            (Some(realm), _) => realm.push(c),
            (None, Some(component)) => component.push(c),
            (None, None) => {}
        }
    }
    Ok((components, realm))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_principal_is_read_and_printed_alike() {
        for text in
            ["user1@EUROPE.TAILSPINTOYS.COM", "host/a.example@A.EXAMPLE", r"user1\@toys.example@A.EXAMPLE", r"a\/b/c@R"]
        {
            assert_eq!(Principal::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn one_component_is_a_principal_and_two_a_service_instance() {
        assert_eq!(PrincipalName::parse("user1").unwrap().name_type, NameType::PRINCIPAL);
        assert_eq!(PrincipalName::parse("host/a").unwrap().name_type, NameType::SRV_INST);
    }

    #[test]
    fn names_are_equal_whatever_their_types() {
        let name = PrincipalName::parse("host/a").unwrap();
        assert_eq!(name.clone().with_type(NameType::SRV_HST), name);
        assert!(name.eq_ignore_case(&PrincipalName::parse("HOST/A").unwrap()));
        assert_ne!(name, PrincipalName::parse("HOST/A").unwrap());
    }

    #[test]
    fn only_two_components_name_a_ticket_granting_service() {
        let realm = RealmName::new("A.EXAMPLE").unwrap();
        assert_eq!(PrincipalName::krbtgt(&realm).ticket_granting_realm(), Some("A.EXAMPLE"));
        assert_eq!(PrincipalName::parse("krbtgt").unwrap().ticket_granting_realm(), None);
        assert_eq!(PrincipalName::parse("krbtgt/A/B").unwrap().ticket_granting_realm(), None);
    }

    #[test]
    fn malformed_names_are_refused() {
        assert_eq!(PrincipalName::parse(""), Err(NameError::EmptyPart));
        assert_eq!(PrincipalName::parse("a//b"), Err(NameError::EmptyPart));
        assert_eq!(PrincipalName::parse("a\\"), Err(NameError::DanglingEscape));
        assert_eq!(PrincipalName::parse("a@b"), Err(NameError::Character { found: '@' }));
        assert_eq!(Principal::parse("a"), Err(NameError::MissingRealm));
        assert_eq!(PrincipalName::new(NameType::PRINCIPAL, ["a\0b"]), Err(NameError::Character { found: '\0' }));
        assert_eq!(PrincipalName::new(NameType::PRINCIPAL, ["a"; 17]), Err(NameError::TooManyComponents { limit: 16 }));
    }
}
