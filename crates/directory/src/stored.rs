//! How secrets and shared parts of changes are written to files and to other programs.
//!
//! The stored form holds secrets in full, which `Debug` never shows. What is read goes through the constructors that
//! check it.
//!
//! States and dumps outlive the version that wrote them, so whoever changes anything that is stored ([`crate::Change`]
//! and all that is in it: [`crate::Settings`], [`crate::NewAccount`], the parts of trusts) keeps to this:
//!
//! - A new field has `#[serde(default)]`, or `#[serde(default = "...")]` with a function for what was so before there was
//!   the field. A new variant needs nothing.
//! - What gets another name or another meaning, or goes away, needs a step that rewrites older records: `STEPS` in the
//!   daemon's `store/format.rs`.
//! - With the first of either after a release the format is counted up there, with a step that leaves everything as it is
//!   if there is nothing to rewrite. An older xrealm then says that the state is newer, not that it is damaged.
//!
//! `fixtures/state` has a state of every format; the tests of the store read them all.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use xrealm_crypto::Key;
use xrealm_names::{EncryptionType, base64};
use zeroize::Zeroizing;

use crate::{Password, SaltedKey, TrustAuthInfo, Utf16lePassword};

impl Serialize for Password {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Password::new)
    }
}

impl Serialize for Utf16lePassword {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        base64::serialize(&self.expose(), serializer)
    }
}

impl<'de> Deserialize<'de> for Utf16lePassword {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        base64::deserialize(deserializer).map(Utf16lePassword::new)
    }
}

impl Serialize for TrustAuthInfo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        base64::serialize(&*self.encode(), serializer)
    }
}

impl<'de> Deserialize<'de> for TrustAuthInfo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let blob: Zeroizing<Vec<u8>> = base64::deserialize(deserializer)?;
        TrustAuthInfo::decode(&blob).map_err(D::Error::custom)
    }
}

impl Serialize for SaltedKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let SaltedKey { key, salt } = self;
        let octets = Zeroizing::new(key.as_bytes().to_vec());
        StoredKey { etype: key.etype(), key: octets, salt: salt.clone() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SaltedKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let StoredKey { etype, key: octets, salt } = StoredKey::deserialize(deserializer)?;
        let key = Key::new(etype, &octets).map_err(|_| BadKeyLength { etype, found: octets.len() });
        Ok(SaltedKey { key: key.map_err(D::Error::custom)?, salt })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredKey {
    etype: EncryptionType,
    #[serde(with = "base64")]
    key: Zeroizing<Vec<u8>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<Box<str>>,
}

/// A key that is too long or too short for its encryption type.
#[derive(Debug, Error)]
#[error("a key of {etype} has {} octets, not {found}", etype.key_length())]
struct BadKeyLength {
    etype: EncryptionType,
    found: usize,
}

/// Octets that may be missing, as base64.
pub(crate) mod octets {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use xrealm_names::base64;

    pub(crate) fn serialize<S: Serializer>(
        octets: &Option<impl AsRef<[u8]>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        octets.as_ref().map(|octets| base64::encode(octets.as_ref())).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: From<Vec<u8>>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let octets = text.map(|text| base64::decode(&text)).transpose();
        Ok(octets.map_err(serde::de::Error::custom)?.map(T::from))
    }
}

/// What several realms may have in common, written at each.
pub(crate) mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(shared: &Arc<impl Serialize>, serializer: S) -> Result<S::Ok, S::Error> {
        shared.as_ref().serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
        deserializer: D,
    ) -> Result<Arc<T>, D::Error> {
        T::deserialize(deserializer).map(Arc::new)
    }
}

#[cfg(test)]
mod tests;
