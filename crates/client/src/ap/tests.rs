use super::*;
use crate::scripted_kdc::{NOW, credential, key, rng};
use crate::{Address, Credential};
use xrealm_crypto::KeyUsage;
use xrealm_names::{Moment, Principal};
use xrealm_wire::error_code;

const SERVER: &str = "host/db.a.test@A.TEST";

fn service_key(principal: &str, kvno: Option<u32>, octet: u8) -> ServiceKey {
    ServiceKey { principal: Some(Principal::parse(principal).unwrap()), kvno, key: key(octet) }
}

/// Tickets of the scripted KDC are under key 9, version 3.
fn acceptor() -> Acceptor {
    Acceptor::new(vec![service_key(SERVER, Some(3), 9)])
}

fn request(credential: &Credential, at: Moment) -> (Initiator, Vec<u8>) {
    let options = InitiatorOptions { mutual: true, subkey: true, checksum: None };
    Initiator::new(credential, &options, at, &mut rng())
}

fn refusal(acceptor: &Acceptor, request: &[u8], now: Moment) -> ApError {
    acceptor.accept(request, None, now).unwrap_err()
}

#[test]
fn both_sides_end_with_the_same_key() {
    let (initiator, request) = request(&credential(SERVER), NOW);

    let accepted = acceptor().accept(&request, None, NOW).unwrap();
    let (reply, theirs) = accepted.reply(&mut rng());
    let ours = initiator.read_reply(&reply).unwrap();

    assert!(accepted.mutual_required);
    assert_eq!(accepted.client.to_string(), "alice@A.TEST");
    assert_eq!(ours.key, theirs.key);
    assert_eq!(
        (ours.initiator_sequence, ours.acceptor_sequence),
        (theirs.initiator_sequence, theirs.acceptor_sequence)
    );
}

#[test]
fn a_reply_to_another_request_is_no_proof() {
    let (_, first) = request(&credential(SERVER), NOW);
    let (second, _) = request(&credential(SERVER), NOW.shifted(1));
    let (reply, _) = acceptor().accept(&first, None, NOW).unwrap().reply(&mut rng());
    assert_eq!(second.read_reply(&reply).unwrap_err(), ApError::Mutual);
}

#[test]
fn keys_that_do_not_fit_are_told_apart() {
    let (_, request) = request(&credential(SERVER), NOW);
    let code = |keys: Vec<ServiceKey>| refusal(&Acceptor::new(keys), &request, NOW).code();

    assert_eq!(code(vec![service_key("host/other.a.test@A.TEST", None, 9)]), error_code::KRB_AP_ERR_NOT_US);
    assert_eq!(code(vec![service_key("host/db.a.test@B.TEST", None, 9)]), error_code::KRB_AP_ERR_NOT_US);
    assert_eq!(code(vec![service_key(SERVER, Some(4), 9)]), error_code::KRB_AP_ERR_BADKEYVER);
    assert_eq!(code(vec![service_key(SERVER, Some(3), 8)]), error_code::KRB_AP_ERR_BAD_INTEGRITY);
}

#[test]
fn the_authenticator_must_name_the_client_of_the_ticket_in_its_realm() {
    for other in ["bob@A.TEST", "alice@B.TEST"] {
        let stolen = Credential { client: Principal::parse(other).unwrap(), ..credential(SERVER) };
        let (_, request) = request(&stolen, NOW);
        assert_eq!(refusal(&acceptor(), &request, NOW), ApError::BadMatch, "{other}");
    }
}

#[test]
fn times_are_held_against_the_clock() {
    let (_, fresh) = request(&credential(SERVER), NOW);
    assert!(acceptor().accept(&fresh, None, NOW.shifted(300)).is_ok());
    assert_eq!(refusal(&acceptor(), &fresh, NOW.shifted(301)), ApError::Skew { seconds: -301 });

    let late = NOW.shifted(36_000 + 301);
    assert_eq!(refusal(&acceptor(), &request(&credential(SERVER), late).1, late), ApError::Expired);
    let early = NOW.shifted(-301);
    assert_eq!(refusal(&acceptor(), &request(&credential(SERVER), early).1, early), ApError::NotYetValid);
}

#[test]
fn a_ticket_for_no_address_is_good_from_anywhere() {
    let (_, request) = request(&credential(SERVER), NOW);
    let from = Address { address_type: 2, octets: vec![127, 0, 0, 1] };
    assert!(acceptor().accept(&request, Some(&from), NOW).is_ok());
}

#[test]
fn user_to_user_needs_the_session_key() {
    let theirs = Credential { second_ticket: vec![0], ..credential(SERVER) };
    let (_, request) = request(&theirs, NOW);
    assert_eq!(refusal(&acceptor(), &request, NOW), ApError::NoKey { etype: 18 });
    assert!(acceptor().with_session_key(key(9)).accept(&request, None, NOW).is_ok());
}

#[test]
fn a_checksum_is_over_the_octets_it_was_made_over_and_no_others() {
    let credential = credential(SERVER);
    let sum = credential.session_key.checksum(KeyUsage::AP_REQ_AUTHENTICATOR_CKSUM, b"a wish");
    let options = |checksum| InitiatorOptions { checksum: Some(checksum), ..InitiatorOptions::default() };
    let accepted = |checksum| {
        let (_, request) = Initiator::new(&credential, &options(checksum), NOW, &mut rng());
        acceptor().accept(&request, None, NOW).unwrap()
    };
    let whole = accepted((sum.checksum_type, sum.mac.to_vec()));
    assert!(whole.covers(b"a wish"));
    assert!(!whole.covers(b"another wish"));
    assert!(!accepted((sum.checksum_type, Vec::new())).covers(b"a wish"));
    let (weaker, mac) =
        (-138, credential.session_key.checksum_as(-138, KeyUsage::AP_REQ_AUTHENTICATOR_CKSUM, &[b"a wish"]));
    assert!(!accepted((weaker, mac.unwrap().mac.to_vec())).covers(b"a wish"));
    assert!(!acceptor().accept(&request(&credential, NOW).1, None, NOW).unwrap().covers(b""));
}

#[test]
fn octets_that_are_no_request_are_refused() {
    assert!(matches!(refusal(&acceptor(), b"not an AP-REQ", NOW), ApError::Malformed(_)));
}
