//! Switches at one end of a trust: trustAttributes, and a flag of a scanner record.

use xrealm_directory::{Change, Realm, Trust};
use xrealm_names::{RealmName, fold};
use xrealm_trust::{ForestTrustInfo, RecordData, TrustAttributes, TrustKind, TrustType};

use super::super::{Means, Plan, Told, WritePlan, applied};
use super::partner_names::{asked_again, told};
use super::required;
use crate::facts::trust_kind;
use crate::names::{End, Names};
use crate::{Answer, OperationRefusal, Setting, Surface, TrustEndFacts, TrustSwitch};

/// What is asked.
pub(super) struct Set<'a> {
    pub(super) realm: &'a str,
    pub(super) partner: &'a str,
    pub(super) settings: &'a [Setting],
    pub(super) child_domain: Option<&'a str>,
}

pub(super) fn plan(set: &Set<'_>, surface: Surface, means: &mut Means<'_>) -> Result<Plan, OperationRefusal> {
    let (realm, trust) = Names::of(means.directory).trust(set.realm, set.partner)?;
    if set.settings.is_empty() {
        let facts = TrustEndFacts::of(means.directory, realm, trust);
        return Ok(Plan::Read(Answer::Trust(Box::new(facts))));
    }
    let switched = Switched { realm, trust, surface };
    let (changes, words, notes) = match set.child_domain {
        None => switched.attributes(set.settings, means)?,
        Some(child) => switched.scanner_record(child, set.settings)?,
    };
    applied(means.directory, &changes, means.now)?;
    let partner = &trust.tdo.trust_partner;
    let before = trust.tdo.trust_attributes;
    let replaced = match changes.is_empty() {
        true => Vec::new(),
        false => vec![format!("trustAttributes {before:?} of the trust of {} with {partner}", realm.name())],
    };
    let other = Names::of(means.directory).end(partner.as_str()).unwrap_or(End::Elsewhere(partner.clone()));
    Ok(Plan::from(WritePlan {
        replaced,
        requires: required(&End::Served(realm), &other).into_iter().collect(),
        told: Told { trusts: vec![(realm.name().clone(), partner.clone())], notes, ..Told::default() },
        ..WritePlan::new(format!("set {words} at {} of the trust with {partner}", realm.name()), changes)
    }))
}

/// One end of a trust whose switches are set.
struct Switched<'a> {
    realm: &'a Realm,
    trust: &'a Trust,
    surface: Surface,
}

/// Changes, what was asked in words, and what else there is to know.
type Outcome = (Vec<Change>, String, Vec<String>);

impl Switched<'_> {
    fn attributes(&self, settings: &[Setting], means: &Means<'_>) -> Result<Outcome, OperationRefusal> {
        let before = self.trust.tdo.trust_attributes;
        let mut attributes = before;
        let mut notes = Vec::new();
        for setting in settings {
            self.refuse_foreign(setting, attributes)?;
            let next = with(attributes, *setting);
            if next == attributes {
                notes.push(format!("{} was {} already", setting.switch.as_str(), on_off(setting.on)));
            }
            if setting.switch == TrustSwitch::PimTrust
                && setting.on
                && !attributes.contains(TrustAttributes::TREAT_AS_EXTERNAL)
            {
                notes.push("TREAT_AS_EXTERNAL is set with it: PIM trust has no effect without".to_owned());
            }
            attributes = next;
        }
        let mut changes = Vec::new();
        if attributes != before {
            let (realm, partner) = self.names();
            changes.push(Change::SetTrustAttributes { realm, partner, attributes });
        }
        self.collect_names(attributes, means, &mut changes, &mut notes);
        Ok((changes, words(settings), notes))
    }

    /// What becomes a forest trust asks its partner for its names; what was one forgets them.
    fn collect_names(
        &self,
        attributes: TrustAttributes,
        means: &Means<'_>,
        changes: &mut Vec<Change>,
        notes: &mut Vec<String>,
    ) {
        let bit = TrustAttributes::FOREST_TRANSITIVE;
        let (had, has) = (self.trust.tdo.trust_attributes.contains(bit), attributes.contains(bit));
        let (realm, partner) = self.names();
        if had && !has {
            notes.push(format!("the names that {partner} claims are forgotten"));
        }
        if had || !has {
            return;
        }
        notes.push(format!("{partner} has its own end: set it there too"));
        let is_domain = self.trust.tdo.trust_type == TrustType::Uplevel;
        let served = means.directory.realm_named(partner.as_str().as_bytes()).is_some();
        let reached = is_domain && means.directory.link_is_up(&realm, &partner);
        let said = if reached && !served { told(&partner, means).ok().flatten() } else { None };
        if reached && (served || said.is_some()) {
            changes.push(asked_again(&realm, &partner, said.as_ref(), means));
        } else {
            notes.push(format!("{partner} claims no names yet: nothing is routed to it until it does"));
        }
        if attributes.contains(TrustAttributes::NON_TRANSITIVE) {
            notes.push("the trust is not transitive: no name is routed over it until it is".to_owned());
        }
    }

    fn scanner_record(&self, child: &str, settings: &[Setting]) -> Result<Outcome, OperationRefusal> {
        let [Setting { switch: TrustSwitch::AuthTargetValidation, on }] = settings else {
            return Err(OperationRefusal::ChildDomainAlone);
        };
        if self.trust.tdo.kind() != TrustKind::Forest {
            return Err(self.foreign(TrustSwitch::AuthTargetValidation));
        }
        let mut info = self.trust.tdo.forest_trust_info.clone().unwrap_or_default();
        let (realm, partner) = self.names();
        let Some(flags) = scanner_flags(&mut info, child) else {
            let child = child.to_owned();
            return Err(OperationRefusal::NoScannerRecord { realm, partner, child });
        };
        let next = if *on { *flags & !VALIDATION_DISABLED } else { *flags | VALIDATION_DISABLED };
        let words = format!("{} for {child}", words(settings));
        if next == *flags {
            let note = format!("AuthTargetValidation of {child} was {} already", on_off(*on));
            return Ok((Vec::new(), words, vec![note]));
        }
        *flags = next;
        Ok((vec![Change::SetForestTrustInfo { realm, partner, info }], words, Vec::new()))
    }

    /// Which trusts have which switch.
    fn refuse_foreign(&self, setting: &Setting, attributes: TrustAttributes) -> Result<(), OperationRefusal> {
        let tdo = &self.trust.tdo;
        let (mit, uplevel) = (tdo.trust_type == TrustType::Mit, tdo.trust_type == TrustType::Uplevel);
        let within = attributes.contains(TrustAttributes::WITHIN_FOREST);
        let forest = uplevel && attributes.contains(TrustAttributes::FOREST_TRANSITIVE);
        let (fits, outbound) = match setting.switch {
            TrustSwitch::Transitive | TrustSwitch::Rc4 => (mit, false),
            TrustSwitch::Quarantine => (!mit, true),
            TrustSwitch::ForestTransitive => ((mit || uplevel) && !within, false),
            TrustSwitch::SelectiveAuth => (uplevel && !within, true),
            TrustSwitch::SidHistory => (forest, true),
            // netdom sets it at the trusting end only; the trusted one decides about its own tickets as well.
            TrustSwitch::TgtDelegation => (forest, self.surface == Surface::Netdom),
            TrustSwitch::PimTrust => (forest, false),
            TrustSwitch::AuthTargetValidation => (!mit, false),
        };
        if !fits {
            return Err(self.foreign(setting.switch));
        }
        if outbound && !tdo.trust_direction.is_outbound() {
            let (realm, partner) = self.names();
            return Err(OperationRefusal::SwitchDirection { switch: setting.switch, realm, partner });
        }
        Ok(())
    }

    fn foreign(&self, switch: TrustSwitch) -> OperationRefusal {
        let (realm, partner) = self.names();
        OperationRefusal::SwitchKind { switch, realm, partner, kind: trust_kind(self.realm, &self.trust.tdo) }
    }

    fn names(&self) -> (RealmName, RealmName) {
        (self.realm.name().clone(), self.trust.tdo.trust_partner.clone())
    }
}

/// The attributes with one switch set.
fn with(attributes: TrustAttributes, Setting { switch, on }: Setting) -> TrustAttributes {
    let (when_on, when_off) = match switch {
        TrustSwitch::Transitive => (TrustAttributes::default(), TrustAttributes::NON_TRANSITIVE),
        TrustSwitch::Quarantine => (TrustAttributes::QUARANTINED_DOMAIN, TrustAttributes::default()),
        TrustSwitch::ForestTransitive => (TrustAttributes::FOREST_TRANSITIVE, TrustAttributes::default()),
        TrustSwitch::SelectiveAuth => (TrustAttributes::CROSS_ORGANIZATION, TrustAttributes::default()),
        TrustSwitch::SidHistory => (TrustAttributes::TREAT_AS_EXTERNAL, TrustAttributes::default()),
        TrustSwitch::TgtDelegation => (
            TrustAttributes::CROSS_ORGANIZATION_ENABLE_TGT_DELEGATION,
            TrustAttributes::CROSS_ORGANIZATION_NO_TGT_DELEGATION,
        ),
        TrustSwitch::PimTrust if on => {
            (TrustAttributes::PIM_TRUST.with(TrustAttributes::TREAT_AS_EXTERNAL), TrustAttributes::default())
        }
        TrustSwitch::PimTrust => (TrustAttributes::PIM_TRUST, TrustAttributes::default()),
        TrustSwitch::AuthTargetValidation => {
            (TrustAttributes::default(), TrustAttributes::DISABLE_AUTH_TARGET_VALIDATION)
        }
        TrustSwitch::Rc4 => (TrustAttributes::USES_RC4_ENCRYPTION, TrustAttributes::default()),
    };
    if on { attributes.with(when_on).without(when_off) } else { attributes.without(when_on).with(when_off) }
}

fn words(settings: &[Setting]) -> String {
    let words = settings.iter().map(|setting| format!("{} {}", setting.switch.as_str(), on_off(setting.on)));
    words.collect::<Vec<_>>().join(", ")
}

fn on_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

fn scanner_flags<'a>(info: &'a mut ForestTrustInfo, child: &str) -> Option<&'a mut u32> {
    let found = info.records.iter_mut().find(|record| match &record.data {
        RecordData::ScannerInfo { dns_name, netbios_name, .. } => {
            fold(dns_name) == fold(child) || fold(netbios_name) == fold(child)
        }
        RecordData::TopLevelName(_)
        | RecordData::TopLevelNameEx(_)
        | RecordData::DomainInfo { .. }
        | RecordData::BinaryInfo { .. }
        | RecordData::Unknown { .. } => false,
    });
    found.map(|record| &mut record.flags.0)
}

/// LSA_SCANNER_INFO_DISABLE_AUTH_TARGET_VALIDATION.
const VALIDATION_DISABLED: u32 = 0x1;
