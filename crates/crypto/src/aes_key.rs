//! The two key sizes of AES, so that each profile is written once.

use aes::cipher::consts::U16;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use aes::{Aes128Dec, Aes128Enc, Aes256Dec, Aes256Enc};
use zeroize::{Zeroize, Zeroizing};

/// Octets of an AES block, and of a confounder before it.
pub(crate) const BLOCK_BYTES: usize = 16;

/// An AES key size. Encryption and decryption are expanded apart: no key of ours is used for both.
pub(crate) trait AesKey: 'static {
    /// The key, wiped when dropped.
    type Bytes: AsRef<[u8]> + AsMut<[u8]> + Default + Zeroize + Send + Sync + 'static;
    /// The schedule for encryption.
    type Enc: BlockCipherEncrypt<BlockSize = U16> + Send + Sync + 'static;
    /// The schedule for decryption.
    type Dec: BlockCipherDecrypt<BlockSize = U16> + Send + Sync + 'static;

    /// Expands a key for encryption.
    fn expand(key: &Self::Bytes) -> Self::Enc;

    /// Expands a key for decryption.
    fn expand_inverse(key: &Self::Bytes) -> Self::Dec;
}

/// AES with a key of 128 bits.
pub(crate) struct Aes128;

impl AesKey for Aes128 {
    type Bytes = Zeroizing<[u8; 16]>;
    type Enc = Aes128Enc;
    type Dec = Aes128Dec;

    fn expand(key: &Self::Bytes) -> Aes128Enc {
        let key: &[u8; 16] = key;
        Aes128Enc::new(key.into())
    }

    fn expand_inverse(key: &Self::Bytes) -> Aes128Dec {
        let key: &[u8; 16] = key;
        Aes128Dec::new(key.into())
    }
}

/// AES with a key of 256 bits.
pub(crate) struct Aes256;

impl AesKey for Aes256 {
    type Bytes = Zeroizing<[u8; 32]>;
    type Enc = Aes256Enc;
    type Dec = Aes256Dec;

    fn expand(key: &Self::Bytes) -> Aes256Enc {
        let key: &[u8; 32] = key;
        Aes256Enc::new(key.into())
    }

    fn expand_inverse(key: &Self::Bytes) -> Aes256Dec {
        let key: &[u8; 32] = key;
        Aes256Dec::new(key.into())
    }
}
