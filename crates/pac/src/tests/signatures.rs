//! Signatures: those of real KDCs recomputed, all kinds of keys, every way to be wrong.

use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::EncryptionType;

use super::vectors;
use crate::*;

const TICKET: &[u8] = b"the EncTicketPart with a zero octet for a PAC";

#[test]
fn every_signature_with_a_published_key_verifies() {
    let mut verified = 0;
    for vector in vectors::pacs() {
        let octets = vector.hex("pac_hex");
        let pac = Pac::decode(&octets).unwrap();
        if let Some(key) = vector.key("server_key") {
            assert_eq!(pac.verify_server(&key), Ok(()), "{}", vector.name());
            verified += 1;
        }
        if let Some(key) = vector.key("krbtgt_key") {
            assert_eq!(pac.verify_kdc(&key), Ok(()), "{}", vector.name());
            verified += 1;
        }
        if let (Some(key), true) = (vector.key("krbtgt_key"), vector.has("ticket_signature_input_hex")) {
            assert_eq!(pac.verify_ticket(&key, &vector.hex("ticket_signature_input_hex")), Ok(()));
            assert_eq!(pac.verify_full(&key), Ok(()));
            verified += 2;
        }
    }
    assert_eq!(verified, 11, "seven server signatures, two KDC signatures, one ticket and one full signature");
}

#[test]
fn signing_again_gives_the_octets_of_windows_server_2003() {
    let vector = vectors::named("win2k3-machine-account");
    let octets = vector.hex("pac_hex");
    let keys = (vector.key("server_key").unwrap(), vector.key("krbtgt_key").unwrap());
    let signed = Pac::decode(&octets).unwrap().to_draft().sign(&SigningKeys { server: &keys.0, kdc: &keys.1 }, None);
    assert_eq!(signed, octets);
}

#[test]
fn signing_again_gives_the_octets_of_windows_server_2022() {
    let vector = vectors::named("win2022-service-ticket-full-checksum");
    let octets = vector.hex("pac_hex");
    let keys = (vector.key("server_key").unwrap(), vector.key("krbtgt_key").unwrap());
    let ticket = vector.hex("ticket_signature_input_hex");
    let pac = Pac::decode(&octets).unwrap();
    let signed = pac.to_draft().sign(&SigningKeys { server: &keys.0, kdc: &keys.1 }, Some(&ticket));
    assert_eq!(signed, octets);
}

#[test]
fn the_pac_of_windows_server_2022_comes_out_of_its_sealed_ticket() {
    let vector = vectors::named("win2022-service-ticket-full-checksum");
    let (ticket, part) = (vector.hex("ticket_der_hex"), vector.hex("enc_ticket_part_hex"));
    let key = vector.key("server_key").unwrap();
    let sealed = &ticket[ticket.len() - key.sealed_length(part.len())..];
    assert_eq!(key.open(KeyUsage::TICKET, sealed).unwrap().as_slice(), part);
    assert!(part.ends_with(&vector.hex("pac_hex")));
}

#[test]
fn every_pair_of_key_types_signs_and_verifies() {
    for server in EncryptionType::STRONGEST_FIRST {
        for kdc in EncryptionType::STRONGEST_FIRST {
            let (server, kdc) = (key(server, 1), key(kdc, 2));
            let octets = signed(&server, &kdc, Some(TICKET));
            let pac = Pac::decode(&octets).unwrap();
            assert_eq!(pac.verify_server(&server), Ok(()));
            assert_eq!(pac.verify_kdc(&kdc), Ok(()));
            assert_eq!(pac.verify_ticket(&kdc, TICKET), Ok(()));
            assert_eq!(pac.verify_full(&kdc), Ok(()));
            assert_eq!(pac.signature(SignatureKind::Kdc).unwrap().unwrap().signature_type, kdc.checksum_type());
        }
    }
}

#[test]
fn another_key_verifies_nothing() {
    let (server, kdc, other) = (aes(1), aes(2), aes(3));
    let octets = signed(&server, &kdc, Some(TICKET));
    let pac = Pac::decode(&octets).unwrap();
    assert_eq!(pac.verify_server(&other), Err(VerifyError::Mismatch(SignatureKind::Server)));
    assert_eq!(pac.verify_kdc(&other), Err(VerifyError::Mismatch(SignatureKind::Kdc)));
    assert_eq!(pac.verify_ticket(&other, TICKET), Err(VerifyError::Mismatch(SignatureKind::Ticket)));
    assert_eq!(pac.verify_full(&other), Err(VerifyError::Mismatch(SignatureKind::Full)));
}

#[test]
fn another_ticket_does_not_verify() {
    let octets = signed(&aes(1), &aes(2), Some(TICKET));
    let pac = Pac::decode(&octets).unwrap();
    assert_eq!(pac.verify_ticket(&aes(2), b"another"), Err(VerifyError::Mismatch(SignatureKind::Ticket)));
}

#[test]
fn a_key_of_another_type_is_told_from_a_wrong_key() {
    let octets = signed(&aes(1), &aes(2), None);
    let refused = Pac::decode(&octets).unwrap().verify_server(&key(EncryptionType::Rc4Hmac, 1));
    assert_eq!(refused, Err(VerifyError::SignatureType { kind: SignatureKind::Server, expected: -138, found: 16 }));
}

/// HMAC-MD5 under an AES key can be computed, but MS-PAC 2.8.1 gives it to RC4 (and DES) keys only: accepting it would
/// let MD5 stand for an AES signature.
#[test]
fn an_md5_signature_under_an_aes_key_is_refused() {
    let key = aes(1);
    let mut draft = sample();
    draft.set_octets(BufferType::SERVER_CHECKSUM, [&(-138_i32).to_le_bytes()[..], &[0; 16]].concat());
    let mut octets = draft.encode();
    let mac = key.checksum_as(-138, KeyUsage::PAC, &[&octets]).unwrap().mac;
    let place = Pac::decode(&octets).unwrap().place(BufferType::SERVER_CHECKSUM).unwrap();
    octets[place.start + 4..place.end].copy_from_slice(&mac);
    assert_eq!(
        Pac::decode(&octets).unwrap().verify_server(&key),
        Err(VerifyError::SignatureType { kind: SignatureKind::Server, expected: 16, found: -138 })
    );
}

#[test]
fn every_changed_octet_breaks_a_signature() {
    let (server, kdc) = (aes(1), aes(2));
    let octets = signed(&server, &kdc, Some(TICKET));
    for at in 0..octets.len() {
        let mut changed = octets.clone();
        changed[at] ^= 1;
        let Ok(pac) = Pac::decode(&changed) else { continue };
        let verified = pac.verify_server(&server).and_then(|()| pac.verify_kdc(&kdc));
        assert!(verified.is_err(), "octet {at}");
    }
}

#[test]
fn missing_signatures_are_told_apart() {
    let octets = sample().encode();
    let pac = Pac::decode(&octets).unwrap();
    let key = aes(1);
    assert_eq!(pac.verify_server(&key), Err(VerifyError::Missing(SignatureKind::Server)));
    assert_eq!(pac.verify_kdc(&key), Err(VerifyError::Missing(SignatureKind::Server)));
    assert_eq!(pac.verify_ticket(&key, TICKET), Err(VerifyError::Missing(SignatureKind::Ticket)));
    assert_eq!(pac.verify_full(&key), Err(VerifyError::Missing(SignatureKind::Full)));
}

#[test]
fn a_malformed_signature_is_refused_wherever_it_counts_as_zero() {
    let mut draft = sample();
    draft.set_octets(BufferType::SERVER_CHECKSUM, [&16_i32.to_le_bytes()[..], &[0; 12]].concat());
    draft.set_octets(BufferType::KDC_CHECKSUM, vec![16, 0, 0, 0, 1]);
    let octets = draft.encode();
    let reason = DecodeError::SignatureLength { signature_type: 16, found: 1 };
    assert_eq!(
        Pac::decode(&octets).unwrap().verify_server(&aes(1)),
        Err(VerifyError::Malformed { kind: SignatureKind::Kdc, reason })
    );
}

#[test]
fn the_number_of_a_read_only_domain_controller_is_covered() {
    let key = aes(1);
    let mut draft = sample();
    draft.set_octets(BufferType::SERVER_CHECKSUM, [&16_i32.to_le_bytes()[..], &[0; 12], &[7, 0]].concat());
    let mut octets = draft.encode();
    let mac = key.checksum(KeyUsage::PAC, &octets).mac;
    let place = Pac::decode(&octets).unwrap().place(BufferType::SERVER_CHECKSUM).unwrap();
    octets[place.start + 4..place.start + 16].copy_from_slice(&mac);
    assert_eq!(Pac::decode(&octets).unwrap().verify_server(&key), Ok(()));
    octets[place.start + 16] = 8;
    assert_eq!(Pac::decode(&octets).unwrap().verify_server(&key), Err(VerifyError::Mismatch(SignatureKind::Server)));
}

#[test]
fn a_ticket_granting_ticket_has_no_ticket_and_no_full_signature() {
    let octets = signed(&aes(1), &aes(2), Some(TICKET));
    let octets = Pac::decode(&octets).unwrap().to_draft().sign(&SigningKeys { server: &aes(3), kdc: &aes(2) }, None);
    let pac = Pac::decode(&octets).unwrap();
    assert_eq!(pac.buffer(BufferType::TICKET_CHECKSUM), None);
    assert_eq!(pac.buffer(BufferType::FULL_CHECKSUM), None);
    assert_eq!(pac.verify_server(&aes(3)), Ok(()));
}

#[test]
fn signing_with_longer_signatures_keeps_the_order() {
    let octets = signed(&aes(1), &aes(2), Some(TICKET));
    let (server, kdc) = (key(EncryptionType::Aes256CtsHmacSha384192, 5), key(EncryptionType::Rc4Hmac, 6));
    let before = Pac::decode(&octets).unwrap();
    let again = before.to_draft().sign(&SigningKeys { server: &server, kdc: &kdc }, Some(TICKET));
    let after = Pac::decode(&again).unwrap();
    assert!(before.buffers().map(|b| b.buffer_type).eq(after.buffers().map(|b| b.buffer_type)));
    assert_eq!((after.verify_server(&server), after.verify_full(&kdc)), (Ok(()), Ok(())));
}

#[test]
fn doubled_signatures_are_signed_once() {
    let octets = signed(&aes(1), &aes(2), None);
    let pac = Pac::decode(&octets).unwrap();
    let mut draft = pac.to_draft();
    draft.push_octets(BufferType::SERVER_CHECKSUM, pac.buffer(BufferType::SERVER_CHECKSUM).unwrap());
    let octets = draft.sign(&SigningKeys { server: &aes(3), kdc: &aes(2) }, None);
    let pac = Pac::decode(&octets).unwrap();
    assert!(!pac.has_duplicates());
    assert_eq!(pac.verify_server(&aes(3)), Ok(()));
}

#[test]
fn a_pac_is_signed_the_same_behind_other_octets() {
    let (server, kdc) = (aes(1), aes(2));
    let mut out = b"before".to_vec();
    sample().sign_into(&SigningKeys { server: &server, kdc: &kdc }, Some(TICKET), &mut out);
    assert_eq!(out, [&b"before"[..], &signed(&server, &kdc, Some(TICKET))].concat());
}

fn signed(server: &Key, kdc: &Key, ticket: Option<&[u8]>) -> Vec<u8> {
    sample().sign(&SigningKeys { server, kdc }, ticket)
}

/// Three buffers that need no meaning.
fn sample() -> PacDraft<'static> {
    let mut draft = PacDraft::new();
    draft.set_octets(BufferType::LOGON_INFO, &b"who the client is"[..]);
    draft.set_octets(BufferType::CLIENT_INFO, &b"when"[..]);
    draft.set_octets(BufferType(0x7777), &b"what nobody knows"[..]);
    draft
}

fn aes(octet: u8) -> Key {
    key(EncryptionType::Aes256CtsHmacSha196, octet)
}

fn key(etype: EncryptionType, octet: u8) -> Key {
    Key::new(etype, &vec![octet; etype.key_length()]).unwrap()
}
