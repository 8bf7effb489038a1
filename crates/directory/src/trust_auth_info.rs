//! Trust secrets as the directory stores them: trustAuthIncoming and trustAuthOutgoing (MS-ADTS 6.1.6.9.1).
//!
//! Integers are little-endian, each entry is padded to a multiple of four octets. What a blob holds beyond that is kept,
//! so that decoding and encoding are inverse to each other, octet for octet.

use std::fmt;

use thiserror::Error;
use xrealm_names::EncryptionType;
use xrealm_trust::FileTime;
use zeroize::Zeroizing;

use crate::{KeySet, SaltedKey, TrustSecret};

/// The secrets of one direction of a trust: the current password and the one before, in one or several forms each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustAuthInfo {
    /// What is in use.
    pub current: Vec<AuthInfo>,
    /// What was in use before: as many entries, or none. A secret that never changed usually stands here once more.
    pub previous: Vec<AuthInfo>,
    /// What follows the last entry; empty in every blob that was seen.
    pub trailing: Box<[u8]>,
}

/// One form of one secret (LSAPR_AUTH_INFORMATION, MS-LSAD 2.2.7.17).
#[derive(Clone, PartialEq, Eq)]
pub struct AuthInfo {
    /// When it was set. Other than in forest trust information a plain little-endian number.
    pub last_update: FileTime,
    /// Which form it is.
    pub auth_type: AuthType,
    /// The secret, or its version.
    pub auth_info: Zeroizing<Vec<u8>>,
    /// What fills it up to a multiple of four octets, zeros as a rule.
    pub padding: Box<[u8]>,
}

/// The form of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthType {
    /// Nothing.
    None,
    /// The NT hash of the password: an RC4 key.
    Nt4Owf,
    /// The password in UTF-16LE. Passwords that machines drew need not be valid UTF-16.
    Clear,
    /// Not a secret: the version of the password beside it, four octets.
    Version,
    /// Something else, kept as it is.
    Other(u32),
}

impl TrustAuthInfo {
    /// Reads a blob. Memory is bounded by a small multiple of its length.
    ///
    /// # Errors
    /// [`TrustAuthInfoError`] if an entry leads outside the blob, or the two lists do not stand one behind the other.
    pub fn decode(blob: &[u8]) -> Result<TrustAuthInfo, TrustAuthInfoError> {
        let mut reader = Reader { rest: blob };
        let header = (reader.u32(), reader.u32(), reader.u32());
        let (Some(count), Some(current_at), Some(previous_at)) = header else { return Err(TrustAuthInfoError::Header) };
        if current_at != HEADER_BYTES {
            return Err(TrustAuthInfoError::Layout);
        }
        let current = reader.entries(count)?;
        let behind = blob.len() - reader.rest.len();
        if usize::try_from(previous_at) != Ok(behind) {
            return Err(TrustAuthInfoError::Layout);
        }
        let previous = if reader.rest.is_empty() { Vec::new() } else { reader.entries(count)? };
        Ok(TrustAuthInfo { current, previous, trailing: reader.rest.into() })
    }

    /// Writes the blob.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let length = |list: &[AuthInfo]| list.iter().map(AuthInfo::encoded_length).sum::<usize>();
        let previous_at = length(&self.current).saturating_add(HEADER_BYTES as usize);
        // Room for all of it at once: growing would leave copies of secrets behind.
        let mut blob = Zeroizing::new(Vec::with_capacity(previous_at + length(&self.previous) + self.trailing.len()));
        for number in [self.current.len(), HEADER_BYTES as usize, previous_at] {
            blob.extend_from_slice(&u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
        }
        for entry in self.current.iter().chain(&self.previous) {
            entry.encode_into(&mut blob);
        }
        blob.extend_from_slice(&self.trailing);
        blob
    }

    /// The key version number of the current password: its VERSION entry, or 0 without one.
    #[must_use]
    pub fn kvno(&self) -> u32 {
        let version = self.current.iter().find(|entry| entry.auth_type == AuthType::Version);
        version.and_then(|entry| Some(u32::from_le_bytes(entry.auth_info.get(..4)?.try_into().ok()?))).unwrap_or(0)
    }

    /// The keys of both passwords; `None` if there is no password and no hash. AES keys take `salt` and a password.
    #[must_use]
    pub fn secret(&self, salt: &str) -> Option<TrustSecret> {
        let kvno = self.kvno();
        let current = key_set(&self.current, kvno, salt)?;
        let changed = secrets(&self.previous).ne(secrets(&self.current));
        // Samba counts backwards from the current version, and around to 255.
        let previous_kvno = kvno.checked_sub(1).unwrap_or(VERSION_BEFORE_ZERO);
        let previous = changed.then(|| key_set(&self.previous, previous_kvno, salt)).flatten();
        let last_update = self.current.first().map_or(FileTime(0), |entry| entry.last_update);
        Some(TrustSecret { previous, stored: Some(self.clone().into()), ..TrustSecret::new(current, last_update) })
    }

    /// The blob's content for a secret.
    pub(crate) fn of(secret: &TrustSecret) -> Result<TrustAuthInfo, NotStorable> {
        let entries = |keys: &KeySet| {
            let entry = |auth_type, octets: &[u8]| AuthInfo::new(secret.last_update, auth_type, octets);
            let form = match keys.password_utf16le() {
                Some(password) => entry(AuthType::Clear, &password),
                None => {
                    let mut etypes = keys.etypes();
                    let only_rc4 = etypes.next() == Some(EncryptionType::Rc4Hmac);
                    let hash = keys.key(EncryptionType::Rc4Hmac).filter(|_| only_rc4).ok_or(NotStorable)?;
                    entry(AuthType::Nt4Owf, hash.as_bytes())
                }
            };
            Ok(vec![form, entry(AuthType::Version, &keys.kvno().to_le_bytes())])
        };
        let current = entries(&secret.current)?;
        let previous = match &secret.previous {
            Some(keys) => entries(keys)?,
            None => current.clone(),
        };
        Ok(TrustAuthInfo { current, previous, trailing: Box::default() })
    }
}

impl AuthInfo {
    /// An entry, padded with zeros.
    #[must_use]
    pub fn new(last_update: FileTime, auth_type: AuthType, auth_info: &[u8]) -> AuthInfo {
        let padding = vec![0; padding_of(auth_info.len())].into();
        AuthInfo { last_update, auth_type, auth_info: Zeroizing::new(auth_info.to_vec()), padding }
    }

    fn encoded_length(&self) -> usize {
        ENTRY_HEADER_BYTES + self.auth_info.len() + self.padding.len()
    }

    fn encode_into(&self, blob: &mut Vec<u8>) {
        blob.extend_from_slice(&self.last_update.0.to_le_bytes());
        blob.extend_from_slice(&self.auth_type.value().to_le_bytes());
        blob.extend_from_slice(&u32::try_from(self.auth_info.len()).unwrap_or(u32::MAX).to_le_bytes());
        blob.extend_from_slice(&self.auth_info);
        blob.extend_from_slice(&self.padding);
    }
}

impl fmt::Debug for AuthInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthInfo")
            .field("last_update", &self.last_update)
            .field("auth_type", &self.auth_type)
            .finish_non_exhaustive()
    }
}

impl AuthType {
    /// The form of this number.
    #[must_use]
    pub fn from_value(value: u32) -> AuthType {
        match value {
            0 => AuthType::None,
            1 => AuthType::Nt4Owf,
            2 => AuthType::Clear,
            3 => AuthType::Version,
            other => AuthType::Other(other),
        }
    }

    /// The number.
    #[must_use]
    pub fn value(self) -> u32 {
        match self {
            AuthType::None => 0,
            AuthType::Nt4Owf => 1,
            AuthType::Clear => 2,
            AuthType::Version => 3,
            AuthType::Other(value) => value,
        }
    }
}

/// Why a blob is no trust secret.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum TrustAuthInfoError {
    /// Fewer than twelve octets.
    #[error("the trust secret ends within its header")]
    Header,
    /// The lists do not begin at octet 12 and behind each other.
    #[error("the lists of the trust secret do not stand one behind the other")]
    Layout,
    /// An entry leads outside the blob.
    #[error("entry {entry} of a list of the trust secret ends early")]
    Truncated {
        /// Its place in its list, from zero.
        entry: u32,
    },
}

/// A secret of keys that came from no password: there is no form in which the directory stores AES keys.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("the secret has keys but no password, and only passwords and NT hashes can be stored")]
pub struct NotStorable;

/// The secrets of a list, without their versions and dates.
fn secrets(list: &[AuthInfo]) -> impl Iterator<Item = (AuthType, &[u8])> {
    let secret = |entry: &&AuthInfo| matches!(entry.auth_type, AuthType::Clear | AuthType::Nt4Owf);
    list.iter().filter(secret).map(|entry| (entry.auth_type, entry.auth_info.as_slice()))
}

fn key_set(list: &[AuthInfo], kvno: u32, salt: &str) -> Option<KeySet> {
    let form = |wanted| secrets(list).find(|(auth_type, _)| *auth_type == wanted).map(|(_, octets)| octets);
    if let Some(password) = form(AuthType::Clear) {
        return Some(KeySet::from_utf16le_password(kvno, password, salt));
    }
    let hash: &[u8; 16] = form(AuthType::Nt4Owf)?.try_into().ok()?;
    Some(KeySet::from_keys(kvno, [SaltedKey { key: xrealm_crypto::Key::from_nt_hash(hash), salt: None }]))
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn octets(&mut self, count: usize) -> Option<&'a [u8]> {
        let (octets, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(octets)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.octets(N)?.try_into().ok()
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn entries(&mut self, count: u32) -> Result<Vec<AuthInfo>, TrustAuthInfoError> {
        let possible = self.rest.len() / ENTRY_HEADER_BYTES;
        let mut entries = Vec::with_capacity(possible.min(usize::try_from(count).unwrap_or(usize::MAX)));
        for entry in 0..count {
            entries.push(self.entry().ok_or(TrustAuthInfoError::Truncated { entry })?);
        }
        Ok(entries)
    }

    fn entry(&mut self) -> Option<AuthInfo> {
        let last_update = FileTime(u64::from_le_bytes(self.array()?));
        let auth_type = AuthType::from_value(self.u32()?);
        let length = usize::try_from(self.u32()?).ok()?;
        let auth_info = Zeroizing::new(self.octets(length)?.to_vec());
        // Nobody misses the padding of the last entry.
        let padding = self.octets(padding_of(length).min(self.rest.len()))?.into();
        Some(AuthInfo { last_update, auth_type, auth_info, padding })
    }
}

fn padding_of(length: usize) -> usize {
    length.wrapping_neg() & 3
}

/// Count and two offsets.
const HEADER_BYTES: u32 = 12;
/// Time, type and length of an entry.
const ENTRY_HEADER_BYTES: usize = 16;
const VERSION_BEFORE_ZERO: u32 = 255;

#[cfg(test)]
mod tests;
