//! kadmin/changepw: the one service that an expired password opens, and what its tickets are not good for.

use xrealm_client::{Credential, LoginOptions};
use xrealm_kdc::Refusal;
use xrealm_names::EncryptionType;
use xrealm_sim::{Net, RawTgsReq};
use xrealm_wire::error_code::*;
use xrealm_wire::{KdcOptions, TicketFlags};

use crate::hand_made::{answered, code, code_of, refusal_of, relabelled, request_for};
use crate::one_realm::{code as refused, login};
use crate::two_forests::{name, principal, topology};

const WEB: &str = "host/web.corp.test";

fn domain() -> Net {
    topology(
        r#"
        [[domain]]
        name = "corp.test"
        users = [
            { name = "alice", password = "Secret-1" },
            { name = "stale", password = "Secret-7", password_expired = true },
        ]
        computers = [{ name = "WEB", spns = ["host/web.corp.test"] }]
    "#,
    )
}

fn plain() -> Net {
    topology(
        r#"
        [[realm]]
        name = "CORP.TEST"
        principals = [
            { name = "alice", password = "Secret-1" },
            { name = "stale", password = "Secret-7", password_expired = true },
        ]
        services = ["host/web.corp.test"]
    "#,
    )
}

/// Everything is asked for.
fn password_ticket(net: &mut Net, user: &str, password: &str) -> Credential {
    let options = LoginOptions {
        service: Some(name("kadmin/changepw")),
        kdc_options: KdcOptions::FORWARDABLE | KdcOptions::PROXIABLE | KdcOptions::RENEWABLE_OK,
        renewable_for: Some(86_400),
        ..LoginOptions::default()
    };
    login(net, user, password, options).unwrap().credential
}

#[test]
fn an_expired_password_opens_nothing_else() {
    for mut net in [domain(), plain()] {
        assert_eq!(refused(login(&mut net, "stale", "Secret-7", LoginOptions::default())), KDC_ERR_KEY_EXPIRED);
        password_ticket(&mut net, "stale", "Secret-7");
    }
}

/// Were its key that of krbtgt, who holds an expired password could go on as if he had logged in.
#[test]
fn a_password_ticket_relabelled_as_a_ticket_granting_ticket_does_not_open() {
    for (mut net, expected) in [(domain(), KRB_AP_ERR_MODIFIED), (plain(), KRB_AP_ERR_BAD_INTEGRITY)] {
        let stolen = relabelled(&password_ticket(&mut net, "stale", "Secret-7"), "krbtgt/CORP.TEST");
        for (service, options) in [(WEB, KdcOptions::NONE), ("krbtgt/CORP.TEST", KdcOptions::RENEW)] {
            let request = RawTgsReq { kdc_options: options, ..request_for(&stolen, service) };
            let handled = answered(&mut net, &request);
            assert_eq!(code_of(&handled), expected, "{service}");
            assert!(matches!(refusal_of(&handled), Refusal::TicketIntegrity { .. }), "{}", handled.outcome);
        }
    }
}

#[test]
fn a_password_ticket_buys_no_other_ticket() {
    for mut net in [domain(), plain()] {
        let ticket = password_ticket(&mut net, "stale", "Secret-7");
        let request = RawTgsReq { realm: b"CORP.TEST".to_vec(), ..request_for(&ticket, WEB) };
        assert_eq!(code(&mut net, &request), KRB_AP_ERR_NOT_US);
    }
}

#[test]
fn a_password_ticket_is_neither_forwardable_nor_proxiable_nor_renewable() {
    for mut net in [domain(), plain()] {
        for (user, password) in [("alice", "Secret-1"), ("stale", "Secret-7")] {
            let ticket = password_ticket(&mut net, user, password);
            assert_eq!(ticket.flags.without(TicketFlags::ENC_PA_REP), TicketFlags::INITIAL | TicketFlags::PRE_AUTHENT);
            assert_eq!(ticket.renew_till, None);
        }
    }
}

/// A stolen ticket-granting ticket must not change the password.
#[test]
fn a_password_ticket_is_got_by_logging_in_only() {
    for mut net in [domain(), plain()] {
        let tgt = login(&mut net, "alice", "Secret-1", LoginOptions::default()).unwrap().credential;
        let handled = answered(&mut net, &request_for(&tgt, "kadmin/changepw"));
        assert_eq!((code_of(&handled), refusal_of(&handled)), (KDC_ERR_POLICY, Refusal::InitialOnly));
        assert_eq!(code(&mut net, &request_for(&tgt, WEB)), KDC_ERR_NONE);
    }
}

#[test]
fn a_domain_knows_the_password_service_in_any_case() {
    let mut net = domain();
    let tgt = login(&mut net, "alice", "Secret-1", LoginOptions::default()).unwrap().credential;
    assert_eq!(code(&mut net, &request_for(&tgt, "KADMIN/ChangePW")), KDC_ERR_POLICY);
}

/// Who may write the names of an account must not catch the tickets that change passwords.
#[test]
fn an_account_with_that_alias_does_not_get_the_tickets() {
    tickets_go_to_the_password_service_beside("aliases = [\"kadmin/changepw\"]");
}

#[test]
fn an_account_with_that_service_name_does_not_get_the_tickets() {
    tickets_go_to_the_password_service_beside("spns = [\"kadmin/changepw\"]");
}

#[track_caller]
fn tickets_go_to_the_password_service_beside(claim: &str) {
    let mut net = topology(&format!(
        r#"
        [[domain]]
        name = "corp.test"
        users = [
            {{ name = "alice", password = "Secret-1" }},
            {{ name = "mallory", password = "Secret-2", {claim} }},
        ]
        "#
    ));
    let options = LoginOptions { service: Some(name("kadmin/changepw")), ..LoginOptions::default() };
    let hop = login(&mut net, "alice", "Secret-1", options).unwrap();
    let etype = EncryptionType::from_number(hop.ticket_etype);
    let mallorys = net.key_of(&principal("mallory@CORP.TEST"), etype).unwrap().key;
    assert!(hop.ticket_contents(&[mallorys]).is_none(), "mallory reads it");
    let tgt = login(&mut net, "alice", "Secret-1", LoginOptions::default()).unwrap().credential;
    assert_eq!(code(&mut net, &request_for(&tgt, "kadmin/changepw")), KDC_ERR_POLICY);
}
