//! SID filtering: what a PAC that came over a trust may say here (MS-PAC 4.1.2.2, MS-KILE 3.3.5.7.5).

use std::fmt;

use xrealm_directory::{Realm, Trust};
use xrealm_names::Sid;
use xrealm_pac::{BufferType, GroupAttributes, KerbValidationInfo, PacDraft, SidPlace};
use xrealm_trust::sid_filter::RemovalRule;
use xrealm_trust::{Fate, Organization, OrganizationMarks, SidBoundary, SidClass, SidRefusal, TrustFilter};

use super::PacFault;
use crate::Refusal;

/// What became of the SIDs of a PAC that came over a trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossedSids {
    /// What the trust is for SIDs.
    pub boundary: SidBoundary,
    /// How many stayed, the user and its primary group among them.
    pub kept: usize,
    /// How many were taken out.
    pub removed_count: usize,
    /// Those that were taken out, [`CrossedSids::MAX_TOLD`] at most.
    pub removed: Vec<RemovedSid>,
    /// Whether the user is of another organization from here on.
    pub organization: Organization,
}

/// A SID that a trust does not let through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedSid {
    /// The SID.
    pub sid: Sid,
    /// Its class.
    pub class: SidClass,
    /// What took it out; `None` for a domain-local group of another domain, of which no ticket-granting ticket speaks.
    pub rule: Option<RemovalRule>,
}

/// Takes out of `logon` what may not pass `trust`; `None` if this realm has no SIDs.
///
/// # Errors
/// [`Refusal::Sids`] if the user itself may not pass.
pub(super) fn filter(
    realm: &Realm,
    trust: &Trust,
    logon: &mut KerbValidationInfo<'_>,
) -> Result<Option<CrossedSids>, Refusal> {
    let (Some(own), Some((forest, _))) = (realm.sid(), realm.view().domain()) else { return Ok(None) };
    let filter = TrustFilter::of_trust(&trust.tdo, own, std::sync::Arc::clone(forest.domain_sids()));
    let logon_domain = logon.logon_domain_id.clone();
    let sids = filter.for_pac(&logon_domain);
    let malformed = |_| Refusal::Pac(PacFault::TwoAccounts);
    let user = logon.user_sid().map_err(malformed)?;
    sids.authentication(&user).map_err(Refusal::Sids)?;
    let primary = logon.primary_group_sid().map_err(malformed)?;
    if let Fate::Removed(rule) = sids.fate(&primary) {
        return Err(Refusal::Sids(SidRefusal::IdentityRemoved { user, boundary: filter.boundary(), rule }));
    }

    let mut removed = Vec::new();
    let removed_count = logon.retain_sids(|place, sid| {
        let rule = match (place, sids.fate(sid)) {
            (SidPlace::ResourceGroup, _) => None,
            (SidPlace::User | SidPlace::PrimaryGroup | SidPlace::Group | SidPlace::Extra, Fate::Kept(_)) => {
                return true;
            }
            (_, Fate::Removed(rule)) => Some(rule),
        };
        if removed.len() < CrossedSids::MAX_TOLD {
            removed.push(RemovedSid { sid: sid.clone(), class: sids.class(sid), rule });
        }
        false
    });
    logon.clear_resource_groups();
    let organization = mark(trust, logon);
    let kept = logon.sids().count();
    Ok(Some(CrossedSids { boundary: filter.boundary(), kept, removed_count, removed, organization }))
}

/// Notes which organization the user is of.
pub(super) fn mark(trust: &Trust, logon: &mut KerbValidationInfo<'_>) -> Organization {
    let attributes = trust.tdo.trust_attributes;
    let marks = OrganizationMarks::on_arrival(attributes, logon.extra_sids.iter().map(|entry| &entry.sid));
    if marks.drops_this {
        let this = Organization::This.sid();
        logon.retain_sids(|place, sid| place != SidPlace::Extra || *sid != this);
    }
    if marks.adds_other {
        logon.add_extra_sid(Organization::Other.sid(), GroupAttributes::ENABLED_GROUP);
    }
    marks.organization
}

/// Takes out the buffers that do not cross `boundary`: signatures and sealed secrets never do, claims and what this KDC
/// does not know stay within the forest.
pub(super) fn filter_buffers(boundary: SidBoundary, draft: &mut PacDraft<'_>) {
    draft.retain(|buffer_type| match buffer_type {
        BufferType::LOGON_INFO
        | BufferType::CLIENT_INFO
        | BufferType::UPN_DNS_INFO
        | BufferType::DELEGATION_INFO
        | BufferType::ATTRIBUTES_INFO
        | BufferType::REQUESTOR_SID
        | BufferType::REQUESTOR_GUID => true,
        BufferType::CREDENTIALS_INFO
        | BufferType::SERVER_CHECKSUM
        | BufferType::KDC_CHECKSUM
        | BufferType::TICKET_CHECKSUM
        | BufferType::FULL_CHECKSUM
        | BufferType::DEVICE_INFO
        | BufferType::DEVICE_CLAIMS_INFO => false,
        _ => boundary.is_within_forest(),
    });
}

impl CrossedSids {
    /// The most SIDs that are told one by one.
    pub const MAX_TOLD: usize = 64;

    /// What the filter is called among the rules that decide an answer.
    pub const RULE: &'static str = "sid-filter";

    /// Every SID that was taken out, a line each.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.removed.iter().map(|removed| format!("SID filtering ({}): {removed}", self.boundary))
    }

    /// The SIDs that were taken out, with class, if there are any.
    pub(crate) fn removed_list(&self) -> Option<String> {
        let listed = self.removed.iter();
        let mut list: Vec<String> = listed.map(|removed| format!("{} ({})", removed.sid, removed.class)).collect();
        if let Some(more @ 1..) = self.removed_count.checked_sub(self.removed.len()) {
            list.push(format!("and {more} more"));
        }
        (!list.is_empty()).then(|| list.join(", "))
    }
}

impl fmt::Display for RemovedSid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} removed: ", self.sid)?;
        match &self.rule {
            Some(rule) => write!(f, "{rule}"),
            None => f.write_str("a domain-local group of another domain"),
        }
    }
}

impl fmt::Display for CrossedSids {
    /// One line: `CrossForest: kept 5, removed 2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: kept {}, removed {}", self.boundary, self.kept, self.removed_count)?;
        match self.organization {
            Organization::This => Ok(()),
            Organization::Other => f.write_str(", of another organization"),
        }
    }
}
