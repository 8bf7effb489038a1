//! Names as index keys, built without touching the heap.
//!
//! Components are joined by an octet that UTF-8 never contains, so `a/b` as one component and `a`, `b`
//! as two stay different keys.

use smallvec::SmallVec;
use xrealm_names::PrincipalName;

/// How the names of a realm compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameCase {
    /// As Active Directory does: letter case does not matter.
    Folded,
    /// As RFC 4120 §6.1 has it: octet for octet.
    Exact,
}

/// The key of one name: its components, folded where the realm folds, joined by [`SEPARATOR`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoldedName(SmallVec<[u8; INLINE_OCTETS]>);

impl FoldedName {
    /// The key of a single string, case folded.
    pub(crate) fn folded(text: &str) -> FoldedName {
        FoldedName::of([text], NameCase::Folded)
    }

    /// The key of the components of `name`.
    pub(crate) fn principal(name: &PrincipalName, case: NameCase) -> FoldedName {
        FoldedName::of(name.components(), case)
    }

    /// The key of `components` in their order.
    pub(crate) fn of<'a>(components: impl IntoIterator<Item = &'a str>, case: NameCase) -> FoldedName {
        let mut key = FoldedName(SmallVec::new());
        for (position, component) in components.into_iter().enumerate() {
            if position > 0 {
                key.0.push(SEPARATOR);
            }
            key.push(component, case);
        }
        key
    }

    /// Appends `text` to the last component.
    pub(crate) fn push(&mut self, text: &str, case: NameCase) {
        match case {
            NameCase::Exact => self.0.extend_from_slice(text.as_bytes()),
            NameCase::Folded if text.is_ascii() => {
                self.0.extend(text.bytes().map(|octet| octet.to_ascii_lowercase()));
            }
            NameCase::Folded => self.0.extend_from_slice(xrealm_names::fold(text).as_bytes()),
        }
    }

    /// The key with one more component at the end.
    pub(crate) fn with_component(mut self, text: &str, case: NameCase) -> FoldedName {
        self.0.push(SEPARATOR);
        self.push(text, case);
        self
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Never part of UTF-8, so it cannot occur in a component.
const SEPARATOR: u8 = 0xFF;

/// Names up to this length stay on the stack; service names of two-forest labs are around forty octets.
const INLINE_OCTETS: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_matters_only_where_the_realm_says_so() {
        assert_eq!(FoldedName::folded("User1"), FoldedName::folded("uSER1"));
        assert_ne!(FoldedName::of(["User1"], NameCase::Exact), FoldedName::of(["user1"], NameCase::Exact));
    }

    #[test]
    fn letters_outside_ascii_fold_too() {
        assert_eq!(FoldedName::folded("JÖRG"), FoldedName::folded("jörg"));
    }

    #[test]
    fn a_slash_inside_a_component_does_not_split_it() {
        assert_ne!(FoldedName::of(["a/b"], NameCase::Exact), FoldedName::of(["a", "b"], NameCase::Exact));
    }
}
