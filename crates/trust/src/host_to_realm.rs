//! Which realm a host belongs to: the `[domain_realm]` of krb5.conf.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xrealm_names::RealmName;

use crate::label_trie::LabelTrie;

/// Host names, and domains written with a leading dot, each with its realm. Cloning is cheap: all realms of a
/// configuration may have one map.
#[derive(Debug, Clone, Default)]
pub struct HostToRealm(Arc<Map>);

#[derive(Debug, Clone, Default)]
struct Map {
    entries: Vec<(Box<str>, RealmName)>,
    by_name: LabelTrie<Mapping>,
}

#[derive(Debug, Clone, Copy)]
struct Mapping {
    entry: usize,
    /// A domain: holds for what lies below, not for the name itself.
    below: bool,
}

impl HostToRealm {
    /// No host mapped.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Maps the host `pattern`, or with a leading dot all hosts below it. Of two entries for one name the later counts.
    pub fn insert(&mut self, pattern: &str, realm: RealmName) {
        let (name, below) = pattern.strip_prefix('.').map_or((pattern, false), |domain| (domain, true));
        let map = Arc::make_mut(&mut self.0);
        map.by_name.insert(name, Mapping { entry: map.entries.len(), below });
        map.entries.push((pattern.into(), realm));
    }

    /// The realm of `host`, in any case: of the host itself if it is mapped, otherwise of the longest domain above it.
    #[must_use]
    pub fn realm_of(&self, host: &str) -> Option<&RealmName> {
        self.find(host).and_then(|entry| self.entry(entry)).map(|(_, realm)| realm)
    }

    /// The entries in the order they were made.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = (&str, &RealmName)> {
        self.0.entries.iter().map(|(pattern, realm)| (pattern.as_ref(), realm))
    }

    /// Whether this is the same map, not only one with the same entries.
    #[must_use]
    pub fn is_shared_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub(crate) fn find(&self, host: &str) -> Option<usize> {
        let mut best = None;
        self.0.by_name.walk(host, |reach, mapping| {
            if mapping.below != reach.whole {
                best = Some(mapping.entry);
            }
        });
        best
    }

    pub(crate) fn entry(&self, entry: usize) -> Option<(&str, &RealmName)> {
        self.0.entries.get(entry).map(|(pattern, realm)| (pattern.as_ref(), realm))
    }
}

impl PartialEq for HostToRealm {
    fn eq(&self, other: &Self) -> bool {
        self.is_shared_with(other) || self.entries().eq(other.entries())
    }
}

impl Eq for HostToRealm {}

impl Serialize for HostToRealm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.entries())
    }
}

impl<'de> Deserialize<'de> for HostToRealm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut map = HostToRealm::new();
        for (pattern, realm) in Vec::<(String, RealmName)>::deserialize(deserializer)? {
            map.insert(&pattern, realm);
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_itself_goes_before_its_domain_and_the_longer_domain_before_the_shorter() {
        let mut map = HostToRealm::new();
        for (pattern, realm) in
            [(".example", "OUTER"), (".inner.example", "INNER"), ("db.inner.example", "DB"), ("example", "APEX")]
        {
            map.insert(pattern, RealmName::new(realm).unwrap());
        }
        let realm = |host| map.realm_of(host).map(RealmName::as_str);
        assert_eq!(realm("DB.inner.example"), Some("DB"));
        assert_eq!(realm("x.inner.example"), Some("INNER"));
        assert_eq!(realm("inner.example"), Some("OUTER"));
        assert_eq!(realm("example"), Some("APEX"));
        assert_eq!(realm("x.db.inner.example"), Some("INNER"));
        assert_eq!(realm("other"), None);
    }
}
