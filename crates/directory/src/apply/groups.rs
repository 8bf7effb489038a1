//! Creating groups, and who belongs to them.

use std::borrow::Cow;

use xrealm_names::{PrincipalName, RealmName};

use super::Draft;
use super::accounts::AccountRef;
use super::realms::as_domain;
use crate::folded_name::FoldedName;
use crate::realm::Body;
use crate::{ChangeRefusal, Group, GroupMembership, GroupScope, NewGroup, Realm};

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
            domain.groups.push(group);
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
        if let Some(realm) = self.realm_mut(id) {
            realm.accounts.change(account, |account| account.member_of = groups);
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
        let own = as_domain(realm)?;
        let holder = self.served(&asked.realm)?;
        let of = as_domain(holder)?;
        let group = holder
            .group_named(&asked.group)
            .ok_or_else(|| ChangeRefusal::UnknownGroup { realm: holder.name.clone(), group: asked.group.clone() })?;
        let may_join = match group.scope {
            GroupScope::Global => holder.id == realm.id,
            GroupScope::Universal => of.forest == own.forest,
            GroupScope::DomainLocal | GroupScope::Builtin => true,
        };
        if !may_join {
            return Err(ChangeRefusal::ForeignMember {
                realm: holder.name.clone(),
                group: asked.group.clone(),
                member: realm.name.clone(),
            });
        }
        Ok(GroupMembership { realm: holder.name.clone(), group: Box::from(&*group.name) })
    }
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
