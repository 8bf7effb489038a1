//! Groups as the PAC names them: by RID in a known domain, or by SID.

use xrealm_names::Sid;

/// GROUP_MEMBERSHIP: a group of a domain that is known from elsewhere (MS-PAC 2.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GroupMembership {
    /// The last part of the group's SID.
    pub relative_id: u32,
    /// How the membership counts.
    pub attributes: GroupAttributes,
}

impl GroupMembership {
    /// An ordinary membership: mandatory, on by default, enabled.
    #[must_use]
    pub const fn enabled(relative_id: u32) -> Self {
        Self { relative_id, attributes: GroupAttributes::ENABLED_GROUP }
    }

    /// Membership in a domain-local group of the resource domain.
    #[must_use]
    pub const fn resource(relative_id: u32) -> Self {
        Self { relative_id, attributes: GroupAttributes::RESOURCE_GROUP }
    }
}

/// KERB_SID_AND_ATTRIBUTES (MS-PAC 2.2.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SidAndAttributes {
    /// The group, or what else the SID stands for.
    pub sid: Sid,
    /// How the membership counts.
    pub attributes: GroupAttributes,
}

/// SE_GROUP bits (MS-PAC 2.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct GroupAttributes(
    /// All 32 bits, those without a name too.
    pub u32,
);

impl GroupAttributes {
    /// SE_GROUP_MANDATORY: it cannot be switched off.
    pub const MANDATORY: Self = Self(0x0000_0001);
    /// SE_GROUP_ENABLED_BY_DEFAULT.
    pub const ENABLED_BY_DEFAULT: Self = Self(0x0000_0002);
    /// SE_GROUP_ENABLED.
    pub const ENABLED: Self = Self(0x0000_0004);
    /// SE_GROUP_OWNER.
    pub const OWNER: Self = Self(0x0000_0008);
    /// SE_GROUP_RESOURCE: a domain-local group.
    pub const RESOURCE: Self = Self(0x2000_0000);
    /// What an ordinary membership has: mandatory, on by default, enabled.
    pub const ENABLED_GROUP: Self = Self(0x0000_0007);
    /// The same for a domain-local group.
    pub const RESOURCE_GROUP: Self = Self(0x2000_0007);

    /// Whether all bits of `other` are set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}
