//! kadmin/admin: the service to which administrators prove who they are. It is like any other, but for its keys.

use xrealm_client::LoginOptions;
use xrealm_kdc::Refusal;
use xrealm_sim::{End, Net};
use xrealm_wire::error_code::*;

use crate::hand_made::{answered, code, code_of, refusal_of, relabelled, request_for};
use crate::one_realm::login;
use crate::two_forests::{name, principal, topology};

const WEB: &str = "host/web.corp.test";

fn net() -> Net {
    topology(
        r#"
        [[domain]]
        name = "corp.test"
        users = [{ name = "alice", password = "Secret-1" }]
        computers = ["WEB"]
        [[domain]]
        name = "partner.test"
        users = [{ name = "bob", password = "Secret-2" }]
        [[realm]]
        name = "ATHENA"
        users = [{ name = "root/admin", password = "Secret-3" }]
        [[trust]]
        kind = "external"
        trusting = "corp.test"
        trusted = "partner.test"
    "#,
    )
}

#[test]
fn the_admin_service_is_had_by_logging_in_and_with_a_ticket() {
    let mut net = net();
    let options = LoginOptions { service: Some(name("kadmin/admin")), ..LoginOptions::default() };
    let direct = login(&mut net, "alice", "Secret-1", options).unwrap().credential;
    assert_eq!(direct.server, principal("kadmin/admin@CORP.TEST"));
    let tgt = login(&mut net, "alice", "Secret-1", LoginOptions::default()).unwrap().credential;
    assert_eq!(code(&mut net, &request_for(&tgt, "kadmin/admin")), KDC_ERR_NONE);
}

/// Were its key that of krbtgt, a ticket for it could be passed off as a ticket-granting ticket.
#[test]
fn a_ticket_for_the_admin_service_does_not_open_as_a_ticket_granting_ticket() {
    let mut net = net();
    let options = LoginOptions { service: Some(name("kadmin/admin")), ..LoginOptions::default() };
    let ticket = login(&mut net, "alice", "Secret-1", options).unwrap().credential;
    let handled = answered(&mut net, &request_for(&relabelled(&ticket, "krbtgt/CORP.TEST"), WEB));
    assert_eq!(code_of(&handled), KRB_AP_ERR_MODIFIED);
    assert!(matches!(refusal_of(&handled), Refusal::TicketIntegrity { .. }), "{}", handled.outcome);
}

#[test]
fn administrators_of_a_trusted_domain_reach_the_admin_service() {
    let mut net = net();
    let walk = net.walk("bob@PARTNER.TEST", "krbtgt/CORP.TEST");
    let referral = walk.credential().unwrap();
    assert_eq!(code(&mut net, &request_for(referral, "kadmin/admin")), KDC_ERR_NONE);
    let back = net.walk("alice@CORP.TEST", "krbtgt/PARTNER.TEST");
    assert!(matches!(back.end(), End::Refused(_)), "{:?}", back.end());
}
