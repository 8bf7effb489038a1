//! aes128-cts-hmac-sha256-128, number 19 (RFC 8009).

use sha2::Sha256;
use xrealm_names::EncryptionType;

use crate::aes_key::Aes128;
use crate::checksum::checksum_type;
use crate::encrypt_then_mac::{EncryptThenMac, Parameters};

/// aes128-cts-hmac-sha256-128.
pub(crate) type Aes128CtsHmacSha256128 = EncryptThenMac<Aes128Sha256>;

/// The parameters of RFC 8009 §5 with a key of 128 bits.
pub(crate) struct Aes128Sha256;

impl Parameters for Aes128Sha256 {
    const ETYPE: EncryptionType = EncryptionType::Aes128CtsHmacSha256128;
    const NAME: &'static [u8] = b"aes128-cts-hmac-sha256-128";
    const CHECKSUM_TYPE: i32 = checksum_type::HMAC_SHA256_128_AES128;
    const TAG_BYTES: usize = 16;
    const PRF_BYTES: usize = 32;
    type Aes = Aes128;
    type Hash = Sha256;
}
