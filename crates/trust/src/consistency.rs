//! Which trusted domain objects can be stored: the rules for trustAttributes (MS-ADTS 6.1.6.7.9) and for the three
//! names of the partner (MS-ADTS 6.1.6.9.7).
//!
//! Functional levels are not modelled: every forest has the level that forest trusts and selective authentication need.

use std::fmt;

use thiserror::Error;

use crate::{DomainId, TrustAttributes, TrustType, TrustedDomainObject};

/// Where an object is to be stored, and whom its names mean there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// What kind of realm stores it.
    pub stored_at: StoredAt,
    /// The domains of the local forest that its names identify.
    pub identified: Identified,
}

/// What kind of realm stores an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoredAt {
    /// The root domain of a forest.
    ForestRoot,
    /// Another domain of a forest.
    Domain,
    /// A plain Kerberos realm, which is in no forest.
    Realm,
}

/// Which domain of the local forest each name of a partner identifies, if it identifies one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Identified {
    /// By securityIdentifier.
    pub by_sid: Option<DomainId>,
    /// By trustPartner.
    pub by_dns_name: Option<DomainId>,
    /// By flatName.
    pub by_netbios_name: Option<DomainId>,
}

/// Checks everything that an object must fulfil on its own and in its place.
///
/// # Errors
/// The first rule that is broken.
pub fn check_consistency(object: &TrustedDomainObject, place: Place) -> Result<(), Inconsistency> {
    let attributes = object.trust_attributes;
    for excluded in [TrustAttributes::FOREST_TRANSITIVE, TrustAttributes::CROSS_ORGANIZATION] {
        if attributes.contains(TrustAttributes::WITHIN_FOREST) && attributes.contains(excluded) {
            return Err(Inconsistency::Exclusive { with: excluded.names().next().unwrap_or_default() });
        }
    }
    if attributes.contains(TrustAttributes::FOREST_TRANSITIVE) {
        if !matches!(object.trust_type, TrustType::Uplevel | TrustType::Mit) {
            return Err(Inconsistency::ForestTransitiveType);
        }
        if place.stored_at == StoredAt::Domain {
            return Err(Inconsistency::NotAtForestRoot);
        }
    }
    if object.security_identifier.is_none()
        && object.trust_direction.is_outbound()
        && matches!(object.trust_type, TrustType::Uplevel | TrustType::Downlevel)
    {
        return Err(Inconsistency::NoSid);
    }
    let within = one_domain_or_none(place.identified)?;
    if attributes.contains(TrustAttributes::WITHIN_FOREST) && within.is_none() && place.stored_at != StoredAt::Realm {
        return Err(Inconsistency::NotWithinForest);
    }
    Ok(())
}

/// The naming rule: all three names identify one and the same domain of the forest, or none does.
fn one_domain_or_none(identified: Identified) -> Result<Option<DomainId>, Inconsistency> {
    let names = [
        (PartnerName::DnsName, identified.by_dns_name),
        (PartnerName::NetbiosName, identified.by_netbios_name),
        (PartnerName::Sid, identified.by_sid),
    ];
    let Some((matching, found)) = names.into_iter().find(|(_, domain)| domain.is_some()) else { return Ok(None) };
    match names.into_iter().find(|(_, domain)| *domain != found) {
        None => Ok(found),
        Some((differing, _)) => Err(Inconsistency::MixedNames { matching, differing }),
    }
}

/// Why an object cannot be stored.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum Inconsistency {
    /// WITHIN_FOREST stands for one forest, the other attribute for two.
    #[error("WITHIN_FOREST and {with} exclude each other")]
    Exclusive {
        /// The name of the other attribute.
        with: &'static str,
    },
    /// A forest trust is stored at the root of the forest.
    #[error("FOREST_TRANSITIVE is only possible at the root of a forest")]
    NotAtForestRoot,
    /// A forest trust is with an Active Directory domain or a Kerberos realm.
    #[error("FOREST_TRANSITIVE is only possible with an Active Directory domain or a Kerberos realm")]
    ForestTransitiveType,
    /// Whoever trusts a domain has to know its SID.
    #[error("an outbound trust with a domain needs the domain's SID")]
    NoSid,
    /// Some names of the partner are those of a domain of the own forest, others are not.
    #[error("its {matching} is that of a domain of this forest, its {differing} is not")]
    MixedNames {
        /// A name that identifies a domain of the forest.
        matching: PartnerName,
        /// One that identifies another domain or none.
        differing: PartnerName,
    },
    /// A parent-child, tree-root or shortcut trust with somebody outside.
    #[error("WITHIN_FOREST is only possible with a domain of the same forest")]
    NotWithinForest,
}

/// One of the three names of a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartnerName {
    /// trustPartner.
    DnsName,
    /// flatName.
    NetbiosName,
    /// securityIdentifier.
    Sid,
}

impl fmt::Display for PartnerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::DnsName => "DNS name",
            Self::NetbiosName => "NetBIOS name",
            Self::Sid => "SID",
        })
    }
}

impl TrustAttributes {
    /// The attributes without those that have no meaning beside the others (MS-ADTS 6.1.6.7.9): TREAT_AS_EXTERNAL
    /// needs FOREST_TRANSITIVE, PIM_TRUST needs both, and USES_RC4_ENCRYPTION is for Kerberos realms.
    ///
    /// An object may carry the others all the same; they are kept and not evaluated.
    #[must_use]
    pub fn evaluated(self, trust_type: TrustType) -> Self {
        let mut evaluated = self;
        if !evaluated.contains(Self::FOREST_TRANSITIVE) {
            evaluated = evaluated.without(Self::TREAT_AS_EXTERNAL);
        }
        if !evaluated.contains(Self::TREAT_AS_EXTERNAL) {
            evaluated = evaluated.without(Self::PIM_TRUST);
        }
        if trust_type != TrustType::Mit {
            evaluated = evaluated.without(Self::USES_RC4_ENCRYPTION);
        }
        evaluated
    }
}

#[cfg(test)]
mod tests;
