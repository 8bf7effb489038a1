//! The error names of the LSA interface, under which administrators know why a trust cannot be made or changed
//! (MS-LSAD 3.1.4.7.4, .10, .14 and .16; numbers MS-ERREF 2.3).

use std::fmt;

use xrealm_trust::Inconsistency;

use crate::ChangeRefusal;

/// An NTSTATUS with which the LSA interface refuses a change to a trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NtStatus {
    /// Attributes or names that do not go together.
    InvalidParameter,
    /// Something the caller may not do.
    AccessDenied,
    /// The partner's name, flat name or SID is that of another partner.
    ObjectNameCollision,
    /// No SID or a malformed one where one is needed.
    InvalidSid,
    /// Only possible at the root of a forest.
    InvalidDomainState,
    /// No such trusted domain.
    NoSuchDomain,
    /// No domain controller of the partner can be reached.
    NoLogonServers,
    /// The two ends do not have the same secret.
    TrustedDomainFailure,
    /// A trust with oneself.
    CurrentDomainNotAllowed,
}

impl NtStatus {
    /// The number.
    #[must_use]
    pub fn value(self) -> u32 {
        match self {
            NtStatus::InvalidParameter => 0xC000_000D,
            NtStatus::AccessDenied => 0xC000_0022,
            NtStatus::ObjectNameCollision => 0xC000_0035,
            NtStatus::InvalidSid => 0xC000_0078,
            NtStatus::InvalidDomainState => 0xC000_00DD,
            NtStatus::NoSuchDomain => 0xC000_00DF,
            NtStatus::NoLogonServers => 0xC000_005E,
            NtStatus::TrustedDomainFailure => 0xC000_018C,
            NtStatus::CurrentDomainNotAllowed => 0xC000_02E9,
        }
    }

    /// The name, without `STATUS_`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            NtStatus::InvalidParameter => "INVALID_PARAMETER",
            NtStatus::AccessDenied => "ACCESS_DENIED",
            NtStatus::ObjectNameCollision => "OBJECT_NAME_COLLISION",
            NtStatus::InvalidSid => "INVALID_SID",
            NtStatus::InvalidDomainState => "INVALID_DOMAIN_STATE",
            NtStatus::NoSuchDomain => "NO_SUCH_DOMAIN",
            NtStatus::NoLogonServers => "NO_LOGON_SERVERS",
            NtStatus::TrustedDomainFailure => "TRUSTED_DOMAIN_FAILURE",
            NtStatus::CurrentDomainNotAllowed => "CURRENT_DOMAIN_NOT_ALLOWED",
        }
    }
}

impl fmt::Display for NtStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "STATUS_{} ({:#010X})", self.name(), self.value())
    }
}

impl ChangeRefusal {
    /// What the LSA interface says to a refused change to a trust; `None` for what is not about trusts.
    #[must_use]
    pub fn nt_status(&self) -> Option<NtStatus> {
        match self {
            ChangeRefusal::TrustToItself { .. } => Some(NtStatus::CurrentDomainNotAllowed),
            ChangeRefusal::TrustExists { .. }
            | ChangeRefusal::TrustDiffers { .. }
            | ChangeRefusal::FlatNameTaken { .. } => Some(NtStatus::ObjectNameCollision),
            ChangeRefusal::UnknownTrust { .. }
            | ChangeRefusal::UnknownRealm { .. }
            | ChangeRefusal::NotServed { .. } => Some(NtStatus::NoSuchDomain),
            ChangeRefusal::NotAForestRoot { .. }
            | ChangeRefusal::ForestRootStays { .. }
            | ChangeRefusal::HasChildDomain { .. } => Some(NtStatus::InvalidDomainState),
            ChangeRefusal::InconsistentTrust { inconsistency, .. } => Some(of_inconsistency(*inconsistency)),
            ChangeRefusal::BadSid { .. } => Some(NtStatus::InvalidSid),
            ChangeRefusal::LinkIsCut { .. } => Some(NtStatus::NoLogonServers),
            ChangeRefusal::SecretsDiffer { .. } | ChangeRefusal::SecretNotConfirmed { .. } => {
                Some(NtStatus::TrustedDomainFailure)
            }
            ChangeRefusal::ManagedDomain { .. } => Some(NtStatus::AccessDenied),
            ChangeRefusal::AutomaticTrust { .. }
            | ChangeRefusal::WrongForest { .. }
            | ChangeRefusal::NotADomain { .. }
            | ChangeRefusal::NoPlainRealm { .. }
            | ChangeRefusal::DownlevelDomain { .. }
            | ChangeRefusal::TransitivityIsFixed { .. }
            | ChangeRefusal::ForeignAttribute { .. }
            | ChangeRefusal::IneffectiveAttribute { .. }
            | ChangeRefusal::BadAttribute { .. }
            | ChangeRefusal::NoNamespaces { .. }
            | ChangeRefusal::NotAForestTrust { .. }
            | ChangeRefusal::NoSuffixes { .. }
            | ChangeRefusal::ExclusionOutside { .. }
            | ChangeRefusal::Names(_)
            | ChangeRefusal::SecretSetByHand { .. }
            | ChangeRefusal::NoKeys => Some(NtStatus::InvalidParameter),
            ChangeRefusal::RealmExists { .. }
            | ChangeRefusal::NotBelowParent { .. }
            | ChangeRefusal::NetbiosNameTaken { .. }
            | ChangeRefusal::BadNetbiosName { .. }
            | ChangeRefusal::SidTaken { .. }
            | ChangeRefusal::NoEncryptionType { .. }
            | ChangeRefusal::AccountExists { .. }
            | ChangeRefusal::UnknownAccount { .. }
            | ChangeRefusal::BadAccountName { .. }
            | ChangeRefusal::ReservedAccount { .. }
            | ChangeRefusal::RidTaken { .. }
            | ChangeRefusal::UserPrincipalNameTaken { .. }
            | ChangeRefusal::BadUserPrincipalName { .. }
            | ChangeRefusal::PasswordPolicy { .. }
            | ChangeRefusal::GroupExists { .. }
            | ChangeRefusal::UnknownGroup { .. }
            | ChangeRefusal::ReservedGroup { .. }
            | ChangeRefusal::ForeignMember { .. }
            | ChangeRefusal::ForeignGroup { .. }
            | ChangeRefusal::ForeignSid { .. }
            | ChangeRefusal::UnknownTrustee { .. }
            | ChangeRefusal::BadIdentity { .. }
            | ChangeRefusal::LinkToItself { .. }
            | ChangeRefusal::ControllerExists { .. }
            | ChangeRefusal::UnknownController { .. }
            | ChangeRefusal::Forest(_) => None,
        }
    }
}

fn of_inconsistency(inconsistency: Inconsistency) -> NtStatus {
    match inconsistency {
        Inconsistency::NotAtForestRoot => NtStatus::InvalidDomainState,
        Inconsistency::NoSid => NtStatus::InvalidSid,
        Inconsistency::Exclusive { .. }
        | Inconsistency::ForestTransitiveType
        | Inconsistency::MixedNames { .. }
        | Inconsistency::NotWithinForest => NtStatus::InvalidParameter,
    }
}

#[cfg(test)]
mod tests {
    use xrealm_names::RealmName;

    use super::*;
    use crate::ManagedLimit;

    /// Row 79: the reasons the LSA interface gives.
    #[test]
    fn a_refusal_has_the_name_and_number_of_the_lsa_interface() {
        let name = || RealmName::new("A.TEST").unwrap();
        let table = [
            (ChangeRefusal::TrustToItself { name: name() }, "STATUS_CURRENT_DOMAIN_NOT_ALLOWED (0xC00002E9)"),
            (
                ChangeRefusal::TrustExists { realm: name(), partner: name() },
                "STATUS_OBJECT_NAME_COLLISION (0xC0000035)",
            ),
            (ChangeRefusal::UnknownTrust { trusting: name(), trusted: name() }, "STATUS_NO_SUCH_DOMAIN (0xC00000DF)"),
            (ChangeRefusal::NotAForestRoot { name: name() }, "STATUS_INVALID_DOMAIN_STATE (0xC00000DD)"),
            (
                ChangeRefusal::InconsistentTrust {
                    realm: name(),
                    partner: name(),
                    inconsistency: Inconsistency::NoSid,
                },
                "STATUS_INVALID_SID (0xC0000078)",
            ),
            (
                ChangeRefusal::NotAForestTrust { realm: name(), partner: name() },
                "STATUS_INVALID_PARAMETER (0xC000000D)",
            ),
            (
                ChangeRefusal::ManagedDomain { name: name(), limit: ManagedLimit::TooManyTrusts },
                "STATUS_ACCESS_DENIED (0xC0000022)",
            ),
        ];
        for (refusal, status) in table {
            assert_eq!(refusal.nt_status().unwrap().to_string(), status, "{refusal}");
        }
        assert_eq!(ChangeRefusal::RealmExists { name: name() }.nt_status(), None);
    }
}
