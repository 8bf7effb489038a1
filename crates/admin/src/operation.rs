//! What an administrator can ask for: the same verbs on every surface.
//!
//! Names of domains and realms are as they were typed: DNS or NetBIOS, in any case.

mod account;
mod clock;
mod controller;
mod trust;

pub use account::{AccountOperation, AccountWish, AuthorizationWish, NewAccountWish};
pub use clock::ClockOperation;
pub use controller::ControllerOperation;
use serde::{Deserialize, Serialize};
pub use trust::{
    Authentication, CreateTrust, OwnSuffixChange, OwnSuffixKind, Setting, SuffixChange, SuffixName, TrustEnds,
    TrustOperation, TrustSwitch,
};

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// About trusts.
    Trust(TrustOperation),
    /// About accounts, groups and password policies.
    Account(AccountOperation),
    /// About domain controllers, their replication and the links between domains.
    Controller(ControllerOperation),
    /// About the clock the KDCs live by.
    Clock(ClockOperation),
    /// The domains and realms there are.
    Domains,
    /// The latest entries of the journal.
    Audit {
        /// How many at most.
        last: usize,
    },
    /// The changes that make the directory as it is now from nothing.
    Dump {
        /// Whether secrets are in it.
        secrets: bool,
    },
}
