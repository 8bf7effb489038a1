//! Which account a service name means, and realms asked for by name.

use xrealm_client::{Route, WalkOptions};
use xrealm_sim::End;
use xrealm_wire::error_code::{KDC_ERR_PRINCIPAL_NOT_UNIQUE, KDC_ERR_S_PRINCIPAL_UNKNOWN};

use crate::two_forests::{EUROPE, FILESERVER1, TAILSPINTOYS, USA, USER1, WINGTIPTOYS, principal, realm, two_forests};

#[test]
fn a_name_that_two_accounts_hold_is_nobodys() {
    let mut net = two_forests();
    let walk = net.walk(USER1, "http/twin.europe.tailspintoys.com");
    assert_eq!(walk.code(), Some(KDC_ERR_PRINCIPAL_NOT_UNIQUE));
}

/// sPNMappings: what `host/` stands for.
#[test]
fn a_computer_answers_to_the_classes_that_host_covers() {
    let mut net = two_forests();
    for service in ["cifs/workstation1.europe.tailspintoys.com", "http/workstation1.europe.tailspintoys.com"] {
        assert_eq!(net.walk(USER1, service).end(), End::Ticket(principal(&format!("{service}@{EUROPE}"))));
    }
    let other = net.walk(USER1, "imaginary/workstation1.europe.tailspintoys.com");
    assert_eq!(other.code(), Some(KDC_ERR_S_PRINCIPAL_UNKNOWN));
}

#[test]
fn the_port_of_a_registered_name_may_be_left_out_of_the_routing() {
    let mut net = two_forests();
    let walk = net.walk(USER1, "MSSQLSvc/db1.usa.wingtiptoys.com:1433");
    assert_eq!(walk.realms(), [EUROPE, TAILSPINTOYS, WINGTIPTOYS, USA]);
    assert!(matches!(walk.end(), End::Ticket(_)), "{:?}", walk.end());
}

#[test]
fn a_short_host_name_is_found_in_the_own_forest_only() {
    let mut net = two_forests();
    assert_eq!(net.walk(USER1, "cifs/fileserver1").code(), Some(KDC_ERR_S_PRINCIPAL_UNKNOWN));
    assert!(net.walk("user3@USA.WINGTIPTOYS.COM", "cifs/fileserver1").credential().is_some());
    assert!(net.walk("admin2@WINGTIPTOYS.COM", "cifs/fileserver1").credential().is_some());
}

/// MIT's way with a known realm: ticket-granting tickets asked for by name, nearest answers taken.
#[test]
fn the_realm_of_a_service_may_be_asked_for_by_name() {
    let mut net = two_forests();
    let route = Some(Route { via: Vec::new(), to: realm(USA) });
    let walk = net.walk_with(USER1, FILESERVER1, WalkOptions { route, ..WalkOptions::default() });
    assert_eq!(walk.realms(), [EUROPE, TAILSPINTOYS, WINGTIPTOYS, USA]);
    assert!(matches!(walk.end(), End::Ticket(_)), "{:?}", walk.end());
}

#[test]
fn a_realm_that_nobody_knows_is_unknown_as_a_service_too() {
    let mut net = two_forests();
    for service in ["krbtgt/NOWHERE.EXAMPLE", "krbtgt/fileserver1.usa.wingtiptoys.com", "kadmin/admin"] {
        assert_eq!(net.walk(USER1, service).code(), Some(KDC_ERR_S_PRINCIPAL_UNKNOWN), "{service}");
    }
}

#[test]
fn a_computer_logs_in_by_its_account_name_and_walks() {
    let mut net = two_forests();
    let walk = net.walk("WORKSTATION1$@EUROPE.TAILSPINTOYS.COM", FILESERVER1);
    assert!(matches!(walk.end(), End::Ticket(_)), "{:?}", walk.end());
}

#[test]
fn the_name_in_the_ticket_is_the_name_asked_for() {
    let mut net = two_forests();
    let walk = net.walk(USER1, "CIFS/FILESERVER1.usa.wingtiptoys.com");
    assert_eq!(walk.credential().unwrap().server.name.to_string(), "CIFS/FILESERVER1.usa.wingtiptoys.com");
}
