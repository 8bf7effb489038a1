//! What kind of refusal it is, for programs and exit codes.

use serde::{Deserialize, Serialize};
use xrealm_directory::ChangeRefusal;

use super::OperationRefusal;

/// What kind of refusal it is, for programs and exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalKind {
    /// What is asked does not go together.
    Usage,
    /// Something named is not there.
    NotFound,
    /// Something is there already.
    Exists,
    /// Who asks has not proven to be anybody, or proved it wrongly.
    NotAuthenticated,
    /// Who asks may not.
    AccessDenied,
    /// A rule of the directory forbids it.
    Rule,
    /// The names of the other side cannot be resolved.
    Dns,
    /// The other side cannot be reached.
    Unreachable,
    /// The store failed.
    Store,
}

impl RefusalKind {
    /// The word for it, as it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            RefusalKind::Usage => "usage",
            RefusalKind::NotFound => "not-found",
            RefusalKind::Exists => "exists",
            RefusalKind::NotAuthenticated => "not-authenticated",
            RefusalKind::AccessDenied => "access-denied",
            RefusalKind::Rule => "rule",
            RefusalKind::Dns => "dns",
            RefusalKind::Unreachable => "unreachable",
            RefusalKind::Store => "store",
        }
    }
}

impl OperationRefusal {
    /// What kind of refusal it is.
    #[must_use]
    pub fn kind(&self) -> RefusalKind {
        match self {
            OperationRefusal::Change(refusal) => of_change(refusal),
            OperationRefusal::Account(refusal) => refusal.kind(),
            OperationRefusal::AmbiguousName { .. }
            | OperationRefusal::NotADnsName { .. }
            | OperationRefusal::NetdomForestTrust { .. }
            | OperationRefusal::ForestTransitiveKind { .. }
            | OperationRefusal::LevelOfOtherDirection { .. }
            | OperationRefusal::SelectiveKind { .. }
            | OperationRefusal::QuarantineKind { .. }
            | OperationRefusal::EmptyTrustPassword
            | OperationRefusal::PasswordNeeded { .. }
            | OperationRefusal::OneSideOnly { .. }
            | OperationRefusal::SideElsewhere { .. }
            | OperationRefusal::ForceNeedsDnsName { .. }
            | OperationRefusal::ChildDomainAlone
            | OperationRefusal::EverythingIsResolved
            | OperationRefusal::NotPlanned => RefusalKind::Usage,
            OperationRefusal::UnknownRealm { .. }
            | OperationRefusal::NotServed { .. }
            | OperationRefusal::RealmCase { .. }
            | OperationRefusal::UnknownTrust { .. }
            | OperationRefusal::EndMissing { .. }
            | OperationRefusal::NoScannerRecord { .. }
            | OperationRefusal::NoOwnSuffix { .. }
            | OperationRefusal::NoSuchSuffix { .. } => RefusalKind::NotFound,
            OperationRefusal::SuffixExists { .. } => RefusalKind::Exists,
            OperationRefusal::NotUpperCase { .. }
            | OperationRefusal::SwitchKind { .. }
            | OperationRefusal::SwitchDirection { .. }
            | OperationRefusal::NoSuffixList { .. }
            | OperationRefusal::NotSwitchable { .. }
            | OperationRefusal::NamesAreCollected { .. }
            | OperationRefusal::NoForest { .. } => RefusalKind::Rule,
            OperationRefusal::NameResolution { .. } => RefusalKind::Dns,
            OperationRefusal::Unreachable { .. }
            | OperationRefusal::NamesNotTold { .. }
            | OperationRefusal::PdcHeld { .. } => RefusalKind::Unreachable,
            OperationRefusal::NotAuthenticated { .. } => RefusalKind::NotAuthenticated,
            OperationRefusal::AccessDenied { .. } => RefusalKind::AccessDenied,
        }
    }
}

/// What is not about something missing or present is a rule.
fn of_change(refusal: &ChangeRefusal) -> RefusalKind {
    if matches!(
        refusal,
        ChangeRefusal::UnknownRealm { .. }
            | ChangeRefusal::UnknownAccount { .. }
            | ChangeRefusal::UnknownTrust { .. }
            | ChangeRefusal::UnknownController { .. }
    ) {
        RefusalKind::NotFound
    } else if matches!(
        refusal,
        ChangeRefusal::RealmExists { .. }
            | ChangeRefusal::AccountExists { .. }
            | ChangeRefusal::TrustExists { .. }
            | ChangeRefusal::ControllerExists { .. }
            | ChangeRefusal::FlatNameTaken { .. }
    ) {
        RefusalKind::Exists
    } else if matches!(refusal, ChangeRefusal::LinkIsCut { .. }) {
        RefusalKind::Unreachable
    } else {
        RefusalKind::Rule
    }
}
