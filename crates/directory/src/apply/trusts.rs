//! Creating, removing and rekeying trusts.

use std::sync::Arc;

use xrealm_names::{EncryptionType, PrincipalName, RealmName, Sid, SupportedEncryptionTypes};
use xrealm_trust::{
    DomainId, ForestTrustInfo, TrustAttributes, TrustDirection, TrustId, TrustType, TrustedDomainObject,
};

use super::Draft;
use crate::directory::End;
use crate::folded_name::FoldedName;
use crate::{ChangeRefusal, KeySet, NewKeys, NewTrust, NewTrustKind, Realm, RealmId, Trust, TrustPair, TrustSecret};

impl Draft {
    pub(super) fn create_trust(&mut self, new: &NewTrust) -> Result<(), ChangeRefusal> {
        let TrustPair { trusting, trusted } = &new.pair;
        let (own, other) = (self.end(trusting)?, self.end(trusted)?);
        refuse_same(own, other)?;
        self.refuse_wrong_ends(new.kind, own, other)?;
        let attributes = attributes(new)?;
        let (trusting_names, trusted_names) = self.names(new, attributes, own, other)?;
        self.link(&Link {
            trusting,
            trusted,
            attributes,
            keys: &new.keys,
            reverse_keys: new.reverse_keys.as_ref(),
            etypes: new.etypes.as_deref(),
            trusting_names,
            trusted_names,
        })
    }

    pub(super) fn remove_trust(&mut self, pair: &TrustPair) -> Result<(), ChangeRefusal> {
        let (own, other) = (self.end(&pair.trusting)?, self.end(&pair.trusted)?);
        if is_automatic(own, other) {
            return Err(ChangeRefusal::AutomaticTrust { realm: own.name().clone(), partner: other.name().clone() });
        }
        let ends = [(own.served_id(), other.name().clone()), (other.served_id(), own.name().clone())];
        let mut removed = false;
        for (id, partner) in ends {
            if let Some(id) = id
                && let Some(realm) = self.realm_mut(id)
                && let Some((TrustId(position), _)) = realm.trust_named(partner.as_str().as_bytes())
            {
                realm.trusts.remove(position as usize);
                index_partners(realm);
                self.touch(id);
                removed = true;
            }
        }
        if removed { Ok(()) } else { Err(unknown(pair)) }
    }

    pub(super) fn set_trust_secret(&mut self, pair: &TrustPair, keys: &NewKeys) -> Result<(), ChangeRefusal> {
        keys.refuse_if_empty()?;
        let (own, other) = (self.end(&pair.trusting)?, self.end(&pair.trusted)?);
        let (trusting, trusted) = (own.name().clone(), other.name().clone());
        let (trusting_id, trusted_id) = (own.served_id(), other.served_id());
        let outgoing = trust_at(own, &trusted).and_then(|trust| trust.outgoing.as_ref());
        let incoming = trust_at(other, &trusting).and_then(|trust| trust.incoming.as_ref());
        let Some(current) = outgoing.or(incoming) else { return Err(unknown(pair)) };
        let next = keys.key_set(Some(current.current.kvno()), || {
            xrealm_crypto::salt::principal(&trusted, &PrincipalName::krbtgt(&trusting))
        });
        self.rotate(trusting_id, &trusted, |trust| &mut trust.outgoing, &next);
        self.rotate(trusted_id, &trusting, |trust| &mut trust.incoming, &next);
        Ok(())
    }

    pub(super) fn set_forest_trust_info(
        &mut self,
        name: &RealmName,
        partner: &RealmName,
        info: &ForestTrustInfo,
    ) -> Result<(), ChangeRefusal> {
        let realm = self.served(name)?;
        let (id, found) = (realm.id, realm.trust_named(partner.as_str().as_bytes()));
        let position = match found {
            Some((TrustId(position), trust))
                if trust.tdo.trust_attributes.contains(TrustAttributes::FOREST_TRANSITIVE) =>
            {
                position
            }
            _ => return Err(ChangeRefusal::NotAForestTrust { realm: name.clone(), partner: partner.clone() }),
        };
        if let Some(trust) = self.realm_mut(id).and_then(|realm| realm.trusts.get_mut(position as usize)) {
            let tdo = Arc::make_mut(&mut Arc::make_mut(trust).tdo);
            tdo.forest_trust_info = Some(info.clone());
        }
        self.touch(id);
        Ok(())
    }

    /// Makes the trusted domain objects of both ends, each where it is served here.
    pub(super) fn link(&mut self, link: &Link<'_>) -> Result<(), ChangeRefusal> {
        link.keys.refuse_if_empty()?;
        let (own, other) = (self.end(link.trusting)?, self.end(link.trusted)?);
        let (trusting, trusted) = (Partner::of(own), Partner::of(other));
        let ends = (own.served_id(), other.served_id());
        refuse_existing(own, &trusted)?;
        refuse_existing(other, &trusting)?;
        let forward = secret(link.keys, &trusted.name, &trusting.name);
        let backward = match link.reverse_keys {
            Some(keys) => {
                keys.refuse_if_empty()?;
                Some(secret(keys, &trusting.name, &trusted.name))
            }
            None => None,
        };
        let mixed = !(trusting.is_domain() && trusted.is_domain());
        let direction = if backward.is_some() { TrustDirection::Bidirectional } else { TrustDirection::Outbound };
        let object = |partner: &Partner, direction, names: &Option<ForestTrustInfo>| TrustedDomainObject {
            trust_partner: partner.name.clone(),
            flat_name: partner.flat_name.clone(),
            security_identifier: partner.sid.clone(),
            trust_direction: direction,
            trust_type: if mixed { TrustType::Mit } else { TrustType::Uplevel },
            trust_attributes: link.attributes,
            supported_encryption_types: link.etypes.map(|list| SupportedEncryptionTypes::of(list.iter().copied())),
            forest_trust_info: names.clone(),
        };
        if let (Some(id), _) = ends {
            let tdo = object(&trusted, direction, &link.trusted_names);
            self.add_trust(id, tdo, backward.clone(), Some(forward.clone()), link.etypes);
        }
        if let (_, Some(id)) = ends {
            let tdo = object(&trusting, direction.mirrored(), &link.trusting_names);
            self.add_trust(id, tdo, Some(forward), backward, link.etypes);
        }
        Ok(())
    }

    fn add_trust(
        &mut self,
        id: RealmId,
        tdo: TrustedDomainObject,
        incoming: Option<TrustSecret>,
        outgoing: Option<TrustSecret>,
        etypes: Option<&[EncryptionType]>,
    ) {
        let Some(realm) = self.realm_mut(id) else { return };
        index_partner(realm, &tdo, TrustId(u32::try_from(realm.trusts.len()).unwrap_or(u32::MAX)));
        let etypes = etypes.map(<[EncryptionType]>::to_vec);
        realm.trusts.push(Arc::new(Trust { tdo: Arc::new(tdo), incoming, outgoing, etypes }));
        self.touch(id);
    }

    fn rotate(
        &mut self,
        id: Option<RealmId>,
        partner: &RealmName,
        side: impl FnOnce(&mut Trust) -> &mut Option<TrustSecret>,
        next: &KeySet,
    ) {
        let Some(realm) = id.and_then(|id| self.realm_mut(id)) else { return };
        let Some((TrustId(position), _)) = realm.trust_named(partner.as_str().as_bytes()) else { return };
        if let Some(trust) = realm.trusts.get_mut(position as usize)
            && let Some(secret) = side(Arc::make_mut(trust))
        {
            secret.previous = Some(std::mem::replace(&mut secret.current, next.clone()));
        }
    }

    fn refuse_wrong_ends(&self, kind: NewTrustKind, own: End<'_>, other: End<'_>) -> Result<(), ChangeRefusal> {
        let (trusting, trusted) = (own.name().clone(), other.name().clone());
        if kind == NewTrustKind::Realm {
            let both = own.is_domain() && other.is_domain();
            return if both { Err(ChangeRefusal::NoPlainRealm { trusting, trusted }) } else { Ok(()) };
        }
        for end in [own, other] {
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

    /// What each end is recorded to claim, if it is a trust that routes names.
    fn names(
        &self,
        new: &NewTrust,
        attributes: TrustAttributes,
        own: End<'_>,
        other: End<'_>,
    ) -> Result<(Option<ForestTrustInfo>, Option<ForestTrustInfo>), ChangeRefusal> {
        if !attributes.contains(TrustAttributes::FOREST_TRANSITIVE) {
            return if new.trusting_namespaces.is_default() && new.trusted_namespaces.is_default() {
                Ok((None, None))
            } else {
                Err(ChangeRefusal::NoNamespaces { kind: new.kind })
            };
        }
        if let Some(end) = [own, other].into_iter().find(|end| end.is_domain() && !end.may_be_forest_root()) {
            return Err(ChangeRefusal::NotAForestRoot { name: end.name().clone() });
        }
        let trusting = self.forest_trust_info(own, &new.trusting_namespaces)?;
        Ok((Some(trusting), Some(self.forest_trust_info(other, &new.trusted_namespaces)?)))
    }
}

/// A trust to be made, with everything about it decided.
pub(super) struct Link<'a> {
    pub(super) trusting: &'a RealmName,
    pub(super) trusted: &'a RealmName,
    pub(super) attributes: TrustAttributes,
    pub(super) keys: &'a NewKeys,
    pub(super) reverse_keys: Option<&'a NewKeys>,
    pub(super) etypes: Option<&'a [EncryptionType]>,
    /// What `trusted` records that `trusting` claims.
    pub(super) trusting_names: Option<ForestTrustInfo>,
    /// What `trusting` records that `trusted` claims.
    pub(super) trusted_names: Option<ForestTrustInfo>,
}

/// One end as the other end's trusted domain object describes it.
struct Partner {
    name: RealmName,
    flat_name: Box<str>,
    sid: Option<Sid>,
}

impl Partner {
    fn of(end: End<'_>) -> Partner {
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

    fn is_domain(&self) -> bool {
        self.sid.is_some()
    }
}

impl End<'_> {
    fn name(&self) -> &RealmName {
        match self {
            End::Served(realm) => &realm.name,
            End::External(external) => &external.name,
        }
    }

    fn served_id(&self) -> Option<RealmId> {
        match self {
            End::Served(realm) => Some(realm.id),
            End::External(_) => None,
        }
    }

    fn is_domain(&self) -> bool {
        match self {
            End::Served(realm) => realm.domain().is_some(),
            End::External(external) => external.active_directory.is_some(),
        }
    }

    fn forest(&self) -> Option<usize> {
        match self {
            End::Served(realm) => realm.domain().map(|domain| domain.forest),
            End::External(_) => None,
        }
    }

    /// Nothing is known about the forest of an external domain, so it is taken at its word.
    fn may_be_forest_root(&self) -> bool {
        match self {
            End::Served(realm) => realm.domain().is_some_and(|domain| domain.id == DomainId(0)),
            End::External(_) => true,
        }
    }
}

/// The attributes of the kind of trust and those that were asked for.
fn attributes(new: &NewTrust) -> Result<TrustAttributes, ChangeRefusal> {
    let (own, fixed) = match new.kind {
        NewTrustKind::Forest => (TrustAttributes::FOREST_TRANSITIVE, Some(true)),
        NewTrustKind::Shortcut => (TrustAttributes::WITHIN_FOREST, Some(true)),
        NewTrustKind::External => (TrustAttributes::default(), Some(false)),
        NewTrustKind::Realm if new.transitive => (TrustAttributes::default(), None),
        NewTrustKind::Realm => (TrustAttributes::NON_TRANSITIVE, None),
    };
    if fixed.is_some_and(|fixed| fixed != new.transitive) {
        return Err(ChangeRefusal::TransitivityIsFixed { kind: new.kind });
    }
    let foreign = foreign_attributes(new.kind);
    if let Some(attribute) = TrustAttributes(new.attributes.0 & foreign.0).names().next() {
        return Err(ChangeRefusal::ForeignAttribute { kind: new.kind, attribute });
    }
    Ok(own | new.attributes)
}

/// What an administrator cannot add to a kind of trust (MS-ADTS 6.1.6.7.9).
fn foreign_attributes(kind: NewTrustKind) -> TrustAttributes {
    let always = TrustAttributes::NON_TRANSITIVE | TrustAttributes::WITHIN_FOREST;
    match kind {
        NewTrustKind::Forest | NewTrustKind::Realm => always,
        NewTrustKind::External => always | TrustAttributes::FOREST_TRANSITIVE,
        NewTrustKind::Shortcut => always | TrustAttributes::FOREST_TRANSITIVE | TrustAttributes::CROSS_ORGANIZATION,
    }
}

/// The secret with which `issuer` seals tickets for `target` (spec of the salt: the principal's own).
fn secret(keys: &NewKeys, issuer: &RealmName, target: &RealmName) -> TrustSecret {
    let current = keys.key_set(None, || xrealm_crypto::salt::principal(issuer, &PrincipalName::krbtgt(target)));
    TrustSecret { current, previous: None }
}

fn refuse_same(own: End<'_>, other: End<'_>) -> Result<(), ChangeRefusal> {
    if own.name() == other.name() {
        return Err(ChangeRefusal::TrustToItself { name: own.name().clone() });
    }
    if own.served_id().is_none() && other.served_id().is_none() {
        return Err(ChangeRefusal::NotServed { trusting: own.name().clone(), trusted: other.name().clone() });
    }
    Ok(())
}

fn refuse_existing(end: End<'_>, partner: &Partner) -> Result<(), ChangeRefusal> {
    let End::Served(realm) = end else { return Ok(()) };
    if realm.trust_named(partner.name.as_str().as_bytes()).is_some() {
        return Err(ChangeRefusal::TrustExists { realm: realm.name.clone(), partner: partner.name.clone() });
    }
    if realm.trust_named(partner.flat_name.as_bytes()).is_some() {
        return Err(ChangeRefusal::FlatNameTaken { realm: realm.name.clone(), flat_name: partner.flat_name.clone() });
    }
    Ok(())
}

/// Between parent and child, or between two tree roots of which one is the forest root.
fn is_automatic(own: End<'_>, other: End<'_>) -> bool {
    let (End::Served(own), End::Served(other)) = (own, other) else { return false };
    let (Some(own), Some(other)) = (own.domain(), other.domain()) else { return false };
    let to_root = own.parent.is_none() && other.parent.is_none() && (own.id.0 == 0 || other.id.0 == 0);
    own.forest == other.forest && (own.parent == Some(other.id) || other.parent == Some(own.id) || to_root)
}

fn trust_at<'a>(end: End<'a>, partner: &RealmName) -> Option<&'a Trust> {
    let End::Served(realm) = end else { return None };
    realm.trust_named(partner.as_str().as_bytes()).map(|(_, trust)| trust)
}

fn unknown(pair: &TrustPair) -> ChangeRefusal {
    ChangeRefusal::UnknownTrust { trusting: pair.trusting.clone(), trusted: pair.trusted.clone() }
}

fn index_partners(realm: &mut Realm) {
    realm.partners = Default::default();
    let objects = realm.trusted_domain_objects();
    for (id, tdo) in (0..).map(TrustId).zip(&objects) {
        index_partner(realm, tdo, id);
    }
}

fn index_partner(realm: &mut Realm, tdo: &TrustedDomainObject, id: TrustId) {
    for name in [tdo.trust_partner.as_str(), &tdo.flat_name] {
        realm.partners.insert(FoldedName::of([name], realm.name_case()).as_bytes(), id);
    }
}
