//! The AS exchange: pre-authentication, names, encryption types, the state of accounts.

use xrealm_client::{LoginOptions, Secret, VersionedKey};
use xrealm_kdc::Answered;
use xrealm_names::{EncryptionType, PrincipalName, RealmName};
use xrealm_sim::Net;
use xrealm_wire::error_code::*;
use xrealm_wire::{KdcOptions, KdcReq, TicketFlags};

use crate::one_realm::{code, corp, login};
use crate::two_forests::{name, principal, topology};

#[test]
fn a_password_login_takes_two_requests() {
    let mut net = corp();

    let hop = login(&mut net, "alice", "Secret-1", LoginOptions::default()).unwrap();

    assert_eq!(hop.credential.server, principal("krbtgt/CORP.TEST@CORP.TEST"));
    assert!(hop.credential.flags.contains(TicketFlags::INITIAL | TicketFlags::PRE_AUTHENT | TicketFlags::FORWARDABLE));
    let answered: Vec<&Answered> = net.trace().iter().map(|exchanged| &exchanged.outcome.answered).collect();
    assert_eq!(answered, [&Answered::PreauthRequired, &Answered::Issued]);
}

#[test]
fn an_account_without_preauthentication_takes_one() {
    let mut net = corp();
    let hop = login(&mut net, "open", "Secret-3", LoginOptions::default()).unwrap();
    assert!(!hop.credential.flags.contains(TicketFlags::PRE_AUTHENT));
    assert_eq!(net.trace().len(), 1);
}

#[test]
fn a_wrong_password_and_an_unknown_user_are_told_apart() {
    let mut net = corp();
    assert_eq!(code(login(&mut net, "alice", "wrong", LoginOptions::default())), KDC_ERR_PREAUTH_FAILED);
    assert_eq!(code(login(&mut net, "nobody", "x", LoginOptions::default())), KDC_ERR_C_PRINCIPAL_UNKNOWN);
}

#[test]
fn the_state_of_an_account_has_its_code() {
    let mut net = corp();
    let mut refused = |user: &str, password: &str| code(login(&mut net, user, password, LoginOptions::default()));
    assert_eq!(refused("disabled", "Secret-4"), KDC_ERR_CLIENT_REVOKED);
    assert_eq!(refused("locked", "Secret-5"), KDC_ERR_CLIENT_REVOKED);
    assert_eq!(refused("expired", "Secret-6"), KDC_ERR_CLIENT_REVOKED);
    assert_eq!(refused("stale", "Secret-7"), KDC_ERR_KEY_EXPIRED);
}

#[test]
fn an_account_expires_at_its_time_and_not_before() {
    let mut net = topology(
        r#"
        [[domain]]
        name = "corp.test"
        users = [{ name = "temp", password = "Secret-1", account_expires = 2026-11-20T11:44:00Z }]
    "#,
    );
    assert!(login(&mut net, "temp", "Secret-1", LoginOptions::default()).is_ok());
    net.advance(3601);
    assert_eq!(code(login(&mut net, "temp", "Secret-1", LoginOptions::default())), KDC_ERR_CLIENT_REVOKED);
}

#[test]
fn an_expired_password_may_still_log_in_to_change_it() {
    let mut net = corp();
    let options = LoginOptions { service: Some(name("kadmin/changepw")), ..LoginOptions::default() };
    let hop = login(&mut net, "stale", "Secret-7", options).unwrap();
    assert_eq!(hop.credential.server, principal("kadmin/changepw@CORP.TEST"));
}

#[test]
fn every_encryption_type_alone_makes_a_login() {
    for etype in EncryptionType::STRONGEST_FIRST {
        let mut net = topology(&format!(
            r#"
            [[domain]]
            name = "corp.test"
            etypes = ["{etype}"]
            users = [{{ name = "alice", password = "Secret-1" }}]
            computers = [{{ name = "WEB", spns = ["host/web.corp.test"] }}]
            "#
        ));
        let options = LoginOptions { etypes: vec![etype], ..LoginOptions::default() };
        let hop = login(&mut net, "alice", "Secret-1", options).unwrap_or_else(|error| panic!("{etype}: {error}"));
        assert_eq!(hop.ticket_etype, etype.number());
        assert_eq!(hop.session_etype(), etype);
    }
}

#[test]
fn rc4_is_refused_unless_the_realm_allows_it() {
    let mut net = corp();
    let options = LoginOptions { etypes: vec![EncryptionType::Rc4Hmac], ..LoginOptions::default() };
    assert_eq!(code(login(&mut net, "alice", "Secret-1", options)), KDC_ERR_ETYPE_NOSUPP);
}

/// Domain controllers take the strongest by their own order, other KDCs the first that the client names.
#[test]
fn the_session_key_is_of_a_type_that_both_sides_know() {
    let order = vec![EncryptionType::Aes128CtsHmacSha196, EncryptionType::Aes256CtsHmacSha196];
    let options = || LoginOptions { etypes: order.clone(), ..LoginOptions::default() };
    let mut plain = topology(
        r#"
        [[realm]]
        name = "CORP.TEST"
        principals = [{ name = "alice", password = "Secret-1" }]
    "#,
    );
    let session = |net: &mut Net| login(net, "alice", "Secret-1", options()).unwrap().session_etype();
    assert_eq!(session(&mut corp()), EncryptionType::Aes256CtsHmacSha196);
    assert_eq!(session(&mut plain), EncryptionType::Aes128CtsHmacSha196);
}

#[test]
fn keys_of_a_keytab_log_in_as_the_password_does() {
    let mut net = corp();
    let client = principal("alice@CORP.TEST");
    let options = LoginOptions::default();
    let Secret::Keys(keys) = net.secret_of(&client, &options.etypes) else { panic!("keys") };
    let named = keys.into_iter().map(|held| VersionedKey { kvno: Some(1), key: held.key }).collect();
    assert!(net.login_with(client, Secret::Keys(named), options).is_ok());
}

#[test]
fn a_clock_that_is_off_is_corrected_once_and_remembered() {
    let mut net = topology(
        r#"
        [[domain]]
        name = "corp.test"
        clock_offset = "1h"
        users = [{ name = "alice", password = "Secret-1" }]
        computers = [{ name = "WEB", spns = ["host/web.corp.test"] }]
    "#,
    );
    let hop = login(&mut net, "alice", "Secret-1", LoginOptions::default()).unwrap();
    assert_eq!(hop.credential.clock_offset, 3600);
    let walk = net.walk_from(&hop.credential, name("host/web.corp.test"), Default::default());
    assert_eq!(walk.outcomes().len(), 1, "the offset was forgotten");
    assert!(walk.credential().is_some(), "{:?}", walk.end());
}

/// Names of the own realm that are not the account's: an alias, a user principal name, another case.
#[test]
fn a_domain_knows_its_users_by_every_name() {
    let mut net = corp();
    for client in ["ALICE", "al"] {
        let options = LoginOptions { canonicalize: true, ..LoginOptions::default() };
        assert!(login(&mut net, client, "Secret-1", options).is_ok(), "{client}");
    }
}

/// RFC 6806 §6: without canonicalize the name in the reply is the name asked for.
#[test]
fn without_canonicalize_the_reply_names_the_client_as_asked() {
    let mut net = corp();
    let hop = login(&mut net, "ALICE", "Secret-1", LoginOptions::default()).unwrap();
    assert_eq!(hop.credential.client, principal("ALICE@CORP.TEST"));
}

#[test]
fn a_realm_in_lower_case_or_by_its_netbios_name_is_answered_canonically() {
    let mut net = corp();
    for realm in ["corp.test", "CORP"] {
        let client = xrealm_names::Principal::new(name("alice"), RealmName::new(realm).unwrap());
        let options = LoginOptions { canonicalize: true, ..LoginOptions::default() };
        let hop = net.login_with(client, Secret::password("Secret-1"), options).unwrap();
        assert_eq!(hop.credential.server, principal("krbtgt/CORP.TEST@CORP.TEST"), "{realm}");
    }
}

#[test]
fn an_enterprise_name_finds_its_user() {
    let mut net = corp();
    for upn in ["alice.liddell@corp.example", "alice@corp.test", "ALICE.LIDDELL@CORP.EXAMPLE"] {
        let client =
            xrealm_names::Principal::new(PrincipalName::enterprise(upn).unwrap(), RealmName::new("CORP.TEST").unwrap());
        let hop = net.login_with(client, Secret::password("Secret-1"), LoginOptions::default());
        let hop = hop.unwrap_or_else(|error| panic!("{upn}: {error}"));
        assert_eq!(hop.credential.client, principal("alice@CORP.TEST"), "{upn}");
    }
}

#[test]
fn an_anonymous_ticket_is_refused() {
    let mut net = corp();
    let options = LoginOptions { kdc_options: KdcOptions::REQUEST_ANONYMOUS, ..LoginOptions::default() };
    assert_eq!(code(login(&mut net, "alice", "Secret-1", options)), KDC_ERR_BADOPTION);
}

#[test]
fn a_ticket_is_bound_to_the_addresses_asked_for() {
    let mut net = corp();
    let address = xrealm_client::Address { address_type: 2, octets: vec![192, 0, 2, 1] };
    let options = LoginOptions { addresses: vec![address.clone()], ..LoginOptions::default() };
    let hop = login(&mut net, "alice", "Secret-1", options).unwrap();
    assert_eq!(hop.credential.addresses, [address]);
}

/// The request that a KDC got is the request that was sent, or the client hears of it (RFC 6806 §11).
#[test]
fn an_altered_request_is_noticed_by_the_client() {
    let mut net = corp();
    net.tamper(|direction, _, message| {
        if direction == xrealm_sim::Direction::Reply {
            return message;
        }
        let mut request = KdcReq::decode(&message).unwrap();
        request.body.kdc_options = request.body.kdc_options.without(KdcOptions::FORWARDABLE);
        let body_octets = request.body.to_vec();
        KdcReq { body_octets: &body_octets, ..request.clone() }.to_vec()
    });
    let altered = login(&mut net, "alice", "Secret-1", LoginOptions::default()).unwrap_err();
    assert!(altered.to_string().contains("altered"), "{altered}");
}
