//! All SIDs of KERB_VALIDATION_INFO: reading them as whole SIDs, adding some, taking some out.

use smallvec::SmallVec;
use xrealm_names::{Sid, SidError};

use crate::{GroupAttributes, GroupMembership, KerbValidationInfo, SidAndAttributes, UserFlags};

/// Where in KERB_VALIDATION_INFO a SID stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SidPlace {
    /// UserId in LogonDomainId.
    User,
    /// PrimaryGroupId in LogonDomainId.
    PrimaryGroup,
    /// GroupIds in LogonDomainId.
    Group,
    /// ExtraSids.
    Extra,
    /// ResourceGroupIds in ResourceGroupDomainSid.
    ResourceGroup,
}

/// A SID and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedSid {
    /// Where.
    pub place: SidPlace,
    /// The whole SID.
    pub sid: Sid,
    /// How the membership counts; none for the user and the primary group.
    pub attributes: GroupAttributes,
}

impl KerbValidationInfo<'_> {
    /// The client: UserId in the account's domain, or the first extra SID if UserId is 0 (MS-PAC 2.5).
    ///
    /// # Errors
    /// [`SidError`] if the domain's SID has no room for a RID.
    pub fn user_sid(&self) -> Result<Sid, SidError> {
        match self.extra_sids.first() {
            Some(first) if self.user_id == 0 => Ok(first.sid.clone()),
            Some(_) | None => member(&self.logon_domain_id, self.user_id),
        }
    }

    /// The primary group.
    ///
    /// # Errors
    /// As [`KerbValidationInfo::user_sid`].
    pub fn primary_group_sid(&self) -> Result<Sid, SidError> {
        member(&self.logon_domain_id, self.primary_group_id)
    }

    /// Every SID, in the order of the fields. The user stands in its own place only if UserId is not 0.
    ///
    /// # Errors
    /// Each entry is [`SidError`] if its domain's SID has no room for a RID; resource groups without a domain are left
    /// out.
    pub fn sids(&self) -> impl Iterator<Item = Result<PlacedSid, SidError>> {
        let domain = &self.logon_domain_id;
        let placed =
            |place, sid: Result<Sid, SidError>, attributes| sid.map(|sid| PlacedSid { place, sid, attributes });
        let user = (self.user_id != 0)
            .then(|| placed(SidPlace::User, member(domain, self.user_id), GroupAttributes::default()));
        let primary = placed(SidPlace::PrimaryGroup, self.primary_group_sid(), GroupAttributes::default());
        let groups = self
            .group_ids
            .iter()
            .map(move |group| placed(SidPlace::Group, member(domain, group.relative_id), group.attributes));
        let extra =
            self.extra_sids.iter().map(move |entry| placed(SidPlace::Extra, Ok(entry.sid.clone()), entry.attributes));
        let resource = self.resource_group_domain_sid.iter().flat_map(move |domain| {
            self.resource_group_ids
                .iter()
                .map(move |group| placed(SidPlace::ResourceGroup, member(domain, group.relative_id), group.attributes))
        });
        user.into_iter().chain([primary]).chain(groups).chain(extra).chain(resource)
    }

    /// Takes out every group, extra SID and resource group that `keep` does not want; gives how many went. The user and
    /// the primary group, which cannot be absent, are not asked about.
    ///
    /// A group whose domain's SID has no room for a RID has no SID and goes. Flags of parts that became empty are
    /// cleared.
    pub fn retain_sids(&mut self, mut keep: impl FnMut(SidPlace, &Sid) -> bool) -> usize {
        let before = self.memberships();
        let domain = &self.logon_domain_id;
        self.group_ids.retain(|group| member(domain, group.relative_id).is_ok_and(|sid| keep(SidPlace::Group, &sid)));
        self.extra_sids.retain(|entry| keep(SidPlace::Extra, &entry.sid));
        if let Some(domain) = &self.resource_group_domain_sid {
            self.resource_group_ids
                .retain(|group| member(domain, group.relative_id).is_ok_and(|sid| keep(SidPlace::ResourceGroup, &sid)));
        }
        let gone = before - self.memberships();
        if gone > 0 {
            self.clear_flags_of_empty_parts();
        }
        gone
    }

    /// Adds a SID to ExtraSids, unless it is there.
    pub fn add_extra_sid(&mut self, sid: Sid, attributes: GroupAttributes) {
        if !self.extra_sids.iter().any(|entry| entry.sid == sid) {
            self.extra_sids.push(SidAndAttributes { sid, attributes });
        }
        self.user_flags.set(UserFlags::EXTRA_SIDS, true);
    }

    /// Puts the domain-local groups of the service's domain in place of what stands there.
    pub fn set_resource_groups(&mut self, domain: Sid, groups: Vec<GroupMembership>) {
        self.resource_group_domain_sid = (!groups.is_empty()).then_some(domain);
        self.user_flags.set(UserFlags::RESOURCE_GROUPS, !groups.is_empty());
        self.resource_group_ids = groups;
    }

    /// Takes all resource groups out, which no TGT carries.
    pub fn clear_resource_groups(&mut self) {
        self.resource_group_ids.clear();
        self.resource_group_domain_sid = None;
        self.user_flags.set(UserFlags::RESOURCE_GROUPS, false);
    }

    fn memberships(&self) -> usize {
        self.group_ids.len() + self.extra_sids.len() + self.resource_group_ids.len()
    }

    fn clear_flags_of_empty_parts(&mut self) {
        if self.extra_sids.is_empty() {
            self.user_flags.set(UserFlags::EXTRA_SIDS, false);
        }
        if self.resource_group_ids.is_empty() {
            self.clear_resource_groups();
        }
    }
}

/// The SID with this RID in a domain, put together on the stack.
fn member(domain: &Sid, rid: u32) -> Result<Sid, SidError> {
    let mut parts: SmallVec<[u32; Sid::MAX_SUB_AUTHORITIES + 1]> = domain.sub_authorities().into();
    parts.push(rid);
    Sid::new(domain.authority(), &parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sid(text: &str) -> Sid {
        text.parse().unwrap()
    }

    fn info() -> KerbValidationInfo<'static> {
        let mut info = KerbValidationInfo::new(sid("S-1-5-21-1-2-3"), 1105);
        info.group_ids = vec![GroupMembership::enabled(513), GroupMembership::enabled(512)];
        info.add_extra_sid(sid("S-1-18-1"), GroupAttributes::ENABLED_GROUP);
        info.add_extra_sid(sid("S-1-5-21-9-9-9-519"), GroupAttributes::ENABLED_GROUP);
        info.set_resource_groups(sid("S-1-5-21-7-7-7"), vec![GroupMembership::resource(1200)]);
        info
    }

    #[test]
    fn every_sid_is_told_with_its_place() {
        let told: Vec<_> = info().sids().map(|placed| placed.map(|at| (at.place, at.sid.to_string()))).collect();
        let expected = [
            (SidPlace::User, "S-1-5-21-1-2-3-1105"),
            (SidPlace::PrimaryGroup, "S-1-5-21-1-2-3-513"),
            (SidPlace::Group, "S-1-5-21-1-2-3-513"),
            (SidPlace::Group, "S-1-5-21-1-2-3-512"),
            (SidPlace::Extra, "S-1-18-1"),
            (SidPlace::Extra, "S-1-5-21-9-9-9-519"),
            (SidPlace::ResourceGroup, "S-1-5-21-7-7-7-1200"),
        ];
        assert_eq!(told, expected.map(|(place, text)| Ok((place, text.to_owned()))));
    }

    #[test]
    fn filtered_sids_are_gone_and_empty_parts_lose_their_flags() {
        let mut info = info();
        let gone = info.retain_sids(|place, sid| place == SidPlace::Group && !sid.to_string().ends_with("-512"));
        assert_eq!((gone, info.group_ids.len()), (4, 1));
        assert_eq!(info.user_flags, UserFlags::default());
        assert_eq!((info.resource_group_domain_sid, info.extra_sids), (None, vec![]));
    }

    #[test]
    fn keeping_all_changes_nothing() {
        let mut kept = info();
        assert_eq!(kept.retain_sids(|_, _| true), 0);
        assert_eq!(kept, info());
    }

    #[test]
    fn a_sid_is_added_once() {
        let mut info = info();
        info.add_extra_sid(sid("S-1-18-1"), GroupAttributes::ENABLED_GROUP);
        assert_eq!(info.extra_sids.len(), 2);
    }

    #[test]
    fn a_user_without_a_rid_is_the_first_extra_sid() {
        let mut info = info();
        info.user_id = 0;
        assert_eq!(info.user_sid(), Ok(sid("S-1-18-1")));
    }

    #[test]
    fn a_full_domain_sid_has_no_members() {
        let mut info = info();
        info.logon_domain_id = Sid::new(5, &[1; 15]).unwrap();
        assert_eq!(info.user_sid(), Err(SidError::SubAuthorityCount(16)));
        assert_eq!(info.retain_sids(|_, _| true), 2);
        assert!(info.group_ids.is_empty());
    }
}
