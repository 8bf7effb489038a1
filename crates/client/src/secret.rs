//! What a client proves itself with.

use std::fmt;

use xrealm_crypto::{CryptoError, Key};
use xrealm_names::EncryptionType;
use zeroize::Zeroizing;

/// A password, or keys out of a keytab. `Debug` shows neither.
#[derive(Clone)]
pub enum Secret {
    /// A password; keys are made with the salt that the KDC names.
    Password(Zeroizing<Vec<u8>>),
    /// Keys, of any types and versions.
    Keys(Vec<VersionedKey>),
}

/// A key and its version.
#[derive(Debug, Clone)]
pub struct VersionedKey {
    /// The key version number, if known.
    pub kvno: Option<u32>,
    /// The key.
    pub key: Key,
}

impl Secret {
    /// A password.
    #[must_use]
    pub fn password(password: &str) -> Secret {
        Secret::Password(Zeroizing::new(password.as_bytes().to_vec()))
    }

    /// One key.
    #[must_use]
    pub fn key(key: Key) -> Secret {
        Secret::Keys(vec![VersionedKey { kvno: None, key }])
    }

    /// Whether a key of this type can be had.
    pub(crate) fn can_make(&self, etype: EncryptionType) -> bool {
        match self {
            Secret::Password(_) => true,
            Secret::Keys(keys) => keys.iter().any(|held| held.key.etype() == etype),
        }
    }

    /// The key of this type: out of the password by `recipe`, or the held one of version `kvno`, else the newest.
    pub(crate) fn key_for(&self, recipe: &Recipe, kvno: Option<u32>) -> Option<Result<Key, CryptoError>> {
        match self {
            Secret::Password(password) => {
                Some(Key::from_password(recipe.etype, password, &recipe.salt, recipe.s2kparams.as_deref()))
            }
            Secret::Keys(keys) => {
                let fitting = || keys.iter().filter(|held| held.key.etype() == recipe.etype);
                let named = kvno.and_then(|kvno| fitting().find(|held| held.kvno == Some(kvno)));
                named.or_else(|| fitting().max_by_key(|held| held.kvno)).map(|held| Ok(held.key.clone()))
            }
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Secret::Password(_) => "Password(..)",
            Secret::Keys(_) => "Keys(..)",
        })
    }
}

/// How a KDC says that the client's key is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recipe {
    pub(crate) etype: EncryptionType,
    pub(crate) salt: Vec<u8>,
    pub(crate) s2kparams: Option<Vec<u8>>,
}
