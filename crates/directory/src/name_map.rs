//! A hash map of names that two snapshots can share.
//!
//! The entries sit in shards behind `Arc`. A changed name copies its shard and leaves the others to both
//! snapshots, so one change among a million names costs a few microseconds.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::FixedState;

/// Names to values, cheap to clone and to change a little.
#[derive(Debug, Clone)]
pub(crate) struct NameMap<V> {
    /// Always a power of two of them.
    shards: Vec<Arc<Shard<V>>>,
    len: usize,
}

type Shard<V> = HashMap<Arc<[u8]>, V, FixedState>;

impl<V> Default for NameMap<V> {
    fn default() -> Self {
        NameMap { shards: vec![Arc::default()], len: 0 }
    }
}

impl<V: Clone> NameMap<V> {
    pub(crate) fn get(&self, key: &[u8]) -> Option<&V> {
        self.shards.get(self.shard_of(key))?.get(key)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(crate) fn contains(&self, key: &[u8]) -> bool {
        self.get(key).is_some()
    }

    /// Inserts or replaces.
    pub(crate) fn insert(&mut self, key: &[u8], value: V) {
        self.grow_if_full();
        let shard = self.shard_of(key);
        if let Some(shard) = self.shards.get_mut(shard)
            && Arc::make_mut(shard).insert(Arc::from(key), value).is_none()
        {
            self.len += 1;
        }
    }

    /// The value of `key` for changing in place, made by `V::default` if there is none yet.
    pub(crate) fn update(&mut self, key: &[u8], change: impl FnOnce(&mut V))
    where
        V: Default,
    {
        let mut value = self.get(key).cloned().unwrap_or_default();
        change(&mut value);
        self.insert(key, value);
    }

    pub(crate) fn remove(&mut self, key: &[u8]) {
        let shard = self.shard_of(key);
        if let Some(shard) = self.shards.get_mut(shard)
            && shard.contains_key(key)
            && Arc::make_mut(shard).remove(key).is_some()
        {
            self.len -= 1;
        }
    }

    fn shard_of(&self, key: &[u8]) -> usize {
        match self.shards.len() {
            1 => 0,
            count => (HASHER.hash_one(key) >> 24) as usize & (count - 1),
        }
    }

    fn grow_if_full(&mut self) {
        if self.len < self.shards.len() * SHARD_ENTRIES {
            return;
        }
        let mut grown = NameMap { shards: vec![Arc::default(); self.shards.len() * 4], len: self.len };
        for (key, value) in self.shards.iter().flat_map(|shard| shard.iter()) {
            let shard = grown.shard_of(key);
            if let Some(shard) = grown.shards.get_mut(shard) {
                Arc::make_mut(shard).insert(Arc::clone(key), value.clone());
            }
        }
        *self = grown;
    }
}

/// Every snapshot hashes alike: names come from administrators, lookups from the wire cannot insert.
const HASHER: FixedState = FixedState::with_seed(0);

/// Average entries of a shard before there are more of them; what one change has to copy.
const SHARD_ENTRIES: usize = 512;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_thousand_names_are_all_found() {
        let mut map = NameMap::default();
        for number in 0..100_000_u32 {
            map.insert(format!("name{number}").as_bytes(), number);
        }
        assert!(map.shards.len() > 100);
        for number in 0..100_000_u32 {
            assert_eq!(map.get(format!("name{number}").as_bytes()), Some(&number));
        }
        assert_eq!(map.get(b"name100000"), None);
    }

    #[test]
    fn an_older_snapshot_keeps_what_it_had() {
        let mut map = NameMap::default();
        map.insert(b"kept", 1);
        let older = map.clone();
        map.insert(b"kept", 2);
        map.insert(b"new", 3);
        assert_eq!((older.get(b"kept"), older.get(b"new")), (Some(&1), None));
        map.remove(b"kept");
        assert_eq!((map.get(b"kept"), map.get(b"new")), (None, Some(&3)));
        assert_eq!(older.get(b"kept"), Some(&1));
    }
}
