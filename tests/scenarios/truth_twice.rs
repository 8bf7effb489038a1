//! Who reaches whom is computed twice: by the decision function over the directory, and by walking on the wire. On
//! random forests the two agree for every pair, every walk ends, and no walk crosses a trust that does not permit it.

use xrealm_directory::{Directory, Realm, ServiceLookup};
use xrealm_names::{PrincipalName, RealmName};
use xrealm_sim::{End, Net, Size, Walked, random_forests};
use xrealm_trust::{
    Arrival, CatalogAnswer, OwnAnswer, Query, TrustId, TrustKind, Verdict, accepts_client_realm, route,
};

use crate::two_forests::name;

const SEEDS: std::ops::Range<u64> = 0..20;
const SIZE: Size = Size { forests: 3, domains: 4, trusts: 7 };

#[test]
fn the_decision_and_the_walk_agree_on_every_pair() {
    for seed in SEEDS {
        each_walk(seed, |net, client, service, walk| {
            let (realms, issued) = by_decision(net.directory(), client, &name(service));
            let reached = matches!(walk.end(), End::Ticket(_));
            assert_eq!((walk.realms(), reached), (realms.iter().map(String::as_str).collect(), issued), "seed {seed}");
        });
    }
}

#[test]
fn every_walk_ends_with_a_ticket_or_a_refusal() {
    for seed in SEEDS {
        each_walk(seed, |_, client, service, walk| {
            let end = walk.end();
            assert!(!matches!(end, End::Failed(_)), "seed {seed}: {client} to {service}: {end:?}");
        });
    }
}

/// Row 56: all trusts in a forest are two-way and transitive.
#[test]
fn inside_a_forest_everybody_reaches_everybody() {
    for seed in SEEDS {
        each_walk(seed, |_, client, service, walk| {
            if forest_of(client) == forest_of(&service.to_uppercase()) {
                assert!(matches!(walk.end(), End::Ticket(_)), "seed {seed}: {client} to {service}: {:?}", walk.end());
            }
        });
    }
}

/// Rows 13, 55, 57 and 58: each step goes over a trust of that direction, at most one of them is a forest trust, and
/// over an external trust only its own two ends meet.
#[test]
fn no_walk_crosses_a_trust_that_does_not_permit_it() {
    for seed in SEEDS {
        each_walk(seed, |net, client, service, walk| {
            let what = format!("seed {seed}: {client} to {service}: {:?}", walk.realms());
            let mut forest_trusts = 0;
            for (from, to) in walk.realms().iter().zip(walk.realms().iter().skip(1)) {
                let (_, trust) = realm(net.directory(), from).trust_named(to.as_bytes()).unwrap();
                assert!(trust.tdo.trust_direction.is_inbound(), "{what}: {to} does not trust {from}");
                match trust.tdo.kind() {
                    TrustKind::WithinForest => {}
                    TrustKind::Forest => forest_trusts += 1,
                    TrustKind::External => {
                        assert_eq!(*from, client, "{what}: an external trust carries a third realm in");
                        let issued_there = walk.credential().is_none_or(|ticket| ticket.server.realm.as_str() == *to);
                        assert!(issued_there, "{what}: an external trust leads on to a third realm");
                    }
                    other => panic!("{what}: {other}"),
                }
            }
            assert!(forest_trusts <= 1, "{what}: forest trusts do not chain");
        });
    }
}

/// Walks from every domain to every domain of the net of a seed.
fn each_walk(seed: u64, mut check: impl FnMut(&Net, &str, &str, &Walked)) {
    let mut net = Net::from_topology(&random_forests(seed, SIZE)).unwrap();
    let realms: Vec<String> = net.directory().realms().map(|realm| realm.name().to_string()).collect();
    for client in &realms {
        let tgt = net.forge(&format!("user@{client}"), &format!("krbtgt/{client}@{client}")).unwrap().seal(net.rng());
        for target in &realms {
            let service = format!("host/db.{}", target.to_lowercase());
            let walk = net.walk_from(&tgt, name(&service), Default::default());
            check(&net, client, &service, &walk);
        }
    }
}

/// The realms that would be asked, and whether the last would issue, by the decision function alone.
fn by_decision(directory: &Directory, client: &str, service: &PrincipalName) -> (Vec<String>, bool) {
    let crealm = RealmName::new(client).unwrap();
    let mut here = realm(directory, client);
    let mut asked = vec![client.to_owned()];
    let mut came_over: Option<TrustId> = None;
    loop {
        if came_over.is_some_and(|trust| accepts_client_realm(here.view(), trust, &crealm).is_err()) {
            return (asked, false);
        }
        let arrival = came_over.map_or(Arrival::Own, |trust| Arrival::Over { trust, crealm: &crealm });
        let (own, catalog) = match here.service(service) {
            ServiceLookup::Held(_) => (OwnAnswer::Held, CatalogAnswer::NotAsked),
            ServiceLookup::NotUnique => (OwnAnswer::NotUnique, CatalogAnswer::NotAsked),
            ServiceLookup::Absent => (OwnAnswer::Absent, here.catalog_service(service)),
        };
        match route(here.view(), &Query { name: service, canonicalize: true, own, catalog, arrival }).verdict {
            Verdict::IssueHere => return (asked, true),
            Verdict::Refuse(_) => return (asked, false),
            Verdict::Refer { next, .. } => {
                assert!(!asked.contains(&next.to_string()), "{client} to {service}: {asked:?} and then {next} again");
                let there = realm(directory, next.as_str());
                came_over = there.trust_named(here.name().as_str().as_bytes()).map(|(trust, _)| trust);
                asked.push(next.to_string());
                here = there;
            }
        }
    }
}

fn realm<'d>(directory: &'d Directory, name: &str) -> &'d Realm {
    directory.realm_named(name.as_bytes()).unwrap()
}

/// `F1` of `D2.D1.F1.TEST` or of `host/db.d2.d1.f1.test`.
fn forest_of(name: &str) -> Option<&str> {
    name.rsplit(['.', '/']).nth(1)
}
