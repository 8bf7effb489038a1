//! The keys of accounts as keytab files.

use std::collections::BTreeMap;

use xrealm_config::keytab::{Keytab, KeytabEntry, names_of};
use xrealm_crypto::Key;
use xrealm_directory::{Account, Change, KeyMaterial, NewKeys, Realm, SaltedKey};
use xrealm_names::{Moment, Principal};

use super::{told, write};
use crate::plan::{Means, Plan};
use crate::refusal::AccountRefusal;
use crate::{Octets, OperationRefusal};

/// The keys of the current version, and of the one before if that is asked, under every name of the account.
pub(super) fn export(realm: &Realm, account: &Account, previous: bool, at: Moment) -> Octets {
    let versions = if previous { usize::MAX } else { 1 };
    let mut entries = Vec::new();
    for name in names_of(account) {
        let principal = Principal::new(name, realm.name().clone());
        for keys in account.key_sets().take(versions) {
            let given = realm.etypes_of(account).filter_map(|etype| keys.key(etype));
            entries.extend(given.map(|key| KeytabEntry::new(principal.clone(), keys.kvno(), key, at.time)));
        }
    }
    Octets(Keytab { entries }.encode())
}

/// The newest keys of the keytab become the current ones, and those before them, if there are any, the previous ones.
pub(super) fn import(
    realm: &Realm,
    account: &Account,
    keytab: &Octets,
    means: &Means<'_>,
) -> Result<Plan, OperationRefusal> {
    let keytab = Keytab::decode(&keytab.0).map_err(AccountRefusal::from)?;
    let mut versions: BTreeMap<u32, Vec<SaltedKey>> = BTreeMap::new();
    for (kvno, key) in keytab.entries.iter().filter_map(|entry| key_of(realm, account, entry)) {
        let keys = versions.entry(kvno).or_default();
        if keys.iter().all(|known| known.key.etype() != key.etype()) {
            keys.push(SaltedKey { key, salt: None });
        }
    }
    if versions.is_empty() {
        return Err(AccountRefusal::KeytabWithoutKeys { account: account.name.clone() }.into());
    }
    let newest = versions.len().saturating_sub(VERSIONS);
    let changes = versions.into_iter().skip(newest).map(|(kvno, keys)| Change::SetKeys {
        realm: realm.name().clone(),
        name: account.name.clone(),
        keys: NewKeys { kvno: Some(kvno), material: KeyMaterial::Keys(keys) },
    });
    let words = format!("keys of {}@{} from a keytab", account.name, realm.name());
    let before = format!("secret of version {}, set at {}", account.keys.kvno(), account.password_last_set);
    write(words, changes.collect(), vec![before], told(realm, account, None), means)
}

fn key_of(realm: &Realm, account: &Account, entry: &KeytabEntry) -> Option<(u32, Key)> {
    let is_of_realm = realm.answers_to(entry.principal.realm.as_str());
    let is_name = || names_of(account).iter().any(|name| realm.same_name(name, &entry.principal.name));
    if is_of_realm && is_name() { Some((entry.kvno, entry.key()?.ok()?)) } else { None }
}

/// An account has current and previous keys.
const VERSIONS: usize = 2;
