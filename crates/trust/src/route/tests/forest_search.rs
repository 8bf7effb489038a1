//! Services whose host is a single label, looked for in the forests of a list.

use super::*;
use crate::worlds::Built;

fn asked(world: &Built, at: &str, searched: &[&str], name: &str, arrival: Arrival<'_>) -> (View, Decision) {
    let searched: Vec<_> = searched.iter().map(|name| realm(name)).collect();
    let view = world.view(at).clone().with_forest_search(&searched);
    let decision = route(&view, &Query::absent(&service(name), arrival));
    (view, decision)
}

fn next(world: &Built, at: &str, searched: &[&str], name: &str) -> Option<String> {
    let (_, decision) = asked(world, at, searched, name, Arrival::Own);
    decision.verdict.next_realm().map(|realm| realm.as_str().to_owned())
}

#[test]
fn a_flat_name_goes_to_the_first_forest_of_the_list_that_can_be_reached() {
    let mut world = two_forests();
    world.forest("contoso.test");
    world.forest_trust("tailspintoys.com", "contoso.test", Outbound);
    let world = world.build();
    let next = |at, searched: &[&str]| next(&world, at, searched, "http/web01");
    assert_eq!(next("tailspintoys.com", &["wingtiptoys.com"]).as_deref(), Some("WINGTIPTOYS.COM"));
    assert_eq!(next("europe.tailspintoys.com", &["WINGTIPTOYS.COM"]).as_deref(), Some("TAILSPINTOYS.COM"));
    // The own forest was searched before; a name without a trust and a trust the other way lead nowhere.
    let list = ["tailspintoys.com", "nowhere.test", "contoso.test", "wingtiptoys.com"];
    assert_eq!(next("tailspintoys.com", &list).as_deref(), Some("WINGTIPTOYS.COM"));
    assert_eq!(next("tailspintoys.com", &["contoso.test"]), None);
    assert_eq!(next("tailspintoys.com", &[]), None);
}

#[test]
fn the_grounds_of_a_search_tell_each_forest_of_the_list() {
    let mut world = two_forests();
    world.forest("contoso.test");
    world.forest_trust("tailspintoys.com", "contoso.test", Outbound);
    let world = world.build();
    let list = ["contoso.test", "wingtiptoys.com"];
    let (view, decision) = asked(&world, "tailspintoys.com", &list, "http/web01", Arrival::Own);
    let lines: Vec<_> = decision.explain(&view).map(|line| (line.rule().id(), line.to_string())).collect();
    assert_eq!(
        lines[3..],
        [
            (
                "forest-search",
                "the forest CONTOSO.TEST is not searched, it does not lead from here to the partner".to_owned()
            ),
            ("forest-search", "web01 is looked for in the forest WINGTIPTOYS.COM".to_owned()),
        ]
    );
    let Verdict::Refer { reason, .. } = decision.verdict else { panic!("no referral") };
    assert_eq!(reason, ReferralReason::ForestSearch { forest: realm("WINGTIPTOYS.COM") });
}

#[test]
fn only_names_of_two_parts_with_a_flat_host_are_searched_for() {
    let world = two_forests().build();
    for name in ["web01", "ldap/dc1/web01", "http/web.nowhere.test"] {
        assert_eq!(next(&world, "tailspintoys.com", &["wingtiptoys.com"], name), None, "{name}");
    }
    // The own database and the catalog go first.
    let view = world.view("tailspintoys.com").clone().with_forest_search(&[realm("WINGTIPTOYS.COM")]);
    let name = service("http/web01");
    let query = Query { catalog: CatalogAnswer::Domain(DomainId(1)), ..Query::absent(&name, Arrival::Own) };
    assert_eq!(route(&view, &query).verdict.next_realm(), Some(&realm("EUROPE.TAILSPINTOYS.COM")));
}

/// Row 58: forests that search each other send no client back and forth.
#[test]
fn a_client_of_another_forest_is_not_sent_on_by_a_search() {
    let world = two_forests().build();
    let crealm = realm("TAILSPINTOYS.COM");
    let trust = world.view("wingtiptoys.com").trust_named("tailspintoys.com").unwrap();
    let arrival = Arrival::Over { trust, crealm: &crealm };
    let (_, decision) = asked(&world, "wingtiptoys.com", &["tailspintoys.com"], "http/web01", arrival);
    assert_eq!(decision.verdict, Verdict::Refuse(NoRoute::UnknownService { name: "web01".into() }));
}
