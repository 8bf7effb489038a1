//! aes256-cts-hmac-sha1-96, number 18 (RFC 3962).

use xrealm_names::EncryptionType;

use crate::aes_key::Aes256;
use crate::checksum::checksum_type;
use crate::simplified_profile::{Parameters, SimplifiedProfile};

/// aes256-cts-hmac-sha1-96.
pub(crate) type Aes256CtsHmacSha196 = SimplifiedProfile<Aes256Sha1>;

/// The parameters of RFC 3962 §6 with a key of 256 bits.
pub(crate) struct Aes256Sha1;

impl Parameters for Aes256Sha1 {
    const ETYPE: EncryptionType = EncryptionType::Aes256CtsHmacSha196;
    const CHECKSUM_TYPE: i32 = checksum_type::HMAC_SHA1_96_AES256;
    type Aes = Aes256;
}
