//! Secrets nobody has to write down: derived from one seed and what they are for.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use xrealm_crypto::Key;
use xrealm_names::EncryptionType;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::SaltedKey;

/// Where derived keys and passwords come from: HMAC-SHA-256 over a label.
///
/// The same seed and label give the same secret, so reloading a topology keeps every key. Whoever knows the
/// seed knows all of them; it is as secret as the krbtgt keys.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SecretSeed([u8; 32]);

impl SecretSeed {
    /// A seed of these octets, which should be random unless the same keys are wanted every time.
    #[must_use]
    pub fn new(octets: [u8; 32]) -> SecretSeed {
        SecretSeed(octets)
    }

    /// 32 octets for `label`.
    #[must_use]
    pub fn derive(&self, label: &str) -> Zeroizing<[u8; 32]> {
        let mut block = Zeroizing::new([0; 64]);
        for (octet, seed) in block.iter_mut().zip(self.0) {
            *octet = seed;
        }
        let mut mac = <Hmac<Sha256> as KeyInit>::new((&*block).into());
        mac.update(label.as_bytes());
        Zeroizing::new(mac.finalize().into_bytes().into())
    }

    /// One key of every encryption type for `label`, none with a salt.
    #[must_use]
    pub fn keys(&self, label: &str) -> Vec<SaltedKey> {
        EncryptionType::STRONGEST_FIRST
            .into_iter()
            .filter_map(|etype| {
                let octets = self.derive(&format!("key {} {label}", etype.number()));
                let key = Key::new(etype, octets.get(..etype.key_length())?).ok()?;
                Some(SaltedKey { key, salt: None })
            })
            .collect()
    }

    /// A password for `label`: 32 letters and digits, 160 bits.
    #[must_use]
    pub fn password(&self, label: &str) -> Zeroizing<String> {
        let octets = self.derive(&format!("password {label}"));
        Zeroizing::new(octets.iter().map(|octet| letter(octet & 0x1F)).collect())
    }
}

impl fmt::Debug for SecretSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretSeed(..)")
    }
}

/// Five bits as one of 32 characters that no shell or file format treats specially.
fn letter(bits: u8) -> char {
    match bits {
        0..=25 => char::from(b'A' + bits),
        _ => char::from(b'2' + (bits - 26)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_label_give_the_same_secret() {
        let (one, two) = (SecretSeed::new([1; 32]), SecretSeed::new([2; 32]));
        assert_eq!(one.password("trust A B"), one.clone().password("trust A B"));
        assert_ne!(one.password("trust A B"), one.password("trust B A"));
        assert_ne!(one.password("trust A B"), two.password("trust A B"));
    }

    #[test]
    fn keys_of_every_type_are_derived_and_differ() {
        let keys = SecretSeed::new([9; 32]).keys("krbtgt/EXAMPLE.TEST");
        let etypes: Vec<_> = keys.iter().map(|given| given.key.etype()).collect();
        assert_eq!(etypes, EncryptionType::STRONGEST_FIRST);
        assert_ne!(keys[1].key.as_bytes(), &keys[0].key.as_bytes()[..16]);
    }

    #[test]
    fn passwords_are_letters_and_digits() {
        let password = SecretSeed::new([3; 32]).password("x");
        assert_eq!(password.len(), 32);
        assert!(password.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()));
    }
}
