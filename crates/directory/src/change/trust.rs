//! The trust a change creates.

use std::fmt;

use serde::{Deserialize, Serialize};
use xrealm_names::{EncryptionType, RealmName};
use xrealm_trust::TrustAttributes;

use super::{Namespaces, NewKeys, TrustSide};

/// A trust that is to be: `trusting` accepts the users of `trusted`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTrust {
    /// What kind of trust.
    pub kind: NewTrustKind,
    /// Between whom.
    pub pair: TrustPair,
    /// Whether realms beyond the two ends may use it. Only a realm trust has the choice: a forest trust and a
    /// shortcut always are transitive, an external trust never is.
    pub transitive: bool,
    /// The secret for `trusting` trusting `trusted`.
    pub keys: NewKeys,
    /// The secret for the other direction; present: two-way.
    pub reverse_keys: Option<NewKeys>,
    /// Attributes beside those that the kind brings, at both ends; if the other direction was there before, at
    /// `trusting` only. QUARANTINED_DOMAIN and CROSS_ORGANIZATION are kept by ends that trust alone.
    pub attributes: TrustAttributes,
    /// Encryption types agreed for it; `None`: those of the realms.
    pub etypes: Option<Vec<EncryptionType>>,
    /// The one end that is made, its partner's administrator being left to make the other; `None`: every end that is
    /// served here.
    pub side: Option<TrustSide>,
    /// Whether it is known that both ends have the same secret. Otherwise the first use shows it.
    pub confirmed: bool,
    /// Names of `trusting` that `trusted` routes to it.
    pub trusting_namespaces: Namespaces,
    /// Names of `trusted` that `trusting` routes to it.
    pub trusted_namespaces: Namespaces,
}

/// The two ends of a trust.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustPair {
    /// The end that owns the resources.
    pub trusting: RealmName,
    /// The end that owns the accounts.
    pub trusted: RealmName,
}

/// The kinds of trust that are made by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NewTrustKind {
    /// Between two forest roots, for all domains of both forests.
    Forest,
    /// Between two domains of different forests, or with a Windows NT 4 domain; for these two only.
    External,
    /// With a plain Kerberos realm.
    Realm,
    /// Between two domains of one forest, to save hops.
    Shortcut,
}

impl NewTrustKind {
    /// Whether a trust of this kind is transitive if nothing is said; of a realm trust it matters whether both ends are
    /// plain realms.
    #[must_use]
    pub fn is_usually_transitive(self, both_plain: bool) -> bool {
        match self {
            NewTrustKind::Forest | NewTrustKind::Shortcut => true,
            NewTrustKind::External => false,
            NewTrustKind::Realm => both_plain,
        }
    }

    /// The attributes beside those of the kind that a trust gets if nothing is said: an external one is quarantined, as
    /// the wizard has it.
    #[must_use]
    pub fn usual_attributes(self) -> TrustAttributes {
        match self {
            NewTrustKind::External => TrustAttributes::QUARANTINED_DOMAIN,
            NewTrustKind::Forest | NewTrustKind::Realm | NewTrustKind::Shortcut => TrustAttributes::default(),
        }
    }

    /// The word for it in topology files and messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            NewTrustKind::Forest => "forest",
            NewTrustKind::External => "external",
            NewTrustKind::Realm => "realm",
            NewTrustKind::Shortcut => "shortcut",
        }
    }
}

impl fmt::Display for NewTrustKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
