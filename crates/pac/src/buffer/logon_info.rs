//! LOGON_INFO (1): KERB_VALIDATION_INFO (MS-PAC 2.5), who the client is and what it belongs to.

use xrealm_names::Sid;

use super::{BufferType, PacBuffer};
use crate::ndr::writer::Spare;
use crate::ndr::{NdrReader, NdrWriter};
use crate::{DecodeError, FileTime, GroupMembership, SidAndAttributes, UserFlags, WideText};

/// KERB_VALIDATION_INFO, every field of it (MS-PAC 2.5).
///
/// GroupCount, SidCount and ResourceGroupCount are the lengths of the vectors beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KerbValidationInfo<'a> {
    /// The account's last logon.
    pub logon_time: FileTime,
    /// When the session ends; [`FileTime::NEVER`] for Kerberos.
    pub logoff_time: FileTime,
    /// When the client is to be thrown out.
    pub kick_off_time: FileTime,
    /// Zero if the password was never set.
    pub password_last_set: FileTime,
    /// From when the password may be changed.
    pub password_can_change: FileTime,
    /// Until when it must be.
    pub password_must_change: FileTime,
    /// sAMAccountName as the directory stores it.
    pub effective_name: WideText<'a>,
    /// The full name.
    pub full_name: WideText<'a>,
    /// The logon script.
    pub logon_script: WideText<'a>,
    /// The profile's path.
    pub profile_path: WideText<'a>,
    /// The home folder.
    pub home_directory: WideText<'a>,
    /// The drive letter of a home folder on the network.
    pub home_directory_drive: WideText<'a>,
    /// How often the account logged on.
    pub logon_count: u16,
    /// How often the password was wrong since.
    pub bad_password_count: u16,
    /// The account's RID in `logon_domain_id`; 0 if the first of `extra_sids` is the account.
    pub user_id: u32,
    /// The primary group's RID in `logon_domain_id`.
    pub primary_group_id: u32,
    /// Global and universal groups of the account's domain.
    pub group_ids: Vec<GroupMembership>,
    /// Which of the optional parts are populated.
    pub user_flags: UserFlags,
    /// Zero for Kerberos.
    pub user_session_key: [u8; 16],
    /// NetBIOS name of the KDC that the client logged in at.
    pub logon_server: WideText<'a>,
    /// NetBIOS name of the account's domain.
    pub logon_domain_name: WideText<'a>,
    /// SID of the account's domain.
    pub logon_domain_id: Sid,
    /// Zero.
    pub reserved1: [u32; 2],
    /// USER_ACCOUNT bits of the SAM, not those of the userAccountControl attribute (MS-SAMR 2.2.1.12).
    pub user_account_control: u32,
    /// Zero.
    pub sub_auth_status: u32,
    /// The last interactive logon.
    pub last_successful_i_logon: FileTime,
    /// The last interactive logon that failed.
    pub last_failed_i_logon: FileTime,
    /// How many failed since the last that did not.
    pub failed_i_logon_count: u32,
    /// Zero.
    pub reserved3: u32,
    /// Groups of other domains, SID history, identities of the logon.
    pub extra_sids: Vec<SidAndAttributes>,
    /// The domain of `resource_group_ids`.
    pub resource_group_domain_sid: Option<Sid>,
    /// Domain-local groups of the service's domain.
    pub resource_group_ids: Vec<GroupMembership>,
}

impl<'a> KerbValidationInfo<'a> {
    /// Its number.
    pub const TYPE: BufferType = BufferType::LOGON_INFO;

    /// An account of a domain that never logged on, belongs to no group but Domain Users (513) as its primary one, and
    /// whose password neither was set nor expires: every other field is the caller's to fill.
    #[must_use]
    pub fn new(logon_domain_id: Sid, user_id: u32) -> Self {
        Self {
            logon_time: FileTime::ZERO,
            logoff_time: FileTime::NEVER,
            kick_off_time: FileTime::NEVER,
            password_last_set: FileTime::ZERO,
            password_can_change: FileTime::ZERO,
            password_must_change: FileTime::NEVER,
            effective_name: WideText::EMPTY,
            full_name: WideText::EMPTY,
            logon_script: WideText::EMPTY,
            profile_path: WideText::EMPTY,
            home_directory: WideText::EMPTY,
            home_directory_drive: WideText::EMPTY,
            logon_count: 0,
            bad_password_count: 0,
            user_id,
            primary_group_id: DOMAIN_USERS,
            group_ids: Vec::new(),
            user_flags: UserFlags::default(),
            user_session_key: [0; 16],
            logon_server: WideText::EMPTY,
            logon_domain_name: WideText::EMPTY,
            logon_domain_id,
            reserved1: [0; 2],
            user_account_control: USER_NORMAL_ACCOUNT,
            sub_auth_status: 0,
            last_successful_i_logon: FileTime::ZERO,
            last_failed_i_logon: FileTime::ZERO,
            failed_i_logon_count: 0,
            reserved3: 0,
            extra_sids: Vec::new(),
            resource_group_domain_sid: None,
            resource_group_ids: Vec::new(),
        }
    }

    /// Reads the buffer. Texts stay in `octets`.
    ///
    /// # Errors
    /// [`DecodeError`] if it is not the NDR of this structure, or if the account's domain is missing.
    pub fn decode(octets: &'a [u8]) -> Result<Self, DecodeError> {
        let mut ndr = NdrReader::open(octets)?;
        let logon_time = ndr.file_time()?;
        let logoff_time = ndr.file_time()?;
        let kick_off_time = ndr.file_time()?;
        let password_last_set = ndr.file_time()?;
        let password_can_change = ndr.file_time()?;
        let password_must_change = ndr.file_time()?;
        let effective_name = ndr.text_header()?;
        let full_name = ndr.text_header()?;
        let logon_script = ndr.text_header()?;
        let profile_path = ndr.text_header()?;
        let home_directory = ndr.text_header()?;
        let home_directory_drive = ndr.text_header()?;
        let logon_count = ndr.u16()?;
        let bad_password_count = ndr.u16()?;
        let user_id = ndr.u32()?;
        let primary_group_id = ndr.u32()?;
        let group_ids = ndr.counted_pointer()?;
        let user_flags = UserFlags(ndr.u32()?);
        let user_session_key = ndr.array()?;
        let logon_server = ndr.text_header()?;
        let logon_domain_name = ndr.text_header()?;
        let has_domain = ndr.pointer()?;
        let reserved1 = [ndr.u32()?, ndr.u32()?];
        let user_account_control = ndr.u32()?;
        let sub_auth_status = ndr.u32()?;
        let last_successful_i_logon = ndr.file_time()?;
        let last_failed_i_logon = ndr.file_time()?;
        let failed_i_logon_count = ndr.u32()?;
        let reserved3 = ndr.u32()?;
        let extra_sids = ndr.counted_pointer()?;
        let has_resource_domain = ndr.pointer()?;
        let resource_group_ids = ndr.counted_pointer()?;
        if !has_domain {
            return Err(DecodeError::NullPointer);
        }
        // From here on in the order of the pointers: what they point to.
        Ok(Self {
            logon_time,
            logoff_time,
            kick_off_time,
            password_last_set,
            password_can_change,
            password_must_change,
            effective_name: ndr.text(effective_name)?,
            full_name: ndr.text(full_name)?,
            logon_script: ndr.text(logon_script)?,
            profile_path: ndr.text(profile_path)?,
            home_directory: ndr.text(home_directory)?,
            home_directory_drive: ndr.text(home_directory_drive)?,
            logon_count,
            bad_password_count,
            user_id,
            primary_group_id,
            group_ids: ndr.memberships(group_ids)?,
            user_flags,
            user_session_key,
            logon_server: ndr.text(logon_server)?,
            logon_domain_name: ndr.text(logon_domain_name)?,
            logon_domain_id: ndr.sid()?,
            reserved1,
            user_account_control,
            sub_auth_status,
            last_successful_i_logon,
            last_failed_i_logon,
            failed_i_logon_count,
            reserved3,
            extra_sids: ndr.sids_and_attributes(extra_sids)?,
            resource_group_domain_sid: if has_resource_domain { Some(ndr.sid()?) } else { None },
            resource_group_ids: ndr.memberships(resource_group_ids)?,
        })
    }

    /// The six texts about the user, in order.
    fn user_texts(&self) -> [&WideText<'a>; 6] {
        [
            &self.effective_name,
            &self.full_name,
            &self.logon_script,
            &self.profile_path,
            &self.home_directory,
            &self.home_directory_drive,
        ]
    }

    /// The 216 octets whose pointers come first; gives the number of the first pointer to an extra SID.
    fn write_fixed_part(&self, ndr: &mut NdrWriter<'_>) -> u32 {
        for time in [
            self.logon_time,
            self.logoff_time,
            self.kick_off_time,
            self.password_last_set,
            self.password_can_change,
            self.password_must_change,
        ] {
            ndr.file_time(time);
        }
        for text in self.user_texts() {
            ndr.text_header(text, Spare::None);
        }
        ndr.u16(self.logon_count);
        ndr.u16(self.bad_password_count);
        ndr.u32(self.user_id);
        ndr.u32(self.primary_group_id);
        ndr.count(self.group_ids.len());
        ndr.pointer(!self.group_ids.is_empty());
        ndr.u32(self.user_flags.0);
        ndr.octets(&self.user_session_key);
        ndr.text_header(&self.logon_server, Spare::OneUnit);
        ndr.text_header(&self.logon_domain_name, Spare::OneUnit);
        ndr.pointer(true);
        let [low, high] = self.reserved1;
        ndr.u32(low);
        ndr.u32(high);
        ndr.u32(self.user_account_control);
        ndr.u32(self.sub_auth_status);
        ndr.file_time(self.last_successful_i_logon);
        ndr.file_time(self.last_failed_i_logon);
        ndr.u32(self.failed_i_logon_count);
        ndr.u32(self.reserved3);
        ndr.count(self.extra_sids.len());
        ndr.pointer(!self.extra_sids.is_empty());
        let first_sid = ndr.referents(self.extra_sids.len());
        ndr.pointer(self.resource_group_domain_sid.is_some());
        ndr.count(self.resource_group_ids.len());
        ndr.pointer(!self.resource_group_ids.is_empty());
        first_sid
    }
}

impl PacBuffer for KerbValidationInfo<'_> {
    fn buffer_type(&self) -> BufferType {
        Self::TYPE
    }

    fn encode_into(&self, out: &mut Vec<u8>) {
        let mut ndr = NdrWriter::open(out);
        let first_sid = self.write_fixed_part(&mut ndr);
        for text in self.user_texts() {
            ndr.text(text, Spare::None);
        }
        if !self.group_ids.is_empty() {
            ndr.memberships(&self.group_ids);
        }
        ndr.text(&self.logon_server, Spare::OneUnit);
        ndr.text(&self.logon_domain_name, Spare::OneUnit);
        ndr.sid(&self.logon_domain_id);
        if !self.extra_sids.is_empty() {
            ndr.sids_and_attributes(&self.extra_sids, first_sid);
        }
        if let Some(domain) = &self.resource_group_domain_sid {
            ndr.sid(domain);
        }
        if !self.resource_group_ids.is_empty() {
            ndr.memberships(&self.resource_group_ids);
        }
        ndr.close();
    }
}

/// The RID of Domain Users.
const DOMAIN_USERS: u32 = 513;

/// MS-SAMR 2.2.1.12.
const USER_NORMAL_ACCOUNT: u32 = 0x10;
