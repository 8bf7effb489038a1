//! Tickets used for what they are not good for.

use xrealm_client::{Credential, LoginOptions, TicketExchange, TicketOptions, WalkOptions};
use xrealm_sim::{Forgery, Net, RawTgsReq};
use xrealm_wire::error_code::*;
use xrealm_wire::{KdcOptions, TicketFlags};

use crate::one_realm::{code, corp, login};
use crate::two_forests::{name, principal, topology};

const WEB: &str = "host/web.corp.test";

fn alice(net: &mut Net) -> Credential {
    login(net, "alice", "Secret-1", LoginOptions::default()).unwrap().credential
}

/// The code for an honest request but for `change`; 0 for a ticket.
fn answer(net: &mut Net, ticket: &Credential, service: &str, change: impl FnOnce(&mut RawTgsReq)) -> i32 {
    let mut request = RawTgsReq::new(ticket, name(service));
    request.realm = b"CORP.TEST".to_vec();
    change(&mut request);
    let now = net.now();
    let octets = request.build(now, net.rng());
    net.send(&octets).outcome.code().unwrap()
}

/// Whoever runs a service knows its key and could write any client into a ticket for it.
#[test]
fn a_service_ticket_buys_no_other_ticket() {
    let mut net = corp();
    let tgt = alice(&mut net);
    let walk = net.walk_from(&tgt, name(WEB), WalkOptions::default());
    let service_ticket = walk.credential().unwrap().clone();
    let forged = net.forge("alice@CORP.TEST", &format!("{WEB}@CORP.TEST")).unwrap().seal(net.rng());

    for ticket in [&service_ticket, &forged] {
        for (service, options) in [
            ("krbtgt/CORP.TEST", KdcOptions::NONE),
            ("krbtgt/CORP.TEST", KdcOptions::FORWARDED),
            (WEB, KdcOptions::NONE),
            ("bob", KdcOptions::RENEW),
            ("krbtgt/CORP.TEST", KdcOptions::RENEW),
            ("krbtgt/CORP.TEST", KdcOptions::VALIDATE),
        ] {
            let got = answer(&mut net, ticket, service, |request| request.kdc_options = options);
            assert_ne!(got, KDC_ERR_NONE, "{service} {options:?}");
        }
    }
}

#[test]
fn a_renewable_service_ticket_is_renewed_for_its_own_server() {
    let mut net = corp();
    let tgt = renewable(&mut net);
    let options =
        TicketOptions { kdc_options: KdcOptions::RENEWABLE, renew_till: tgt.renew_till, ..TicketOptions::default() };
    let service = net.exchange(TicketExchange::ticket(tgt, name(WEB), options).unwrap()).unwrap().credential;
    assert!(service.flags.contains(TicketFlags::RENEWABLE));
    let renewed = net.exchange(TicketExchange::renew(service, TicketOptions::default())).unwrap();
    assert_eq!(renewed.credential.server, principal(&format!("{WEB}@CORP.TEST")));
}

/// RENEW and VALIDATE give the presented ticket again; MIT answers SERVER_NOMATCH if another server is named.
#[test]
fn a_ticket_granting_ticket_is_not_renewed_into_a_service_ticket() {
    let mut net = corp();
    let tgt = renewable(&mut net);
    net.advance(3600);
    let renew = |request: &mut RawTgsReq| request.kdc_options = KdcOptions::RENEW;
    assert_eq!(answer(&mut net, &tgt, "krbtgt/CORP.TEST", renew), KDC_ERR_NONE);
    assert_eq!(answer(&mut net, &tgt, WEB, renew), KDC_ERR_SERVER_NOMATCH);
}

fn renewable(net: &mut Net) -> Credential {
    let options = LoginOptions { renewable_for: Some(86_400), ..LoginOptions::default() };
    login(net, "alice", "Secret-1", options).unwrap().credential
}

#[test]
fn the_ticket_for_changing_a_password_is_no_ticket_granting_ticket() {
    let mut net = corp();
    let options = LoginOptions { service: Some(name("kadmin/changepw")), ..LoginOptions::default() };
    let changepw = login(&mut net, "stale", "Secret-7", options).unwrap().credential;
    assert_ne!(answer(&mut net, &changepw, WEB, |_| {}), KDC_ERR_NONE);
}

#[test]
fn user_to_user_wants_a_ticket_granting_ticket_of_the_other() {
    let mut net = corp();
    let tgt = alice(&mut net);
    let bob = login(&mut net, "bob", "Secret-2", LoginOptions::default()).unwrap().credential;
    let bobs_service = net.walk_from(&bob, name(WEB), WalkOptions::default()).credential().unwrap().ticket.clone();
    let ask = |net: &mut Net, their_ticket: Vec<u8>| {
        let exchange =
            TicketExchange::user_to_user(tgt.clone(), name("bob"), their_ticket, TicketOptions::default()).unwrap();
        net.exchange(exchange)
    };
    assert_ne!(code(ask(&mut net, bobs_service)), KDC_ERR_NONE);
    assert!(ask(&mut net, bob.ticket.clone()).is_ok());
    net.advance(11 * 3600);
    assert_ne!(code(ask(&mut net, bob.ticket)), KDC_ERR_NONE, "an expired ticket opened a session");
}

#[test]
fn user_to_user_without_a_second_ticket_is_refused() {
    let mut net = corp();
    let tgt = alice(&mut net);
    let got = answer(&mut net, &tgt, "bob", |request| request.kdc_options = KdcOptions::ENC_TKT_IN_SKEY);
    assert_ne!(got, KDC_ERR_NONE);
}

/// RFC 4120 §3.3.3: a proxy cannot be a ticket-granting ticket.
#[test]
fn a_proxy_ticket_granting_ticket_is_not_issued() {
    let mut net = corp();
    let options = LoginOptions { kdc_options: KdcOptions::PROXIABLE, ..LoginOptions::default() };
    let tgt = login(&mut net, "alice", "Secret-1", options).unwrap().credential;
    let got = answer(&mut net, &tgt, "krbtgt/CORP.TEST", |request| request.kdc_options = KdcOptions::PROXY);
    assert_eq!(got, KDC_ERR_BADOPTION);
}

/// Flags are only ever lost on the way: what the ticket presented lacks, the ticket issued lacks.
#[test]
fn no_flag_is_gained_by_asking() {
    let mut net = corp();
    let options = LoginOptions { kdc_options: KdcOptions::NONE, ..LoginOptions::default() };
    let tgt = login(&mut net, "alice", "Secret-1", options).unwrap().credential;
    let wish = KdcOptions::FORWARDABLE | KdcOptions::PROXIABLE | KdcOptions::RENEWABLE;
    let now = net.now();
    let ticket = TicketOptions { kdc_options: wish, renew_till: Some(now.time + 86_400), ..TicketOptions::default() };
    match net.exchange(TicketExchange::ticket(tgt, name(WEB), ticket).unwrap()) {
        Ok(hop) => {
            let gained = TicketFlags::FORWARDABLE | TicketFlags::PROXIABLE | TicketFlags::RENEWABLE;
            assert!(!hop.credential.flags.intersects(gained), "{:?}", hop.credential.flags);
        }
        refused => assert_eq!(code(refused), KDC_ERR_BADOPTION),
    }
}

#[test]
fn an_invalid_ticket_is_neither_renewed_nor_used() {
    let mut net = corp();
    let mut forgery = net.forge("alice@CORP.TEST", "krbtgt/CORP.TEST@CORP.TEST").unwrap();
    forgery.flags = TicketFlags::INVALID | TicketFlags::RENEWABLE;
    forgery.renew_till = Some(forgery.end_time + 86_400);
    let ticket = forgery.seal(net.rng());
    let renew = |request: &mut RawTgsReq| request.kdc_options = KdcOptions::RENEW;
    assert_eq!(answer(&mut net, &ticket, "krbtgt/CORP.TEST", renew), KRB_AP_ERR_TKT_NYV);
    assert_eq!(answer(&mut net, &ticket, WEB, |_| {}), KRB_AP_ERR_TKT_NYV);
}

/// MIT puts the start of a ticket without one at its authentication.
#[test]
fn a_ticket_without_start_begins_with_the_authentication() {
    let mut net = corp();
    let with_start = |net: &mut Net, change: &dyn Fn(&mut Forgery)| {
        let mut forgery = net.forge("alice@CORP.TEST", "krbtgt/CORP.TEST@CORP.TEST").unwrap();
        forgery.start_time = None;
        change(&mut forgery);
        let ticket = forgery.seal(net.rng());
        answer(net, &ticket, WEB, |_| {})
    };
    assert_eq!(with_start(&mut net, &|_| {}), KDC_ERR_NONE);
    assert_eq!(with_start(&mut net, &|forgery| forgery.auth_time = forgery.auth_time + 3600), KRB_AP_ERR_TKT_NYV);
}

/// RFC 4120 §3.3.3.2: an encoding that cannot be extended is refused rather than lost.
#[test]
fn a_transited_encoding_of_another_type_is_not_extended() {
    let mut net = topology(
        r#"
        [capaths]
        "A.TEST"."C.TEST" = ["B.TEST"]

        [[realm]]
        name = "A.TEST"

        [[realm]]
        name = "B.TEST"

        [[realm]]
        name = "C.TEST"
        services = ["host/db.c.test"]

        [[trust]]
        kind = "realm"
        transitive = true
        trusting = "C.TEST"
        trusted = "B.TEST"
    "#,
    );
    let mut walk = |transited: (i32, &[u8])| {
        let mut forgery = net.forge("alice@A.TEST", "krbtgt/C.TEST@B.TEST").unwrap();
        forgery.transited = (transited.0, transited.1.to_vec());
        let ticket = forgery.seal(net.rng());
        let walk = net.walk_from(&ticket, name("host/db.c.test"), WalkOptions::default());
        walk.credential().map_or_else(|| walk.code(), |_| None)
    };
    assert_eq!(walk((1, b"")), None);
    assert_eq!(walk((0, b"")), None, "Windows writes no list");
    assert_eq!(walk((0, b"X.TEST")), Some(KDC_ERR_TRTYPE_NOSUPP));
    assert_eq!(walk((7, b"X.TEST")), Some(KDC_ERR_TRTYPE_NOSUPP));
}

/// The client asks that the path not be checked; a realm that insists refuses (MIT's reject_bad_transit).
#[test]
fn a_realm_that_insists_issues_no_ticket_with_an_unchecked_path() {
    let text = |insists: bool| {
        format!(
            r#"
            [[realm]]
            name = "A.TEST"

            [[realm]]
            name = "B.TEST"
            reject_bad_transit = {insists}
            services = ["host/db.b.test"]

            [[trust]]
            kind = "realm"
            trusting = "B.TEST"
            trusted = "A.TEST"
            "#
        )
    };
    let walk = |insists: bool| {
        let mut net = topology(&text(insists));
        let tgt = net.forge("alice@A.TEST", "krbtgt/B.TEST@A.TEST").unwrap().seal(net.rng());
        let ticket = TicketOptions { kdc_options: KdcOptions::DISABLE_TRANSITED_CHECK, ..TicketOptions::default() };
        net.walk_from(&tgt, name("host/db.b.test"), WalkOptions { ticket, ..WalkOptions::default() })
    };
    assert_eq!(walk(true).code(), Some(KDC_ERR_POLICY));
    let unchecked = walk(false);
    let flags = unchecked.credential().unwrap().flags;
    assert!(!flags.contains(TicketFlags::TRANSITED_POLICY_CHECKED), "{flags:?}");
}
