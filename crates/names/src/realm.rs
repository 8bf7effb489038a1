//! Realm names (RFC 4120 §6.1).

use std::fmt;
use std::sync::Arc;

use crate::NameError;

/// The name of a Kerberos realm or, in upper case, of an Active Directory domain.
///
/// Equality and hashing are byte for byte, as RFC 4120 §6.1 has it. Active Directory compares in any case
/// (MS-KILE 3.1.5.7): that is [`RealmName::eq_ignore_case`], or a map keyed by [`fold`]. Cloning is cheap.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RealmName(Arc<str>);

impl RealmName {
    /// The longest realm name that is accepted, in bytes: the longest DNS name.
    pub const MAX_BYTES: usize = 255;

    /// Takes `name` as it is spelled.
    ///
    /// # Errors
    /// [`NameError`] if it is empty, too long, or holds a control character or `@`.
    pub fn new(name: &str) -> Result<Self, NameError> {
        if name.is_empty() {
            return Err(NameError::Empty);
        }
        if name.len() > Self::MAX_BYTES {
            return Err(NameError::TooLong { limit: Self::MAX_BYTES });
        }
        match name.chars().find(|&c| c.is_control() || c == '@') {
            Some(found) => Err(NameError::Character { found }),
            None => Ok(Self(name.into())),
        }
    }

    /// The realm of the Active Directory domain with this DNS name: the name in upper case, without a final dot.
    ///
    /// # Errors
    /// As [`RealmName::new`]; also [`NameError::EmptyPart`] for an empty label.
    pub fn from_dns(name: &str) -> Result<Self, NameError> {
        let name = name.strip_suffix('.').unwrap_or(name);
        if !name.is_empty() && name.split('.').any(str::is_empty) {
            return Err(NameError::EmptyPart);
        }
        Self::new(&name.to_uppercase())
    }

    /// Takes the octets of a wire realm.
    ///
    /// # Errors
    /// [`NameError::NotUtf8`], and as [`RealmName::new`].
    pub fn from_octets(octets: &[u8]) -> Result<Self, NameError> {
        Self::new(std::str::from_utf8(octets).map_err(|_| NameError::NotUtf8)?)
    }

    /// The name as it is spelled.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name in lower case, as DNS names are usually written.
    #[must_use]
    pub fn to_dns(&self) -> String {
        fold(&self.0)
    }

    /// Whether `other` names the same Active Directory domain.
    #[must_use]
    pub fn eq_ignore_case(&self, other: &str) -> bool {
        eq_ignore_case(&self.0, other)
    }

    /// Whether the name has no lower-case letter, as realm trusts require ("must be upper case").
    #[must_use]
    pub fn is_upper_case(&self) -> bool {
        !self.0.chars().any(char::is_lowercase)
    }

    /// Whether this is `ancestor` or lies below it in the hierarchy of dotted names, in any case.
    #[must_use]
    pub fn is_at_or_below(&self, ancestor: &Self) -> bool {
        let (own, above) = (fold(&self.0), fold(&ancestor.0));
        own == above || own.strip_suffix(above.as_str()).is_some_and(|rest| rest.ends_with('.'))
    }
}

impl fmt::Display for RealmName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RealmName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for RealmName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// `name` in the form in which Active Directory names are equal when they are equal: lower case.
#[must_use]
pub fn fold(name: &str) -> String {
    if name.is_ascii() { name.to_ascii_lowercase() } else { name.to_lowercase() }
}

/// Whether two names are equal in any case, without allocating for ASCII names.
#[must_use]
pub fn eq_ignore_case(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right) || (!left.is_ascii() && !right.is_ascii() && fold(left) == fold(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_name_becomes_an_upper_case_realm() {
        assert_eq!(RealmName::from_dns("europe.tailspintoys.com.").unwrap().as_str(), "EUROPE.TAILSPINTOYS.COM");
        assert_eq!(RealmName::from_dns("a..b"), Err(NameError::EmptyPart));
    }

    #[test]
    fn realms_differ_by_case_unless_asked_otherwise() {
        let realm = RealmName::new("ATHENA.EXAMPLE").unwrap();
        assert_ne!(realm, RealmName::new("athena.example").unwrap());
        assert!(realm.eq_ignore_case("Athena.Example"));
        assert!(!RealmName::new("Athena.EXAMPLE").unwrap().is_upper_case());
    }

    #[test]
    fn hierarchy_ends_at_label_boundaries() {
        let [child, parent, stranger] =
            ["usa.wingtiptoys.com", "wingtiptoys.com", "notwingtiptoys.com"].map(|n| RealmName::from_dns(n).unwrap());
        assert!(child.is_at_or_below(&parent));
        assert!(parent.is_at_or_below(&parent));
        assert!(!stranger.is_at_or_below(&parent));
    }

    #[test]
    fn hostile_realms_are_refused() {
        assert_eq!(RealmName::new(""), Err(NameError::Empty));
        assert_eq!(RealmName::new("A\0B"), Err(NameError::Character { found: '\0' }));
        assert_eq!(RealmName::new(&"A".repeat(256)), Err(NameError::TooLong { limit: 255 }));
        assert_eq!(RealmName::from_octets(&[0xFF]), Err(NameError::NotUtf8));
    }
}
