//! Groups, and which of them accounts are put into.

use std::ops::Range;

use xrealm_directory::{Change, Group, GroupMembership, NewGroup};
use xrealm_names::{RealmName, Sid, eq_ignore_case};

use super::Builder;
use super::known_names::KnownKind;
use crate::entries::{DomainEntry, MembershipEntry, TrusteeEntry};
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

    /// What groups belong to, as they say or as the groups above say, and which SIDs belong to them.
    pub(super) fn nested_groups(&mut self) {
        let entries = self.entries;
        let mut nested: Vec<At<Nested>> = Vec::new();
        let mut foreign: Vec<At<Foreign>> = Vec::new();
        for domain in &entries.domains {
            for group in &domain.groups {
                let own = GroupMembership { realm: domain.name.value.clone(), group: group.name.value.clone() };
                for above in self.memberships(&own.realm, &group.groups) {
                    nest(&mut nested, &group.name.span, own.clone(), above);
                }
                for member in &group.members {
                    match &member.value {
                        TrusteeEntry::Sid(sid) => enter(&mut foreign, &member.span, &own, sid),
                        TrusteeEntry::Named(named) => {
                            let named = At { value: named.clone(), span: member.span.clone() };
                            if let Some(member) = self.membership(&own.realm, &named) {
                                nest(&mut nested, &named.span, member, own.clone());
                            }
                        }
                    }
                }
            }
        }
        for At { value: Nested { member: GroupMembership { realm, group }, groups }, span } in nested {
            self.change(&span, Change::SetGroupMembership { realm, group, groups });
        }
        for At { value: Foreign { realm, sid, groups }, span } in foreign {
            self.change(&span, Change::SetForeignMembership { realm, sid, groups });
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

/// What one group belongs to.
struct Nested {
    member: GroupMembership,
    groups: Vec<GroupMembership>,
}

/// What one SID belongs to in a domain.
struct Foreign {
    realm: RealmName,
    sid: Sid,
    groups: Vec<Box<str>>,
}

fn nest(nested: &mut Vec<At<Nested>>, span: &Range<usize>, member: GroupMembership, above: GroupMembership) {
    let same = |held: &GroupMembership| held.realm == member.realm && eq_ignore_case(&held.group, &member.group);
    match nested.iter_mut().find(|at| same(&at.value.member)) {
        Some(at) => at.value.groups.push(above),
        None => nested.push(At { value: Nested { member, groups: vec![above] }, span: span.clone() }),
    }
}

fn enter(foreign: &mut Vec<At<Foreign>>, span: &Range<usize>, own: &GroupMembership, sid: &Sid) {
    match foreign.iter_mut().find(|at| at.value.realm == own.realm && at.value.sid == *sid) {
        Some(at) => at.value.groups.push(own.group.clone()),
        None => {
            let value = Foreign { realm: own.realm.clone(), sid: sid.clone(), groups: vec![own.group.clone()] };
            foreign.push(At { value, span: span.clone() });
        }
    }
}

fn group_names(domain: &DomainEntry) -> Vec<&str> {
    let is_root = domain.parent.is_none() && domain.forest.is_none();
    let well_known = Group::well_known(is_root).map(|group| &*group.name);
    well_known.chain(domain.groups.iter().map(|group| &*group.name.value)).collect()
}
