//! Message authentication codes: keyed HMAC states, truncation, comparison.

use hmac::digest::Output;
use hmac::{EagerHash, Hmac, KeyInit, Mac as _};
use smallvec::SmallVec;
use subtle::ConstantTimeEq;

use crate::CryptoError;

/// The octets of a checksum, inline up to the longest one there is.
pub type Mac = SmallVec<[u8; 24]>;

/// An HMAC state that has taken in `key`. Cloning it saves the two compressions that this costs.
#[expect(clippy::expect_used, reason = "HMAC hashes long keys and pads short ones: no length is refused")]
pub(crate) fn keyed<D: EagerHash>(key: &[u8]) -> Hmac<D> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

/// HMAC of the concatenated `parts`.
pub(crate) fn whole<D: EagerHash>(keyed: &Hmac<D>, parts: &[&[u8]]) -> Output<Hmac<D>> {
    let mut state = keyed.clone();
    for part in parts {
        state.update(part);
    }
    state.finalize().into_bytes()
}

/// HMAC of the concatenated `parts`, cut to the first `length` octets.
pub(crate) fn truncated<D: EagerHash>(keyed: &Hmac<D>, parts: &[&[u8]], length: usize) -> Mac {
    let whole = whole(keyed, parts);
    Mac::from_slice(whole.get(..length).unwrap_or(&whole))
}

/// Compares in time that does not depend on where the two differ.
pub(crate) fn verify(expected: &[u8], presented: &[u8]) -> Result<(), CryptoError> {
    if bool::from(expected.ct_eq(presented)) { Ok(()) } else { Err(CryptoError::Integrity) }
}
