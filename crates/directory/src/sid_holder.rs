//! Whose SID it is.

use xrealm_names::Sid;

use crate::directory::NameOwner;
use crate::{Account, Directory, ExternalRealm, Group, GroupScope, Realm};

/// Whoever has a SID.
#[derive(Debug, Clone, Copy)]
pub enum SidHolder<'d> {
    /// A domain served here.
    Domain(&'d Realm),
    /// A domain that others serve, or somebody of it.
    External(&'d ExternalRealm),
    /// An account of a domain served here.
    Account(&'d Realm, &'d Account),
    /// A group of a domain served here.
    Group(&'d Realm, &'d Group),
    /// Nobody that is there, in a domain served here.
    Nobody(&'d Realm),
    /// A built-in group, which every domain has under the same SID.
    Builtin(&'static Group),
}

impl Directory {
    /// Whose SID it is, for telling people; `None` for well-known SIDs and those of domains that are not known here. The
    /// work is in proportion to the accounts of the domain.
    #[must_use]
    pub fn holder_of(&self, sid: &Sid) -> Option<SidHolder<'_>> {
        if let ([32, rid], 5) = (sid.sub_authorities(), sid.authority()) {
            let group = Group::well_known(true).find(|group| group.scope == GroupScope::Builtin && group.rid == *rid);
            return group.map(SidHolder::Builtin);
        }
        if let Some(owner) = self.sids.get(&sid.to_bytes()) {
            return self.domain_with_sid(*owner);
        }
        let (rid, domain) = sid.sub_authorities().split_last()?;
        let domain = Sid::new(sid.authority(), domain).ok()?;
        match self.domain_with_sid(*self.sids.get(&domain.to_bytes())?)? {
            SidHolder::Domain(realm) => Some(in_domain(realm, *rid)),
            holder => Some(holder),
        }
    }

    fn domain_with_sid(&self, owner: NameOwner) -> Option<SidHolder<'_>> {
        match owner {
            NameOwner::Served(id) => self.realm(id).map(SidHolder::Domain),
            NameOwner::External(index) => self.externals.get(index).map(|external| SidHolder::External(external)),
        }
    }
}

fn in_domain(realm: &Realm, rid: u32) -> SidHolder<'_> {
    let mut groups = realm.groups().filter(|group| group.scope != GroupScope::Builtin);
    if let Some(group) = groups.find(|group| group.rid == rid) {
        return SidHolder::Group(realm, group);
    }
    let account = realm.accounts().find(|account| account.rid == Some(rid));
    account.map_or(SidHolder::Nobody(realm), |account| SidHolder::Account(realm, account))
}
