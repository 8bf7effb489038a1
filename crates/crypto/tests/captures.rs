//! What MIT and Samba sealed opens with the keys they used, and their passwords give those keys.
//!
//! The messages are not decoded, that is another crate's task: every OCTET STRING in one is a candidate, and one of
//! them must open to the plaintext that was recorded.

#![cfg(test)]

use std::path::PathBuf;

use serde_json::Value;
use xrealm_crypto::{Key, KeyUsage, salt};
use xrealm_names::{EncryptionType, Principal};

#[test]
fn every_recorded_ciphertext_opens_to_its_recorded_plaintext() {
    let index = index();
    let plaintexts = index["plaintexts"].as_array().unwrap();
    assert!(!plaintexts.is_empty());
    for recorded in plaintexts {
        let etype = EncryptionType::from_number(recorded["etype"].as_i64().unwrap() as i32).unwrap();
        let usage = KeyUsage(recorded["usage"].as_u64().unwrap() as u32);
        let key = key_of(&index, recorded["key_of"].as_str().unwrap(), etype);
        let message = read(recorded["of"].as_str().unwrap());
        let expected = read(recorded["file"].as_str().unwrap());

        let mut opened = octet_strings(&message).filter_map(|cipher| key.open(usage, cipher).ok());
        assert!(opened.any(|plaintext| *plaintext == expected), "{}", recorded["file"]);
    }
}

#[test]
fn the_passwords_of_mits_principals_give_the_keys_mit_used() {
    let index = index();
    let mut compared = 0;
    for (name, entry) in index["keys"].as_object().unwrap() {
        let principal = Principal::parse(name).unwrap();
        if principal.realm.as_str() == SAMBAS_REALM {
            continue; // keys of Active Directory accounts are salted with the account's name
        }
        let password = entry["password"].as_str().unwrap();
        let salt = salt::principal(&principal.realm, &principal.name);
        for (etype, octets) in entry["keys"].as_object().unwrap() {
            let etype = etype.parse().unwrap();
            let key = Key::from_password(etype, password.as_bytes(), salt.as_bytes(), None).unwrap();
            assert_eq!(key.as_bytes(), hex(octets.as_str().unwrap()), "{name} {etype}");
            compared += 1;
        }
    }
    assert!(compared > 20, "only {compared} keys were compared");
}

/// The recorded key of a principal, or the session key that the description itself ends in.
fn key_of(index: &Value, description: &str, etype: EncryptionType) -> Key {
    let octets = match index["keys"].get(description) {
        Some(entry) => entry["keys"][etype.to_string()].as_str().unwrap(),
        None => description.rsplit(' ').next().unwrap(),
    };
    Key::new(etype, &hex(octets)).unwrap()
}

/// Whatever reads as a DER OCTET STRING, at any offset.
fn octet_strings(message: &[u8]) -> impl Iterator<Item = &[u8]> {
    (0..message.len()).filter_map(|at| {
        let (tag, rest) = message[at..].split_first()?;
        let (first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7F => (usize::from(*first), rest),
            0x81 => rest.split_first().map(|(length, rest)| (usize::from(*length), rest))?,
            0x82 => rest.split_first_chunk().map(|(length, rest)| (usize::from(u16::from_be_bytes(*length)), rest))?,
            _ => return None,
        };
        (*tag == 4).then(|| rest.get(..length))?
    })
}

fn index() -> Value {
    serde_json::from_slice(&read("index.json")).unwrap()
}

fn read(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/captures").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

const SAMBAS_REALM: &str = "CORP.EXAMPLE";
