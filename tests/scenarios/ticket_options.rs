//! Renew, forward, proxy, validate, user-to-user, authorization data: what a ticket-granting ticket is good for.

use xrealm_client::ap::{Acceptor, ApError, Initiator, InitiatorOptions, ServiceKey};
use xrealm_client::{Address, Hop, LoginOptions, TicketExchange, TicketOptions, WalkOptions};
use xrealm_sim::{Net, NetError};
use xrealm_wire::error_code::*;
use xrealm_wire::{KdcOptions, TicketFlags};

use crate::one_realm::{code, corp, login};
use crate::two_forests::{FILESERVER1, USER1, name, topology, two_forests};

fn tgt(net: &mut Net, options: KdcOptions) -> xrealm_client::Credential {
    let options = LoginOptions { kdc_options: options, ..LoginOptions::default() };
    login(net, "alice", "Secret-1", options).unwrap().credential
}

fn ask(net: &mut Net, tgt: &xrealm_client::Credential, service: &str, options: TicketOptions) -> Result<Hop, NetError> {
    net.exchange(TicketExchange::ticket(tgt.clone(), name(service), options).unwrap())
}

#[test]
fn a_ticket_that_is_not_renewable_is_not_renewed() {
    let mut net = corp();
    let tgt = tgt(&mut net, KdcOptions::NONE);
    assert_eq!(code(net.exchange(TicketExchange::renew(tgt, TicketOptions::default()))), KDC_ERR_BADOPTION);
}

#[test]
fn a_forwardable_ticket_is_forwarded_and_others_are_not() {
    let mut net = corp();
    let address = Address { address_type: 2, octets: vec![192, 0, 2, 7] };
    let yes = tgt(&mut net, KdcOptions::FORWARDABLE);
    let no = tgt(&mut net, KdcOptions::NONE);

    let forward = TicketExchange::forward(yes, vec![address.clone()], TicketOptions::default()).unwrap();
    let hop = net.exchange(forward).unwrap();
    assert!(hop.credential.flags.contains(TicketFlags::FORWARDED | TicketFlags::FORWARDABLE));
    assert_eq!(hop.credential.addresses, [address]);

    let forward = TicketExchange::forward(no, Vec::new(), TicketOptions::default()).unwrap();
    assert_eq!(code(net.exchange(forward)), KDC_ERR_BADOPTION);
}

/// A ticket bought with a forwarded ticket is forwarded too (RFC 4120 §2.6).
#[test]
fn the_forwarded_flag_is_inherited() {
    let mut net = corp();
    let tgt = tgt(&mut net, KdcOptions::FORWARDABLE);
    let forward = TicketExchange::forward(tgt, Vec::new(), TicketOptions::default()).unwrap();
    let forwarded = net.exchange(forward).unwrap().credential;
    let hop = ask(&mut net, &forwarded, "host/web.corp.test", TicketOptions::default()).unwrap();
    assert!(hop.credential.flags.contains(TicketFlags::FORWARDED));
}

#[test]
fn a_proxiable_ticket_makes_proxies() {
    let mut net = corp();
    let yes = tgt(&mut net, KdcOptions::PROXIABLE);
    let no = tgt(&mut net, KdcOptions::NONE);
    let options = || TicketOptions {
        kdc_options: KdcOptions::PROXY,
        addresses: vec![Address { address_type: 2, octets: vec![192, 0, 2, 7] }],
        ..TicketOptions::default()
    };
    let hop = ask(&mut net, &yes, "host/web.corp.test", options()).unwrap();
    assert!(hop.credential.flags.contains(TicketFlags::PROXY));
    assert_eq!(code(ask(&mut net, &no, "host/web.corp.test", options())), KDC_ERR_BADOPTION);
}

#[test]
fn only_a_login_gives_an_initial_ticket() {
    let mut net = two_forests();
    let walk = net.walk(USER1, FILESERVER1);
    let initial: Vec<bool> = walk.hops().map(|hop| hop.credential.flags.contains(TicketFlags::INITIAL)).collect();
    assert_eq!(initial, [true, false, false, false, false]);
    assert!(walk.hops().all(|hop| hop.credential.flags.contains(TicketFlags::PRE_AUTHENT)));
}

const PLAIN: &str = r#"
    [[realm]]
    name = "CORP.TEST"
    principals = [{ name = "alice", password = "Secret-1" }]
    services = ["host/web.corp.test"]
"#;

#[test]
fn a_postdated_ticket_waits_for_its_time_and_is_then_validated() {
    let mut net = topology(PLAIN);
    let from = net.now().time + 3600;
    let options = LoginOptions {
        kdc_options: KdcOptions::ALLOW_POSTDATE | KdcOptions::POSTDATED,
        from: Some(from),
        ..LoginOptions::default()
    };
    let postdated = login(&mut net, "alice", "Secret-1", options).unwrap().credential;
    assert!(postdated.flags.contains(TicketFlags::POSTDATED | TicketFlags::INVALID));
    assert_eq!(postdated.start_time, Some(from));
    let validate = || TicketExchange::validate(postdated.clone(), TicketOptions::default());

    assert_eq!(code(net.exchange(validate())), KRB_AP_ERR_TKT_NYV);
    assert_eq!(code(ask(&mut net, &postdated, "host/web.corp.test", TicketOptions::default())), KRB_AP_ERR_TKT_NYV);

    net.advance(3600);
    let valid = net.exchange(validate()).unwrap().credential;
    assert!(!valid.flags.contains(TicketFlags::INVALID));
    assert!(ask(&mut net, &valid, "host/web.corp.test", TicketOptions::default()).is_ok());
}

/// MS-KILE 3.3.5.1: domain controllers issue no postdated tickets.
#[test]
fn a_domain_issues_no_postdated_ticket() {
    let mut net = corp();
    let options = LoginOptions {
        kdc_options: KdcOptions::ALLOW_POSTDATE | KdcOptions::POSTDATED,
        from: Some(net.now().time + 3600),
        ..LoginOptions::default()
    };
    assert_eq!(code(login(&mut net, "alice", "Secret-1", options)), KDC_ERR_CANNOT_POSTDATE);
}

#[test]
fn a_valid_ticket_needs_no_validation() {
    let mut net = topology(PLAIN);
    let tgt = tgt(&mut net, KdcOptions::NONE);
    assert_eq!(code(net.exchange(TicketExchange::validate(tgt, TicketOptions::default()))), KDC_ERR_BADOPTION);
}

#[test]
fn user_to_user_tickets_are_under_the_session_key_of_the_other() {
    let mut net = corp();
    let alice = tgt(&mut net, KdcOptions::NONE);
    let bob = login(&mut net, "bob", "Secret-2", LoginOptions::default()).unwrap().credential;

    let exchange =
        TicketExchange::user_to_user(alice.clone(), name("bob"), bob.ticket.clone(), TicketOptions::default()).unwrap();
    let hop = net.exchange(exchange).unwrap();

    let now = net.now();
    let (_, request) = Initiator::new(&hop.credential, &InitiatorOptions::default(), now, net.rng());
    let acceptor = Acceptor::new(Vec::new()).with_session_key(bob.session_key.clone());
    assert_eq!(acceptor.accept(&request, None, now).unwrap().client.to_string(), "alice@CORP.TEST");
}

#[test]
fn user_to_user_with_somebody_elses_ticket_is_refused() {
    let mut net = corp();
    let alice = tgt(&mut net, KdcOptions::NONE);
    let own = alice.ticket.clone();
    let exchange = TicketExchange::user_to_user(alice, name("bob"), own, TicketOptions::default()).unwrap();
    assert_eq!(code(net.exchange(exchange)), KDC_ERR_SERVER_NOMATCH);
}

/// A user without service principal name takes user-to-user tickets only.
#[test]
fn a_user_is_no_service() {
    let mut net = corp();
    let alice = tgt(&mut net, KdcOptions::NONE);
    assert_eq!(code(ask(&mut net, &alice, "bob", TicketOptions::default())), KDC_ERR_MUST_USE_USER2USER);
}

/// The last of the ten steps: the service accepts the ticket, and only that service does.
#[test]
fn the_service_accepts_the_ticket_at_the_end_of_the_walk() {
    let mut net = two_forests();
    let walk = net.walk(USER1, FILESERVER1);
    let credential = walk.credential().unwrap().clone();
    let key_for = |server: &str| {
        let server = crate::two_forests::principal(server);
        let key = net.key_of(&server, None).unwrap();
        ServiceKey { principal: None, kvno: Some(key.kvno), key: key.key }
    };
    let right = Acceptor::new(vec![key_for("cifs/fileserver1.usa.wingtiptoys.com@USA.WINGTIPTOYS.COM")]);
    let wrong = Acceptor::new(vec![key_for("host/webserver1.wingtiptoys.com@WINGTIPTOYS.COM")]);
    let now = net.now();
    let options = InitiatorOptions { mutual: true, ..InitiatorOptions::default() };
    let (initiator, request) = Initiator::new(&credential, &options, now, net.rng());

    let accepted = right.accept(&request, None, now).unwrap();
    let (reply, _) = accepted.reply(net.rng());
    assert_eq!(accepted.client.to_string(), USER1);
    assert!(initiator.read_reply(&reply).is_ok());
    assert!(matches!(wrong.accept(&request, None, now), Err(ApError::Integrity { .. } | ApError::KeyVersion { .. })));
}

#[test]
fn authorization_data_of_the_request_reaches_the_service() {
    let mut net = corp();
    let alice = tgt(&mut net, KdcOptions::NONE);
    let element = xrealm_wire::AuthDataElement { ad_type: -77, ad_data: b"from the client" };
    let sent = xrealm_wire::AuthorizationData([element].into_iter().collect()).to_vec();
    let options = TicketOptions { authorization_data: Some(sent.clone()), ..TicketOptions::default() };

    let hop = ask(&mut net, &alice, "host/web.corp.test", options).unwrap();

    let key = net.key_of(&hop.credential.server, None).unwrap().key;
    let received = hop.ticket_contents(&[key]).unwrap().authorization_data;
    assert_eq!(crate::hand_made::beside_pac(received), Some(sent));
}

#[test]
fn a_walk_without_canonicalize_stays_where_hosts_are_referred_by_default() {
    let mut net = two_forests();
    let options = WalkOptions { canonicalize: false, ..WalkOptions::default() };
    let walk = net.walk_with(USER1, FILESERVER1, options);
    assert!(walk.credential().is_some(), "{:?}", walk.end());
}
