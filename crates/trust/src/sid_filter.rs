//! Which SIDs of a PAC may cross a trust (MS-PAC 4.1.2.2).
//!
//! The domain that receives a ticket-granting ticket over a trust judges every SID in it: user, primary group, groups,
//! extra SIDs, resource groups, and those of the device. The [class](SidClass) of the SID and the
//! [boundary](SidBoundary) that the trust is decide by the [`matrix`]. Nothing here reads or writes a PAC.
//!
//! A *brought* domain is one that the trust may speak for: the partner itself, and over a forest trust every domain of
//! the partner forest whose record in the forest trust information is enabled. MS-PAC keeps ForestSpecific SIDs of "the
//! domain the PAC comes from"; here that is any brought domain, so that it depends on the trust and not on what the PAC
//! says of itself. No domain of the own forest is ever brought from outside, whatever a partner claims.

mod boundary;
mod class;
mod domain_sids;
mod evidence;
mod fate;
mod matrix;

pub use boundary::{BoundaryRule, SidBoundary};
pub use class::{FilterEdition, SidClass, SidPattern, SidShape};
pub use domain_sids::DomainSids;
pub use evidence::Evidence;
pub use fate::{Fate, KeptBecause, RemovalRule, SidRefusal};
pub use matrix::{MatrixLine, MatrixRow, Treatment, matrix};

use std::sync::Arc;

use xrealm_names::Sid;

use self::domain_sids::Triple;
use crate::trust_table::claims_names;
use crate::{RecordData, TrustedDomainObject};

/// All that filtering needs to know of one trust, computed once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustFilter {
    boundary: SidBoundary,
    edition: FilterEdition,
    /// The domain that filters; on a member server, the machine.
    own: Option<Triple>,
    own_forest: Arc<DomainSids>,
    brought: DomainSids,
}

/// A [`TrustFilter`] for one PAC: judges its SIDs one by one.
#[derive(Debug, Clone, Copy)]
pub struct SidFilter<'a> {
    trust: &'a TrustFilter,
    logon_domain: &'a Sid,
}

impl TrustFilter {
    /// The filter for ticket-granting tickets that come over the trust of this object. `own` is the domain that stores
    /// the object, `own_forest` all domains of its forest.
    ///
    /// A trust with a plain Kerberos realm brings no domain, for it has no SID: what is left of a PAC is NeverFilter
    /// and, the boundary being External, accounts of third domains. Such a PAC is not to be believed at all.
    #[must_use]
    pub fn of_trust(object: &TrustedDomainObject, own: &Sid, own_forest: Arc<DomainSids>) -> Self {
        let boundary = SidBoundary::of(object.trust_attributes);
        Self::new(boundary, own, own_forest, brought(object, boundary))
    }

    /// A filter of any boundary. On a member server `own` is the machine's SID.
    #[must_use]
    pub fn new(boundary: SidBoundary, own: &Sid, own_forest: Arc<DomainSids>, brought: DomainSids) -> Self {
        let own = Triple::of_domain(own);
        let brought = if boundary.is_within_forest() {
            brought
        } else {
            brought.retaining(|domain| Some(domain) != own && !own_forest.has(domain))
        };
        Self { boundary, edition: FilterEdition::Current, own, own_forest, brought }
    }

    /// The same, as an older generation of domain controllers would filter.
    #[must_use]
    pub fn in_edition(mut self, edition: FilterEdition) -> Self {
        self.edition = edition;
        self
    }

    /// The boundary.
    #[must_use]
    pub fn boundary(&self) -> SidBoundary {
        self.boundary
    }

    /// The domains that the trust may speak for.
    #[must_use]
    pub fn brought(&self) -> &DomainSids {
        &self.brought
    }

    /// The filter for a PAC with this LogonDomainId, or for its device with the device's.
    #[must_use]
    pub fn for_pac<'a>(&'a self, logon_domain: &'a Sid) -> SidFilter<'a> {
        SidFilter { trust: self, logon_domain }
    }

    fn is_own_forest(&self, domain: Option<Triple>) -> bool {
        domain.is_some_and(|domain| Some(domain) == self.own || self.own_forest.has(domain))
    }

    /// The row for accounts of a domain.
    fn account_row(&self, domain: Option<Triple>) -> MatrixRow {
        if self.brings(domain) {
            MatrixRow::BroughtAccount
        } else if self.is_own_forest(domain) {
            MatrixRow::OwnForestAccount
        } else {
            MatrixRow::ForeignAccount
        }
    }

    fn brings(&self, domain: Option<Triple>) -> bool {
        domain.is_some_and(|domain| self.brought.has(domain))
    }
}

impl SidFilter<'_> {
    /// The class of a SID.
    #[must_use]
    pub fn class(&self, sid: &Sid) -> SidClass {
        SidClass::of(sid, self.trust.edition)
    }

    /// The row of the matrix that a SID falls under.
    #[must_use]
    pub fn row(&self, sid: &Sid) -> MatrixRow {
        match self.class(sid) {
            SidClass::AlwaysFilter => MatrixRow::AlwaysFilter,
            SidClass::ForestSpecific => MatrixRow::ForestSpecific,
            SidClass::Edc => MatrixRow::Edc,
            SidClass::DomainSpecific => MatrixRow::DomainSpecific,
            SidClass::NeverFilter => MatrixRow::NeverFilter,
            SidClass::Account => self.trust.account_row(Triple::of_account(sid)),
        }
    }

    /// What becomes of a SID. Its attributes do not matter: MS-PAC filters disabled and deny-only groups alike.
    #[must_use]
    pub fn fate(&self, sid: &Sid) -> Fate {
        let row = self.row(sid);
        let domain = Triple::of_account(sid);
        let is_own = || domain.is_some() && domain == self.trust.own;
        let is_of_the_user = || domain.is_some() && domain == Triple::of_domain(self.logon_domain);
        match row.treatment(self.trust.boundary) {
            Treatment::Keep => Fate::Kept(KeptBecause::Passes(row)),
            Treatment::Remove => Fate::Removed(RemovalRule::Row(row)),
            Treatment::RemoveUnlessBrought if self.trust.brings(domain) => Fate::Kept(KeptBecause::Brought(row)),
            Treatment::RemoveUnlessBrought => Fate::Removed(RemovalRule::NotBrought(row)),
            Treatment::RemoveOwn | Treatment::RemoveOwnAndOthers if is_own() => Fate::Removed(RemovalRule::Own(row)),
            Treatment::RemoveOthers | Treatment::RemoveOwnAndOthers if !is_of_the_user() => {
                Fate::Removed(RemovalRule::NotOfTheUser(row))
            }
            Treatment::RemoveOwn | Treatment::RemoveOthers | Treatment::RemoveOwnAndOthers => {
                Fate::Kept(KeptBecause::OtherDomain(row))
            }
        }
    }

    /// Whether the PAC may be used at all. `user` is LogonDomainId with UserId, or the first extra SID if UserId is 0.
    ///
    /// The user's SID must be kept, and so must be accounts of the user's domain: a well-known account, like an
    /// Administrator, comes from nowhere else than its domain's other users do.
    ///
    /// # Errors
    /// [`SidRefusal`], for which KDC_ERR_POLICY (12) is customary.
    pub fn authentication(&self, user: &Sid) -> Result<(), SidRefusal> {
        let boundary = self.trust.boundary;
        let domain = Triple::of_account(user);
        let is_of_own_forest = || {
            [Triple::of_domain(self.logon_domain), domain].into_iter().any(|domain| self.trust.is_own_forest(domain))
        };
        if boundary.refuses_own_forest_identity().is_some() && is_of_own_forest() {
            return Err(SidRefusal::OwnForestIdentity { user: user.clone(), boundary });
        }
        let row = self.trust.account_row(domain);
        let rule = match (self.fate(user), row.treatment(boundary)) {
            (Fate::Removed(rule), _) => rule,
            (Fate::Kept(_), Treatment::Remove) => RemovalRule::Row(row),
            (Fate::Kept(_), _) => return Ok(()),
        };
        Err(SidRefusal::IdentityRemoved { user: user.clone(), boundary, rule })
    }
}

/// The domains that a trust may speak for, as far as the object says.
///
/// The partner counts even where its forest trust information does not list it, but not where that lists it disabled.
fn brought(object: &TrustedDomainObject, boundary: SidBoundary) -> DomainSids {
    let records = match boundary {
        SidBoundary::CrossForest | SidBoundary::External | SidBoundary::Pim if claims_names(object) => {
            object.forest_trust_info.as_ref().map(|info| info.records.as_slice()).unwrap_or_default()
        }
        SidBoundary::Member
        | SidBoundary::WithinDomain
        | SidBoundary::WithinForest
        | SidBoundary::QuarantinedWithinForest
        | SidBoundary::CrossForest
        | SidBoundary::External
        | SidBoundary::QuarantinedExternal
        | SidBoundary::Pim => &[],
    };
    let domains = || {
        records.iter().filter_map(|record| match &record.data {
            RecordData::DomainInfo { sid, .. } => Some((sid, record.is_enabled())),
            RecordData::TopLevelName(_)
            | RecordData::TopLevelNameEx(_)
            | RecordData::BinaryInfo { .. }
            | RecordData::ScannerInfo { .. }
            | RecordData::Unknown { .. } => None,
        })
    };
    let is_enabled = |sid: &Sid| domains().all(|(listed, enabled)| enabled || listed != sid);
    let all = object.security_identifier.iter().chain(domains().map(|(sid, _)| sid));
    DomainSids::new(all.filter(|sid| is_enabled(sid)))
}

#[cfg(test)]
mod tests;
