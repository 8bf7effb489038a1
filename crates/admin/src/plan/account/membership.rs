//! The groups that accounts, groups and others from elsewhere are put into.

use std::fmt;

use xrealm_directory::{Account, Change, Group, GroupMembership, Realm};
use xrealm_names::Sid;

use super::{told, write};
use crate::OperationRefusal;
use crate::names::{Names, nearest};
use crate::plan::{Means, Plan, Told};
use crate::refusal::AccountRefusal;

/// Who is put into groups.
pub(super) enum Member<'d> {
    Account(&'d Account),
    Group(&'d Group),
    /// An account or group of a domain elsewhere.
    Foreign(Sid),
}

pub(super) fn plan(
    realm: &Realm,
    member: &Member<'_>,
    add: &[String],
    remove: &[String],
    means: &Means<'_>,
) -> Result<Plan, OperationRefusal> {
    let before = member.groups(realm);
    let mut groups = before.clone();
    for (left, typed) in parsed(realm, remove, means)?.into_iter().zip(remove) {
        let count = groups.len();
        groups.retain(|group| *group != left);
        if groups.len() == count {
            return Err(AccountRefusal::NotAMember { group: typed.clone(), member: member.to_string() }.into());
        }
    }
    for joined in parsed(realm, add, means)? {
        if !groups.contains(&joined) {
            groups.push(joined);
        }
    }
    let words = format!("groups of {member}@{}: {}", realm.name(), listed(&groups));
    let replaced = format!("groups were {}", listed(&before));
    let told = match member {
        Member::Account(account) => told(realm, account, None),
        Member::Group(_) | Member::Foreign(_) => Told::default(),
    };
    write(words, vec![member.change(realm, groups)?], vec![replaced], told, means)
}

impl Member<'_> {
    fn groups(&self, realm: &Realm) -> Vec<GroupMembership> {
        let own = |group: &str| GroupMembership { realm: realm.name().clone(), group: group.into() };
        match self {
            Member::Account(account) => account.member_of.clone(),
            Member::Group(group) => realm.groups_above(group).to_vec(),
            Member::Foreign(sid) => {
                let held = realm.foreign_members().find(|(held, _)| *held == sid);
                held.map(|(_, groups)| groups.iter().map(|group| own(group)).collect()).unwrap_or_default()
            }
        }
    }

    fn change(&self, realm: &Realm, groups: Vec<GroupMembership>) -> Result<Change, AccountRefusal> {
        let own = realm.name().clone();
        Ok(match self {
            Member::Account(account) => Change::SetMembership { realm: own, name: account.name.clone(), groups },
            Member::Group(group) => Change::SetGroupMembership { realm: own, group: Box::from(&*group.name), groups },
            Member::Foreign(sid) => {
                if let Some(other) = groups.iter().find(|of| of.realm != own) {
                    return Err(AccountRefusal::ForeignElsewhere { sid: sid.clone(), realm: other.realm.clone() });
                }
                let groups = groups.into_iter().map(|of| of.group).collect();
                Change::SetForeignMembership { realm: own, sid: sid.clone(), groups }
            }
        })
    }
}

impl fmt::Display for Member<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Member::Account(account) => write!(f, "{}", account.name),
            Member::Group(group) => write!(f, "{}", group.name),
            Member::Foreign(sid) => write!(f, "{sid}"),
        }
    }
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
    let group = find(domain, name)?;
    Ok(GroupMembership { realm: domain.name().clone(), group: Box::from(&*group.name) })
}

/// The group of this name.
pub(super) fn find<'r>(domain: &'r Realm, name: &str) -> Result<&'r Group, AccountRefusal> {
    domain.group_named(name).ok_or_else(|| AccountRefusal::UnknownGroup {
        realm: domain.name().clone(),
        name: name.to_owned(),
        suggestion: nearest(name, domain.groups().map(|group| group.name.to_string())),
    })
}

fn listed(groups: &[GroupMembership]) -> String {
    let groups: Vec<String> = groups.iter().map(|of| format!("{}@{}", of.group, of.realm)).collect();
    if groups.is_empty() { "none but that of its kind".to_owned() } else { groups.join(", ") }
}
