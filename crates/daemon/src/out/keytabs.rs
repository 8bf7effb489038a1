//! A keytab for every account.

use std::collections::BTreeMap;
use std::thread;

use xrealm_config::keytab::{Keytab, KeytabEntry, names_of};
use xrealm_directory::{Account, AccountKind, Directory, Realm};
use xrealm_names::{EncryptionType, Moment, Principal, RealmName};

/// The most users who get a keytab: their keys have to be derived from passwords, about a millisecond each, and a
/// topology of thousands of users shall still start at once.
const MAX_USERS: usize = 256;

/// How many keys of a user are written, preferred types first. One of RFC 8009 takes ten times as long to derive as one
/// of RFC 3962, and a user who has a keytab at all can log in with either.
const USER_ETYPES: usize = 2;

/// File names and contents.
pub(super) struct Keytabs(BTreeMap<String, Vec<u8>>);

impl Keytabs {
    /// The keytabs of all accounts but the ticket-granting services.
    pub(super) fn of(directory: &Directory, at: Moment) -> Self {
        let accounts: Vec<(&Realm, &Account)> = directory
            .realms()
            .flat_map(|realm| realm.accounts().map(move |account| (realm, account)))
            .filter(|(_, account)| account.kind != AccountKind::Krbtgt)
            .collect();
        let users = accounts.iter().filter(|(_, account)| account.kind == AccountKind::User).count();
        if users > MAX_USERS {
            tracing::info!(users, "too many users: keytabs are written for services and computers only");
        }
        let wanted =
            accounts.into_iter().filter(|(_, account)| users <= MAX_USERS || account.kind != AccountKind::User);
        derive_in_parallel(wanted.clone());
        // A user and a computer may differ in the `$` alone; then they share a file.
        let mut keytabs = BTreeMap::<String, Keytab>::new();
        for (realm, account) in wanted {
            let name = file_name(realm.name(), &account.name.to_string());
            keytabs.entry(name).or_default().entries.extend(entries(realm, account, at));
        }
        keytabs.retain(|_, keytab| !keytab.entries.is_empty());
        Self(keytabs.into_iter().map(|(name, keytab)| (name, keytab.encode())).collect())
    }

    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, octets)| (name.as_str(), octets.as_slice()))
    }
}

/// The name of the keytab of an account: without the `$` of a computer, which shells would have to quote.
pub(super) fn file_name(realm: &RealmName, account: &str) -> String {
    let account = account.strip_suffix('$').unwrap_or(account);
    let safe: String =
        account.chars().map(|c| if c.is_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    format!("{safe}@{realm}.keytab").replace('/', "_")
}

/// Has the keys derived by as many threads as there are cores; they are kept where the KDC finds them too.
fn derive_in_parallel<'a>(accounts: impl Iterator<Item = (&'a Realm, &'a Account)>) {
    let wanted: Vec<_> = accounts
        .flat_map(|(realm, account)| {
            let etypes: Vec<_> = etypes(realm, account).collect();
            account.key_sets().flat_map(move |keys| etypes.clone().into_iter().map(move |etype| (keys, etype)))
        })
        .collect();
    let threads = thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    thread::scope(|scope| {
        for first in 0..threads {
            let own = wanted.iter().skip(first).step_by(threads);
            scope.spawn(move || {
                own.for_each(|(keys, etype)| {
                    let _ = keys.key(*etype);
                });
            });
        }
    });
}

fn entries(realm: &Realm, account: &Account, at: Moment) -> Vec<KeytabEntry> {
    let mut entries = Vec::new();
    for name in names_of(account) {
        let principal = Principal::new(name, realm.name().clone());
        for keys in account.key_sets() {
            let given = etypes(realm, account).filter_map(|etype| keys.key(etype));
            entries.extend(given.map(|key| KeytabEntry::new(principal.clone(), keys.kvno(), key, at.time)));
        }
    }
    entries
}

/// The types of the keys that are written.
fn etypes<'a>(realm: &'a Realm, account: &'a Account) -> impl Iterator<Item = EncryptionType> {
    let most = if account.kind == AccountKind::User { USER_ETYPES } else { usize::MAX };
    realm.etypes_of(account).take(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_need_no_quoting() {
        let realm = RealmName::new("USA.WINGTIPTOYS.COM").unwrap();
        assert_eq!(file_name(&realm, "FILESERVER1$"), "FILESERVER1@USA.WINGTIPTOYS.COM.keytab");
        assert_eq!(file_name(&realm, "host/a.b"), "host_a.b@USA.WINGTIPTOYS.COM.keytab");
        assert_eq!(file_name(&realm, "../x"), ".._x@USA.WINGTIPTOYS.COM.keytab");
    }
}
