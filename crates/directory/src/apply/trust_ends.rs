//! The two ends of a trust: what each is, how the other's trusted domain object describes it, and what its rules are.

use xrealm_names::{RealmName, Sid};
use xrealm_trust::{DomainId, Identified, Place, StoredAt, TrustAttributes, TrustType, TrustedDomainObject};
use xrealm_trust::{TrustDirection, check_consistency};

use super::Draft;
use crate::directory::{End, ExternalRealm, NameOwner};
use crate::refusal::ManagedLimit;
use crate::{ChangeRefusal, NewTrust, NewTrustKind, Realm, RealmId, Settings, TrustSide};

/// One end as the other end's trusted domain object describes it.
pub(super) struct Partner {
    pub(super) name: RealmName,
    pub(super) flat_name: Box<str>,
    pub(super) sid: Option<Sid>,
}

impl Partner {
    pub(super) fn of(end: End<'_>) -> Partner {
        let name = end.name().clone();
        match end {
            End::Served(realm) => {
                let flat_name = realm.netbios_name().unwrap_or(name.as_str()).into();
                Partner { flat_name, sid: realm.sid().cloned(), name }
            }
            End::External(external) => Partner {
                flat_name: external.flat_name().into(),
                sid: external.active_directory.as_ref().map(|(_, sid)| sid.clone()),
                name,
            },
        }
    }
}

impl End<'_> {
    pub(super) fn name(&self) -> &RealmName {
        match self {
            End::Served(realm) => &realm.name,
            End::External(external) => &external.name,
        }
    }

    pub(super) fn served_id(&self) -> Option<RealmId> {
        match self {
            End::Served(realm) => Some(realm.id),
            End::External(_) => None,
        }
    }

    /// Whether it is a Windows domain of whatever age.
    pub(crate) fn is_domain(&self) -> bool {
        match self {
            End::Served(realm) => realm.domain().is_some(),
            End::External(external) => external.active_directory.is_some(),
        }
    }

    fn is_downlevel(&self) -> bool {
        matches!(self, End::External(ExternalRealm { downlevel: true, .. }))
    }

    fn forest(&self) -> Option<usize> {
        match self {
            End::Served(realm) => realm.domain().map(|domain| domain.forest),
            End::External(_) => None,
        }
    }

    /// Nothing is known about the forest of an external domain, so it is taken at its word.
    pub(super) fn may_be_forest_root(&self) -> bool {
        match self {
            End::Served(realm) => realm.domain().is_some_and(|domain| domain.id == DomainId(0)),
            End::External(_) => true,
        }
    }
}

/// What trustType the objects of both ends have.
pub(super) fn trust_type(own: End<'_>, other: End<'_>) -> TrustType {
    if own.is_downlevel() || other.is_downlevel() {
        TrustType::Downlevel
    } else if own.is_domain() && other.is_domain() {
        TrustType::Uplevel
    } else {
        TrustType::Mit
    }
}

pub(super) fn refuse_same(own: End<'_>, other: End<'_>) -> Result<(), ChangeRefusal> {
    if own.name() == other.name() {
        return Err(ChangeRefusal::TrustToItself { name: own.name().clone() });
    }
    if own.served_id().is_none() && other.served_id().is_none() {
        return Err(ChangeRefusal::NotServed { trusting: own.name().clone(), trusted: other.name().clone() });
    }
    Ok(())
}

/// Whether a trust of this kind is possible between two such ends.
pub(super) fn refuse_wrong_ends(kind: NewTrustKind, own: End<'_>, other: End<'_>) -> Result<(), ChangeRefusal> {
    let (trusting, trusted) = (own.name().clone(), other.name().clone());
    let ends = [own, other];
    if let Some(end) = ends.into_iter().find(|end| end.is_downlevel() && kind != NewTrustKind::External) {
        return Err(ChangeRefusal::DownlevelDomain { name: end.name().clone() });
    }
    if kind == NewTrustKind::Realm {
        let both = own.is_domain() && other.is_domain();
        return if both { Err(ChangeRefusal::NoPlainRealm { trusting, trusted }) } else { Ok(()) };
    }
    for end in ends {
        if !end.is_domain() {
            return Err(ChangeRefusal::NotADomain { name: end.name().clone() });
        }
        if kind == NewTrustKind::Forest && !end.may_be_forest_root() {
            return Err(ChangeRefusal::NotAForestRoot { name: end.name().clone() });
        }
    }
    let one_forest = own.forest().is_some() && own.forest() == other.forest();
    if one_forest != (kind == NewTrustKind::Shortcut) {
        return Err(ChangeRefusal::WrongForest { kind, trusting, trusted });
    }
    Ok(())
}

/// What a managed domain does not offer, be it the trusting or the trusted end.
pub(super) fn refuse_unmanaged(new: &NewTrust, own: End<'_>, other: End<'_>) -> Result<(), ChangeRefusal> {
    let direction = if new.reverse_keys.is_some() { TrustDirection::Bidirectional } else { TrustDirection::Outbound };
    let ends = [(TrustSide::Trusting, own, direction), (TrustSide::Trusted, other, direction.mirrored())];
    for (side, end, direction) in ends {
        if let End::Served(realm) = end
            && new.side.is_none_or(|only| only == side)
        {
            refuse_beyond_managed(realm, new.kind == NewTrustKind::Forest, direction)?;
        }
    }
    Ok(())
}

/// What `realm`, if it is a managed domain, does not offer.
pub(super) fn refuse_beyond_managed(
    realm: &Realm,
    is_forest_trust: bool,
    direction: TrustDirection,
) -> Result<(), ChangeRefusal> {
    let forest_trusts = || {
        let bit = TrustAttributes::FOREST_TRANSITIVE;
        realm.trusts().filter(|(_, trust)| trust.tdo.trust_attributes.contains(bit)).count()
    };
    let limit = if !realm.settings.managed {
        return Ok(());
    } else if !is_forest_trust || direction != TrustDirection::Outbound {
        ManagedLimit::OutgoingForestTrustsOnly
    } else if forest_trusts() >= Settings::MAX_MANAGED_TRUSTS {
        ManagedLimit::TooManyTrusts
    } else {
        return Ok(());
    };
    Err(ChangeRefusal::ManagedDomain { name: realm.name.clone(), limit })
}

/// The place of the trust that `end` has with `partner` in another direction than `wanted`, if there is one.
pub(super) fn counterpart(
    end: End<'_>,
    partner: &Partner,
    wanted: TrustDirection,
) -> Result<Option<usize>, ChangeRefusal> {
    let End::Served(realm) = end else { return Ok(None) };
    if let Some((id, trust)) = realm.trust_named(partner.name.as_str().as_bytes()) {
        let taken = trust.tdo.trust_direction.value() & wanted.value() != 0;
        return if taken || !trust.tdo.trust_partner.eq_ignore_case(partner.name.as_str()) {
            Err(ChangeRefusal::TrustExists { realm: realm.name.clone(), partner: partner.name.clone() })
        } else {
            Ok(Some(id.0 as usize))
        };
    }
    if realm.trust_named(partner.flat_name.as_bytes()).is_some() {
        return Err(ChangeRefusal::FlatNameTaken { realm: realm.name.clone(), flat_name: partner.flat_name.clone() });
    }
    Ok(None)
}

/// Between parent and child, or between two tree roots of which one is the forest root.
pub(super) fn is_automatic(own: End<'_>, other: End<'_>) -> bool {
    let (End::Served(own), End::Served(other)) = (own, other) else { return false };
    let (Some(own), Some(other)) = (own.domain(), other.domain()) else { return false };
    let to_root = own.parent.is_none() && other.parent.is_none() && (own.id.0 == 0 || other.id.0 == 0);
    own.forest == other.forest && (own.parent == Some(other.id) || other.parent == Some(own.id) || to_root)
}

impl Draft {
    /// Refuses an object that `realm` must not store.
    pub(super) fn refuse_inconsistent(&self, realm: &Realm, object: &TrustedDomainObject) -> Result<(), ChangeRefusal> {
        check_consistency(object, self.place_of(realm, object)).map_err(|inconsistency| {
            let (realm, partner) = (realm.name.clone(), object.trust_partner.clone());
            ChangeRefusal::InconsistentTrust { realm, partner, inconsistency }
        })
    }

    fn place_of(&self, realm: &Realm, object: &TrustedDomainObject) -> Place {
        let Some(domain) = realm.domain() else {
            return Place { stored_at: StoredAt::Realm, identified: Identified::default() };
        };
        let stored_at = if domain.id == DomainId(0) { StoredAt::ForestRoot } else { StoredAt::Domain };
        let named = |name: &str| {
            let members = self.directory.forests.get(domain.forest)?;
            let id = members.catalog.domain(name)?;
            Some((id, self.directory.realm(*members.domains.get(id.0 as usize)?)?))
        };
        let by_sid = object.security_identifier.as_ref().and_then(|sid| {
            let NameOwner::Served(id) = *self.directory.sids.get(&sid.to_bytes())? else { return None };
            let found = self.directory.realm(id)?.domain()?;
            (found.forest == domain.forest).then_some(found.id)
        });
        let by_dns_name = named(object.trust_partner.as_str())
            .filter(|(_, found)| found.name.eq_ignore_case(object.trust_partner.as_str()));
        let by_netbios_name = named(&object.flat_name)
            .filter(|(_, found)| found.netbios_name().is_some_and(|own| own.eq_ignore_ascii_case(&object.flat_name)));
        let identified = Identified {
            by_sid,
            by_dns_name: by_dns_name.map(|(id, _)| id),
            by_netbios_name: by_netbios_name.map(|(id, _)| id),
        };
        Place { stored_at, identified }
    }
}
