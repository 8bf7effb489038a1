//! Service principal names of accounts.

use xrealm_directory::{Account, Change, Realm};
use xrealm_names::{PrincipalName, ServicePrincipalName, fold};

use super::{told, write};
use crate::OperationRefusal;
use crate::plan::{Means, Plan};
use crate::refusal::AccountRefusal;

pub(super) fn plan(
    realm: &Realm,
    account: &Account,
    add: &[String],
    remove: &[String],
    means: &Means<'_>,
) -> Result<Plan, OperationRefusal> {
    let (added, removed) = (parsed(add)?, parsed(remove)?);
    refuse_taken(realm, Some(&account.name), &added, means)?;
    let mut names = account.service_principal_names.clone();
    for name in &removed {
        let before = names.len();
        names.retain(|held| !same(held, name));
        if names.len() == before {
            let refusal =
                AccountRefusal::NoServicePrincipalName { name: name.to_string(), account: account.name.clone() };
            return Err(refusal.into());
        }
    }
    for name in added {
        if !names.iter().any(|held| same(held, &name)) {
            names.push(name);
        }
    }
    let words = format!("service principal names of {}@{}: {}", account.name, realm.name(), listed(&names));
    let before = format!("service principal names were {}", listed(&account.service_principal_names));
    let change = Change::SetServicePrincipalNames {
        realm: realm.name().clone(),
        name: account.name.clone(),
        service_principal_names: names,
    };
    write(words, vec![change], vec![before], told(realm, account, None), means)
}

pub(super) fn parsed(typed: &[String]) -> Result<Vec<ServicePrincipalName>, AccountRefusal> {
    let names = typed.iter().map(|name| {
        ServicePrincipalName::parse(name)
            .map_err(|reason| AccountRefusal::BadServicePrincipalName { name: name.clone(), reason })
    });
    names.collect()
}

/// Refuses names that another account of the forest has.
pub(super) fn refuse_taken(
    realm: &Realm,
    own: Option<&PrincipalName>,
    names: &[ServicePrincipalName],
    means: &Means<'_>,
) -> Result<(), AccountRefusal> {
    if names.is_empty() {
        return Ok(());
    }
    let forest = |realm: &Realm| means.directory.forest_root(realm).map(Realm::id);
    for other in means.directory.realms().filter(|other| forest(other).is_some() && forest(other) == forest(realm)) {
        for account in other.accounts().filter(|account| other.id() != realm.id() || Some(&account.name) != own) {
            let taken =
                |name: &&ServicePrincipalName| account.service_principal_names.iter().any(|held| same(held, name));
            if let Some(name) = names.iter().find(taken) {
                let holder = format!("{}@{}", account.name, other.name());
                return Err(AccountRefusal::ServicePrincipalNameTaken { name: name.to_string(), holder });
            }
        }
    }
    Ok(())
}

fn same(left: &ServicePrincipalName, right: &ServicePrincipalName) -> bool {
    left == right || fold(&left.to_string()) == fold(&right.to_string())
}

fn listed(names: &[ServicePrincipalName]) -> String {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
