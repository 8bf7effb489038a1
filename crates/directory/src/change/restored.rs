//! Realms and trusts as they were, for a directory that is made again.
//!
//! [`crate::Directory::image`] gives them. What is restored was judged when it was made, so only what would leave the
//! directory without meaning is refused: names and SIDs that are taken, and realms that are not there.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xrealm_names::{EncryptionType, RealmName, Sid, Timestamp};
use xrealm_trust::{Capaths, FileTime, HostToRealm, TrustedDomainObject};

use super::{NewAccount, NewKeys};
use crate::{Group, Settings, TrustAuthInfo};

/// A realm as it was, but for its accounts and trusts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestoredRealm {
    /// Its name.
    pub name: RealmName,
    /// What only one kind of realm has.
    pub body: RestoredBody,
    /// Settings of its KDC.
    pub settings: Settings,
    /// The account of its ticket-granting service.
    pub krbtgt: NewAccount,
}

/// What only one kind of realm has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum RestoredBody {
    /// A domain.
    Domain {
        /// NetBIOS name.
        netbios_name: Box<str>,
        /// Domain SID.
        sid: Sid,
        /// Where in which forest.
        place: RestoredPlace,
        /// The groups that were created.
        groups: Vec<Group>,
    },
    /// A plain Kerberos realm.
    Realm {
        /// `[domain_realm]`.
        host_to_realm: Common<HostToRealm>,
        /// `[capaths]`.
        capaths: Common<SharedCapaths>,
        /// Where to refer clients for services that no other rule places.
        default_referral_realm: Option<RealmName>,
    },
}

/// Where a domain stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum RestoredPlace {
    /// The root of a forest.
    ForestRoot {
        /// All uPNSuffixes of the forest.
        upn_suffixes: Vec<Box<str>>,
        /// All its msDS-SPNSuffixes.
        spn_suffixes: Vec<Box<str>>,
    },
    /// Directly below this domain.
    Child(RealmName),
    /// The root of another tree in the forest of this root.
    TreeRoot(RealmName),
}

/// Something that many realms of a large configuration have alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Common<T> {
    /// Here it is.
    Own(T),
    /// The same that this plain realm has, which was restored before.
    SameAs(RealmName),
}

/// `[capaths]`, held once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedCapaths(pub Arc<Capaths>);

/// One end of a trust as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustEnd {
    /// What the directory publishes about the trust.
    pub object: TrustedDomainObject,
    /// trustAuthIncoming.
    pub incoming: Option<RestoredSecret>,
    /// trustAuthOutgoing.
    pub outgoing: Option<RestoredSecret>,
    /// Encryption types agreed for it, preferred first.
    pub etypes: Option<Vec<EncryptionType>>,
    /// trustPosixOffset.
    pub posix_offset: u32,
}

/// The secret of one direction as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestoredSecret {
    /// What is in use.
    pub current: NewKeys,
    /// What was in use before.
    pub previous: Option<NewKeys>,
    /// When the current one was set.
    pub last_update: FileTime,
    /// When the current one was first seen to be the same at the other end.
    pub confirmed: Option<Timestamp>,
    /// Until when new tickets are sealed with the previous one.
    pub seal_with_previous_until: Option<Timestamp>,
    /// The attribute as it was imported, if the secret is still the same.
    pub imported: Option<TrustAuthInfo>,
}

impl Serialize for SharedCapaths {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.as_ref().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SharedCapaths {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Capaths::deserialize(deserializer).map(|capaths| SharedCapaths(Arc::new(capaths)))
    }
}
