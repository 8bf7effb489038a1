//! Creating and removing trusts.

use std::sync::Arc;

use xrealm_names::{EncryptionType, PrincipalName, RealmName, SupportedEncryptionTypes};
use xrealm_trust::{ForestTrustInfo, TrustAttributes, TrustDirection, TrustId, TrustType, TrustedDomainObject};

use super::Draft;
use super::namespaces::BothNames;
use super::trust_attributes::{attributes, of_direction};
use super::trust_ends::{
    Partner, counterpart, is_automatic, refuse_same, refuse_unmanaged, refuse_wrong_ends, trust_type,
};
use crate::directory::End;
use crate::file_time::file_time;
use crate::folded_name::FoldedName;
use crate::realm::MadeAccount;
use crate::{ChangeRefusal, NewKeys, NewTrust, Realm, RealmId, Trust, TrustPair, TrustSecret, TrustSide};

impl Draft {
    pub(super) fn create_trust(&mut self, new: &NewTrust) -> Result<(), ChangeRefusal> {
        let TrustPair { trusting, trusted } = &new.pair;
        let (own, other) = (self.end(trusting)?, self.end(trusted)?);
        refuse_same(own, other)?;
        refuse_wrong_ends(new.kind, own, other)?;
        refuse_unmanaged(new, own, other)?;
        let trust_type = trust_type(own, other);
        let attributes = attributes(new, trust_type)?;
        let claimed = self.names(new, attributes, own, other)?;
        let (trusting_names, trusted_names) = self.judged(new, kept(new.side, claimed))?;
        let link = Link {
            trusting,
            trusted,
            trust_type,
            attributes,
            side: new.side,
            confirmed: new.confirmed,
            keys: &new.keys,
            reverse_keys: new.reverse_keys.as_ref(),
            etypes: new.etypes.as_deref(),
            trusting_names,
            trusted_names,
        };
        self.remembering_taken_names(new, |draft| draft.link(&link))
    }

    pub(super) fn remove_trust(&mut self, pair: &TrustPair) -> Result<(), ChangeRefusal> {
        self.remove(pair, [TrustDirection::Bidirectional; 2])
    }

    pub(super) fn remove_trust_direction(&mut self, pair: &TrustPair) -> Result<(), ChangeRefusal> {
        self.remove(pair, [TrustDirection::Outbound, TrustDirection::Inbound])
    }

    /// Takes these directions from the trust, as the trusting and as the trusted end sees them. The partner of an
    /// imported trust need not be known here.
    fn remove(&mut self, pair: &TrustPair, directions: [TrustDirection; 2]) -> Result<(), ChangeRefusal> {
        let known = [&pair.trusting, &pair.trusted].map(|name| self.directory.owner(name));
        if let [Some(own), Some(other)] = known
            && is_automatic(own, other)
        {
            return Err(ChangeRefusal::AutomaticTrust { realm: own.name().clone(), partner: other.name().clone() });
        }
        let [own, other] = known.map(|end| end.and_then(|end| end.served_id()));
        let [as_trusting, as_trusted] = directions;
        let mut removed = false;
        for (id, partner, directions) in [(own, &pair.trusted, as_trusting), (other, &pair.trusting, as_trusted)] {
            if let Some(id) = id
                && let Some(realm) = self.realm_mut(id)
                && remove_directions(realm, partner, directions)
            {
                self.touch(id);
                removed = true;
            }
        }
        if removed { Ok(()) } else { Err(unknown(pair)) }
    }

    /// The trust as one end keeps it, or one direction of it.
    pub(super) fn remove_trust_end(
        &mut self,
        name: &RealmName,
        partner: &RealmName,
        directions: TrustDirection,
    ) -> Result<(), ChangeRefusal> {
        let realm = self.served(name)?;
        let id = realm.id;
        if let Some(other) = self.directory.owner(partner)
            && is_automatic(End::Served(realm), other)
        {
            return Err(ChangeRefusal::AutomaticTrust { realm: realm.name.clone(), partner: other.name().clone() });
        }
        let (own, other) = (realm.name.clone(), partner.clone());
        let pair = match directions.is_outbound() {
            true => TrustPair { trusting: own, trusted: other },
            false => TrustPair { trusting: other, trusted: own },
        };
        let removed = self.realm_mut(id).is_some_and(|realm| remove_directions(realm, partner, directions));
        self.touch(id);
        if removed { Ok(()) } else { Err(unknown(&pair)) }
    }

    /// Makes the trusted domain objects of both ends, each where it is served here.
    pub(super) fn link(&mut self, link: &Link<'_>) -> Result<(), ChangeRefusal> {
        link.keys.refuse_if_empty()?;
        let (own, other) = (self.end(link.trusting)?, self.end(link.trusted)?);
        let (trusting, trusted) = (Partner::of(own), Partner::of(other));
        let forward = self.secret(link.keys, &trusted.name, &trusting.name, link.confirmed);
        let backward = match link.reverse_keys {
            Some(keys) => {
                keys.refuse_if_empty()?;
                Some(self.secret(keys, &trusting.name, &trusted.name, link.confirmed))
            }
            None => None,
        };
        let direction = if backward.is_some() { TrustDirection::Bidirectional } else { TrustDirection::Outbound };
        let made = |side| link.side.is_none_or(|only| only == side);
        let own = match made(TrustSide::Trusting) {
            true => self.end_of_link(link, own, &trusted, direction, &link.trusted_names)?,
            false => None,
        };
        let other = match made(TrustSide::Trusted) {
            true => self.end_of_link(link, other, &trusting, direction.mirrored(), &link.trusting_names)?,
            false => None,
        };
        if own.is_none() && other.is_none() {
            return Err(ChangeRefusal::NotServed { trusting: trusting.name, trusted: trusted.name });
        }
        if let Some((id, place, tdo)) = own {
            self.put_trust(id, place, tdo, [backward.clone(), Some(forward.clone())], link.etypes);
        }
        if let Some((id, place, tdo)) = other {
            self.put_trust(id, place, tdo, [Some(forward), backward], link.etypes);
        }
        Ok(())
    }

    /// The object that `end` is to keep of `partner`, and the place of the one it replaces; `None` for an end that is
    /// served elsewhere.
    fn end_of_link(
        &self,
        link: &Link<'_>,
        end: End<'_>,
        partner: &Partner,
        direction: TrustDirection,
        names: &Option<ForestTrustInfo>,
    ) -> Result<Option<(RealmId, Option<usize>, TrustedDomainObject)>, ChangeRefusal> {
        let End::Served(realm) = end else { return Ok(None) };
        let place = counterpart(end, partner, direction)?;
        let mut object = TrustedDomainObject {
            trust_partner: partner.name.clone(),
            flat_name: partner.flat_name.clone(),
            security_identifier: partner.sid.clone(),
            trust_direction: direction,
            trust_type: link.trust_type,
            trust_attributes: of_direction(link.attributes, direction),
            supported_encryption_types: link.etypes.map(|list| SupportedEncryptionTypes::of(list.iter().copied())),
            forest_trust_info: names.clone(),
        };
        if let Some(standing) = place.and_then(|place| realm.trusts.get(place)) {
            object = joined(&standing.tdo, object).ok_or_else(|| ChangeRefusal::TrustDiffers {
                realm: realm.name.clone(),
                partner: partner.name.clone(),
            })?;
        }
        self.refuse_inconsistent(realm, &object)?;
        Ok(Some((realm.id, place, object)))
    }

    /// The secret with which `issuer` seals tickets for `target` (spec of the salt: the principal's own).
    fn secret(&self, keys: &NewKeys, issuer: &RealmName, target: &RealmName, confirmed: bool) -> TrustSecret {
        let current = keys.key_set(None, || xrealm_crypto::salt::principal(issuer, &PrincipalName::krbtgt(target)));
        TrustSecret { confirmed: confirmed.then_some(self.at.time), ..TrustSecret::new(current, file_time(self.at)) }
    }

    /// Stores an object with the secrets for the incoming and the outgoing direction, in place of another or behind
    /// the last.
    fn put_trust(
        &mut self,
        id: RealmId,
        place: Option<usize>,
        tdo: TrustedDomainObject,
        [incoming, outgoing]: [Option<TrustSecret>; 2],
        etypes: Option<&[EncryptionType]>,
    ) {
        let Some(realm) = self.realm_mut(id) else { return };
        let etypes = etypes.map(<[EncryptionType]>::to_vec);
        match place.and_then(|place| realm.trusts.get_mut(place)) {
            Some(standing) => {
                let standing = Arc::make_mut(standing);
                standing.tdo = Arc::new(tdo);
                standing.incoming = incoming.or(standing.incoming.take());
                standing.outgoing = outgoing.or(standing.outgoing.take());
                standing.etypes = etypes.or(standing.etypes.take());
            }
            None => {
                index_partner(realm, &tdo, TrustId(u32::try_from(realm.trusts.len()).unwrap_or(u32::MAX)));
                let (tdo, account) = (Arc::new(tdo), MadeAccount::default());
                realm.trusts.push(Arc::new(Trust { tdo, incoming, outgoing, etypes, posix_offset: 0, account }));
            }
        }
        self.touch(id);
    }
}

/// A trust to be made, with everything about it decided.
pub(super) struct Link<'a> {
    pub(super) trusting: &'a RealmName,
    pub(super) trusted: &'a RealmName,
    pub(super) trust_type: TrustType,
    pub(super) attributes: TrustAttributes,
    /// The one end that is made; `None`: both.
    pub(super) side: Option<TrustSide>,
    pub(super) confirmed: bool,
    pub(super) keys: &'a NewKeys,
    pub(super) reverse_keys: Option<&'a NewKeys>,
    pub(super) etypes: Option<&'a [EncryptionType]>,
    /// What `trusted` records that `trusting` claims.
    pub(super) trusting_names: Option<ForestTrustInfo>,
    /// What `trusting` records that `trusted` claims.
    pub(super) trusted_names: Option<ForestTrustInfo>,
}

/// What the end that is made records of its partner; an end that is not made records nothing.
fn kept(side: Option<TrustSide>, (trusting_names, trusted_names): BothNames) -> BothNames {
    match side {
        None => (trusting_names, trusted_names),
        Some(TrustSide::Trusting) => (None, trusted_names),
        Some(TrustSide::Trusted) => (trusting_names, None),
    }
}

/// The object of a trust that was there in the other direction and now is in both; `None` if the two are not of one
/// kind. Each direction keeps its attributes at its trusting end, and the names that were claimed stay.
fn joined(standing: &TrustedDomainObject, new: TrustedDomainObject) -> Option<TrustedDomainObject> {
    let reach = |object: &TrustedDomainObject| (object.trust_type, object.kind(), object.is_transitive());
    if reach(standing) != reach(&new) {
        return None;
    }
    let outbound = new.trust_direction.is_outbound();
    Some(TrustedDomainObject {
        trust_direction: TrustDirection::Bidirectional,
        trust_attributes: if outbound { new.trust_attributes } else { standing.trust_attributes },
        supported_encryption_types: new.supported_encryption_types.or(standing.supported_encryption_types),
        forest_trust_info: standing.forest_trust_info.clone().or(new.forest_trust_info),
        ..new
    })
}

/// Takes directions from the trust with `partner`, and the trust with its last direction.
fn remove_directions(realm: &mut Realm, partner: &RealmName, directions: TrustDirection) -> bool {
    let Some((TrustId(position), _)) = realm.trust_named(partner.as_str().as_bytes()) else { return false };
    let Some(trust) = realm.trusts.get_mut(position as usize) else { return false };
    let (has, rest) = (trust.tdo.trust_direction.value(), !directions.value());
    if has & !rest == 0 && directions != TrustDirection::Bidirectional {
        return false;
    }
    match TrustDirection::from_value(has & rest) {
        None | Some(TrustDirection::Disabled) => {
            realm.trusts.remove(position as usize);
            index_partners(realm);
        }
        Some(left) => {
            let trust = Arc::make_mut(trust);
            let object = Arc::make_mut(&mut trust.tdo);
            object.trust_direction = left;
            object.trust_attributes = of_direction(object.trust_attributes, left);
            if !left.is_inbound() {
                trust.incoming = None;
            }
            if !left.is_outbound() {
                trust.outgoing = None;
            }
        }
    }
    true
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

pub(super) fn index_partner(realm: &mut Realm, tdo: &TrustedDomainObject, id: TrustId) {
    for name in [tdo.trust_partner.as_str(), &tdo.flat_name] {
        realm.partners.insert(FoldedName::of([name], realm.name_case()).as_bytes(), id);
    }
}
