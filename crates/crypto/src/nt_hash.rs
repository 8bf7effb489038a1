//! The NT hash, MD4 of the password in UTF-16LE (MS-NLMP 3.3.1, NTOWFv1): the rc4-hmac key of a password.

use md4::{Digest, Md4};
use zeroize::Zeroizing;

/// The NT hash of a password.
#[must_use]
pub fn of_password(password: &str) -> Zeroizing<[u8; 16]> {
    // Room for all of it at once: growing would leave copies behind. No UTF-8 octet becomes more than two.
    let mut octets = Zeroizing::new(Vec::with_capacity(password.len() * 2));
    octets.extend(password.encode_utf16().flat_map(u16::to_le_bytes));
    of_utf16le(&octets)
}

/// The NT hash of a password that is UTF-16LE already. Trust passwords are, and need not be valid UTF-16.
#[must_use]
pub fn of_utf16le(octets: &[u8]) -> Zeroizing<[u8; 16]> {
    Zeroizing::new(Md4::digest(octets).into())
}
