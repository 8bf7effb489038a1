//! The status numbers that netdom and nltest tell.

use crate::{RefusalKind, Verification};

/// One of Windows' status numbers with its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Win32Status {
    /// The number.
    pub code: u32,
    /// Its name.
    pub name: &'static str,
}

impl Win32Status {
    /// It worked.
    pub const SUCCESS: Win32Status = Win32Status { code: 0, name: "NERR_Success" };
    /// Nothing more precise is known.
    pub const FAILED: Win32Status = Win32Status { code: 1, name: "ERROR_INVALID_FUNCTION" };
    /// Who asks may not.
    pub const ACCESS_DENIED: Win32Status = Win32Status { code: 5, name: "ERROR_ACCESS_DENIED" };
    /// Cannot be done from here.
    pub const NOT_SUPPORTED: Win32Status = Win32Status { code: 50, name: "ERROR_NOT_SUPPORTED" };
    /// It is there already.
    pub const ALREADY_EXISTS: Win32Status = Win32Status { code: 183, name: "ERROR_ALREADY_EXISTS" };
    /// The other side cannot be reached.
    pub const NO_LOGON_SERVERS: Win32Status = Win32Status { code: 1311, name: "ERROR_NO_LOGON_SERVERS" };
    /// A wrong name or password.
    pub const LOGON_FAILURE: Win32Status = Win32Status { code: 1326, name: "ERROR_LOGON_FAILURE" };
    /// There is no such domain, or no trust with it.
    pub const NO_SUCH_DOMAIN: Win32Status = Win32Status { code: 1355, name: "ERROR_NO_SUCH_DOMAIN" };
    /// The other side does not know the trust.
    pub const NO_TRUST_SAM_ACCOUNT: Win32Status = Win32Status { code: 1787, name: "ERROR_NO_TRUST_SAM_ACCOUNT" };
    /// The two sides hold different secrets.
    pub const TRUST_FAILURE: Win32Status = Win32Status { code: 1789, name: "ERROR_TRUSTED_RELATIONSHIP_FAILURE" };
    /// The other side's names cannot be resolved.
    pub const DNS_NAME_ERROR: Win32Status = Win32Status { code: 9003, name: "DNS_ERROR_RCODE_NAME_ERROR" };

    /// The exit status of the process: the low eight bits, which is all that POSIX keeps of the number.
    #[must_use]
    pub fn exit_status(self) -> u8 {
        self.code.to_le_bytes()[0]
    }

    /// That of a refusal.
    #[must_use]
    pub fn of_refusal(kind: RefusalKind) -> Self {
        match kind {
            RefusalKind::Usage | RefusalKind::Rule | RefusalKind::Store => Self::FAILED,
            RefusalKind::NotFound => Self::NO_SUCH_DOMAIN,
            RefusalKind::Exists => Self::ALREADY_EXISTS,
            RefusalKind::NotAuthenticated => Self::LOGON_FAILURE,
            RefusalKind::AccessDenied => Self::ACCESS_DENIED,
            RefusalKind::Dns => Self::DNS_NAME_ERROR,
            RefusalKind::Unreachable => Self::NO_LOGON_SERVERS,
        }
    }

    /// That of what testing a secret found.
    #[must_use]
    pub fn of_verification(found: Verification) -> Self {
        match found {
            Verification::Healthy => Self::SUCCESS,
            Verification::SecretMismatch => Self::TRUST_FAILURE,
            Verification::MissingAtPartner => Self::NO_TRUST_SAM_ACCOUNT,
            Verification::PartnerUnreachable => Self::NO_LOGON_SERVERS,
            Verification::NotTestable => Self::NOT_SUPPORTED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_result_of_a_verification_has_its_own_exit_status() {
        let every = [
            (Verification::Healthy, 0),
            (Verification::SecretMismatch, 253),
            (Verification::MissingAtPartner, 251),
            (Verification::PartnerUnreachable, 31),
            (Verification::NotTestable, 50),
        ];
        for (found, status) in every {
            assert_eq!(Win32Status::of_verification(found).exit_status(), status, "{found:?}");
        }
    }

    #[test]
    fn refusals_have_exit_statuses_other_than_those_of_usage() {
        let every = [
            (RefusalKind::Rule, 1),
            (RefusalKind::NotFound, 75),
            (RefusalKind::Exists, 183),
            (RefusalKind::NotAuthenticated, 46),
            (RefusalKind::AccessDenied, 5),
            (RefusalKind::Dns, 43),
            (RefusalKind::Unreachable, 31),
        ];
        for (kind, status) in every {
            assert_eq!(Win32Status::of_refusal(kind).exit_status(), status, "{kind:?}");
        }
    }
}
