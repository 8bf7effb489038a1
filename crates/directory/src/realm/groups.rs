//! The groups of a domain, and what accounts belong to.

use xrealm_names::eq_ignore_case;

use crate::{Account, AccountKind, Directory, Group, GroupMembership, Realm};

impl Realm {
    /// The groups of a domain: those it has from the start, then those that were created. A plain realm has none.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        let well_known = self.domain().into_iter().flat_map(|domain| Group::well_known(domain.is_root()));
        let created = self.domain().into_iter().flat_map(|domain| &domain.groups);
        well_known.map(|group| -> &Group { group }).chain(created)
    }

    /// The group of this name, in any case.
    #[must_use]
    pub fn group_named(&self, name: &str) -> Option<&Group> {
        self.groups().find(|group| eq_ignore_case(&group.name, name))
    }

    /// The group it has from the start with this relative identifier, such as [`Group::DOMAIN_ADMINS`].
    #[must_use]
    pub fn well_known_group(&self, rid: u32) -> Option<&'static Group> {
        Group::well_known(self.domain()?.is_root()).find(|group| group.rid == rid)
    }

    /// The group that `account` belongs to because of what it is.
    #[must_use]
    pub fn primary_group(&self, account: &Account) -> Option<&'static Group> {
        let rid = match account.kind {
            AccountKind::User | AccountKind::Service | AccountKind::Krbtgt => Group::DOMAIN_USERS,
            AccountKind::Computer => Group::DOMAIN_COMPUTERS,
        };
        self.well_known_group(rid)
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

    /// Whether `account` of `realm` belongs to the group called `group` of `domain`: because it was said, because of
    /// what it is, or, where the group is Administrators, through the Domain Admins of the domain or the Enterprise
    /// Admins of its forest, who belong to it from the start.
    #[must_use]
    pub fn belongs_to(&self, realm: &Realm, account: &Account, domain: &Realm, group: &str) -> bool {
        let Some(group) = domain.group_named(group) else { return false };
        if is_in(realm, account, domain, group) {
            return true;
        }
        group.rid == Group::ADMINISTRATORS
            && self.admins_of(domain).any(|(holder, group)| is_in(realm, account, holder, group))
    }

    /// The groups that belong to the Administrators of `domain` from the start.
    fn admins_of<'a>(&'a self, domain: &'a Realm) -> impl Iterator<Item = (&'a Realm, &'a Group)> {
        let of_root = self.forest_root(domain).map(|root| (root, Group::ENTERPRISE_ADMINS));
        let of_domain = std::iter::once((domain, Group::DOMAIN_ADMINS));
        of_domain.chain(of_root).filter_map(|(holder, rid)| Some((holder, holder.well_known_group(rid)?)))
    }
}

fn is_in(realm: &Realm, account: &Account, holder: &Realm, group: &Group) -> bool {
    let by_kind = || holder.id == realm.id && realm.primary_group(account) == Some(group);
    let said = |membership: &GroupMembership| membership.realm == holder.name && *membership.group == *group.name;
    account.member_of.iter().any(said) || by_kind()
}
