//! Groups of a domain, and the groups an account is put into.

use toml::de::DeValue;
use xrealm_directory::GroupScope;
use xrealm_names::RealmName;

use super::{TrusteeEntry, trustee};
use crate::fields::{At, Fields};
use crate::finding::Problem;
use crate::values::{domain_name, text, word};

/// One group.
pub(crate) struct GroupEntry {
    pub(crate) name: At<Box<str>>,
    pub(crate) scope: GroupScope,
    pub(crate) rid: Option<u32>,
    /// The groups it belongs to.
    pub(crate) groups: Vec<At<MembershipEntry>>,
    /// The groups, and the SIDs of others, that belong to it.
    pub(crate) members: Vec<At<TrusteeEntry>>,
}

/// One group an account belongs to.
#[derive(Clone)]
pub(crate) struct MembershipEntry {
    pub(crate) group: Box<str>,
    /// `None`: the account's own domain.
    pub(crate) realm: Option<RealmName>,
}

impl GroupEntry {
    /// The groups in the array of `groups`; a bare name will do for a global one.
    pub(crate) fn read_all(fields: &Fields<'_>) -> Vec<GroupEntry> {
        let items = fields.items("groups", "an array of groups").unwrap_or_default();
        let groups = items.into_iter().filter_map(|item| match item.value {
            DeValue::String(name) => {
                let name = At { value: Box::from(name.as_ref()), span: item.span };
                let (groups, members) = (Vec::new(), Vec::new());
                Some(GroupEntry { name, scope: GroupScope::Global, rid: None, groups, members })
            }
            _ => GroupEntry::read(fields.as_table("groups", item, "a group")?),
        });
        groups.collect()
    }

    fn read(fields: Fields<'_>) -> Option<GroupEntry> {
        let scope = word(
            "scope of a group",
            &["global", "universal", "domain-local"],
            &[GroupScope::Global, GroupScope::Universal, GroupScope::DomainLocal],
        );
        let name = fields.required("name", text);
        let scope = fields.parsed("scope", scope).map_or(GroupScope::Global, |at| at.value);
        let rid = fields.u32("rid", LEAST_RID).map(|at| at.value);
        let groups = fields.list("groups", membership).unwrap_or_default();
        let members = fields.list("members", trustee).unwrap_or_default();
        fields.finish();
        Some(GroupEntry { name: name?, scope, rid, groups, members })
    }
}

/// Reads `NAME` or `NAME@domain`.
pub(crate) fn membership(text: &str) -> Result<MembershipEntry, Problem> {
    match text.rsplit_once('@') {
        Some((group, realm)) => Ok(MembershipEntry { group: group.into(), realm: Some(domain_name(realm)?) }),
        None => Ok(MembershipEntry { group: text.into(), realm: None }),
    }
}

/// RIDs below are those of built-in accounts and groups.
const LEAST_RID: u32 = 1000;
