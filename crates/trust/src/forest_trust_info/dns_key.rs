//! DNS names in an order that keeps every name next to those below it.

use std::borrow::Borrow;

use xrealm_names::fold;

use crate::folded::without_final_dot;

/// A DNS name's labels from the right, folded, each ended by a dot: `test.a.child.` for `Child.a.test`.
///
/// A name lies at or below another one exactly if its key begins with the other's key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct DnsKey(Box<str>);

/// The longest DNS name (RFC 1035 §2.3.4, without the final dot).
const MAX_NAME_BYTES: usize = 254;

impl DnsKey {
    /// The key of a well-formed name: labels that are not empty and hold no control characters, and one final dot at
    /// most.
    pub(super) fn of(name: &str) -> Option<DnsKey> {
        let name = without_final_dot(name);
        let labels = || name.rsplit('.');
        if name.len() > MAX_NAME_BYTES || labels().any(str::is_empty) || name.contains(char::is_control) {
            return None;
        }
        let folded = fold(name);
        let mut key = String::with_capacity(folded.len() + 1);
        for label in folded.rsplit('.') {
            key.push_str(label);
            key.push('.');
        }
        Some(DnsKey(key.into()))
    }

    pub(super) fn is_at_or_below(&self, other: &DnsKey) -> bool {
        self.0.starts_with(&*other.0)
    }

    /// The key itself and those of all names above it, longest first.
    pub(super) fn and_above(&self) -> impl Iterator<Item = &str> {
        self.0.rmatch_indices('.').filter_map(|(dot, _)| self.0.get(..=dot))
    }

    /// The keys of all names above it, longest first.
    pub(super) fn above(&self) -> impl Iterator<Item = &str> {
        self.and_above().skip(1)
    }

    /// What follows the keys of every name at or below `key` in the order of keys.
    pub(super) fn after_all_below(key: &str) -> String {
        let mut after = key.strip_suffix('.').unwrap_or(key).to_owned();
        after.push(AFTER_DOT);
        after
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for DnsKey {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// The character after `.`.
const AFTER_DOT: char = '/';

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> DnsKey {
        DnsKey::of(name).unwrap()
    }

    #[test]
    fn a_name_is_below_another_at_label_boundaries_in_any_case() {
        assert!(key("Child.A.test.").is_at_or_below(&key("a.TEST")));
        assert!(key("a.test").is_at_or_below(&key("a.test")));
        assert!(!key("nota.test").is_at_or_below(&key("a.test")));
        assert!(!key("test").is_at_or_below(&key("a.test")));
        assert_eq!(key("x.a.test").and_above().collect::<Vec<_>>(), ["test.a.x.", "test.a.", "test."]);
    }

    #[test]
    fn all_names_below_come_before_what_follows_them() {
        let end = DnsKey::after_all_below(key("a.test").as_str());
        for below in ["a.test", "x.a.test", "\u{10FFFF}.a.test", "zz.zz.a.test"] {
            assert!(key(below).as_str() < end.as_str(), "{below}");
        }
        for other in ["a0.test", "b.test", "a-.test", "x.b.test"] {
            let below = key(other).is_at_or_below(&key("a.test"));
            assert!(!below && (key(other).as_str() > end.as_str() || key(other) < key("a.test")), "{other}");
        }
    }

    #[test]
    fn names_that_no_host_can_have_get_no_key() {
        for name in ["", ".", "..", ".a", "a..b", "a..", "a.\u{0}.b", &"a".repeat(MAX_NAME_BYTES + 1)] {
            assert_eq!(DnsKey::of(name), None, "{name:?}");
        }
    }
}
