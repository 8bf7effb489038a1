//! Why names that a partner forest claims are not stored or not enabled.

use std::fmt;

use thiserror::Error;
use xrealm_names::RealmName;
use xrealm_trust::{CollisionCause, IllFormed};

/// Why names that a partner forest claims are not stored or not enabled.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum NamesRefusal {
    /// The records do not go together.
    #[error("the names claimed by {partner} cannot be stored: {}", List(violations))]
    IllFormed {
        /// The partner.
        partner: RealmName,
        /// Every rule that is broken.
        violations: Vec<IllFormed>,
    },
    /// Only a forest that is served here can be asked.
    #[error("{partner} is not served here and cannot be asked for its names")]
    NotCollectable {
        /// The partner.
        partner: RealmName,
    },
    /// The partner claims no such thing.
    #[error("{partner} does not claim {claim}")]
    UnknownClaim {
        /// The partner.
        partner: RealmName,
        /// The name or SID.
        claim: Box<str>,
    },
    /// Somebody else has it, and has to give it up first.
    #[error("{claim} of {partner} cannot be enabled: {holder} {cause}")]
    InConflict {
        /// The partner.
        partner: RealmName,
        /// The name or SID.
        claim: Box<str>,
        /// The partner of another trust, or a domain of the own forest.
        holder: RealmName,
        /// What the two have in common.
        cause: CollisionCause,
    },
}

struct List<'a>(&'a [IllFormed]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, violation) in self.0.iter().enumerate() {
            write!(f, "{}{violation}", if position == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}
