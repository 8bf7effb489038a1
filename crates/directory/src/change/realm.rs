//! The realms and domains a change creates.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xrealm_names::{RealmName, Sid};
use xrealm_trust::{Capaths, HostToRealm};

use super::NewKeys;
use crate::Settings;
use crate::stored::shared;

/// A domain that is to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewDomain {
    /// Realm name: the DNS name in upper case.
    pub name: RealmName,
    /// NetBIOS name, at most 15 characters.
    pub netbios_name: Box<str>,
    /// Domain SID.
    pub sid: Sid,
    /// Where in which forest.
    pub place: DomainPlace,
    /// uPNSuffixes it adds to its forest.
    pub upn_suffixes: Vec<Box<str>>,
    /// msDS-SPNSuffixes it adds to its forest.
    pub spn_suffixes: Vec<Box<str>>,
    /// Settings of its KDC.
    pub settings: Settings,
    /// The secret of its ticket-granting service.
    pub krbtgt_keys: NewKeys,
}

/// Where a new domain stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum DomainPlace {
    /// The root of a new forest.
    ForestRoot,
    /// Directly below a domain. Brings the automatic two-way trust between the two.
    Child {
        /// The domain above.
        parent: RealmName,
        /// The secret for the child trusting the parent.
        child_trusts_parent: NewKeys,
        /// The secret for the parent trusting the child.
        parent_trusts_child: NewKeys,
    },
    /// The root of a new tree in a forest. Brings the automatic two-way trust with the forest root.
    TreeRoot {
        /// The forest's root domain.
        forest: RealmName,
        /// The secret for the tree root trusting the forest root.
        tree_trusts_forest: NewKeys,
        /// The secret for the forest root trusting the tree root.
        forest_trusts_tree: NewKeys,
    },
}

impl DomainPlace {
    /// The domain it hangs on; `None` for the root of a new forest.
    #[must_use]
    pub fn above(&self) -> Option<&RealmName> {
        match self {
            DomainPlace::ForestRoot => None,
            DomainPlace::Child { parent, .. } => Some(parent),
            DomainPlace::TreeRoot { forest, .. } => Some(forest),
        }
    }
}

/// A plain Kerberos realm that is to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRealm {
    /// Its name.
    pub name: RealmName,
    /// Settings of its KDC.
    pub settings: Settings,
    /// The secret of its ticket-granting service.
    pub krbtgt_keys: NewKeys,
    /// `[domain_realm]`: host names and, with a leading dot, DNS domains, to the realms they belong to.
    pub host_to_realm: HostToRealm,
    /// `[capaths]`: which realms lie between. Shared: every realm of a large chain may have the same.
    #[serde(with = "shared")]
    pub capaths: Arc<Capaths>,
    /// Where to refer clients for services that no other rule places.
    pub default_referral_realm: Option<RealmName>,
}

/// A realm whose KDC is somebody else's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewExternalRealm {
    /// Its name.
    pub name: RealmName,
    /// Its NetBIOS name and SID if it is a Windows domain.
    pub active_directory: Option<(Box<str>, Sid)>,
    /// Whether that domain is one of Windows NT 4, which knows no Kerberos.
    pub downlevel: bool,
}
