//! The global catalog of one forest: which domain holds a name.

use smallvec::SmallVec;
use xrealm_names::PrincipalName;
use xrealm_trust::{CatalogAnswer, DomainId};

use crate::Account;
use crate::account_table::AccountId;
use crate::folded_name::{FoldedName, NameCase};
use crate::host_aliases::{HOST, is_mapped_to_host};
use crate::name_map::NameMap;

/// Names of all accounts of a forest by what they are looked up with.
///
/// A domain finds its own service and user principal names here too, by asking for its own entries only.
#[derive(Debug, Clone, Default)]
pub(crate) struct Catalog {
    services: NameMap<Holders>,
    users: NameMap<Holders>,
    hosts: NameMap<Holders>,
    domains: NameMap<DomainId>,
}

/// An account somewhere in the forest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) domain: DomainId,
    pub(crate) account: AccountId,
}

/// Those who hold one name: one, unless somebody made a mistake.
pub(crate) type Holders = SmallVec<[Holder; 1]>;

/// What a domain finds among its own accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OwnHolder {
    Absent,
    One(AccountId),
    Several,
}

impl Catalog {
    /// Registers a domain by its DNS and its NetBIOS name.
    pub(crate) fn add_domain(&mut self, dns_name: &str, netbios_name: &str, domain: DomainId) {
        self.domains.insert(FoldedName::folded(dns_name).as_bytes(), domain);
        self.domains.insert(FoldedName::folded(netbios_name).as_bytes(), domain);
    }

    /// The domain with this DNS or NetBIOS name.
    pub(crate) fn domain(&self, name: &str) -> Option<DomainId> {
        self.domains.get(FoldedName::folded(name).as_bytes()).copied()
    }

    /// Registers every name of `account` that the forest knows it by.
    pub(crate) fn add_account(&mut self, account: &Account, holder: Holder) {
        for spn in &account.service_principal_names {
            self.services.update(service_key(spn).as_bytes(), |holders| holders.push(holder));
        }
        if let Some(upn) = &account.user_principal_name {
            self.users.update(FoldedName::folded(upn).as_bytes(), |holders| holders.push(holder));
        }
        if let Some(host) = &account.dns_host_name {
            self.hosts.update(FoldedName::folded(host).as_bytes(), |holders| holders.push(holder));
        }
    }

    /// Forgets what [`Catalog::add_account`] registered.
    pub(crate) fn remove_account(&mut self, account: &Account, holder: Holder) {
        for spn in &account.service_principal_names {
            forget(&mut self.services, &service_key(spn), holder);
        }
        if let Some(upn) = &account.user_principal_name {
            forget(&mut self.users, &FoldedName::folded(upn), holder);
        }
        if let Some(host) = &account.dns_host_name {
            forget(&mut self.hosts, &FoldedName::folded(host), holder);
        }
    }

    /// The account of `domain` that holds the service name, in any of the forms of [`Catalog::service`].
    pub(crate) fn own_service(&self, name: &PrincipalName, domain: DomainId) -> OwnHolder {
        for key in ServiceForms::of(name) {
            match own(self.services.get(key.as_bytes()), domain) {
                OwnHolder::Absent => {}
                found => return found,
            }
        }
        OwnHolder::Absent
    }

    /// Whether somebody in the forest has this explicit user principal name.
    pub(crate) fn has_user(&self, upn: &str) -> bool {
        self.users.contains(FoldedName::folded(upn).as_bytes())
    }

    /// The account of `domain` with this explicit user principal name.
    pub(crate) fn own_user(&self, upn: &FoldedName, domain: DomainId) -> OwnHolder {
        own(self.users.get(upn.as_bytes()), domain)
    }

    /// Which domain holds the service name: as registered, without its port, as `host/`, and at last by the
    /// computer it names or, for `krbtgt/DOMAIN`, the domain it names.
    pub(crate) fn service(&self, name: &PrincipalName, own: DomainId) -> CatalogAnswer {
        if let Some(realm) = name.ticket_granting_realm() {
            return elsewhere(self.domain(realm), own);
        }
        for key in ServiceForms::of(name) {
            if let Some(holders) = self.services.get(key.as_bytes()) {
                return one_domain(holders);
            }
        }
        match name.component(1).map(without_port) {
            Some(host) => match self.hosts.get(FoldedName::folded(host).as_bytes()).map(one_domain) {
                Some(CatalogAnswer::Domain(domain)) => elsewhere(Some(domain), own),
                Some(answer) => answer,
                None => CatalogAnswer::Absent,
            },
            None => CatalogAnswer::Absent,
        }
    }

    /// Which domain holds the user principal name, explicit or `sAMAccountName@dns-domain`. A name without a suffix may
    /// be an explicit one whose suffix is the domain that was asked, `own_dns_name`.
    pub(crate) fn user(&self, name: &PrincipalName, own: DomainId, own_dns_name: &str) -> CatalogAnswer {
        let upn = name.first();
        if name.component_count() != 1 {
            return CatalogAnswer::Absent;
        }
        if let Some(holders) = self.users.get(FoldedName::folded(upn).as_bytes()) {
            return one_domain(holders);
        }
        match upn.rsplit_once('@') {
            Some((_, suffix)) => elsewhere(self.domain(suffix), own),
            None => {
                let mut suffixed = FoldedName::folded(upn);
                suffixed.push("@", NameCase::Folded);
                suffixed.push(own_dns_name, NameCase::Folded);
                self.users.get(suffixed.as_bytes()).map_or(CatalogAnswer::Absent, one_domain)
            }
        }
    }
}

/// The keys under which a requested service name may be registered, best first.
struct ServiceForms<'a> {
    name: &'a PrincipalName,
    next: u8,
}

impl<'a> ServiceForms<'a> {
    fn of(name: &'a PrincipalName) -> ServiceForms<'a> {
        ServiceForms { name, next: 0 }
    }

    fn form(&self, class: &str, strip_port: bool) -> FoldedName {
        let rest = self.name.components().enumerate().skip(1);
        let rest = rest.map(|(index, part)| if index == 1 && strip_port { without_port(part) } else { part });
        FoldedName::of(std::iter::once(class).chain(rest), NameCase::Folded)
    }
}

impl Iterator for ServiceForms<'_> {
    type Item = FoldedName;

    fn next(&mut self) -> Option<FoldedName> {
        let (class, instance) = (self.name.component(0)?, self.name.component(1)?);
        let (has_port, mapped) = (instance.contains(':'), is_mapped_to_host(class));
        loop {
            let turn = self.next;
            self.next = turn.saturating_add(1);
            match turn {
                0 => return Some(self.form(class, false)),
                1 if has_port => return Some(self.form(class, true)),
                2 if mapped => return Some(self.form(HOST, true)),
                1 | 2 => {}
                _ => return None,
            }
        }
    }
}

pub(crate) fn service_key(spn: &xrealm_names::ServicePrincipalName) -> FoldedName {
    let mut key = FoldedName::of([spn.class(), spn.host()], NameCase::Folded);
    if let Some(port) = spn.port() {
        key.push(":", NameCase::Folded);
        key.push(port, NameCase::Folded);
    }
    match spn.service_name() {
        Some(name) => key.with_component(name, NameCase::Folded),
        None => key,
    }
}

fn without_port(instance: &str) -> &str {
    instance.split_once(':').map_or(instance, |(host, _)| host)
}

fn own(holders: Option<&Holders>, domain: DomainId) -> OwnHolder {
    let mut mine = holders.into_iter().flatten().filter(|holder| holder.domain == domain);
    match (mine.next(), mine.next()) {
        (None, _) => OwnHolder::Absent,
        (Some(holder), None) => OwnHolder::One(holder.account),
        (Some(_), Some(_)) => OwnHolder::Several,
    }
}

fn one_domain(holders: &Holders) -> CatalogAnswer {
    match holders.as_slice() {
        [] => CatalogAnswer::Absent,
        [holder] => CatalogAnswer::Domain(holder.domain),
        _ => CatalogAnswer::NotUnique,
    }
}

/// A domain known by name only says something if it is another one: the own one was searched before.
fn elsewhere(domain: Option<DomainId>, own: DomainId) -> CatalogAnswer {
    match domain {
        Some(domain) if domain != own => CatalogAnswer::Domain(domain),
        _ => CatalogAnswer::Absent,
    }
}

fn forget(map: &mut NameMap<Holders>, key: &FoldedName, holder: Holder) {
    map.update(key.as_bytes(), |holders| holders.retain(|held| *held != holder));
    if map.get(key.as_bytes()).is_some_and(SmallVec::is_empty) {
        map.remove(key.as_bytes());
    }
}
