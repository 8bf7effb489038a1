//! Which type seals a ticket and which the session key has, hop by hop.

use xrealm_client::{LoginOptions, Secret, TicketOptions, WalkOptions};
use xrealm_kdc::Refusal;
use xrealm_names::EncryptionType::{self, Aes128CtsHmacSha196, Aes256CtsHmacSha196, Rc4Hmac};
use xrealm_sim::Net;
use xrealm_wire::EncryptionKey;
use xrealm_wire::error_code::{KDC_ERR_ETYPE_NOSUPP, KDC_ERR_NONE};

use crate::hand_made::{answered, authenticated_with, code_of, refusal_of, request_for, sealed_with};
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

/// The trust's key may be old; the session is between the client and the next KDC, which both know better.
#[test]
fn a_referral_under_an_rc4_trust_key_has_an_aes_session_key() {
    let mut net = forests("\"rc4-hmac\"", "\"aes256-sha1\"");
    let walk = net.walk("alice@A.TEST", "host/db.b.test");
    let types: Vec<(i32, EncryptionType)> = walk.hops().map(|hop| (hop.ticket_etype, hop.session_etype())).collect();
    let (rc4, aes) = (Rc4Hmac.number(), Aes256CtsHmacSha196.number());
    let expected = [(aes, Aes256CtsHmacSha196), (rc4, Aes256CtsHmacSha196), (aes, Aes256CtsHmacSha196)];
    assert_eq!(types, expected, "{:?}", walk.end());
}

/// A realm whose krbtgt and trust have passwords, so that keys of every type can be made of them.
fn with_passwords(etypes: &str) -> Net {
    topology(&format!(
        r#"
        [settings]
        etypes = [{etypes}]

        [[domain]]
        name = "a.test"

        [[domain]]
        name = "b.test"
        krbtgt_password = "Secret-K"
        computers = [{{ name = "DB", spns = ["host/db.b.test"] }}]

        [[trust]]
        kind = "forest"
        trusting = "b.test"
        trusted = "a.test"
        password = "Shared-1"
        "#
    ))
}

const STRONG: &str = r#""aes256-sha1", "aes128-sha1""#;
const WITH_RC4: &str = r#""aes256-sha1", "aes128-sha1", "rc4-hmac""#;

/// A client each and the ticket-granting ticket it holds: the realm's own, and one over the trust.
const HELD: [(&str, &str); 2] = [("DB$@B.TEST", "krbtgt/B.TEST@B.TEST"), ("alice@A.TEST", "krbtgt/B.TEST@A.TEST")];

/// The NT hash of a password is what attackers have; a realm that has switched RC4 off wants no ticket made with it.
#[test]
fn a_ticket_under_an_rc4_key_of_the_password_is_refused_by_a_realm_without_rc4() {
    for (etypes, expected) in [(STRONG, KDC_ERR_ETYPE_NOSUPP), (WITH_RC4, KDC_ERR_NONE)] {
        for (client, server) in HELD {
            let mut net = with_passwords(etypes);
            let mut forgery = net.forge(client, server).unwrap();
            forgery.key = net.key_of(&principal(server), Some(Rc4Hmac)).unwrap();
            // Only the seal is RC4.
            let ticket = sealed_with(&mut net, &forgery, |part| part.key = AES_SESSION);
            let handled = answered(&mut net, &request_for(&ticket, "host/db.b.test"));
            assert_eq!(code_of(&handled), expected, "{server}: {}", handled.outcome);
            if expected != KDC_ERR_NONE {
                assert_eq!(refusal_of(&handled), Refusal::TicketEtype(23), "{server}");
            }
        }
    }
}

#[test]
fn an_rc4_session_key_or_subkey_is_refused_by_a_realm_without_rc4() {
    for (etypes, expected) in [(STRONG, KDC_ERR_ETYPE_NOSUPP), (WITH_RC4, KDC_ERR_NONE)] {
        for (client, server) in HELD {
            let mut net = with_passwords(etypes);
            let forgery = net.forge(client, server).unwrap();
            let rc4_session = sealed_with(&mut net, &forgery, |part| part.key = RC4_SESSION);
            let with_session = answered(&mut net, &request_for(&rc4_session, "host/db.b.test"));

            let ticket = forgery.seal(net.rng());
            let request = request_for(&ticket, "host/db.b.test");
            let octets = authenticated_with(&mut net, &request, |inside| inside.subkey = Some(RC4_SESSION));
            let with_subkey = net.send(&octets);

            for handled in [with_session, with_subkey] {
                assert_eq!(code_of(&handled), expected, "{server}: {}", handled.outcome);
                if expected != KDC_ERR_NONE {
                    assert_eq!(refusal_of(&handled), Refusal::KeyEtype(23), "{server}");
                }
            }
        }
    }
}

const AES_SESSION: EncryptionKey<'static> = EncryptionKey { keytype: 18, keyvalue: &[7; 32] };
const RC4_SESSION: EncryptionKey<'static> = EncryptionKey { keytype: 23, keyvalue: &[7; 16] };

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
