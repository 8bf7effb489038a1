use super::*;
use crate::TrustDirection::{Bidirectional, Inbound};
use crate::worlds::{Built, World, realm, two_forests};
use crate::{Record, TrustAttributes};

fn judged(world: &Built, at: &str, over: &str, crealm: &str) -> Result<(), ClientRealmRefusal> {
    let view = world.view(at);
    accepts_client_realm(view, view.trust_named(over).unwrap(), &realm(crealm))
}

/// The root of one forest also trusts the realm `R`, transitively, and the domain of a third forest.
fn two_forests_with_partners() -> Built {
    let mut world = two_forests();
    world.realm("R");
    world.realm_trust("tailspintoys.com", "R", Bidirectional, true);
    world.forest("e.test");
    world.external("tailspintoys.com", "e.test", Bidirectional);
    world.build()
}

#[test]
fn a_forest_trust_carries_what_the_forest_claims() {
    let mut world = two_forests();
    world.claim("tailspintoys.com", "wingtiptoys.com", [Record::top_level_name_ex("x.wingtiptoys.com")]);
    let world = world.build();
    let over = |crealm| judged(&world, "tailspintoys.com", "wingtiptoys.com", crealm);
    assert_eq!(over("WINGTIPTOYS.COM"), Ok(()));
    assert_eq!(over("USA.WINGTIPTOYS.COM"), Ok(()));
    for forged in ["X.WINGTIPTOYS.COM", "THIRD.TEST", "NOTWINGTIPTOYS.COM", "EUROPE.TAILSPINTOYS.COM", "COM"] {
        let refused = ClientRealmRefusal::NotClaimed { partner: realm("WINGTIPTOYS.COM"), crealm: realm(forged) };
        assert_eq!(over(forged), Err(refused));
    }
}

#[test]
fn nobody_vouches_for_a_client_of_this_realm() {
    let world = two_forests().build();
    for (at, over) in [("tailspintoys.com", "wingtiptoys.com"), ("tailspintoys.com", "europe.tailspintoys.com")] {
        for spelled in ["TAILSPINTOYS.COM", "tailspintoys.com", "TAILSPINTOYS"] {
            assert!(matches!(judged(&world, at, over, spelled), Err(ClientRealmRefusal::OwnRealm { .. })), "{over}");
        }
    }
}

#[test]
fn a_trust_within_the_forest_carries_every_other_realm() {
    let world = two_forests().build();
    assert_eq!(judged(&world, "usa.wingtiptoys.com", "wingtiptoys.com", "EUROPE.TAILSPINTOYS.COM"), Ok(()));
}

#[test]
fn an_external_trust_carries_its_partner_alone() {
    let mut world = World::default();
    world.forest("a.test");
    world.forest("b.test");
    world.child("c.b.test", "b.test");
    world.external("a.test", "b.test", Bidirectional);
    let world = world.build();
    assert_eq!(judged(&world, "a.test", "b.test", "B.TEST"), Ok(()));
    assert!(matches!(judged(&world, "a.test", "b.test", "C.B.TEST"), Err(ClientRealmRefusal::NotTransitive { .. })));
}

#[test]
fn a_transitive_realm_trust_carries_strangers_but_no_names_that_others_own() {
    for transitive in [true, false] {
        let mut world = two_forests();
        world.realm("R");
        world.realm_trust("tailspintoys.com", "R", Bidirectional, transitive);
        let world = world.build();
        let over = |crealm| judged(&world, "tailspintoys.com", "R", crealm).is_ok();
        assert!(over("R"));
        assert_eq!(over("R2"), transitive);
        for owned in ["EUROPE.TAILSPINTOYS.COM", "USA.WINGTIPTOYS.COM", "WINGTIPTOYS.COM"] {
            assert!(!over(owned), "{owned}");
        }
    }
}

#[test]
fn a_plain_realm_leaves_third_realms_to_the_transited_check() {
    for transitive in [true, false] {
        let mut world = World::default();
        world.realm("A");
        world.realm("B");
        world.realm_trust("A", "B", Bidirectional, transitive);
        let world = world.build();
        assert_eq!(judged(&world, "A", "B", "B"), Ok(()));
        assert_eq!(judged(&world, "A", "B", "C").is_ok(), transitive);
        assert!(matches!(judged(&world, "A", "B", "A"), Err(ClientRealmRefusal::OwnRealm { .. })));
    }
}

#[test]
fn a_partner_that_is_not_trusted_vouches_for_nobody() {
    let mut world = World::default();
    world.realm("A");
    world.realm("B");
    world.realm_trust("A", "B", Inbound, true);
    let world = world.build();
    assert_eq!(judged(&world, "A", "B", "B"), Err(ClientRealmRefusal::WrongDirection { partner: realm("B") }));
    assert_eq!(accepts_client_realm(world.view("A"), TrustId(9), &realm("B")), Err(ClientRealmRefusal::UnknownTrust));
}

#[test]
fn a_forest_trust_without_claims_carries_its_partner_alone() {
    let mut world = two_forests();
    world.object_mut("tailspintoys.com", "wingtiptoys.com").forest_trust_info = None;
    let marked = TrustAttributes::FOREST_TRANSITIVE;
    assert!(world.object_mut("tailspintoys.com", "wingtiptoys.com").trust_attributes.contains(marked));
    let world = world.build();
    assert_eq!(judged(&world, "tailspintoys.com", "wingtiptoys.com", "WINGTIPTOYS.COM"), Ok(()));
    assert!(judged(&world, "tailspintoys.com", "wingtiptoys.com", "USA.WINGTIPTOYS.COM").is_err());
}

#[test]
fn a_foreign_client_stays_bound_to_the_trust_that_lets_its_realm_in() {
    let world = two_forests_with_partners();
    let bound = |at: &str, crealm: &str| {
        let view = world.view(at);
        admitting_trust(view, &realm(crealm)).and_then(|trust| view.partner(trust)).map(ToString::to_string)
    };
    // Not to the transitive realm trust, over which it could go on.
    assert_eq!(bound("tailspintoys.com", "E.TEST").as_deref(), Some("E.TEST"));
    assert_eq!(bound("tailspintoys.com", "USA.WINGTIPTOYS.COM").as_deref(), Some("WINGTIPTOYS.COM"));
    assert_eq!(bound("tailspintoys.com", "EUROPE.TAILSPINTOYS.COM").as_deref(), Some("EUROPE.TAILSPINTOYS.COM"));
    assert_eq!(bound("tailspintoys.com", "STRANGER").as_deref(), Some("R"));
    assert_eq!(bound("europe.tailspintoys.com", "USA.WINGTIPTOYS.COM").as_deref(), Some("TAILSPINTOYS.COM"));
}

#[test]
fn a_realm_trust_does_not_vouch_for_the_clients_of_another_partner() {
    let world = two_forests_with_partners();
    assert!(matches!(judged(&world, "tailspintoys.com", "R", "E.TEST"), Err(ClientRealmRefusal::NotClaimed { .. })));
}
