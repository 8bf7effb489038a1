//! What plain realms have alike. A large configuration gives all of them the same maps, which are to be written once.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::FixedState;
use xrealm_names::RealmName;
use xrealm_trust::{Capaths, HostToRealm};

/// The different values met so far, each with the realm that had it first.
pub(super) struct Seen<'d, T> {
    first: Vec<(&'d RealmName, &'d T)>,
    by_content: HashMap<u64, Vec<usize>, FixedState>,
}

/// Something that can be in several places at once.
pub(super) trait Shared: PartialEq {
    /// Whether it is the very same, which is seen without looking into it.
    fn is_shared_with(&self, other: &Self) -> bool;

    /// A number that equal values have alike.
    fn content(&self) -> u64;
}

impl<T> Default for Seen<'_, T> {
    fn default() -> Self {
        Seen { first: Vec::new(), by_content: HashMap::default() }
    }
}

impl<'d, T: Shared> Seen<'d, T> {
    /// Who had the same before; `None` if nobody had.
    pub(super) fn before(&mut self, name: &'d RealmName, value: &'d T) -> Option<&'d RealmName> {
        if let Some((first, _)) = self.first.iter().find(|(_, other)| other.is_shared_with(value)) {
            return Some(first);
        }
        let alike = self.by_content.entry(value.content()).or_default();
        let mut same = alike.iter().filter_map(|at| self.first.get(*at)).filter(|(_, other)| *other == value);
        if let Some((first, _)) = same.next() {
            return Some(first);
        }
        alike.push(self.first.len());
        self.first.push((name, value));
        None
    }
}

impl Shared for HostToRealm {
    fn is_shared_with(&self, other: &Self) -> bool {
        HostToRealm::is_shared_with(self, other)
    }

    fn content(&self) -> u64 {
        let state = FixedState::default();
        self.entries().fold(0, |sum: u64, entry| sum.wrapping_mul(31).wrapping_add(state.hash_one(entry)))
    }
}

impl Shared for Arc<Capaths> {
    fn is_shared_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(self, other)
    }

    /// The paths come in no particular order.
    fn content(&self) -> u64 {
        let state = FixedState::default();
        self.iter().fold(0, |sum: u64, path| sum.wrapping_add(state.hash_one(path)))
    }
}
