//! What is taken at one forest root: the names and SIDs of its own forest and of its trusts' enabled records.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;
use std::ops::Bound;

use foldhash::fast::FixedState;
use smallvec::SmallVec;
use xrealm_names::{RealmName, Sid, fold};

use crate::forest_trust_info::dns_key::DnsKey;
use crate::{ForestTrustInfo, OwnDomain, RecordData, RecordFlags, TrustId};

/// The names and SIDs that a new record can collide with, indexed.
///
/// ```
/// use xrealm_names::{RealmName, Sid};
/// use xrealm_trust::{CollisionKind, ForestTrustInfo, OwnDomain, Record, TakenNames, TrustId};
///
/// let own = OwnDomain { dns_name: "a.test", netbios_name: "A", sid: &Sid::domain([1, 2, 3]), is_tree_root: true };
/// let mut taken = TakenNames::new([own], []);
/// let partner = RealmName::from_dns("b.test")?;
/// taken.add(TrustId(0), &partner, &ForestTrustInfo::new(vec![Record::top_level_name("corp.example")]));
///
/// let mut claims = ForestTrustInfo::new(vec![Record::top_level_name("sales.corp.example")]);
/// let collisions = taken.collisions(None, &claims);
/// assert_eq!((collisions[0].kind, &collisions[0].name), (CollisionKind::CollisionTdo, &partner));
/// claims.mark(&collisions);
/// assert!(!claims.records[0].is_enabled());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct TakenNames {
    own_names: BTreeMap<DnsKey, RealmName>,
    own_sids: HashMap<Sid, RealmName, FixedState>,
    own_netbios_names: HashMap<Box<str>, RealmName, FixedState>,
    partners: BTreeMap<TrustId, RealmName>,
    names: BTreeMap<DnsKey, Owners>,
    exclusions: BTreeMap<DnsKey, Owners>,
    domains: HashMap<DnsKey, Owners, FixedState>,
    sids: HashMap<Sid, Owners, FixedState>,
    netbios_names: HashMap<Box<str>, Owners, FixedState>,
}

/// Trusts that have the same thing; one, where every write was checked.
type Owners = SmallVec<[TrustId; 1]>;

/// Who has a thing.
#[derive(Debug, Clone, Copy)]
pub(super) enum Taker<'a> {
    OwnForest(&'a RealmName),
    Trust(TrustId),
}

impl TakenNames {
    /// What the own forest has: its domains, the root first, and its uPNSuffixes and msDS-SPNSuffixes.
    #[must_use]
    pub fn new<'a>(
        domains: impl IntoIterator<Item = OwnDomain<'a>>,
        suffixes: impl IntoIterator<Item = &'a str>,
    ) -> TakenNames {
        let mut taken = TakenNames::default();
        let mut root = None;
        for domain in domains {
            let Ok(name) = RealmName::from_dns(domain.dns_name) else { continue };
            if let Some(key) = DnsKey::of(domain.dns_name) {
                taken.own_names.insert(key, name.clone());
            }
            taken.own_sids.insert(domain.sid.clone(), name.clone());
            taken.own_netbios_names.insert(fold(domain.netbios_name).into(), name.clone());
            root.get_or_insert(name);
        }
        if let Some(root) = root {
            for key in suffixes.into_iter().filter_map(DnsKey::of) {
                taken.own_names.entry(key).or_insert_with(|| root.clone());
            }
        }
        taken
    }

    /// Adds what a trust has stored: its enabled records, and its exclusions.
    pub fn add(&mut self, trust: TrustId, partner: &RealmName, info: &ForestTrustInfo) {
        self.partners.insert(trust, partner.clone());
        for record in info.records.iter().filter(|record| record.is_enabled()) {
            let Some(key) = record.dns_name().and_then(DnsKey::of) else { continue };
            match &record.data {
                RecordData::TopLevelName(_) => self.names.entry(key).or_default().push(trust),
                RecordData::TopLevelNameEx(_) => self.exclusions.entry(key).or_default().push(trust),
                RecordData::DomainInfo { sid, netbios_name, .. } => {
                    self.domains.entry(key).or_default().push(trust);
                    self.sids.entry(sid.clone()).or_default().push(trust);
                    if record.flags.0 & RecordFlags::NETBIOS_DISABLED == 0 {
                        self.netbios_names.entry(fold(netbios_name).into()).or_default().push(trust);
                    }
                }
                RecordData::BinaryInfo { .. } | RecordData::ScannerInfo { .. } | RecordData::Unknown { .. } => {}
            }
        }
    }

    pub(super) fn partner(&self, trust: TrustId) -> Option<&RealmName> {
        self.partners.get(&trust)
    }

    /// The own forest, if it has a domain or suffix of this name.
    pub(super) fn own_name(&self, key: &DnsKey) -> Option<Taker<'_>> {
        self.own_names.get(key).map(Taker::OwnForest)
    }

    /// Another trust with this top-level name.
    pub(super) fn top_level_name(&self, key: &str, own: Option<TrustId>) -> Option<Taker<'_>> {
        other(self.names.get(key)?, own).map(Taker::Trust)
    }

    /// Another trust with a domain of this name.
    pub(super) fn domain(&self, key: &DnsKey, own: Option<TrustId>) -> Option<Taker<'_>> {
        other(self.domains.get(key)?, own).map(Taker::Trust)
    }

    /// Who else has a domain with this SID.
    pub(super) fn sid(&self, sid: &Sid, own: Option<TrustId>) -> Option<Taker<'_>> {
        taker(&self.own_sids, &self.sids, sid, own)
    }

    /// Who else has a domain with this NetBIOS name.
    pub(super) fn netbios_name(&self, name: &str, own: Option<TrustId>) -> Option<Taker<'_>> {
        taker(&self.own_netbios_names, &self.netbios_names, &fold(name).into(), own)
    }

    /// Another trust with a top-level name above this one and no exclusion for it.
    pub(super) fn above(&self, key: &DnsKey, own: Option<TrustId>) -> Option<Taker<'_>> {
        let exclude: BTreeSet<TrustId> =
            key.and_above().filter_map(|above| self.exclusions.get(above)).flatten().copied().collect();
        let owners = key.above().filter_map(|above| self.names.get(above));
        owners.flatten().find(|&&trust| Some(trust) != own && !exclude.contains(&trust)).copied().map(Taker::Trust)
    }

    /// Another trust with a top-level name below this one and at or below none of `exclusions`.
    pub(super) fn below(&self, key: &DnsKey, own: Option<TrustId>, exclusions: &BTreeSet<DnsKey>) -> Option<Taker<'_>> {
        let mut names = self.names.range::<str, _>((Bound::Excluded(key.as_str()), Bound::Unbounded));
        while let Some((name, owners)) = names.next().filter(|(name, _)| name.is_at_or_below(key)) {
            if let Some(excluded) = name.and_above().find(|&above| exclusions.contains(above)) {
                let after = DnsKey::after_all_below(excluded);
                names = self.names.range::<str, _>((Bound::Included(after.as_str()), Bound::Unbounded));
            } else if let Some(trust) = other(owners, own) {
                return Some(Taker::Trust(trust));
            }
        }
        None
    }
}

fn taker<'a, K: Eq + Hash>(
    own_forest: &'a HashMap<K, RealmName, FixedState>,
    trusts: &HashMap<K, Owners, FixedState>,
    key: &K,
    own: Option<TrustId>,
) -> Option<Taker<'a>> {
    match own_forest.get(key) {
        Some(name) => Some(Taker::OwnForest(name)),
        None => other(trusts.get(key)?, own).map(Taker::Trust),
    }
}

fn other(owners: &Owners, own: Option<TrustId>) -> Option<TrustId> {
    owners.iter().copied().filter(|&trust| Some(trust) != own).min()
}
