//! What holds for every key, usage and plaintext.

use chacha20::ChaCha20Rng;
use proptest::prelude::*;
use rand_core::SeedableRng;
use xrealm_crypto::{CryptoError, Key, KeyUsage};
use xrealm_names::EncryptionType;

proptest! {
    #[test]
    fn what_was_sealed_opens(case in case()) {
        let sealed = case.sealed();
        prop_assert_eq!(sealed.len(), case.key.sealed_length(case.plaintext.len()));
        prop_assert_eq!(&*case.key.open(case.usage, &sealed).unwrap(), &case.plaintext);
    }

    #[test]
    fn another_usage_does_not_open(case in case(), other in any::<u32>()) {
        prop_assume!(!same_usage(&case, KeyUsage(other)));
        prop_assert_eq!(case.key.open(KeyUsage(other), &case.sealed()), Err(CryptoError::Integrity));
    }

    #[test]
    fn another_key_does_not_open(case in case(), seed in any::<[u8; 32]>()) {
        let other = Key::generate(case.key.etype(), &mut ChaCha20Rng::from_seed(seed));
        prop_assume!(other != case.key);
        prop_assert_eq!(other.open(case.usage, &case.sealed()), Err(CryptoError::Integrity));
    }

    #[test]
    fn octets_that_nobody_sealed_do_not_open(case in case(), octets in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(case.key.open(case.usage, &octets).is_err());
    }

    #[test]
    fn a_checksum_verifies_for_its_data_and_no_other(case in case(), cut in any::<prop::sample::Index>()) {
        let made = case.key.checksum(case.usage, &case.plaintext);
        let verify = |data: &[u8], mac: &[u8]| case.key.verify_checksum(case.usage, made.checksum_type, data, mac);
        prop_assert_eq!(verify(&case.plaintext, &made.mac), Ok(()));
        let longer = [&*case.plaintext, b"\0"].concat();
        prop_assert_eq!(verify(&longer, &made.mac), Err(CryptoError::Integrity));
        prop_assert_eq!(verify(&case.plaintext, &made.mac[..cut.index(made.mac.len())]), Err(CryptoError::Integrity));
        let (front, back) = case.plaintext.split_at(cut.index(case.plaintext.len() + 1));
        prop_assert_eq!(case.key.checksum_of_parts(case.usage, &[front, back]), made);
    }
}

#[test]
fn a_flipped_bit_anywhere_never_opens() {
    for_every_type_and_length([0, 1, 15, 16, 17, 31, 32, 33, 100], |key, sealed| {
        for position in 0..sealed.len() {
            for bit in 0..8 {
                let mut changed = sealed.to_vec();
                changed[position] ^= 1 << bit;
                assert_eq!(key.open(KeyUsage::TICKET, &changed), Err(CryptoError::Integrity), "{position} {bit}");
            }
        }
    });
}

#[test]
fn a_ciphertext_cut_anywhere_never_opens() {
    for_every_type_and_length([0, 1, 16, 17, 100], |key, sealed| {
        for length in 0..sealed.len() {
            let refusal = key.open(KeyUsage::TICKET, &sealed[..length]).unwrap_err();
            let least = key.sealed_length(0);
            if length < least {
                assert_eq!(refusal, CryptoError::CiphertextTooShort { least, given: length });
            } else {
                assert_eq!(refusal, CryptoError::Integrity);
            }
        }
    });
}

fn for_every_type_and_length<const N: usize>(lengths: [usize; N], check: impl Fn(&Key, &[u8])) {
    for etype in EncryptionType::STRONGEST_FIRST {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        let key = Key::generate(etype, &mut rng);
        for length in lengths {
            check(&key, &key.seal(KeyUsage::TICKET, &vec![0xA5; length], &mut rng));
        }
    }
}

#[derive(Debug)]
struct Case {
    key: Key,
    usage: KeyUsage,
    plaintext: Vec<u8>,
    seed: [u8; 32],
}

impl Case {
    fn sealed(&self) -> Vec<u8> {
        self.key.seal(self.usage, &self.plaintext, &mut ChaCha20Rng::from_seed(self.seed))
    }
}

fn case() -> impl Strategy<Value = Case> {
    let etype = prop::sample::select(EncryptionType::STRONGEST_FIRST.to_vec());
    let usage = prop_oneof![0..66_u32, any::<u32>()];
    (etype, usage, proptest::collection::vec(any::<u8>(), 0..200), any::<[u8; 32]>()).prop_map(
        |(etype, usage, plaintext, seed)| Case {
            key: Key::generate(etype, &mut ChaCha20Rng::from_seed(seed)),
            usage: KeyUsage(usage),
            plaintext,
            seed,
        },
    )
}

/// RC4 numbers two usages like two others (RFC 4757 §3).
fn same_usage(case: &Case, other: KeyUsage) -> bool {
    let number = |usage| match usage {
        KeyUsage::AS_REP_ENC_PART if case.key.etype() == EncryptionType::Rc4Hmac => KeyUsage::TGS_REP_SESSION,
        KeyUsage::GSS_ACCEPTOR_SIGN if case.key.etype() == EncryptionType::Rc4Hmac => KeyUsage::KRB_PRIV,
        usage => usage,
    };
    number(case.usage) == number(other)
}
