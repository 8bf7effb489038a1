//! Why an operation is not done. Nothing was changed then.

mod account;
mod kind;

pub use account::AccountRefusal;
pub use kind::RefusalKind;
use thiserror::Error;
use xrealm_directory::{ChangeRefusal, NewTrustKind, NtStatus, TrustSide};
use xrealm_names::RealmName;

use crate::TrustSwitch;

/// Why an operation is not done. The text ends in what to do, where there is something to do.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum OperationRefusal {
    /// A change of the plan contradicts what there is.
    #[error("{}", with_status(.0))]
    Change(#[from] ChangeRefusal),
    /// What is asked of an account cannot be.
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// No realm, domain or partner has this name.
    #[error("there is no realm or domain {name}{}", meant(.suggestion.as_deref()))]
    UnknownRealm {
        /// The name as it was typed.
        name: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// The realm is there, but others serve it.
    #[error("{name} is not served here: ask whoever serves it")]
    NotServed {
        /// The realm.
        name: RealmName,
    },
    /// Several domains have this NetBIOS name.
    #[error("{name} could be {}: give the DNS name", listed(.candidates, "or"))]
    AmbiguousName {
        /// The name as it was typed.
        name: String,
        /// Who has it.
        candidates: Vec<RealmName>,
    },
    /// Realm names differ by case, and this one is not that of the realm.
    #[error("there is no realm {typed}: realm names are case-sensitive, use {name}")]
    RealmCase {
        /// The name as it was typed.
        typed: String,
        /// The realm that was probably meant.
        name: RealmName,
    },
    /// The partner of a realm trust that has lower-case letters.
    #[error("the realm name {name} must be upper case: use {}", .name.to_uppercase())]
    NotUpperCase {
        /// The name.
        name: String,
    },
    /// The realm keeps no trust with this partner.
    #[error("{realm} has no trust with {partner}{}", meant(.suggestion.as_deref()))]
    UnknownTrust {
        /// The realm.
        realm: RealmName,
        /// The partner, as it was typed if it is not known.
        partner: String,
        /// The partner that was probably meant.
        suggestion: Option<String>,
    },
    /// netdom's own limit.
    #[error(
        "netdom cannot create a forest trust between two Active Directory forests: use the wizard, or \
         xrealm trust new {trusting} {trusted} --kind forest"
    )]
    NetdomForestTrust {
        /// The end that would own the resources.
        trusting: RealmName,
        /// The end that would own the accounts.
        trusted: RealmName,
    },
    /// What makes a realm trust one of a forest does not go with another kind.
    #[error("forest-transitive is for realm trusts: a {kind} trust is what its kind makes it")]
    ForestTransitiveKind {
        /// The kind.
        kind: NewTrustKind,
    },
    /// The authentication level of a direction that the trust does not have.
    #[error(
        "the trust is one-way: {realm} lets nobody in over it and has no authentication level; make it two-way or leave the level out"
    )]
    LevelOfOtherDirection {
        /// The trusted end.
        realm: RealmName,
    },
    /// Authentication levels are kept by domains for other forests.
    #[error("selective authentication is for forest and external trusts, not for a {kind} trust")]
    SelectiveKind {
        /// The kind.
        kind: NewTrustKind,
    },
    /// Only what carries SIDs can be quarantined.
    #[error("quarantine filters SIDs, which a {kind} trust does not carry: leave it out")]
    QuarantineKind {
        /// The kind.
        kind: NewTrustKind,
    },
    /// Anybody knows an empty password.
    #[error("a trust password cannot be empty: give one, or none to have a random one where both ends are made here")]
    EmptyTrustPassword,
    /// The other end is made by somebody else, who has to know the password.
    #[error("the end at {partner} is made elsewhere with the same trust password: give the password")]
    PasswordNeeded {
        /// The realm at the other end.
        partner: RealmName,
    },
    /// The other end is served by a process that cannot be reached.
    #[error(
        "{partner} is served elsewhere and has no admin address: make the {} end alone, with a trust password that its \
         administrator uses too", end(*.near)
    )]
    OneSideOnly {
        /// The realm at the other end.
        partner: RealmName,
        /// The end that can be changed here.
        near: TrustSide,
    },
    /// The end that was chosen is served elsewhere.
    #[error("the {} end {realm} is served elsewhere: change it there", end(*.side))]
    SideElsewhere {
        /// The realm at that end.
        realm: RealmName,
        /// Which end.
        side: TrustSide,
    },
    /// A forest cannot find the other one.
    #[error(
        "DNS: {realm} cannot resolve {partner}: let both forests share a root DNS server, or give {realm} a conditional \
         forwarder for {partner} or a secondary zone of it: xrealm controller dns {realm} --forwarder {partner}"
    )]
    NameResolution {
        /// Who cannot.
        realm: RealmName,
        /// The DNS name that is not resolved.
        partner: String,
    },
    /// The link between the two ends is cut.
    #[error("{realm} cannot reach {partner}: nothing was changed; restore the link, or change one end alone")]
    Unreachable {
        /// One end.
        realm: RealmName,
        /// The other end.
        partner: RealmName,
    },
    /// The process that serves the partner did not say which names its forest has.
    #[error("{partner} did not say which names it has, and nothing was changed: {reason}")]
    NamesNotTold {
        /// The partner.
        partner: RealmName,
        /// Why not.
        reason: Box<str>,
    },
    /// What the PDC emulator begins, while nobody learns of it.
    #[error(
        "replication from {controller}, the PDC emulator of {realm}, is held: nobody would learn of it; let it \
         replicate, or move the role to another domain controller"
    )]
    PdcHeld {
        /// The domain.
        realm: RealmName,
        /// The PDC emulator.
        controller: Box<str>,
    },
    /// An end that should keep the trust does not.
    #[error("{realm} does not know the trust with {partner}: make its end, or remove the other one")]
    EndMissing {
        /// The end without the trust.
        realm: RealmName,
        /// The other end.
        partner: RealmName,
    },
    /// Removing with force names the domain in full.
    #[error("removing with force takes the full DNS name: write {dns_name}, not {given}")]
    ForceNeedsDnsName {
        /// What was typed.
        given: String,
        /// The DNS name.
        dns_name: String,
    },
    /// An attribute that trusts of this kind do not have.
    #[error("{} is for {}; {realm} has {} trust with {partner}", .switch.as_str(), needs(*.switch), a(.kind))]
    SwitchKind {
        /// The switch.
        switch: TrustSwitch,
        /// The end.
        realm: RealmName,
        /// The partner.
        partner: RealmName,
        /// What kind of trust there is.
        kind: &'static str,
    },
    /// What is asked of who comes in, at an end that lets nobody in.
    #[error("{} is for outbound trusts; {realm} does not trust {partner}: set it at {partner}", .switch.as_str())]
    SwitchDirection {
        /// The switch.
        switch: TrustSwitch,
        /// The end.
        realm: RealmName,
        /// The partner.
        partner: RealmName,
    },
    /// A child domain goes with one switch only.
    #[error("a child domain can be named with AuthTargetValidation alone")]
    ChildDomainAlone,
    /// The trust scanner has not seen the domain.
    #[error("{realm} has no scanner record of {child} in its trust with {partner}: run the trust scanner first")]
    NoScannerRecord {
        /// The end.
        realm: RealmName,
        /// The partner.
        partner: RealmName,
        /// The domain.
        child: String,
    },
    /// Only forest trusts list names.
    #[error("{realm} has {} trust with {partner}: name suffixes are listed for forest trusts only", a(.kind))]
    NoSuffixList {
        /// The end.
        realm: RealmName,
        /// The partner.
        partner: RealmName,
        /// What kind of trust there is.
        kind: &'static str,
    },
    /// The list has no such record.
    #[error("{partner} has no name suffix {name} in the list of {realm}, which has {count}: list them again")]
    NoSuchSuffix {
        /// The end.
        realm: RealmName,
        /// The partner.
        partner: RealmName,
        /// Number or name.
        name: String,
        /// How many records there are.
        count: usize,
    },
    /// A record that has no switch.
    #[error("{name} is {} and cannot be switched: {}", a(.kind), instead(.kind))]
    NotSwitchable {
        /// The name.
        name: String,
        /// What kind of record it is.
        kind: &'static str,
    },
    /// Names of a forest come from the forest.
    #[error(
        "{partner} tells its names itself: top-level names are added and removed on forest-transitive realm trusts only; exclude or disable names instead"
    )]
    NamesAreCollected {
        /// The partner.
        partner: RealmName,
    },
    /// The list has it already.
    #[error("{realm} lists {name} of {partner} already")]
    SuffixExists {
        /// The end.
        realm: RealmName,
        /// The partner.
        partner: RealmName,
        /// The name.
        name: String,
    },
    /// Every name and only some.
    #[error("every name is resolved: name no server, forwarder or zone, or do not ask for everything")]
    EverythingIsResolved,
    /// The realm has no names to tell.
    #[error("{realm} is in no forest and tells no names")]
    NoForest {
        /// The realm.
        realm: RealmName,
    },
    /// The own forest has no such suffix.
    #[error("{name} is no {kind} suffix of the forest of {root}; there are: {had}")]
    NoOwnSuffix {
        /// The forest root.
        root: RealmName,
        /// Which list.
        kind: &'static str,
        /// The suffix.
        name: String,
        /// Those there are.
        had: String,
    },
    /// A suffix has to be one.
    #[error("{given} is no DNS name: give one such as toys.example")]
    NotADnsName {
        /// What was given.
        given: String,
    },
    /// Nobody has proven to be anybody for these realms.
    #[error("credentials are needed of an administrator of {}", listed(.realms, "and of one of"))]
    NotAuthenticated {
        /// The realms that have to agree.
        realms: Vec<RealmName>,
    },
    /// Who asks is not allowed to.
    #[error("access denied: {principal} is not in {missing}")]
    AccessDenied {
        /// Who asked.
        principal: String,
        /// The realm that does not agree.
        realm: RealmName,
        /// The groups of which one would do, in words.
        missing: String,
    },
    /// The clock, the journal and the dump are not the plans' business.
    #[error("this is answered by whoever keeps the directory")]
    NotPlanned,
}

impl OperationRefusal {
    /// What the LSA interface says to it, where it has a word for it.
    #[must_use]
    pub fn nt_status(&self) -> Option<NtStatus> {
        match self {
            OperationRefusal::Change(refusal) => refusal.nt_status(),
            OperationRefusal::UnknownTrust { .. }
            | OperationRefusal::UnknownRealm { .. }
            | OperationRefusal::EndMissing { .. } => Some(NtStatus::NoSuchDomain),
            OperationRefusal::AccessDenied { .. } => Some(NtStatus::AccessDenied),
            OperationRefusal::SwitchKind { .. }
            | OperationRefusal::SwitchDirection { .. }
            | OperationRefusal::NoSuffixList { .. } => Some(NtStatus::InvalidParameter),
            OperationRefusal::NotServed { .. }
            | OperationRefusal::AmbiguousName { .. }
            | OperationRefusal::RealmCase { .. }
            | OperationRefusal::NotUpperCase { .. }
            | OperationRefusal::NetdomForestTrust { .. }
            | OperationRefusal::ForestTransitiveKind { .. }
            | OperationRefusal::LevelOfOtherDirection { .. }
            | OperationRefusal::SelectiveKind { .. }
            | OperationRefusal::QuarantineKind { .. }
            | OperationRefusal::EmptyTrustPassword
            | OperationRefusal::PasswordNeeded { .. }
            | OperationRefusal::OneSideOnly { .. }
            | OperationRefusal::SideElsewhere { .. }
            | OperationRefusal::NameResolution { .. }
            | OperationRefusal::Unreachable { .. }
            | OperationRefusal::NamesNotTold { .. }
            | OperationRefusal::PdcHeld { .. }
            | OperationRefusal::ForceNeedsDnsName { .. }
            | OperationRefusal::ChildDomainAlone
            | OperationRefusal::NoScannerRecord { .. }
            | OperationRefusal::NoSuchSuffix { .. }
            | OperationRefusal::NotSwitchable { .. }
            | OperationRefusal::NamesAreCollected { .. }
            | OperationRefusal::SuffixExists { .. }
            | OperationRefusal::EverythingIsResolved
            | OperationRefusal::NoForest { .. }
            | OperationRefusal::NoOwnSuffix { .. }
            | OperationRefusal::NotADnsName { .. }
            | OperationRefusal::NotAuthenticated { .. }
            | OperationRefusal::NotPlanned
            | OperationRefusal::Account(_) => None,
        }
    }
}

fn with_status(refusal: &ChangeRefusal) -> String {
    match refusal.nt_status() {
        Some(status) => format!("{refusal} [{status}]"),
        None => refusal.to_string(),
    }
}

fn meant(suggestion: Option<&str>) -> String {
    suggestion.map(|name| format!("; did you mean {name}?")).unwrap_or_default()
}

fn listed(names: &[RealmName], last: &str) -> String {
    match names {
        [] => String::new(),
        [name] => name.to_string(),
        [names @ .., name] => {
            let names: Vec<&str> = names.iter().map(RealmName::as_str).collect();
            format!("{} {last} {name}", names.join(", "))
        }
    }
}

fn a(kind: &str) -> String {
    let vowel = kind.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {kind}", if vowel { "an" } else { "a" })
}

fn end(side: TrustSide) -> &'static str {
    match side {
        TrustSide::Trusting => "trusting",
        TrustSide::Trusted => "trusted",
    }
}

/// The trusts that a switch is for.
fn needs(switch: TrustSwitch) -> &'static str {
    match switch {
        TrustSwitch::Transitive => "trusts with Kerberos realms",
        TrustSwitch::Quarantine => "outbound trusts with domains",
        TrustSwitch::ForestTransitive => "trusts of a forest root with a domain of another forest or a Kerberos realm",
        TrustSwitch::SelectiveAuth => "outbound forest and external trusts",
        TrustSwitch::SidHistory => "outbound forest trusts",
        TrustSwitch::TgtDelegation => "forest trusts",
        TrustSwitch::PimTrust => "forest-transitive trusts between forests: set ForestTransitive first",
        TrustSwitch::AuthTargetValidation => "trusts with domains, and with a child domain for forest trusts",
        TrustSwitch::Rc4 => "trusts with Kerberos realms",
    }
}

/// What to do with a record that has no switch.
fn instead(kind: &str) -> &'static str {
    match kind {
        "exclusion" => "remove the exclusion",
        "scanner" => "it has only AuthTargetValidation",
        _ => "it is kept as it is",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> RealmName {
        RealmName::new(text).unwrap()
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        let realm = || name("A.TEST");
        let refusals = [
            OperationRefusal::UnknownRealm { name: "A.TSET".to_owned(), suggestion: Some("A.TEST".to_owned()) },
            OperationRefusal::AmbiguousName { name: "A".to_owned(), candidates: vec![realm(), name("A.EXAMPLE")] },
            OperationRefusal::NotUpperCase { name: "athena".to_owned() },
            OperationRefusal::OneSideOnly { partner: realm(), near: TrustSide::Trusting },
            OperationRefusal::NotAuthenticated { realms: vec![realm(), name("B.TEST")] },
        ];
        let texts = refusals.map(|refusal| refusal.to_string());
        assert_eq!(
            texts,
            [
                "there is no realm or domain A.TSET; did you mean A.TEST?",
                "A could be A.TEST or A.EXAMPLE: give the DNS name",
                "the realm name athena must be upper case: use ATHENA",
                "A.TEST is served elsewhere and has no admin address: make the trusting end alone, with a trust \
                 password that its administrator uses too",
                "credentials are needed of an administrator of A.TEST and of one of B.TEST",
            ]
        );
    }

    #[test]
    fn a_refused_change_has_its_status_in_brackets() {
        let refusal = OperationRefusal::from(ChangeRefusal::TrustToItself { name: name("A.TEST") });
        assert_eq!(refusal.to_string(), "A.TEST cannot trust itself [STATUS_CURRENT_DOMAIN_NOT_ALLOWED (0xC00002E9)]");
    }
}
