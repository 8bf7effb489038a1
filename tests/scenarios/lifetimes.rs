//! How long tickets live, and that along a path they only live shorter.

use xrealm_client::{LoginOptions, TicketExchange, TicketOptions, WalkOptions};
use xrealm_wire::TicketFlags;
use xrealm_wire::error_code::{KDC_ERR_NEVER_VALID, KRB_AP_ERR_TKT_EXPIRED};

use crate::one_realm::{code, corp, login};
use crate::two_forests::{FILESERVER1, USER1, name, topology, two_forests};

const HOUR: i64 = 3600;

#[test]
fn a_ticket_lives_as_long_as_asked_and_no_longer_than_the_realm_allows() {
    let mut net = corp();
    let now = net.now().time;
    let mut lives = |lifetime| {
        let options = LoginOptions { lifetime, ..LoginOptions::default() };
        login(&mut net, "alice", "Secret-1", options).unwrap().credential.end_time - now
    };
    assert_eq!(lives(Some(60)), 60);
    assert_eq!(lives(Some(100 * 3600)), 10 * HOUR);
    assert_eq!(lives(None), 10 * HOUR);
}

#[test]
fn a_renewable_ticket_is_bounded_by_the_realm() {
    let mut net = corp();
    let now = net.now().time;
    let options = LoginOptions { renewable_for: Some(30 * 86_400), ..LoginOptions::default() };
    let credential = login(&mut net, "alice", "Secret-1", options).unwrap().credential;
    assert!(credential.flags.contains(TicketFlags::RENEWABLE));
    assert_eq!(credential.renew_till.unwrap() - now, 7 * 86_400);
}

#[test]
fn lifetimes_never_grow_along_a_path() {
    let mut net = two_forests();
    let tgt = net.login(USER1).unwrap().credential;
    net.advance(2 * HOUR);
    let walk = net.walk_from(&tgt, name(FILESERVER1), WalkOptions::default());
    for hop in walk.hops() {
        assert_eq!(hop.credential.end_time, tgt.end_time, "{}", hop.credential.server);
        assert_eq!(hop.credential.auth_time, tgt.auth_time, "{}", hop.credential.server);
    }
    assert_eq!(walk.hops().count(), 4);
}

#[test]
fn an_expired_ticket_is_refused() {
    let mut net = corp();
    let tgt = login(&mut net, "alice", "Secret-1", LoginOptions::default()).unwrap().credential;
    net.advance(10 * HOUR + 301);
    let walk = net.walk_from(&tgt, name("host/web.corp.test"), WalkOptions::default());
    assert_eq!(walk.code(), Some(KRB_AP_ERR_TKT_EXPIRED));
}

/// The skew lets the ticket be shown; a ticket that rests on it would end before it began. That is the ticket's fault, not
/// the request's (NEVER_VALID).
#[test]
fn a_ticket_that_expired_within_the_skew_is_expired_too() {
    for (over, mut net) in [(0, corp()), (1, corp()), (299, corp()), (300, corp())] {
        let tgt = login(&mut net, "alice", "Secret-1", LoginOptions::default()).unwrap().credential;
        net.advance(10 * HOUR - 1);
        let walk = net.walk_from(&tgt, name("host/web.corp.test"), WalkOptions::default());
        assert_eq!(walk.credential().unwrap().end_time, tgt.end_time);
        net.advance(1 + over);
        let walk = net.walk_from(&tgt, name("host/web.corp.test"), WalkOptions::default());
        assert_eq!(walk.code(), Some(KRB_AP_ERR_TKT_EXPIRED), "{over} s");
    }
}

#[test]
fn a_renewed_ticket_lives_again_as_long() {
    let mut net = corp();
    let options = LoginOptions { renewable_for: Some(2 * 86_400), ..LoginOptions::default() };
    let tgt = login(&mut net, "alice", "Secret-1", options).unwrap().credential;
    net.advance(9 * HOUR);

    let renewed = net.exchange(TicketExchange::renew(tgt.clone(), TicketOptions::default())).unwrap().credential;

    assert_eq!(renewed.end_time - net.now().time, tgt.end_time - tgt.auth_time);
    assert_eq!(renewed.renew_till, tgt.renew_till);
    assert_eq!(renewed.auth_time, tgt.auth_time);
}

#[test]
fn a_ticket_is_not_renewed_beyond_its_limit() {
    let mut net = corp();
    let options = LoginOptions { renewable_for: Some(11 * 3600), ..LoginOptions::default() };
    let tgt = login(&mut net, "alice", "Secret-1", options).unwrap().credential;
    net.advance(9 * HOUR);
    let renewed = net.exchange(TicketExchange::renew(tgt.clone(), TicketOptions::default())).unwrap().credential;
    assert_eq!(renewed.end_time, tgt.renew_till.unwrap());

    net.advance(3 * HOUR);
    assert_eq!(code(net.exchange(TicketExchange::renew(tgt, TicketOptions::default()))), KRB_AP_ERR_TKT_EXPIRED);
}

/// MIT and Heimdal issue a ticket that is dead already; Windows refuses.
#[test]
fn an_end_in_the_past_is_never_valid() {
    let mut net = corp();
    let from = Some(net.now().time + -20 * HOUR);
    let options = LoginOptions { from, lifetime: Some(60), ..LoginOptions::default() };
    assert_eq!(code(login(&mut net, "alice", "Secret-1", options)), KDC_ERR_NEVER_VALID);
}

#[test]
fn an_account_may_have_a_shorter_limit() {
    let mut net = topology(
        r#"
        [[domain]]
        name = "corp.test"
        users = [{ name = "alice", password = "Secret-1", max_ticket_life = "1h" }]
    "#,
    );
    let now = net.now().time;
    let hop = login(&mut net, "alice", "Secret-1", LoginOptions::default()).unwrap();
    assert_eq!(hop.credential.end_time - now, HOUR);
}
