//! What a set of records must be like to be stored (MS-ADTS 6.1.6.9.3.2).
//!
//! Where the rules only call a record superfluous it is dropped, and the first of several alike stays. Records that
//! stay are not changed in any byte, and their order is kept.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;
use thiserror::Error;
use xrealm_names::{Sid, fold};

use super::dns_key::DnsKey;
use super::{ForestTrustInfo, Record, RecordData};

/// A set of records as it may be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WellFormed {
    /// The records that stay.
    pub info: ForestTrustInfo,
    /// Where each of them stood before.
    pub positions: Vec<u32>,
    /// What was left out, in the order of the records.
    pub dropped: Vec<Dropped>,
}

/// A superfluous record.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum Dropped {
    /// A name, or a domain by its name, NetBIOS name or SID, that an earlier record has.
    #[error("record {record} ({name}) repeats record {first}")]
    Duplicate {
        /// Position of the record, from zero.
        record: u32,
        /// Its DNS name.
        name: Box<str>,
        /// Position of the one that stays.
        first: u32,
    },
    /// A top-level name below another one of the set.
    #[error("record {record} ({name}) lies below record {above}")]
    Redundant {
        /// Position of the record, from zero.
        record: u32,
        /// Its name.
        name: Box<str>,
        /// Position of the record that claims it already.
        above: u32,
    },
}

/// What keeps a set of records from being stored: STATUS_INVALID_PARAMETER.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum IllFormed {
    /// Nothing is claimed.
    #[error("there is no top-level name")]
    NoTopLevelName,
    /// A DNS name that no host can have.
    #[error("record {record} holds {name:?}, which is no DNS name")]
    DnsName {
        /// Position of the record, from zero.
        record: u32,
        /// The name.
        name: Box<str>,
    },
    /// A NetBIOS name has 1 to 15 characters.
    #[error("record {record} holds {name:?}, which is no NetBIOS name")]
    NetbiosName {
        /// Position of the record, from zero.
        record: u32,
        /// The name.
        name: Box<str>,
    },
    /// A domain lies at or below a top-level name of the set.
    #[error("domain {name} of record {record} lies below no top-level name")]
    DomainOutside {
        /// Position of the record, from zero.
        record: u32,
        /// The domain's DNS name.
        name: Box<str>,
    },
    /// An exclusion lies below a top-level name of the set.
    #[error("exclusion {name} of record {record} lies below no top-level name")]
    ExclusionOutside {
        /// Position of the record, from zero.
        record: u32,
        /// The excluded name.
        name: Box<str>,
    },
    /// More records than the interface takes (MS-LSAD 2.2.7.25).
    #[error("{count} records are more than {}", ForestTrustInfo::MAX_WRITTEN_RECORDS)]
    TooManyRecords {
        /// How many there are.
        count: usize,
    },
}

impl ForestTrustInfo {
    /// The most records that can be written at once (MS-LSAD 2.2.7.25). A set that is collected may be larger.
    pub const MAX_WRITTEN_RECORDS: usize = 4000;

    /// One more than the longest NetBIOS name has characters.
    const NETBIOS_NAME_END: usize = 16;

    /// The set without its superfluous records.
    ///
    /// # Errors
    /// Every violation, in the order of the records.
    pub fn well_formed(self) -> Result<WellFormed, Vec<IllFormed>> {
        let set = Set::of(&self.records);
        let mut violations = set.violations;
        if set.names.is_empty() {
            violations.insert(0, IllFormed::NoTopLevelName);
        }
        if !violations.is_empty() {
            return Err(violations);
        }
        let dropped = set.dropped;
        let mut stay = WellFormed { info: Self { records: Vec::new(), ..self }, positions: Vec::new(), dropped };
        let mut superfluous = stay.dropped.iter().map(Dropped::record).peekable();
        for (position, record) in (0..).zip(self.records) {
            if superfluous.next_if_eq(&position).is_none() {
                stay.info.records.push(record);
                stay.positions.push(position);
            }
        }
        drop(superfluous);
        Ok(stay)
    }
}

impl Dropped {
    /// Position of the record, from zero.
    #[must_use]
    pub fn record(&self) -> u32 {
        match self {
            Self::Duplicate { record, .. } | Self::Redundant { record, .. } => *record,
        }
    }
}

/// What the records say together.
#[derive(Default)]
struct Set {
    names: BTreeMap<DnsKey, u32>,
    exclusions: BTreeMap<DnsKey, u32>,
    domains: BTreeMap<DnsKey, u32>,
    netbios_names: HashMap<Box<str>, u32, FixedState>,
    sids: HashMap<Sid, u32, FixedState>,
    violations: Vec<IllFormed>,
    dropped: Vec<Dropped>,
}

impl Set {
    fn of(records: &[Record]) -> Set {
        let mut set = Set::default();
        let keys: Vec<Option<DnsKey>> =
            (0..).zip(records).map(|(position, record)| set.key(position, record)).collect();
        for ((position, record), key) in (0..).zip(records).zip(&keys) {
            if let (RecordData::TopLevelName(name), Some(key)) = (&record.data, key)
                && let Some(first) = first(&mut set.names, key, position)
            {
                set.dropped.push(Dropped::Duplicate { record: position, name: name.clone(), first });
            }
        }
        for ((position, record), key) in (0..).zip(records).zip(&keys) {
            if let Some(key) = key {
                set.judge(position, record, key);
            }
        }
        set.dropped.sort_by_key(Dropped::record);
        set.violations.sort_by_key(IllFormed::record);
        set
    }

    /// The key of the record's DNS name, if it is about one. Complains about its names.
    fn key(&mut self, record: u32, found: &Record) -> Option<DnsKey> {
        if let RecordData::DomainInfo { netbios_name, .. } | RecordData::ScannerInfo { netbios_name, .. } = &found.data
            && !(1..ForestTrustInfo::NETBIOS_NAME_END).contains(&netbios_name.chars().count())
        {
            self.violations.push(IllFormed::NetbiosName { record, name: netbios_name.clone() });
        }
        let name = found.dns_name()?;
        let key = DnsKey::of(name);
        if key.is_none() {
            self.violations.push(IllFormed::DnsName { record, name: name.into() });
        }
        key
    }

    fn judge(&mut self, record: u32, found: &Record, key: &DnsKey) {
        match &found.data {
            RecordData::TopLevelName(name) => {
                let stays = self.names.get(key) == Some(&record);
                if let Some(&above) = key.above().find_map(|above| self.names.get(above)).filter(|_| stays) {
                    self.dropped.push(Dropped::Redundant { record, name: name.clone(), above });
                }
            }
            RecordData::TopLevelNameEx(name) => {
                if let Some(first) = first(&mut self.exclusions, key, record) {
                    self.dropped.push(Dropped::Duplicate { record, name: name.clone(), first });
                } else if !key.above().any(|above| self.names.contains_key(above)) {
                    self.violations.push(IllFormed::ExclusionOutside { record, name: name.clone() });
                }
            }
            RecordData::DomainInfo { sid, dns_name, netbios_name } => {
                if let Some(first) = self.domain(record, key, netbios_name, sid) {
                    self.dropped.push(Dropped::Duplicate { record, name: dns_name.clone(), first });
                } else if !key.and_above().any(|above| self.names.contains_key(above)) {
                    self.violations.push(IllFormed::DomainOutside { record, name: dns_name.clone() });
                }
            }
            RecordData::ScannerInfo { .. } | RecordData::BinaryInfo { .. } | RecordData::Unknown { .. } => {}
        }
    }

    /// Enters a domain, or finds the first record that is the same domain in some respect.
    fn domain(&mut self, record: u32, key: &DnsKey, netbios_name: &str, sid: &Sid) -> Option<u32> {
        let netbios_name: Box<str> = fold(netbios_name).into();
        let same = [self.domains.get(key), self.netbios_names.get(&netbios_name), self.sids.get(sid)];
        let first = same.into_iter().flatten().min().copied();
        if first.is_none() {
            self.domains.insert(key.clone(), record);
            self.netbios_names.insert(netbios_name, record);
            self.sids.insert(sid.clone(), record);
        }
        first
    }
}

impl IllFormed {
    /// Position of the record, from zero; `None` if it is about the whole set.
    #[must_use]
    pub fn record(&self) -> Option<u32> {
        match self {
            Self::NoTopLevelName | Self::TooManyRecords { .. } => None,
            Self::DnsName { record, .. }
            | Self::NetbiosName { record, .. }
            | Self::DomainOutside { record, .. }
            | Self::ExclusionOutside { record, .. } => Some(*record),
        }
    }
}

/// Enters `position`, or finds who was there before.
fn first(entered: &mut BTreeMap<DnsKey, u32>, key: &DnsKey, position: u32) -> Option<u32> {
    if let Some(&first) = entered.get(key) {
        return Some(first);
    }
    entered.insert(key.clone(), position);
    None
}

#[cfg(test)]
mod tests;
