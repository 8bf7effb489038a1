//! Operations on accounts, groups and password policies.
//!
//! They need no proof of membership: whoever reaches the administrators' socket runs the KDCs.

mod add;
mod attributes;
mod authorization;
mod find;
mod groups;
mod keytab;
mod membership;
mod password;
mod policy;
mod service_names;

#[cfg(test)]
mod tests;

use xrealm_directory::{Account, Change, Realm};

use self::membership::Member;
use super::{Means, Plan, Told, WritePlan, applied};
use crate::names::Names;
use crate::{AccountFacts, AccountOperation, Answer, OperationRefusal, SecretText};

pub(super) fn plan(operation: &AccountOperation, means: &mut Means<'_>) -> Result<Plan, OperationRefusal> {
    let names = Names::of(means.directory);
    match operation {
        AccountOperation::List { realm } => {
            let realm = names.served(realm)?;
            let accounts = realm.accounts().chain(realm.trust_accounts());
            let accounts = accounts.map(|account| AccountFacts::of(realm, account)).collect();
            Ok(Plan::Read(Answer::Accounts(accounts)))
        }
        AccountOperation::Show { realm, name } => {
            let (realm, account) = find::account(names.served(realm)?, name)?;
            Ok(Plan::Read(Answer::Account(Box::new(AccountFacts::of(realm, account)))))
        }
        AccountOperation::Add(wish) => add::plan(wish, means),
        AccountOperation::Set(wish) => attributes::plan(wish, means),
        AccountOperation::SetPassword { realm, name, password, must_change } => {
            let (realm, account) = find::editable(names.served(realm)?, name)?;
            password::plan(realm, account, password.as_ref(), *must_change, means)
        }
        AccountOperation::Delete { realm, name } => {
            let (realm, account) = find::editable(names.served(realm)?, name)?;
            let facts = AccountFacts::of(realm, account);
            let change = Change::DeleteAccount { realm: realm.name().clone(), name: account.name.clone() };
            let words = format!("delete account {}@{}", account.name, realm.name());
            let before = format!("{} {} of version {}", facts.kind, facts.name, facts.kvno);
            write(words, vec![change], vec![before], Told::default(), means)
        }
        AccountOperation::ServicePrincipalNames { realm, name, add, remove } => {
            let (realm, account) = find::editable(names.served(realm)?, name)?;
            service_names::plan(realm, account, add, remove, means)
        }
        AccountOperation::Groups { realm, name, add, remove } => {
            let realm = names.served(realm)?;
            let member = match (realm.group_named(name), name.parse()) {
                (Some(group), _) => Member::Group(group),
                (None, Ok(sid)) => Member::Foreign(sid),
                (None, Err(_)) => Member::Account(find::editable(realm, name)?.1),
            };
            membership::plan(realm, &member, add, remove, means)
        }
        AccountOperation::ListGroups { realm } => Ok(groups::list(names.served(realm)?, means)),
        AccountOperation::AddGroup { realm, name, scope, rid } => {
            groups::add(names.served(realm)?, name, scope, *rid, means)
        }
        AccountOperation::DeleteGroup { realm, name } => {
            let realm = names.served(realm)?;
            groups::delete(realm, membership::find(realm, name)?, means)
        }
        AccountOperation::ExportKeytab { realm, name, previous } => {
            let (realm, account) = find::account(names.served(realm)?, name)?;
            Ok(Plan::Read(Answer::Keytab(keytab::export(realm, account, *previous, means.now))))
        }
        AccountOperation::ImportKeytab { realm, name, keytab } => {
            let (realm, account) = find::editable(names.served(realm)?, name)?;
            keytab::import(realm, account, keytab, means)
        }
        AccountOperation::ShowPasswordPolicy { realm } => policy::show(names.served(realm)?),
        AccountOperation::SetPasswordPolicy { realm, min_length, complexity, history, max_age_days } => {
            let wish = policy::PolicyWish {
                min_length: *min_length,
                complexity: *complexity,
                history: *history,
                max_age_days: *max_age_days,
            };
            policy::set(names.served(realm)?, &wish, means)
        }
    }
}

/// The plan of these changes, once the directory has agreed to them.
fn write(
    words: String,
    changes: Vec<Change>,
    replaced: Vec<String>,
    told: Told,
    means: &Means<'_>,
) -> Result<Plan, OperationRefusal> {
    applied(means.directory, &changes, means.now)?;
    Ok(Plan::from(WritePlan { replaced, told, ..WritePlan::new(words, changes) }))
}

/// That the account as it is then is told.
fn told(realm: &Realm, account: &Account, password: Option<SecretText>) -> Told {
    Told { account: Some((realm.name().clone(), account.name.clone())), password, ..Told::default() }
}
