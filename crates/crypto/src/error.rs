//! Why a key, a ciphertext or a checksum is refused. Lengths, numbers and types only: never a key, never plaintext.

use thiserror::Error;
use xrealm_names::EncryptionType;

/// Why a cryptographic operation was refused.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum CryptoError {
    /// The octets cannot be a key of this type.
    #[error("a key of type {etype} has {expected} bytes, not {given}")]
    KeyLength {
        /// The type the key was to have.
        etype: EncryptionType,
        /// Bytes of a key of this type.
        expected: usize,
        /// Bytes that were given.
        given: usize,
    },
    /// The ciphertext is shorter than the confounder and the tag that every ciphertext of its type holds.
    #[error("a ciphertext has at least {least} bytes, not {given}")]
    CiphertextTooShort {
        /// Bytes of a ciphertext of nothing.
        least: usize,
        /// Bytes that were given.
        given: usize,
    },
    /// The ciphertext or the checksum does not verify: another key, another usage, or a changed octet.
    #[error("the integrity check failed")]
    Integrity,
    /// The checksum type exists, but not for a key of this type.
    #[error("checksum type {checksum_type} does not fit a key of type {etype}")]
    ChecksumDoesNotFitKey {
        /// The checksum type asked for.
        checksum_type: i32,
        /// The type of the key at hand.
        etype: EncryptionType,
    },
    /// A checksum type that this crate does not compute.
    #[error("checksum type {checksum_type} is not supported")]
    UnsupportedChecksum {
        /// The checksum type asked for.
        checksum_type: i32,
    },
    /// The s2kparams are not what the encryption type defines (RFC 3962 §4: four octets; RFC 4757: none).
    #[error("string-to-key parameters have {expected} octets, not {given}")]
    StringToKeyParameters {
        /// Octets the encryption type defines.
        expected: usize,
        /// Octets that were given.
        given: usize,
    },
    /// The iteration count is zero (2^32 in RFC 3962) or above [`MAX_ITERATIONS`](crate::MAX_ITERATIONS).
    #[error("an iteration count of {given} is unreasonable: 1 to {} are accepted", crate::MAX_ITERATIONS)]
    Iterations {
        /// The count that was given.
        given: u32,
    },
    /// The password is not UTF-8, so it has no UTF-16 form to take the NT hash of.
    #[error("the password is not UTF-8")]
    PasswordNotUtf8,
}
