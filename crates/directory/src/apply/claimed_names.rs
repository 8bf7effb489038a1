//! Changing what partner forests claim, and who may have it.

use std::sync::Arc;

use xrealm_names::RealmName;
use xrealm_trust::{CollisionKind, ForestTrustInfo, NewNames, TakenNames, TrustId};

use super::Draft;
use super::namespaces::BothNames;
use crate::claimed_names::{check, refuse_too_many};
use crate::directory::End;
use crate::file_time::file_time;
use crate::{ChangeRefusal, Claim, NamesRefusal, NewTrust, RealmId};

impl Draft {
    pub(super) fn set_forest_trust_info(
        &mut self,
        name: &RealmName,
        partner: &RealmName,
        info: &ForestTrustInfo,
    ) -> Result<(), ChangeRefusal> {
        let (realm, own, _) = self.directory.forest_trust(name, partner)?;
        let id = realm.id;
        refuse_too_many(partner, info)?;
        let info = self.judged_at(id, Some(own), partner, info.clone())?;
        self.store_names(id, own, info);
        Ok(())
    }

    pub(super) fn refresh_forest_trust_info(
        &mut self,
        name: &RealmName,
        partner: &RealmName,
    ) -> Result<(), ChangeRefusal> {
        let (realm, own, trust) = self.directory.forest_trust(name, partner)?;
        let (id, partner) = (realm.id, &trust.tdo.trust_partner);
        let asked = self.directory.owner(partner);
        let Some(new) = asked.and_then(|end| self.collected(end, None)) else {
            return Err(NamesRefusal::NotCollectable { partner: partner.clone() }.into());
        };
        let partner = partner.clone();
        let nothing = ForestTrustInfo::default();
        let old = trust.tdo.forest_trust_info.as_ref().unwrap_or(&nothing);
        let merged = old.merge(&partner.to_dns(), &new, NewNames::Disabled, file_time(self.at));
        let info = self.judged_at(id, Some(own), &partner, merged)?;
        self.store_names(id, own, info);
        Ok(())
    }

    pub(super) fn enable_claim(
        &mut self,
        name: &RealmName,
        partner: &RealmName,
        claim: &Claim,
        enabled: bool,
    ) -> Result<(), ChangeRefusal> {
        let (realm, own, trust) = self.directory.forest_trust(name, partner)?;
        let id = realm.id;
        let mut info = trust.tdo.forest_trust_info.clone().unwrap_or_default();
        let Some((position, record)) = (0..).zip(&mut info.records).find(|(_, record)| claim.is_of(record)) else {
            return Err(NamesRefusal::UnknownClaim { partner: partner.clone(), claim: claim.text() }.into());
        };
        let flags = claim.switched(record.flags, enabled);
        if flags == record.flags {
            return Ok(());
        }
        (record.flags, record.timestamp) = (flags, file_time(self.at));
        let collisions = self.taken(id).map(|taken| taken.collisions(Some(own), &info)).unwrap_or_default();
        if let Some(found) = collisions.iter().find(|found| enabled && found.record == position) {
            let (holder, cause) = (found.name.clone(), found.cause);
            let partner = partner.clone();
            return Err(NamesRefusal::InConflict { partner, claim: claim.text(), holder, cause }.into());
        }
        info.mark(&collisions);
        self.store_names(id, own, info);
        Ok(())
    }

    pub(super) fn set_suffixes(
        &mut self,
        name: &RealmName,
        upn_suffixes: &[Box<str>],
        spn_suffixes: &[Box<str>],
    ) -> Result<(), ChangeRefusal> {
        let Some(domain) = self.served(name)?.domain() else {
            return Err(ChangeRefusal::NotADomain { name: name.clone() });
        };
        if !domain.is_root() {
            return Err(ChangeRefusal::NotAForestRoot { name: name.clone() });
        }
        let forest = domain.forest;
        if let Some(members) = self.forest_mut(forest) {
            members.upn_suffixes = upn_suffixes.to_vec();
            members.spn_suffixes = spn_suffixes.to_vec();
        }
        self.rename(forest);
        Ok(())
    }

    /// Notes that the forest has other names than before.
    pub(super) fn rename(&mut self, forest: usize) {
        self.taken.remove(&forest);
        self.renamed_forests.insert(forest);
    }

    /// Marks the claims of partners that the forest itself has by now.
    pub(super) fn yield_to_own_names(&mut self, forest: usize) {
        let root = self.directory.forests.get(forest).and_then(|members| members.domains.first().copied());
        let Some(realm) = root.and_then(|id| self.directory.realm(id)) else { return };
        let id = realm.id;
        let claims = realm.trusts().filter_map(|(own, trust)| Some((own, trust.tdo.forest_trust_info.clone()?)));
        for (own, mut info) in claims.collect::<Vec<_>>() {
            let mut collisions = self.taken(id).map(|taken| taken.collisions(Some(own), &info)).unwrap_or_default();
            collisions.retain(|collision| collision.kind == CollisionKind::CollisionXref);
            if !collisions.is_empty() {
                info.mark(&collisions);
                self.store_names(id, own, info);
            }
        }
    }

    /// What the ends of a new trust claim, each with conflict flags as the other end is to record it.
    pub(super) fn judged(
        &mut self,
        new: &NewTrust,
        (trusting_names, trusted_names): BothNames,
    ) -> Result<BothNames, ChangeRefusal> {
        let (trusting, trusted) = (&new.pair.trusting, &new.pair.trusted);
        let trusting_names = trusting_names.map(|names| self.judged_by(trusted, trusting, names)).transpose()?;
        let trusted_names = trusted_names.map(|names| self.judged_by(trusting, trusted, names)).transpose()?;
        Ok((trusting_names, trusted_names))
    }

    fn judged_by(
        &mut self,
        keeper: &RealmName,
        partner: &RealmName,
        names: ForestTrustInfo,
    ) -> Result<ForestTrustInfo, ChangeRefusal> {
        let End::Served(realm) = self.end(keeper)? else { return Ok(names) };
        let (id, own) = (realm.id, realm.trust_named(partner.as_str().as_bytes()).map(|(own, _)| own));
        self.judged_at(id, own, partner, names)
    }

    fn judged_at(
        &mut self,
        keeper: RealmId,
        own: Option<TrustId>,
        partner: &RealmName,
        names: ForestTrustInfo,
    ) -> Result<ForestTrustInfo, ChangeRefusal> {
        let nothing = TakenNames::default();
        Ok(check(self.taken(keeper).unwrap_or(&nothing), own, partner, names)?.info)
    }

    /// What is taken at a forest root, remembered until something changes there; `None` for a plain realm.
    fn taken(&mut self, root: RealmId) -> Option<&TakenNames> {
        let directory = &self.directory;
        let forest = directory.realm(root)?.domain()?.forest;
        Some(self.taken.entry(forest).or_insert_with(|| directory.taken_names(forest)))
    }

    /// Makes a trust and adds it to what is remembered to be taken. So the trusts of one forest cost no more than their
    /// own names, however many there are.
    pub(super) fn remembering_taken_names(
        &mut self,
        new: &NewTrust,
        make: impl FnOnce(&mut Draft) -> Result<(), ChangeRefusal>,
    ) -> Result<(), ChangeRefusal> {
        let remembered = [&new.pair.trusting, &new.pair.trusted].map(|name| {
            let End::Served(realm) = self.end(name).ok()? else { return None };
            let (id, forest, before) = (realm.id, realm.domain()?.forest, realm.trusts.len());
            Some((id, forest, before, self.taken.remove(&forest)?))
        });
        make(self)?;
        for (id, forest, before, mut taken) in remembered.into_iter().flatten() {
            if let Some(added) = self.directory.realm(id).and_then(|realm| realm.trusts.get(before)) {
                if let Some(info) = &added.tdo.forest_trust_info {
                    let own = TrustId(u32::try_from(before).unwrap_or(u32::MAX));
                    taken.add(own, &added.tdo.trust_partner, info);
                }
                self.taken.insert(forest, taken);
            }
        }
        Ok(())
    }

    fn store_names(&mut self, keeper: RealmId, TrustId(position): TrustId, info: ForestTrustInfo) {
        if let Some(trust) = self.realm_mut(keeper).and_then(|realm| realm.trusts.get_mut(position as usize)) {
            Arc::make_mut(&mut Arc::make_mut(trust).tdo).forest_trust_info = Some(info);
        }
        self.touch(keeper);
    }
}
