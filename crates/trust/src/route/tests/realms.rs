//! Plain Kerberos realms, alone and beside forests.

use std::sync::Arc;

use crate::worlds::{Built, End, World, realm, service};
use crate::*;

use TrustDirection::{Bidirectional, Inbound};

/// A chain of realms, each trusting the one before, with the hosts and paths a krb5.conf would give to all.
fn chain(names: &[&str], configured: bool) -> World {
    let mut world = World::default();
    for name in names {
        world.realm(name);
    }
    for pair in names.windows(2) {
        world.realm_trust(pair[0], pair[1], Inbound, true);
    }
    let mut capaths = Capaths::new();
    for (from, client) in names.iter().enumerate() {
        for (to, server) in names.iter().enumerate().skip(from + 1) {
            capaths.insert(
                &realm(client),
                &realm(server),
                names[from + 1..to].iter().map(|name| realm(name)).collect(),
            );
        }
    }
    let capaths = Arc::new(capaths);
    for name in names {
        if configured {
            world.realm_mut(name).capaths = Arc::clone(&capaths);
        }
        for host in names {
            let pattern = format!(".{}.example", host.to_lowercase());
            world.realm_mut(name).host_to_realm.insert(&pattern, realm(host));
        }
    }
    world
}

fn walked(world: &Built, client: &str, home: &str) -> (Vec<String>, bool) {
    world.path(client, &format!("host/db.{}.example", home.to_lowercase()), home)
}

#[test]
fn a_chain_is_walked_along_the_configured_path() {
    let names = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K"];
    let world = chain(&names, true).build();
    for (hops, home) in names.into_iter().enumerate().skip(1) {
        let (path, issued) = walked(&world, "A", home);
        assert!(issued);
        assert_eq!(path.len(), hops + 1);
    }
}

#[test]
fn without_a_path_only_the_direct_neighbour_is_reached() {
    let world = chain(&["A", "B", "C"], false).build();
    assert!(walked(&world, "A", "B").1);
    assert_eq!(world.refusal("A", "host/db.c.example"), NoRoute::UnknownService { name: "db.c.example".into() });
    assert_eq!(world.refusal("A", "krbtgt/C"), NoRoute::NoPath { target: "C".into() });
}

#[test]
fn the_nearest_realm_on_the_path_is_given_for_a_realm_further_on() {
    let mut world = chain(&["A", "B", "C", "D"], true);
    world.realm_trust("A", "C", Inbound, true);
    let world = world.build();
    assert_eq!(world.next("A", "krbtgt/D"), "C");
    let decision = world.decide("A", "krbtgt/D");
    let Verdict::Refer { reason, .. } = &decision.verdict else { panic!("no referral") };
    assert_eq!(*reason, ReferralReason::RealmPath { realm: realm("D") });
}

#[test]
fn the_client_realms_path_serves_where_the_own_is_not_configured() {
    let mut world = chain(&["A", "B", "C", "D"], false);
    let mut capaths = Capaths::new();
    capaths.insert(&realm("A"), &realm("D"), vec![realm("B"), realm("C")]);
    for name in ["A", "B", "C"] {
        world.realm_mut(name).capaths = Arc::new(capaths.clone());
    }
    assert_eq!(walked(&world.build(), "A", "D"), (["a", "b", "c", "d"].map(String::from).to_vec(), true));
}

#[test]
fn the_hierarchy_is_the_default_path() {
    let mut world = World::default();
    for name in ["X.EXAMPLE", "A.X.EXAMPLE", "B.X.EXAMPLE"] {
        world.realm(name);
    }
    world.realm_trust("A.X.EXAMPLE", "X.EXAMPLE", Bidirectional, true);
    world.realm_trust("X.EXAMPLE", "B.X.EXAMPLE", Bidirectional, true);
    world.realm_mut("A.X.EXAMPLE").host_to_realm.insert(".b.x.example", realm("B.X.EXAMPLE"));
    let world = world.build();
    let (path, issued) = world.path("A.X.EXAMPLE", "host/db.b.x.example", "B.X.EXAMPLE");
    assert!(issued);
    assert_eq!(path, ["a.x.example", "x.example", "b.x.example"]);
}

#[test]
fn realm_names_are_compared_byte_for_byte() {
    let world = chain(&["A", "B"], true).build();
    assert_eq!(world.decide("A", "krbtgt/A").verdict, Verdict::IssueHere);
    assert_eq!(world.refusal("A", "krbtgt/b"), NoRoute::NoPath { target: "b".into() });
    assert_eq!(world.refusal("A", "krbtgt/a"), NoRoute::NoPath { target: "a".into() });
}

#[test]
fn a_trust_that_leads_the_other_way_is_named() {
    let world = chain(&["A", "B"], true).build();
    assert_eq!(world.refusal("B", "krbtgt/A"), NoRoute::WrongDirection { partner: realm("A") });
}

#[test]
fn hosts_of_no_known_realm_go_to_the_default() {
    let mut world = chain(&["A", "B", "C"], true);
    world.realm_mut("A").default_referral_realm = Some(realm("B"));
    let world = world.build();
    assert_eq!(world.next("A", "host/anything.test"), "B");
    assert!(matches!(world.refusal("B", "host/anything.test"), NoRoute::UnknownService { .. }));
}

#[test]
fn a_host_under_a_partners_name_needs_no_map() {
    let mut world = World::default();
    world.realm("ATHENA.EXAMPLE");
    world.forest("corp.test");
    world.child("eu.corp.test", "corp.test");
    world.realm_trust("ATHENA.EXAMPLE", "corp.test", Bidirectional, true);
    let world = world.build();
    assert_eq!(
        world.path("ATHENA.EXAMPLE", "http/w.eu.corp.test", "eu.corp.test"),
        (["athena.example", "corp.test", "eu.corp.test"].map(String::from).to_vec(), true)
    );
    assert!(world.path("corp.test", "host/db.athena.example", "ATHENA.EXAMPLE").1);
    // The realm is known to the root domain alone.
    assert!(!world.path("eu.corp.test", "host/db.athena.example", "ATHENA.EXAMPLE").1);
}

#[test]
fn a_realm_trust_carries_a_third_realm_only_if_it_is_transitive() {
    for transitive in [true, false] {
        let mut world = World::default();
        world.realm("R2");
        world.realm("R");
        world.forest("d.test");
        world.realm_trust("R2", "R", Inbound, true);
        world.realm_trust("R", "d.test", Inbound, transitive);
        let mut capaths = Capaths::new();
        capaths.insert(&realm("R2"), &realm("D.TEST"), vec![realm("R")]);
        world.realm_mut("R2").capaths = Arc::new(capaths);
        for name in ["R2", "R"] {
            world.realm_mut(name).host_to_realm.insert(".d.test", realm("D.TEST"));
        }
        let world = world.build();
        let walk = world.walk("R2", "http/w.d.test", "d.test");
        if transitive {
            assert_eq!(walk.end, End::Issued);
        } else {
            assert_eq!(walk.end, End::Refused(NoRoute::NonTransitive { partner: realm("D.TEST") }));
        }
        assert!(world.path("R", "http/w.d.test", "d.test").1);
    }
}

#[test]
fn referrals_must_be_asked_for() {
    let world = chain(&["A", "B"], true).build();
    let name = service("host/db.b.example").with_type(xrealm_names::NameType::SRV_HST);
    let query = Query { canonicalize: false, ..Query::absent(&name, Arrival::Own) };
    let verdict = route(world.view("A"), &query).verdict;
    assert_eq!(verdict, Verdict::Refuse(NoRoute::ReferralNotAsked { name: "db.b.example".into() }));
}

/// A goes to C by B, B goes to C by A: whoever wrote that, the client is not sent to and fro.
#[test]
fn a_client_is_not_sent_back_where_it_came_from() {
    let mut world = World::default();
    for name in ["A", "B", "C"] {
        world.realm(name);
    }
    world.realm_trust("A", "B", Bidirectional, true);
    for (own, by) in [("A", "B"), ("B", "A")] {
        let mut capaths = Capaths::new();
        capaths.insert(&realm(own), &realm("C"), vec![realm(by)]);
        world.realm_mut(own).capaths = Arc::new(capaths);
    }
    let world = world.build();
    assert_eq!(world.next("A", "krbtgt/C"), "B");
    let (view, crealm) = (world.view("B"), realm("A"));
    let arrival = Arrival::Over { trust: view.trust_named("A").unwrap(), crealm: &crealm };
    let decision = route(view, &Query::absent(&service("krbtgt/C"), arrival));
    assert_eq!(decision.verdict, Verdict::Refuse(NoRoute::NoPath { target: "C".into() }));
    let grounds: Vec<String> = decision.explain(view).map(|line| line.to_string()).collect();
    assert!(grounds.contains(&"the trust with A is not taken, the client came from there".to_owned()), "{grounds:?}");
}
