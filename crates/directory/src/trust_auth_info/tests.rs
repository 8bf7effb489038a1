use serde_json::Value;

use super::*;

const VECTORS: &str = include_str!("../../../../fixtures/vectors/trustauth/trustauth.json");

/// Every published blob with its decoded form: the attributes, and the two inside each LSA structure.
fn blobs() -> Vec<(Vec<u8>, Value)> {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    let mut blobs = Vec::new();
    for entry in vectors.as_object().unwrap().values() {
        let octets = hex(entry["hex"].as_str().unwrap());
        if let Some(decoded) = entry.get("decoded") {
            blobs.push((octets, decoded.clone()));
            continue;
        }
        let size = |key: &str| entry[key].as_u64().unwrap() as usize;
        let (outgoing, incoming) = (size("outgoing_size"), size("incoming_size"));
        let start = octets.len() - 8 - incoming - outgoing;
        blobs.push((octets[start..start + outgoing].to_vec(), entry["outgoing"].clone()));
        blobs.push((octets[start + outgoing..start + outgoing + incoming].to_vec(), entry["incoming"].clone()));
    }
    assert_eq!(blobs.len(), 6);
    blobs
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn assert_entries(found: &[AuthInfo], expected: &Value) {
    let expected = expected.as_array().unwrap();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(Some(found.last_update.0), expected["LastUpdateTime"].as_u64());
        assert_eq!(Some(u64::from(found.auth_type.value())), expected["AuthType"].as_u64());
        assert_eq!(found.auth_info.as_slice(), hex(expected["AuthInfo_hex"].as_str().unwrap()));
        assert_eq!(Some(found.padding.len() as u64), expected["padding"].as_u64());
    }
}

/// Row 70: the blobs round-trip.
#[test]
fn every_published_blob_is_read_as_published_and_written_octet_for_octet() {
    for (octets, decoded) in blobs() {
        let info = TrustAuthInfo::decode(&octets).unwrap();
        assert_entries(&info.current, &decoded["current"]);
        assert_entries(&info.previous, &decoded["previous"]);
        assert_eq!(info.encode().as_slice(), octets);
    }
}

#[test]
fn a_random_password_gives_the_published_rc4_key_and_aes_keys_too() {
    for (octets, decoded) in blobs() {
        let secret = TrustAuthInfo::decode(&octets).unwrap().secret("A.EXAMPLEkrbtgtB.EXAMPLE").unwrap();
        let key = secret.current.key(EncryptionType::Rc4Hmac).unwrap();
        assert_eq!(key.as_bytes(), hex(decoded["current"][0]["md4_of_raw_bytes"].as_str().unwrap()));
        assert!(secret.current.key(EncryptionType::Aes256CtsHmacSha196).is_some());
        assert_eq!(secret.current.kvno(), 0);
        let changed = decoded["previous"]
            .as_array()
            .unwrap()
            .iter()
            .any(|entry| entry["AuthInfo_hex"] != decoded["current"][0]["AuthInfo_hex"]);
        assert_eq!(secret.previous.as_ref().map(KeySet::kvno), changed.then_some(255));
    }
}

fn utf16le(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn entry(auth_type: AuthType, octets: &[u8]) -> AuthInfo {
    AuthInfo::new(FileTime(1), auth_type, octets)
}

#[test]
fn the_version_entry_is_the_kvno_and_the_one_before_is_one_less() {
    let info = TrustAuthInfo {
        current: vec![entry(AuthType::Clear, &utf16le("Trust-Secret-1")), entry(AuthType::Version, &[7, 0, 0, 0])],
        previous: vec![entry(AuthType::Clear, &utf16le("Trust-Secret-0")), entry(AuthType::Version, &[6, 0, 0, 0])],
        trailing: Box::default(),
    };
    assert_eq!(TrustAuthInfo::decode(&info.encode()).as_ref(), Ok(&info));
    let secret = info.secret("A.EXAMPLEkrbtgtB.EXAMPLE").unwrap();
    assert_eq!(secret.key_sets().map(KeySet::kvno).collect::<Vec<_>>(), [7, 6]);
    // fixtures/vectors/crypto/computed-trust-keys.json
    let aes256 = secret.current.key(EncryptionType::Aes256CtsHmacSha196).unwrap();
    assert_eq!(aes256.as_bytes(), hex("8ac82c6bf0dbd3ad456c2cc98675f27b33094c7573842a9dcd8752e32eba8274"));
    assert_eq!(secret.auth_info().as_ref(), Ok(&info));
}

#[test]
fn a_hash_alone_is_an_rc4_key_and_nothing_else() {
    let info =
        TrustAuthInfo { current: vec![entry(AuthType::Nt4Owf, &[9; 16])], previous: vec![], trailing: Box::default() };
    let secret = info.secret("salt").unwrap();
    assert_eq!(secret.current.etypes().collect::<Vec<_>>(), [EncryptionType::Rc4Hmac]);
    assert_eq!(secret.current.key(EncryptionType::Rc4Hmac).unwrap().as_bytes(), [9; 16]);
    let nothing =
        TrustAuthInfo { current: vec![entry(AuthType::None, &[])], previous: vec![], trailing: Box::default() };
    assert!(nothing.secret("salt").is_none());
}

#[test]
fn a_secret_of_a_password_is_stored_with_its_version_and_comes_back_the_same() {
    let secret = TrustSecret::new(KeySet::from_password(3, "Neu-3", "salt"), FileTime(42));
    let info = secret.auth_info().unwrap();
    assert_eq!(info.current, info.previous);
    let back = TrustAuthInfo::decode(&info.encode()).unwrap().secret("salt").unwrap();
    assert_eq!((back.current.kvno(), back.last_update, back.previous.is_none()), (3, FileTime(42), true));
    for etype in EncryptionType::STRONGEST_FIRST {
        assert_eq!(back.current.key(etype), secret.current.key(etype));
    }
    let keys = crate::SecretSeed::new([1; 32]).keys("x");
    let without_password = TrustSecret { current: KeySet::from_keys(1, keys), ..secret };
    assert_eq!(without_password.auth_info(), Err(NotStorable));
}

#[test]
fn what_is_no_blob_is_refused_and_allocates_no_more_than_it_is_long() {
    let word = |words: &[u32]| words.iter().copied().flat_map(u32::to_le_bytes).collect::<Vec<u8>>();
    let table = [
        (vec![], TrustAuthInfoError::Header),
        (word(&[1, 12]), TrustAuthInfoError::Header),
        (word(&[1, 8, 12]), TrustAuthInfoError::Layout),
        (word(&[0, 12, 13]), TrustAuthInfoError::Layout),
        (word(&[u32::MAX, 12, 12]), TrustAuthInfoError::Truncated { entry: 0 }),
        (word(&[1, 12, 32, 0, 0, 2, u32::MAX, 0]), TrustAuthInfoError::Truncated { entry: 0 }),
        (word(&[2, 12, 28, 0, 0, 2, 0]), TrustAuthInfoError::Truncated { entry: 1 }),
        (word(&[1, 12, u32::MAX, 0, 0, 2, 0]), TrustAuthInfoError::Layout),
    ];
    for (octets, error) in table {
        assert_eq!(TrustAuthInfo::decode(&octets), Err(error), "{octets:02x?}");
    }
    let (blob, _) = &blobs()[0];
    for length in 0..blob.len() {
        let _ = TrustAuthInfo::decode(&blob[..length]);
    }
}

#[test]
fn whatever_can_be_read_is_written_back_octet_for_octet() {
    let (blob, _) = &blobs()[4];
    for position in 0..blob.len() {
        for bit in 0..8 {
            let mut octets = blob.clone();
            octets[position] ^= 1 << bit;
            if let Ok(info) = TrustAuthInfo::decode(&octets) {
                assert_eq!(info.encode().as_slice(), octets, "octet {position}");
            }
        }
    }
}

#[test]
fn debug_shows_no_secret_of_a_blob() {
    let shown = format!("{:?}", entry(AuthType::Clear, b"Secret-1"));
    assert!(shown.contains("Clear") && !shown.contains("auth_info") && !shown.contains("83"), "{shown}");
}
