//! The groups of one domain beside those that every domain has, what they belong to, and who belongs to the local ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use smallvec::SmallVec;
use xrealm_names::Sid;

use crate::folded_name::FoldedName;
use crate::name_map::NameMap;
use crate::{Group, GroupMembership, GroupScope};

/// What tells the groups of one domain apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct GroupId {
    /// Below S-1-5-32 rather than below the domain.
    pub(crate) builtin: bool,
    pub(crate) rid: u32,
}

/// Groups that were created, and memberships of groups, in parts that snapshots share.
#[derive(Debug, Clone, Default)]
pub(crate) struct GroupTable {
    created: Arc<Vec<Group>>,
    /// Positions of the created ones by their names.
    names: NameMap<usize>,
    above: Arc<BTreeMap<GroupId, Vec<GroupMembership>>>,
    foreign: Arc<BTreeMap<Sid, Vec<Box<str>>>>,
    /// The domain-local and built-in groups that the holder of a packed SID was put into.
    local: NameMap<SmallVec<[GroupId; 1]>>,
}

impl Group {
    pub(crate) fn id(&self) -> GroupId {
        GroupId { builtin: self.scope == GroupScope::Builtin, rid: self.rid }
    }
}

impl GroupTable {
    pub(crate) fn of(created: &[Group]) -> GroupTable {
        let mut table = GroupTable { created: Arc::new(created.to_vec()), ..GroupTable::default() };
        table.index_names();
        table
    }

    pub(crate) fn created(&self) -> &[Group] {
        &self.created
    }

    pub(crate) fn named(&self, name: &str) -> Option<&Group> {
        if self.created.is_empty() {
            return None;
        }
        self.created.get(*self.names.get(FoldedName::folded(name).as_bytes())?)
    }

    pub(crate) fn add(&mut self, group: Group) {
        self.names.insert(FoldedName::folded(&group.name).as_bytes(), self.created.len());
        Arc::make_mut(&mut self.created).push(group);
    }

    pub(crate) fn remove(&mut self, id: GroupId) {
        Arc::make_mut(&mut self.created).retain(|group| group.id() != id);
        self.names = NameMap::default();
        self.index_names();
    }

    fn index_names(&mut self) {
        for (position, group) in self.created.iter().enumerate() {
            self.names.insert(FoldedName::folded(&group.name).as_bytes(), position);
        }
    }

    /// The groups that this one was put into.
    pub(crate) fn above(&self, id: GroupId) -> &[GroupMembership] {
        self.above.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Every group that was put into others.
    pub(crate) fn nested(&self) -> impl ExactSizeIterator<Item = (GroupId, &[GroupMembership])> {
        self.above.iter().map(|(id, above)| (*id, above.as_slice()))
    }

    pub(crate) fn set_above(&mut self, id: GroupId, groups: Vec<GroupMembership>) {
        let above = Arc::make_mut(&mut self.above);
        if groups.is_empty() {
            above.remove(&id)
        } else {
            above.insert(id, groups)
        };
    }

    /// The groups that whoever has this SID elsewhere was put into.
    pub(crate) fn of_foreign(&self, sid: &Sid) -> &[Box<str>] {
        self.foreign.get(sid).map_or(&[], Vec::as_slice)
    }

    /// Everybody from elsewhere who was put into groups.
    pub(crate) fn foreign(&self) -> impl ExactSizeIterator<Item = (&Sid, &[Box<str>])> {
        self.foreign.iter().map(|(sid, groups)| (sid, groups.as_slice()))
    }

    pub(crate) fn set_foreign(&mut self, sid: &Sid, groups: Vec<Box<str>>) {
        let foreign = Arc::make_mut(&mut self.foreign);
        if groups.is_empty() {
            foreign.remove(sid)
        } else {
            foreign.insert(sid.clone(), groups)
        };
    }

    /// Whether nobody at all was put into a local group.
    pub(crate) fn has_no_local_members(&self) -> bool {
        self.local.is_empty()
    }

    /// The local groups that the holder of `sid` was put into.
    pub(crate) fn local_of(&self, sid: &Sid) -> &[GroupId] {
        self.local.get(&sid.to_bytes()).map_or(&[], SmallVec::as_slice)
    }

    pub(crate) fn add_local(&mut self, sid: &Sid, group: GroupId) {
        self.local.update(&sid.to_bytes(), |groups| groups.push(group));
    }

    pub(crate) fn remove_local(&mut self, sid: &Sid, group: GroupId) {
        let key = sid.to_bytes();
        // One only: an account, and a SID that was entered by hand, may say the same.
        self.local.update(&key, |groups| {
            if let Some(position) = groups.iter().position(|held| *held == group) {
                groups.remove(position);
            }
        });
        if self.local.get(&key).is_some_and(SmallVec::is_empty) {
            self.local.remove(&key);
        }
    }
}
