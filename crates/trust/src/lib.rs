//! Where a ticket goes next, and why: the trust policy of Active Directory forests and of Kerberos realms.
//!
//! [`route`] is the one decision that everything else prints or carries out. It is given what one domain controller
//! knows ([`View`]), the name that is asked for and how the client came ([`Query`]), and says whether to issue here, to
//! refer and over which trust, or to refuse; the [`Decision`] keeps the grounds, rule by rule. [`route_client`] does the
//! same for the names of users. Around it stand the objects that decide: [`TrustedDomainObject`], [`ForestTrustInfo`],
//! [`Forest`], [`Capaths`], the list of transited realms ([`transited`]) and the filter of client realms
//! ([`accepts_client_realm`]). What may cross a trust besides the name is decided by [`sid_filter`], [`OrganizationMarks`]
//! and [`delegation_across`].
//!
//! This crate refuses to know messages, keys, clocks, files and accounts. What the own database and the global catalog
//! say about a name is an input. Nothing here fails, blocks or grows with the number of trusts.
//!
//! ```
//! use std::sync::Arc;
//! use xrealm_names::{PrincipalName, RealmName, Sid};
//! use xrealm_trust::*;
//!
//! // wingtiptoys.com trusts us: our users go there.
//! let partner = TrustedDomainObject {
//!     trust_partner: RealmName::from_dns("wingtiptoys.com")?,
//!     flat_name: "WINGTIPTOYS".into(),
//!     security_identifier: Some(Sid::domain([4, 5, 6])),
//!     trust_direction: TrustDirection::Inbound,
//!     trust_type: TrustType::Uplevel,
//!     trust_attributes: TrustAttributes::FOREST_TRANSITIVE,
//!     supported_encryption_types: None,
//!     forest_trust_info: Some(ForestTrustInfo::new(vec![Record::top_level_name("wingtiptoys.com")])),
//! };
//! let forest = Forest::new(vec![ForestDomain {
//!     dns_name: RealmName::from_dns("tailspintoys.com")?,
//!     netbios_name: "TAILSPINTOYS".into(),
//!     sid: Sid::domain([1, 2, 3]),
//!     parent: None,
//!     trusts: vec![Arc::new(partner)],
//! }])?;
//! let view = View::of_domain(Arc::new(forest), Forest::ROOT, ReferralPolicy::HostBased).ok_or("no such domain")?;
//!
//! let name = PrincipalName::parse("cifs/fileserver1.usa.wingtiptoys.com")?;
//! let decision = route(&view, &Query::absent(&name, Arrival::Own));
//!
//! assert_eq!(decision.verdict.next_realm().map(RealmName::as_str), Some("WINGTIPTOYS.COM"));
//! let grounds: Vec<String> = decision.explain(&view).map(|line| line.to_string()).collect();
//! assert!(grounds.iter().any(|line| line.contains("claims wingtiptoys.com")), "{grounds:#?}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod capaths;
mod claims;
mod client_realm;
mod consistency;
mod decision;
mod delegation;
mod folded;
mod forest;
mod forest_trust_info;
mod grounds;
mod host_to_realm;
mod label_trie;
mod next_hops;
mod realm_path;
mod route;
mod route_client;
mod selective_authentication;
mod service_host;
pub mod sid_filter;
mod ties;
pub mod transited;
mod trust_table;
mod trusted_domain_object;
mod view;
#[cfg(test)]
mod worlds;

pub use capaths::Capaths;
pub use client_realm::{ClientRealmRefusal, accepts_client_realm, admitting_trust};
pub use consistency::{Identified, Inconsistency, PartnerName, Place, StoredAt, check_consistency};
pub use decision::{ClientVerdict, Decision, NoRoute, ReferralReason, Verdict};
pub use delegation::{DelegationBar, DelegationGround, SourceTicket, delegation_across};
pub use forest::{Forest, ForestDomain, ForestError, NextHop};
pub use forest_trust_info::{
    Collision, CollisionCause, CollisionKind, Dropped, FileTime, ForestTrustInfo, ForestTrustInfoError, IllFormed,
    NewNames, OwnDomain, Record, RecordData, RecordFlags, TakenNames, WellFormed,
};
pub use grounds::{Fact, Ground, GroundLine, Lost, PathSource, Permission, Rule};
pub use host_to_realm::HostToRealm;
pub use realm_path::hierarchical_path;
pub use route::{Arrival, CatalogAnswer, OwnAnswer, Query, route};
pub use route_client::{ClientQuery, route_client};
pub use selective_authentication::{Organization, OrganizationMarks};
pub use service_host::service_host;
pub use sid_filter::{DomainSids, Fate, SidBoundary, SidClass, SidFilter, SidRefusal, TrustFilter};
pub use ties::Tie;
pub use trusted_domain_object::{TrustAttributes, TrustDirection, TrustKind, TrustType, TrustedDomainObject};
pub use view::{KerberosRealm, ReferralPolicy, View};

/// A trust of one realm: its place in the list of that realm's trusted domain objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TrustId(pub u32);

/// A domain of one forest: its place in the list that [`Forest::new`] was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DomainId(pub u32);

/// A record in the forest trust information of one of the forest root's trusts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordId {
    /// The trust, counted at the forest root.
    pub trust: TrustId,
    /// The record's place, from zero.
    pub position: u32,
}

impl TrustId {
    fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl DomainId {
    fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}
