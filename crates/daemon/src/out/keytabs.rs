//! A keytab for every account.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use xrealm_config::keytab::{Keytab, KeytabEntry};
use xrealm_directory::{Account, AccountKind, Directory, KeySet, Realm};
use xrealm_names::{Moment, Principal, PrincipalName, RealmName};

/// The most users whose password keys are derived for a keytab. Deriving takes some 20 ms each, mostly for the
/// RFC 8009 types, and a topology of thousands of users shall still start at once.
const MAX_DERIVED: usize = 64;

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
        if users > MAX_DERIVED {
            tracing::info!(users, "too many users: keytabs are written for services and computers only");
        }
        let wanted =
            accounts.into_iter().filter(|(_, account)| users <= MAX_DERIVED || account.kind != AccountKind::User);
        derive_in_parallel(wanted.clone());
        Self(wanted.filter_map(|(realm, account)| file(realm, account, at)).collect())
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
            let etypes: Vec<_> = realm.etypes_of(account).collect();
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

fn file(realm: &Realm, account: &Account, at: Moment) -> Option<(String, Vec<u8>)> {
    let entries: Vec<KeytabEntry> = names(account)
        .into_iter()
        .flat_map(|name| {
            let principal = Principal::new(name, realm.name().clone());
            account.key_sets().flat_map(move |keys| entries(&principal, realm, account, keys, at))
        })
        .collect();
    if entries.is_empty() {
        return None;
    }
    Some((file_name(realm.name(), &account.name.to_string()), Keytab { entries }.encode()))
}

fn entries(principal: &Principal, realm: &Realm, account: &Account, keys: &KeySet, at: Moment) -> Vec<KeytabEntry> {
    realm
        .etypes_of(account)
        .filter_map(|etype| keys.key(etype))
        .map(|key| KeytabEntry::new(principal.clone(), keys.kvno(), key, at.time))
        .collect()
}

/// Every name the account goes by in tickets: its own, its aliases, its service principal names.
fn names(account: &Account) -> Vec<PrincipalName> {
    let spns = account.service_principal_names.iter().filter_map(|spn| spn.to_principal_name());
    let all = std::iter::once(account.name.clone()).chain(account.aliases.iter().cloned()).chain(spns);
    let mut seen = BTreeSet::new();
    all.filter(|name| seen.insert(name.to_string())).collect()
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
