//! aes256-cts-hmac-sha384-192, number 20 (RFC 8009).

use sha2::Sha384;
use xrealm_names::EncryptionType;

use crate::aes_key::Aes256;
use crate::checksum::checksum_type;
use crate::encrypt_then_mac::{EncryptThenMac, Parameters};

/// aes256-cts-hmac-sha384-192.
pub(crate) type Aes256CtsHmacSha384192 = EncryptThenMac<Aes256Sha384>;

/// The parameters of RFC 8009 §5 with a key of 256 bits.
pub(crate) struct Aes256Sha384;

impl Parameters for Aes256Sha384 {
    const ETYPE: EncryptionType = EncryptionType::Aes256CtsHmacSha384192;
    const NAME: &'static [u8] = b"aes256-cts-hmac-sha384-192";
    const CHECKSUM_TYPE: i32 = checksum_type::HMAC_SHA384_192_AES256;
    const TAG_BYTES: usize = 24;
    const PRF_BYTES: usize = 48;
    type Aes = Aes256;
    type Hash = Sha384;
}
