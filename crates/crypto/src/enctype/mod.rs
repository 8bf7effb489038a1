//! The encryption types, one per file, and what each must offer.

mod aes128_cts_hmac_sha1_96;
mod aes128_cts_hmac_sha256_128;
mod aes256_cts_hmac_sha1_96;
mod aes256_cts_hmac_sha384_192;
mod rc4_hmac;

pub(crate) use aes128_cts_hmac_sha1_96::Aes128CtsHmacSha196;
pub(crate) use aes128_cts_hmac_sha256_128::Aes128CtsHmacSha256128;
pub(crate) use aes256_cts_hmac_sha1_96::Aes256CtsHmacSha196;
pub(crate) use aes256_cts_hmac_sha384_192::Aes256CtsHmacSha384192;
pub(crate) use rc4_hmac::Rc4Hmac;

use xrealm_names::EncryptionType;
use zeroize::{Zeroize, Zeroizing};

use crate::{CryptoError, KeyUsage, Mac};

/// The output of one call of a PRF: 16 octets for AES with SHA-1, 20 for RC4, 32 and 48 for RFC 8009.
pub(crate) type PrfOutput = Zeroizing<Vec<u8>>;

/// An encryption type: parameters, and the operations of RFC 3961 §3 on what a key derives.
///
/// Sealing, opening and signing each have their own derived value, made from the base and a usage, so that a session
/// key that is used once pays for that one direction only.
pub(crate) trait Enctype: 'static {
    /// The type's name and number.
    const ETYPE: EncryptionType;
    /// The type's own, mandatory checksum.
    const CHECKSUM_TYPE: i32;
    /// Octets that sealing adds: confounder and tag.
    const OVERHEAD: usize;

    /// The protocol key, wiped when dropped.
    type KeyBytes: AsRef<[u8]> + AsMut<[u8]> + Default + Zeroize + Send + Sync;
    /// Random octets put before the plaintext.
    type Confounder: AsRef<[u8]> + AsMut<[u8]> + Default;
    /// What derivation starts from: an expanded key or a keyed HMAC.
    type Base: Send + Sync;
    /// What sealing under one usage needs.
    type Sealing: Send + Sync;
    /// What opening under one usage needs.
    type Opening: Send + Sync;
    /// What signing under one usage needs.
    type Signing: Send + Sync;

    /// Prepares the key for derivation.
    fn base(key: &Self::KeyBytes) -> Self::Base;
    /// Derives for [`Enctype::seal`].
    fn sealing(base: &Self::Base, usage: KeyUsage) -> Self::Sealing;
    /// Derives for [`Enctype::open`].
    fn opening(base: &Self::Base, usage: KeyUsage) -> Self::Opening;
    /// Derives for [`Enctype::sign`].
    fn signing(base: &Self::Base, usage: KeyUsage) -> Self::Signing;

    /// Appends the ciphertext of `confounder` and `plaintext` to `out`.
    fn seal(sealing: &Self::Sealing, confounder: &Self::Confounder, plaintext: &[u8], out: &mut Vec<u8>);

    /// Appends the plaintext to `out`, or leaves `out` as it was. `ciphertext` has at least [`Enctype::OVERHEAD`] octets.
    fn open(opening: &Self::Opening, ciphertext: &[u8], out: &mut Vec<u8>) -> Result<(), CryptoError>;

    /// The type's own checksum of the concatenated `parts`.
    fn sign(signing: &Self::Signing, parts: &[&[u8]]) -> Mac;

    /// The pseudo-random function (RFC 3961 §3).
    fn prf(base: &Self::Base, input: &[u8]) -> PrfOutput;

    /// The key of a password.
    fn string_to_key(password: &[u8], salt: &[u8], s2kparams: Option<&[u8]>) -> Result<Self::KeyBytes, CryptoError>;
}

/// Undoes what a refused opening appended, leaving none of it behind.
pub(crate) fn wipe_from(start: usize, out: &mut Vec<u8>) {
    let (_, refused) = out.split_at_mut(start);
    refused.zeroize();
    out.truncate(start);
}
