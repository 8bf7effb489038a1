//! The accounts of one realm, in shards that snapshots share.

use std::sync::Arc;

use crate::Account;

/// Position of an account in the table of its realm; not reused within one run of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct AccountId(u32);

/// Accounts by [`AccountId`].
#[derive(Debug, Clone, Default)]
pub(crate) struct AccountTable {
    shards: Vec<Arc<Vec<Option<Arc<Account>>>>>,
    next: u32,
}

impl AccountTable {
    pub(crate) fn get(&self, id: AccountId) -> Option<&Account> {
        let (shard, slot) = position(id);
        self.shards.get(shard)?.get(slot)?.as_deref()
    }

    pub(crate) fn push(&mut self, account: Account) -> AccountId {
        let id = AccountId(self.next);
        self.next += 1;
        let (shard, _) = position(id);
        if shard == self.shards.len() {
            self.shards.push(Arc::default());
        }
        if let Some(shard) = self.shards.get_mut(shard) {
            Arc::make_mut(shard).push(Some(Arc::new(account)));
        }
        id
    }

    /// Replaces the account by what `change` makes of it.
    pub(crate) fn change(&mut self, id: AccountId, change: impl FnOnce(&mut Account)) {
        if let Some(Some(account)) = self.slot(id) {
            change(Arc::make_mut(account));
        }
    }

    pub(crate) fn remove(&mut self, id: AccountId) {
        if let Some(slot) = self.slot(id) {
            *slot = None;
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Account> {
        self.shards.iter().flat_map(|shard| shard.iter().flatten()).map(AsRef::as_ref)
    }

    /// How many shards the two do not share.
    #[cfg(test)]
    pub(crate) fn shards_unlike(&self, other: &AccountTable) -> usize {
        self.shards.iter().zip(&other.shards).filter(|(one, other)| !Arc::ptr_eq(one, other)).count()
    }

    fn slot(&mut self, id: AccountId) -> Option<&mut Option<Arc<Account>>> {
        let (shard, slot) = position(id);
        Arc::make_mut(self.shards.get_mut(shard)?).get_mut(slot)
    }
}

fn position(id: AccountId) -> (usize, usize) {
    (id.0 as usize / SHARD_ACCOUNTS, id.0 as usize % SHARD_ACCOUNTS)
}

/// What one change has to copy: this many pointers.
const SHARD_ACCOUNTS: usize = 512;
