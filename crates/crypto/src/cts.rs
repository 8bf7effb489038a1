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

#[cfg(test)]
mod tests {
    use aes::cipher::KeyInit;
    use aes::{Aes128Dec, Aes128Enc};

    use super::*;
    use crate::tests::vectors::load;

    #[test]
    fn published_texts_encrypt_as_published_and_back() {
        for vector in load("rfc3962-cts") {
            assert_eq!(vector.hex("iv_hex"), [0; 16], "the IV of Kerberos");
            let (key, input) = (vector.hex("key_hex"), vector.hex("input_hex"));
            let mut buffer = input.clone();

            encrypt(&Aes128Enc::new_from_slice(&key).unwrap(), &mut buffer);
            assert_eq!(buffer, vector.hex("output_hex"), "{} octets", input.len());
            let last_but_one = (input.len().div_ceil(16) - 2) * 16;
            assert_eq!(buffer[last_but_one..][..16], vector.hex("next_iv_hex"), "{} octets", input.len());

            decrypt(&Aes128Dec::new_from_slice(&key).unwrap(), &mut buffer);
            assert_eq!(buffer, input);
        }
    }

    #[test]
    fn one_block_is_the_block_cipher_itself() {
        let key = [7; 16];
        let mut buffer = [3; 16];
        let mut block = Array::from(buffer);
        Aes128Enc::new(&key.into()).encrypt_block(&mut block);

        encrypt(&Aes128Enc::new(&key.into()), &mut buffer);
        assert_eq!(buffer, block.0);

        decrypt(&Aes128Dec::new(&key.into()), &mut buffer);
        assert_eq!(buffer, [3; 16]);
    }
}
