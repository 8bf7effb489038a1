//! UDP: one message, one datagram, RFC 4120 §7.2.1.

use super::{FrameError, check};

/// The largest payload an IPv4 datagram has; what a receiver's buffer must hold.
pub const MAX_DATAGRAM_BYTES: usize = 65_507;

/// The largest reply Active Directory sends by UDP; above it the answer is KRB_ERR_RESPONSE_TOO_BIG and the client
/// comes back by TCP.
pub const MAX_REPLY_BYTES: usize = 1465;

/// The message in a datagram, at most `limit` octets long.
///
/// # Errors
/// [`FrameError`] if the datagram is empty or longer.
pub fn message(datagram: &[u8], limit: usize) -> Result<&[u8], FrameError> {
    check(datagram.len(), limit).map(|_| datagram)
}

/// Whether a reply of this length may go by UDP where `limit` is the largest that does.
#[must_use]
pub fn fits(reply_bytes: usize, limit: usize) -> bool {
    reply_bytes <= limit.min(MAX_DATAGRAM_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_above_the_limit_goes_by_tcp() {
        assert!(fits(1465, MAX_REPLY_BYTES));
        assert!(!fits(1466, MAX_REPLY_BYTES));
        assert!(!fits(65_508, usize::MAX));
    }

    #[test]
    fn an_empty_datagram_is_no_message() {
        assert_eq!(message(b"", MAX_DATAGRAM_BYTES), Err(FrameError::Empty));
        assert_eq!(message(b"x", MAX_DATAGRAM_BYTES), Ok(&b"x"[..]));
        assert_eq!(message(b"xy", 1), Err(FrameError::TooLong { length: 2, limit: 1 }));
    }
}
