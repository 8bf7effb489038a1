//! Creating and deleting groups, and who belongs to them.

use std::borrow::Cow;

use xrealm_names::{PrincipalName, RealmName, Sid};

use super::Draft;
use super::accounts::{AccountRef, Index};
use super::realms::as_domain;
use crate::folded_name::FoldedName;
use crate::group_table::{GroupId, GroupTable};
use crate::realm::Body;
use crate::{ChangeRefusal, Group, GroupMembership, GroupScope, NewGroup, Realm, RealmId};

impl Draft {
    pub(super) fn create_group(&mut self, realm: &RealmName, new: &NewGroup) -> Result<(), ChangeRefusal> {
        let realm = self.served(realm)?;
        let domain = as_domain(realm)?;
        if new.scope == GroupScope::Builtin || new.name.is_empty() {
            return Err(ChangeRefusal::ReservedGroup { realm: realm.name.clone(), group: new.name.clone() });
        }
        if realm.group_named(&new.name).is_some() || realm.names.contains(FoldedName::folded(&new.name).as_bytes()) {
            return Err(ChangeRefusal::GroupExists { realm: realm.name.clone(), group: new.name.clone() });
        }
        let rid = new.rid.unwrap_or(domain.next_rid);
        refuse_taken_rid(realm, rid)?;
        let group = Group { name: Cow::Owned(new.name.to_string()), rid, scope: new.scope };
        let id = realm.id;
        if let Some(realm) = self.realm_mut(id)
            && let Body::ActiveDirectory(domain) = &mut realm.body
        {
            domain.groups.add(group);
            domain.next_rid = domain.next_rid.max(rid.saturating_add(1));
        }
        Ok(())
    }

    pub(super) fn set_membership(
        &mut self,
        realm: &RealmName,
        name: &PrincipalName,
        groups: &[GroupMembership],
    ) -> Result<(), ChangeRefusal> {
        let groups = self.memberships(realm, groups)?;
        let (id, account) = self.find(realm, name)?;
        let AccountRef::Listed(account) = account else {
            return Err(ChangeRefusal::ReservedAccount { realm: realm.clone() });
        };
        self.index_local_groups(id, account, Index::Remove);
        if let Some(realm) = self.realm_mut(id) {
            realm.accounts.change(account, |account| account.member_of = groups);
        }
        self.index_local_groups(id, account, Index::Add);
        Ok(())
    }

    pub(super) fn set_group_membership(
        &mut self,
        realm: &RealmName,
        group: &str,
        groups: &[GroupMembership],
    ) -> Result<(), ChangeRefusal> {
        let realm = self.served(realm)?;
        let member = own_group(realm, group)?.clone();
        let mut memberships = Vec::with_capacity(groups.len());
        for asked in groups {
            let membership = self.nested_membership(realm, &member, asked)?;
            if !memberships.contains(&membership) {
                memberships.push(membership);
            }
        }
        let (id, before) = (realm.id, realm.groups_above(&member).to_vec());
        if let Some(sid) = realm.group_sid(&member) {
            self.enter_local(&sid, &before, Index::Remove);
            self.enter_local(&sid, &memberships, Index::Add);
        }
        if let Some(table) = self.groups_mut(id) {
            table.set_above(member.id(), memberships);
        }
        Ok(())
    }

    pub(super) fn set_foreign_membership(
        &mut self,
        realm: &RealmName,
        sid: &Sid,
        groups: &[Box<str>],
    ) -> Result<(), ChangeRefusal> {
        let realm = self.served(realm)?;
        let mut names: Vec<Box<str>> = Vec::with_capacity(groups.len());
        for asked in groups {
            let group = own_group(realm, asked)?;
            if !is_local(group.scope) {
                let (realm, group) = (realm.name.clone(), asked.clone());
                return Err(ChangeRefusal::ForeignSid { realm, group, sid: sid.clone() });
            }
            if !names.iter().any(|name| **name == *group.name) {
                names.push(Box::from(&*group.name));
            }
        }
        let id = realm.id;
        let of = |names: &[Box<str>]| -> Vec<GroupId> {
            names.iter().filter_map(|name| Some(realm.group_named(name)?.id())).collect()
        };
        let before = as_domain(realm)?.groups.of_foreign(sid);
        let (before, after) = (of(before), of(&names));
        if let Some(table) = self.groups_mut(id) {
            before.into_iter().for_each(|group| table.remove_local(sid, group));
            after.into_iter().for_each(|group| table.add_local(sid, group));
            table.set_foreign(sid, names);
        }
        Ok(())
    }

    /// The work is in proportion to all accounts: each may belong to the group.
    pub(super) fn delete_group(&mut self, realm: &RealmName, group: &str) -> Result<(), ChangeRefusal> {
        let holder = self.served(realm)?;
        let group = own_group(holder, group)?.clone();
        let (id, name) = (holder.id, holder.name.clone());
        if Group::well_known(true).any(|known| known.id() == group.id()) {
            return Err(ChangeRefusal::ReservedGroup { realm: name, group: Box::from(&*group.name) });
        }
        let is_gone = |of: &GroupMembership| of.realm == name && *of.group == *group.name;
        for other in self.directory.realms.clone() {
            self.leave(&other, &is_gone)?;
        }
        self.set_group_membership(&name, &group.name, &[])?;
        let foreign: Vec<(Sid, Vec<Box<str>>)> = match self.served(&name)?.domain() {
            Some(domain) => domain.groups.foreign().map(|(sid, groups)| (sid.clone(), groups.to_vec())).collect(),
            None => Vec::new(),
        };
        for (sid, mut groups) in foreign {
            let before = groups.len();
            groups.retain(|held| **held != *group.name);
            if groups.len() != before {
                self.set_foreign_membership(&name, &sid, &groups)?;
            }
        }
        if let Some(table) = self.groups_mut(id) {
            table.remove(group.id());
        }
        Ok(())
    }

    /// Takes accounts and groups of `realm` out of the group that `is_gone`.
    fn leave(&mut self, realm: &Realm, is_gone: &impl Fn(&GroupMembership) -> bool) -> Result<(), ChangeRefusal> {
        let Some(domain) = realm.domain() else { return Ok(()) };
        let rest = |groups: &[GroupMembership]| -> Option<Vec<GroupMembership>> {
            groups.iter().any(is_gone).then(|| groups.iter().filter(|of| !is_gone(of)).cloned().collect())
        };
        for account in realm.accounts.iter() {
            if let Some(rest) = rest(&account.member_of) {
                self.set_membership(&realm.name, &account.name, &rest)?;
            }
        }
        for (id, above) in domain.groups.nested() {
            if let (Some(rest), Some(group)) = (rest(above), realm.groups().find(|group| group.id() == id)) {
                self.set_group_membership(&realm.name, &group.name, &rest)?;
            }
        }
        Ok(())
    }

    /// The groups as they are spelled where they are, each once, for an account of `realm`.
    pub(super) fn memberships(
        &self,
        realm: &RealmName,
        groups: &[GroupMembership],
    ) -> Result<Vec<GroupMembership>, ChangeRefusal> {
        let realm = self.served(realm)?;
        let mut memberships = Vec::with_capacity(groups.len());
        for asked in groups {
            let membership = self.membership(realm, asked)?;
            if !memberships.contains(&membership) {
                memberships.push(membership);
            }
        }
        Ok(memberships)
    }

    fn membership(&self, realm: &Realm, asked: &GroupMembership) -> Result<GroupMembership, ChangeRefusal> {
        let (holder, group) = self.holder(asked)?;
        let may_join = match group.scope {
            GroupScope::Global => holder.id == realm.id,
            GroupScope::Universal => as_domain(holder)?.forest == as_domain(realm)?.forest,
            GroupScope::DomainLocal | GroupScope::Builtin => as_domain(realm).is_ok(),
        };
        if !may_join {
            as_domain(realm)?;
            return Err(ChangeRefusal::ForeignMember {
                realm: holder.name.clone(),
                group: asked.group.clone(),
                member: realm.name.clone(),
            });
        }
        Ok(GroupMembership { realm: holder.name.clone(), group: Box::from(&*group.name) })
    }

    fn nested_membership(
        &self,
        realm: &Realm,
        member: &Group,
        asked: &GroupMembership,
    ) -> Result<GroupMembership, ChangeRefusal> {
        let (holder, group) = self.holder(asked)?;
        let same_domain = holder.id == realm.id;
        let same_forest = as_domain(holder)?.forest == as_domain(realm)?.forest;
        let may_join = match (group.scope, member.scope) {
            (_, GroupScope::Builtin) | (GroupScope::Universal, GroupScope::DomainLocal) => false,
            (GroupScope::Global, GroupScope::Universal | GroupScope::DomainLocal) => false,
            (GroupScope::Global, GroupScope::Global) => same_domain,
            (GroupScope::Universal, GroupScope::Global | GroupScope::Universal) => same_forest,
            (GroupScope::DomainLocal | GroupScope::Builtin, GroupScope::DomainLocal) => same_domain,
            (GroupScope::DomainLocal | GroupScope::Builtin, GroupScope::Global | GroupScope::Universal) => true,
        };
        if !may_join || (same_domain && group.id() == member.id()) {
            return Err(ChangeRefusal::ForeignGroup {
                realm: holder.name.clone(),
                group: asked.group.clone(),
                scope: group.scope,
                member_realm: realm.name.clone(),
                member: Box::from(&*member.name),
                member_scope: member.scope,
            });
        }
        Ok(GroupMembership { realm: holder.name.clone(), group: Box::from(&*group.name) })
    }

    fn holder(&self, asked: &GroupMembership) -> Result<(&Realm, &Group), ChangeRefusal> {
        let holder = self.served(&asked.realm)?;
        Ok((holder, own_group(holder, &asked.group)?))
    }

    /// Enters an account into the local groups it belongs to, or takes it out of them.
    pub(super) fn index_local_groups(&mut self, id: RealmId, account: crate::account_table::AccountId, index: Index) {
        let found = self.directory.realm(id).and_then(|realm| {
            let held = realm.accounts.get(account).filter(|held| !held.member_of.is_empty())?;
            Some((realm.account_sid(held)?, held.member_of.clone()))
        });
        if let Some((sid, groups)) = found {
            self.enter_local(&sid, &groups, index);
        }
    }

    fn enter_local(&mut self, sid: &Sid, groups: &[GroupMembership], index: Index) {
        for membership in groups {
            let Ok((holder, group)) = self.holder(membership) else { continue };
            let (holder, group, local) = (holder.id, group.id(), is_local(group.scope));
            if local && let Some(table) = self.groups_mut(holder) {
                match index {
                    Index::Add => table.add_local(sid, group),
                    Index::Remove => table.remove_local(sid, group),
                }
            }
        }
    }

    fn groups_mut(&mut self, id: RealmId) -> Option<&mut GroupTable> {
        match &mut self.realm_mut(id)?.body {
            Body::ActiveDirectory(domain) => Some(&mut domain.groups),
            Body::Kerberos(_) => None,
        }
    }
}

fn is_local(scope: GroupScope) -> bool {
    match scope {
        GroupScope::DomainLocal | GroupScope::Builtin => true,
        GroupScope::Global | GroupScope::Universal => false,
    }
}

fn own_group<'r>(realm: &'r Realm, name: &str) -> Result<&'r Group, ChangeRefusal> {
    as_domain(realm)?;
    let unknown = || ChangeRefusal::UnknownGroup { realm: realm.name.clone(), group: name.into() };
    realm.group_named(name).ok_or_else(unknown)
}

/// Accounts and groups of a domain have their relative identifiers from one pool.
pub(super) fn refuse_taken_rid(realm: &Realm, rid: u32) -> Result<(), ChangeRefusal> {
    let Some(domain) = realm.domain() else { return Ok(()) };
    // Nobody has a RID from next_rid on, so only older ones are worth a search.
    let taken = rid < domain.next_rid
        && (realm.accounts().any(|account| account.rid == Some(rid))
            || realm.groups().any(|group| group.scope != GroupScope::Builtin && group.rid == rid));
    if taken { Err(ChangeRefusal::RidTaken { realm: realm.name.clone(), rid }) } else { Ok(()) }
}
