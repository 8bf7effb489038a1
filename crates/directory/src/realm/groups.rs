//! The groups of a domain, and what accounts belong to.

use xrealm_names::{Sid, eq_ignore_case};

use crate::token::local_closure;
use crate::{Account, AccountKind, Directory, Group, GroupMembership, GroupScope, Realm};

impl Realm {
    /// The groups of a domain: those it has from the start, then those that were created. A plain realm has none.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        let well_known = self.domain().into_iter().flat_map(|domain| Group::well_known(domain.is_root()));
        let created = self.domain().into_iter().flat_map(|domain| domain.groups.created());
        well_known.map(|group| -> &Group { group }).chain(created)
    }

    /// The group of this name, in any case.
    #[must_use]
    pub fn group_named(&self, name: &str) -> Option<&Group> {
        let domain = self.domain()?;
        domain
            .groups
            .named(name)
            .or_else(|| Group::well_known(domain.is_root()).find(|group| eq_ignore_case(&group.name, name)))
    }

    /// The group it has from the start with this relative identifier, such as [`Group::DOMAIN_ADMINS`].
    #[must_use]
    pub fn well_known_group(&self, rid: u32) -> Option<&'static Group> {
        Group::well_known(self.domain()?.is_root()).find(|group| group.rid == rid)
    }

    /// The groups that `group` of this domain was put into.
    #[must_use]
    pub fn groups_above(&self, group: &Group) -> &[GroupMembership] {
        self.domain().map_or(&[], |domain| domain.groups.above(group.id()))
    }

    /// The SIDs of others that were put into groups of this domain, each with those groups.
    pub fn foreign_members(&self) -> impl Iterator<Item = (&Sid, &[Box<str>])> {
        self.domain().into_iter().flat_map(|domain| domain.groups.foreign())
    }

    /// The SID of a group of this domain.
    #[must_use]
    pub fn group_sid(&self, group: &Group) -> Option<Sid> {
        group.sid(self.sid()?).ok()
    }

    /// The SID of an account of this domain.
    #[must_use]
    pub fn account_sid(&self, account: &Account) -> Option<Sid> {
        self.sid()?.with_rid(account.rid?).ok()
    }

    /// The group that `account` belongs to because of what it is.
    #[must_use]
    pub fn primary_group(&self, account: &Account) -> Option<&'static Group> {
        let rid = match account.kind {
            AccountKind::User | AccountKind::Service | AccountKind::Krbtgt | AccountKind::InterdomainTrust => {
                Group::DOMAIN_USERS
            }
            AccountKind::Computer if self.is_domain_controller(account) => Group::DOMAIN_CONTROLLERS,
            AccountKind::Computer => Group::DOMAIN_COMPUTERS,
        };
        self.well_known_group(rid)
    }

    /// Whether `account` is a computer that was put into the Domain Controllers of this domain.
    #[must_use]
    pub fn is_domain_controller(&self, account: &Account) -> bool {
        let said = |membership: &GroupMembership| {
            membership.realm == self.name && eq_ignore_case(&membership.group, "Domain Controllers")
        };
        account.kind == AccountKind::Computer && account.member_of.iter().any(said)
    }

    /// Whether `account` administers this realm by its name: `NAME/admin` does in a plain realm, nobody in a domain.
    #[must_use]
    pub fn is_administrator_by_name(&self, account: &Account) -> bool {
        self.domain().is_none() && account.name.component_count() == 2 && account.name.component(1) == Some("admin")
    }
}

impl Directory {
    /// The root of the forest that `realm` is a domain of.
    #[must_use]
    pub fn forest_root(&self, realm: &Realm) -> Option<&Realm> {
        let members = self.forests.get(realm.domain()?.forest)?;
        self.realm(*members.domains.first()?)
    }

    /// Whether `account` of `realm` belongs to the group called `group` of `domain`: because it was said of it or of a
    /// group it belongs to, because of what it is, or, where the group is Administrators, through the Domain Admins of
    /// the domain or the Enterprise Admins of its forest, who belong to it from the start.
    #[must_use]
    pub fn belongs_to(&self, realm: &Realm, account: &Account, domain: &Realm, group: &str) -> bool {
        let Some(group) = domain.group_named(group) else { return false };
        let (Some(token), Some(own)) = (self.token(realm, account), realm.sid()) else { return false };
        let sids: Vec<Sid> = token.sids(own).collect();
        let has = |holder: &Realm, group: &Group| holder.group_sid(group).is_some_and(|sid| sids.contains(&sid));
        match group.scope {
            GroupScope::Global | GroupScope::Universal => has(domain, group),
            GroupScope::DomainLocal => local_closure(domain, &sids).contains(&group.id()),
            GroupScope::Builtin => {
                let from_the_start = group.rid == Group::ADMINISTRATORS
                    && self.admins_of(domain).any(|(holder, group)| has(holder, group));
                from_the_start || local_closure(domain, &sids).contains(&group.id())
            }
        }
    }

    /// The groups that belong to the Administrators of `domain` from the start.
    fn admins_of<'a>(&'a self, domain: &'a Realm) -> impl Iterator<Item = (&'a Realm, &'a Group)> {
        let of_root = self.forest_root(domain).map(|root| (root, Group::ENTERPRISE_ADMINS));
        let of_domain = std::iter::once((domain, Group::DOMAIN_ADMINS));
        of_domain.chain(of_root).filter_map(|(holder, rid)| Some((holder, holder.well_known_group(rid)?)))
    }
}
