//! Which account a principal name means (MS-KILE 3.3.5.1.1 and 3.3.5.6.1 for domains).

use xrealm_names::{NameType, PrincipalName, RealmName};
use xrealm_trust::CatalogAnswer;

use super::{Body, Domain, Realm};
use crate::Account;
use crate::catalog::OwnHolder;
use crate::folded_name::{FoldedName, NameCase};

/// Who holds a service name in a realm.
#[derive(Debug, Clone, Copy)]
pub enum ServiceLookup<'a> {
    /// This account.
    Held(&'a Account),
    /// Nobody.
    Absent,
    /// Several accounts: no ticket can be right.
    NotUnique,
}

impl Realm {
    /// The account that `name` logs in as, if it is one of this realm.
    ///
    /// In a domain: sAMAccountName with or without its `$`, alias, `DOMAIN\sAMAccountName` as NT-MS-PRINCIPAL, or
    /// user principal name, explicit or `sAMAccountName@dns-domain`, whether sent as enterprise or plain name; a
    /// service principal name only where it is a user principal name too; `PARTNER$` of a domain that trusts this one. In a plain realm: the principal or an
    /// alias, exactly; an enterprise name if its suffix is the realm.
    #[must_use]
    pub fn client(&self, name: &PrincipalName) -> Option<&Account> {
        match &self.body {
            Body::ActiveDirectory(domain) => {
                self.domain_client(domain, name).or_else(|| self.trust_client(domain, name))
            }
            Body::Kerberos(_) => self.plain_account(name),
        }
    }

    /// The account that holds the service name `name`.
    ///
    /// `krbtgt` of this realm, `kadmin/changepw` and `kadmin/admin` are the realm's own. Else, in a domain: a registered
    /// service principal name in any case, the same without its port, the `host/` registration that covers its class (sPNMappings), sAMAccountName or user principal
    /// name. In a plain realm: the principal or an alias, exactly.
    #[must_use]
    pub fn service(&self, name: &PrincipalName) -> ServiceLookup<'_> {
        if let Some(realm) = name.ticket_granting_realm() {
            let own = self.answers_to(realm) && (self.domain().is_some() || name.first() == "krbtgt");
            return if own { ServiceLookup::Held(&self.krbtgt) } else { ServiceLookup::Absent };
        }
        for own in [&self.password_service, &self.admin_service] {
            if self.same_name(name, &own.name) {
                return ServiceLookup::Held(self.listed_for(own));
            }
        }
        match &self.body {
            Body::ActiveDirectory(domain) => self.domain_service(domain, name),
            Body::Kerberos(_) => self.plain_account(name).map_or(ServiceLookup::Absent, ServiceLookup::Held),
        }
    }

    /// The built-in `kadmin/admin`, to which administrators prove who they are, or the account that a plain realm lists
    /// under this very name.
    #[must_use]
    pub fn admin_service(&self) -> &Account {
        self.listed_for(&self.admin_service)
    }

    /// The account that a plain realm lists under the very name of `built_in`, otherwise `built_in` itself. A name that
    /// some other account was given besides its own does not take the realm's place.
    fn listed_for<'a>(&'a self, built_in: &'a Account) -> &'a Account {
        let listed = match &self.body {
            Body::ActiveDirectory(_) => None,
            Body::Kerberos(_) => self.plain_account(&built_in.name),
        };
        listed.filter(|account| account.name.components().eq(built_in.name.components())).unwrap_or(built_in)
    }

    /// The account of this domain that a principal of a plain realm is mapped to by `Kerberos:name@REALM`, in any case;
    /// `None` as well if several claim it.
    #[must_use]
    pub fn mapped_account(&self, name: &PrincipalName, realm: &RealmName) -> Option<&Account> {
        let domain = self.domain()?;
        if domain.identities.is_empty() {
            return None;
        }
        let key = FoldedName::folded(&format!("{name}@{realm}"));
        match domain.identities.get(key.as_bytes())?.as_slice() {
            [id] => self.accounts.get(*id),
            _ => None,
        }
    }

    /// What the global catalog of the own forest says about a service name.
    #[must_use]
    pub fn catalog_service(&self, name: &PrincipalName) -> CatalogAnswer {
        match self.domain() {
            Some(domain) => domain.catalog.service(name, domain.id),
            None => CatalogAnswer::NotAsked,
        }
    }

    /// What the global catalog of the own forest says about a user principal name.
    #[must_use]
    pub fn catalog_client(&self, name: &PrincipalName) -> CatalogAnswer {
        match self.domain() {
            Some(domain) => domain.catalog.user(name, domain.id, &domain.dns_name),
            None => CatalogAnswer::NotAsked,
        }
    }

    fn domain_client(&self, domain: &Domain, name: &PrincipalName) -> Option<&Account> {
        let single = name.component_count() == 1;
        if !single {
            return self.aliased(name).or_else(|| self.by_upn_prefix(domain, name));
        }
        if name.name_type == NameType::ENTERPRISE {
            return self.by_upn(domain, name.first());
        }
        if let (NameType::MS_PRINCIPAL, Some((prefix, sam))) = (name.name_type, name.first().split_once('\\')) {
            return if self.answers_to(prefix) { self.by_sam(sam) } else { None };
        }
        let found = self.by_sam(name.first()).or_else(|| self.by_upn(domain, name.first()));
        found.or_else(|| self.by_upn_prefix(domain, name))
    }

    fn domain_service(&self, domain: &Domain, name: &PrincipalName) -> ServiceLookup<'_> {
        if name.component_count() == 1 {
            return self.domain_client(domain, name).map_or(ServiceLookup::Absent, ServiceLookup::Held);
        }
        match domain.catalog.own_service(name, domain.id) {
            OwnHolder::One(id) => self.accounts.get(id).map_or(ServiceLookup::Absent, ServiceLookup::Held),
            OwnHolder::Several => ServiceLookup::NotUnique,
            OwnHolder::Absent => self.aliased(name).map_or(ServiceLookup::Absent, ServiceLookup::Held),
        }
    }

    /// By explicit user principal name, then by `sAMAccountName@own-domain`.
    fn by_upn(&self, domain: &Domain, upn: &str) -> Option<&Account> {
        let (prefix, suffix) = upn.rsplit_once('@')?;
        match domain.catalog.own_user(&FoldedName::folded(upn), domain.id) {
            OwnHolder::One(id) => self.accounts.get(id),
            OwnHolder::Several => None,
            OwnHolder::Absent if self.answers_to(suffix) => self.by_sam(prefix),
            OwnHolder::Absent => None,
        }
    }

    /// By the explicit user principal name `name@own-domain`, as ktpass gives services.
    fn by_upn_prefix(&self, domain: &Domain, name: &PrincipalName) -> Option<&Account> {
        let mut upn = FoldedName::folded("");
        for (position, component) in name.components().enumerate() {
            if position > 0 {
                upn.push("/", NameCase::Folded);
            }
            upn.push(component, NameCase::Folded);
        }
        upn.push("@", NameCase::Folded);
        upn.push(&domain.dns_name, NameCase::Folded);
        match domain.catalog.own_user(&upn, domain.id) {
            OwnHolder::One(id) => self.accounts.get(id),
            OwnHolder::Absent | OwnHolder::Several => None,
        }
    }

    fn by_sam(&self, sam: &str) -> Option<&Account> {
        let mut key = FoldedName::folded(sam);
        if let Some(id) = self.names.get(key.as_bytes()) {
            return self.accounts.get(*id);
        }
        key.push("$", NameCase::Folded);
        self.accounts.get(*self.names.get(key.as_bytes())?)
    }

    fn aliased(&self, name: &PrincipalName) -> Option<&Account> {
        let key = FoldedName::principal(name, self.name_case());
        self.accounts.get(*self.names.get(key.as_bytes())?)
    }

    fn plain_account(&self, name: &PrincipalName) -> Option<&Account> {
        if name.name_type == NameType::ENTERPRISE && name.component_count() == 1 {
            let (local, realm) = name.first().rsplit_once('@')?;
            return if realm == self.name.as_str() { self.aliased(&PrincipalName::parse(local).ok()?) } else { None };
        }
        self.aliased(name)
    }
}
