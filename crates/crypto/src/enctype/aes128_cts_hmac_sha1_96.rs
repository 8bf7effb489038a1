//! aes128-cts-hmac-sha1-96, number 17 (RFC 3962).

use xrealm_names::EncryptionType;

use crate::aes_key::Aes128;
use crate::checksum::checksum_type;
use crate::simplified_profile::{Parameters, SimplifiedProfile};

/// aes128-cts-hmac-sha1-96.
pub(crate) type Aes128CtsHmacSha196 = SimplifiedProfile<Aes128Sha1>;

/// The parameters of RFC 3962 §6 with a key of 128 bits.
pub(crate) struct Aes128Sha1;

impl Parameters for Aes128Sha1 {
    const ETYPE: EncryptionType = EncryptionType::Aes128CtsHmacSha196;
    const CHECKSUM_TYPE: i32 = checksum_type::HMAC_SHA1_96_AES128;
    type Aes = Aes128;
}
