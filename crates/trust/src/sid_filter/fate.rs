//! What becomes of a SID, and why.

use std::fmt;

use thiserror::Error;
use xrealm_names::Sid;

use super::{MatrixRow, SidBoundary};

/// What becomes of a SID at a boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It stays in the PAC.
    Kept(KeptBecause),
    /// It is taken out.
    Removed(RemovalRule),
}

/// Why a SID stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeptBecause {
    /// The boundary does not touch SIDs of this row.
    Passes(MatrixRow),
    /// The boundary removes such SIDs, but this one's domain is one that the trust brings.
    Brought(MatrixRow),
    /// The boundary removes such SIDs of certain domains, and this one's is not among them.
    OtherDomain(MatrixRow),
}

/// The rule that takes a SID out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RemovalRule {
    /// The boundary removes all SIDs of this row.
    Row(MatrixRow),
    /// The boundary removes SIDs of this row whose domain the trust does not bring.
    NotBrought(MatrixRow),
    /// The boundary removes SIDs of this row whose domain is the own one; of DomainSpecific ones, rule D1.
    Own(MatrixRow),
    /// Rule D2: the SID's domain is not that of the user.
    NotOfTheUser(MatrixRow),
}

/// Why a PAC is refused as a whole.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum SidRefusal {
    /// Rule D3: the PAC says that the user is of a domain of the own forest, but comes from outside of it. MS-PAC names
    /// no Kerberos code; KDC_ERR_POLICY (12) is our choice.
    #[error("the PAC claims {user}, an account of the own forest, across a trust that leaves it ({boundary})")]
    OwnForestIdentity {
        /// The user, or the domain in which the PAC says that he logged on.
        user: Sid,
        /// The boundary.
        boundary: SidBoundary,
    },
    /// The filter removes the user's own SID. Windows has STATUS_ALL_SIDS_FILTERED; that KDC_ERR_POLICY (12) goes with
    /// it is our choice.
    #[error("SID filtering ({boundary}) removes the user's own identity {user}: {rule}")]
    IdentityRemoved {
        /// The user.
        user: Sid,
        /// The boundary.
        boundary: SidBoundary,
        /// What removes it.
        rule: RemovalRule,
    },
}

impl Fate {
    /// Whether the SID stays.
    #[must_use]
    pub const fn is_kept(self) -> bool {
        match self {
            Self::Kept(_) => true,
            Self::Removed(_) => false,
        }
    }
}

impl SidRefusal {
    /// STATUS_ALL_SIDS_FILTERED.
    pub const ALL_SIDS_FILTERED: u32 = 0xC000_035E;

    /// The NTSTATUS that Windows has for this, where one is known.
    #[must_use]
    pub const fn nt_status(&self) -> Option<u32> {
        match self {
            Self::OwnForestIdentity { .. } => None,
            Self::IdentityRemoved { .. } => Some(Self::ALL_SIDS_FILTERED),
        }
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kept(because) => write!(f, "kept: {because}"),
            Self::Removed(rule) => write!(f, "removed: {rule}"),
        }
    }
}

impl fmt::Display for KeptBecause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passes(row) => write!(f, "{row} passes"),
            Self::Brought(row) => write!(f, "{row}, of a domain that the trust brings"),
            Self::OtherDomain(row) => write!(f, "{row}, of no domain for which it is removed"),
        }
    }
}

impl fmt::Display for RemovalRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row(row) => write!(f, "{row} does not pass"),
            Self::NotBrought(row) => write!(f, "{row}, of a domain that the trust does not bring"),
            Self::Own(MatrixRow::DomainSpecific) => write!(f, "DomainSpecific, of the own domain (D1)"),
            Self::Own(row) => write!(f, "{row}, of the own domain"),
            Self::NotOfTheUser(row) => write!(f, "{row}, of another domain than the user (D2)"),
        }
    }
}
