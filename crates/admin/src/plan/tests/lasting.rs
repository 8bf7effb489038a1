//! One end at a time, and new secrets.

use super::*;
use crate::Verification;

fn one_side(side: TrustSide, word: &str) -> TrustOperation {
    create(CreateTrust { side: Some(side), password: password(word), ..usual(ENGINEERING, MARKETING) })
}

/// Acceptance row 4.
#[test]
fn the_other_end_is_made_later_with_the_same_password() {
    let mut desk = Desk::new();
    let done = desk.done(one_side(TrustSide::Trusting, "Shared-1"));
    assert!(done.notes[0].contains("MARKETING.CONTOSO.COM remains to be made"), "{:?}", done.notes);
    assert!(desk.end(ENGINEERING, MARKETING).is_some() && desk.end(MARKETING, ENGINEERING).is_none());
    assert_eq!(desk.verified(ENGINEERING, MARKETING, false)[0].result, Verification::MissingAtPartner);
    desk.done(one_side(TrustSide::Trusted, "Shared-1"));
    assert_eq!(desk.verified(ENGINEERING, MARKETING, false)[0].result, Verification::Healthy);
}

/// Acceptance row 4.
#[test]
fn another_password_shows_as_secret_mismatch() {
    let mut desk = Desk::new();
    desk.done(one_side(TrustSide::Trusting, "Shared-1"));
    desk.done(one_side(TrustSide::Trusted, "Shared-2"));
    let found = desk.verified(ENGINEERING, MARKETING, false);
    assert_eq!(found[0].result, Verification::SecretMismatch);
    assert!(found[0].text.starts_with("trust secret mismatch"), "{}", found[0].text);
    assert!(desk.end(ENGINEERING, MARKETING).unwrap().outgoing.unwrap().confirmed.is_none());
}

/// Acceptance rows 4 and 10.
#[test]
fn the_second_end_is_confirmed_if_its_password_is_that_of_the_first() {
    let second = |desk: &mut Desk, word: &str| {
        let create = CreateTrust { side: Some(TrustSide::Trusted), confirm: true, ..usual(ENGINEERING, MARKETING) };
        desk.done(super::create(CreateTrust { password: password(word), ..create }))
    };
    for (word, result) in [("Shared-1", Verification::Healthy), ("Shared-2", Verification::SecretMismatch)] {
        let mut desk = Desk::new();
        desk.done(one_side(TrustSide::Trusting, "Shared-1"));
        let done = second(&mut desk, word);
        assert_eq!(done.verified[0].result, result);
        assert!(done.notes.is_empty(), "{:?}", done.notes);
        let confirmed = desk.end(ENGINEERING, MARKETING).unwrap().outgoing.unwrap().confirmed.is_some();
        assert_eq!(confirmed, result == Verification::Healthy);
    }
}

/// Acceptance row 33.
#[test]
fn one_end_alone_is_removed() {
    let mut desk = Desk::new();
    desk.done(create(usual(ENGINEERING, MARKETING)));
    let side = Some(TrustSide::Trusted);
    desk.done(TrustOperation::Remove { ends: ends(ENGINEERING, MARKETING), two_way: false, side, force: false });
    assert!(desk.end(ENGINEERING, MARKETING).is_some() && desk.end(MARKETING, ENGINEERING).is_none());
    let refusal = desk.refused(create(usual(ENGINEERING, MARKETING)));
    assert_eq!(refusal.kind(), RefusalKind::Exists);
}

#[test]
fn a_trust_password_is_never_empty() {
    let mut desk = Desk::new();
    assert_eq!(desk.refused(one_side(TrustSide::Trusting, "")), OperationRefusal::EmptyTrustPassword);
    let both = create(CreateTrust { password: password(""), ..usual(ENGINEERING, MARKETING) });
    assert_eq!(desk.refused(both).kind(), RefusalKind::Usage);
    desk.done(create(usual(ENGINEERING, MARKETING)));
    let side = Some(TrustSide::Trusting);
    assert_eq!(desk.refused(reset(ENGINEERING, MARKETING, side, Some(""))), OperationRefusal::EmptyTrustPassword);
}

/// Acceptance row 36.
#[test]
fn a_reset_keeps_the_secret_before() {
    let mut desk = Desk::new();
    desk.done(create(CreateTrust { two_way: true, ..usual(ENGINEERING, MARKETING) }));
    let done = desk.done(reset(ENGINEERING, MARKETING, None, None));
    assert_eq!(done.verified[0].result, Verification::Healthy);
    let secret = desk.end(MARKETING, ENGINEERING).unwrap().incoming.unwrap();
    assert_eq!((secret.kvno, secret.previous_kvno), (2, Some(1)));
    assert_eq!(desk.end(MARKETING, ENGINEERING).unwrap().outgoing.unwrap().kvno, 1);
    let ends = ends(ENGINEERING, MARKETING);
    desk.done(TrustOperation::Reset { ends, two_way: true, side: None, password: None });
    assert_eq!(desk.end(MARKETING, ENGINEERING).unwrap().outgoing.unwrap().kvno, 2);
}

#[test]
fn a_reset_of_one_end_tells_what_becomes_of_the_other() {
    let mut desk = Desk::new();
    desk.done(create(usual(ENGINEERING, MARKETING)));
    let done = desk.done(reset(ENGINEERING, MARKETING, Some(TrustSide::Trusting), Some("Second-2")));
    assert!(done.notes[0].contains("hands it to MARKETING.CONTOSO.COM"), "{:?}", done.notes);
    let due = crate::upkeep::due(&desk.directory, at(), &mut |_| panic!("no other secret"));
    assert_eq!(due.len(), 2, "it does");
    let done = desk.done(reset(ENGINEERING, MARKETING, Some(TrustSide::Trusted), Some("Third-3")));
    assert!(done.notes[0].contains("ENGINEERING.CONTOSO.COM remains to be given"), "{:?}", done.notes);
    assert!(crate::upkeep::due(&desk.directory, at(), &mut |_| panic!("no other secret")).is_empty());
}

#[test]
fn a_reset_of_both_directions_is_refused_where_one_end_lacks_one_of_them() {
    let mut desk = Desk::new();
    desk.done(create(CreateTrust { two_way: true, ..usual(ENGINEERING, MARKETING) }));
    let (ends, side) = (ends(ENGINEERING, MARKETING), Some(TrustSide::Trusting));
    let back = TrustEnds { trusting: ends.trusted.clone(), trusted: ends.trusting.clone() };
    desk.done(TrustOperation::Remove { ends: back, two_way: false, side, force: false });
    let refusal = desk.refused(TrustOperation::Reset { ends, two_way: true, side: None, password: None });
    assert!(matches!(refusal, OperationRefusal::EndMissing { .. }), "{refusal}");
}

/// Acceptance row 74.
#[test]
fn two_resets_of_one_end_leave_the_other_two_generations_behind() {
    let mut desk = Desk::new();
    desk.done(create(usual(ENGINEERING, MARKETING)));
    desk.done(reset(ENGINEERING, MARKETING, Some(TrustSide::Trusting), Some("Second-2")));
    let found = desk.verified(ENGINEERING, MARKETING, false);
    assert_eq!(found[0].result, Verification::Healthy, "{}", found[0].text);
    assert!(found[0].text.contains("previous secret"), "{}", found[0].text);
    desk.done(reset(ENGINEERING, MARKETING, Some(TrustSide::Trusting), Some("Third-3")));
    let found = desk.verified(ENGINEERING, MARKETING, false);
    assert_eq!(found[0].result, Verification::SecretMismatch);
    assert!(found[0].text.contains("two generations old"), "{}", found[0].text);
    desk.done(reset(ENGINEERING, MARKETING, None, None));
    assert_eq!(desk.verified(ENGINEERING, MARKETING, false)[0].result, Verification::Healthy);
}

/// Acceptance row 31.
#[test]
fn a_realm_trust_is_reset_at_the_domain_only() {
    let mut desk = Desk::new();
    desk.done(create(CreateTrust { password: password("Shared-1"), ..usual(NORTHAMERICA, "OUTSIDE.EXAMPLE") }));
    assert_eq!(desk.refused(reset(NORTHAMERICA, "OUTSIDE.EXAMPLE", None, None)).kind(), RefusalKind::Usage);
    let done = desk.done(reset(NORTHAMERICA, "OUTSIDE.EXAMPLE", None, Some("Shared-2")));
    assert!(done.notes[0].contains("OUTSIDE.EXAMPLE remains to be given"), "{:?}", done.notes);
    assert_eq!(desk.end(NORTHAMERICA, "OUTSIDE.EXAMPLE").unwrap().outgoing.unwrap().kvno, 2);
}

#[test]
fn the_trusting_end_changes_the_secret_and_the_trusted_one_takes_it_over() {
    let mut desk = Desk::new();
    desk.done(create(CreateTrust { confirm: true, ..usual(ENGINEERING, MARKETING) }));
    let rotate = || TrustOperation::Rotate { ends: ends(ENGINEERING, MARKETING) };
    let done = desk.done(rotate());
    assert_eq!(done.verified[0].result, Verification::Healthy);
    let secret = desk.end(MARKETING, ENGINEERING).unwrap().incoming.unwrap();
    assert_eq!((secret.kvno, secret.previous_kvno), (2, Some(1)));
    desk.make(Change::SetLink { one: name(ENGINEERING), other: name(MARKETING), up: false });
    let done = desk.done(rotate());
    assert!(done.notes[0].contains("within fifteen minutes"), "{:?}", done.notes);
    assert_eq!(desk.end(ENGINEERING, MARKETING).unwrap().outgoing.unwrap().kvno, 3);
    assert_eq!(desk.end(MARKETING, ENGINEERING).unwrap().incoming.unwrap().kvno, 2);
    assert_eq!(desk.refused(rotate()).kind(), RefusalKind::Rule);
}

#[test]
fn secrets_of_realm_trusts_do_not_change_by_themselves() {
    let mut desk = Desk::new();
    desk.done(create(CreateTrust { confirm: true, ..usual(NORTHAMERICA, "ATHENA") }));
    let refusal = desk.refused(TrustOperation::Rotate { ends: ends(NORTHAMERICA, "ATHENA") });
    assert!(refusal.to_string().contains("set by hand"), "{refusal}");
}

/// Acceptance row 75.
#[test]
fn a_pdc_emulator_that_nobody_replicates_from_changes_no_secret() {
    let mut desk = Desk::new();
    desk.done(create(CreateTrust { confirm: true, ..usual(ENGINEERING, MARKETING) }));
    let (realm, controller) = (name(ENGINEERING), "DC1".into());
    desk.make(Change::SetReplication { realm, controller, delay_seconds: 0, held: true });
    let refusal = desk.refused(TrustOperation::Rotate { ends: ends(ENGINEERING, MARKETING) });
    assert!(matches!(refusal, OperationRefusal::PdcHeld { .. }), "{refusal}");
}
