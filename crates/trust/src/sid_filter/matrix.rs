//! What each boundary does with each class (MS-PAC 4.1.2.2), as data.

use std::fmt;

use super::{Evidence, SidBoundary};

/// One row of the matrix. Accounts take three, by whose they are; every other class has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MatrixRow {
    /// [`SidClass::AlwaysFilter`](super::SidClass::AlwaysFilter).
    AlwaysFilter,
    /// [`SidClass::ForestSpecific`](super::SidClass::ForestSpecific).
    ForestSpecific,
    /// [`SidClass::Edc`](super::SidClass::Edc).
    Edc,
    /// [`SidClass::DomainSpecific`](super::SidClass::DomainSpecific).
    DomainSpecific,
    /// An account of a domain that the trust brings.
    BroughtAccount,
    /// An account of a domain of the own forest, which the trust does not bring; to a member, one of its own.
    OwnForestAccount,
    /// An account of any other domain.
    ForeignAccount,
    /// [`SidClass::NeverFilter`](super::SidClass::NeverFilter).
    NeverFilter,
}

/// What a boundary does with the SIDs of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Treatment {
    /// Kept.
    Keep,
    /// Removed.
    Remove,
    /// Removed, unless the SID's domain is one that the trust brings.
    RemoveUnlessBrought,
    /// Removed if the SID's domain is the own one.
    RemoveOwn,
    /// Removed if the SID's domain is the own one (rule D1) or is not that of the user (rule D2).
    RemoveOwnAndOthers,
    /// Removed if the SID's domain is not that of the user (rule D2).
    RemoveOthers,
}

/// One row of the matrix with what every boundary does, in the order of [`SidBoundary::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatrixLine {
    /// The row.
    pub row: MatrixRow,
    /// One entry for each boundary.
    pub treatments: [Treatment; 8],
}

/// The whole matrix.
#[must_use]
pub fn matrix() -> [MatrixLine; 8] {
    MatrixRow::ALL.map(|row| MatrixLine { row, treatments: SidBoundary::ALL.map(|boundary| row.treatment(boundary)) })
}

impl MatrixRow {
    /// All rows in order.
    pub const ALL: [Self; 8] = [
        Self::AlwaysFilter,
        Self::ForestSpecific,
        Self::Edc,
        Self::DomainSpecific,
        Self::BroughtAccount,
        Self::OwnForestAccount,
        Self::ForeignAccount,
        Self::NeverFilter,
    ];

    /// What a boundary does with the SIDs of this row.
    #[must_use]
    pub const fn treatment(self, boundary: SidBoundary) -> Treatment {
        use Treatment::{Keep, Remove, RemoveOthers, RemoveOwn, RemoveOwnAndOthers, RemoveUnlessBrought};
        let [member, within_forest, quarantined_within, cross_forest, external, quarantined_external, pim] = match self
        {
            Self::AlwaysFilter => [Remove; 7],
            Self::ForestSpecific => {
                let unless = RemoveUnlessBrought;
                [RemoveOwn, Keep, unless, unless, unless, unless, Keep]
            }
            Self::Edc => [Keep, Keep, Keep, Remove, Remove, Remove, Remove],
            Self::DomainSpecific => {
                let both = RemoveOwnAndOthers;
                [both, both, both, both, both, both, RemoveOthers]
            }
            Self::BroughtAccount => [Keep; 7],
            Self::OwnForestAccount => [RemoveOwn, Keep, Remove, Remove, Remove, Remove, Keep],
            Self::ForeignAccount => [Keep, Keep, Remove, Remove, Keep, Remove, Keep],
            Self::NeverFilter => [Keep; 7],
        };
        match boundary {
            SidBoundary::Member => member,
            SidBoundary::WithinDomain => Keep,
            SidBoundary::WithinForest => within_forest,
            SidBoundary::QuarantinedWithinForest => quarantined_within,
            SidBoundary::CrossForest => cross_forest,
            SidBoundary::External => external,
            SidBoundary::QuarantinedExternal => quarantined_external,
            SidBoundary::Pim => pim,
        }
    }

    /// How well the entry for a boundary is known.
    ///
    /// A member's own well-known accounts: the text removes all that begins with the member's prefix, the table has
    /// no such entry. A PIM trust brings the own forest's SIDs on purpose, so D1 does not apply, though the table lists
    /// it.
    #[must_use]
    pub const fn evidence(self, boundary: SidBoundary) -> Evidence {
        match boundary {
            SidBoundary::Member if matches!(self, Self::ForestSpecific) => Evidence::Inferred,
            SidBoundary::Pim if matches!(self, Self::DomainSpecific) => Evidence::Inferred,
            SidBoundary::Member
            | SidBoundary::WithinDomain
            | SidBoundary::WithinForest
            | SidBoundary::QuarantinedWithinForest
            | SidBoundary::CrossForest
            | SidBoundary::External
            | SidBoundary::QuarantinedExternal
            | SidBoundary::Pim => Evidence::Documented,
        }
    }
}

impl fmt::Display for MatrixRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::AlwaysFilter => "AlwaysFilter",
            Self::ForestSpecific => "ForestSpecific",
            Self::Edc => "EDC",
            Self::DomainSpecific => "DomainSpecific",
            Self::BroughtAccount => "account, domain of the trust",
            Self::OwnForestAccount => "account, domain of the own forest",
            Self::ForeignAccount => "account, any other domain",
            Self::NeverFilter => "NeverFilter",
        })
    }
}

impl fmt::Display for Treatment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Keep => "-",
            Self::Remove => "X",
            Self::RemoveUnlessBrought => "X (1)",
            Self::RemoveOwn => "X if own",
            Self::RemoveOwnAndOthers => "D1, D2",
            Self::RemoveOthers => "D2",
        })
    }
}
