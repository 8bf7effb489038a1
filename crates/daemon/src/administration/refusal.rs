//! Why a wish is not done.

use thiserror::Error;
use xrealm_admin::{OperationRefusal, RefusalKind};
use xrealm_names::RealmName;

use super::clock_wishes::{FASTEST, MOST_YEARS};
use super::partner::PartnerFault;
use super::proofs::ProofFault;
use crate::store::StoreError;

/// Why a wish is not done.
#[derive(Debug, Error)]
pub(crate) enum PerformRefusal {
    /// It cannot be done, or not by whoever asks.
    #[error(transparent)]
    Operation(#[from] OperationRefusal),
    /// Who asks says to be somebody, and the proof does not hold.
    #[error("the proof for {realm} does not hold: {fault}")]
    Proof {
        /// The realm it is for.
        realm: String,
        /// Why it does not.
        fault: ProofFault,
    },
    /// It could not be kept.
    #[error("the operation is not done, for it cannot be kept: {0}")]
    Store(#[from] StoreError),
    /// The other process did not do its half.
    #[error(transparent)]
    Partner(#[from] PartnerFault),
    /// Another process asks for what its administrator did not ask for.
    #[error("what is asked is no part of what the administrator asked for; name both domains by their DNS names")]
    NoPart,
    /// It was taken back before it came.
    #[error("it was taken back before it came")]
    TakenBack,
    /// What would be due on the way would take too long to do.
    #[error("the clock is set forward by {MOST_YEARS} years at most: do it in several steps")]
    TooFar,
    /// No clock is to run so fast.
    #[error("the clock runs at most {FASTEST} times as fast as real time")]
    TooFast,
    /// There is no state that could be dumped.
    #[error("this daemon keeps no state: it was started without --state")]
    NoState,
    /// Another operation takes too long.
    #[error("another operation is under way: try again")]
    Busy,
}

impl PerformRefusal {
    /// A word for programs: those of [`RefusalKind`].
    pub(crate) fn kind(&self) -> &str {
        match self {
            PerformRefusal::Operation(refusal) => refusal.kind().as_str(),
            PerformRefusal::Proof { .. } => RefusalKind::NotAuthenticated.as_str(),
            PerformRefusal::Store(_) => RefusalKind::Store.as_str(),
            PerformRefusal::TooFar | PerformRefusal::TooFast => RefusalKind::Usage.as_str(),
            PerformRefusal::NoPart => RefusalKind::AccessDenied.as_str(),
            PerformRefusal::NoState => RefusalKind::NotFound.as_str(),
            PerformRefusal::Partner(PartnerFault::Refused { kind, .. }) => kind,
            PerformRefusal::Partner(PartnerFault::NotAsked { .. })
            | PerformRefusal::TakenBack
            | PerformRefusal::Busy => RefusalKind::Unreachable.as_str(),
        }
    }

    /// The realms that have to agree and did not.
    pub(crate) fn realms(&self) -> &[RealmName] {
        match self {
            PerformRefusal::Operation(OperationRefusal::NotAuthenticated { realms }) => realms,
            PerformRefusal::Operation(OperationRefusal::AccessDenied { realm, .. }) => std::slice::from_ref(realm),
            PerformRefusal::Partner(PartnerFault::Refused { realms, .. }) => realms,
            PerformRefusal::Operation(_)
            | PerformRefusal::Proof { .. }
            | PerformRefusal::Store(_)
            | PerformRefusal::Partner(PartnerFault::NotAsked { .. })
            | PerformRefusal::NoPart
            | PerformRefusal::TakenBack
            | PerformRefusal::TooFar
            | PerformRefusal::TooFast
            | PerformRefusal::NoState
            | PerformRefusal::Busy => &[],
        }
    }
}
