//! Which boundary a trust is (MS-PAC 4.1.2.2, first table; MS-ADTS 6.1.6.7.9).

use std::fmt;

use super::Evidence;
use crate::TrustAttributes;

/// What lies between the domain that issued a ticket-granting ticket and the one that filters its SIDs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SidBoundary {
    /// A member server looks at the PAC of a ticket. No KDC has this boundary.
    Member,
    /// The domain itself issued the ticket.
    WithinDomain,
    /// Parent-child, tree-root or shortcut trust.
    WithinForest,
    /// The same, quarantined.
    QuarantinedWithinForest,
    /// Forest trust.
    CrossForest,
    /// External trust that is not quarantined, or a forest trust with SID history enabled.
    External,
    /// Quarantined trust that leaves the forest.
    QuarantinedExternal,
    /// Forest trust for privileged identity management.
    Pim,
}

/// The boundary of every trust whose attributes have certain bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoundaryRule {
    /// The bits that are all set.
    pub bits: TrustAttributes,
    /// The boundary they make.
    pub boundary: SidBoundary,
    /// How well this is known.
    pub evidence: Evidence,
}

impl SidBoundary {
    /// All boundaries, as they stand side by side in the matrix.
    pub const ALL: [Self; 8] = [
        Self::Member,
        Self::WithinDomain,
        Self::WithinForest,
        Self::QuarantinedWithinForest,
        Self::CrossForest,
        Self::External,
        Self::QuarantinedExternal,
        Self::Pim,
    ];

    /// From bits to boundary; the first rule whose bits are all set decides. The last has no bits.
    ///
    /// Bits that count only beside another one (MS-ADTS 6.1.6.7.9) stand with it: TREAT_AS_EXTERNAL beside
    /// FOREST_TRANSITIVE, PIM_TRUST beside both.
    pub const RULES: [BoundaryRule; 8] = {
        const QUARANTINED: TrustAttributes = TrustAttributes::QUARANTINED_DOMAIN;
        const WITHIN_FOREST: TrustAttributes = TrustAttributes::WITHIN_FOREST;
        const FOREST: TrustAttributes = TrustAttributes::FOREST_TRANSITIVE;
        const EXTERNAL: TrustAttributes = FOREST.with(TrustAttributes::TREAT_AS_EXTERNAL);
        [
            rule(WITHIN_FOREST.with(QUARANTINED), Self::QuarantinedWithinForest, Evidence::Documented),
            rule(WITHIN_FOREST, Self::WithinForest, Evidence::Documented),
            rule(FOREST.with(QUARANTINED), Self::QuarantinedExternal, Evidence::Inferred),
            rule(EXTERNAL.with(TrustAttributes::PIM_TRUST), Self::Pim, Evidence::Documented),
            rule(EXTERNAL, Self::External, Evidence::Documented),
            rule(FOREST, Self::CrossForest, Evidence::Documented),
            rule(QUARANTINED, Self::QuarantinedExternal, Evidence::Documented),
            rule(TrustAttributes(0), Self::External, Evidence::Documented),
        ]
    };

    /// The boundary of a trust with these attributes.
    #[must_use]
    pub fn of(attributes: TrustAttributes) -> Self {
        let matching = Self::RULES.iter().find(|rule| attributes.contains(rule.bits));
        matching.map_or(Self::QuarantinedExternal, |rule| rule.boundary)
    }

    /// Whether the boundary is that of the own forest: what comes over it may speak for domains of the own forest.
    #[must_use]
    pub const fn is_within_forest(self) -> bool {
        match self {
            Self::WithinDomain | Self::WithinForest | Self::QuarantinedWithinForest => true,
            Self::Member | Self::CrossForest | Self::External | Self::QuarantinedExternal | Self::Pim => false,
        }
    }

    /// Whether a user whose PAC says that he is of the own forest is refused altogether, and how well that is known.
    ///
    /// MS-PAC has it for CrossForest and External. Over a quarantined external trust it follows, for the user's own SID
    /// does not pass. Over a PIM trust SIDs of the own forest pass as groups, and it is our choice that a user does not.
    #[must_use]
    pub const fn refuses_own_forest_identity(self) -> Option<Evidence> {
        match self {
            Self::CrossForest | Self::External => Some(Evidence::Documented),
            Self::QuarantinedExternal => Some(Evidence::Inferred),
            Self::Pim => Some(Evidence::Chosen),
            Self::Member | Self::WithinDomain | Self::WithinForest | Self::QuarantinedWithinForest => None,
        }
    }
}

impl fmt::Display for SidBoundary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Member => "Member",
            Self::WithinDomain => "WithinDomain",
            Self::WithinForest => "WithinForest",
            Self::QuarantinedWithinForest => "QuarantinedWithinForest",
            Self::CrossForest => "CrossForest",
            Self::External => "External",
            Self::QuarantinedExternal => "QuarantinedExternal",
            Self::Pim => "PIM",
        })
    }
}

const fn rule(bits: TrustAttributes, boundary: SidBoundary, evidence: Evidence) -> BoundaryRule {
    BoundaryRule { bits, boundary, evidence }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_make_the_boundary() {
        let table = [
            (0x20, SidBoundary::WithinForest),
            (0x24, SidBoundary::QuarantinedWithinForest),
            (0x8, SidBoundary::CrossForest),
            (0x48, SidBoundary::External),
            (0x448, SidBoundary::Pim),
            (0xC, SidBoundary::QuarantinedExternal),
            (0x0, SidBoundary::External),
            (0x4, SidBoundary::QuarantinedExternal),
        ];
        for (bits, boundary) in table {
            assert_eq!(SidBoundary::of(TrustAttributes(bits)), boundary, "{bits:#x}");
        }
    }

    #[test]
    fn bits_without_their_companion_change_nothing() {
        assert_eq!(SidBoundary::of(TrustAttributes(0x40)), SidBoundary::External);
        assert_eq!(SidBoundary::of(TrustAttributes(0x400)), SidBoundary::External);
        assert_eq!(SidBoundary::of(TrustAttributes(0x408)), SidBoundary::CrossForest);
        assert_eq!(SidBoundary::of(TrustAttributes(0x44)), SidBoundary::QuarantinedExternal);
    }

    #[test]
    fn quarantine_outweighs_every_relaxation() {
        for bits in [0x4C, 0x44C] {
            assert_eq!(SidBoundary::of(TrustAttributes(bits)), SidBoundary::QuarantinedExternal, "{bits:#x}");
        }
    }

    #[test]
    fn bits_that_are_not_about_filtering_change_no_boundary() {
        let others = !(0x4 | 0x8 | 0x20 | 0x40 | 0x400);
        for bits in [0x0, 0x4, 0x8, 0xC, 0x20, 0x24, 0x48, 0x448] {
            let (alone, crowded) = (TrustAttributes(bits), TrustAttributes(bits | others));
            assert_eq!(SidBoundary::of(alone), SidBoundary::of(crowded), "{bits:#x}");
        }
    }
}
