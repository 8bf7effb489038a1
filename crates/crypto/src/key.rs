//! A key and all that is done with it.

use std::fmt;
use std::sync::Arc;

use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use xrealm_names::EncryptionType;
use zeroize::Zeroizing;

use crate::checksum::checksum_type;
use crate::enctype::{
    Aes128CtsHmacSha196, Aes128CtsHmacSha256128, Aes256CtsHmacSha196, Aes256CtsHmacSha384192, Rc4Hmac,
};
use crate::hmac_md5::HmacMd5;
use crate::keyed::Keyed;
use crate::prf_plus::prf_plus;
use crate::{Checksum, CryptoError, KeyUsage, Mac, mac};

/// A protocol key of one encryption type.
///
/// Clones share the key and what it has derived: cipher schedules and HMAC states of the usages met first are made
/// once. `Debug` shows the type only, equality takes constant time, and the last clone wipes everything.
#[derive(Clone)]
pub struct Key(Arc<Typed>);

impl Key {
    /// Takes over the octets of a key.
    ///
    /// # Errors
    /// [`CryptoError::KeyLength`] unless there are as many octets as the type has.
    pub fn new(etype: EncryptionType, bytes: &[u8]) -> Result<Self, CryptoError> {
        let expected = etype.key_length();
        if bytes.len() != expected {
            return Err(CryptoError::KeyLength { etype, expected, given: bytes.len() });
        }
        Ok(Self::filled(etype, |key| key.copy_from_slice(bytes)))
    }

    /// Draws a key. Every string of the right length is a key in all five types.
    #[must_use]
    pub fn generate(etype: EncryptionType, rng: &mut dyn CryptoRng) -> Self {
        Self::filled(etype, |key| rng.fill_bytes(key))
    }

    /// The key of a password (RFC 3961 §3, string-to-key). Takes milliseconds: keep the result.
    ///
    /// `s2kparams` are the parameters a KDC may send in ETYPE-INFO2; `None` is the type's default. For RC4 the salt is
    /// not used and the password must be UTF-8.
    ///
    /// # Errors
    /// [`CryptoError::StringToKeyParameters`] if the parameters have the wrong length, [`CryptoError::Iterations`] if
    /// they ask for no or for more than [`MAX_ITERATIONS`](crate::MAX_ITERATIONS) rounds, and
    /// [`CryptoError::PasswordNotUtf8`].
    pub fn from_password(
        etype: EncryptionType,
        password: &[u8],
        salt: &[u8],
        s2kparams: Option<&[u8]>,
    ) -> Result<Self, CryptoError> {
        Ok(Self(Arc::new(typed!(etype, Keyed::of_password(password, salt, s2kparams)?))))
    }

    /// The RC4 key that an [NT hash](crate::nt_hash) is.
    #[must_use]
    pub fn from_nt_hash(hash: &[u8; 16]) -> Self {
        Self(Arc::new(Typed::Rc4(Keyed::new(Zeroizing::new(*hash)))))
    }

    /// The key's type.
    #[must_use]
    pub fn etype(&self) -> EncryptionType {
        dispatch!(self, keyed => keyed.etype())
    }

    /// The protocol key itself, as it goes into an EncryptionKey or a keytab.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        dispatch!(self, keyed => keyed.bytes())
    }

    /// Encrypts `plaintext` under `usage`; the confounder is drawn from `rng`.
    #[must_use]
    pub fn seal(&self, usage: KeyUsage, plaintext: &[u8], rng: &mut dyn CryptoRng) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.sealed_length(plaintext.len()));
        self.seal_into(usage, plaintext, rng, &mut out);
        out
    }

    /// Like [`Key::seal`], but appends to `out`.
    pub fn seal_into(&self, usage: KeyUsage, plaintext: &[u8], rng: &mut dyn CryptoRng, out: &mut Vec<u8>) {
        dispatch!(self, keyed => keyed.seal_into(usage, plaintext, |confounder| rng.fill_bytes(confounder), out));
    }

    /// Octets of the ciphertext of so many octets of plaintext.
    #[must_use]
    pub fn sealed_length(&self, plaintext_length: usize) -> usize {
        plaintext_length + dispatch!(self, keyed => keyed.overhead())
    }

    /// Decrypts `ciphertext`, which must have been sealed under `usage`.
    ///
    /// # Errors
    /// [`CryptoError::CiphertextTooShort`], and [`CryptoError::Integrity`] for another key, another usage or a changed
    /// octet.
    pub fn open(&self, usage: KeyUsage, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let mut out = Zeroizing::new(Vec::with_capacity(ciphertext.len()));
        self.open_into(usage, ciphertext, &mut out)?;
        Ok(out)
    }

    /// Like [`Key::open`], but appends to `out`, which is left as it was on an error. Wiping `out` is the caller's task.
    ///
    /// # Errors
    /// As [`Key::open`].
    pub fn open_into(&self, usage: KeyUsage, ciphertext: &[u8], out: &mut Vec<u8>) -> Result<(), CryptoError> {
        dispatch!(self, keyed => keyed.open_into(usage, ciphertext, out))
    }

    /// The number of the checksum that [`Key::checksum`] makes.
    #[must_use]
    pub fn checksum_type(&self) -> i32 {
        dispatch!(self, keyed => keyed.checksum_type())
    }

    /// The checksum that is mandatory for the key's type.
    #[must_use]
    pub fn checksum(&self, usage: KeyUsage, data: &[u8]) -> Checksum {
        self.checksum_of_parts(usage, &[data])
    }

    /// Like [`Key::checksum`], of the concatenated `parts`.
    #[must_use]
    pub fn checksum_of_parts(&self, usage: KeyUsage, parts: &[&[u8]]) -> Checksum {
        Checksum { checksum_type: self.checksum_type(), mac: dispatch!(self, keyed => keyed.sign(usage, parts)) }
    }

    /// A checksum of a given type over the concatenated `parts`.
    ///
    /// Fitting are the type's own, HMAC-MD5 (-138) for every key, as PA-FOR-USER has it (MS-SFU 2.2.1), and MD5-HMAC
    /// (-137) for RC4 keys.
    ///
    /// # Errors
    /// [`CryptoError::ChecksumDoesNotFitKey`] for any other keyed type, [`CryptoError::UnsupportedChecksum`] for an
    /// unkeyed or unknown one.
    pub fn checksum_as(&self, checksum_type: i32, usage: KeyUsage, parts: &[&[u8]]) -> Result<Checksum, CryptoError> {
        if checksum_type == self.checksum_type() {
            return Ok(self.checksum_of_parts(usage, parts));
        }
        let mac = match (checksum_type, self.etype()) {
            (checksum_type::HMAC_MD5, _) => self.hmac_md5(HmacMd5::signature_key, usage, parts),
            (checksum_type::MD5_HMAC, EncryptionType::Rc4Hmac) => self.hmac_md5(HmacMd5::bare_key, usage, parts),
            (_, etype) => {
                return Err(match crate::is_keyed(checksum_type) {
                    Some(true) => CryptoError::ChecksumDoesNotFitKey { checksum_type, etype },
                    Some(false) | None => CryptoError::UnsupportedChecksum { checksum_type },
                });
            }
        };
        Ok(Checksum { checksum_type, mac })
    }

    /// Verifies a keyed checksum of a type that [`Key::checksum_as`] can make.
    ///
    /// # Errors
    /// [`CryptoError::Integrity`] if it does not verify, else as [`Key::checksum_as`].
    pub fn verify_checksum(
        &self,
        usage: KeyUsage,
        checksum_type: i32,
        data: &[u8],
        mac: &[u8],
    ) -> Result<(), CryptoError> {
        self.verify_checksum_of_parts(usage, checksum_type, &[data], mac)
    }

    /// Like [`Key::verify_checksum`], of the concatenated `parts`.
    ///
    /// # Errors
    /// As [`Key::verify_checksum`].
    pub fn verify_checksum_of_parts(
        &self,
        usage: KeyUsage,
        checksum_type: i32,
        parts: &[&[u8]],
        mac: &[u8],
    ) -> Result<(), CryptoError> {
        mac::verify(&self.checksum_as(checksum_type, usage, parts)?.mac, mac)
    }

    /// The pseudo-random function of the key's type (RFC 3961 §3): 16 octets for RFC 3962, 20 for RC4, 32 or 48 for
    /// RFC 8009.
    #[must_use]
    pub fn prf(&self, input: &[u8]) -> Zeroizing<Vec<u8>> {
        dispatch!(self, keyed => keyed.prf(input))
    }

    /// PRF+ (RFC 6113 §5.1): `length` octets out of the PRF.
    #[must_use]
    pub fn prf_plus(&self, pepper: &[u8], length: u8) -> Zeroizing<Vec<u8>> {
        prf_plus(self, pepper, length)
    }

    /// KRB-FX-CF2 (RFC 6113 §5.1): combines two keys into one of this key's type.
    #[must_use]
    pub fn fx_cf2(&self, pepper1: &[u8], other: &Self, pepper2: &[u8]) -> Self {
        let length = self.as_bytes().len() as u8;
        let (ours, theirs) = (self.prf_plus(pepper1, length), other.prf_plus(pepper2, length));
        Self::filled(self.etype(), |key| {
            for (octet, (a, b)) in key.iter_mut().zip(ours.iter().zip(theirs.iter())) {
                *octet = a ^ b;
            }
        })
    }

    fn hmac_md5(&self, ready: fn(&hmac::Hmac<md5::Md5>, KeyUsage) -> HmacMd5, usage: KeyUsage, parts: &[&[u8]]) -> Mac {
        ready(&mac::keyed(self.as_bytes()), usage).sign(parts)
    }

    /// A key whose octets `write` puts in place.
    fn filled(etype: EncryptionType, write: impl FnOnce(&mut [u8])) -> Self {
        Self(Arc::new(typed!(etype, Keyed::filled(write))))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.etype() == other.etype() && bool::from(self.as_bytes().ct_eq(other.as_bytes()))
    }
}

impl Eq for Key {}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}, redacted)", self.etype())
    }
}

/// A key, typed: the closed set that every operation is dispatched over.
enum Typed {
    Aes128Sha1(Keyed<Aes128CtsHmacSha196>),
    Aes256Sha1(Keyed<Aes256CtsHmacSha196>),
    Aes128Sha256(Keyed<Aes128CtsHmacSha256128>),
    Aes256Sha384(Keyed<Aes256CtsHmacSha384192>),
    Rc4(Keyed<Rc4Hmac>),
}

/// Makes the variant of an encryption type out of an expression that fits each of them.
macro_rules! typed {
    ($etype:expr, $keyed:expr) => {
        match $etype {
            EncryptionType::Aes128CtsHmacSha196 => Typed::Aes128Sha1($keyed),
            EncryptionType::Aes256CtsHmacSha196 => Typed::Aes256Sha1($keyed),
            EncryptionType::Aes128CtsHmacSha256128 => Typed::Aes128Sha256($keyed),
            EncryptionType::Aes256CtsHmacSha384192 => Typed::Aes256Sha384($keyed),
            EncryptionType::Rc4Hmac => Typed::Rc4($keyed),
        }
    };
}
use typed;

/// Evaluates an expression over the key in whichever variant it is.
macro_rules! dispatch {
    ($key:expr, $keyed:ident => $body:expr) => {
        match &*$key.0 {
            Typed::Aes128Sha1($keyed) => $body,
            Typed::Aes256Sha1($keyed) => $body,
            Typed::Aes128Sha256($keyed) => $body,
            Typed::Aes256Sha384($keyed) => $body,
            Typed::Rc4($keyed) => $body,
        }
    };
}
use dispatch;

#[cfg(test)]
mod tests;
