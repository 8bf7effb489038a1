//! Which account a service name means, and realms asked for by name.

use xrealm_client::{LoginOptions, Route, Secret, WalkOptions};
use xrealm_crypto::KeyUsage;
use xrealm_sim::{End, Net};
use xrealm_wire::error_code::{KDC_ERR_NONE, KDC_ERR_PRINCIPAL_NOT_UNIQUE, KDC_ERR_S_PRINCIPAL_UNKNOWN};
use xrealm_wire::{EncTicketPart, KdcRep, Ticket};

use crate::two_forests::{
    EUROPE, FILESERVER1, TAILSPINTOYS, USA, USER1, WINGTIPTOYS, principal, realm, topology, two_forests,
};

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
    for service in ["krbtgt/NOWHERE.EXAMPLE", "krbtgt/fileserver1.usa.wingtiptoys.com", "kadmin/history"] {
        assert_eq!(net.walk(USER1, service).code(), Some(KDC_ERR_S_PRINCIPAL_UNKNOWN), "{service}");
    }
}

#[test]
fn a_computer_logs_in_by_its_account_name_and_walks() {
    let mut net = two_forests();
    let walk = net.walk("WORKSTATION1$@EUROPE.TAILSPINTOYS.COM", FILESERVER1);
    assert!(matches!(walk.end(), End::Ticket(_)), "{:?}", walk.end());
}

/// Without a PAC the name is all that a service goes by: who may create a computer `ROOT$` must not be `root`.
#[test]
fn a_computer_that_logs_in_without_its_dollar_is_named_with_it() {
    let mut net = two_forests();
    for asked_for in ["fileserver1@USA.WINGTIPTOYS.COM", "FILESERVER1@USA.WINGTIPTOYS.COM"] {
        // The client refuses to be renamed, as it did not set canonicalize; what counts is what the KDC has sealed.
        let before = net.trace().len();
        let _ = net.login(asked_for);
        assert!(net.trace().len() > before);
        let exchanged = net.trace().last().unwrap();
        assert_eq!(exchanged.outcome.code(), Some(KDC_ERR_NONE), "{}", exchanged.outcome);
        let reply = KdcRep::decode(exchanged.reply.as_deref().unwrap()).unwrap();
        assert_eq!(reply.cname.to_owned().unwrap().to_string(), "FILESERVER1$");
        assert_eq!(sealed_client(&net, reply.ticket), "FILESERVER1$@USA.WINGTIPTOYS.COM");
    }
    let walk = net.walk("FILESERVER1$@USA.WINGTIPTOYS.COM", FILESERVER1);
    assert!(matches!(walk.end(), End::Ticket(_)), "{:?}", walk.end());
}

#[test]
fn an_account_of_the_very_name_goes_before_the_computer() {
    let mut net = topology(
        r#"
        [[domain]]
        name = "corp.test"
        users = [{ name = "web", password = "Secret-1" }]
        computers = [{ name = "WEB", password = "Secret-2" }]
    "#,
    );
    let mut log_in = |client: &str, password: &str| {
        let hop = net.login_with(principal(client), Secret::password(password), LoginOptions::default());
        hop.map(|hop| hop.credential.client.to_string())
    };
    assert_eq!(log_in("web@CORP.TEST", "Secret-1").as_deref(), Ok("web@CORP.TEST"));
    assert!(log_in("web@CORP.TEST", "Secret-2").is_err());
    assert_eq!(log_in("WEB$@CORP.TEST", "Secret-2").as_deref(), Ok("WEB$@CORP.TEST"));
}

/// The client inside a ticket-granting ticket of the realm.
fn sealed_client(net: &Net, ticket: &[u8]) -> String {
    let ticket = Ticket::decode(ticket).unwrap();
    let key = net.key_of(&principal("krbtgt/USA.WINGTIPTOYS.COM@USA.WINGTIPTOYS.COM"), None).unwrap().key;
    let plain = key.open(KeyUsage::TICKET, ticket.enc_part.cipher).unwrap();
    let part = EncTicketPart::decode(&plain).unwrap();
    let crealm = std::str::from_utf8(part.crealm).unwrap();
    format!("{}@{crealm}", part.cname.to_owned().unwrap())
}

#[test]
fn the_name_in_the_ticket_is_the_name_asked_for() {
    let mut net = two_forests();
    let walk = net.walk(USER1, "CIFS/FILESERVER1.usa.wingtiptoys.com");
    assert_eq!(walk.credential().unwrap().server.name.to_string(), "CIFS/FILESERVER1.usa.wingtiptoys.com");
}
