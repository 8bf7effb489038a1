//! Checksums by number: which are keyed, and the unkeyed digests that some peers send.

use md4::Md4;
use md5::{Digest, Md5};
use sha1::Sha1;

use crate::{CryptoError, Mac, crc32, mac};

/// A checksum and the number of its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checksum {
    /// The type's number, as on the wire.
    pub checksum_type: i32,
    /// The octets.
    pub mac: Mac,
}

/// Numbers of checksum types (RFC 3961 §8, RFC 3962 §7, RFC 8009 §7, RFC 4757 §4, RFC 6803 §9).
pub mod checksum_type {
    /// CRC-32, unkeyed.
    pub const CRC32: i32 = 1;
    /// MD4, unkeyed.
    pub const RSA_MD4: i32 = 2;
    /// MD5, unkeyed.
    pub const RSA_MD5: i32 = 7;
    /// HMAC-SHA1 under a DES3 key; not computed here.
    pub const HMAC_SHA1_DES3_KD: i32 = 12;
    /// SHA-1, unkeyed.
    pub const SHA1: i32 = 14;
    /// HMAC-SHA1 to 96 bits under an AES-128 key.
    pub const HMAC_SHA1_96_AES128: i32 = 15;
    /// HMAC-SHA1 to 96 bits under an AES-256 key.
    pub const HMAC_SHA1_96_AES256: i32 = 16;
    /// CMAC under a Camellia-128 key; not computed here.
    pub const CMAC_CAMELLIA128: i32 = 17;
    /// CMAC under a Camellia-256 key; not computed here.
    pub const CMAC_CAMELLIA256: i32 = 18;
    /// HMAC-SHA256 to 128 bits under an AES-128 key.
    pub const HMAC_SHA256_128_AES128: i32 = 19;
    /// HMAC-SHA384 to 192 bits under an AES-256 key.
    pub const HMAC_SHA384_192_AES256: i32 = 20;
    /// SHA-1, unkeyed, as Microsoft numbers it.
    pub const SHA1_MICROSOFT: i32 = -131;
    /// MD5-HMAC of the RC4 profile.
    pub const MD5_HMAC: i32 = -137;
    /// HMAC-MD5 of the RC4 profile, KERB_CHECKSUM_HMAC_MD5.
    pub const HMAC_MD5: i32 = -138;
}

/// Whether a checksum type takes a key; `None` for a number that is not known here.
///
/// Types that are keyed but not computed here are `Some(true)` too: they exist, they only fit no key of ours.
#[must_use]
pub const fn is_keyed(checksum_type: i32) -> Option<bool> {
    match checksum_type {
        checksum_type::CRC32
        | checksum_type::RSA_MD4
        | checksum_type::RSA_MD5
        | checksum_type::SHA1
        | checksum_type::SHA1_MICROSOFT => Some(false),
        checksum_type::HMAC_SHA1_DES3_KD
        | checksum_type::HMAC_SHA1_96_AES128
        | checksum_type::HMAC_SHA1_96_AES256
        | checksum_type::CMAC_CAMELLIA128
        | checksum_type::CMAC_CAMELLIA256
        | checksum_type::HMAC_SHA256_128_AES128
        | checksum_type::HMAC_SHA384_192_AES256
        | checksum_type::MD5_HMAC
        | checksum_type::HMAC_MD5 => Some(true),
        _ => None,
    }
}

/// Compares `digest` with the unkeyed digest of `data`. This proves integrity against accidents only; whether such a
/// checksum is acceptable is the caller's policy.
///
/// # Errors
/// [`CryptoError::UnsupportedChecksum`] unless the type is unkeyed and known; [`CryptoError::Integrity`] if the two
/// differ.
pub fn verify_unkeyed(checksum_type: i32, data: &[u8], digest: &[u8]) -> Result<(), CryptoError> {
    match checksum_type {
        checksum_type::CRC32 => mac::verify(&crc32::checksum(data), digest),
        checksum_type::RSA_MD4 => mac::verify(&Md4::digest(data), digest),
        checksum_type::RSA_MD5 => mac::verify(&Md5::digest(data), digest),
        checksum_type::SHA1 | checksum_type::SHA1_MICROSOFT => mac::verify(&Sha1::digest(data), digest),
        _ => Err(CryptoError::UnsupportedChecksum { checksum_type }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::vectors::load;

    #[test]
    fn published_digests_verify_and_changed_ones_do_not() {
        for vector in load("rfc3961-other-checksum") {
            let number = vector.number("cksumtype") as i32;
            let (data, mut digest) = (vector.hex("data_hex"), vector.hex("checksum_hex"));
            if number == checksum_type::HMAC_SHA1_DES3_KD {
                continue; // a keyed checksum of DES3, which no key of ours fits
            }
            assert_eq!(verify_unkeyed(number, &data, &digest), Ok(()), "{number}");
            digest[0] ^= 1;
            assert_eq!(verify_unkeyed(number, &data, &digest), Err(CryptoError::Integrity), "{number}");
            assert_eq!(verify_unkeyed(number, &data, &[]), Err(CryptoError::Integrity), "{number}");
        }
    }

    #[test]
    fn both_numbers_of_sha1_verify_alike() {
        let digest = Sha1::digest(b"abc");
        assert_eq!(verify_unkeyed(checksum_type::SHA1, b"abc", &digest), Ok(()));
        assert_eq!(verify_unkeyed(checksum_type::SHA1_MICROSOFT, b"abc", &digest), Ok(()));
    }

    #[test]
    fn mits_crc32_example_verifies() {
        assert_eq!(verify_unkeyed(checksum_type::CRC32, b"abc", &[0xD0, 0x98, 0x65, 0xCA]), Ok(()));
    }

    #[test]
    fn a_keyed_or_unknown_type_is_never_an_unkeyed_digest() {
        for number in [checksum_type::HMAC_SHA1_96_AES256, checksum_type::HMAC_MD5, 0, 4711] {
            assert_eq!(
                verify_unkeyed(number, b"", b""),
                Err(CryptoError::UnsupportedChecksum { checksum_type: number })
            );
        }
    }

    #[test]
    fn a_type_is_keyed_unkeyed_or_unknown() {
        assert_eq!(is_keyed(checksum_type::HMAC_SHA1_DES3_KD), Some(true));
        assert_eq!(is_keyed(checksum_type::MD5_HMAC), Some(true));
        assert_eq!(is_keyed(checksum_type::CRC32), Some(false));
        assert_eq!(is_keyed(4711), None);
    }
}
