//! The simplified profile of RFC 3961 §5 with AES in CBC-CTS and HMAC-SHA1, as RFC 3962 fixes it.
//!
//! Encrypt and MAC: the tag is HMAC, under Ki, of confounder and plaintext, cut to 96 bits, and follows the ciphertext.

use std::marker::PhantomData;

use aes::cipher::{Array, BlockCipherEncrypt};
use hmac::Hmac;
use sha1::{Digest, Sha1};
use xrealm_names::EncryptionType;
use zeroize::Zeroizing;

use crate::aes_key::{AesKey, BLOCK_BYTES};
use crate::enctype::{Enctype, PrfOutput, wipe_from};
use crate::nfold::{Purpose, folded_constant, nfold};
use crate::{CryptoError, KeyUsage, Mac, cts, iterations, mac};

/// What distinguishes one type of this profile from another.
pub(crate) trait Parameters: 'static {
    /// The type's name and number.
    const ETYPE: EncryptionType;
    /// The number of its checksum.
    const CHECKSUM_TYPE: i32;
    /// The key size.
    type Aes: AesKey;
}

/// An encryption type of this profile.
pub(crate) struct SimplifiedProfile<P>(PhantomData<P>);

/// A cipher schedule and the HMAC state of the integrity key that goes with it.
pub(crate) struct CipherAndIntegrity<C> {
    cipher: C,
    integrity: Hmac<Sha1>,
}

impl<P: Parameters> Enctype for SimplifiedProfile<P> {
    const ETYPE: EncryptionType = P::ETYPE;
    const CHECKSUM_TYPE: i32 = P::CHECKSUM_TYPE;
    const OVERHEAD: usize = BLOCK_BYTES + TAG_BYTES;

    type KeyBytes = <P::Aes as AesKey>::Bytes;
    type Confounder = [u8; BLOCK_BYTES];
    type Base = <P::Aes as AesKey>::Enc;
    type Sealing = CipherAndIntegrity<<P::Aes as AesKey>::Enc>;
    type Opening = CipherAndIntegrity<<P::Aes as AesKey>::Dec>;
    type Signing = Hmac<Sha1>;

    fn base(key: &Self::KeyBytes) -> Self::Base {
        P::Aes::expand(key)
    }

    fn sealing(base: &Self::Base, usage: KeyUsage) -> Self::Sealing {
        let key = derive_key::<P::Aes>(base, folded_constant(usage, Purpose::Encryption));
        CipherAndIntegrity {
            cipher: P::Aes::expand(&key),
            integrity: hmac_key::<P::Aes>(base, usage, Purpose::Integrity),
        }
    }

    fn opening(base: &Self::Base, usage: KeyUsage) -> Self::Opening {
        let key = derive_key::<P::Aes>(base, folded_constant(usage, Purpose::Encryption));
        CipherAndIntegrity {
            cipher: P::Aes::expand_inverse(&key),
            integrity: hmac_key::<P::Aes>(base, usage, Purpose::Integrity),
        }
    }

    fn signing(base: &Self::Base, usage: KeyUsage) -> Self::Signing {
        hmac_key::<P::Aes>(base, usage, Purpose::Checksum)
    }

    fn seal(sealing: &Self::Sealing, confounder: &Self::Confounder, plaintext: &[u8], out: &mut Vec<u8>) {
        let tag = mac::truncated(&sealing.integrity, &[confounder, plaintext], TAG_BYTES);
        let start = out.len();
        out.reserve(Self::OVERHEAD + plaintext.len());
        out.extend_from_slice(confounder);
        out.extend_from_slice(plaintext);
        let (_, body) = out.split_at_mut(start);
        cts::encrypt(&sealing.cipher, body);
        out.extend_from_slice(&tag);
    }

    fn open(opening: &Self::Opening, ciphertext: &[u8], out: &mut Vec<u8>) -> Result<(), CryptoError> {
        let (body, tag) = ciphertext.split_at(ciphertext.len() - TAG_BYTES);
        let start = out.len();
        out.extend_from_slice(body);
        let (_, opened) = out.split_at_mut(start);
        cts::decrypt(&opening.cipher, opened);
        let expected = mac::truncated(&opening.integrity, &[opened], TAG_BYTES);
        mac::verify(&expected, tag).inspect_err(|_| wipe_from(start, out))?;
        out.drain(start..start + BLOCK_BYTES);
        Ok(())
    }

    fn sign(signing: &Self::Signing, parts: &[&[u8]]) -> Mac {
        mac::truncated(signing, parts, TAG_BYTES)
    }

    /// SHA-1 of the input, cut to a block and encrypted under DK(key, "prf") (RFC 3961 §5.3).
    fn prf(base: &Self::Base, input: &[u8]) -> PrfOutput {
        let cipher = P::Aes::expand(&derive_key::<P::Aes>(base, nfold(b"prf")));
        let mut block = Array::default();
        block.iter_mut().zip(Sha1::digest(input)).for_each(|(to, from)| *to = from);
        cipher.encrypt_block(&mut block);
        Zeroizing::new(block.to_vec())
    }

    /// DK(PBKDF2(password, salt), "kerberos") (RFC 3962 §4).
    fn string_to_key(password: &[u8], salt: &[u8], s2kparams: Option<&[u8]>) -> Result<Self::KeyBytes, CryptoError> {
        let rounds = iterations::from_parameters(s2kparams, DEFAULT_ITERATIONS)?;
        let mut intermediate = Self::KeyBytes::default();
        pbkdf2::pbkdf2_hmac::<Sha1>(password, salt, rounds, intermediate.as_mut());
        Ok(derive_key::<P::Aes>(&P::Aes::expand(&intermediate), nfold(b"kerberos")))
    }
}

/// DK of RFC 3961 §5.1: the folded constant is encrypted, then the result, until the key is full.
fn derive_key<A: AesKey>(base: &A::Enc, folded: [u8; BLOCK_BYTES]) -> A::Bytes {
    let mut block = Zeroizing::new(folded);
    let mut key = A::Bytes::default();
    for part in key.as_mut().chunks_exact_mut(BLOCK_BYTES) {
        let block: &mut [u8; BLOCK_BYTES] = &mut block;
        base.encrypt_block(block.into());
        part.copy_from_slice(block);
    }
    key
}

fn hmac_key<A: AesKey>(base: &A::Enc, usage: KeyUsage, purpose: Purpose) -> Hmac<Sha1> {
    mac::keyed(derive_key::<A>(base, folded_constant(usage, purpose)).as_ref())
}

/// Octets that remain of the HMAC: 96 bits.
const TAG_BYTES: usize = 12;

/// RFC 3962 §4.
const DEFAULT_ITERATIONS: u32 = 4096;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aes_key::{Aes128, Aes256};
    use crate::tests::vectors::{Vector, load};

    #[test]
    fn published_keys_derive_as_published() {
        for vector in load("rfc3962-derive") {
            let derived = match vector.etype() {
                EncryptionType::Aes128CtsHmacSha196 => derived::<Aes128>(&vector),
                EncryptionType::Aes256CtsHmacSha196 => derived::<Aes256>(&vector),
                other => panic!("{other} is of another profile"),
            };
            assert_eq!(derived, vector.hex("key_hex"), "{} {}", vector.etype(), vector.text("kind"));
        }
    }

    fn derived<A: AesKey>(vector: &Vector) -> Vec<u8> {
        let purpose = Purpose::of(vector.text("kind"));
        assert_eq!(vector.hex("constant_hex"), crate::nfold::constant(vector.usage(), purpose));
        let mut base = A::Bytes::default();
        base.as_mut().copy_from_slice(&vector.hex("base_key_hex"));
        derive_key::<A>(&A::expand(&base), folded_constant(vector.usage(), purpose)).as_ref().to_vec()
    }
}
