//! DEVICE_INFO (0xE): PAC_DEVICE_INFO (MS-PAC 2.12), the machine that the client sits at.

use xrealm_names::Sid;

use super::{BufferType, PacBuffer};
use crate::ndr::reader::ArrayPointer;
use crate::ndr::{NdrReader, NdrWriter};
use crate::{DecodeError, GroupMembership, SidAndAttributes};

/// PAC_DEVICE_INFO (MS-PAC 2.12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceInfo {
    /// The machine account's RID in `account_domain_id`.
    pub user_id: u32,
    /// Its primary group's RID.
    pub primary_group_id: u32,
    /// The domain of the machine account.
    pub account_domain_id: Sid,
    /// Its groups in that domain.
    pub account_group_ids: Vec<GroupMembership>,
    /// Its other SIDs.
    pub extra_sids: Vec<SidAndAttributes>,
    /// Its groups in other domains.
    pub domain_groups: Vec<DomainGroupMembership>,
}

/// DOMAIN_GROUP_MEMBERSHIP (MS-PAC 2.2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainGroupMembership {
    /// The domain.
    pub domain_id: Sid,
    /// The groups in it.
    pub group_ids: Vec<GroupMembership>,
}

impl DeviceInfo {
    /// Its number.
    pub const TYPE: BufferType = BufferType::DEVICE_INFO;

    /// Reads the buffer.
    ///
    /// # Errors
    /// [`DecodeError`] if it is not the NDR of this structure, or if a domain is missing.
    pub fn decode(octets: &[u8]) -> Result<Self, DecodeError> {
        let mut ndr = NdrReader::open(octets)?;
        let user_id = ndr.u32()?;
        let primary_group_id = ndr.u32()?;
        let has_domain = ndr.pointer()?;
        let account_group_ids = ndr.counted_pointer()?;
        let extra_sids = ndr.counted_pointer()?;
        let domain_groups = ndr.counted_pointer()?;
        if !has_domain {
            return Err(DecodeError::NullPointer);
        }
        Ok(Self {
            user_id,
            primary_group_id,
            account_domain_id: ndr.sid()?,
            account_group_ids: ndr.memberships(account_group_ids)?,
            extra_sids: ndr.sids_and_attributes(extra_sids)?,
            domain_groups: read_domain_groups(&mut ndr, domain_groups)?,
        })
    }
}

fn read_domain_groups(ndr: &mut NdrReader<'_>, array: ArrayPointer) -> Result<Vec<DomainGroupMembership>, DecodeError> {
    let counts = ndr.elements(array, LEAST_DOMAIN_GROUPS_BYTES, |ndr| {
        if ndr.pointer()? { ndr.counted_pointer() } else { Err(DecodeError::NullPointer) }
    })?;
    counts
        .into_iter()
        .map(|groups| Ok(DomainGroupMembership { domain_id: ndr.sid()?, group_ids: ndr.memberships(groups)? }))
        .collect()
}

impl PacBuffer for DeviceInfo {
    fn buffer_type(&self) -> BufferType {
        Self::TYPE
    }

    fn encode_into(&self, out: &mut Vec<u8>) {
        let mut ndr = NdrWriter::open(out);
        ndr.u32(self.user_id);
        ndr.u32(self.primary_group_id);
        ndr.pointer(true);
        ndr.count(self.account_group_ids.len());
        ndr.pointer(!self.account_group_ids.is_empty());
        ndr.count(self.extra_sids.len());
        ndr.pointer(!self.extra_sids.is_empty());
        let first_sid = ndr.referents(self.extra_sids.len());
        ndr.count(self.domain_groups.len());
        ndr.pointer(!self.domain_groups.is_empty());
        ndr.sid(&self.account_domain_id);
        if !self.account_group_ids.is_empty() {
            ndr.memberships(&self.account_group_ids);
        }
        if !self.extra_sids.is_empty() {
            ndr.sids_and_attributes(&self.extra_sids, first_sid);
        }
        if !self.domain_groups.is_empty() {
            write_domain_groups(&mut ndr, &self.domain_groups);
        }
        ndr.close();
    }
}

fn write_domain_groups(ndr: &mut NdrWriter<'_>, domains: &[DomainGroupMembership]) {
    ndr.count(domains.len());
    for domain in domains {
        ndr.pointer(true);
        ndr.count(domain.group_ids.len());
        ndr.pointer(!domain.group_ids.is_empty());
    }
    for domain in domains {
        ndr.sid(&domain.domain_id);
        if !domain.group_ids.is_empty() {
            ndr.memberships(&domain.group_ids);
        }
    }
}

/// Two pointers and a count, and a SID without sub-authorities.
const LEAST_DOMAIN_GROUPS_BYTES: usize = 12 + 12;
