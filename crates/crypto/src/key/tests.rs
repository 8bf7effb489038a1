use std::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};

use super::*;
use crate::iterations::MAX_ITERATIONS;
use crate::tests::vectors::{Vector, load};

#[test]
fn published_passwords_give_the_published_keys() {
    for file in ["rfc3962-string-to-key", "rfc8009-string-to-key"] {
        for vector in load(file) {
            let parameters = vector.hex("s2kparams_hex");
            let key = Key::from_password(
                vector.etype(),
                &vector.hex("password_hex"),
                &vector.hex("salt_hex"),
                (!parameters.is_empty()).then_some(&*parameters),
            );
            assert_eq!(key.unwrap().as_bytes(), vector.hex("key_hex"), "{file}");
        }
    }
}

#[test]
fn the_published_intermediate_of_a_password_is_that_of_pbkdf2() {
    for vector in load("rfc3962-string-to-key").iter().filter(|vector| vector.has("pbkdf2_hex")) {
        let mut intermediate = vector.hex("pbkdf2_hex");
        let expected = intermediate.clone();
        let rounds = vector.number("iterations") as u32;
        let (password, salt) = (vector.hex("password_hex"), vector.hex("salt_hex"));
        pbkdf2::pbkdf2_hmac::<sha1::Sha1>(&password, &salt, rounds, &mut intermediate);
        assert_eq!(intermediate, expected);
    }
}

#[test]
fn an_rc4_key_is_the_nt_hash_of_its_password() {
    for vector in load("rfc4757-string-to-key") {
        let password = vector.text("password");
        let key = Key::from_password(EncryptionType::Rc4Hmac, password.as_bytes(), b"ignored", None).unwrap();
        assert_eq!(key.as_bytes(), vector.hex("key_hex"), "{password:?}");
        assert_eq!(key, Key::from_nt_hash(&crate::nt_hash::of_password(password)));
    }
}

#[test]
fn a_trust_password_gives_one_aes_key_per_direction_and_one_rc4_key() {
    for vector in load("computed-trust-keys").iter().filter(|vector| vector.has("salt")) {
        let (password, salt) = (vector.text("password").as_bytes(), vector.text("salt").as_bytes());
        for (etype, field) in [
            (EncryptionType::Aes256CtsHmacSha196, "aes256_hex"),
            (EncryptionType::Aes128CtsHmacSha196, "aes128_hex"),
            (EncryptionType::Rc4Hmac, "rc4_hex"),
        ] {
            let key = Key::from_password(etype, password, salt, None).unwrap();
            assert_eq!(key.as_bytes(), vector.hex(field), "{} {etype}", vector.text("label"));
        }
    }
}

#[test]
fn published_plaintexts_seal_and_open_as_published() {
    for file in ["rfc3962-encrypt", "rfc8009-encrypt", "rfc4757-encrypt"] {
        for vector in load(file).iter().filter(|vector| vector.etype_number() != EXPORT_RC4) {
            let (key, usage) = (key_of(vector), vector.usage());
            let (plaintext, ciphertext) = (vector.hex("plaintext_hex"), vector.hex("ciphertext_hex"));

            let sealed = key.seal(usage, &plaintext, &mut Recorded(vector.hex("confounder_hex")));
            assert_eq!(sealed, ciphertext, "{file} {usage:?}");
            assert_eq!(sealed.len(), key.sealed_length(plaintext.len()), "{file}");
            assert_eq!(*key.open(usage, &ciphertext).unwrap(), plaintext, "{file} {usage:?}");
        }
    }
}

#[test]
fn published_data_sign_and_verify_as_published() {
    for file in ["rfc3962-checksum", "rfc8009-checksum", "rfc4757-checksum"] {
        for vector in load(file) {
            let (key, usage, number) = (key_of(&vector), vector.usage(), vector.number("cksumtype") as i32);
            let (data, mac) = (vector.hex("data_hex"), vector.hex("checksum_hex"));
            let (front, back) = data.split_at(data.len() / 2);

            let made = key.checksum_as(number, usage, &[front, back]).unwrap();
            assert_eq!((made.checksum_type, &made.mac[..]), (number, &mac[..]), "{file} {number}");
            assert_eq!(key.verify_checksum(usage, number, &data, &mac), Ok(()), "{file} {number}");
            if number != checksum_type::MD5_HMAC {
                assert_eq!(key.checksum(usage, &data), made, "{file} {number} is mandatory");
            }
        }
    }
}

#[test]
fn published_inputs_give_the_published_pseudo_random_octets() {
    for file in ["rfc3962-prf", "rfc8009-prf"] {
        for vector in load(file) {
            assert_eq!(*key_of(&vector).prf(&vector.hex("input_hex")), vector.hex("output_hex"), "{file}");
        }
    }
}

#[test]
fn published_keys_combine_as_published() {
    for vector in load("rfc6113-krb-fx-cf2").iter().filter(|vector| vector.etype_number() != DES3) {
        let key = |number: char| {
            let password = vector.text(&format!("password{number}")).as_bytes();
            let key = Key::from_password(vector.etype(), password, password, None).unwrap();
            assert_eq!(key.as_bytes(), vector.hex(&format!("key{number}_hex")), "{}", vector.etype());
            key
        };
        let combined = key('1').fx_cf2(vector.text("pepper1").as_bytes(), &key('2'), vector.text("pepper2").as_bytes());
        assert_eq!(combined.as_bytes(), vector.hex("output_key_hex"), "{}", vector.etype());
        assert_eq!(combined.etype(), vector.etype());
    }
}

#[test]
fn types_with_vectors_that_are_not_implemented_are_not_accepted() {
    let refused = [
        ("rfc3961-des3-encrypt", &[DES3][..]),   // deprecated by RFC 8429, off in every KDC
        ("rfc4757-encrypt", &[EXPORT_RC4, RC4]), // 24 has a 40-bit key
        ("rfc6803-encrypt", &[CAMELLIA128, CAMELLIA256]), // no Active Directory peer has Camellia
    ];
    for (file, numbers) in refused {
        for vector in load(file) {
            let number = vector.etype_number();
            assert!(numbers.contains(&number), "{file} {number}");
            assert_eq!(EncryptionType::from_number(number).is_some(), number == RC4, "{file} {number}");
        }
    }
}

#[test]
fn rc4_usage_9_is_not_usage_8_and_usage_3_is() {
    let key = Key::from_nt_hash(&[9; 16]);
    let seal = |usage| key.seal(usage, b"reply", &mut Recorded(vec![1; 8]));
    assert_eq!(seal(KeyUsage::AS_REP_ENC_PART), seal(KeyUsage::TGS_REP_SESSION));
    assert_ne!(seal(KeyUsage::TGS_REP_SUBKEY), seal(KeyUsage::TGS_REP_SESSION));
    assert_eq!(seal(KeyUsage::GSS_ACCEPTOR_SIGN), seal(KeyUsage::KRB_PRIV));
}

#[test]
fn hmac_md5_fits_a_key_of_every_type() {
    for etype in EncryptionType::STRONGEST_FIRST {
        let key = Key::new(etype, &vec![3; etype.key_length()]).unwrap();
        let made = key.checksum_as(checksum_type::HMAC_MD5, KeyUsage::PAC, &[b"user1"]).unwrap();
        assert_eq!(key.verify_checksum(KeyUsage::PAC, checksum_type::HMAC_MD5, b"user1", &made.mac), Ok(()));
        assert_eq!(
            key.verify_checksum(KeyUsage::PAC, checksum_type::HMAC_MD5, b"user2", &made.mac),
            Err(CryptoError::Integrity)
        );
    }
}

#[test]
fn checksums_of_another_type_of_key_are_refused() {
    let etype = EncryptionType::Aes256CtsHmacSha196;
    let key = Key::new(etype, &[3; 32]).unwrap();
    let verify = |number| key.verify_checksum(KeyUsage::PAC, number, b"", b"");
    for number in [checksum_type::HMAC_SHA1_96_AES128, checksum_type::MD5_HMAC, checksum_type::CMAC_CAMELLIA256] {
        assert_eq!(verify(number), Err(CryptoError::ChecksumDoesNotFitKey { checksum_type: number, etype }));
    }
    for number in [checksum_type::RSA_MD5, 4711] {
        assert_eq!(verify(number), Err(CryptoError::UnsupportedChecksum { checksum_type: number }));
    }
    assert_eq!(verify(checksum_type::HMAC_SHA1_96_AES256), Err(CryptoError::Integrity));
}

#[test]
fn unreasonable_iteration_counts_are_refused() {
    for etype in EncryptionType::STRONGEST_FIRST.into_iter().filter(|etype| *etype != EncryptionType::Rc4Hmac) {
        let derive = |parameters: &[u8]| Key::from_password(etype, b"password", b"salt", Some(parameters)).map(drop);
        for given in [0, MAX_ITERATIONS + 1, u32::MAX] {
            assert_eq!(derive(&given.to_be_bytes()), Err(CryptoError::Iterations { given }), "{etype}");
        }
        for given in [0, 3, 5] {
            let refusal = CryptoError::StringToKeyParameters { expected: 4, given };
            assert_eq!(derive(&vec![1; given]), Err(refusal), "{etype}");
        }
        assert_eq!(derive(&1_u32.to_be_bytes()), Ok(()), "{etype}");
    }
}

#[test]
fn rc4_passwords_are_text_without_parameters() {
    let derive =
        |password, parameters| Key::from_password(EncryptionType::Rc4Hmac, password, b"", parameters).map(drop);
    assert_eq!(derive(b"\xFF", None), Err(CryptoError::PasswordNotUtf8));
    assert_eq!(derive(b"x", Some(&[])), Ok(()));
    assert_eq!(derive(b"x", Some(&[0; 4])), Err(CryptoError::StringToKeyParameters { expected: 0, given: 4 }));
}

#[test]
fn a_key_has_the_length_of_its_type() {
    for etype in EncryptionType::STRONGEST_FIRST {
        let expected = etype.key_length();
        for given in [0, 8, expected - 1, expected + 1, 64] {
            let refusal = CryptoError::KeyLength { etype, expected, given };
            assert_eq!(Key::new(etype, &vec![0; given]), Err(refusal));
        }
        assert_eq!(Key::generate(etype, &mut Recorded(vec![6; expected])).as_bytes(), vec![6; expected]);
    }
}

#[test]
fn keys_are_equal_by_type_and_octets() {
    let aes = |octet| Key::new(EncryptionType::Aes128CtsHmacSha196, &[octet; 16]).unwrap();
    assert_eq!(aes(1), aes(1));
    assert_ne!(aes(1), aes(2));
    assert_ne!(aes(1), Key::new(EncryptionType::Rc4Hmac, &[1; 16]).unwrap());
}

#[test]
fn keys_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Key>();
}

#[test]
fn debug_shows_the_type_and_no_octet() {
    let key = Key::new(EncryptionType::Rc4Hmac, &[0xAB; 16]).unwrap();
    assert_eq!(format!("{key:?}"), "Key(rc4-hmac, redacted)");
}

#[test]
fn what_does_not_open_leaves_the_buffer_as_it_was() {
    for etype in EncryptionType::STRONGEST_FIRST {
        let key = Key::new(etype, &vec![3; etype.key_length()]).unwrap();
        let sealed = key.seal(KeyUsage::TICKET, b"plaintext", &mut Recorded(vec![1; 16]));
        let mut out = b"before".to_vec();
        assert_eq!(key.open_into(KeyUsage::PAC, &sealed, &mut out), Err(CryptoError::Integrity));
        assert_eq!(out, b"before");
        assert_eq!(key.open_into(KeyUsage::TICKET, &sealed, &mut out), Ok(()));
        assert_eq!(out, b"beforeplaintext", "{etype}");
    }
}

fn key_of(vector: &Vector) -> Key {
    Key::new(vector.etype(), &vector.hex("key_hex")).unwrap()
}

/// A generator that gives recorded octets once, front first: a confounder recovered from a ciphertext.
struct Recorded(Vec<u8>);

impl TryRng for Recorded {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        panic!("only whole confounders are drawn")
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        panic!("only whole confounders are drawn")
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Infallible> {
        octets.copy_from_slice(&self.0.drain(..octets.len()).collect::<Vec<_>>());
        Ok(())
    }
}

impl TryCryptoRng for Recorded {}

const DES3: i32 = 16;
const RC4: i32 = 23;
const EXPORT_RC4: i32 = 24;
const CAMELLIA128: i32 = 25;
const CAMELLIA256: i32 = 26;
