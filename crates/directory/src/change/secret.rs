//! Secrets inside changes.

use std::fmt;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{ChangeRefusal, KeySet, SaltedKey};

/// A new secret: what it is and which version it gets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewKeys {
    /// The key version number; `None`: one more than the current, or 1.
    pub kvno: Option<u32>,
    /// The secret itself.
    pub material: KeyMaterial,
}

/// A password or keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum KeyMaterial {
    /// Keys are derived from it when they are needed.
    Password {
        /// The password.
        password: Password,
        /// The salt; `None`: the default of the kind of account or trust.
        salt: Option<Box<str>>,
    },
    /// A password in UTF-16LE that need not be valid, as machines draw them.
    Utf16lePassword {
        /// The password.
        password: Utf16lePassword,
        /// The salt; `None`: the default of the kind of account or trust.
        salt: Option<Box<str>>,
    },
    /// Keys as they are.
    Keys(Vec<SaltedKey>),
}

/// A password that wipes itself and stays out of `Debug`.
#[derive(Clone, PartialEq)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes the password over.
    #[must_use]
    pub fn new(password: String) -> Password {
        Password(Zeroizing::new(password))
    }

    /// The password itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// A password in UTF-16LE that wipes itself and stays out of `Debug`.
#[derive(Clone, PartialEq)]
pub struct Utf16lePassword(Zeroizing<Vec<u8>>);

impl Utf16lePassword {
    /// Takes the password over.
    #[must_use]
    pub fn new(password: Vec<u8>) -> Utf16lePassword {
        Utf16lePassword(Zeroizing::new(password))
    }

    /// The password itself.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Utf16lePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Utf16lePassword(..)")
    }
}

impl NewKeys {
    /// A password with the default salt and the next version.
    #[must_use]
    pub fn password(password: &str) -> NewKeys {
        let password = Password::new(password.to_owned());
        NewKeys { kvno: None, material: KeyMaterial::Password { password, salt: None } }
    }

    /// A password of 256 random bits, with the default salt and the next version. It is printable, so that the secret of
    /// a trust can be stored as Windows stores it.
    pub fn fresh(rng: &mut dyn CryptoRng) -> NewKeys {
        let mut octets = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *octets);
        let mut password = String::with_capacity(octets.len() * 2);
        for octet in *octets {
            password.extend([octet >> 4, octet & 0xF].map(|half| char::from_digit(u32::from(half), 16).unwrap_or('0')));
        }
        let password = Password::new(password);
        NewKeys { kvno: None, material: KeyMaterial::Password { password, salt: None } }
    }

    /// These keys, with the next version.
    #[must_use]
    pub fn keys(keys: Vec<SaltedKey>) -> NewKeys {
        NewKeys { kvno: None, material: KeyMaterial::Keys(keys) }
    }

    pub(crate) fn refuse_if_empty(&self) -> Result<(), ChangeRefusal> {
        match &self.material {
            KeyMaterial::Keys(keys) if keys.is_empty() => Err(ChangeRefusal::NoKeys),
            KeyMaterial::Keys(_) | KeyMaterial::Password { .. } | KeyMaterial::Utf16lePassword { .. } => Ok(()),
        }
    }

    /// The key set, after one of version `current`, with `default_salt` unless another was given.
    pub(crate) fn key_set(&self, current: Option<u32>, default_salt: impl FnOnce() -> String) -> KeySet {
        let kvno = self.kvno.unwrap_or_else(|| current.map_or(FIRST_KVNO, |kvno| kvno.wrapping_add(1)));
        let given = |salt: &Option<Box<str>>| salt.as_deref().map_or_else(default_salt, str::to_owned);
        match &self.material {
            KeyMaterial::Password { password, salt } => KeySet::from_password(kvno, password.expose(), &given(salt)),
            KeyMaterial::Utf16lePassword { password, salt } => {
                KeySet::from_utf16le_password(kvno, password.expose(), &given(salt))
            }
            KeyMaterial::Keys(keys) => KeySet::from_keys(kvno, keys.iter().cloned()),
        }
    }
}

/// MS-NRPC 3.4.5.2.6 for trusts; MIT and Heimdal for accounts.
const FIRST_KVNO: u32 = 1;
