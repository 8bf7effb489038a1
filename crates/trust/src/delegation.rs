//! Whether a user's own tickets may be handed on across a trust: the ok-as-delegate flag (MS-KILE 3.3.5.7.5).

use std::fmt;

use thiserror::Error;

use crate::TrustAttributes;

/// The ticket that another one is asked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SourceTicket {
    /// This realm issued it to its own client: no trust was crossed yet, and its flag says nothing.
    Own,
    /// It came over a trust.
    Referral {
        /// Whether it carries ok-as-delegate.
        ok_as_delegate: bool,
    },
}

/// Why a trust lets the flag pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DelegationGround {
    /// WITHIN_FOREST.
    WithinForest,
    /// CROSS_ORGANIZATION_ENABLE_TGT_DELEGATION.
    Enabled,
}

/// Why a trust does not let the flag pass.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DelegationBar {
    /// The ticket that it is asked with came over a trust without the flag.
    #[error("the ticket came over a trust without ok-as-delegate")]
    SourceWithout,
    /// QUARANTINED_DOMAIN.
    #[error("the trust is quarantined")]
    Quarantined,
    /// CROSS_ORGANIZATION_NO_TGT_DELEGATION.
    #[error("the trust forbids TGT delegation")]
    Forbidden,
    /// The trust leaves the forest and TGT delegation is not enabled: the default since KB4490425.
    #[error("TGT delegation is not enabled for the trust, which leaves the forest")]
    NotEnabled,
}

/// Whether a ticket that crosses a trust with these attributes may carry ok-as-delegate.
///
/// Both ends ask their own object: the trusted one when it writes the referral, the trusting one when it has received
/// it. Which of the two Windows looks at is told differently by KB4490425 (the trusted one) and by netdom's page
/// (outbound trusts); a flag that either withholds stays away. A service's own trust for delegation comes on top.
///
/// # Errors
/// [`DelegationBar`], the first that applies. What forbids outweighs what enables.
pub const fn delegation_across(
    attributes: TrustAttributes,
    source: SourceTicket,
) -> Result<DelegationGround, DelegationBar> {
    if let SourceTicket::Referral { ok_as_delegate: false } = source {
        return Err(DelegationBar::SourceWithout);
    }
    if attributes.contains(TrustAttributes::QUARANTINED_DOMAIN) {
        return Err(DelegationBar::Quarantined);
    }
    if attributes.contains(TrustAttributes::CROSS_ORGANIZATION_NO_TGT_DELEGATION) {
        return Err(DelegationBar::Forbidden);
    }
    if attributes.contains(TrustAttributes::WITHIN_FOREST) {
        return Ok(DelegationGround::WithinForest);
    }
    if attributes.contains(TrustAttributes::CROSS_ORGANIZATION_ENABLE_TGT_DELEGATION) {
        return Ok(DelegationGround::Enabled);
    }
    Err(DelegationBar::NotEnabled)
}

impl fmt::Display for DelegationGround {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::WithinForest => "the trust is within the forest",
            Self::Enabled => "TGT delegation is enabled for the trust",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn across(bits: u32, source: SourceTicket) -> Result<DelegationGround, DelegationBar> {
        delegation_across(TrustAttributes(bits), source)
    }

    /// Acceptance row 46, as far as the trust decides.
    #[test]
    fn a_trust_that_leaves_the_forest_delegates_only_where_it_is_enabled() {
        for bits in [0x0, 0x8, 0x48, 0x10, 0x448] {
            assert_eq!(across(bits, SourceTicket::Own), Err(DelegationBar::NotEnabled), "{bits:#x}");
            assert_eq!(across(bits | 0x800, SourceTicket::Own), Ok(DelegationGround::Enabled), "{bits:#x}");
        }
        assert_eq!(across(0x20, SourceTicket::Own), Ok(DelegationGround::WithinForest));
    }

    #[test]
    fn what_forbids_outweighs_what_enables() {
        for bits in [0x8, 0x20, 0x808, 0x820] {
            assert_eq!(across(bits | 0x200, SourceTicket::Own), Err(DelegationBar::Forbidden), "{bits:#x}");
            assert_eq!(across(bits | 0x4, SourceTicket::Own), Err(DelegationBar::Quarantined), "{bits:#x}");
        }
    }

    #[test]
    fn a_flag_that_was_lost_on_the_way_does_not_come_back() {
        let (with, without) =
            (SourceTicket::Referral { ok_as_delegate: true }, SourceTicket::Referral { ok_as_delegate: false });
        for bits in 0..0x1000 {
            assert_eq!(across(bits, without), Err(DelegationBar::SourceWithout), "{bits:#x}");
            assert_eq!(across(bits, with), across(bits, SourceTicket::Own), "{bits:#x}");
        }
    }

    #[test]
    fn the_rule_is_that_of_the_document() {
        for bits in 0..0x1000_u32 {
            for source_has_it in [false, true] {
                let disabled = !source_has_it || bits & 0x200 != 0 || bits & 0x4 != 0;
                let enabled = bits & 0x20 != 0 || bits & 0x800 != 0;
                let source = SourceTicket::Referral { ok_as_delegate: source_has_it };
                assert_eq!(across(bits, source).is_ok(), enabled && !disabled, "{bits:#x}");
            }
        }
    }
}
