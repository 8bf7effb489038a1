//! Dotted names, found by their labels from the right, in any case.
//!
//! The cost of a lookup grows with the labels of the name asked for and not with the names stored.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use smallvec::SmallVec;
use xrealm_names::fold;

use crate::folded::{with_folded, without_final_dot};

/// Values under dotted names. `notexample.com` is not below `example.com`: labels are compared whole.
#[derive(Debug, Clone)]
pub(crate) struct LabelTrie<T> {
    nodes: Vec<Node<T>>,
}

#[derive(Debug, Clone)]
struct Node<T> {
    children: HashMap<Box<str>, usize, FixedState>,
    values: SmallVec<[T; 1]>,
}

/// How far a stored name reaches into the name asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reach {
    /// Labels of the stored name.
    pub(crate) labels: u32,
    /// Whether the two names are equal.
    pub(crate) whole: bool,
}

impl<T> Default for LabelTrie<T> {
    fn default() -> Self {
        Self { nodes: vec![Node::default()] }
    }
}

impl<T> Default for Node<T> {
    fn default() -> Self {
        Self { children: HashMap::default(), values: SmallVec::new() }
    }
}

impl<T> LabelTrie<T> {
    /// Stores `value` under `name`; a name with an empty label can never be asked for and is not stored.
    pub(crate) fn insert(&mut self, name: &str, value: T) {
        let name = without_final_dot(name);
        if name.split('.').any(str::is_empty) {
            return;
        }
        let mut at = 0;
        for label in name.rsplit('.') {
            let fresh = self.nodes.len();
            let Some(node) = self.nodes.get_mut(at) else { return };
            at = *node.children.entry(fold(label).into()).or_insert(fresh);
            if at == fresh {
                self.nodes.push(Node::default());
            }
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.values.push(value);
        }
    }

    /// Shows the values of every stored name that `name` equals or lies below, shortest first.
    pub(crate) fn walk<'a>(&'a self, name: &str, mut visit: impl FnMut(Reach, &'a T)) {
        let mut left = without_final_dot(name);
        let mut at = 0;
        let mut labels = 0;
        while !left.is_empty() {
            let (rest, label) = left.rsplit_once('.').unwrap_or(("", left));
            let Some(next) = self.child(at, label) else { return };
            let whole = label.len() == left.len();
            (left, at, labels) = (rest, next, labels + 1);
            for value in self.nodes.get(at).into_iter().flat_map(|node| &node.values) {
                visit(Reach { labels, whole }, value);
            }
        }
    }

    fn child(&self, at: usize, label: &str) -> Option<usize> {
        let children = &self.nodes.get(at)?.children;
        with_folded(label, |label| children.get(label).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&'static str], asked: &str) -> Vec<(&'static str, bool)> {
        let mut trie = LabelTrie::default();
        for name in names {
            trie.insert(name, *name);
        }
        let mut found = Vec::new();
        trie.walk(asked, |reach, name| found.push((*name, reach.whole)));
        found
    }

    #[test]
    fn a_name_is_found_at_label_boundaries_only() {
        assert_eq!(found(&["example.com"], "a.b.EXAMPLE.com"), [("example.com", false)]);
        assert_eq!(found(&["example.com"], "example.com."), [("example.com", true)]);
        assert_eq!(found(&["example.com"], "notexample.com"), []);
        assert_eq!(found(&["example.com"], "com"), []);
    }

    #[test]
    fn shorter_names_come_first() {
        assert_eq!(
            found(&["b.example.com", "com", "example.com."], "x.b.example.com"),
            [("com", false), ("example.com.", false), ("b.example.com", false)]
        );
    }

    #[test]
    fn odd_names_match_nothing_and_do_no_harm() {
        for odd in ["", ".", "..", ".com", "a..com", "a..example.com"] {
            assert!(found(&["example.com", "", "a..b"], odd).iter().all(|(name, _)| *name == "example.com"), "{odd}");
        }
        assert_eq!(found(&["BÜCHER.test"], "x.bücher.test"), [("BÜCHER.test", false)]);
        let long = format!("{}.example.com", "A".repeat(5000));
        assert_eq!(found(&["example.com"], &long), [("example.com", false)]);
    }
}
