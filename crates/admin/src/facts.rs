//! What is told of an operation: facts for programs, and in words for people.

mod account;
mod controllers;
mod domain;
mod group;
mod trust;
mod trust_end;

pub use account::{AccountFacts, AuthorizationFacts, PasswordPolicyFacts};
pub use domain::DomainFacts;
pub use group::GroupFacts;
use serde::{Deserialize, Serialize};
pub use trust::{SecretFacts, SuffixFacts, SuffixListFacts, TrustEndFacts, Verification, VerificationFacts};
pub(crate) use trust_end::{kind as trust_kind, suffix_kind};

#[cfg(test)]
pub(crate) use trust::example_end;

use crate::Octets;

/// The answer to an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Something was changed, or would be.
    Done(Box<Done>),
    /// Ends of trusts.
    Trusts(Vec<TrustEndFacts>),
    /// One end of a trust.
    Trust(Box<TrustEndFacts>),
    /// What testing the secrets of a trust found, a line for each direction.
    Verified(Vec<VerificationFacts>),
    /// The names that a partner claims, or that a forest would claim.
    Suffixes(SuffixListFacts),
    /// Domains and realms.
    Domains(Vec<DomainFacts>),
    /// Accounts.
    Accounts(Vec<AccountFacts>),
    /// One account.
    Account(Box<AccountFacts>),
    /// Groups.
    Groups(Vec<GroupFacts>),
    /// A keytab.
    Keytab(Octets),
    /// A password policy.
    PasswordPolicy(PasswordPolicyFacts),
    /// Domain controllers and cut links.
    Controllers {
        /// The controllers.
        controllers: Vec<ControllerFacts>,
        /// The links that are cut.
        cut: Vec<LinkFacts>,
    },
    /// The clock.
    Clock(ClockFacts),
    /// Entries of the journal, the latest last.
    Audit(Vec<AuditFacts>),
    /// The changes that make the directory, one JSON value each.
    Dump(Vec<serde_json::Value>),
}

/// What was done, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
    /// Whether it was only planned.
    pub dry_run: bool,
    /// The changes in words.
    pub changes: Vec<String>,
    /// What was replaced, in words.
    pub replaced: Vec<String>,
    /// The ends of trusts that were touched, as they are now or would be.
    pub trusts: Vec<TrustEndFacts>,
    /// The account that was touched, as it is now or would be.
    #[serde(default)]
    pub account: Option<AccountFacts>,
    /// What testing the secrets found, if that was asked.
    pub verified: Vec<VerificationFacts>,
    /// What else there is to know: what the other side has to do, names that arrived in conflict.
    pub notes: Vec<String>,
    /// The random password that was set, where it has to be told.
    #[serde(default)]
    pub password: Option<String>,
}

/// One domain controller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControllerFacts {
    /// The domain.
    pub realm: String,
    /// Its name.
    pub controller: String,
    /// Whether it is the PDC emulator.
    pub pdc: bool,
    /// After how many seconds it learns of a change.
    pub delay_seconds: u64,
    /// Since when it learns of none.
    pub held_since: Option<String>,
    /// The time as of which it knows the directory.
    pub knows_until: String,
}

/// A link between two domains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkFacts {
    /// One domain.
    pub one: String,
    /// The other.
    pub other: String,
}

/// The clock the KDCs live by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockFacts {
    /// What time it is.
    pub now: String,
    /// Thousandths of its seconds in one real second.
    pub rate_thousandths: u64,
    /// Whether it is the operating system's, unshifted.
    pub system: bool,
    /// What was done in between, if it was moved.
    pub upkeep: Vec<String>,
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditFacts {
    /// Its number.
    pub number: u64,
    /// When.
    pub at: String,
    /// Who had it done.
    pub by: String,
    /// From where.
    pub surface: String,
    /// What was asked.
    pub operation: String,
    /// The changes in words; empty if it was refused.
    pub changes: Vec<String>,
    /// What was replaced, in words.
    pub replaced: Vec<String>,
    /// Why it was refused, if it was.
    #[serde(default)]
    pub refused: Option<String>,
}
