//! Walks of one to four domains: exactly which realms are asked and which tickets are got.

use xrealm_kdc::Answered;
use xrealm_sim::End;

use crate::two_forests::{
    EUROPE, FILESERVER1, TAILSPINTOYS, USA, USER1, WINGTIPTOYS, principal, realm, topology, two_forests,
};

#[test]
fn a_service_of_the_own_domain_takes_one_request() {
    let mut net = two_forests();
    let walk = net.walk(USER1, "host/workstation1.europe.tailspintoys.com");
    assert_eq!(walk.realms(), [EUROPE]);
    assert_eq!(walk.end(), End::Ticket(principal("host/workstation1.europe.tailspintoys.com@EUROPE.TAILSPINTOYS.COM")));
}

/// Row 82: trust flows upward through the tree.
#[test]
fn a_service_of_the_parent_is_one_referral_away() {
    let mut net = two_forests();
    let walk = net.walk(USER1, "host/appserver1.tailspintoys.com");
    assert_eq!(walk.realms(), [EUROPE, TAILSPINTOYS]);
    assert_eq!(
        walk.tickets(),
        [
            "krbtgt/EUROPE.TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM",
            "krbtgt/TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM",
            "host/appserver1.tailspintoys.com@TAILSPINTOYS.COM",
        ]
    );
}

#[test]
fn a_service_of_the_other_root_is_two_referrals_away() {
    let mut net = two_forests();
    let walk = net.walk(USER1, "host/webserver1.wingtiptoys.com");
    assert_eq!(walk.realms(), [EUROPE, TAILSPINTOYS, WINGTIPTOYS]);
    assert_eq!(walk.end(), End::Ticket(principal("host/webserver1.wingtiptoys.com@WINGTIPTOYS.COM")));
}

/// Row 67: own TGT, parent, other forest's root, other child, service ticket; each KDC decided its own step.
#[test]
fn the_ten_step_walk_gets_exactly_five_tickets() {
    let mut net = two_forests();

    let walk = net.walk(USER1, FILESERVER1);

    assert_eq!(walk.realms(), [EUROPE, TAILSPINTOYS, WINGTIPTOYS, USA]);
    assert_eq!(
        walk.tickets(),
        [
            "krbtgt/EUROPE.TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM",
            "krbtgt/TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM",
            "krbtgt/WINGTIPTOYS.COM@TAILSPINTOYS.COM",
            "krbtgt/USA.WINGTIPTOYS.COM@WINGTIPTOYS.COM",
            "cifs/fileserver1.usa.wingtiptoys.com@USA.WINGTIPTOYS.COM",
        ]
    );
    let answered: Vec<&Answered> = walk.outcomes().iter().map(|outcome| &outcome.answered).collect();
    let referred = |to: &str| Answered::Referred { to: realm(to) };
    assert_eq!(answered, [&referred(TAILSPINTOYS), &referred(WINGTIPTOYS), &referred(USA), &Answered::Issued]);
}

#[test]
fn the_client_of_every_ticket_is_the_user_in_the_home_realm() {
    let mut net = two_forests();
    let walk = net.walk(USER1, FILESERVER1);
    assert!(walk.hops().all(|hop| hop.credential.client == principal(USER1)));
}

#[test]
fn every_kdc_told_its_grounds() {
    let mut net = two_forests();
    let walk = net.walk(USER1, FILESERVER1);
    for outcome in walk.outcomes() {
        assert!(!outcome.grounds(net.directory()).is_empty(), "{outcome}");
    }
}

#[test]
fn the_way_back_is_as_long() {
    let mut net = two_forests();
    let walk = net.walk("user3@USA.WINGTIPTOYS.COM", "host/workstation1.europe.tailspintoys.com");
    assert_eq!(walk.realms(), [USA, WINGTIPTOYS, TAILSPINTOYS, EUROPE]);
    assert!(matches!(walk.end(), End::Ticket(_)));
}

#[test]
fn service_names_are_taken_in_any_case_and_with_a_port() {
    let mut net = two_forests();
    for service in ["CIFS/FileServer1.USA.WingtipToys.com", "cifs/fileserver1.usa.wingtiptoys.com:445"] {
        let walk = net.walk(USER1, service);
        assert_eq!(walk.realms(), [EUROPE, TAILSPINTOYS, WINGTIPTOYS, USA], "{service}");
        assert!(matches!(walk.end(), End::Ticket(_)), "{service}: {:?}", walk.end());
    }
}

/// Row 83: the same pair before and after a shortcut trust: fewer tickets, the same service.
#[test]
fn a_shortcut_trust_shortens_the_way() {
    const TREE: &str = r#"
        [[domain]]
        name = "root.test"

        [[domain]]
        name = "a.root.test"
        parent = "root.test"
        users = [{ name = "alice", password = "Secret-1" }]

        [[domain]]
        name = "b.root.test"
        parent = "root.test"
        computers = [{ name = "DB", spns = ["host/db.b.root.test"] }]
    "#;
    const SHORTCUT: &str = r#"
        [[trust]]
        kind = "shortcut"
        trusting = "b.root.test"
        trusted = "a.root.test"
    "#;
    let long = topology(TREE).walk("alice@A.ROOT.TEST", "host/db.b.root.test");
    let short = topology(&format!("{TREE}{SHORTCUT}")).walk("alice@A.ROOT.TEST", "host/db.b.root.test");

    assert_eq!(long.realms(), ["A.ROOT.TEST", "ROOT.TEST", "B.ROOT.TEST"]);
    assert_eq!(short.realms(), ["A.ROOT.TEST", "B.ROOT.TEST"]);
    assert_eq!(long.end(), short.end());
}

/// Row 68: routing hints are used only after the own domain and the global catalog know nothing.
#[test]
fn a_name_of_the_own_forest_wins_over_a_trusted_suffix() {
    let mut net = topology(
        r#"
        [[domain]]
        name = "here.test"
        users = [{ name = "alice", password = "Secret-1" }]
        computers = [{ name = "ODD", spns = ["host/odd.there.test"] }]

        [[domain]]
        name = "there.test"
        computers = [{ name = "ODD", spns = ["host/odd.there.test"] }]

        [[trust]]
        kind = "forest"
        trusting = "there.test"
        trusted = "here.test"
        direction = "two-way"
    "#,
    );
    let walk = net.walk("alice@HERE.TEST", "host/odd.there.test");
    assert_eq!(walk.realms(), ["HERE.TEST"]);
    assert_eq!(walk.end(), End::Ticket(principal("host/odd.there.test@HERE.TEST")));
}
