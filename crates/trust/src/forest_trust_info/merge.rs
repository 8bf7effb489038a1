//! What a partner says now, brought together with what was stored of it (MS-NRPC 3.5.4.7.5).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use foldhash::fast::FixedState;
use xrealm_names::{Sid, fold};

use super::dns_key::DnsKey;
use super::{FileTime, ForestTrustInfo, Record, RecordData, RecordFlags};

/// What becomes of top-level names that were not known before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewNames {
    /// They are routed: what happens when the trust is made.
    Routed,
    /// They wait for an administrator, but for the partner's own name.
    Disabled,
}

impl ForestTrustInfo {
    /// The records of `partner`, a DNS name, after it has said `new`. What is new to the set is dated `at`.
    ///
    /// Flags that were set stay, also on the partner's own name. Exclusions stay where they lie below a name that is
    /// left; one that equals a name could not be stored, and that name is new. Domains that the partner no longer has
    /// stay if an administrator had disabled them. Scanner records and all that are not understood stay.
    #[must_use]
    pub fn merge(&self, partner: &str, new: &ForestTrustInfo, new_names: NewNames, at: FileTime) -> ForestTrustInfo {
        let mut merged = Merged { old: Old::of(&self.records), new_names, at, ..Merged::default() };
        let own = DnsKey::of(partner);
        for record in &new.records {
            merged.top_level_name(record, own.as_ref());
        }
        for record in &new.records {
            merged.domain(record);
        }
        merged.keep(&self.records);
        ForestTrustInfo { records: merged.records, trailing: self.trailing.clone() }
    }
}

/// The stored records, by what they are found by.
#[derive(Default)]
struct Old<'a> {
    names: BTreeMap<DnsKey, &'a Record>,
    domains: HashMap<Box<str>, &'a Record, FixedState>,
    domains_by_sid: HashMap<&'a Sid, &'a Record, FixedState>,
}

impl<'a> Old<'a> {
    fn of(records: &'a [Record]) -> Old<'a> {
        let mut old = Old::default();
        for record in records {
            match &record.data {
                RecordData::TopLevelName(name) => {
                    if let Some(key) = DnsKey::of(name) {
                        old.names.entry(key).or_insert(record);
                    }
                }
                RecordData::DomainInfo { sid, netbios_name, .. } => {
                    old.domains.entry(fold(netbios_name).into()).or_insert(record);
                    old.domains_by_sid.entry(sid).or_insert(record);
                }
                RecordData::TopLevelNameEx(_)
                | RecordData::ScannerInfo { .. }
                | RecordData::BinaryInfo { .. }
                | RecordData::Unknown { .. } => {}
            }
        }
        old
    }
}

struct Merged<'a> {
    old: Old<'a>,
    new_names: NewNames,
    at: FileTime,
    records: Vec<Record>,
    names: BTreeSet<DnsKey>,
    sids: HashSet<Sid, FixedState>,
    netbios_names: HashSet<Box<str>, FixedState>,
}

impl Default for Merged<'_> {
    fn default() -> Self {
        Self {
            old: Old::default(),
            new_names: NewNames::Disabled,
            at: FileTime(0),
            records: Vec::new(),
            names: BTreeSet::new(),
            sids: HashSet::default(),
            netbios_names: HashSet::default(),
        }
    }
}

impl Merged<'_> {
    fn top_level_name(&mut self, record: &Record, own: Option<&DnsKey>) {
        let RecordData::TopLevelName(name) = &record.data else { return };
        let Some(key) = DnsKey::of(name) else { return };
        if key.and_above().any(|above| self.names.contains(above)) {
            return;
        }
        let merged = match self.old.names.get(&key) {
            Some(&old) => old.clone(),
            None if self.new_names == NewNames::Routed || own == Some(&key) => {
                Record { timestamp: self.at, ..record.clone() }
            }
            None => Record { timestamp: self.at, flags: RecordFlags(RecordFlags::TLN_DISABLED_NEW), ..record.clone() },
        };
        self.records.push(merged);
        self.names.insert(key);
    }

    fn domain(&mut self, record: &Record) {
        let RecordData::DomainInfo { sid, netbios_name, .. } = &record.data else { return };
        if !self.sids.insert(sid.clone()) {
            return;
        }
        let same = self.old.domains_by_sid.get(sid).filter(|old| is_same_domain(old, record));
        let netbios_name: Box<str> = fold(netbios_name).into();
        let merged = match (same, self.old.domains.get(&netbios_name)) {
            (Some(&old), _) => old.clone(),
            (None, Some(old)) => Record { flags: old.flags, timestamp: old.timestamp, ..record.clone() },
            (None, None) => Record { flags: RecordFlags::default(), timestamp: self.at, ..record.clone() },
        };
        self.records.push(merged);
        self.netbios_names.insert(netbios_name);
    }

    /// Takes over what is stored and not for the partner to say.
    fn keep(&mut self, old: &[Record]) {
        let disabled_domains = old.iter().filter(|record| self.is_disabled_and_gone(record));
        let exclusions = old.iter().filter(|record| self.still_excludes(record));
        let others = old.iter().filter(|record| is_opaque(record));
        let kept: Vec<Record> = disabled_domains.chain(exclusions).chain(others).cloned().collect();
        self.records.extend(kept);
    }

    fn is_disabled_and_gone(&self, record: &Record) -> bool {
        let RecordData::DomainInfo { sid, dns_name, netbios_name } = &record.data else { return false };
        let by_admin = RecordFlags::SID_DISABLED_ADMIN | RecordFlags::NB_DISABLED_ADMIN;
        record.flags.0 & by_admin != 0
            && !self.netbios_names.contains(&*fold(netbios_name))
            && !self.sids.contains(sid)
            && self.claims(dns_name)
    }

    fn still_excludes(&self, record: &Record) -> bool {
        let RecordData::TopLevelNameEx(name) = &record.data else { return false };
        DnsKey::of(name).is_some_and(|key| key.above().any(|above| self.names.contains(above)))
    }

    /// Whether a name lies at or below one that was merged.
    fn claims(&self, name: &str) -> bool {
        DnsKey::of(name).is_some_and(|key| key.and_above().any(|above| self.names.contains(above)))
    }
}

/// Whether two records name one domain in one way.
fn is_same_domain(left: &Record, right: &Record) -> bool {
    match (&left.data, &right.data) {
        (
            RecordData::DomainInfo { sid, dns_name, netbios_name },
            RecordData::DomainInfo { sid: other_sid, dns_name: other_name, netbios_name: other_netbios_name },
        ) => {
            sid == other_sid
                && DnsKey::of(dns_name) == DnsKey::of(other_name)
                && fold(netbios_name) == fold(other_netbios_name)
        }
        _ => false,
    }
}

fn is_opaque(record: &Record) -> bool {
    match record.data {
        RecordData::ScannerInfo { .. } | RecordData::BinaryInfo { .. } | RecordData::Unknown { .. } => true,
        RecordData::TopLevelName(_) | RecordData::TopLevelNameEx(_) | RecordData::DomainInfo { .. } => false,
    }
}

#[cfg(test)]
mod tests;
