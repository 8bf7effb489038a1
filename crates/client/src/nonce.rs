//! Nonces of requests.

use rand_core::CryptoRng;

/// A nonce of 31 bits: peers that read it as a signed number (RFC 1510) must not see a negative one.
pub(crate) fn draw(rng: &mut dyn CryptoRng) -> u32 {
    rng.next_u32() & 0x7FFF_FFFF
}
