//! Which type seals a ticket and which the session key has, hop by hop.

use xrealm_client::{LoginOptions, Secret, TicketOptions, WalkOptions};
use xrealm_names::EncryptionType::{self, Aes128CtsHmacSha196, Aes256CtsHmacSha196, Rc4Hmac};
use xrealm_sim::Net;
use xrealm_wire::error_code::KDC_ERR_ETYPE_NOSUPP;

use crate::two_forests::{FILESERVER1, USER1, principal, topology, two_forests};

fn forests(trust_etypes: &str, service_etypes: &str) -> Net {
    topology(&format!(
        r#"
        [settings]
        allow_rc4 = true

        [[domain]]
        name = "a.test"
        users = [{{ name = "alice", password = "Secret-1" }}]

        [[domain]]
        name = "b.test"
        computers = [{{ name = "DB", spns = ["host/db.b.test"], etypes = [{service_etypes}] }}]

        [[trust]]
        kind = "forest"
        trusting = "b.test"
        trusted = "a.test"
        etypes = [{trust_etypes}]
        "#
    ))
}

/// Every type a trust can be limited to seals the ticket that crosses it.
#[test]
fn a_trust_is_crossed_under_each_type_it_allows() {
    for etype in EncryptionType::STRONGEST_FIRST {
        let mut net = forests(&format!("\"{etype}\""), "\"aes256-sha1\"");
        let ticket = TicketOptions { etypes: EncryptionType::STRONGEST_FIRST.to_vec(), ..TicketOptions::default() };
        let options = WalkOptions { ticket, ..WalkOptions::default() };
        let walk = net.walk_with("alice@A.TEST", "host/db.b.test", options);
        let types: Vec<i32> = walk.hops().map(|hop| hop.ticket_etype).collect();
        assert_eq!(types, [18, etype.number(), 18], "{etype}: {:?}", walk.end());
    }
}

#[test]
fn the_session_key_with_a_service_is_of_a_type_the_service_knows() {
    let mut net = forests("\"aes256-sha1\"", "\"aes128-sha1\"");
    let walk = net.walk("alice@A.TEST", "host/db.b.test");
    let last = walk.hops().last().unwrap();
    assert_eq!((last.ticket_etype, last.session_etype()), (Aes128CtsHmacSha196.number(), Aes128CtsHmacSha196));
}

#[test]
fn a_client_that_shares_no_type_with_the_service_is_refused() {
    let mut net = forests("\"aes256-sha1\"", "\"rc4-hmac\"");
    let walk = net.walk("alice@A.TEST", "host/db.b.test");
    assert_eq!(walk.code(), Some(KDC_ERR_ETYPE_NOSUPP));
}

#[test]
fn a_client_that_knows_only_rc4_is_refused_by_a_domain_without_it() {
    let mut net = two_forests();
    let tgt = net.login(USER1).unwrap().credential;
    let ticket = TicketOptions { etypes: vec![Rc4Hmac], ..TicketOptions::default() };
    let options = WalkOptions { ticket, ..WalkOptions::default() };
    let walk = net.walk_from(&tgt, crate::two_forests::name("host/workstation1.europe.tailspintoys.com"), options);
    assert_eq!(walk.code(), Some(KDC_ERR_ETYPE_NOSUPP));
}

/// The shipped accounts that hold one type each log in with it and walk the four domains.
#[test]
fn an_account_with_one_type_walks_like_any_other() {
    let accounts = [
        ("aes128user1", Aes128CtsHmacSha196),
        ("aes256user1", Aes256CtsHmacSha196),
        ("aes128sha2user1", EncryptionType::Aes128CtsHmacSha256128),
        ("aes256sha2user1", EncryptionType::Aes256CtsHmacSha384192),
        ("rc4user1", Rc4Hmac),
    ];
    for (user, etype) in accounts {
        let mut net = two_forests();
        let client = principal(&format!("{user}@EUROPE.TAILSPINTOYS.COM"));
        let options = LoginOptions { etypes: EncryptionType::STRONGEST_FIRST.to_vec(), ..LoginOptions::default() };
        let hop = net.login_with(client, Secret::password("Secret-1"), options);
        let hop = hop.unwrap_or_else(|error| panic!("{user}: {error}"));
        let walk = net.walk_from(&hop.credential, crate::two_forests::name(FILESERVER1), WalkOptions::default());
        assert!(walk.credential().is_some(), "{user} {etype}: {:?}", walk.end());
    }
}
