//! Circles and second paths.

use xrealm_trust::Capaths;

use super::*;

fn realm_trust(trusting: &str, trusted: &str) -> Change {
    Change::CreateTrust(Box::new(trust(NewTrustKind::Realm, trusting, trusted)))
}

fn found(directory: &Directory) -> Vec<String> {
    directory.ambiguities().iter().map(ToString::to_string).collect()
}

#[test]
fn trees_forest_trusts_and_chains_are_unambiguous() {
    let forest = two_way(trust(NewTrustKind::Forest, "A.TEST", "B.TEST"));
    let chain = [plain("R2.TEST"), realm_trust("Plain.TEST", "A.TEST"), realm_trust("R2.TEST", "Plain.TEST")];
    let world = after(&after(&world(), &[forest]), &chain);
    assert_eq!(found(&world), [""; 0]);
}

#[test]
fn a_shortcut_as_long_as_the_tree_is_reported() {
    let shortcut = two_way(trust(NewTrustKind::Shortcut, "A.TEST", "GRAND.CHILD.A.TEST"));
    let other = two_way(trust(NewTrustKind::Shortcut, "NIECE.A.TEST", "GRAND.CHILD.A.TEST"));
    let base = after(
        &world(),
        &[domain("GRAND.CHILD.A.TEST", 7, child_of("CHILD.A.TEST")), domain("NIECE.A.TEST", 8, child_of("A.TEST"))],
    );
    assert_eq!(found(&after(&base, &[shortcut])), [""; 0]);
    assert_eq!(
        found(&after(&base, &[other])),
        [
            "A.TEST reaches GRAND.CHILD.A.TEST in 2 steps over CHILD.A.TEST and over NIECE.A.TEST: CHILD.A.TEST is taken",
            "CHILD.A.TEST reaches NIECE.A.TEST in 2 steps over A.TEST and over GRAND.CHILD.A.TEST: A.TEST is taken",
            "GRAND.CHILD.A.TEST reaches A.TEST in 2 steps over CHILD.A.TEST and over NIECE.A.TEST: CHILD.A.TEST is taken",
            "NIECE.A.TEST reaches CHILD.A.TEST in 2 steps over A.TEST and over GRAND.CHILD.A.TEST: A.TEST is taken",
        ]
    );
}

#[test]
fn an_external_trust_beside_a_forest_trust_in_its_direction_is_reported_once() {
    let external = Change::CreateTrust(Box::new(trust(NewTrustKind::External, "CHILD.A.TEST", "KID.B.TEST")));
    let forest = |trusting, trusted| Change::CreateTrust(Box::new(trust(NewTrustKind::Forest, trusting, trusted)));
    let world = after(&world(), &[external]);
    assert_eq!(found(&world), [""; 0]);
    assert_eq!(found(&after(&world, &[forest("B.TEST", "A.TEST")])), [""; 0]);
    assert_eq!(
        found(&after(&world, &[forest("A.TEST", "B.TEST")])),
        ["CHILD.A.TEST and KID.B.TEST are joined by an external trust and by the forest trust of A.TEST and B.TEST: \
          host names go over the roots"]
    );
}

#[test]
fn a_realm_trust_beside_a_chain_of_others_is_reported_in_the_direction_both_lead() {
    let realms = ["R1.TEST", "R2.TEST", "R3.TEST", "R4.TEST"].map(plain);
    let chain = [("R2.TEST", "R1.TEST"), ("R3.TEST", "R2.TEST"), ("R4.TEST", "R3.TEST")];
    let world = after(&Directory::empty(), &realms);
    let world = after(&world, &chain.map(|(trusting, trusted)| realm_trust(trusting, trusted)));
    assert_eq!(found(&world), [""; 0]);
    assert_eq!(
        found(&after(&world, &[realm_trust("R4.TEST", "R1.TEST")])),
        ["R1.TEST reaches R4.TEST directly and over R2.TEST, R3.TEST: the direct trust is taken"]
    );
    // A ring has one way round for whoever may only go one way.
    assert_eq!(found(&after(&world, &[realm_trust("R1.TEST", "R4.TEST")])), [""; 0]);
    let closed = NewTrust { transitive: false, ..trust(NewTrustKind::Realm, "R4.TEST", "R1.TEST") };
    assert_eq!(found(&after(&world, &[Change::CreateTrust(Box::new(closed))])), [""; 0]);
}

fn with(name: &str, capaths: &[(&str, &[&str])], default: Option<&str>) -> Change {
    let Change::CreateRealm(mut new) = plain(name) else { panic!("a realm") };
    let mut paths = Capaths::new();
    for (server, between) in capaths {
        paths.insert(&realm(name), &realm(server), between.iter().map(|name| realm(name)).collect());
    }
    new.capaths = Arc::new(paths);
    new.default_referral_realm = default.map(realm);
    Change::CreateRealm(new)
}

#[test]
fn configured_paths_that_lead_in_a_circle_are_reported_once() {
    let both_ways = |one: &str, other: &str| two_way(trust(NewTrustKind::Realm, one, other));
    let world = after(
        &Directory::empty(),
        &[
            with("R1.TEST", &[("END.TEST", &["R2.TEST"])], None),
            with("R2.TEST", &[("END.TEST", &["R1.TEST"])], None),
            with("END.TEST", &[("R1.TEST", &[])], None),
            both_ways("R1.TEST", "R2.TEST"),
        ],
    );
    assert_eq!(
        found(&world),
        ["the configured paths send clients for END.TEST in a circle: R1.TEST, R2.TEST, R1.TEST"]
    );
}

#[test]
fn default_referral_realms_that_lead_in_a_circle_are_reported_once() {
    let world = after(
        &Directory::empty(),
        &[
            with("R1.TEST", &[], Some("R3.TEST")),
            with("R2.TEST", &[], Some("R1.TEST")),
            with("R3.TEST", &[], Some("R2.TEST")),
            with("R0.TEST", &[], Some("R1.TEST")),
        ],
    );
    assert_eq!(
        found(&world),
        ["the default referral realms send clients for unknown hosts in a circle: R1.TEST, R3.TEST, R2.TEST, R1.TEST"]
    );
}
