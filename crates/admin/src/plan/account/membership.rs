//! The groups that accounts are put into.

use xrealm_directory::{Account, Change, GroupMembership, Realm};

use super::{told, write};
use crate::OperationRefusal;
use crate::names::{Names, nearest};
use crate::plan::{Means, Plan};
use crate::refusal::AccountRefusal;

pub(super) fn plan(
    realm: &Realm,
    account: &Account,
    add: &[String],
    remove: &[String],
    means: &Means<'_>,
) -> Result<Plan, OperationRefusal> {
    let mut groups = account.member_of.clone();
    for (left, typed) in parsed(realm, remove, means)?.into_iter().zip(remove) {
        let before = groups.len();
        groups.retain(|group| *group != left);
        if groups.len() == before {
            let refusal = AccountRefusal::NotAMember { group: typed.clone(), account: account.name.clone() };
            return Err(refusal.into());
        }
    }
    for joined in parsed(realm, add, means)? {
        if !groups.contains(&joined) {
            groups.push(joined);
        }
    }
    let words = format!("groups of {}@{}: {}", account.name, realm.name(), listed(&groups));
    let before = format!("groups were {}", listed(&account.member_of));
    let change = Change::SetMembership { realm: realm.name().clone(), name: account.name.clone(), groups };
    write(words, vec![change], vec![before], told(realm, account, None), means)
}

/// Groups typed as `NAME` or `NAME@DOMAIN`, as they are spelled where they are.
pub(super) fn parsed(
    own: &Realm,
    typed: &[String],
    means: &Means<'_>,
) -> Result<Vec<GroupMembership>, OperationRefusal> {
    typed.iter().map(|typed| one(own, typed, means)).collect()
}

fn one(own: &Realm, typed: &str, means: &Means<'_>) -> Result<GroupMembership, OperationRefusal> {
    let (name, domain) = match typed.rsplit_once('@') {
        Some((name, domain)) => (name, Names::of(means.directory).served(domain)?),
        None => (typed, own),
    };
    let Some(group) = domain.group_named(name) else {
        let suggestion = nearest(name, domain.groups().map(|group| group.name.to_string()));
        let (realm, name) = (domain.name().clone(), name.to_owned());
        return Err(AccountRefusal::UnknownGroup { realm, name, suggestion }.into());
    };
    Ok(GroupMembership { realm: domain.name().clone(), group: Box::from(&*group.name) })
}

fn listed(groups: &[GroupMembership]) -> String {
    let groups: Vec<String> = groups.iter().map(|of| format!("{}@{}", of.group, of.realm)).collect();
    if groups.is_empty() { "none but that of its kind".to_owned() } else { groups.join(", ") }
}
