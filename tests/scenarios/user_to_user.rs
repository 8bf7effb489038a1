//! User-to-user (RFC 4120 §3.7): tickets for who holds no key but that of a session.

use xrealm_client::{Credential, LoginOptions, TicketExchange, TicketOptions, WalkOptions};
use xrealm_kdc::{Answered, Refusal};
use xrealm_sim::{Forgery, Net, RawTgsReq};
use xrealm_wire::error_code::*;
use xrealm_wire::{EncryptionKey, KdcOptions, TicketFlags};

use crate::hand_made::{answered, code, code_of, refusal_of, request_for, sealed_with};
use crate::one_realm::{code as refused, corp, login};
use crate::two_forests::{FILESERVER1, USA, USER1, WINGTIPTOYS, name, realm, topology, two_forests};

const BOBS: &str = "bob@CORP.TEST";
const GRANTING: &str = "krbtgt/CORP.TEST@CORP.TEST";

fn alice(net: &mut Net) -> Credential {
    login(net, "alice", "Secret-1", LoginOptions::default()).unwrap().credential
}

fn with_ticket(tgt: &Credential, service: &str, additional: &[&Credential]) -> RawTgsReq {
    RawTgsReq {
        kdc_options: KdcOptions::ENC_TKT_IN_SKEY | KdcOptions::CANONICALIZE,
        additional_tickets: additional.iter().map(|ticket| ticket.ticket.clone()).collect(),
        ..request_for(tgt, service)
    }
}

/// MS-KILE 3.3.5.7: the key of an account without service principal name comes from a password that a person chose.
#[test]
fn a_user_without_service_name_takes_user_to_user_tickets_only() {
    let mut net = corp();
    let tgt = alice(&mut net);

    let as_service = LoginOptions { service: Some(name("bob")), ..LoginOptions::default() };
    assert_eq!(refused(login(&mut net, "alice", "Secret-1", as_service)), KDC_ERR_MUST_USE_USER2USER);
    assert_eq!(code(&mut net, &request_for(&tgt, "bob")), KDC_ERR_MUST_USE_USER2USER);

    let bobs = login(&mut net, "bob", "Secret-2", LoginOptions::default()).unwrap().credential;
    assert_eq!(code(&mut net, &with_ticket(&tgt, "bob", &[&bobs])), KDC_ERR_NONE);
}

#[test]
fn a_user_with_a_service_name_and_a_user_of_a_plain_realm_are_services() {
    let domain = r#"
        [[domain]]
        name = "corp.test"
        users = [
            { name = "alice", password = "Secret-1" },
            { name = "bob", password = "Secret-2", spns = ["http/bob.corp.test"] },
        ]
    "#;
    let plain = r#"
        [[realm]]
        name = "CORP.TEST"
        principals = [{ name = "alice", password = "Secret-1" }, { name = "bob", password = "Secret-2" }]
    "#;
    for text in [domain, plain] {
        let mut net = topology(text);
        let tgt = alice(&mut net);
        assert_eq!(code(&mut net, &request_for(&tgt, "bob")), KDC_ERR_NONE);
    }
}

/// The code for user-to-user with bob's ticket-granting ticket but for `change`.
fn with_forged(change: impl FnOnce(&mut Forgery)) -> i32 {
    let mut net = corp();
    let tgt = alice(&mut net);
    let mut forgery = net.forge(BOBS, GRANTING).unwrap();
    change(&mut forgery);
    let bobs = forgery.seal(net.rng());
    code(&mut net, &with_ticket(&tgt, "bob", &[&bobs]))
}

#[test]
fn the_additional_ticket_must_be_valid_now() {
    assert_eq!(with_forged(|_| {}), KDC_ERR_NONE);
    assert_eq!(with_forged(|ticket| ticket.flags = ticket.flags | TicketFlags::INVALID), KRB_AP_ERR_TKT_NYV);
    assert_eq!(with_forged(|ticket| ticket.start_time = Some(ticket.auth_time + 301)), KRB_AP_ERR_TKT_NYV);
    assert_eq!(with_forged(|ticket| ticket.end_time = ticket.auth_time + -301), KRB_AP_ERR_TKT_EXPIRED);
}

#[test]
fn the_additional_ticket_must_be_a_ticket_granting_ticket_of_this_realm() {
    let mut net = two_forests();
    let tgt = net.login("user3@USA.WINGTIPTOYS.COM").unwrap().credential;
    let service = net.walk_from(&tgt, name(FILESERVER1), WalkOptions::default()).credential().unwrap().clone();
    let away = net.forge("user3@USA.WINGTIPTOYS.COM", "krbtgt/WINGTIPTOYS.COM@USA.WINGTIPTOYS.COM").unwrap();
    let arriving = net.forge("user3@USA.WINGTIPTOYS.COM", "krbtgt/USA.WINGTIPTOYS.COM@WINGTIPTOYS.COM").unwrap();
    for additional in [service, away.seal(net.rng()), arriving.seal(net.rng())] {
        let handled = answered(&mut net, &with_ticket(&tgt, "user3", &[&additional]));
        assert_eq!(code_of(&handled), KDC_ERR_POLICY, "{}", additional.server);
        assert_eq!(refusal_of(&handled), Refusal::AdditionalTicketNotGranting);
    }
    assert_eq!(code(&mut net, &with_ticket(&tgt, "user3", &[&tgt])), KDC_ERR_NONE);
}

/// The realm of a foreign user may not lend its name to a local one.
#[test]
fn the_additional_ticket_must_be_of_a_client_of_this_realm() {
    let mut net = two_forests();
    let tgt = net.login("user3@USA.WINGTIPTOYS.COM").unwrap().credential;
    let foreign = net.forge("user3@EUROPE.TAILSPINTOYS.COM", "krbtgt/USA.WINGTIPTOYS.COM@USA.WINGTIPTOYS.COM").unwrap();
    let foreign = foreign.seal(net.rng());
    assert_eq!(code(&mut net, &with_ticket(&tgt, "user3", &[&foreign])), KDC_ERR_SERVER_NOMATCH);
}

/// The ticket would be sealed with that key.
#[test]
fn the_additional_ticket_must_have_a_session_key_of_a_type_in_use() {
    let mut net = corp();
    let tgt = alice(&mut net);
    let forgery = net.forge(BOBS, GRANTING).unwrap();
    let bobs = sealed_with(&mut net, &forgery, |part| part.key = EncryptionKey { keytype: 23, keyvalue: &[7; 16] });
    let handled = answered(&mut net, &with_ticket(&tgt, "bob", &[&bobs]));
    assert_eq!((code_of(&handled), refusal_of(&handled)), (KDC_ERR_ETYPE_NOSUPP, Refusal::KeyEtype(23)));
}

#[test]
fn without_an_additional_ticket_there_is_no_user_to_user() {
    let mut net = corp();
    let tgt = alice(&mut net);
    let handled = answered(&mut net, &with_ticket(&tgt, "bob", &[]));
    assert_eq!((code_of(&handled), refusal_of(&handled)), (KDC_ERR_BADOPTION, Refusal::NoAdditionalTicket));
}

/// Only the last KDC can open the other's ticket-granting ticket; those before refer as ever.
#[test]
fn user_to_user_with_a_user_of_another_realm_is_referred() {
    let mut net = two_forests();
    let tgt = net.login(USER1).unwrap().credential;
    let theirs = net.login("user3@USA.WINGTIPTOYS.COM").unwrap().credential;

    for additional in [&[&theirs][..], &[]] {
        let handled = answered(&mut net, &with_ticket(&tgt, FILESERVER1, additional));
        assert_eq!(code_of(&handled), KDC_ERR_NONE);
        assert_eq!(handled.outcome.answered, Answered::Referred { to: realm("TAILSPINTOYS.COM") });
    }

    let walk = net.walk(USER1, FILESERVER1);
    let at_usa = walk.hops().find(|hop| hop.credential.server.to_string() == format!("krbtgt/{USA}@{WINGTIPTOYS}"));
    let at_usa = at_usa.unwrap().credential.clone();
    let exchange =
        TicketExchange::user_to_user(at_usa, name("user3"), theirs.ticket.clone(), TicketOptions::default()).unwrap();
    let hop = net.exchange(exchange).unwrap();
    let opened = hop.ticket_contents(std::slice::from_ref(&theirs.session_key)).unwrap();
    assert_eq!(opened.client.to_string(), USER1);
}
