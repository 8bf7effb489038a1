//! rc4-hmac, number 23 (RFC 4757).
//!
//! The tag, HMAC of confounder and plaintext, comes first and is the key's input: every message has its own RC4 key.

use hmac::Hmac;
use md5::Md5;
use rc4::{KeyInit, Rc4, StreamCipher};
use sha1::Sha1;
use xrealm_names::EncryptionType;
use zeroize::Zeroizing;

use super::{Enctype, PrfOutput, wipe_from};
use crate::checksum::checksum_type;
use crate::hmac_md5::{HmacMd5, translated};
use crate::{CryptoError, KeyUsage, Mac, mac, nt_hash};

/// rc4-hmac.
pub(crate) struct Rc4Hmac;

/// The key under its two hashes.
pub(crate) struct Base {
    md5: Hmac<Md5>,
    sha1: Hmac<Sha1>,
}

impl Enctype for Rc4Hmac {
    const ETYPE: EncryptionType = EncryptionType::Rc4Hmac;
    const CHECKSUM_TYPE: i32 = checksum_type::HMAC_MD5;
    const OVERHEAD: usize = TAG_BYTES + CONFOUNDER_BYTES;

    type KeyBytes = Zeroizing<[u8; 16]>;
    type Confounder = [u8; CONFOUNDER_BYTES];
    type Base = Base;
    type Sealing = Hmac<Md5>;
    type Opening = Hmac<Md5>;
    type Signing = HmacMd5;

    fn base(key: &Self::KeyBytes) -> Base {
        Base { md5: mac::keyed(&**key), sha1: mac::keyed(&**key) }
    }

    fn sealing(base: &Base, usage: KeyUsage) -> Hmac<Md5> {
        mac::keyed(&mac::whole(&base.md5, &[&translated(usage)]))
    }

    fn opening(base: &Base, usage: KeyUsage) -> Hmac<Md5> {
        Self::sealing(base, usage)
    }

    fn signing(base: &Base, usage: KeyUsage) -> HmacMd5 {
        HmacMd5::signature_key(&base.md5, usage)
    }

    fn seal(sealing: &Hmac<Md5>, confounder: &Self::Confounder, plaintext: &[u8], out: &mut Vec<u8>) {
        let tag = mac::truncated(sealing, &[confounder, plaintext], TAG_BYTES);
        out.reserve(Self::OVERHEAD + plaintext.len());
        out.extend_from_slice(&tag);
        let start = out.len();
        out.extend_from_slice(confounder);
        out.extend_from_slice(plaintext);
        let (_, body) = out.split_at_mut(start);
        apply_rc4(sealing, &tag, body);
    }

    fn open(opening: &Hmac<Md5>, ciphertext: &[u8], out: &mut Vec<u8>) -> Result<(), CryptoError> {
        let (tag, body) = ciphertext.split_at(TAG_BYTES);
        let start = out.len();
        out.extend_from_slice(body);
        let (_, opened) = out.split_at_mut(start);
        apply_rc4(opening, tag, opened);
        let expected = mac::truncated(opening, &[opened], TAG_BYTES);
        mac::verify(&expected, tag).inspect_err(|_| wipe_from(start, out))?;
        out.drain(start..start + CONFOUNDER_BYTES);
        Ok(())
    }

    fn sign(signing: &HmacMd5, parts: &[&[u8]]) -> Mac {
        signing.sign(parts)
    }

    /// HMAC-SHA1 of the input under the key.
    fn prf(base: &Base, input: &[u8]) -> PrfOutput {
        Zeroizing::new(mac::whole(&base.sha1, &[input]).to_vec())
    }

    /// The NT hash. There is no salt and there are no parameters.
    fn string_to_key(password: &[u8], _salt: &[u8], s2kparams: Option<&[u8]>) -> Result<Self::KeyBytes, CryptoError> {
        if let Some(given) = s2kparams.map(<[u8]>::len).filter(|given| *given > 0) {
            return Err(CryptoError::StringToKeyParameters { expected: 0, given });
        }
        let password = str::from_utf8(password).map_err(|_| CryptoError::PasswordNotUtf8)?;
        Ok(nt_hash::of_password(password))
    }
}

/// Encrypts or decrypts under the key that belongs to `tag`.
#[expect(clippy::expect_used, reason = "RC4 takes keys of 1 to 256 octets and an MD5 digest has 16")]
fn apply_rc4(keyed: &Hmac<Md5>, tag: &[u8], body: &mut [u8]) {
    let message_key = Zeroizing::new(<[u8; 16]>::from(mac::whole(keyed, &[tag])));
    Rc4::new_from_slice(&*message_key).expect("16 octets").apply_keystream(body);
}

/// Octets of an MD5 digest.
const TAG_BYTES: usize = 16;

/// RFC 4757 §5.
const CONFOUNDER_BYTES: usize = 8;
