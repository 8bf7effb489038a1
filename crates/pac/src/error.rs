//! Why octets are no PAC, and why a signature does not stand. Numbers only: never content.

use thiserror::Error;
use xrealm_names::SidError;

use crate::{BufferType, MAX_BUFFERS, MAX_PAC_BYTES, MAX_SIGNATURE_BYTES, MAX_TEXT_BYTES, SignatureKind};

/// Why octets are not the PAC, or the buffer, that they were taken for.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// The octets end before what they announce.
    #[error("the octets end early")]
    Truncated,
    /// More octets than [`MAX_PAC_BYTES`].
    #[error("a PAC of {0} octets: at most {MAX_PAC_BYTES} are read")]
    PacTooLong(usize),
    /// The version of PACTYPE is not 0 (MS-PAC 2.3).
    #[error("PAC version {0}, expected 0")]
    Version(u32),
    /// More buffers than [`MAX_BUFFERS`].
    #[error("a PAC with {0} buffers: at most {MAX_BUFFERS} are read")]
    TooManyBuffers(u32),
    /// A buffer does not lie behind the directory and within the PAC.
    #[error("buffer {0} lies outside of the PAC")]
    Outside(BufferType),
    /// A buffer does not begin at a multiple of eight (MS-PAC 2.4).
    #[error("buffer {0} is not aligned to 8 octets")]
    Unaligned(BufferType),
    /// Two buffers share octets.
    #[error("two buffers overlap")]
    Overlap,
    /// The serialisation header is not that of little-endian NDR, version 1 (MS-RPCE 2.2.6).
    #[error("not little-endian NDR of version 1")]
    NdrHeader,
    /// A pointer that must point somewhere is null.
    #[error("a null pointer where something must stand")]
    NullPointer,
    /// An array has another length than the field that counts it.
    #[error("an array of {found}, counted as {counted}")]
    Count {
        /// What the field says.
        counted: u32,
        /// What the array says.
        found: u32,
    },
    /// A text's lengths contradict each other, or it ends within a UTF-16 unit.
    #[error("the lengths of a text contradict each other")]
    TextLength,
    /// A text is longer than [`MAX_TEXT_BYTES`].
    #[error(transparent)]
    TextTooLong(#[from] TextTooLong),
    /// A security identifier is malformed.
    #[error(transparent)]
    Sid(#[from] SidError),
    /// The signature's length does not fit its type.
    #[error("a signature of type {signature_type} with {found} octets (at most {MAX_SIGNATURE_BYTES})")]
    SignatureLength {
        /// The type's number.
        signature_type: i32,
        /// Octets that follow the type.
        found: usize,
    },
    /// A version of PAC_CREDENTIAL_INFO other than 0 (MS-PAC 2.6.1).
    #[error("PAC_CREDENTIAL_INFO version {0}, expected 0")]
    CredentialsVersion(u32),
}

/// The text takes more than [`MAX_TEXT_BYTES`] octets in UTF-16.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("a text of {0} octets in UTF-16: at most {MAX_TEXT_BYTES} fit a PAC")]
pub struct TextTooLong(
    /// Octets that were needed.
    pub usize,
);

/// Why a signature of a PAC is not accepted.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum VerifyError {
    /// There is no such signature.
    #[error("the PAC has no {0} signature")]
    Missing(SignatureKind),
    /// The signature cannot be read, or one whose octets count as zero cannot.
    #[error("the {kind} signature is malformed: {reason}")]
    Malformed {
        /// Which one.
        kind: SignatureKind,
        /// What is wrong with it.
        reason: DecodeError,
    },
    /// The type is not the one that belongs to the key (MS-PAC 2.8.1).
    #[error("the {kind} signature has type {found}, the key makes type {expected}")]
    SignatureType {
        /// Which one.
        kind: SignatureKind,
        /// The type of the key's own checksum.
        expected: i32,
        /// The type that stands in the PAC.
        found: i32,
    },
    /// The signature was made with another key or over other octets.
    #[error("the {0} signature does not verify")]
    Mismatch(SignatureKind),
}
