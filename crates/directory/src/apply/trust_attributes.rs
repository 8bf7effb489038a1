//! trustAttributes: those a new trust gets, and changing them (MS-ADTS 6.1.6.7.9).

use std::sync::Arc;

use xrealm_names::RealmName;
use xrealm_trust::{TrustAttributes, TrustDirection, TrustId, TrustKind, TrustType, TrustedDomainObject};

use super::Draft;
use crate::{ChangeRefusal, NewTrust, NewTrustKind};

impl Draft {
    pub(super) fn set_trust_attributes(
        &mut self,
        name: &RealmName,
        partner: &RealmName,
        attributes: TrustAttributes,
    ) -> Result<(), ChangeRefusal> {
        let realm = self.served(name)?;
        let id = realm.id;
        let Some((TrustId(position), trust)) = realm.trust_named(partner.as_str().as_bytes()) else {
            return Err(ChangeRefusal::UnknownTrust { trusting: name.clone(), trusted: partner.clone() });
        };
        let mut object = TrustedDomainObject::clone(&trust.tdo);
        refuse_change(&object, attributes)?;
        if attributes.contains(TrustAttributes::FOREST_TRANSITIVE) {
            self.refuse_inner_domain(&object.trust_partner)?;
        } else {
            object.forest_trust_info = None;
        }
        object.trust_attributes = attributes;
        self.refuse_inconsistent(realm, &object)?;
        if let Some(trust) = self.realm_mut(id).and_then(|realm| realm.trusts.get_mut(position as usize)) {
            Arc::make_mut(trust).tdo = Arc::new(object);
        }
        self.touch(id);
        Ok(())
    }

    /// The other end of a forest trust is a root as well, as far as one can know.
    fn refuse_inner_domain(&self, partner: &RealmName) -> Result<(), ChangeRefusal> {
        match self.directory.owner(partner) {
            Some(end) if end.is_domain() && !end.may_be_forest_root() => {
                Err(ChangeRefusal::NotAForestRoot { name: partner.clone() })
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// The attributes of the kind of trust and those that were asked for.
pub(super) fn attributes(new: &NewTrust, trust_type: TrustType) -> Result<TrustAttributes, ChangeRefusal> {
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
    let foreign = TrustAttributes(new.attributes.0 & foreign_attributes(new.kind).0);
    if let Some(attribute) = foreign.names().next() {
        return Err(ChangeRefusal::ForeignAttribute { kind: new.kind, attribute });
    }
    let all = own | new.attributes;
    match all.without(all.evaluated(trust_type)).names().next() {
        Some(attribute) => Err(ChangeRefusal::IneffectiveAttribute { attribute }),
        None => Ok(all),
    }
}

/// What an end keeps that has the trust in this direction: who gets in, and with which SIDs, is said where they get in.
pub(super) fn of_direction(attributes: TrustAttributes, direction: TrustDirection) -> TrustAttributes {
    if direction.is_outbound() {
        return attributes;
    }
    attributes.without(TrustAttributes::QUARANTINED_DOMAIN | TrustAttributes::CROSS_ORGANIZATION)
}

/// What an administrator cannot add to a kind of trust.
fn foreign_attributes(kind: NewTrustKind) -> TrustAttributes {
    let always = TrustAttributes::NON_TRANSITIVE | TrustAttributes::WITHIN_FOREST;
    match kind {
        NewTrustKind::Forest | NewTrustKind::Realm => always,
        NewTrustKind::External => always | TrustAttributes::FOREST_TRANSITIVE,
        NewTrustKind::Shortcut => always | TrustAttributes::FOREST_TRANSITIVE | TrustAttributes::CROSS_ORGANIZATION,
    }
}

/// What cannot become of an existing trust: one inside a forest stays inside, one outside stays outside, and only with
/// a Kerberos realm the reach can be chosen.
fn refuse_change(object: &TrustedDomainObject, attributes: TrustAttributes) -> Result<(), ChangeRefusal> {
    let changes = |bit| object.trust_attributes.contains(bit) != attributes.contains(bit);
    let kind = match object.kind() {
        TrustKind::WithinForest => NewTrustKind::Shortcut,
        TrustKind::Forest if object.trust_type == TrustType::Uplevel => NewTrustKind::Forest,
        TrustKind::Forest | TrustKind::Realm => NewTrustKind::Realm,
        TrustKind::External | TrustKind::Downlevel | TrustKind::Foreign => NewTrustKind::External,
    };
    if changes(TrustAttributes::WITHIN_FOREST) {
        return Err(ChangeRefusal::ForeignAttribute { kind, attribute: "WITHIN_FOREST" });
    }
    if changes(TrustAttributes::NON_TRANSITIVE) && kind != NewTrustKind::Realm {
        return Err(ChangeRefusal::TransitivityIsFixed { kind });
    }
    // What the object carries without effect it may keep.
    let added = attributes.without(object.trust_attributes);
    match added.without(attributes.evaluated(object.trust_type)).names().next() {
        Some(attribute) => Err(ChangeRefusal::IneffectiveAttribute { attribute }),
        None => Ok(()),
    }
}
