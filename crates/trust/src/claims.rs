//! Which forest a DNS name belongs to: the own forest's domains and the names that partner forests claim
//! (MS-DRSR 5.64.2, MS-ADTS 6.1.6.9.3.2).

use std::collections::HashMap;

use foldhash::fast::FixedState;
use smallvec::SmallVec;
use xrealm_names::fold;

use crate::folded::with_folded;
use crate::label_trie::LabelTrie;
use crate::trust_table::{TrustTable, claims_names};
use crate::{DomainId, Lost, RecordData, RecordFlags, RecordId, TrustId};

/// All claims that the forest root's trusts make, and the own domains, by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Claims {
    by_dns_name: LabelTrie<Claim>,
    by_netbios_name: HashMap<Box<str>, SmallVec<[RecordId; 1]>, FixedState>,
}

#[derive(Debug, Clone, Copy)]
enum Claim {
    OwnDomain(DomainId),
    TopLevelName { record: RecordId, enabled: bool },
    Exclusion(RecordId),
    Domain { record: RecordId, enabled: bool },
}

/// What a name stands for, which decides what records it is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A host, or the suffix of a user principal name: top-level names decide.
    Namespace,
    /// A domain: a disabled domain record at or above it takes it out.
    Domain,
}

/// One record that was compared, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Compared {
    pub(crate) record: RecordId,
    pub(crate) lost: Option<Lost>,
}

/// The records that a name met, the winner (if any) among them.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    pub(crate) compared: SmallVec<[Compared; 4]>,
}

impl Comparison {
    pub(crate) fn winner(&self) -> Option<RecordId> {
        self.compared.iter().find(|compared| compared.lost.is_none()).map(|compared| compared.record)
    }
}

impl Claims {
    pub(crate) fn new<'a>(domains: impl Iterator<Item = (DomainId, &'a str)>, root: &TrustTable) -> Self {
        let mut claims = Self::default();
        for (id, dns_name) in domains {
            claims.by_dns_name.insert(dns_name, Claim::OwnDomain(id));
        }
        for (trust, object) in root.iter().filter(|(_, object)| claims_names(object)) {
            let records = object.forest_trust_info.iter().flat_map(|info| &info.records);
            for (position, record) in (0..).zip(records) {
                let id = RecordId { trust, position };
                let enabled = record.is_enabled();
                match &record.data {
                    RecordData::TopLevelName(name) => {
                        claims.by_dns_name.insert(name, Claim::TopLevelName { record: id, enabled });
                    }
                    RecordData::TopLevelNameEx(name) => claims.by_dns_name.insert(name, Claim::Exclusion(id)),
                    RecordData::DomainInfo { dns_name, netbios_name, .. } => {
                        claims.by_dns_name.insert(dns_name, Claim::Domain { record: id, enabled });
                        claims.by_netbios_name.entry(fold(netbios_name).into()).or_default().push(id);
                    }
                    RecordData::BinaryInfo { .. } | RecordData::ScannerInfo { .. } | RecordData::Unknown { .. } => {}
                }
            }
        }
        claims
    }

    /// Compares `name` with every record that it equals or lies below. The longest enabled top-level name whose forest
    /// does not exclude the full name wins; a domain of the own forest beats what is not longer than its name.
    pub(crate) fn compare(&self, name: &str, asked: Asked) -> Comparison {
        let mut met = Met::default();
        self.by_dns_name.walk(name, |reach, claim| match *claim {
            Claim::OwnDomain(domain) => met.own = Some((reach.labels, domain)),
            Claim::Exclusion(record) => met.exclusions.push(record),
            Claim::TopLevelName { record, enabled } => met.names.push((reach.labels, record, enabled)),
            Claim::Domain { record, enabled } => {
                if !enabled && asked == Asked::Domain {
                    met.disabled_domains.push(record);
                }
            }
        });
        met.judge()
    }

    /// The domain records with this NetBIOS name, judged by their own flags and by whether their forest owns the DNS
    /// name beside it.
    pub(crate) fn compare_netbios(&self, name: &str, root: &TrustTable) -> Comparison {
        let mut comparison = Comparison::default();
        for &record in with_folded(name, |name| self.by_netbios_name.get(name)).into_iter().flatten() {
            let lost = self.netbios_loss(record, root);
            let lost = if lost.is_none() && comparison.winner().is_some() { Some(Lost::Shorter) } else { lost };
            comparison.compared.push(Compared { record, lost });
        }
        comparison
    }

    fn netbios_loss(&self, record: RecordId, root: &TrustTable) -> Option<Lost> {
        let Some(found) = root.record(record) else { return Some(Lost::Shorter) };
        if found.flags.0 & RecordFlags::NETBIOS_DISABLED != 0 {
            return Some(Lost::Disabled);
        }
        let owner = self.compare(found.dns_name().unwrap_or_default(), Asked::Domain);
        match owner.winner() {
            Some(winner) if winner.trust == record.trust => None,
            Some(_) => Some(Lost::Shorter),
            None => owner
                .compared
                .iter()
                .find(|compared| compared.record.trust == record.trust)
                .map_or(Some(Lost::Disabled), |compared| compared.lost),
        }
    }
}

/// What a walk along a name came by.
#[derive(Default)]
struct Met {
    own: Option<(u32, DomainId)>,
    names: SmallVec<[(u32, RecordId, bool); 4]>,
    exclusions: SmallVec<[RecordId; 2]>,
    disabled_domains: SmallVec<[RecordId; 2]>,
}

impl Met {
    /// Of each forest only the longest name counts; names are looked at from the longest.
    fn judge(&self) -> Comparison {
        let mut comparison = Comparison::default();
        let mut won = false;
        for (place, &(labels, record, enabled)) in self.names.iter().enumerate().rev() {
            let longer = self.names.get(place + 1..).unwrap_or_default();
            let lost = if longer.iter().any(|(_, other, _)| other.trust == record.trust) {
                Some(Lost::Shorter)
            } else {
                self.loss(labels, record.trust, enabled).or(won.then_some(Lost::Shorter))
            };
            won |= lost.is_none();
            comparison.compared.push(Compared { record, lost });
        }
        comparison
    }

    fn loss(&self, labels: u32, trust: TrustId, enabled: bool) -> Option<Lost> {
        let of_trust = |records: &[RecordId]| records.iter().find(|record| record.trust == trust).copied();
        if let Some(exclusion) = of_trust(&self.exclusions) {
            return Some(Lost::Excluded(exclusion));
        }
        if !enabled {
            return Some(Lost::Disabled);
        }
        if let Some(domain) = of_trust(&self.disabled_domains) {
            return Some(Lost::DomainDisabled(domain));
        }
        match self.own {
            Some((own_labels, domain)) if own_labels >= labels => Some(Lost::OwnForest(domain)),
            Some(_) | None => None,
        }
    }
}
