//! Kerberos encryption types, checksums, string-to-key and PRF over vetted primitives.
//!
//! [`Key`] is the one thing most callers need: it seals and opens under a [`KeyUsage`], signs and verifies, and is
//! the input of the pseudo-random functions. The encryption types are those of RFC 3962, RFC 8009 and RFC 4757; the
//! primitives under them are RustCrypto's, none are ours. What a long-lived key derives for a usage (cipher schedules,
//! HMAC states) it derives once and keeps.
//!
//! This crate knows no ticket, no message, no account and no clock, draws no randomness of its own, and refuses DES,
//! DES3, Camellia and export RC4.
//!
//! ```
//! use rand_core::SeedableRng;
//! use xrealm_crypto::{CryptoError, Key, KeyUsage, salt};
//! use xrealm_names::{EncryptionType, RealmName};
//!
//! let realm = RealmName::from_dns("tailspintoys.com")?;
//! let salt = salt::ad_user(&realm, "user1");
//! let key = Key::from_password(EncryptionType::Aes256CtsHmacSha196, b"Secret-1", salt.as_bytes(), None)?;
//!
//! // The generator is the caller's; a fixed seed gives the same bytes again.
//! let mut rng = chacha20::ChaCha20Rng::from_seed([7; 32]);
//! let sealed = key.seal(KeyUsage::PA_ENC_TIMESTAMP, b"now", &mut rng);
//!
//! assert_eq!(key.open(KeyUsage::PA_ENC_TIMESTAMP, &sealed)?.as_slice(), b"now");
//! assert_eq!(key.open(KeyUsage::TICKET, &sealed), Err(CryptoError::Integrity));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod aes_key;
mod checksum;
mod crc32;
mod cts;
mod derived;
mod encrypt_then_mac;
mod enctype;
mod error;
mod hmac_md5;
mod iterations;
mod key;
mod key_usage;
mod keyed;
mod mac;
mod nfold;
pub mod nt_hash;
mod prf_plus;
pub mod salt;
mod simplified_profile;

pub use checksum::{Checksum, checksum_type, is_keyed, verify_unkeyed};
pub use error::CryptoError;
pub use iterations::MAX_ITERATIONS;
pub use key::Key;
pub use key_usage::KeyUsage;
pub use mac::Mac;

#[cfg(test)]
mod tests {
    pub(crate) mod vectors;
}
