//! Requests that an honest client does not send: each is answered by its code.

use xrealm_crypto::{KeyUsage, checksum_type};
use xrealm_kdc::{Answered, Handled};
use xrealm_names::{NameType, PrincipalName};
use xrealm_sim::{BodyChecksum, Net, RawTgsReq};
use xrealm_wire::error_code::*;
use xrealm_wire::{Echo32, KrbError};

use crate::two_forests::{USER1, name, topology, two_forests};

const WORKSTATION1: &str = "host/workstation1.europe.tailspintoys.com";

fn answered(net: &mut Net, change: impl FnOnce(&mut RawTgsReq)) -> Handled {
    let tgt = net.login(USER1).unwrap().credential;
    let mut request = RawTgsReq::new(&tgt, name(WORKSTATION1));
    change(&mut request);
    let now = net.now();
    let octets = request.build(now, net.rng());
    net.send(&octets)
}

/// The code that is sent: the outcome and the message on the wire say the same.
fn code(change: impl FnOnce(&mut RawTgsReq)) -> i32 {
    let handled = answered(&mut two_forests(), change);
    let code = handled.outcome.code().expect("answered");
    if code != 0 {
        assert_eq!(KrbError::decode(&handled.reply.unwrap()).unwrap().error_code, code);
    }
    code
}

#[test]
fn an_honest_request_is_answered() {
    assert_eq!(code(|_| {}), KDC_ERR_NONE);
}

#[test]
fn nonces_of_every_sign_are_echoed() {
    for nonce in [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF_u32] {
        assert_eq!(code(|request| request.nonce = Echo32::from(nonce)), KDC_ERR_NONE, "{nonce:#x}");
    }
}

#[test]
fn a_request_without_subkey_is_answered() {
    assert_eq!(code(|request| request.subkey = false), KDC_ERR_NONE);
}

/// Windows honours requests whose body nothing covers; the client is still the one that knows the session key.
#[test]
fn a_domain_honours_a_body_that_no_keyed_checksum_covers() {
    assert_eq!(code(|request| request.checksum = BodyChecksum::Absent), KDC_ERR_NONE);
}

/// The code for a body that this covers, in a plain realm.
fn code_in_a_plain_realm(checksum: BodyChecksum) -> i32 {
    let mut net = topology(
        r#"
        [[realm]]
        name = "A.TEST"
        principals = [{ name = "alice", password = "Secret-1" }]
        services = ["host/db.a.test"]
    "#,
    );
    let tgt = net.login("alice@A.TEST").unwrap().credential;
    let request = RawTgsReq { checksum, ..RawTgsReq::new(&tgt, name("host/db.a.test")) };
    let now = net.now();
    let octets = request.build(now, net.rng());
    net.send(&octets).outcome.code().unwrap()
}

/// Digests of the body of [`code_in_a_plain_realm`], which is always the same, made with Python's hashlib and by hand.
const BODY_MD5: [u8; 16] = *b"\xF0\x44\x03\x1F\xA9\x02\xB5\x7C\x2C\x66\xD3\x9E\x21\x36\x23\xD3";
const BODY_SHA1: [u8; 20] = *b"\xAD\x76\x8D\xCF\x8A\x5A\x4E\x6D\xF3\x3F\xFD\x8B\xB4\xCF\x7F\xFF\xD7\x7F\x41\xBA";
const BODY_CRC32: [u8; 4] = *b"\x56\x77\x1A\xB3";

#[test]
fn a_plain_realm_wants_a_checksum_of_the_body() {
    assert_eq!(code_in_a_plain_realm(BodyChecksum::Keyed), KDC_ERR_NONE);
    assert_eq!(code_in_a_plain_realm(BodyChecksum::Absent), KRB_AP_ERR_INAPP_CKSUM);
    assert_eq!(code_in_a_plain_realm(BodyChecksum::OfAnotherBody), KRB_AP_ERR_MODIFIED);
}

/// Java sends RSA-MD5; MIT's and Heimdal's KDCs take it.
#[test]
fn a_plain_realm_honours_an_unkeyed_digest_that_no_other_body_has() {
    for (kind, digest) in [
        (checksum_type::RSA_MD5, &BODY_MD5[..]),
        (checksum_type::SHA1, &BODY_SHA1),
        (checksum_type::SHA1_MICROSOFT, &BODY_SHA1),
    ] {
        let code = |digest: &[u8]| code_in_a_plain_realm(BodyChecksum::Given(kind, digest.to_vec()));
        assert_eq!(code(digest), KDC_ERR_NONE, "{kind}");
        let mut wrong = digest.to_vec();
        wrong[0] ^= 1;
        assert_eq!(code(&wrong), KRB_AP_ERR_MODIFIED, "{kind}");
        assert_eq!(code(&digest[1..]), KRB_AP_ERR_MODIFIED, "{kind}");
        assert_eq!(code(b""), KRB_AP_ERR_MODIFIED, "{kind}");
    }
}

#[test]
fn a_plain_realm_takes_no_digest_that_other_bodies_have() {
    for (kind, digest) in [(checksum_type::CRC32, &BODY_CRC32[..]), (checksum_type::RSA_MD4, &[0; 16])] {
        let code = code_in_a_plain_realm(BodyChecksum::Given(kind, digest.to_vec()));
        assert_eq!(code, KRB_AP_ERR_INAPP_CKSUM, "{kind}");
    }
    let unknown = BodyChecksum::Given(99, vec![0; 16]);
    assert_eq!(code_in_a_plain_realm(unknown), KDC_ERR_SUMTYPE_NOSUPP);
}

/// A right CRC-32 is honoured, a wrong one noticed.
#[test]
fn a_domain_verifies_every_digest_it_honours() {
    let crc32 = |flip: u8| {
        move |request: &mut RawTgsReq| {
            let mut digest = crc32_of(&request.body_octets());
            digest[0] ^= flip;
            request.checksum = BodyChecksum::Given(checksum_type::CRC32, digest.to_vec());
        }
    };
    assert_eq!(code(crc32(0)), KDC_ERR_NONE);
    assert_eq!(code(crc32(1)), KRB_AP_ERR_MODIFIED);
}

/// RFC 3961 §6.1.3: the polynomial of ISO 3309 without its inversions.
fn crc32_of(octets: &[u8]) -> [u8; 4] {
    let shift = |crc: u32| (crc >> 1) ^ (0xEDB8_8320 & 0_u32.wrapping_sub(crc & 1));
    let crc = octets.iter().fold(0, |crc, octet| (0..8).fold(crc ^ u32::from(*octet), |crc, _| shift(crc)));
    crc.to_le_bytes()
}

#[test]
fn a_body_that_the_checksum_does_not_cover_is_noticed() {
    assert_eq!(code(|request| request.checksum = BodyChecksum::OfAnotherBody), KRB_AP_ERR_MODIFIED);
}

#[test]
fn an_authenticator_under_another_usage_does_not_open() {
    let wrong = |request: &mut RawTgsReq| request.authenticator_usage = KeyUsage::AP_REQ_AUTHENTICATOR;
    assert_eq!(code(wrong), KRB_AP_ERR_MODIFIED);
}

#[test]
fn an_authenticator_for_another_client_or_realm_is_refused() {
    for other in ["user2@EUROPE.TAILSPINTOYS.COM", "user1@TAILSPINTOYS.COM"] {
        let stolen = |request: &mut RawTgsReq| request.tgt.client = crate::two_forests::principal(other);
        assert_eq!(code(stolen), KRB_AP_ERR_BADMATCH, "{other}");
    }
}

#[test]
fn a_skewed_clock_is_told() {
    assert_eq!(code(|request| request.ctime_ahead = 299), KDC_ERR_NONE);
    assert_eq!(code(|request| request.ctime_ahead = 301), KRB_AP_ERR_SKEW);
    assert_eq!(code(|request| request.ctime_ahead = -301), KRB_AP_ERR_SKEW);
}

#[test]
fn encryption_types_nobody_has_are_refused() {
    assert_eq!(code(|request| request.etypes = vec![1, 3, 16, -135, 99]), KDC_ERR_ETYPE_NOSUPP);
    assert_eq!(code(|request| request.etypes = vec![99, 17]), KDC_ERR_NONE);
}

#[test]
fn a_ticket_that_could_never_be_valid_is_refused() {
    let past = |request: &mut RawTgsReq| request.till = Some(Net::START.time + -3600);
    assert_eq!(code(past), KDC_ERR_NEVER_VALID);
}

#[test]
fn a_realm_that_is_not_served_is_told() {
    assert_eq!(code(|request| request.realm = b"NOWHERE.TEST".to_vec()), KDC_ERR_WRONG_REALM);
}

/// The body's realm chooses the KDC; its TGT is another realm's.
#[test]
fn a_ticket_for_another_kdc_is_refused() {
    let handled = answered(&mut two_forests(), |request| request.realm = b"USA.WINGTIPTOYS.COM".to_vec());
    assert!(matches!(handled.outcome.answered, Answered::Refused { .. }), "{}", handled.outcome);
}

#[test]
fn odd_names_are_unknown_and_nothing_worse() {
    let long = "a".repeat(1000);
    for components in [vec!["host", long.as_str()], vec!["host", "\u{1}"], vec!["krbtgt", "A", "B"], vec!["é/@\\"]] {
        let odd = PrincipalName::new(NameType::SRV_INST, components.iter().copied()).unwrap();
        assert_eq!(code(|request| request.server = odd), KDC_ERR_S_PRINCIPAL_UNKNOWN, "{components:?}");
    }
}

#[test]
fn a_message_that_is_no_request_is_dropped() {
    let mut net = two_forests();
    let tgt = net.login(USER1).unwrap();
    for octets in [&b""[..], b"\x6a\x03\x30", &tgt.reply, &[0x30; 5000]] {
        assert_eq!(net.send(octets).reply, None);
    }
}

#[test]
fn a_request_cut_anywhere_never_panics() {
    let mut net = two_forests();
    let tgt = net.login(USER1).unwrap().credential;
    let now = net.now();
    let octets = RawTgsReq::new(&tgt, name(WORKSTATION1)).build(now, net.rng());
    for length in 0..octets.len() {
        assert_eq!(net.send(&octets[..length]).reply, None, "{length}");
    }
}
