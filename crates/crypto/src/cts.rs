//! CBC with ciphertext stealing, the last two blocks always swapped (CBC-CS3), IV zero (RFC 3962 §5).
//!
//! One block alone is plain CBC, which under a zero IV is the block cipher itself.

use aes::cipher::consts::U16;
use aes::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, InnerIvInit};
use cts::{CbcCs3, Decrypt, Encrypt};

/// Encrypts in place what begins with a confounder, hence has at least one block.
#[expect(clippy::expect_used, reason = "every caller puts a confounder of one block first")]
pub(crate) fn encrypt<C: BlockCipherEncrypt<BlockSize = U16>>(cipher: &C, buffer: &mut [u8]) {
    match <&mut Array<u8, U16>>::try_from(&mut *buffer) {
        Ok(block) => cipher.encrypt_block(block),
        Err(_) => CbcCs3::inner_iv_init(cipher, &Array::default()).encrypt(buffer).expect("at least one block"),
    }
}

/// Decrypts in place what was found to have at least one block.
#[expect(clippy::expect_used, reason = "every caller refuses what is shorter than a confounder")]
pub(crate) fn decrypt<C: BlockCipherDecrypt<BlockSize = U16>>(cipher: &C, buffer: &mut [u8]) {
    match <&mut Array<u8, U16>>::try_from(&mut *buffer) {
        Ok(block) => cipher.decrypt_block(block),
        Err(_) => CbcCs3::inner_iv_init(cipher, &Array::default()).decrypt(buffer).expect("at least one block"),
    }
}
