//! TCP: each message behind its length, RFC 4120 §7.2.2.

use super::{FrameError, check};

/// Octets of the length before each message: big-endian, the top bit reserved.
pub const PREFIX_BYTES: usize = 4;

/// The length a prefix announces, at most `limit`.
///
/// # Errors
/// [`FrameError`] if the length is zero, above `limit`, or has the reserved bit.
pub fn length(prefix: [u8; PREFIX_BYTES], limit: usize) -> Result<usize, FrameError> {
    let announced = u32::from_be_bytes(prefix);
    if announced & RESERVED != 0 {
        return Err(FrameError::ReservedBit);
    }
    check(usize::try_from(announced).unwrap_or(usize::MAX), limit)
}

/// The prefix of a message of this length.
///
/// # Errors
/// [`FrameError`] if no prefix can say it.
pub fn prefix(length: usize) -> Result<[u8; PREFIX_BYTES], FrameError> {
    let length = check(length, MAX_LENGTH)?;
    u32::try_from(length).map(u32::to_be_bytes).map_err(|_| FrameError::TooLong { length, limit: MAX_LENGTH })
}

/// A message and what came behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received<'a> {
    /// The message, without its prefix.
    pub message: &'a [u8],
    /// The octets behind it, of the next frame.
    pub rest: &'a [u8],
}

/// The first message in `received`, or `None` if it has not arrived whole.
///
/// # Errors
/// As [`length`], as soon as the prefix has arrived.
pub fn split(received: &[u8], limit: usize) -> Result<Option<Received<'_>>, FrameError> {
    match received.split_first_chunk() {
        Some((prefix, octets)) => {
            let whole = octets.split_at_checked(length(*prefix, limit)?);
            Ok(whole.map(|(message, rest)| Received { message, rest }))
        }
        None => Ok(None),
    }
}

const RESERVED: u32 = 0x8000_0000;
const MAX_LENGTH: usize = 0x7fff_ffff;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framing::MAX_REQUEST_BYTES;

    #[test]
    fn messages_are_split_as_they_arrive() {
        let stream = b"\0\0\0\x03one\0\0\0\x03two";
        for arrived in 0..7 {
            assert_eq!(split(&stream[..arrived], MAX_REQUEST_BYTES), Ok(None));
        }
        let first = Received { message: b"one", rest: b"\0\0\0\x03two" };
        assert_eq!(split(stream, MAX_REQUEST_BYTES), Ok(Some(first)));
        assert_eq!(prefix(3), Ok([0, 0, 0, 3]));
    }

    #[test]
    fn a_length_nobody_may_send_is_refused_before_its_octets_come() {
        assert_eq!(split(b"\x80\0\0\x03", 10), Err(FrameError::ReservedBit));
        assert_eq!(split(b"\0\0\0\x0b", 10), Err(FrameError::TooLong { length: 11, limit: 10 }));
        assert_eq!(split(b"\0\0\0\0", 10), Err(FrameError::Empty));
        assert!(length([0x7f, 0xff, 0xff, 0xff], MAX_REQUEST_BYTES).is_err());
        assert_eq!(prefix(0), Err(FrameError::Empty));
    }
}
