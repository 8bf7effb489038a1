//! Which client realms a partner may vouch for (MS-PAC 4.1.2.3).

use thiserror::Error;
use xrealm_names::RealmName;

use crate::claims::Asked;
use crate::view::Side;
use crate::{Forest, TrustId, TrustKind, TrustedDomainObject, View};

/// Judges a ticket-granting ticket that came over a trust by the client's realm in it.
///
/// A trust within the forest carries any realm but this one; a forest trust those that the partner forest claims; an
/// external or non-transitive trust its partner alone; a transitive realm trust every realm that is not of the own
/// forest, not claimed by a partner forest and no partner itself. For a plain Kerberos realm only transitivity counts: the path is checked
/// by the transited realms. MS-PAC's note 38, which would accept names of the own forest, is not followed.
///
/// A ticket in the name of a client of this very realm is refused; a caller that expects one (S4U2Self on its way back)
/// must not ask.
///
/// # Errors
/// [`ClientRealmRefusal`], for which KDC_ERR_POLICY (12) is customary.
pub fn accepts_client_realm(view: &View, trust: TrustId, crealm: &RealmName) -> Result<(), ClientRealmRefusal> {
    let (Some(object), Some(partner)) = (view.trust(trust), view.partner(trust)) else {
        return Err(ClientRealmRefusal::UnknownTrust);
    };
    if !object.trust_direction.is_outbound() || !object.speaks_kerberos() {
        return Err(ClientRealmRefusal::WrongDirection { partner: partner.clone() });
    }
    if view.is_own_name(crealm.as_str()) {
        return Err(ClientRealmRefusal::OwnRealm { partner: partner.clone() });
    }
    let accepted = match &view.side {
        Side::Domain { forest, id, .. } => {
            in_domain(view, forest, object, (*id == Forest::ROOT).then_some(trust), partner, crealm)
        }
        Side::Realm(_) => view.is_transitive(object) || crealm == partner,
    };
    if accepted {
        return Ok(());
    }
    let (partner, crealm) = (partner.clone(), crealm.clone());
    Err(if view.is_transitive(object) {
        ClientRealmRefusal::NotClaimed { partner, crealm }
    } else {
        ClientRealmRefusal::NotTransitive { partner, crealm }
    })
}

/// The trust that a foreign client is bound to which holds a ticket-granting ticket of this very realm, got with the one
/// it came with: the trust that its realm is let in over. `None` if none lets it in.
///
/// A partner of that name goes first, as no other trust may vouch for its clients; then the forest trust that claims the
/// realm, if this is the forest root; then the way from the forest's other domains; last a transitive realm trust, here or in another domain of the forest. Bound
/// to less, such a client could cross in two steps what is not transitive.
#[must_use]
pub fn admitting_trust(view: &View, crealm: &RealmName) -> Option<TrustId> {
    let admits = |trust: &TrustId| accepts_client_realm(view, *trust, crealm).is_ok();
    if let Some(partner) = view.trust_named(crealm.as_str()) {
        return admits(&partner).then_some(partner);
    }
    let within_forest = |trust: &TrustId| view.trust(*trust).is_some_and(|t| t.kind() == TrustKind::WithinForest);
    claiming_trust(view, crealm)
        .filter(admits)
        .or_else(|| trust_towards_forest(view, crealm).filter(admits))
        .or_else(|| view.trusts().map(|(trust, _)| trust).filter(admits).min_by_key(within_forest))
}

/// The forest root's trust that claims the realm.
fn claiming_trust(view: &View, crealm: &RealmName) -> Option<TrustId> {
    let (forest, _) = view.domain().filter(|(_, id)| *id == Forest::ROOT)?;
    forest.claims().compare(crealm.as_str(), Asked::Domain).winner().map(|record| record.trust)
}

/// The step from here towards the domain of the own forest that has this name, or towards the root, where clients of
/// other forests come in.
fn trust_towards_forest(view: &View, crealm: &RealmName) -> Option<TrustId> {
    let (forest, id) = view.domain()?;
    let from = forest.domain_named(crealm.as_str()).unwrap_or(Forest::ROOT);
    (from != id).then(|| forest.next_hop(id, from)).flatten().map(|hop| hop.trust)
}

/// `at_root` is the trust if it is one of the forest root's.
fn in_domain(
    view: &View,
    forest: &Forest,
    object: &TrustedDomainObject,
    at_root: Option<TrustId>,
    partner: &RealmName,
    crealm: &RealmName,
) -> bool {
    let name = crealm.as_str();
    let claimed_by = || forest.claims().compare(name, Asked::Domain).winner().map(|record| record.trust);
    match object.kind() {
        TrustKind::WithinForest => object.is_transitive() || partner.eq_ignore_case(name),
        TrustKind::Forest if crate::trust_table::claims_names(object) => at_root.is_some() && claimed_by() == at_root,
        TrustKind::Realm if object.is_transitive() => {
            let vouched_otherwise = || forest.domain_named(name).is_some() || claimed_by().is_some();
            partner == crealm || !(view.trust_named(name).is_some() || vouched_otherwise())
        }
        TrustKind::Forest | TrustKind::External | TrustKind::Realm | TrustKind::Downlevel | TrustKind::Foreign => {
            partner.eq_ignore_case(name)
        }
    }
}

/// Why a ticket from a partner is not accepted.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum ClientRealmRefusal {
    /// There is no such trust.
    #[error("no trust with the issuer of the ticket")]
    UnknownTrust,
    /// The partner is not trusted.
    #[error("{partner} is not trusted by this realm: the trust leads the other way only")]
    WrongDirection {
        /// The partner.
        partner: RealmName,
    },
    /// The partner vouches for a client of this realm.
    #[error("{partner} cannot vouch for a client of this realm")]
    OwnRealm {
        /// The partner.
        partner: RealmName,
    },
    /// The trust serves its two ends only, and the client is of a third realm.
    #[error("trust with {partner} is not transitive: it brings no client of {crealm}")]
    NotTransitive {
        /// The partner.
        partner: RealmName,
        /// The client's realm.
        crealm: RealmName,
    },
    /// The partner vouches for a client of a realm that is not its own.
    #[error("{partner} cannot vouch for a client of {crealm}")]
    NotClaimed {
        /// The partner.
        partner: RealmName,
        /// The client's realm.
        crealm: RealmName,
    },
}

#[cfg(test)]
mod tests;
