//! Where `docs/deviations.md` says that the profiles differ: the same world under each.

use xrealm_client::{LoginOptions, TicketExchange, TicketOptions};
use xrealm_names::EncryptionType::{self, Aes128CtsHmacSha196, Aes256CtsHmacSha196};
use xrealm_sim::{BodyChecksum, Net, RawTgsReq};
use xrealm_wire::error_code::*;

use crate::hand_made::{code, request_for};
use crate::one_realm::{code as refused, login};
use crate::two_forests::{name, topology};

fn world(profile: &str) -> Net {
    topology(&format!(
        r#"
        [settings]
        profile = "{profile}"

        [[domain]]
        name = "corp.test"
        users = [
            {{ name = "alice", password = "Secret-1" }},
            {{ name = "temp", password = "Secret-2", account_expires = 2026-11-20T11:44:00Z }},
            {{ name = "expired", password = "Secret-6", account_expires = 2026-11-20T10:43:59Z }},
            {{ name = "stale", password = "Secret-7", password_expired = true }},
        ]
        computers = [{{ name = "WEB", spns = ["host/web.corp.test"] }}]

        [[domain]]
        name = "sub.corp.test"
        parent = "corp.test"
        computers = [{{ name = "DB", spns = ["host/db.sub.corp.test"] }}]

        [[domain]]
        name = "x.test"
        users = [{{ name = "xavier", password = "Secret-1" }}]

        [[trust]]
        kind = "external"
        trusting = "corp.test"
        trusted = "x.test"
        "#
    ))
}

/// What `ask` gets under `windows` and under `rfc`.
fn both<T>(ask: impl Fn(&mut Net) -> T) -> [T; 2] {
    [ask(&mut world("windows")), ask(&mut world("rfc"))]
}

const WEB: &str = "host/web.corp.test";

fn alice(net: &mut Net) -> xrealm_client::Credential {
    login(net, "alice", "Secret-1", LoginOptions::default()).unwrap().credential
}

#[test]
fn an_expired_account_is_revoked_or_expired() {
    let codes = both(|net| refused(login(net, "expired", "Secret-6", LoginOptions::default())));
    assert_eq!(codes, [KDC_ERR_CLIENT_REVOKED, KDC_ERR_NAME_EXP]);
}

#[test]
fn an_expired_password_is_told_to_who_knows_it_or_to_everybody() {
    let right = both(|net| refused(login(net, "stale", "Secret-7", LoginOptions::default())));
    let wrong = both(|net| refused(login(net, "stale", "wrong", LoginOptions::default())));
    assert_eq!(right, [KDC_ERR_KEY_EXPIRED, KDC_ERR_KEY_EXPIRED]);
    assert_eq!(wrong, [KDC_ERR_PREAUTH_FAILED, KDC_ERR_KEY_EXPIRED]);
}

#[test]
fn a_ticket_or_authenticator_that_does_not_open_is_modified_or_broken() {
    let ticket = both(|net| {
        let mut forgery = net.forge("alice@CORP.TEST", "krbtgt/CORP.TEST@CORP.TEST").unwrap();
        forgery.key.key = xrealm_crypto::Key::generate(forgery.key.key.etype(), net.rng());
        let ticket = forgery.seal(net.rng());
        code(net, &request_for(&ticket, WEB))
    });
    let authenticator = both(|net| {
        let tgt = alice(net);
        let usage = xrealm_crypto::KeyUsage::AP_REQ_AUTHENTICATOR;
        code(net, &RawTgsReq { authenticator_usage: usage, ..request_for(&tgt, WEB) })
    });
    assert_eq!([ticket, authenticator], [[KRB_AP_ERR_MODIFIED, KRB_AP_ERR_BAD_INTEGRITY]; 2]);
}

#[test]
fn a_link_that_is_not_transitive_hides_the_service_or_refuses_the_path() {
    let codes = both(|net| {
        let tgt = net.forge("xavier@X.TEST", "krbtgt/CORP.TEST@X.TEST").unwrap().seal(net.rng());
        assert_eq!(code(net, &request_for(&tgt, WEB)), KDC_ERR_NONE);
        code(net, &request_for(&tgt, "host/db.sub.corp.test"))
    });
    assert_eq!(codes, [KDC_ERR_S_PRINCIPAL_UNKNOWN, KDC_ERR_PATH_NOT_ACCEPTED]);
}

#[test]
fn a_body_without_checksum_is_honoured_or_inappropriate() {
    let codes = both(|net| {
        let tgt = alice(net);
        code(net, &RawTgsReq { checksum: BodyChecksum::Absent, ..request_for(&tgt, WEB) })
    });
    assert_eq!(codes, [KDC_ERR_NONE, KRB_AP_ERR_INAPP_CKSUM]);
}

/// MS-KILE 3.3.5.7.1: the account is looked at again when the login is older than 20 minutes.
#[test]
fn a_ticket_outlives_its_account_by_minutes_or_until_it_ends() {
    let codes = both(|net| {
        net.advance(3600 - 600);
        let tgt = login(net, "temp", "Secret-2", LoginOptions::default()).unwrap().credential;
        [15 * 60, 10 * 60].map(|seconds| {
            net.advance(seconds);
            code(net, &request_for(&tgt, WEB))
        })
    });
    assert_eq!(codes, [[KDC_ERR_NONE, KDC_ERR_CLIENT_REVOKED], [KDC_ERR_NONE, KDC_ERR_NONE]]);
}

#[test]
fn the_kdc_or_the_client_prefers_a_session_key_type() {
    let order = vec![Aes128CtsHmacSha196, Aes256CtsHmacSha196];
    let types: [[EncryptionType; 2]; 2] = both(|net| {
        let options = LoginOptions { etypes: order.clone(), ..LoginOptions::default() };
        let hop = login(net, "alice", "Secret-1", options).unwrap();
        let ticket = TicketOptions { etypes: order.clone(), ..TicketOptions::default() };
        let exchange = TicketExchange::ticket(hop.credential.clone(), name(WEB), ticket).unwrap();
        [hop.session_etype(), net.exchange(exchange).unwrap().session_etype()]
    });
    assert_eq!(types, [[Aes256CtsHmacSha196; 2], [Aes128CtsHmacSha196; 2]]);
}
