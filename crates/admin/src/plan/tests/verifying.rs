//! Testing secrets.

use super::*;
use crate::Verification;

/// Acceptance row 34.
#[test]
fn testing_tells_health_mismatch_and_a_cut_link_apart() {
    let mut desk = Desk::new();
    desk.done(create(CreateTrust { two_way: true, ..usual(ENGINEERING, MARKETING) }));
    let results = |found: Vec<VerificationFacts>| found.into_iter().map(|facts| facts.result).collect::<Vec<_>>();
    assert_eq!(results(desk.verified(ENGINEERING, MARKETING, true)), [Verification::Healthy; 2]);
    let side = Some(TrustSide::Trusted);
    desk.done(reset(MARKETING, ENGINEERING, side, Some("Other-1")));
    let both = [Verification::Healthy, Verification::SecretMismatch];
    assert_eq!(results(desk.verified(ENGINEERING, MARKETING, true)), both);
    desk.make(Change::SetLink { one: name(ENGINEERING), other: name(MARKETING), up: false });
    assert_eq!(results(desk.verified(ENGINEERING, MARKETING, false)), [Verification::PartnerUnreachable]);
}

/// Acceptance row 11.
#[test]
fn a_successful_test_confirms_a_secret_once() {
    let mut desk = Desk::new();
    desk.done(create(usual(ENGINEERING, MARKETING)));
    let verify = || TrustOperation::Verify { ends: ends(ENGINEERING, MARKETING), two_way: false };
    assert_eq!(desk.write(verify()).changes, [Change::ConfirmTrustSecret { trust: pair(ENGINEERING, MARKETING) }]);
    desk.verified(ENGINEERING, MARKETING, false);
    assert!(desk.end(MARKETING, ENGINEERING).unwrap().incoming.unwrap().confirmed.is_some());
    assert_eq!(desk.write(verify()).changes, []);
}

#[test]
fn a_kdc_of_somebody_else_is_tested_by_clients_only() {
    let mut desk = Desk::new();
    desk.done(create(CreateTrust { password: password("Shared-1"), ..usual(NORTHAMERICA, "OUTSIDE.EXAMPLE") }));
    assert_eq!(desk.verified(NORTHAMERICA, "OUTSIDE.EXAMPLE", false)[0].result, Verification::NotTestable);
}

#[test]
fn the_versions_and_the_encryption_type_are_told() {
    let mut desk = Desk::new();
    desk.done(create(usual(ENGINEERING, MARKETING)));
    let found = desk.verified(ENGINEERING, MARKETING, false);
    let text = "MARKETING.CONTOSO.COM seals with kvno 1 (aes256-cts-hmac-sha1-96), which is the current secret of \
                ENGINEERING.CONTOSO.COM (kvno 1)";
    assert_eq!(found[0].text, text);
}

#[test]
fn there_has_to_be_a_trust_in_the_direction_that_is_tested() {
    let mut desk = Desk::new();
    desk.done(create(usual(ENGINEERING, MARKETING)));
    let refusal = desk.refused(TrustOperation::Verify { ends: ends(MARKETING, ENGINEERING), two_way: true });
    assert_eq!(refusal.kind(), RefusalKind::NotFound);
}

/// Acceptance rows 70 and 79.
#[test]
fn every_attribute_of_a_trusted_domain_object_is_shown() {
    let mut desk = Desk::new().with_forest_trust();
    let show = TrustOperation::Show { realm: "wingtiptoys".to_owned(), partner: "TAILSPINTOYS".to_owned() };
    let Answer::Trust(end) = desk.read(show) else { panic!("nothing shown") };
    let tdo_sid = desk.directory.realm_named(b"tailspintoys.com").unwrap().sid().map(ToString::to_string);
    assert_eq!((end.realm.as_str(), end.partner.as_str()), ("WINGTIPTOYS.COM", "TAILSPINTOYS.COM"));
    assert_eq!((end.partner_dns_name.as_str(), end.flat_name.as_str()), ("tailspintoys.com", "TAILSPINTOYS"));
    assert_eq!((end.sid, end.direction_value, end.type_value, end.attributes_value), (tdo_sid, 3, 2, 8));
    assert_eq!((end.kind.as_str(), end.transitive, end.partner_served_here), ("forest", true, true));
    let (incoming, outgoing) = (end.incoming.unwrap(), end.outgoing.unwrap());
    assert_eq!((incoming.kvno, outgoing.kvno, incoming.changed), (1, 1, at().time.to_string()));
    assert_eq!(end.suffixes.unwrap().len(), 4);
    let Answer::Trusts(all) = desk.read(TrustOperation::List { realm: Some(WINGTIP.to_owned()) }) else { panic!() };
    let kinds: Vec<_> = all.iter().map(|end| end.kind.as_str()).collect();
    assert_eq!(kinds, ["parent-child", "forest"]);
}
