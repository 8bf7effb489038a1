//! How messages travel: pure codecs, no sockets.

use thiserror::Error;

pub mod tcp;
pub mod udp;

/// The largest request a KDC reads: two tickets with large PACs and what goes with them fit.
pub const MAX_REQUEST_BYTES: usize = 256 * 1024;
/// The largest reply a client reads.
pub const MAX_REPLY_BYTES: usize = 1024 * 1024;

/// Why what came is no message's frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FrameError {
    /// The top bit of a TCP length is set: an extension nobody has defined (RFC 4120 §7.2.2). The answer is
    /// KRB_ERR_FIELD_TOOLONG, and the connection is closed.
    #[error("the reserved bit of the length is set")]
    ReservedBit,
    /// The message is longer than the reader allows.
    #[error("message of {length} octets, the limit is {limit}")]
    TooLong {
        /// The length announced or received.
        length: usize,
        /// The bound.
        limit: usize,
    },
    /// The message has no octets.
    #[error("empty message")]
    Empty,
}

/// Refuses a length no message has, and one above `limit`.
fn check(length: usize, limit: usize) -> Result<usize, FrameError> {
    match length {
        0 => Err(FrameError::Empty),
        _ if length > limit => Err(FrameError::TooLong { length, limit }),
        _ => Ok(length),
    }
}
