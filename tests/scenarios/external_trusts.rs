//! An external trust is not transitive, whichever ticket a foreign client shows.

use xrealm_client::{TicketExchange, TicketOptions, WalkOptions};
use xrealm_kdc::Refusal;
use xrealm_trust::NoRoute;
use xrealm_wire::error_code::{KDC_ERR_NONE, KDC_ERR_S_PRINCIPAL_UNKNOWN};

use crate::hand_made::{answered, code, code_of, refusal_of, request_for};
use crate::two_forests::{name, realm, topology};

const FOREST: &str = r#"
    [[domain]]
    name = "x.test"
    users = [{ name = "xavier", password = "Secret-1" }]

    [[domain]]
    name = "a.test"
    users = [{ name = "alice", password = "Secret-2" }]
    computers = [{ name = "DB", spns = ["host/db.a.test"] }]

    [[domain]]
    name = "sub.a.test"
    parent = "a.test"
    computers = [{ name = "DB", spns = ["host/db.sub.a.test"] }]

    [[trust]]
    kind = "external"
    trusting = "a.test"
    trusted = "x.test"
"#;

/// A trust that would let every realm in which nobody else vouches for.
const REALM_TRUST: &str = r#"
    [[realm]]
    name = "ATHENA.TEST"

    [[trust]]
    kind = "realm"
    trusting = "a.test"
    trusted = "ATHENA.TEST"
    transitive = true
"#;

#[test]
fn a_second_ticket_granting_ticket_does_not_make_an_external_trust_transitive() {
    for text in [FOREST.to_owned(), format!("{FOREST}{REALM_TRUST}")] {
        let mut net = topology(&text);
        let walk = net.walk("xavier@X.TEST", "host/db.a.test");
        let over_the_trust = walk.hops().nth(1).unwrap().credential.clone();
        let own = TicketExchange::ticket(over_the_trust.clone(), name("krbtgt/A.TEST"), TicketOptions::default());
        let own = net.exchange(own.unwrap()).unwrap().credential;
        assert_eq!(own.server.to_string(), "krbtgt/A.TEST@A.TEST");
        assert_eq!(own.client.to_string(), "xavier@X.TEST");

        for ticket in [&over_the_trust, &own] {
            assert_eq!(code(&mut net, &request_for(ticket, "host/db.a.test")), KDC_ERR_NONE);
            for service in ["host/db.sub.a.test", "krbtgt/SUB.A.TEST"] {
                let handled = answered(&mut net, &request_for(ticket, service));
                assert_eq!(code_of(&handled), KDC_ERR_S_PRINCIPAL_UNKNOWN, "{service} with {}", ticket.server);
                let expected = Refusal::NoRoute(NoRoute::NonTransitive { partner: realm("X.TEST") });
                assert_eq!(refusal_of(&handled), expected, "{service} with {}", ticket.server);
            }
        }
    }
}

#[test]
fn the_domains_own_clients_walk_the_forest_as_ever() {
    let mut net = topology(&format!("{FOREST}{REALM_TRUST}"));
    let walk = net.walk("alice@A.TEST", "host/db.sub.a.test");
    assert_eq!(walk.realms(), ["A.TEST", "SUB.A.TEST"]);
    assert!(walk.credential().is_some(), "{:?}", walk.end());
}

/// A foreign client over a forest trust, which is transitive, loses nothing by the same step.
#[test]
fn a_second_ticket_granting_ticket_is_as_good_where_the_trust_is_transitive() {
    let mut net = crate::two_forests::two_forests();
    let walk = net.walk(crate::two_forests::USER1, "host/webserver1.wingtiptoys.com");
    let over_the_trust = walk.hops().nth(2).unwrap().credential.clone();
    let own = TicketExchange::ticket(over_the_trust, name("krbtgt/WINGTIPTOYS.COM"), TicketOptions::default());
    let own = net.exchange(own.unwrap()).unwrap().credential;
    let walk = net.walk_from(&own, name(crate::two_forests::FILESERVER1), WalkOptions::default());
    assert!(walk.credential().is_some(), "{:?}", walk.end());
}
