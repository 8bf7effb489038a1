//! Groups of a domain, and who belongs to them.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use xrealm_names::{RealmName, Sid, SidError};

/// A group of a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// sAMAccountName.
    pub name: Cow<'static, str>,
    /// Relative identifier: below the domain's SID, or below S-1-5-32 for [`GroupScope::Builtin`].
    pub rid: u32,
    /// Who can belong to it, and where it counts.
    pub scope: GroupScope,
}

/// Who can belong to a group, and where it counts (MS-ADTS 2.2.12, groupType).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupScope {
    /// Accounts and global groups of its own domain; counts everywhere.
    Global,
    /// Accounts, global and universal groups of its forest; counts everywhere.
    Universal,
    /// Anybody from anywhere, and domain-local groups of its domain; counts in its domain.
    DomainLocal,
    /// As a domain-local one, under a SID that is the same in every domain.
    Builtin,
}

/// An account's place in a group, which may be one of another domain.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupMembership {
    /// The domain of the group.
    pub realm: RealmName,
    /// Its sAMAccountName.
    pub group: Box<str>,
}

impl fmt::Display for GroupScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            GroupScope::Global => "global",
            GroupScope::Universal => "universal",
            GroupScope::DomainLocal => "domain-local",
            GroupScope::Builtin => "built-in",
        })
    }
}

impl Group {
    /// RID of Domain Admins.
    pub const DOMAIN_ADMINS: u32 = 512;
    /// RID of Domain Users, to which every user belongs.
    pub const DOMAIN_USERS: u32 = 513;
    /// RID of Domain Controllers, to which computers belong that were put there.
    pub const DOMAIN_CONTROLLERS: u32 = 516;
    /// RID of Protected Users, whose credentials go nowhere.
    pub const PROTECTED_USERS: u32 = 525;
    /// RID of Domain Computers, to which every computer belongs.
    pub const DOMAIN_COMPUTERS: u32 = 515;
    /// RID of Schema Admins; forest roots only.
    pub const SCHEMA_ADMINS: u32 = 518;
    /// RID of Enterprise Admins; forest roots only.
    pub const ENTERPRISE_ADMINS: u32 = 519;
    /// RID of Administrators below S-1-5-32.
    pub const ADMINISTRATORS: u32 = 544;
    /// RID of Account Operators below S-1-5-32.
    pub const ACCOUNT_OPERATORS: u32 = 548;
    /// RID of Incoming Forest Trust Builders below S-1-5-32; forest roots only. They hold the
    /// Create-Inbound-Forest-Trust right.
    pub const INCOMING_FOREST_TRUST_BUILDERS: u32 = 557;

    /// The SID of this group of the domain with the SID `domain`.
    ///
    /// # Errors
    /// [`SidError`] if `domain` is no domain's SID but one that is full.
    pub fn sid(&self, domain: &Sid) -> Result<Sid, SidError> {
        match self.scope {
            GroupScope::Builtin => Sid::new(NT_AUTHORITY, &[BUILTIN_DOMAIN, self.rid]),
            GroupScope::Global | GroupScope::Universal | GroupScope::DomainLocal => domain.with_rid(self.rid),
        }
    }

    /// The groups that every domain has from the start (MS-DTYP 2.4.2.4), some of them only at the root of a forest.
    pub fn well_known(at_forest_root: bool) -> impl Iterator<Item = &'static Group> {
        let of_root: &[Group] = if at_forest_root { &OF_FOREST_ROOTS } else { &[] };
        OF_EVERY_DOMAIN.iter().chain(of_root)
    }
}

static OF_EVERY_DOMAIN: [Group; 9] = [
    well_known("Domain Admins", Group::DOMAIN_ADMINS, GroupScope::Global),
    well_known("Domain Users", Group::DOMAIN_USERS, GroupScope::Global),
    well_known("Domain Guests", 514, GroupScope::Global),
    well_known("Domain Computers", Group::DOMAIN_COMPUTERS, GroupScope::Global),
    well_known("Domain Controllers", Group::DOMAIN_CONTROLLERS, GroupScope::Global),
    well_known("Protected Users", Group::PROTECTED_USERS, GroupScope::Global),
    well_known("Administrators", Group::ADMINISTRATORS, GroupScope::Builtin),
    well_known("Users", 545, GroupScope::Builtin),
    well_known("Account Operators", Group::ACCOUNT_OPERATORS, GroupScope::Builtin),
];

static OF_FOREST_ROOTS: [Group; 3] = [
    well_known("Schema Admins", Group::SCHEMA_ADMINS, GroupScope::Universal),
    well_known("Enterprise Admins", Group::ENTERPRISE_ADMINS, GroupScope::Universal),
    well_known("Incoming Forest Trust Builders", Group::INCOMING_FOREST_TRUST_BUILDERS, GroupScope::Builtin),
];

const fn well_known(name: &'static str, rid: u32, scope: GroupScope) -> Group {
    Group { name: Cow::Borrowed(name), rid, scope }
}

/// The authority of S-1-5.
const NT_AUTHORITY: u64 = 5;
/// SECURITY_BUILTIN_DOMAIN_RID.
const BUILTIN_DOMAIN: u32 = 32;
