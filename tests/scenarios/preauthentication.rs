//! What a KDC tells a client that has not proven itself yet, and which proofs it takes.

use xrealm_client::{LoginOptions, Secret};
use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::{EncryptionType, Moment};
use xrealm_sim::Net;
use xrealm_wire::error_code::*;
use xrealm_wire::padata::{EtypeInfo, EtypeInfo2, PA_ENC_TIMESTAMP, PA_ETYPE_INFO, PA_ETYPE_INFO2, PaEncTsEnc};
use xrealm_wire::{EncryptedData, KdcRep, KdcReq, KdcReqBody, KrbError, MsgType, PaDataList};

use crate::one_realm::{corp, login};
use crate::two_forests::{name, principal, topology};

/// An AS-REQ of alice, with a PA-ENC-TIMESTAMP if one is given.
fn as_req(etypes: &[i32], timestamp: Option<&[u8]>) -> Vec<u8> {
    let (client, krbtgt) = (name("alice"), name("krbtgt/CORP.TEST"));
    let body = || KdcReqBody {
        kdc_options: xrealm_wire::KdcOptions::NONE,
        cname: Some((&client).into()),
        realm: b"CORP.TEST",
        sname: Some((&krbtgt).into()),
        from: None,
        till: Some(xrealm_names::Timestamp::EPOCH),
        rtime: None,
        nonce: 7.into(),
        etypes: etypes.iter().copied().collect(),
        addresses: None,
        enc_authorization_data: None,
        additional_tickets: Default::default(),
    };
    let mut padata = PaDataList::default();
    if let Some(timestamp) = timestamp {
        padata.push(PA_ENC_TIMESTAMP, timestamp);
    }
    let octets = body().to_vec();
    KdcReq { msg_type: MsgType::AsReq, padata, body: body(), body_octets: &octets }.to_vec()
}

/// The hints of PREAUTH_REQUIRED.
fn hints(net: &mut Net, etypes: &[i32]) -> Vec<(i32, Vec<u8>)> {
    let reply = net.send(&as_req(etypes, None)).reply.unwrap();
    let error = KrbError::decode(&reply).unwrap();
    assert_eq!(error.error_code, KDC_ERR_PREAUTH_REQUIRED);
    let methods = PaDataList::decode(error.e_data.unwrap()).unwrap();
    methods.iter().map(|element| (element.padata_type, element.padata_value.to_vec())).collect()
}

fn hint(hints: &[(i32, Vec<u8>)], kind: i32) -> Option<&[u8]> {
    hints.iter().find(|(found, _)| *found == kind).map(|(_, value)| value.as_slice())
}

fn with_rc4() -> Net {
    topology(
        r#"
        [[domain]]
        name = "corp.test"
        etypes = ["aes256-sha1", "aes128-sha1", "aes256-sha2", "aes128-sha2", "rc4-hmac"]
        users = [{ name = "alice", password = "Secret-1" }]
    "#,
    )
}

#[test]
fn the_hints_name_type_and_salt_of_each_usable_key() {
    let hints = hints(&mut with_rc4(), &[17, 23, 18, 99]);
    assert_eq!(hint(&hints, PA_ENC_TIMESTAMP), Some(&b""[..]));
    let info = EtypeInfo2::decode(hint(&hints, PA_ETYPE_INFO2).unwrap()).unwrap();
    let entries: Vec<(i32, Option<&[u8]>)> = info.0.iter().map(|entry| (entry.etype, entry.salt)).collect();
    for etype in [17, 18] {
        assert!(entries.contains(&(etype, Some(b"CORP.TESTalice"))), "{entries:?}");
    }
    assert!(entries.contains(&(23, None)), "{entries:?}");
    assert!(!entries.iter().any(|(etype, _)| ![17, 18, 23].contains(etype)), "{entries:?}");
}

/// RFC 4120 §5.2.7.5: ETYPE-INFO only for clients too old to know the newer types.
#[test]
fn the_old_hint_goes_to_old_clients_only() {
    let mut net = with_rc4();
    assert!(hint(&hints(&mut net, &[18, 23]), PA_ETYPE_INFO).is_none());
    let old = hints(&mut net, &[23, 3, 1]);
    let info = EtypeInfo::decode(hint(&old, PA_ETYPE_INFO).unwrap()).unwrap();
    assert_eq!(info.0.iter().map(|entry| entry.etype).collect::<Vec<_>>(), [23]);
}

/// The code for a timestamp of this time, sealed with this password under this usage.
fn code(net: &mut Net, password: &str, usage: KeyUsage, at: Moment) -> i32 {
    let etype = EncryptionType::Aes256CtsHmacSha196;
    let key = Key::from_password(etype, password.as_bytes(), b"CORP.TESTalice", None).unwrap();
    let plain = PaEncTsEnc { patimestamp: at.time, pausec: Some(at.micros) }.to_vec();
    let cipher = key.seal(usage, &plain, net.rng());
    let sealed = EncryptedData { etype: etype.number(), kvno: None, cipher: &cipher }.to_vec();
    net.send(&as_req(&[18], Some(&sealed))).outcome.code().unwrap()
}

#[test]
fn a_timestamp_within_the_skew_is_a_proof() {
    let mut net = corp();
    let now = net.now();
    let usage = KeyUsage::PA_ENC_TIMESTAMP;
    assert_eq!(code(&mut net, "Secret-1", usage, now.shifted(300)), KDC_ERR_NONE);
    assert_eq!(code(&mut net, "Secret-1", usage, now.shifted(-300)), KDC_ERR_NONE);
    assert_eq!(code(&mut net, "Secret-1", usage, now.shifted(301)), KRB_AP_ERR_SKEW);
    assert_eq!(code(&mut net, "Secret-1", usage, now.shifted(-301)), KRB_AP_ERR_SKEW);
}

#[test]
fn a_timestamp_under_another_key_or_usage_is_none() {
    let mut net = corp();
    let now = net.now();
    assert_eq!(code(&mut net, "wrong", KeyUsage::PA_ENC_TIMESTAMP, now), KDC_ERR_PREAUTH_FAILED);
    assert_eq!(code(&mut net, "Secret-1", KeyUsage::TICKET, now), KDC_ERR_PREAUTH_FAILED);
}

#[test]
fn octets_that_are_no_timestamp_are_a_failure_and_nothing_worse() {
    let mut net = corp();
    let unknown_type = EncryptedData { etype: 99, kvno: None, cipher: b"xxxxxxxx" }.to_vec();
    let empty = EncryptedData { etype: 18, kvno: None, cipher: b"" }.to_vec();
    for value in [&b""[..], b"\x30\x80", &unknown_type, &empty] {
        let code = net.send(&as_req(&[18], Some(value))).outcome.code();
        assert!(code.is_some_and(|code| code != KDC_ERR_NONE), "{value:x?}: {code:?}");
    }
}

/// The AS-REP of an account without pre-authentication tells the salt, or nobody could open it.
#[test]
fn the_reply_tells_the_salt_too() {
    let mut net = corp();
    let hop = login(&mut net, "open", "Secret-3", LoginOptions::default()).unwrap();
    let reply = KdcRep::decode(&hop.reply).unwrap();
    let info = EtypeInfo2::decode(reply.padata.find(PA_ETYPE_INFO2).unwrap()).unwrap();
    assert_eq!(info.0.len(), 1);
    assert_eq!((info.0[0].etype, info.0[0].salt), (18, Some(&b"CORP.TESTopen"[..])));
}

/// The salt is the account's, however the client spells its name.
#[test]
fn a_name_in_another_case_has_the_salt_of_the_account() {
    let mut net = corp();
    let client = principal("ALICE@CORP.TEST");
    assert!(net.login_with(client, Secret::password("Secret-1"), LoginOptions::default()).is_ok());
}
