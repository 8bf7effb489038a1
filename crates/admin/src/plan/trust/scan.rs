//! The trust scanner (MS-ADTS 3.1.1.6.4): asks partners again for their names, and records the domains of their forests.

use xrealm_directory::{Change, ChangeRefusal, Directory, Realm, Trust};
use xrealm_names::{RealmName, fold};
use xrealm_trust::{ForestTrustInfo, Record, RecordData, TrustKind, TrustType};

use super::super::{Means, Plan, Told, WritePlan, applied};
use super::partner_names::{asked_again, stored, told};
use super::refuse_held;
use super::suffixes::{collisions, news};
use crate::facts::trust_kind;
use crate::names::Names;
use crate::{OperationRefusal, Requirement, Right};

pub(super) fn plan(realm: &str, partner: Option<&str>, means: &mut Means<'_>) -> Result<Plan, OperationRefusal> {
    let names = Names::of(means.directory);
    let root = names.served(realm)?;
    refuse_inner(means.directory, root)?;
    refuse_held(root)?;
    let only = partner.map(|partner| names.trust(realm, partner)).transpose()?.map(|(_, trust)| trust);
    let mut scan = Scan { root, means, changes: Vec::new(), notes: Vec::new(), replaced: Vec::new() };
    match only {
        Some(trust) => scan.trust(trust)?,
        None => scan.all(),
    }
    let Scan { changes, mut notes, replaced, .. } = scan;
    let trusts: Vec<(RealmName, RealmName)> = scanned(root, only).map(|trust| pair(root, trust)).collect();
    let after = applied(means.directory, &changes, means.now)?;
    notes.extend(trusts.iter().flat_map(|(realm, partner)| collisions(means.directory, &after, realm, partner)));
    if changes.is_empty() && notes.is_empty() {
        notes.push("nothing is new".to_owned());
    }
    let of = only.map(|trust| format!(" for {}", trust.tdo.trust_partner)).unwrap_or_default();
    Ok(Plan::from(WritePlan {
        replaced,
        requires: vec![Requirement { realm: root.name().clone(), right: Right::DomainAdmins }],
        told: Told { trusts, notes, ..Told::default() },
        ..WritePlan::new(format!("run the trust scanner of {}{of}", root.name()), changes)
    }))
}

/// It runs on the PDC emulator of the forest root.
fn refuse_inner(directory: &Directory, realm: &Realm) -> Result<(), OperationRefusal> {
    let name = || realm.name().clone();
    match directory.forest_root(realm) {
        None => Err(ChangeRefusal::NotADomain { name: name() }.into()),
        Some(root) if root.id() != realm.id() => Err(ChangeRefusal::NotAForestRoot { name: name() }.into()),
        Some(_) => Ok(()),
    }
}

fn scanned<'a>(root: &'a Realm, only: Option<&'a Trust>) -> impl Iterator<Item = &'a Trust> {
    let trusts = root.trusts().map(|(_, trust)| trust);
    trusts.filter(move |trust| is_scanned(trust) && only.is_none_or(|only| std::ptr::eq(only, *trust)))
}

/// Forests have domains to be found; Kerberos realms have not.
fn is_scanned(trust: &Trust) -> bool {
    trust.tdo.kind() == TrustKind::Forest && trust.tdo.trust_type == TrustType::Uplevel
}

fn pair(root: &Realm, trust: &Trust) -> (RealmName, RealmName) {
    (root.name().clone(), trust.tdo.trust_partner.clone())
}

struct Scan<'m, 'a> {
    root: &'a Realm,
    means: &'m Means<'a>,
    changes: Vec<Change>,
    notes: Vec<String>,
    replaced: Vec<String>,
}

impl<'a> Scan<'_, 'a> {
    /// One after the other; what cannot be reached is left out.
    fn all(&mut self) {
        for trust in scanned(self.root, None) {
            if let Err(refusal) = self.trust(trust) {
                self.notes.push(format!("skipped {}: {refusal}", trust.tdo.trust_partner));
            }
        }
    }

    /// Writes only what changes.
    fn trust(&mut self, trust: &'a Trust) -> Result<(), OperationRefusal> {
        let (realm, partner) = pair(self.root, trust);
        if !is_scanned(trust) {
            let kind = trust_kind(self.root, &trust.tdo);
            return Err(OperationRefusal::NoSuffixList { realm, partner, kind });
        }
        if !self.means.directory.link_is_up(&realm, &partner) {
            return Err(OperationRefusal::Unreachable { realm, partner });
        }
        let said = told(&partner, self.means)?;
        let refresh = asked_again(&realm, &partner, said.as_ref(), self.means);
        let asked = applied(self.means.directory, std::slice::from_ref(&refresh), self.means.now)?;
        let before = trust.tdo.forest_trust_info.clone().unwrap_or_default();
        let told = stored(&asked, &realm, &partner);
        let found = match trust.tdo.trust_direction.is_inbound() {
            true => with_scanner_records(&told, &domains(said.as_ref(), self.means.directory, &partner)),
            false => told.clone(),
        };
        if told != before {
            self.changes.push(refresh);
        }
        if found != told {
            let (realm, partner) = (realm.clone(), partner.clone());
            self.changes.push(Change::SetForestTrustInfo { realm, partner, info: found.clone() });
        }
        if found != before {
            self.replaced.push(format!("{} records of names that {partner} claims", before.records.len()));
        }
        self.notes.extend(news(&before, &found).into_iter().map(|news| format!("{partner}: {news}")));
        Ok(())
    }
}

/// DNS and NetBIOS names of the domains of the partner's forest: as it says, or as they are here.
fn domains(said: Option<&ForestTrustInfo>, directory: &Directory, partner: &RealmName) -> Vec<(String, Box<str>)> {
    if let Some(said) = said {
        return said.records.iter().filter_map(domain).collect();
    }
    let forest = directory.realm_named(partner.as_str().as_bytes()).and_then(|realm| realm.view().domain());
    let domains = forest.into_iter().flat_map(|(forest, _)| forest.domains());
    domains.map(|domain| (domain.dns_name.to_dns(), domain.netbios_name.clone())).collect()
}

fn domain(record: &Record) -> Option<(String, Box<str>)> {
    match &record.data {
        RecordData::DomainInfo { dns_name, netbios_name, .. } => Some((fold(dns_name), netbios_name.clone())),
        RecordData::TopLevelName(_)
        | RecordData::TopLevelNameEx(_)
        | RecordData::ScannerInfo { .. }
        | RecordData::BinaryInfo { .. }
        | RecordData::Unknown { .. } => None,
    }
}

/// One scanner record for each domain of the partner's forest, without SID. Known ones stay as they are, those of domains
/// that are gone go.
fn with_scanner_records(told: &ForestTrustInfo, domains: &[(String, Box<str>)]) -> ForestTrustInfo {
    let mut info = told.clone();
    info.records.retain(|record| match scanned_domain(record) {
        Some(name) => domains.iter().any(|(dns_name, _)| *dns_name == name),
        None => true,
    });
    for (dns_name, netbios_name) in domains {
        if !info.records.iter().any(|record| scanned_domain(record).as_ref() == Some(dns_name)) {
            let (dns_name, netbios_name) = (dns_name.as_str().into(), netbios_name.clone());
            let data = RecordData::ScannerInfo { sid: None, dns_name, netbios_name };
            info.records.push(Record::new(data));
        }
    }
    info
}

fn scanned_domain(record: &Record) -> Option<String> {
    match &record.data {
        RecordData::ScannerInfo { dns_name, .. } => Some(fold(dns_name)),
        RecordData::TopLevelName(_)
        | RecordData::TopLevelNameEx(_)
        | RecordData::DomainInfo { .. }
        | RecordData::BinaryInfo { .. }
        | RecordData::Unknown { .. } => None,
    }
}
