//! What a realm demands of new passwords.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use thiserror::Error;
use xrealm_crypto::Key;
use xrealm_names::{EncryptionType, PrincipalName, base64};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{Account, KeySet};

/// What a realm demands of passwords; by default nothing.
///
/// Whoever plans a change asks [`crate::Realm::check_password`]. A change itself is not refused for its password:
/// what was stored under another policy stays good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordPolicy {
    /// Shortest password, in characters.
    pub min_length: u32,
    /// Whether three of five kinds of characters are needed, and the account's name must not be in it.
    pub complexity: bool,
    /// How many of the latest passwords, the current one among them, cannot be used again.
    pub history: u32,
    /// How long the password of a user is good, in seconds; `None`: for ever.
    pub max_age_seconds: Option<u32>,
}

/// A demand that a password does not meet.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum PasswordRule {
    /// It has too few characters.
    #[error("it has fewer than {min_length} characters")]
    TooShort {
        /// How many it needs.
        min_length: u32,
    },
    /// It is too uniform.
    #[error("it needs three of: capitals, small letters, digits, other letters, other characters")]
    TooUniform,
    /// The account's name is in it.
    #[error("the name of the account is in it")]
    HoldsName,
    /// It was in use not long ago.
    #[error("it is one of the last {history}")]
    UsedBefore {
        /// How many old ones are remembered.
        history: u32,
    },
}

/// A password of former times, as something that tells it again but not what it was.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct PasswordDigest([u8; 32]);

impl PasswordDigest {
    /// Of the password that `key` was derived from.
    fn of(key: &Key) -> PasswordDigest {
        PasswordDigest(Sha256::digest(key.as_bytes()).into())
    }
}

impl fmt::Debug for PasswordDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordDigest(..)")
    }
}

impl Serialize for PasswordDigest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        base64::serialize(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for PasswordDigest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let octets: Vec<u8> = base64::deserialize(deserializer)?;
        let digest = <[u8; 32]>::try_from(octets);
        digest.map(PasswordDigest).map_err(|_| serde::de::Error::custom("a password digest has 32 octets"))
    }
}

impl PasswordPolicy {
    /// What `password` for the account called `name` does not meet; `salt` is the account's default salt.
    pub(crate) fn check(
        &self,
        password: &str,
        name: &PrincipalName,
        salt: &str,
        account: Option<&Account>,
    ) -> Result<(), PasswordRule> {
        if password.chars().count() < self.min_length as usize {
            return Err(PasswordRule::TooShort { min_length: self.min_length });
        }
        if self.complexity {
            refuse_simple(password, name)?;
        }
        match account {
            Some(account) if self.was_used(password, salt, account) => {
                Err(PasswordRule::UsedBefore { history: self.history })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn was_used(&self, password: &str, salt: &str, account: &Account) -> bool {
        let remembered = self.history as usize;
        let in_use = account.key_sets().take(remembered).any(|keys| is_password_of(password, keys));
        in_use || {
            let older = account.password_history.iter().take(remembered.saturating_sub(KEY_SETS));
            let mut older = older.peekable();
            older.peek().is_some()
                && derive(password, salt).is_some_and(|key| older.any(|old| *old == PasswordDigest::of(&key)))
        }
    }

    /// Notes the password of `dropped`, the oldest keys of the account, which it is about to lose.
    pub(crate) fn remember(&self, dropped: Option<&KeySet>, salt: &str, history: &mut Vec<PasswordDigest>) {
        let remembered = (self.history as usize).saturating_sub(KEY_SETS);
        if let Some(keys) = dropped
            && remembered > 0
            && keys.salt(TELLING) == Some(salt)
            && let Some(key) = keys.key(TELLING)
        {
            history.insert(0, PasswordDigest::of(key));
        }
        history.truncate(remembered);
    }
}

fn refuse_simple(password: &str, name: &PrincipalName) -> Result<(), PasswordRule> {
    let kinds: [fn(char) -> bool; 5] = [
        char::is_uppercase,
        char::is_lowercase,
        |c| c.is_ascii_digit(),
        |c| c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase(),
        |c| !c.is_alphanumeric(),
    ];
    if kinds.iter().filter(|of_kind| password.chars().any(**of_kind)).count() < KINDS_NEEDED {
        return Err(PasswordRule::TooUniform);
    }
    let name = xrealm_names::fold(name.first().trim_end_matches('$'));
    let short = name.chars().count() < SHORTEST_NAME_LOOKED_FOR;
    if !short && xrealm_names::fold(password).contains(&name) { Err(PasswordRule::HoldsName) } else { Ok(()) }
}

fn is_password_of(password: &str, keys: &KeySet) -> bool {
    match (keys.salt(TELLING), keys.key(TELLING)) {
        (Some(salt), Some(key)) => derive(password, salt).is_some_and(|derived| derived == *key),
        (None, _) | (_, None) => false,
    }
}

fn derive(password: &str, salt: &str) -> Option<Key> {
    Key::from_password(TELLING, password.as_bytes(), salt.as_bytes(), None).ok()
}

/// The type of key by which passwords are compared.
const TELLING: EncryptionType = EncryptionType::Aes256CtsHmacSha196;
/// The key sets of an account, which need no place in its history.
const KEY_SETS: usize = 2;
/// Of the five kinds of characters.
const KINDS_NEEDED: usize = 3;
/// A shorter account name may be in the password.
const SHORTEST_NAME_LOOKED_FOR: usize = 3;
