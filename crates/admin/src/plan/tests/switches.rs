//! The switches at one end of a trust.

use super::*;
use xrealm_trust::TrustAttributes;

fn attributes(desk: &Desk, realm: &str, partner: &str) -> u32 {
    desk.end(realm, partner).unwrap().attributes_value
}

/// Acceptance rows 38, 41, 43, 46 and 47.
#[test]
fn every_switch_of_a_forest_trust_sets_its_attributes() {
    let table = [
        (TrustSwitch::Quarantine, 0x4, 0),
        (TrustSwitch::SelectiveAuth, 0x10, 0),
        (TrustSwitch::SidHistory, 0x40, 0),
        (TrustSwitch::TgtDelegation, 0x800, 0x200),
        (TrustSwitch::PimTrust, 0x440, 0x40),
        (TrustSwitch::AuthTargetValidation, 0, 0x1000),
    ];
    for (switch, on, off) in table {
        let mut desk = Desk::new().with_forest_trust();
        desk.set(WINGTIP, TAILSPIN, switch, true);
        assert_eq!(attributes(&desk, WINGTIP, TAILSPIN), 0x8 | on, "{switch:?}");
        assert_eq!(attributes(&desk, TAILSPIN, WINGTIP), 0x8, "{switch:?}");
        desk.set(WINGTIP, TAILSPIN, switch, false);
        assert_eq!(attributes(&desk, WINGTIP, TAILSPIN), 0x8 | off, "{switch:?}");
    }
}

/// Acceptance row 32.
#[test]
fn a_realm_trust_is_made_transitive_and_not() {
    let mut desk = Desk::new();
    desk.done(create(usual(NORTHAMERICA, "ATHENA")));
    assert!(!desk.end(NORTHAMERICA, "ATHENA").unwrap().transitive);
    assert!(desk.set(NORTHAMERICA, "ATHENA", TrustSwitch::Transitive, true).trusts[0].transitive);
    desk.set(NORTHAMERICA, "ATHENA", TrustSwitch::Rc4, true);
    assert_eq!(attributes(&desk, NORTHAMERICA, "ATHENA"), TrustAttributes::USES_RC4_ENCRYPTION.0);
}

#[test]
fn setting_what_is_set_changes_nothing_and_says_so() {
    let mut desk = Desk::new().with_forest_trust();
    let plan = desk.write(setting(WINGTIP, TAILSPIN, TrustSwitch::SidHistory, false));
    assert!(plan.changes.is_empty() && plan.replaced.is_empty());
    assert_eq!(plan.told.notes, ["SidHistory was off already"]);
}

#[test]
fn asking_for_no_switch_shows_the_end() {
    let mut desk = Desk::new().with_forest_trust();
    let (realm, partner) = (WINGTIP.to_owned(), "tailspintoys".to_owned());
    let operation = TrustOperation::Set { realm, partner, settings: vec![], child_domain: None };
    assert!(matches!(desk.read(operation), Answer::Trust(end) if end.partner == "TAILSPINTOYS.COM"));
}

/// Acceptance row 42.
#[test]
fn forest_transitive_is_set_at_a_root_and_takes_the_names_with_it() {
    let mut desk = Desk::new();
    desk.done(create(CreateTrust { quarantine: Some(false), ..usual(TAILSPIN, WINGTIP) }));
    desk.set(TAILSPIN, WINGTIP, TrustSwitch::ForestTransitive, true);
    assert!(!desk.suffixes(TAILSPIN, WINGTIP).is_empty());
    let done = desk.set(TAILSPIN, WINGTIP, TrustSwitch::ForestTransitive, false);
    assert_eq!(done.notes, ["the names that WINGTIPTOYS.COM claims are forgotten"]);
    assert_eq!(desk.end(TAILSPIN, WINGTIP).unwrap().suffixes, None);
    desk.done(create(usual("usa.wingtiptoys.com", MARKETING)));
    let refusal = desk.refused(setting("usa.wingtiptoys.com", MARKETING, TrustSwitch::ForestTransitive, true));
    assert!(refusal.to_string().contains("root of a forest"), "{refusal}");
}

/// Which switch is for which trust: everything else is refused with the rule.
#[test]
fn a_switch_is_refused_where_it_means_nothing() {
    let mut desk = Desk::new().with_forest_trust();
    desk.done(create(usual(ENGINEERING, MARKETING)));
    desk.done(create(usual(NORTHAMERICA, "ATHENA")));
    let usa = "usa.wingtiptoys.com";
    let table = [
        (ENGINEERING, MARKETING, TrustSwitch::Transitive, "has an external trust"),
        (ENGINEERING, MARKETING, TrustSwitch::SidHistory, "for outbound forest trusts"),
        (ENGINEERING, MARKETING, TrustSwitch::TgtDelegation, "for forest trusts"),
        (ENGINEERING, MARKETING, TrustSwitch::PimTrust, "set ForestTransitive first"),
        (ENGINEERING, MARKETING, TrustSwitch::Rc4, "for trusts with Kerberos realms"),
        (MARKETING, ENGINEERING, TrustSwitch::SelectiveAuth, "does not trust ENGINEERING.CONTOSO.COM"),
        (MARKETING, ENGINEERING, TrustSwitch::Quarantine, "does not trust ENGINEERING.CONTOSO.COM"),
        (NORTHAMERICA, "ATHENA", TrustSwitch::Quarantine, "has a realm trust"),
        (NORTHAMERICA, "ATHENA", TrustSwitch::SelectiveAuth, "outbound forest and external trusts"),
        (NORTHAMERICA, "ATHENA", TrustSwitch::PimTrust, "between forests"),
        (WINGTIP, usa, TrustSwitch::ForestTransitive, "has a parent-child trust"),
        (WINGTIP, usa, TrustSwitch::SelectiveAuth, "has a parent-child trust"),
        (WINGTIP, MARKETING, TrustSwitch::Quarantine, "has no trust with MARKETING.CONTOSO.COM"),
    ];
    for (realm, partner, switch, rule) in table {
        let refusal = desk.refused(setting(realm, partner, switch, true));
        assert!(refusal.to_string().contains(rule), "{realm} {partner} {switch:?}: {refusal}");
    }
}

#[test]
fn netdom_enables_tgt_delegation_at_the_trusting_end() {
    let mut desk = Desk::new();
    desk.done(create(new(NewTrustKind::Forest, TAILSPIN, WINGTIP)));
    let inbound = || setting(WINGTIP, TAILSPIN, TrustSwitch::TgtDelegation, true);
    desk.surface = Surface::Netdom;
    assert!(matches!(desk.refused(inbound()), OperationRefusal::SwitchDirection { .. }));
    desk.surface = Surface::Cli;
    desk.done(inbound());
}

/// Acceptance row 48.
#[test]
fn auth_target_validation_of_a_child_is_a_flag_of_its_scanner_record() {
    let mut desk = Desk::new().with_forest_trust();
    let child = |on| TrustOperation::Set {
        realm: TAILSPIN.to_owned(),
        partner: WINGTIP.to_owned(),
        settings: vec![Setting { switch: TrustSwitch::AuthTargetValidation, on }],
        child_domain: Some("usa.wingtiptoys.com".to_owned()),
    };
    assert!(matches!(desk.refused(child(false)), OperationRefusal::NoScannerRecord { .. }));
    desk.done(TrustOperation::Scan { realm: TAILSPIN.to_owned(), partner: None });
    desk.done(child(false));
    let scanned = |desk: &Desk| {
        let list = desk.suffixes(TAILSPIN, WINGTIP);
        let of_child = list.into_iter().find(|record| record.kind == "scanner" && record.name.starts_with("usa."));
        of_child.unwrap().flags
    };
    assert_eq!((scanned(&desk), attributes(&desk, TAILSPIN, WINGTIP)), (1, 0x8));
    assert_eq!(desk.write(child(false)).changes, []);
    desk.done(child(true));
    assert_eq!(scanned(&desk), 0);
    let with_other = TrustOperation::Set {
        realm: TAILSPIN.to_owned(),
        partner: WINGTIP.to_owned(),
        settings: vec![Setting { switch: TrustSwitch::SidHistory, on: true }],
        child_domain: Some("usa.wingtiptoys.com".to_owned()),
    };
    assert_eq!(desk.refused(with_other), OperationRefusal::ChildDomainAlone);
}
