//! The profile of RFC 8009: AES in CBC-CTS, then HMAC-SHA2 over IV and ciphertext.

use std::marker::PhantomData;

use hmac::{EagerHash, Hmac};
use xrealm_names::EncryptionType;
use zeroize::Zeroizing;

use crate::aes_key::{AesKey, BLOCK_BYTES};
use crate::enctype::{Enctype, PrfOutput};
use crate::nfold::{Purpose, constant};
use crate::{CryptoError, KeyUsage, Mac, cts, iterations, mac};

/// What distinguishes one type of this profile from another.
pub(crate) trait Parameters: 'static {
    /// The type's name and number.
    const ETYPE: EncryptionType;
    /// The name that goes into the salt of a password.
    const NAME: &'static [u8];
    /// The number of its checksum.
    const CHECKSUM_TYPE: i32;
    /// Octets of the tag, and of the keys Ki and Kc.
    const TAG_BYTES: usize;
    /// Octets of the PRF's output: the whole hash.
    const PRF_BYTES: usize;
    /// The key size.
    type Aes: AesKey;
    /// The hash.
    type Hash: EagerHash<Core: Send + Sync>;
}

/// An encryption type of this profile.
pub(crate) struct EncryptThenMac<P>(PhantomData<P>);

/// A cipher schedule and the HMAC state of the integrity key that goes with it.
pub(crate) struct CipherAndIntegrity<C, D: EagerHash> {
    cipher: C,
    integrity: Hmac<D>,
}

impl<P: Parameters> Enctype for EncryptThenMac<P> {
    const ETYPE: EncryptionType = P::ETYPE;
    const CHECKSUM_TYPE: i32 = P::CHECKSUM_TYPE;
    const OVERHEAD: usize = BLOCK_BYTES + P::TAG_BYTES;

    type KeyBytes = <P::Aes as AesKey>::Bytes;
    type Confounder = [u8; BLOCK_BYTES];
    type Base = Hmac<P::Hash>;
    type Sealing = CipherAndIntegrity<<P::Aes as AesKey>::Enc, P::Hash>;
    type Opening = CipherAndIntegrity<<P::Aes as AesKey>::Dec, P::Hash>;
    type Signing = Hmac<P::Hash>;

    fn base(key: &Self::KeyBytes) -> Self::Base {
        mac::keyed(key.as_ref())
    }

    fn sealing(base: &Self::Base, usage: KeyUsage) -> Self::Sealing {
        CipherAndIntegrity {
            cipher: P::Aes::expand(&encryption_key::<P>(base, usage)),
            integrity: hmac_key::<P>(base, usage, Purpose::Integrity),
        }
    }

    fn opening(base: &Self::Base, usage: KeyUsage) -> Self::Opening {
        CipherAndIntegrity {
            cipher: P::Aes::expand_inverse(&encryption_key::<P>(base, usage)),
            integrity: hmac_key::<P>(base, usage, Purpose::Integrity),
        }
    }

    fn signing(base: &Self::Base, usage: KeyUsage) -> Self::Signing {
        hmac_key::<P>(base, usage, Purpose::Checksum)
    }

    fn seal(sealing: &Self::Sealing, confounder: &Self::Confounder, plaintext: &[u8], out: &mut Vec<u8>) {
        let start = out.len();
        out.reserve(Self::OVERHEAD + plaintext.len());
        out.extend_from_slice(confounder);
        out.extend_from_slice(plaintext);
        let (_, body) = out.split_at_mut(start);
        cts::encrypt(&sealing.cipher, body);
        let tag = mac::truncated(&sealing.integrity, &[&ZERO_IV, body], P::TAG_BYTES);
        out.extend_from_slice(&tag);
    }

    fn open(opening: &Self::Opening, ciphertext: &[u8], out: &mut Vec<u8>) -> Result<(), CryptoError> {
        let (body, tag) = ciphertext.split_at(ciphertext.len() - P::TAG_BYTES);
        mac::verify(&mac::truncated(&opening.integrity, &[&ZERO_IV, body], P::TAG_BYTES), tag)?;
        let start = out.len();
        out.extend_from_slice(body);
        let (_, opened) = out.split_at_mut(start);
        cts::decrypt(&opening.cipher, opened);
        out.drain(start..start + BLOCK_BYTES);
        Ok(())
    }

    fn sign(signing: &Self::Signing, parts: &[&[u8]]) -> Mac {
        mac::truncated(signing, parts, P::TAG_BYTES)
    }

    fn prf(base: &Self::Base, input: &[u8]) -> PrfOutput {
        let mut output = Zeroizing::new(vec![0; P::PRF_BYTES]);
        derive::<P::Hash>(base, b"prf", input, &mut output);
        output
    }

    /// KDF(PBKDF2(password, name | 0 | salt), "kerberos") (RFC 8009 §4).
    fn string_to_key(password: &[u8], salt: &[u8], s2kparams: Option<&[u8]>) -> Result<Self::KeyBytes, CryptoError> {
        let rounds = iterations::from_parameters(s2kparams, DEFAULT_ITERATIONS)?;
        let mut intermediate = Self::KeyBytes::default();
        let named_salt = [P::NAME, &[0], salt].concat();
        pbkdf2::pbkdf2_hmac::<P::Hash>(password, &named_salt, rounds, intermediate.as_mut());
        let mut key = Self::KeyBytes::default();
        derive::<P::Hash>(&Self::base(&intermediate), b"kerberos", &[], key.as_mut());
        Ok(key)
    }
}

/// KDF-HMAC-SHA2 of RFC 8009 §3, one block of SP 800-108 in counter mode; fills `output`, at most one hash long.
fn derive<D: EagerHash>(base: &Hmac<D>, label: &[u8], context: &[u8], output: &mut [u8]) {
    const COUNTER: [u8; 4] = 1_u32.to_be_bytes();
    let bits = (output.len() as u32 * 8).to_be_bytes();
    let block = mac::whole(base, &[&COUNTER, label, &[0], context, &bits]);
    output.iter_mut().zip(block.iter()).for_each(|(to, from)| *to = *from);
}

fn encryption_key<P: Parameters>(base: &Hmac<P::Hash>, usage: KeyUsage) -> <P::Aes as AesKey>::Bytes {
    let mut key = <P::Aes as AesKey>::Bytes::default();
    derive(base, &constant(usage, Purpose::Encryption), &[], key.as_mut());
    key
}

fn hmac_key<P: Parameters>(base: &Hmac<P::Hash>, usage: KeyUsage, purpose: Purpose) -> Hmac<P::Hash> {
    let mut key = Zeroizing::new([0; LONGEST_TAG_BYTES]);
    let (key, _) = key.split_at_mut(P::TAG_BYTES);
    derive(base, &constant(usage, purpose), &[], key);
    mac::keyed(key)
}

const ZERO_IV: [u8; BLOCK_BYTES] = [0; BLOCK_BYTES];

/// The tag of aes256-cts-hmac-sha384-192.
const LONGEST_TAG_BYTES: usize = 24;

/// RFC 8009 §4.
const DEFAULT_ITERATIONS: u32 = 32_768;

#[cfg(test)]
mod tests {
    use sha2::{Sha256, Sha384};

    use super::*;
    use crate::tests::vectors::{Vector, load};

    #[test]
    fn published_keys_derive_as_published() {
        for vector in load("rfc8009-derive") {
            let derived = match vector.etype() {
                EncryptionType::Aes128CtsHmacSha256128 => derived::<Sha256>(&vector, 16, 16),
                EncryptionType::Aes256CtsHmacSha384192 => derived::<Sha384>(&vector, 32, 24),
                other => panic!("{other} is of another profile"),
            };
            assert_eq!(derived, vector.hex("key_hex"), "{} {}", vector.etype(), vector.text("kind"));
        }
    }

    fn derived<D: EagerHash>(vector: &Vector, encryption_bytes: usize, hmac_bytes: usize) -> Vec<u8> {
        let purpose = Purpose::of(vector.text("kind"));
        let length = if purpose == Purpose::Encryption { encryption_bytes } else { hmac_bytes };
        let constant = constant(vector.usage(), purpose);
        assert_eq!(vector.hex("constant_hex"), constant);
        let mut key = vec![0; length];
        derive::<D>(&mac::keyed(&vector.hex("base_key_hex")), &constant, &[], &mut key);
        key
    }
}
