//! Where a walk ends without a ticket, and who says so.

use xrealm_sim::End;
use xrealm_wire::error_code::KDC_ERR_S_PRINCIPAL_UNKNOWN;

use crate::two_forests::{EUROPE, TAILSPINTOYS, USA, USER1, WINGTIPTOYS, topology, two_forests};

#[test]
fn a_host_that_is_nowhere_in_its_domain_is_refused_there() {
    let mut net = two_forests();
    let walk = net.walk(USER1, "cifs/nowhere.europe.tailspintoys.com");
    assert_eq!(walk.code(), Some(KDC_ERR_S_PRINCIPAL_UNKNOWN));
    assert!(matches!(walk.end(), End::Refused(_)));
}

#[test]
fn a_host_that_is_nowhere_in_a_trusted_forest_is_refused_by_that_forest() {
    let mut net = two_forests();
    let walk = net.walk(USER1, "cifs/nowhere.usa.wingtiptoys.com");
    assert_eq!(walk.realms().first(), Some(&EUROPE));
    assert!([WINGTIPTOYS, USA].contains(walk.realms().last().unwrap()), "{:?}", walk.realms());
    assert_eq!(walk.code(), Some(KDC_ERR_S_PRINCIPAL_UNKNOWN));
}

#[test]
fn a_suffix_nobody_trusts_never_leaves_the_forest() {
    let mut net = two_forests();
    let walk = net.walk(USER1, "cifs/fileserver1.contoso.example");
    assert!(!walk.realms().contains(&WINGTIPTOYS), "{:?}", walk.realms());
    assert_eq!(walk.code(), Some(KDC_ERR_S_PRINCIPAL_UNKNOWN));
    assert!([EUROPE, TAILSPINTOYS].contains(walk.realms().last().unwrap()));
}

#[test]
fn a_name_without_a_host_is_refused() {
    let mut net = two_forests();
    for service in ["cifs/nowhere", "nobody", "a/b/c/d"] {
        assert_eq!(net.walk(USER1, service).code(), Some(KDC_ERR_S_PRINCIPAL_UNKNOWN), "{service}");
    }
}

const ONE_WAY: &str = r#"
    [[domain]]
    name = "accounts.test"
    users = [{ name = "alice", password = "Secret-1" }]
    computers = [{ name = "DB", spns = ["host/db.accounts.test"] }]

    [[domain]]
    name = "resources.test"
    users = [{ name = "bob", password = "Secret-2" }]
    computers = [{ name = "DB", spns = ["host/db.resources.test"] }]

    [[trust]]
    kind = "forest"
    trusting = "resources.test"
    trusted = "accounts.test"
"#;

/// Rows 55 and 59: users of the trusted side reach the trusting side, and not the reverse.
#[test]
fn a_one_way_trust_is_walked_one_way() {
    let mut net = topology(ONE_WAY);
    assert!(matches!(net.walk("alice@ACCOUNTS.TEST", "host/db.resources.test").end(), End::Ticket(_)));

    let back = net.walk("bob@RESOURCES.TEST", "host/db.accounts.test");
    assert_eq!(back.realms(), ["RESOURCES.TEST"]);
    assert_eq!(back.code(), Some(KDC_ERR_S_PRINCIPAL_UNKNOWN));
}

/// Row 13: C trusts A by an external trust, A trusts B: users of B do not get to C through A.
#[test]
fn an_external_trust_carries_no_third_realm() {
    let mut net = topology(
        r#"
        [[domain]]
        name = "a.test"

        [[domain]]
        name = "b.test"
        users = [{ name = "bob", password = "Secret-1" }]

        [[domain]]
        name = "c.test"
        computers = [{ name = "DB", spns = ["host/db.c.test"] }]

        [[trust]]
        kind = "external"
        trusting = "a.test"
        trusted = "b.test"

        [[trust]]
        kind = "external"
        trusting = "c.test"
        trusted = "a.test"
    "#,
    );
    let walk = net.walk("bob@B.TEST", "host/db.c.test");
    assert_eq!(walk.code(), Some(KDC_ERR_S_PRINCIPAL_UNKNOWN));
    assert!(!walk.realms().contains(&"C.TEST"));
}

/// Row 58: forest trusts 1-2 and 2-3, two-way: six ordered pairs.
#[test]
fn forest_transitivity_does_not_chain() {
    let mut text = String::new();
    for forest in ["one", "two", "three"] {
        text += &format!(
            r#"
            [[domain]]
            name = "{forest}.test"
            users = [{{ name = "user", password = "Secret-1" }}]
            computers = [{{ name = "DB", spns = ["host/db.{forest}.test"] }}]
            "#
        );
    }
    for (trusting, trusted) in [("one", "two"), ("two", "three")] {
        text += &format!(
            r#"
            [[trust]]
            kind = "forest"
            trusting = "{trusting}.test"
            trusted = "{trusted}.test"
            direction = "two-way"
            "#
        );
    }
    let mut net = topology(&text);
    let mut reached = |from: &str, to: &str| {
        let walk = net.walk(&format!("user@{from}.TEST"), &format!("host/db.{to}.test"));
        match walk.end() {
            End::Ticket(_) => true,
            End::Refused(_) => false,
            End::Failed(error) => panic!("{from} to {to}: {error}"),
        }
    };
    for (from, to) in [("ONE", "two"), ("TWO", "one"), ("TWO", "three"), ("THREE", "two")] {
        assert!(reached(from, to), "{from} to {to}");
    }
    for (from, to) in [("ONE", "three"), ("THREE", "one")] {
        assert!(!reached(from, to), "{from} to {to}");
    }
}
