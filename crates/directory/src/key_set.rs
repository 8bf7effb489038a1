//! The keys of one version of one secret.

use std::fmt;
use std::sync::{Arc, OnceLock};

use xrealm_crypto::Key;
use xrealm_names::EncryptionType;
use zeroize::Zeroizing;

/// The keys that one kvno stands for: one per encryption type, given or derived from a password.
///
/// A password key is derived when it is first asked for and then kept for as long as any snapshot holds the
/// set. Cloning shares the set. Nothing of it shows in `Debug`.
#[derive(Clone)]
pub struct KeySet(Arc<Inner>);

struct Inner {
    kvno: u32,
    secret: Secret,
}

enum Secret {
    Password { password: Zeroizing<Box<[u8]>>, salt: Box<str>, derived: [OnceLock<Option<Key>>; ETYPES.len()] },
    Keys(Box<[SaltedKey]>),
}

/// A key that was given as it is.
#[derive(Debug, Clone)]
pub struct SaltedKey {
    /// The key.
    pub key: Key,
    /// The salt a client needs to derive it from its password, if it came from one and the salt is known.
    pub salt: Option<Box<str>>,
}

impl KeySet {
    /// Keys of every encryption type, derived from `password` and `salt` as they are asked for.
    #[must_use]
    pub fn from_password(kvno: u32, password: &str, salt: &str) -> KeySet {
        KeySet::from_octets(kvno, password.as_bytes(), salt)
    }

    fn from_octets(kvno: u32, password: &[u8], salt: &str) -> KeySet {
        KeySet(Arc::new(Inner {
            kvno,
            secret: Secret::Password {
                password: Zeroizing::new(Box::from(password)),
                salt: Box::from(salt),
                derived: Default::default(),
            },
        }))
    }

    /// These keys and no others; of two with the same encryption type the first counts.
    #[must_use]
    pub fn from_keys(kvno: u32, keys: impl IntoIterator<Item = SaltedKey>) -> KeySet {
        KeySet(Arc::new(Inner { kvno, secret: Secret::Keys(keys.into_iter().collect()) }))
    }

    /// Other keys of the same version and types, made from these for one purpose, which do not tell these.
    pub(crate) fn derived_for(&self, purpose: &str) -> KeySet {
        match &self.0.secret {
            Secret::Password { password, salt, .. } => {
                let mut longer = Zeroizing::new(password.to_vec());
                longer.push(0);
                longer.extend_from_slice(purpose.as_bytes());
                KeySet::from_octets(self.kvno(), &longer, salt)
            }
            Secret::Keys(keys) => {
                let derived = keys.iter().filter_map(|given| {
                    let etype = given.key.etype();
                    let length = u8::try_from(etype.key_length()).ok()?;
                    let key = Key::new(etype, &given.key.prf_plus(purpose.as_bytes(), length)).ok()?;
                    Some(SaltedKey { key, salt: None })
                });
                KeySet::from_keys(self.kvno(), derived.collect::<Vec<_>>())
            }
        }
    }

    /// The key version number that tickets and replies sealed with these keys carry.
    #[must_use]
    pub fn kvno(&self) -> u32 {
        self.0.kvno
    }

    /// The key for `etype`; `None` if there is none, which cannot be the case if a password was given.
    #[must_use]
    pub fn key(&self, etype: EncryptionType) -> Option<&Key> {
        match &self.0.secret {
            Secret::Password { password, salt, derived } => derived
                .get(slot(etype))?
                .get_or_init(|| Key::from_password(etype, password, salt.as_bytes(), None).ok())
                .as_ref(),
            Secret::Keys(keys) => keys.iter().map(|given| &given.key).find(|key| key.etype() == etype),
        }
    }

    /// The salt that goes with the key of `etype`; `None` for RC4, which has none, and where it is not known.
    #[must_use]
    pub fn salt(&self, etype: EncryptionType) -> Option<&str> {
        match &self.0.secret {
            Secret::Password { .. } if etype == EncryptionType::Rc4Hmac => None,
            Secret::Password { salt, .. } => Some(salt),
            Secret::Keys(keys) => keys.iter().find(|given| given.key.etype() == etype)?.salt.as_deref(),
        }
    }

    /// The encryption types there are keys for, strongest first. Derives nothing.
    pub fn etypes(&self) -> impl Iterator<Item = EncryptionType> {
        ETYPES.into_iter().filter(|&etype| self.has(etype))
    }

    pub(crate) fn has(&self, etype: EncryptionType) -> bool {
        match &self.0.secret {
            Secret::Password { .. } => true,
            Secret::Keys(keys) => keys.iter().any(|given| given.key.etype() == etype),
        }
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = match &self.0.secret {
            Secret::Password { .. } => "password",
            Secret::Keys(_) => "keys",
        };
        f.debug_struct("KeySet").field("kvno", &self.0.kvno).field("from", &origin).finish_non_exhaustive()
    }
}

const ETYPES: [EncryptionType; 5] = EncryptionType::STRONGEST_FIRST;

/// Where the derived key of `etype` is kept.
const fn slot(etype: EncryptionType) -> usize {
    match etype {
        EncryptionType::Aes256CtsHmacSha196 => 0,
        EncryptionType::Aes128CtsHmacSha196 => 1,
        EncryptionType::Aes256CtsHmacSha384192 => 2,
        EncryptionType::Aes128CtsHmacSha256128 => 3,
        EncryptionType::Rc4Hmac => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_key_is_derived_once_for_all_clones() {
        let keys = KeySet::from_password(3, "Secret-1", "EXAMPLE.TESTalice");
        let twin = keys.clone();
        let first = keys.key(EncryptionType::Aes256CtsHmacSha196).unwrap();
        let second = twin.key(EncryptionType::Aes256CtsHmacSha196).unwrap();
        assert!(std::ptr::eq(first, second));
        assert_eq!(twin.kvno(), 3);
    }

    #[test]
    fn a_password_yields_every_type_and_rc4_has_no_salt() {
        let keys = KeySet::from_password(1, "x", "salt");
        assert_eq!(keys.etypes().collect::<Vec<_>>(), EncryptionType::STRONGEST_FIRST);
        assert_eq!(keys.salt(EncryptionType::Aes128CtsHmacSha196), Some("salt"));
        assert_eq!(keys.salt(EncryptionType::Rc4Hmac), None);
        for etype in EncryptionType::STRONGEST_FIRST {
            assert_eq!(keys.key(etype).unwrap().etype(), etype);
        }
    }

    #[test]
    fn given_keys_are_all_there_is() {
        let key = Key::new(EncryptionType::Rc4Hmac, &[7; 16]).unwrap();
        let keys = KeySet::from_keys(2, [SaltedKey { key, salt: None }]);
        assert_eq!(keys.etypes().collect::<Vec<_>>(), [EncryptionType::Rc4Hmac]);
        assert!(keys.key(EncryptionType::Aes256CtsHmacSha196).is_none());
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", KeySet::from_password(1, "Secret-1", "salt"));
        assert!(!shown.contains("Secret-1"), "{shown}");
    }
}
