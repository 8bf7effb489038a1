//! The transited field in and between domains and plain realms: its type, and who is written down.

use xrealm_client::{Hop, Route, WalkOptions};
use xrealm_sim::{End, Net, Walked};
use xrealm_wire::error_code::KDC_ERR_POLICY;

use crate::hand_made::contents;
use crate::two_forests::{FILESERVER1, USER1, principal, realm, topology, two_forests};

/// R2 <- R <-> d.test, and the domains below it: whom R trusts comes to d.test if `transitive`.
fn world(transitive: bool) -> Net {
    topology(&format!(
        r#"
        [[domain]]
        name = "d.test"
        users = [{{ name = "dora", password = "Secret-1" }}]
        computers = [{{ name = "DB", spns = ["host/db.d.test"] }}]

        [[domain]]
        name = "sub.d.test"
        parent = "d.test"
        users = [{{ name = "sue", password = "Secret-1" }}]
        computers = [{{ name = "DB", spns = ["host/db.sub.d.test"] }}]

        [[domain]]
        name = "low.sub.d.test"
        parent = "sub.d.test"
        users = [{{ name = "lou", password = "Secret-1" }}]

        [[realm]]
        name = "R.TEST"
        principals = [{{ name = "rita", password = "Secret-1" }}]
        services = ["host/db.r.test"]
        capaths = {{ "LOW.SUB.D.TEST" = {{ "R.TEST" = ["SUB.D.TEST", "D.TEST"] }}, "SUB.D.TEST" = {{ "R.TEST" = ["D.TEST"] }} }}

        [[realm]]
        name = "R2.TEST"
        principals = [{{ name = "rob", password = "Secret-1" }}]

        [[trust]]
        kind = "realm"
        trusting = "d.test"
        trusted = "R.TEST"
        direction = "two-way"
        transitive = {transitive}

        [[trust]]
        kind = "realm"
        trusting = "R.TEST"
        trusted = "R2.TEST"
        "#
    ))
}

fn walk(net: &mut Net, client: &str, service: &str, via: &[&str], to: &str) -> Walked {
    let route = Some(Route { via: via.iter().map(|name| realm(name)).collect(), to: realm(to) });
    net.walk_with(client, service, WalkOptions { route, ..WalkOptions::default() })
}

/// Server, type and list of each ticket.
fn written(net: &Net, walked: &Walked) -> Vec<(String, i32, String)> {
    let read = |hop: &Hop| {
        let inside = contents(net, hop);
        (hop.credential.server.to_string(), inside.transited_type, inside.transited_text())
    };
    walked.hops().map(read).collect()
}

fn expected(tickets: &[(&str, i32, &str)]) -> Vec<(String, i32, String)> {
    tickets.iter().map(|(server, kind, list)| ((*server).to_owned(), *kind, (*list).to_owned())).collect()
}

#[test]
fn between_domains_the_field_is_empty_and_of_type_0() {
    let mut net = two_forests();
    let walked = net.walk(USER1, FILESERVER1);
    assert_eq!(walked.hops().count(), 5);
    assert!(written(&net, &walked).iter().all(|(_, kind, list)| (*kind, list.as_str()) == (0, "")));
}

/// Other KDCs extend a list of type 1 only.
#[test]
fn a_ticket_that_leaves_a_domain_over_a_realm_trust_is_of_type_1() {
    let mut net = world(true);
    let walked = walk(&mut net, "dora@D.TEST", "host/db.r.test", &[], "R.TEST");
    let tickets = [("krbtgt/D.TEST@D.TEST", 0, ""), ("krbtgt/R.TEST@D.TEST", 1, ""), ("host/db.r.test@R.TEST", 1, "")];
    assert_eq!(written(&net, &walked), expected(&tickets), "{:?}", walked.end());
}

#[test]
fn the_domains_of_the_forest_that_were_crossed_are_written_down_for_a_plain_realm() {
    let mut net = world(true);
    let walked = walk(&mut net, "sue@SUB.D.TEST", "host/db.r.test", &["D.TEST"], "R.TEST");
    let tickets = [
        ("krbtgt/SUB.D.TEST@SUB.D.TEST", 0, ""),
        ("krbtgt/D.TEST@SUB.D.TEST", 0, ""),
        ("krbtgt/R.TEST@D.TEST", 1, ""),
        ("host/db.r.test@R.TEST", 1, "D.TEST"),
    ];
    assert_eq!(written(&net, &walked), expected(&tickets), "{:?}", walked.end());
}

#[test]
fn a_direct_partners_client_leaves_the_list_empty() {
    let mut net = world(true);
    let walked = walk(&mut net, "rita@R.TEST", "host/db.d.test", &[], "D.TEST");
    let tickets = [("krbtgt/R.TEST@R.TEST", 1, ""), ("krbtgt/D.TEST@R.TEST", 1, ""), ("host/db.d.test@D.TEST", 1, "")];
    assert_eq!(written(&net, &walked), expected(&tickets), "{:?}", walked.end());
}

/// Row 18: R trusts R2, the domain trusts R by a transitive realm trust.
#[test]
fn a_ticket_that_came_over_a_realm_trust_from_a_third_realm_lists_the_partner() {
    let mut net = world(true);
    let walked = walk(&mut net, "rob@R2.TEST", "host/db.d.test", &["R.TEST"], "D.TEST");
    let tickets = [
        ("krbtgt/R2.TEST@R2.TEST", 1, ""),
        ("krbtgt/R.TEST@R2.TEST", 1, ""),
        ("krbtgt/D.TEST@R.TEST", 1, ""),
        ("host/db.d.test@D.TEST", 1, "R.TEST"),
    ];
    assert_eq!(written(&net, &walked), expected(&tickets), "{:?}", walked.end());
    assert_eq!(walked.end(), End::Ticket(principal("host/db.d.test@D.TEST")));
}

/// The partner stays visible in the forest's other domains.
#[test]
fn the_partner_is_still_listed_further_down_the_forest() {
    let mut net = world(true);
    let walked = walk(&mut net, "rob@R2.TEST", "host/db.sub.d.test", &["R.TEST", "D.TEST"], "SUB.D.TEST");
    let last = written(&net, &walked).last().cloned();
    assert_eq!(
        last,
        expected(&[("host/db.sub.d.test@SUB.D.TEST", 1, "R.TEST")]).first().cloned(),
        "{:?}",
        walked.end()
    );
}

/// Row 17: the same without the attribute. The partner's KDC refers; the domain refuses its ticket.
#[test]
fn a_realm_trust_that_is_not_transitive_carries_no_third_realm() {
    let mut net = world(false);
    let through = net.forge("rob@R2.TEST", "krbtgt/D.TEST@R.TEST").unwrap().seal(net.rng());
    let walked = net.walk_from(&through, crate::two_forests::name("host/db.d.test"), WalkOptions::default());
    assert_eq!(walked.code(), Some(KDC_ERR_POLICY));
    let direct = walk(&mut net, "rita@R.TEST", "host/db.d.test", &[], "D.TEST");
    assert!(direct.credential().is_some(), "{:?}", direct.end());
    let third = walk(&mut net, "rob@R2.TEST", "host/db.d.test", &["R.TEST"], "D.TEST");
    assert!(matches!(third.end(), End::Refused(_)), "{:?}", third.end());
}
