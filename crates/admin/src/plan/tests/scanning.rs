//! The trust scanner, and asking for names again.

use super::*;
use crate::SuffixChange;

fn scan(realm: &str, partner: Option<&str>) -> TrustOperation {
    TrustOperation::Scan { realm: realm.to_owned(), partner: partner.map(str::to_owned) }
}

fn with_new_suffix() -> Desk {
    let mut desk = Desk::new().with_forest_trust();
    let upn_suffixes = vec!["toys.example".into(), "games.example".into()];
    desk.make(Change::SetSuffixes { realm: name(TAILSPIN), upn_suffixes, spn_suffixes: vec![] });
    desk
}

/// Acceptance row 49.
#[test]
fn a_new_suffix_arrives_disabled() {
    for operation in [
        scan(WINGTIP, None),
        scan(WINGTIP, Some("TAILSPINTOYS")),
        TrustOperation::ChangeSuffixes {
            realm: WINGTIP.to_owned(),
            partner: TAILSPIN.to_owned(),
            change: SuffixChange::Refresh,
        },
    ] {
        let mut desk = with_new_suffix();
        let done = desk.done(operation);
        assert!(done.notes[0].contains("new top-level-name: games.example, disabled"), "{:?}", done.notes);
        let list = desk.suffixes(WINGTIP, TAILSPIN);
        let new = list.iter().find(|suffix| suffix.name == "games.example").unwrap();
        assert_eq!((new.enabled, new.status.as_str()), (false, "disabled-new"));
    }
}

#[test]
fn the_scanner_records_every_domain_of_the_partner_and_writes_only_what_changes() {
    let mut desk = Desk::new().with_forest_trust();
    desk.done(scan(WINGTIP, None));
    let list = desk.suffixes(WINGTIP, TAILSPIN);
    let scanned: Vec<_> = list.iter().filter(|record| record.kind == "scanner").collect();
    assert_eq!(
        scanned.iter().map(|record| record.name.as_str()).collect::<Vec<_>>(),
        ["tailspintoys.com", "europe.tailspintoys.com"]
    );
    assert!(scanned.iter().all(|record| record.sid.is_none() && !record.enabled));
    let again = desk.write(scan(WINGTIP, None));
    assert_eq!((again.changes.len(), again.told.notes), (0, vec!["nothing is new".to_owned()]));
    let gone = TrustOperation::Remove {
        ends: ends(TAILSPIN, "europe.tailspintoys.com"),
        two_way: true,
        side: None,
        force: true,
    };
    desk.done(gone);
    desk.done(scan(WINGTIP, None));
    let list = desk.suffixes(WINGTIP, TAILSPIN);
    assert!(list.iter().all(|record| record.name != "europe.tailspintoys.com"), "{list:#?}");
}

#[test]
fn the_scanner_runs_at_the_root_and_passes_over_whom_it_cannot_reach() {
    let mut desk = with_new_suffix();
    let refusal = desk.refused(scan("usa.wingtiptoys.com", None));
    assert!(refusal.to_string().contains("is not the root of its forest"), "{refusal}");
    desk.make(Change::SetLink { one: name(WINGTIP), other: name(TAILSPIN), up: false });
    let plan = desk.write(scan(WINGTIP, None));
    assert!(plan.changes.is_empty() && plan.told.notes[0].starts_with("skipped TAILSPINTOYS.COM"), "{plan:?}");
    assert_eq!(desk.refused(scan(WINGTIP, Some(TAILSPIN))).kind(), RefusalKind::Unreachable);
}

/// Acceptance row 49.
#[test]
fn the_scanner_runs_on_the_pdc_emulator() {
    let mut desk = with_new_suffix();
    let hold = |held| Change::SetReplication { realm: name(WINGTIP), controller: "DC1".into(), delay_seconds: 0, held };
    desk.make(hold(true));
    let refusal = desk.refused(scan(WINGTIP, None));
    assert!(refusal.to_string().contains("DC1, the PDC emulator of WINGTIPTOYS.COM, is held"), "{refusal}");
    desk.make(hold(false));
    desk.done(scan(WINGTIP, None));
}
