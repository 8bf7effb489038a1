//! PACs that were altered, made up or taken from elsewhere: the code, and the reason.

use xrealm_crypto::Key;
use xrealm_kdc::{Handled, PacFault, Refusal};
use xrealm_names::EncryptionType;
use xrealm_pac::{BufferType, SignatureKind, VerifyError};
use xrealm_sim::{ForgedPac, Forgery, Net};
use xrealm_wire::error_code::{KDC_ERR_NONE, KDC_ERR_TGT_REVOKED, KRB_AP_ERR_MODIFIED};
use xrealm_wire::{KdcOptions, TicketFlags};

use crate::hand_made::{answered, code_of, refusal_of, request_for};
use crate::opened_pac::sid;
use crate::two_forests::topology;

const WORLD: &str = r#"
    [[domain]]
    name = "a.test"
    sid = "S-1-5-21-1-1-1"
    users = [{ name = "alice", password = "Secret-1", rid = 1105 }, { name = "eve", password = "Secret-2", rid = 1106 }]
    computers = [{ name = "WEB", spns = ["host/web.a.test"] }]

    [[domain]]
    name = "b.test"
    sid = "S-1-5-21-2-2-2"
    computers = [{ name = "DB", spns = ["host/db.b.test"] }]

    [[trust]]
    kind = "forest"
    trusting = "b.test"
    trusted = "a.test"
"#;

const OWN: &str = "krbtgt/A.TEST@A.TEST";
const OVER: &str = "krbtgt/B.TEST@A.TEST";

fn presented(server: &str, service: &str, change: impl FnOnce(&mut Forgery)) -> Handled {
    let mut net = topology(WORLD);
    presented_in(&mut net, server, service, change)
}

fn presented_in(net: &mut Net, server: &str, service: &str, change: impl FnOnce(&mut Forgery)) -> Handled {
    let mut forgery = net.forge("alice@A.TEST", server).unwrap();
    change(&mut forgery);
    let ticket = forgery.seal(net.rng());
    answered(net, &request_for(&ticket, service))
}

fn own(change: impl FnOnce(&mut Forgery)) -> Handled {
    presented(OWN, "host/web.a.test", change)
}

fn over_the_trust(change: impl FnOnce(&mut Forgery)) -> Handled {
    presented(OVER, "host/db.b.test", change)
}

fn pac(forgery: &mut Forgery) -> &mut ForgedPac {
    forgery.pac.as_mut().unwrap()
}

fn other_key() -> Key {
    Key::new(EncryptionType::Aes256CtsHmacSha196, &[9; 32]).unwrap()
}

#[track_caller]
fn assert_fault(handled: &Handled, code: i32, fault: PacFault) {
    assert_eq!((code_of(handled), refusal_of(handled)), (code, Refusal::Pac(fault)));
}

#[test]
fn what_nobody_altered_is_accepted() {
    assert_eq!(code_of(&own(|_| {})), KDC_ERR_NONE);
    assert_eq!(code_of(&over_the_trust(|_| {})), KDC_ERR_NONE);
}

/// Every octet of the PAC is covered: none can be changed, wherever it stands.
#[test]
fn no_octet_of_a_pac_can_be_changed() {
    let mut net = topology(WORLD);
    let length = 900;
    for (server, service) in [(OWN, "host/web.a.test"), (OVER, "host/db.b.test")] {
        let mut refused = 0;
        for at in 0..length {
            let handled = presented_in(&mut net, server, service, |forgery| pac(forgery).flipped = Some((at, 0x40)));
            if code_of(&handled) == KRB_AP_ERR_MODIFIED {
                refused += 1;
                continue;
            }
            // Beyond the end, and over a trust the KDC signature, of which the receiver has no key.
            assert_eq!(code_of(&handled), KDC_ERR_NONE, "{server}: octet {at}");
        }
        assert!(refused > 500, "{server}: {refused}");
    }
}

#[test]
fn signatures_of_own_tickets_are_both_verified() {
    let mismatch = |kind| PacFault::Signature(VerifyError::Mismatch(kind));
    let missing = |kind| PacFault::Signature(VerifyError::Missing(kind));
    let server = own(|forgery| pac(forgery).server_key = Some(other_key()));
    assert_fault(&server, KRB_AP_ERR_MODIFIED, mismatch(SignatureKind::Server));
    let kdc = own(|forgery| pac(forgery).kdc_key = other_key());
    assert_fault(&kdc, KRB_AP_ERR_MODIFIED, mismatch(SignatureKind::Kdc));
    let without = own(|forgery| pac(forgery).without = vec![BufferType::SERVER_CHECKSUM]);
    assert_fault(&without, KRB_AP_ERR_MODIFIED, missing(SignatureKind::Server));
    let without = own(|forgery| pac(forgery).without = vec![BufferType::KDC_CHECKSUM]);
    assert_eq!(code_of(&without), KRB_AP_ERR_MODIFIED);
}

/// A signature of a weaker type than the key's own is none, even if it is right (CVE-2022-37967).
#[test]
fn a_signature_of_a_weak_type_is_refused() {
    for weak in [EncryptionType::Rc4Hmac, EncryptionType::Aes128CtsHmacSha196] {
        let key = Key::new(weak, &[9; 16]).unwrap();
        let server = own(|forgery| pac(forgery).server_key = Some(key.clone()));
        assert_eq!(code_of(&server), KRB_AP_ERR_MODIFIED);
        let kdc = own(|forgery| pac(forgery).kdc_key = key.clone());
        assert_eq!(code_of(&kdc), KRB_AP_ERR_MODIFIED);
    }
}

/// The other realm's krbtgt signs its own tickets: only the trust's key tells who sent a ticket over the trust.
#[test]
fn over_a_trust_the_server_signature_counts_and_the_other_kdcs_does_not() {
    let server = over_the_trust(|forgery| pac(forgery).server_key = Some(pac(&mut forgery.clone()).kdc_key.clone()));
    assert_fault(&server, KRB_AP_ERR_MODIFIED, PacFault::Signature(VerifyError::Mismatch(SignatureKind::Server)));
    let kdc = over_the_trust(|forgery| pac(forgery).kdc_key = other_key());
    assert_eq!(code_of(&kdc), KDC_ERR_NONE);
    let without = over_the_trust(|forgery| pac(forgery).without = vec![BufferType::SERVER_CHECKSUM]);
    assert_fault(&without, KRB_AP_ERR_MODIFIED, PacFault::Signature(VerifyError::Missing(SignatureKind::Server)));
}

#[test]
fn a_pac_of_another_ticket_is_refused() {
    for presented in [own as fn(fn(&mut Forgery)) -> Handled, over_the_trust as fn(fn(&mut Forgery)) -> Handled] {
        let name = presented(|forgery| pac(forgery).name = Some("eve".into()));
        assert_fault(&name, KRB_AP_ERR_MODIFIED, PacFault::OtherClient);
        let time = presented(|forgery| pac(forgery).client_id = Some(forgery_time(1)));
        assert_fault(&time, KRB_AP_ERR_MODIFIED, PacFault::OtherLogin);
    }
}

fn forgery_time(seconds: i64) -> xrealm_names::Timestamp {
    Net::START.time + seconds
}

#[test]
fn names_of_domains_compare_in_any_case() {
    assert_eq!(code_of(&own(|forgery| pac(forgery).name = Some("ALICE".into()))), KDC_ERR_NONE);
}

#[test]
fn missing_and_doubled_buffers_are_refused() {
    for presented in [own as fn(fn(&mut Forgery)) -> Handled, over_the_trust as fn(fn(&mut Forgery)) -> Handled] {
        let client_info = presented(|forgery| pac(forgery).without = vec![BufferType::CLIENT_INFO]);
        assert_fault(&client_info, KRB_AP_ERR_MODIFIED, PacFault::Lacks(BufferType::CLIENT_INFO));
        let logon = presented(|forgery| pac(forgery).without = vec![BufferType::LOGON_INFO]);
        assert_fault(&logon, KRB_AP_ERR_MODIFIED, PacFault::Lacks(BufferType::LOGON_INFO));
        let doubled = presented(|forgery| pac(forgery).also = vec![(BufferType::LOGON_INFO, vec![0; 8])]);
        assert_fault(&doubled, KRB_AP_ERR_MODIFIED, PacFault::Doubled);
        let none = presented(|forgery| forgery.pac = None);
        assert_fault(&none, KDC_ERR_TGT_REVOKED, PacFault::Missing);
    }
}

/// CVE-2021-42287: the name in the ticket means another account today than the one that logged in.
#[test]
fn a_requestor_that_is_not_the_client_is_refused() {
    let without = own(|forgery| pac(forgery).without = vec![BufferType::REQUESTOR_SID]);
    assert_fault(&without, KDC_ERR_TGT_REVOKED, PacFault::Lacks(BufferType::REQUESTOR_SID));
    for other in ["S-1-5-21-1-1-1-1106", "S-1-5-21-1-1-1-500", "S-1-5-21-2-2-2-1105"] {
        let requestor = sid(other);
        let handled = own(|forgery| pac(forgery).requestor = Some(sid(other)));
        assert_fault(&handled, KDC_ERR_TGT_REVOKED, PacFault::Requestor { requestor });
    }
    let gone = presented(OWN, "host/web.a.test", |forgery| forgery.client.name = crate::two_forests::name("nobody"));
    assert_eq!((code_of(&gone), refusal_of(&gone)), (KDC_ERR_TGT_REVOKED, Refusal::ClientDeleted));
}

/// What no trust filters must not say anything else than what is filtered.
#[test]
fn buffers_that_speak_of_two_accounts_are_refused() {
    let handled = over_the_trust(|forgery| pac(forgery).upn_sid = Some(sid("S-1-5-21-2-2-2-500")));
    assert_fault(&handled, KRB_AP_ERR_MODIFIED, PacFault::TwoAccounts);
}

#[test]
fn octets_that_are_no_pac_are_refused() {
    for octets in [&b""[..], b"\x01\0\0\0\0\0\0\0", b"\xFF\xFF\xFF\xFF\0\0\0\0", &[0; 4096]] {
        let inner = xrealm_wire::AuthDataElement { ad_type: xrealm_wire::ad_type::WIN2K_PAC, ad_data: octets };
        let inner = xrealm_wire::AuthorizationData([inner].into_iter().collect()).to_vec();
        let outer = xrealm_wire::AuthDataElement { ad_type: xrealm_wire::ad_type::IF_RELEVANT, ad_data: &inner };
        let list = xrealm_wire::AuthorizationData([outer].into_iter().collect()).to_vec();
        for presented in [own as fn(Box<dyn FnOnce(&mut Forgery)>) -> Handled, over_the_trust] {
            let list = list.clone();
            let handled = presented(Box::new(|forgery: &mut Forgery| {
                (forgery.pac, forgery.authorization_data) = (None, Some(list));
            }));
            assert_eq!(code_of(&handled), KRB_AP_ERR_MODIFIED);
        }
    }
}

/// CVE-2020-17049, CVE-2022-37967: a service knows its own key, and could change what its ticket says of the client.
#[test]
fn a_service_cannot_renew_a_ticket_that_it_altered() {
    let mut net = topology(WORLD);
    let mut renewed = |change: &dyn Fn(&mut Forgery)| {
        let mut forgery = net.forge("alice@A.TEST", "host/web.a.test@A.TEST").unwrap();
        forgery.flags = forgery.flags | TicketFlags::RENEWABLE;
        forgery.renew_till = Some(forgery.end_time + 86_400);
        change(&mut forgery);
        let ticket = forgery.seal(net.rng());
        let mut request = request_for(&ticket, "host/web.a.test");
        request.realm = b"A.TEST".to_vec();
        request.kdc_options = KdcOptions::RENEW;
        answered(&mut net, &request)
    };
    assert_eq!(code_of(&renewed(&|_| {})), KDC_ERR_NONE);
    let mismatch = |kind| PacFault::Signature(VerifyError::Mismatch(kind));
    assert_fault(&renewed(&|f| pac(f).kdc_key = other_key()), KRB_AP_ERR_MODIFIED, mismatch(SignatureKind::Kdc));
    let missing = PacFault::Signature(VerifyError::Missing(SignatureKind::Ticket));
    for left_out in [BufferType::TICKET_CHECKSUM, BufferType::FULL_CHECKSUM] {
        let handled = renewed(&|forgery| pac(forgery).without = vec![left_out]);
        assert_fault(&handled, KRB_AP_ERR_MODIFIED, missing.clone());
    }
}
