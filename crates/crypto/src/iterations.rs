//! The iteration count of a password key, from the s2kparams (RFC 3962 §4, RFC 8009 §4).

use crate::CryptoError;

/// The most rounds of PBKDF2 that a peer can make us compute: 32 times the largest default, a third of a second.
pub const MAX_ITERATIONS: u32 = 1 << 20;

/// Reads s2kparams: four octets, big-endian; none means `default`.
pub(crate) fn from_parameters(s2kparams: Option<&[u8]>, default: u32) -> Result<u32, CryptoError> {
    let Some(given) = s2kparams else {
        return Ok(default);
    };
    let octets: [u8; 4] =
        given.try_into().map_err(|_| CryptoError::StringToKeyParameters { expected: 4, given: given.len() })?;
    match u32::from_be_bytes(octets) {
        count @ 1..=MAX_ITERATIONS => Ok(count),
        given => Err(CryptoError::Iterations { given }),
    }
}
