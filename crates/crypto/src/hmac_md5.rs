//! The checksums of the RC4 profile: HMAC-MD5 over MD5 (RFC 4757 §4), numbers -138 and -137.
//!
//! They take a key of any length, and Windows uses -138 with keys of every type: PA-FOR-USER is signed so whatever the
//! session key is (MS-SFU 2.2.1).

use hmac::Hmac;
use md5::{Digest, Md5};

use crate::{KeyUsage, Mac, mac};

/// A key made ready for one of the two checksums under one usage.
pub(crate) struct HmacMd5 {
    key: Hmac<Md5>,
    usage: [u8; 4],
}

impl HmacMd5 {
    /// For HMAC-MD5, number -138: the key is that for "signaturekey".
    pub(crate) fn signature_key(key: &Hmac<Md5>, usage: KeyUsage) -> Self {
        let signature_key = mac::whole(key, &[b"signaturekey\0"]);
        Self { key: mac::keyed(&signature_key), usage: translated(usage) }
    }

    /// For MD5-HMAC, number -137: the key itself.
    pub(crate) fn bare_key(key: &Hmac<Md5>, usage: KeyUsage) -> Self {
        Self { key: key.clone(), usage: translated(usage) }
    }

    /// The checksum of the concatenated `parts`.
    pub(crate) fn sign(&self, parts: &[&[u8]]) -> Mac {
        let mut digest = Md5::new();
        digest.update(self.usage);
        for part in parts {
            digest.update(part);
        }
        mac::truncated(&self.key, &[&digest.finalize()], TAG_BYTES)
    }
}

/// The usage as Microsoft numbers it, little-endian (RFC 4757 §3).
///
/// AS-REP is numbered like TGS-REP, and the GSS signature 13. Usage 9 stays 9: the RFC's text has 8, no
/// implementation does that.
pub(crate) fn translated(usage: KeyUsage) -> [u8; 4] {
    let number = match usage {
        KeyUsage::AS_REP_ENC_PART => 8,
        KeyUsage::GSS_ACCEPTOR_SIGN => 13,
        KeyUsage(number) => number,
    };
    number.to_le_bytes()
}

/// Octets of an MD5 digest, all of which are sent.
const TAG_BYTES: usize = 16;
