//! What an account is when it logs in: its groups, however deep, and the SIDs they have.

use std::collections::HashSet;

use foldhash::fast::FixedState;
use xrealm_names::Sid;

use crate::group_table::GroupId;
use crate::{Account, Directory, Group, GroupMembership, GroupScope, Realm, RealmId};

/// What the domain of an account says of it, as PACs show it (MS-PAC 2.5). Nothing in it depends on the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// UserId.
    pub rid: u32,
    /// PrimaryGroupId; among the groups too.
    pub primary_group: u32,
    /// The global and universal groups of its own domain, in ascending order, each with [`Token::ATTRIBUTES`].
    pub groups: Vec<u32>,
    /// The universal groups of other domains, in ascending order, then its former SIDs; each with
    /// [`Token::ATTRIBUTES`].
    pub other_sids: Vec<Sid>,
}

impl Token {
    /// SE_GROUP_MANDATORY, SE_GROUP_ENABLED_BY_DEFAULT and SE_GROUP_ENABLED, which all groups of a token have.
    pub const ATTRIBUTES: u32 = 0x7;
    /// The same with SE_GROUP_RESOURCE, for the groups of [`Directory::local_groups`].
    pub const LOCAL_ATTRIBUTES: u32 = 0x2000_0007;

    /// Every SID in it, where `domain` is that of the account's domain: the account first, then its groups and the rest.
    pub fn sids<'a>(&'a self, domain: &'a Sid) -> impl Iterator<Item = Sid> + 'a {
        let own = std::iter::once(self.rid).chain(self.groups.iter().copied());
        own.filter_map(|rid| domain.with_rid(rid).ok()).chain(self.other_sids.iter().cloned())
    }
}

impl Directory {
    /// What `account` of `realm` is when it logs in; `None` where there are no SIDs, as in a plain realm.
    ///
    /// The work is in proportion to its groups, and next to none for one with nothing but its primary group.
    #[must_use]
    pub fn token(&self, realm: &Realm, account: &Account) -> Option<Token> {
        let (rid, primary) = (account.rid?, realm.primary_group(account)?);
        let mut walk = Walk::from(self, realm);
        walk.reach(realm, primary);
        walk.follow(realm, &account.member_of);
        let Walk { mut groups, mut other_sids, .. } = walk.finished();
        groups.sort_unstable();
        groups.dedup();
        other_sids.sort_unstable();
        other_sids.dedup();
        other_sids.extend(account.authorization().sid_history.iter().cloned());
        Some(Token { rid, primary_group: primary.rid, groups, other_sids })
    }

    /// Whether `account` of `realm` is one of its Protected Users, directly or through other groups.
    #[must_use]
    pub fn is_protected_user(&self, realm: &Realm, account: &Account) -> bool {
        let Some(domain) = realm.domain() else { return false };
        if account.member_of.is_empty() && domain.groups.nested().len() == 0 {
            return false;
        }
        self.token(realm, account).is_some_and(|token| token.groups.contains(&Group::PROTECTED_USERS))
    }

    /// The relative identifiers of the domain-local groups of `resource` to which somebody with these SIDs belongs,
    /// directly or through other such groups, in ascending order. Each counts with [`Token::LOCAL_ATTRIBUTES`].
    ///
    /// The work is in proportion to the SIDs and the groups found, and none where nobody is in such a group.
    #[must_use]
    pub fn local_groups<'s>(&self, resource: &Realm, sids: impl IntoIterator<Item = &'s Sid>) -> Vec<u32> {
        let found = local_closure(resource, sids);
        let mut rids: Vec<u32> = found.iter().filter(|group| !group.builtin).map(|group| group.rid).collect();
        rids.sort_unstable();
        rids
    }

    /// The domain and the group that a membership of somebody of `near` names.
    pub(crate) fn group_of<'d>(
        &'d self,
        near: &'d Realm,
        membership: &GroupMembership,
    ) -> Option<(&'d Realm, &'d Group)> {
        let holder =
            if membership.realm == near.name { near } else { self.realm_named(membership.realm.as_str().as_bytes())? };
        Some((holder, holder.group_named(&membership.group)?))
    }
}

/// The local groups of `resource`, built-in ones too, that holders of `sids` are in.
pub(crate) fn local_closure<'s>(
    resource: &Realm,
    sids: impl IntoIterator<Item = &'s Sid>,
) -> HashSet<GroupId, FixedState> {
    let mut found = HashSet::default();
    let Some(domain) = resource.domain() else { return found };
    if domain.groups.has_no_local_members() {
        return found;
    }
    let mut waiting: Vec<GroupId> = Vec::new();
    let mut enter = |sid: &Sid, waiting: &mut Vec<GroupId>| {
        waiting.extend(domain.groups.local_of(sid).iter().filter(|group| found.insert(**group)));
    };
    for sid in sids {
        enter(sid, &mut waiting);
    }
    while let Some(group) = waiting.pop() {
        // Built-in groups are in no others.
        if !group.builtin
            && let Ok(sid) = domain.sid.with_rid(group.rid)
        {
            enter(&sid, &mut waiting);
        }
    }
    found
}

/// The way up from an account through global and universal groups, each passed once.
struct Walk<'d> {
    directory: &'d Directory,
    home: RealmId,
    groups: Vec<u32>,
    other_sids: Vec<Sid>,
    waiting: Vec<(&'d Realm, &'d Group)>,
    /// Those that are in others; the rest leads nowhere and may be met twice.
    passed: HashSet<(RealmId, GroupId), FixedState>,
}

impl<'d> Walk<'d> {
    fn from(directory: &'d Directory, home: &Realm) -> Walk<'d> {
        Walk {
            directory,
            home: home.id,
            groups: Vec::new(),
            other_sids: Vec::new(),
            waiting: Vec::new(),
            passed: HashSet::default(),
        }
    }

    fn finished(mut self) -> Walk<'d> {
        while let Some((holder, group)) = self.waiting.pop() {
            self.follow(holder, holder.groups_above(group));
        }
        self
    }

    fn follow(&mut self, near: &'d Realm, memberships: &[GroupMembership]) {
        for membership in memberships {
            if let Some((holder, group)) = self.directory.group_of(near, membership) {
                self.reach(holder, group);
            }
        }
    }

    fn reach(&mut self, holder: &'d Realm, group: &'d Group) {
        match group.scope {
            GroupScope::Global | GroupScope::Universal => {}
            // They count at the services of their domain only.
            GroupScope::DomainLocal | GroupScope::Builtin => return,
        }
        if !holder.groups_above(group).is_empty() {
            if !self.passed.insert((holder.id, group.id())) {
                return;
            }
            self.waiting.push((holder, group));
        }
        if holder.id == self.home {
            self.groups.push(group.rid);
        } else if let Some(sid) = holder.group_sid(group) {
            self.other_sids.push(sid);
        }
    }
}
