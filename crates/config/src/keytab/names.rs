//! The names under which the keys of an account stand in a keytab.

use std::collections::BTreeSet;

use xrealm_directory::Account;
use xrealm_names::PrincipalName;

/// Every name the account goes by in tickets, each once: its own, its aliases, its service principal names.
#[must_use]
pub fn names_of(account: &Account) -> Vec<PrincipalName> {
    let spns = account.service_principal_names.iter().filter_map(|spn| spn.to_principal_name());
    let all = std::iter::once(account.name.clone()).chain(account.aliases.iter().cloned()).chain(spns);
    let mut seen = BTreeSet::new();
    all.filter(|name| seen.insert(name.to_string())).collect()
}
