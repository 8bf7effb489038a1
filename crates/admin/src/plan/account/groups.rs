//! The groups of domains.

use xrealm_directory::{Change, Group, GroupScope, NewGroup, Realm};

use super::write;
use crate::plan::{Means, Plan, Told};
use crate::refusal::AccountRefusal;
use crate::{Answer, GroupFacts, OperationRefusal};

pub(super) fn list(realm: &Realm, means: &Means<'_>) -> Plan {
    Plan::Read(Answer::Groups(GroupFacts::all(means.directory, realm)))
}

pub(super) fn add(
    realm: &Realm,
    name: &str,
    scope: &str,
    rid: Option<u32>,
    means: &Means<'_>,
) -> Result<Plan, OperationRefusal> {
    let scope = match scope {
        "global" => GroupScope::Global,
        "universal" => GroupScope::Universal,
        "domain-local" => GroupScope::DomainLocal,
        _ => return Err(AccountRefusal::UnknownScope { scope: scope.to_owned() }.into()),
    };
    let words = format!("add {scope} group {name} to {}", realm.name());
    let group = NewGroup { name: name.into(), rid, scope };
    let change = Change::CreateGroup { realm: realm.name().clone(), group };
    write(words, vec![change], Vec::new(), Told::default(), means)
}

pub(super) fn delete(realm: &Realm, group: &Group, means: &Means<'_>) -> Result<Plan, OperationRefusal> {
    let words = format!("delete group {} of {}", group.name, realm.name());
    let members = GroupFacts::all(means.directory, realm)
        .into_iter()
        .find(|facts| facts.name == *group.name)
        .map_or_else(Vec::new, |facts| facts.members);
    let members = if members.is_empty() { "nobody".to_owned() } else { members.join(", ") };
    let before = format!("{} group {} with RID {} had {members}", group.scope, group.name, group.rid);
    let change = Change::DeleteGroup { realm: realm.name().clone(), group: Box::from(&*group.name) };
    write(words, vec![change], vec![before], Told::default(), means)
}
