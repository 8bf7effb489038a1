//! What is sent to whoever keeps the directory.

use serde::{Deserialize, Serialize};

use crate::{Octets, Operation, Surface};

/// What is wished for, and how: the part that proofs cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// What is to be done.
    pub operation: Operation,
    /// Whether only to show what would be done.
    #[serde(default)]
    pub dry_run: bool,
    /// On which surface it was asked.
    #[serde(default)]
    pub surface: Surface,
}

/// Proof of who asks: an AP-REQ for `kadmin/admin@REALM`, as any Kerberos library makes it.
///
/// Its authenticator carries a checksum (key usage 10) over the octets of the wish as they were sent, so that a proof is
/// good for one wish only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The realm whose administrator the client is.
    pub realm: String,
    /// The AP-REQ.
    pub ap_req: Octets,
}

/// A wish with its proofs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What is wished for.
    pub wish: Wish,
    /// The octets in which it came, which the proofs are over.
    pub wish_octets: Vec<u8>,
    /// One for each realm that has to agree.
    pub proofs: Vec<Proof>,
}
