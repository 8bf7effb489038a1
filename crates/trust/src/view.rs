//! What one key distribution centre knows of the world.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xrealm_names::RealmName;

use crate::trust_table::{Spelling, TrustTable};
use crate::{Capaths, DomainId, Forest, HostToRealm, TrustId, TrustedDomainObject};

/// The view of one domain controller, or of the KDC of a plain Kerberos realm. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct View {
    pub(crate) side: Side,
    pub(crate) policy: ReferralPolicy,
    pub(crate) forest_search: Option<Arc<[RealmName]>>,
    pub(crate) alternate_suffixes: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum Side {
    Domain { forest: Arc<Forest>, id: DomainId, realm: RealmName, table: Arc<TrustTable> },
    Realm(Arc<RealmSide>),
}

#[derive(Debug)]
pub(crate) struct RealmSide {
    pub(crate) realm: KerberosRealm,
    pub(crate) table: TrustTable,
}

/// A Kerberos realm outside of any forest.
#[derive(Debug, Clone)]
pub struct KerberosRealm {
    /// Its name, compared byte for byte.
    pub name: RealmName,
    /// Its trusts; [`TrustId`]s count along this list.
    pub trusts: Vec<Arc<TrustedDomainObject>>,
    /// Which realm a host belongs to.
    pub host_to_realm: HostToRealm,
    /// Configured paths.
    pub capaths: Arc<Capaths>,
    /// Where hosts of no known realm are referred to.
    pub default_referral_realm: Option<RealmName>,
}

/// When a service that is not here is referred without the client having asked for referrals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferralPolicy {
    /// Only if the canonicalize option is set, or the name is NT-SRV-INST, as Heimdal and RFC 6806 clients expect.
    Canonicalize,
    /// Also for host-based names, whatever the options: as Active Directory.
    #[default]
    HostBased,
    /// For every name.
    Always,
}

impl View {
    /// The view of a domain controller of domain `id`; `None` if the forest has no such domain.
    #[must_use]
    pub fn of_domain(forest: Arc<Forest>, id: DomainId, policy: ReferralPolicy) -> Option<Self> {
        let realm = forest.domain(id)?.dns_name.clone();
        let table = Arc::clone(forest.table(id)?);
        Some(Self::new(Side::Domain { forest, id, realm, table }, policy))
    }

    /// The view of a plain Kerberos realm's KDC.
    #[must_use]
    pub fn of_realm(realm: KerberosRealm, policy: ReferralPolicy) -> Self {
        let table = TrustTable::new(&realm.trusts, Spelling::Exact);
        Self::new(Side::Realm(Arc::new(RealmSide { realm, table })), policy)
    }

    fn new(side: Side, policy: ReferralPolicy) -> Self {
        Self { side, policy, forest_search: None, alternate_suffixes: true }
    }

    /// With forests, by the names of their roots, to which services are referred whose host is a single label and which
    /// the own forest does not know; the first that can be reached counts. For domains only.
    #[must_use]
    pub fn with_forest_search(self, forests: &[RealmName]) -> Self {
        Self { forest_search: (!forests.is_empty()).then(|| forests.into()), ..self }
    }

    /// Without alternate suffixes of user principal names of other forests, as a managed domain: only suffixes that are
    /// domains lead there.
    #[must_use]
    pub fn without_alternate_suffixes(self) -> Self {
        Self { alternate_suffixes: false, ..self }
    }

    /// The forests that are searched for single-label hosts.
    #[must_use]
    pub fn forest_search(&self) -> &[RealmName] {
        self.forest_search.as_deref().unwrap_or_default()
    }

    /// The realm whose KDC this is.
    #[must_use]
    pub fn realm(&self) -> &RealmName {
        match &self.side {
            Side::Domain { realm, .. } => realm,
            Side::Realm(side) => &side.realm.name,
        }
    }

    /// The forest and the domain's place in it; `None` for a plain Kerberos realm.
    #[must_use]
    pub fn domain(&self) -> Option<(&Arc<Forest>, DomainId)> {
        match &self.side {
            Side::Domain { forest, id, .. } => Some((forest, *id)),
            Side::Realm(_) => None,
        }
    }

    /// The plain Kerberos realm; `None` for a domain.
    #[must_use]
    pub fn kerberos_realm(&self) -> Option<&KerberosRealm> {
        match &self.side {
            Side::Domain { .. } => None,
            Side::Realm(side) => Some(&side.realm),
        }
    }

    /// When referrals are given unasked.
    #[must_use]
    pub fn policy(&self) -> ReferralPolicy {
        self.policy
    }

    /// Whether `name` is this realm's: for a domain its DNS or NetBIOS name in any case, otherwise byte for byte.
    #[must_use]
    pub fn is_own_name(&self, name: &str) -> bool {
        match &self.side {
            Side::Domain { forest, id, .. } => forest.domain_named(name) == Some(*id),
            Side::Realm(side) => side.realm.name.as_str() == name,
        }
    }

    /// One trust of this realm.
    #[must_use]
    pub fn trust(&self, id: TrustId) -> Option<&Arc<TrustedDomainObject>> {
        self.table().object(id)
    }

    /// The trust with the partner of this name, compared as in [`View::is_own_name`].
    #[must_use]
    pub fn trust_named(&self, name: &str) -> Option<TrustId> {
        self.table().named(name)
    }

    /// The partner's realm as it stands in tickets.
    #[must_use]
    pub fn partner(&self, id: TrustId) -> Option<&RealmName> {
        self.table().realm(id)
    }

    /// All trusts of this realm.
    pub fn trusts(&self) -> impl Iterator<Item = (TrustId, &Arc<TrustedDomainObject>)> {
        self.table().iter()
    }

    /// Whether realms beyond the two ends may use a trust. For a plain realm only the NON_TRANSITIVE bit says no.
    pub(crate) fn is_transitive(&self, object: &TrustedDomainObject) -> bool {
        match &self.side {
            Side::Domain { .. } => object.is_transitive(),
            Side::Realm(_) => !object.trust_attributes.contains(crate::TrustAttributes::NON_TRANSITIVE),
        }
    }

    pub(crate) fn table(&self) -> &TrustTable {
        match &self.side {
            Side::Domain { table, .. } => table,
            Side::Realm(side) => &side.table,
        }
    }
}
