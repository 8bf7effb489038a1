//! Removing trusts, and with force what they led to.

use super::*;
use xrealm_names::PrincipalName;

fn force(trusting: &str, trusted: &str) -> TrustOperation {
    TrustOperation::Remove { ends: ends(trusting, trusted), two_way: true, side: None, force: true }
}

/// Acceptance row 28.
#[test]
fn a_trust_is_removed_at_both_ends() {
    let mut desk = Desk::new();
    let before = desk.directory.image();
    desk.done(create(CreateTrust { two_way: true, ..usual(ENGINEERING, MARKETING) }));
    let ends = ends(ENGINEERING, MARKETING);
    let done = desk.done(TrustOperation::Remove { ends, two_way: true, side: None, force: false });
    assert_eq!(done.replaced.len(), 2);
    assert!(done.trusts.is_empty() && desk.directory.image() == before);
}

#[test]
fn removing_one_direction_leaves_the_other() {
    let mut desk = Desk::new();
    desk.done(create(CreateTrust { two_way: true, ..usual(ENGINEERING, MARKETING) }));
    let done = desk.done(remove(ENGINEERING, MARKETING));
    let directions: Vec<_> = done.trusts.iter().map(|end| (end.realm.as_str(), end.direction.as_str())).collect();
    assert_eq!(directions, [("ENGINEERING.CONTOSO.COM", "inbound"), ("MARKETING.CONTOSO.COM", "outbound")]);
}

/// Acceptance row 33.
#[test]
fn at_one_end_too_removing_one_direction_leaves_the_other() {
    let mut desk = Desk::new();
    desk.done(create(CreateTrust { two_way: true, ..usual(ENGINEERING, MARKETING) }));
    let remove = |side, two_way| TrustOperation::Remove {
        ends: ends(ENGINEERING, MARKETING),
        two_way,
        side: Some(side),
        force: false,
    };
    desk.done(remove(TrustSide::Trusting, false));
    assert_eq!(desk.end(ENGINEERING, MARKETING).unwrap().direction, "inbound");
    assert_eq!(desk.end(MARKETING, ENGINEERING).unwrap().direction, "two-way");
    assert_eq!(desk.refused(remove(TrustSide::Trusting, false)).kind(), RefusalKind::NotFound);
    desk.done(remove(TrustSide::Trusted, true));
    assert!(desk.end(MARKETING, ENGINEERING).is_none());
}

/// Acceptance row 37.
#[test]
fn with_force_a_child_domain_leaves_the_forest() {
    let mut desk = Desk::new().with_forest_trust();
    let refusal = desk.refused(force(WINGTIP, "USA"));
    assert_eq!(refusal.to_string(), "removing with force takes the full DNS name: write usa.wingtiptoys.com, not USA");
    let plan = desk.write(force(WINGTIP, "usa.wingtiptoys.com"));
    assert_eq!(plan.requires[0].right, crate::Right::EnterpriseAdmins);
    desk.done(force(WINGTIP, "usa.wingtiptoys.com"));
    assert!(desk.end(WINGTIP, "usa.wingtiptoys.com").is_none());
    let root = desk.directory.realm_named(b"wingtiptoys.com").unwrap();
    assert!(root.view().domain().unwrap().0.domain_named("usa.wingtiptoys.com").is_none());
    let host = PrincipalName::parse("host/server3.usa.wingtiptoys.com").unwrap();
    assert_eq!(root.catalog_service(&host), xrealm_trust::CatalogAnswer::Absent);
    assert!(desk.end(WINGTIP, TAILSPIN).unwrap().outgoing.is_some(), "other trusts stay");
    assert!(desk.directory.realm_named(b"europe.tailspintoys.com").is_some());
}

#[test]
fn other_forests_keep_their_ends_of_a_domain_that_left_its_forest() {
    let (usa, europe) = ("usa.wingtiptoys.com", "europe.tailspintoys.com");
    let mut desk = Desk::new();
    desk.done(create(CreateTrust { two_way: true, ..usual(usa, europe) }));

    let done = desk.done(force(WINGTIP, usa));

    assert!(desk.end(europe, usa).is_some() && desk.directory.realm_named(usa.as_bytes()).is_none());
    let kept = "EUROPE.TAILSPINTOYS.COM, which is not of the forest, keeps its end";
    assert!(done.notes.iter().any(|note| note.starts_with(kept)), "{:?}", done.notes);
    desk.done(force(europe, usa));
    assert!(desk.end(europe, usa).is_none());
}

#[test]
fn what_holds_a_forest_together_is_removed_only_with_the_domain() {
    let mut desk = Desk::new();
    let refusal = desk.refused(remove(WINGTIP, "usa.wingtiptoys.com"));
    assert!(refusal.to_string().contains("holds their forest together"), "{refusal}");
    let refusal = desk.refused(force("usa.wingtiptoys.com", WINGTIP));
    assert!(refusal.to_string().contains("is the root of its forest"), "{refusal}");
}

#[test]
fn both_ends_or_none_are_removed_while_the_link_is_cut() {
    let mut desk = Desk::new();
    desk.done(create(usual(ENGINEERING, MARKETING)));
    desk.make(Change::SetLink { one: name(ENGINEERING), other: name(MARKETING), up: false });
    assert_eq!(desk.refused(remove(ENGINEERING, MARKETING)).kind(), RefusalKind::Unreachable);
    desk.done(force(ENGINEERING, MARKETING));
    assert!(desk.end(ENGINEERING, MARKETING).is_none() && desk.end(MARKETING, ENGINEERING).is_some());
}
