//! What is told of groups.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use xrealm_directory::{Directory, GroupMembership, Realm};

/// One group of a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupFacts {
    /// The domain.
    pub realm: String,
    /// sAMAccountName.
    pub name: String,
    /// `global`, `universal`, `domain-local`, `built-in`.
    pub scope: String,
    /// SID.
    pub sid: Option<String>,
    /// The groups it was put into, as `NAME@REALM`.
    pub groups: Vec<String>,
    /// Who was put into it: accounts and groups as `NAME@REALM`, others by their SIDs. Those who belong to it because of
    /// what they are, as users to Domain Users, are not listed.
    pub members: Vec<String>,
}

impl GroupFacts {
    /// All groups of a domain. The work is in proportion to the whole directory.
    #[must_use]
    pub fn all(directory: &Directory, realm: &Realm) -> Vec<GroupFacts> {
        let mut members = members(directory, realm);
        let groups = realm.groups().map(|group| GroupFacts {
            realm: realm.name().to_string(),
            name: group.name.to_string(),
            scope: group.scope.to_string(),
            sid: realm.group_sid(group).map(|sid| sid.to_string()),
            groups: realm.groups_above(group).iter().map(|of| format!("{}@{}", of.group, of.realm)).collect(),
            members: members.remove(&*group.name).unwrap_or_default(),
        });
        groups.collect()
    }
}

/// Who was put into which group of `holder`.
fn members<'d>(directory: &'d Directory, holder: &'d Realm) -> HashMap<&'d str, Vec<String>> {
    let mut members: HashMap<&str, Vec<String>> = HashMap::new();
    let mut enter = |memberships: &'d [GroupMembership], member: &dyn Fn() -> String| {
        for of in memberships.iter().filter(|of| of.realm == *holder.name()) {
            members.entry(&of.group).or_default().push(member());
        }
    };
    for realm in directory.realms() {
        for group in realm.groups() {
            enter(realm.groups_above(group), &|| format!("{}@{}", group.name, realm.name()));
        }
        for account in realm.accounts() {
            enter(&account.member_of, &|| format!("{}@{}", account.name, realm.name()));
        }
    }
    for (sid, groups) in holder.foreign_members() {
        for group in groups {
            members.entry(group).or_default().push(sid.to_string());
        }
    }
    members
}
