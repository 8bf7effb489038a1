//! Groups, and which of them accounts are put into.

use xrealm_directory::{Change, Group, GroupMembership, NewGroup};
use xrealm_names::{RealmName, eq_ignore_case};

use super::Builder;
use super::known_names::KnownKind;
use crate::entries::{DomainEntry, MembershipEntry};
use crate::fields::At;
use crate::finding::Problem;
use crate::suggestion::nearest;

impl Builder<'_> {
    pub(super) fn groups(&mut self) {
        let entries = self.entries;
        for domain in &entries.domains {
            for group in &domain.groups {
                let new = NewGroup { name: group.name.value.clone(), rid: group.rid, scope: group.scope };
                let realm = domain.name.value.clone();
                self.change(&group.name.span, Change::CreateGroup { realm, group: new });
            }
        }
    }

    /// The groups that are meant; findings for those that are not there.
    pub(super) fn memberships(&self, own: &RealmName, asked: &[At<MembershipEntry>]) -> Vec<GroupMembership> {
        asked.iter().filter_map(|asked| self.membership(own, asked)).collect()
    }

    fn membership(&self, own: &RealmName, asked: &At<MembershipEntry>) -> Option<GroupMembership> {
        let MembershipEntry { group, realm } = &asked.value;
        let realm = At { value: realm.clone().unwrap_or_else(|| own.clone()), span: asked.span.clone() };
        let known = self.names.resolve(&realm, self.findings)?;
        let KnownKind::Domain(position) = known.kind else {
            let problem = Problem::UnknownGroup { group: group.clone(), realm: known.name.clone(), suggestion: None };
            self.complain(&asked.span, problem);
            return None;
        };
        let names = group_names(self.entries.domains.get(position)?);
        if !names.iter().any(|name| eq_ignore_case(name, group)) {
            let suggestion = nearest(group, names.iter().copied()).map(Box::from);
            let problem = Problem::UnknownGroup { group: group.clone(), realm: known.name.clone(), suggestion };
            self.complain(&asked.span, problem);
            return None;
        }
        Some(GroupMembership { realm: known.name.clone(), group: group.clone() })
    }
}

fn group_names(domain: &DomainEntry) -> Vec<&str> {
    let is_root = domain.parent.is_none() && domain.forest.is_none();
    let well_known = Group::well_known(is_root).map(|group| &*group.name);
    well_known.chain(domain.groups.iter().map(|group| &*group.name.value)).collect()
}
