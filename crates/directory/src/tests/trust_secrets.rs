//! One end of a trust alone, and the life of its secret.

use xrealm_trust::TrustDirection;

use super::*;

fn pair() -> TrustPair {
    TrustPair { trusting: realm("A.TEST"), trusted: realm("B.TEST") }
}

fn one_side(side: TrustSide, password: &str) -> Change {
    Change::CreateTrust(Box::new(NewTrust {
        side: Some(side),
        confirmed: false,
        keys: NewKeys::password(password),
        ..trust(NewTrustKind::Forest, "A.TEST", "B.TEST")
    }))
}

fn both_sides() -> Directory {
    after(&world(), &[Change::CreateTrust(Box::new(trust(NewTrustKind::Forest, "A.TEST", "B.TEST")))])
}

fn outgoing(directory: &Directory) -> TrustSecret {
    let (_, trust) = directory.realm_named(b"A.TEST").unwrap().trust_named(b"B.TEST").unwrap();
    trust.outgoing.clone().unwrap()
}

fn incoming(directory: &Directory) -> TrustSecret {
    let (_, trust) = directory.realm_named(b"B.TEST").unwrap().trust_named(b"A.TEST").unwrap();
    trust.incoming.clone().unwrap()
}

fn has_trust(directory: &Directory, own: &str, partner: &str) -> bool {
    directory.realm_named(own.as_bytes()).unwrap().trust_named(partner.as_bytes()).is_some()
}

fn rotate(password: &str) -> Change {
    Change::RotateTrustSecret { trust: pair(), keys: NewKeys::password(password) }
}

fn push() -> Change {
    Change::PushTrustSecret { trust: pair() }
}

fn confirm() -> Change {
    Change::ConfirmTrustSecret { trust: pair() }
}

fn set(side: Option<TrustSide>, password: &str) -> Change {
    Change::SetTrustSecret { trust: pair(), side, keys: NewKeys::password(password) }
}

/// The versions of the current and the previous keys.
fn versions(secret: &TrustSecret) -> Vec<u32> {
    secret.key_sets().map(KeySet::kvno).collect()
}

/// Acceptance row 4.
#[test]
fn each_end_of_a_trust_can_be_made_by_its_own_administrator() {
    let near = after(&world(), &[one_side(TrustSide::Trusting, "shared")]);
    assert!(has_trust(&near, "A.TEST", "B.TEST") && !has_trust(&near, "B.TEST", "A.TEST"));
    assert_eq!(refused(&near, &one_side(TrustSide::Trusting, "shared")), "A.TEST has a trust with B.TEST already");

    let same = after(&near, &[one_side(TrustSide::Trusted, "shared")]);
    assert_eq!(outgoing(&same).current.key(AES256), incoming(&same).current.key(AES256));
    assert_eq!((outgoing(&same).confirmed, incoming(&same).confirmed), (None, None));
    let confirmed = after(&same, &[confirm()]);
    assert_eq!((outgoing(&confirmed).confirmed, incoming(&confirmed).confirmed), (Some(at().time), Some(at().time)));

    let other = after(&near, &[one_side(TrustSide::Trusted, "another")]);
    assert_ne!(outgoing(&other).current.key(AES256), incoming(&other).current.key(AES256));
    let mismatch = "trust secret mismatch: A.TEST and B.TEST do not have the same secret";
    assert_eq!(refused(&other, &confirm()), mismatch);
}

#[test]
fn an_end_records_the_names_of_its_partner_whichever_end_comes_first() {
    let near = after(&world(), &[one_side(TrustSide::Trusting, "shared")]);
    let both = after(&near, &[one_side(TrustSide::Trusted, "shared")]);
    let names = |directory: &Directory, own: &str, partner: &str| {
        let (_, trust) = directory.realm_named(own.as_bytes()).unwrap().trust_named(partner.as_bytes()).unwrap();
        trust.tdo.forest_trust_info.clone().unwrap()
    };
    let at_once = both_sides();
    for (own, partner) in [("A.TEST", "B.TEST"), ("B.TEST", "A.TEST")] {
        assert_eq!(names(&both, own, partner), names(&at_once, own, partner));
    }
}

#[test]
fn one_end_of_a_trust_is_removed_alone() {
    let directory = both_sides();
    let remove_end =
        |own, partner, directions| Change::RemoveTrustEnd { realm: realm(own), partner: realm(partner), directions };
    let remove = remove_end("B.TEST", "A.TEST", TrustDirection::Bidirectional);
    let left = after(&directory, std::slice::from_ref(&remove));
    assert!(has_trust(&left, "A.TEST", "B.TEST") && !has_trust(&left, "B.TEST", "A.TEST"));
    assert_eq!(refused(&left, &remove), "B.TEST does not trust A.TEST");
    let automatic = remove_end("CHILD.A.TEST", "A.TEST", TrustDirection::Bidirectional);
    let kept = "the trust of CHILD.A.TEST with A.TEST holds their forest together and stays";
    assert_eq!(refused(&directory, &automatic), kept);
    let wrong_way = remove_end("B.TEST", "A.TEST", TrustDirection::Outbound);
    assert_eq!(refused(&directory, &wrong_way), "B.TEST does not trust A.TEST");
}

#[test]
fn one_direction_is_removed_at_one_end_alone() {
    let directory = after(&world(), &[two_way(trust(NewTrustKind::External, "A.TEST", "B.TEST"))]);
    let directions = TrustDirection::Inbound;
    let remove = Change::RemoveTrustEnd { realm: realm("B.TEST"), partner: realm("A.TEST"), directions };
    let left = after(&directory, &[remove]);
    let end = |own: &str, partner: &str| {
        left.realm_named(own.as_bytes()).unwrap().trust_named(partner.as_bytes()).unwrap().1.clone()
    };
    let (near, far) = (end("B.TEST", "A.TEST"), end("A.TEST", "B.TEST"));
    assert_eq!(
        (near.tdo.trust_direction, near.incoming.is_some(), near.outgoing.is_some()),
        (TrustDirection::Outbound, false, true)
    );
    assert_eq!(far.tdo.trust_direction, TrustDirection::Bidirectional);
}

#[test]
fn a_secret_changes_at_the_trusting_end_then_at_the_trusted_one_and_is_confirmed() {
    let changed = after(&both_sides(), &[rotate("second")]);
    assert_eq!((versions(&outgoing(&changed)), versions(&incoming(&changed))), (vec![2, 1], vec![1]));
    assert_eq!(outgoing(&changed).confirmed, None);
    let too_soon = "the secret for A.TEST trusting B.TEST is not confirmed yet: no further change until it is";
    assert_eq!(refused(&changed, &rotate("third")), too_soon);
    assert!(refused(&changed, &confirm()).starts_with("trust secret mismatch"));

    let pushed = after(&changed, &[push()]);
    assert_eq!((versions(&outgoing(&pushed)), versions(&incoming(&pushed))), (vec![2, 1], vec![2, 1]));
    let (ours, theirs) = (outgoing(&pushed), incoming(&pushed));
    assert!(std::ptr::eq(ours.current.key(AES256).unwrap(), theirs.current.key(AES256).unwrap()), "derived once");
    let until = at().time + 3600;
    assert_eq!(theirs.sealing_keys(until + -1).kvno(), 1);
    assert_eq!(theirs.sealing_keys(until).kvno(), 2);
    assert_eq!(ours.seal_with_previous_until, None);

    let again = after(&pushed, &[push(), confirm(), rotate("third"), push()]);
    assert_eq!((versions(&outgoing(&again)), versions(&incoming(&again))), (vec![3, 2], vec![3, 2]));
}

#[test]
fn a_new_secret_comes_through_only_where_the_one_before_is_known() {
    let cut = Change::SetLink { one: realm("B.TEST"), other: realm("A.TEST"), up: false };
    let changed = after(&both_sides(), &[rotate("second"), cut]);
    assert_eq!(refused(&changed, &push()), "the link between A.TEST and B.TEST is cut");
    assert_eq!(changed.cut_links().count(), 1);
    let restored = Change::SetLink { one: realm("A.TEST"), other: realm("B.TEST"), up: true };
    let elsewhere = after(&changed, &[restored, set(Some(TrustSide::Trusted), "something else")]);
    assert!(refused(&elsewhere, &push()).starts_with("trust secret mismatch"));
}

#[test]
fn an_end_that_counts_otherwise_counts_like_the_trusting_one_after_a_change() {
    let twice = [set(Some(TrustSide::Trusted), "x"), set(Some(TrustSide::Trusted), "first")];
    let odd = after(&both_sides(), &[set(None, "first"), twice[0].clone(), twice[1].clone()]);
    assert_eq!((versions(&outgoing(&odd)), versions(&incoming(&odd))), (vec![2, 1], vec![4, 3]));
    let changed = after(&odd, &[rotate("next"), push()]);
    assert_eq!((versions(&outgoing(&changed)), versions(&incoming(&changed))), (vec![3, 2], vec![3, 2]));
}

#[test]
fn a_secret_set_at_both_ends_needs_no_confirmation_and_one_set_at_one_end_does() {
    let both = after(&both_sides(), &[set(None, "second")]);
    assert!(outgoing(&both).confirmed.is_some() && incoming(&both).confirmed.is_some());
    assert_eq!(incoming(&both).sealing_keys(at().time).kvno(), 2);
    let one = after(&both_sides(), &[set(Some(TrustSide::Trusting), "second")]);
    assert_eq!((outgoing(&one).confirmed, versions(&incoming(&one))), (None, vec![1]));
}

/// Acceptance row 36.
#[test]
fn a_reset_keeps_the_secret_that_tickets_were_sealed_with_until_then() {
    let changed = after(&both_sides(), &[rotate("second")]);
    let reset = after(&changed, &[set(None, "third")]);
    assert_eq!((versions(&outgoing(&reset)), versions(&incoming(&reset))), (vec![3, 1], vec![3, 1]), "not pushed yet");

    let in_grace = after(&changed, &[push(), confirm(), set(None, "third")]);
    assert_eq!((versions(&outgoing(&in_grace)), versions(&incoming(&in_grace))), (vec![3, 1], vec![3, 1]));
    assert_eq!(incoming(&in_grace).sealing_keys(at().time).kvno(), 3);

    let later = at().shifted(3600);
    let after_grace = after(&changed, &[push(), confirm()]).apply(&set(None, "third"), later).unwrap();
    assert_eq!((versions(&outgoing(&after_grace)), versions(&incoming(&after_grace))), (vec![3, 2], vec![3, 2]));
}

#[test]
fn a_version_counts_on_from_the_end_that_counted_further() {
    let ahead = after(&both_sides(), &[set(Some(TrustSide::Trusted), "x"), set(Some(TrustSide::Trusted), "y")]);
    let reset = after(&ahead, &[set(None, "third")]);
    assert_eq!((versions(&outgoing(&reset)), versions(&incoming(&reset))), (vec![4, 1], vec![4, 3]));
}

#[test]
fn the_secret_of_a_realm_trust_is_left_to_people() {
    let by_hand = Change::CreateTrust(Box::new(trust(NewTrustKind::Realm, "A.TEST", "Plain.TEST")));
    let trust = TrustPair { trusting: realm("A.TEST"), trusted: realm("Plain.TEST") };
    let directory = after(&world(), &[by_hand]);
    let expected =
        "the secret for A.TEST trusting Plain.TEST does not change by itself: it is set by hand at both ends";
    let rotate = Change::RotateTrustSecret { trust: trust.clone(), keys: NewKeys::password("x") };
    assert_eq!(refused(&directory, &rotate), expected);
    assert_eq!(refused(&directory, &Change::PushTrustSecret { trust }), expected);
}

#[test]
fn a_managed_domain_offers_no_incoming_trust_but_minds_only_its_own_end() {
    let settings = Settings { managed: true, ..Settings::active_directory() };
    let managed = Change::SetSettings { realm: realm("B.TEST"), settings: Box::new(settings) };
    let directory = after(&world(), &[managed]);
    assert!(refused(&directory, &one_side(TrustSide::Trusted, "x")).contains("managed domain"));
    after(&directory, &[one_side(TrustSide::Trusting, "x")]);
}

#[test]
fn a_domain_has_one_controller_until_others_are_named() {
    let directory = world();
    let root = directory.realm_named(b"A.TEST").unwrap();
    assert_eq!((&*root.pdc().unwrap().name, root.has_named_controllers()), ("DC1", false));

    let slow = Controller { delay_seconds: 60, ..Controller::new("PARIS") };
    let add = |controller| Change::AddController { realm: realm("A.TEST"), controller };
    let named = after(&directory, &[add(Controller::new("LONDON")), add(slow)]);
    let root = named.realm_named(b"A.TEST").unwrap();
    let names: Vec<&str> = root.controllers().iter().map(|controller| &*controller.name).collect();
    assert_eq!((names, &*root.pdc().unwrap().name), (vec!["LONDON", "PARIS"], "LONDON"));
    assert_eq!(refused(&named, &add(Controller::new("paris"))), "A.TEST has a domain controller paris already");

    let role = |controller: &str| Change::MovePdcRole { realm: realm("A.TEST"), controller: controller.into() };
    assert_eq!(refused(&named, &role("DC1")), "A.TEST has no domain controller DC1");
    let hold =
        Change::SetReplication { realm: realm("a.test"), controller: "Paris".into(), delay_seconds: 5, held: true };
    let moved = after(&named, &[role("paris"), hold]);
    let pdc = moved.realm_named(b"A.TEST").unwrap().pdc().unwrap();
    assert_eq!((&*pdc.name, pdc.held_since), ("PARIS", Some(at())));
    assert_eq!(pdc.knows_as_of(at().shifted(100)), at().shifted(-5));

    let plain = Change::AddController { realm: realm("Plain.TEST"), controller: Controller::new("KDC2") };
    assert_eq!(refused(&directory, &plain), "Plain.TEST is not an Active Directory domain");
    let hold =
        Change::SetReplication { realm: realm("B.TEST"), controller: "DC1".into(), delay_seconds: 5, held: false };
    assert_eq!(after(&directory, &[hold]).realm_named(b"B.TEST").unwrap().controllers()[0].delay_seconds, 5);
}

#[test]
fn fresh_secrets_are_printable_and_differ() {
    struct Counter(u8);
    impl rand_core::TryRng for Counter {
        type Error = std::convert::Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(0)
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Ok(0)
        }
        fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Self::Error> {
            self.0 += 1;
            octets.fill(self.0);
            Ok(())
        }
    }
    impl rand_core::TryCryptoRng for Counter {}
    let mut rng = Counter(0xA0);
    let password = |keys: NewKeys| match keys.material {
        KeyMaterial::Password { password, salt: None } => password.expose().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(password(NewKeys::fresh(&mut rng)), "a1".repeat(32));
    assert_eq!(password(NewKeys::fresh(&mut rng)), "a2".repeat(32));
}
