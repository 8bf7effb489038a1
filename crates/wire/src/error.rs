//! Why octets were not the message they were taken for.

use thiserror::Error;

use crate::der::Tag;

/// Why octets are not a value of the type asked for.
///
/// Holds tags, counts and numbers only, never octets of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// A tag or length promises more octets than there are.
    #[error("the message ends {missing} octets too early")]
    Truncated {
        /// How many octets more were promised, at least.
        missing: usize,
    },
    /// Octets remain behind a complete value.
    #[error("{count} octets follow the end of the value")]
    TrailingOctets {
        /// How many.
        count: usize,
    },
    /// A length of indefinite form, which DER does not have.
    #[error("indefinite length")]
    IndefiniteLength,
    /// A length written in more octets than any message we accept could need.
    #[error("length written in {octets} octets")]
    LengthOfLength {
        /// Octets of the length field after its first.
        octets: u8,
    },
    /// A tag number above 30, which Kerberos does not use.
    #[error("multi-octet tag number")]
    HighTagNumber,
    /// A mandatory element is absent, and the enclosing value ends where it should stand.
    #[error("{expected} is missing")]
    Missing {
        /// The tag of the absent element.
        expected: Tag,
    },
    /// Another element stands where a mandatory one should.
    #[error("expected {expected}, found {found}")]
    UnexpectedTag {
        /// The tag the syntax wants here.
        expected: Tag,
        /// The tag that is here.
        found: Tag,
    },
    /// The outermost tag is none of the messages that may stand here.
    #[error("{found} starts no message expected here")]
    UnknownMessage {
        /// The tag that is here.
        found: Tag,
    },
    /// An INTEGER without octets, or outside the range of its field.
    #[error("integer out of range")]
    IntegerOutOfRange,
    /// `pvno` or `tkt-vno` is not 5.
    #[error("protocol version {0}")]
    ProtocolVersion(i32),
    /// `msg-type` contradicts the application tag.
    #[error("msg-type {found} in a message of type {expected}")]
    MsgType {
        /// The type the application tag stands for.
        expected: i32,
        /// The value of the field.
        found: i32,
    },
    /// A time that is not `YYYYMMDDHHMMSSZ`, or no date of the calendar.
    #[error("malformed KerberosTime")]
    Time,
    /// A BIT STRING whose count of unused bits is impossible.
    #[error("malformed bit string")]
    BitString,
    /// A BOOLEAN that is not one octet.
    #[error("malformed boolean")]
    Boolean,
    /// More elements than we accept in one list.
    #[error("more than {limit} {what}")]
    TooMany {
        /// The elements, in the plural.
        what: &'static str,
        /// The named bound that was exceeded.
        limit: usize,
    },
    /// Octets that are not the structure of fixed size they should be.
    #[error("malformed {what}")]
    Malformed {
        /// The structure.
        what: &'static str,
    },
}
