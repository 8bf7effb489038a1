//! The part of DER that Kerberos uses: definite lengths, one-octet tags, explicit tagging.
//!
//! Liberal in what it reads where peers differ (lengths and integers longer than they need be, bit strings of any
//! length, unknown fields behind the known ones), strict in what it writes.

pub(crate) mod codec;
mod echo32;
mod reader;
mod tag;
mod writer;

pub use echo32::Echo32;
pub use reader::{Element, Limit, Reader};
pub use tag::Tag;
pub use writer::Writer;
