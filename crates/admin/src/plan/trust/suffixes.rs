//! The names that a partner claims: listed, switched, excluded, asked for again.

use xrealm_directory::{Change, Claim, Directory, Realm, Trust, file_time};
use xrealm_names::{Moment, RealmName, fold};
use xrealm_trust::{ForestTrustInfo, Record, RecordData, RecordFlags, TrustKind, TrustType};

use super::super::{Means, Plan, Told, WritePlan, applied};
use super::partner_names::{asked_again, stored, told};
use super::required;
use crate::facts::{suffix_kind, trust_kind};
use crate::names::{End, Names};
use crate::{Answer, OperationRefusal, SuffixChange, SuffixListFacts, SuffixName};

pub(super) fn list(realm: &str, partner: &str, directory: &Directory) -> Result<Plan, OperationRefusal> {
    let list = List::of(realm, partner, directory)?;
    Ok(Plan::Read(Answer::Suffixes(SuffixListFacts::of(directory, list.realm, list.trust))))
}

pub(super) fn own(realm: &str, directory: &Directory) -> Result<Plan, OperationRefusal> {
    let realm = Names::of(directory).served(realm)?;
    let facts = SuffixListFacts::of_own(directory, realm);
    let facts = facts.ok_or_else(|| OperationRefusal::NoForest { realm: realm.name().clone() })?;
    Ok(Plan::Read(Answer::Suffixes(facts)))
}

pub(super) fn plan(
    realm: &str,
    partner: &str,
    change: &SuffixChange,
    means: &mut Means<'_>,
) -> Result<Plan, OperationRefusal> {
    let list = List::of(realm, partner, means.directory)?;
    let step = list.step(change, means)?;
    let after = applied(means.directory, &step.changes, means.now)?;
    let (realm, partner) = (list.realm.name().clone(), list.partner().clone());
    let mut notes = step.notes;
    notes.extend(collisions(means.directory, &after, &realm, &partner));
    let other = Names::of(means.directory).end(partner.as_str()).unwrap_or(End::Elsewhere(partner.clone()));
    Ok(Plan::from(WritePlan {
        replaced: step.replaced,
        requires: required(&End::Served(list.realm), &other).into_iter().collect(),
        told: Told { trusts: vec![(realm.clone(), partner.clone())], notes, ..Told::default() },
        ..WritePlan::new(format!("{} in the names of {partner} at {realm}", step.words), step.changes)
    }))
}

/// Claims that stand against somebody else's now and did not before.
pub(super) fn collisions(before: &Directory, after: &Directory, realm: &RealmName, partner: &RealmName) -> Vec<String> {
    let own = |directory: &Directory| {
        let found = directory.claim_collisions().into_iter();
        found
            .filter(|found| found.realm == *realm && found.partner == *partner)
            .map(|found| found.to_string())
            .collect::<Vec<_>>()
    };
    let known = own(before);
    own(after).into_iter().filter(|collision| !known.contains(collision)).collect()
}

/// The names that a partner claims, at the end that keeps them.
struct List<'d> {
    realm: &'d Realm,
    trust: &'d Trust,
    info: ForestTrustInfo,
}

/// What one change to them comes to.
#[derive(Default)]
struct Step {
    changes: Vec<Change>,
    words: String,
    replaced: Vec<String>,
    notes: Vec<String>,
}

impl<'d> List<'d> {
    fn of(realm: &str, partner: &str, directory: &'d Directory) -> Result<List<'d>, OperationRefusal> {
        let (realm, trust) = Names::of(directory).trust(realm, partner)?;
        if trust.tdo.kind() != TrustKind::Forest {
            let (partner, kind) = (trust.tdo.trust_partner.clone(), trust_kind(realm, &trust.tdo));
            return Err(OperationRefusal::NoSuffixList { realm: realm.name().clone(), partner, kind });
        }
        Ok(List { realm, trust, info: trust.tdo.forest_trust_info.clone().unwrap_or_default() })
    }

    fn partner(&self) -> &'d RealmName {
        &self.trust.tdo.trust_partner
    }

    fn step(&self, change: &SuffixChange, means: &Means<'_>) -> Result<Step, OperationRefusal> {
        match change {
            SuffixChange::Toggle(name) => {
                let record = self.record(name)?;
                self.switch(record, !is_wholly_enabled(record))
            }
            SuffixChange::Enable { name, on } => self.switch(self.record(name)?, *on),
            SuffixChange::Add(name) => self.add(name, means.now),
            SuffixChange::Remove(name) => self.remove(name),
            SuffixChange::Exclude(name) => self.exclude(name, means.now),
            SuffixChange::Include(name) => self.include(name),
            SuffixChange::Refresh => self.refresh(means),
        }
    }

    /// Enables what a record claims, or disables it. A domain that is disabled is so by its NetBIOS name too.
    fn switch(&self, record: &Record, on: bool) -> Result<Step, OperationRefusal> {
        let name = record.dns_name().unwrap_or_default().to_owned();
        let mut claims = Vec::new();
        match &record.data {
            RecordData::TopLevelName(name) => claims.push(Claim::TopLevelName(name.clone())),
            RecordData::DomainInfo { sid, netbios_name, .. } => {
                let netbios =
                    record.flags.0 & (RecordFlags::NB_DISABLED_ADMIN | RecordFlags::NB_DISABLED_CONFLICT) != 0;
                claims.push(Claim::Domain(sid.clone()));
                claims.extend((on && netbios).then(|| Claim::NetbiosName(netbios_name.clone())));
            }
            RecordData::TopLevelNameEx(_)
            | RecordData::ScannerInfo { .. }
            | RecordData::BinaryInfo { .. }
            | RecordData::Unknown { .. } => {
                return Err(OperationRefusal::NotSwitchable { name, kind: suffix_kind(record) });
            }
        }
        let words = format!("{} {name}", if on { "enable" } else { "disable" });
        if on == is_wholly_enabled(record) {
            let notes = vec![format!("{name} was {} already", if on { "enabled" } else { "disabled" })];
            return Ok(Step { words, notes, ..Step::default() });
        }
        let (realm, partner) = (self.realm.name(), self.partner());
        let enable = |claim| Change::EnableClaim { realm: realm.clone(), partner: partner.clone(), claim, enabled: on };
        let flags: Vec<&str> = record.flags.names(&record.data).collect();
        let before = if flags.is_empty() { "enabled".to_owned() } else { flags.join(", ") };
        let replaced = vec![format!("{name} was {before}")];
        Ok(Step { changes: claims.into_iter().map(enable).collect(), words, replaced, notes: Vec::new() })
    }

    fn add(&self, name: &str, now: Moment) -> Result<Step, OperationRefusal> {
        self.refuse_collected()?;
        let name = dns(name);
        if self.position(&name, is_name).is_some() {
            return Err(self.exists(name));
        }
        let mut info = self.info.clone();
        info.records.insert(0, Record { timestamp: file_time(now), ..Record::top_level_name(&name) });
        Ok(self.rewritten(info, format!("add {name}")))
    }

    fn remove(&self, name: &str) -> Result<Step, OperationRefusal> {
        self.refuse_collected()?;
        self.without(&dns(name), is_name, "remove")
    }

    fn exclude(&self, name: &str, now: Moment) -> Result<Step, OperationRefusal> {
        let name = dns(name);
        if self.position(&name, is_exclusion).is_some() {
            return Err(self.exists(name));
        }
        let mut info = self.info.clone();
        info.records.push(Record { timestamp: file_time(now), ..Record::top_level_name_ex(&name) });
        Ok(self.rewritten(info, format!("exclude {name}")))
    }

    fn include(&self, name: &str) -> Result<Step, OperationRefusal> {
        self.without(&dns(name), is_exclusion, "no longer exclude")
    }

    fn refresh(&self, means: &Means<'_>) -> Result<Step, OperationRefusal> {
        let (realm, partner) = (self.realm.name().clone(), self.partner().clone());
        if !means.directory.link_is_up(&realm, &partner) {
            return Err(OperationRefusal::Unreachable { realm, partner });
        }
        let words = "ask again".to_owned();
        let change = asked_again(&realm, &partner, told(&partner, means)?.as_ref(), means);
        let after = applied(means.directory, std::slice::from_ref(&change), means.now)?;
        let info = stored(&after, &realm, &partner);
        let notes = news(&self.info, &info);
        if info == self.info {
            let notes = vec![format!("{partner} says what it said before")];
            return Ok(Step { words, notes, ..Step::default() });
        }
        Ok(Step { changes: vec![change], words, replaced: self.count(), notes })
    }

    fn without(&self, name: &str, of: fn(&RecordData) -> bool, verb: &str) -> Result<Step, OperationRefusal> {
        let position = self.position(name, of).ok_or_else(|| self.unknown(name.to_owned()))?;
        let mut info = self.info.clone();
        info.records.remove(position);
        Ok(self.rewritten(info, format!("{verb} {name}")))
    }

    fn rewritten(&self, info: ForestTrustInfo, words: String) -> Step {
        let (realm, partner) = (self.realm.name().clone(), self.partner().clone());
        let changes = vec![Change::SetForestTrustInfo { realm, partner, info }];
        Step { changes, words, replaced: self.count(), notes: Vec::new() }
    }

    fn count(&self) -> Vec<String> {
        vec![format!("{} records of names that {} claims", self.info.records.len(), self.partner())]
    }

    fn record(&self, name: &SuffixName) -> Result<&Record, OperationRefusal> {
        let found = match name {
            SuffixName::Number(number) => number.checked_sub(1).and_then(|position| self.info.record(position)),
            SuffixName::Name(name) => {
                let names = self.position(&dns(name), is_name).or_else(|| self.domain(name));
                names.or_else(|| self.position(&dns(name), |_| true)).and_then(|position| self.info.record(position))
            }
        };
        found.ok_or_else(|| {
            self.unknown(match name {
                SuffixName::Number(number) => number.to_string(),
                SuffixName::Name(name) => name.clone(),
            })
        })
    }

    fn position(&self, name: &str, of: fn(&RecordData) -> bool) -> Option<usize> {
        let has = |record: &Record| of(&record.data) && record.dns_name().is_some_and(|claimed| dns(claimed) == name);
        self.info.records.iter().position(has)
    }

    /// A domain by DNS name, NetBIOS name or SID.
    fn domain(&self, name: &str) -> Option<usize> {
        self.info.records.iter().position(|record| match &record.data {
            RecordData::DomainInfo { sid, dns_name, netbios_name } => {
                dns(dns_name) == dns(name) || fold(netbios_name) == fold(name) || sid.to_string() == name.to_uppercase()
            }
            RecordData::TopLevelName(_)
            | RecordData::TopLevelNameEx(_)
            | RecordData::ScannerInfo { .. }
            | RecordData::BinaryInfo { .. }
            | RecordData::Unknown { .. } => false,
        })
    }

    /// Top-level names of an Active Directory forest come from the forest.
    fn refuse_collected(&self) -> Result<(), OperationRefusal> {
        if self.trust.tdo.trust_type == TrustType::Mit {
            return Ok(());
        }
        Err(OperationRefusal::NamesAreCollected { partner: self.partner().clone() })
    }

    fn unknown(&self, name: String) -> OperationRefusal {
        let (realm, partner, count) = (self.realm.name().clone(), self.partner().clone(), self.info.records.len());
        OperationRefusal::NoSuchSuffix { realm, partner, name, count }
    }

    fn exists(&self, name: String) -> OperationRefusal {
        OperationRefusal::SuffixExists { realm: self.realm.name().clone(), partner: self.partner().clone(), name }
    }
}

/// What is there now and was not before, and what is no longer.
pub(super) fn news(before: &ForestTrustInfo, after: &ForestTrustInfo) -> Vec<String> {
    let has = |info: &ForestTrustInfo, record: &Record| info.records.iter().any(|other| other.data == record.data);
    let new = after.records.iter().filter(|record| !has(before, record)).map(|record| {
        let disabled =
            if record.is_enabled() || !is_name(&record.data) { "" } else { ", disabled until it is enabled" };
        format!("new {}: {}{disabled}", suffix_kind(record), record.dns_name().unwrap_or_default())
    });
    let gone = before.records.iter().filter(|record| !has(after, record));
    let gone = gone.map(|record| format!("gone {}: {}", suffix_kind(record), record.dns_name().unwrap_or_default()));
    new.chain(gone).collect()
}

/// Whether nothing of a record is disabled.
fn is_wholly_enabled(record: &Record) -> bool {
    record.flags.0 & RecordFlags::DISABLED_REASONS == 0
}

fn is_name(data: &RecordData) -> bool {
    matches!(data, RecordData::TopLevelName(_))
}

fn is_exclusion(data: &RecordData) -> bool {
    matches!(data, RecordData::TopLevelNameEx(_))
}

/// A DNS name as it is stored and compared.
fn dns(name: &str) -> String {
    fold(name.trim_matches('.'))
}
