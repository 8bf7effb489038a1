//! One of the two ends of a trust.

use serde::{Deserialize, Serialize};

/// One of the two ends of a trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrustSide {
    /// The end that owns the resources.
    Trusting,
    /// The end that owns the accounts.
    Trusted,
}

impl TrustSide {
    /// The other end.
    #[must_use]
    pub fn other(self) -> TrustSide {
        match self {
            TrustSide::Trusting => TrustSide::Trusted,
            TrustSide::Trusted => TrustSide::Trusting,
        }
    }
}
