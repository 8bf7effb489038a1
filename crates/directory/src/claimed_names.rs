//! What is known about the names that partner forests claim: whether they could be stored, and who has them already.

use std::fmt;

use xrealm_names::RealmName;
use xrealm_trust::{
    Collision, Dropped, Forest, ForestTrustInfo, IllFormed, OwnDomain, RecordFlags, TakenNames, TrustAttributes,
    TrustId,
};

use crate::directory::{End, ForestMembers};
use crate::realm::Domain;
use crate::{ChangeRefusal, Directory, NamesRefusal, Realm, Trust};

/// What would be stored of forest trust information.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedNames {
    /// The records, with conflict flags and without superfluous ones.
    pub info: ForestTrustInfo,
    /// The superfluous ones.
    pub dropped: Vec<Dropped>,
    /// What others have. Positions are those of the records that were given.
    pub collisions: Vec<Collision>,
}

/// A claim of a partner that is disabled because somebody else has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimCollision {
    /// The forest root that keeps the claim.
    pub realm: RealmName,
    /// The partner that claims it.
    pub partner: RealmName,
    /// The DNS name that the record is about.
    pub name: Box<str>,
    /// Who has it, and what of it. The position is that of the stored record.
    pub collision: Collision,
}

impl fmt::Display for ClaimCollision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { realm, partner, name, collision } = self;
        let netbios_only = collision.flags == RecordFlags(RecordFlags::NB_DISABLED_CONFLICT);
        let what = if netbios_only { "the NetBIOS name of " } else { "" };
        write!(f, "{realm} does not route {what}{name} to {partner}: {} {}", collision.name, collision.cause)
    }
}

impl Directory {
    /// What [`crate::Change::SetForestTrustInfo`] would store; nothing is stored.
    ///
    /// # Errors
    /// Why the change would be refused.
    pub fn check_forest_trust_info(
        &self,
        realm: &RealmName,
        partner: &RealmName,
        info: &ForestTrustInfo,
    ) -> Result<CheckedNames, ChangeRefusal> {
        let (root, trust, _) = self.forest_trust(realm, partner)?;
        refuse_too_many(partner, info)?;
        let taken = root.domain().map(|domain| self.taken_names(domain.forest)).unwrap_or_default();
        Ok(check(&taken, Some(trust), partner, info.clone())?)
    }

    /// What the forest of `realm` says of itself when a partner asks (MS-NRPC 3.5.4.7.4); `None` for a plain realm.
    #[must_use]
    pub fn own_forest_trust_info(&self, realm: &Realm) -> Option<ForestTrustInfo> {
        let members = self.forests.get(realm.domain()?.forest)?;
        let suffixes: Vec<String> = members.suffixes().map(crate::change::dns).collect();
        Some(ForestTrustInfo::collect(self.own_domains(members), suffixes.iter().map(String::as_str)))
    }

    /// Every claim that is disabled because somebody else has it, with the one who has it now; by forest, trust and
    /// record.
    #[must_use]
    pub fn claim_collisions(&self) -> Vec<ClaimCollision> {
        let roots = self.realms().filter_map(|realm| Some((realm, realm.domain().filter(|own| own.is_root())?)));
        roots.flat_map(|(root, own)| self.collisions_at(root, own)).collect()
    }

    fn collisions_at(&self, root: &Realm, own: &Domain) -> Vec<ClaimCollision> {
        let mut found = Vec::new();
        let mut taken = None;
        for (id, trust) in root.trusts() {
            let Some(info) = claimed(trust).filter(|info| info.has_conflicts()) else { continue };
            let taken = taken.get_or_insert_with(|| self.taken_names(own.forest));
            for mut collision in taken.collisions(Some(id), &info.without_conflicts()) {
                let position = usize::try_from(collision.record).ok();
                let Some(record) = position.and_then(|position| info.record(position)) else { continue };
                collision.flags.0 &= record.flags.0;
                if collision.flags.0 != 0 {
                    found.push(ClaimCollision {
                        realm: root.name().clone(),
                        partner: trust.tdo.trust_partner.clone(),
                        name: record.dns_name().unwrap_or_default().into(),
                        collision,
                    });
                }
            }
        }
        found
    }

    /// The trust that keeps the names claimed by `partner`.
    pub(crate) fn forest_trust(
        &self,
        realm: &RealmName,
        partner: &RealmName,
    ) -> Result<(&Realm, TrustId, &Trust), ChangeRefusal> {
        let Some(End::Served(root)) = self.owner(realm) else {
            return Err(ChangeRefusal::UnknownRealm { name: realm.clone() });
        };
        let found = root.trust_named(partner.as_str().as_bytes());
        match found.filter(|(_, trust)| trust.tdo.trust_attributes.contains(TrustAttributes::FOREST_TRANSITIVE)) {
            Some((id, trust)) => Ok((root, id, trust)),
            None => Err(ChangeRefusal::NotAForestTrust { realm: realm.clone(), partner: partner.clone() }),
        }
    }

    /// What is taken at the root of a forest.
    pub(crate) fn taken_names(&self, forest: usize) -> TakenNames {
        let Some(members) = self.forests.get(forest) else { return TakenNames::default() };
        let mut taken = TakenNames::new(self.own_domains(members), members.suffixes());
        let root = members.domains.first().and_then(|&id| self.realm(id));
        for (id, trust) in root.into_iter().flat_map(Realm::trusts) {
            if let Some(info) = claimed(trust) {
                taken.add(id, &trust.tdo.trust_partner, info);
            }
        }
        taken
    }

    /// The domains of a forest, the root first, as they are told to partners.
    pub(crate) fn own_domains<'a>(&'a self, members: &'a ForestMembers) -> impl Iterator<Item = OwnDomain<'a>> + Clone {
        members.domains.iter().filter_map(|&id| self.realm(id)?.domain()).map(|domain| OwnDomain {
            dns_name: &domain.dns_name,
            netbios_name: &domain.netbios_name,
            sid: &domain.sid,
            is_tree_root: domain.parent.is_none(),
        })
    }
}

impl Domain {
    pub(crate) fn is_root(&self) -> bool {
        self.id == Forest::ROOT
    }
}

impl ForestMembers {
    /// uPNSuffixes and msDS-SPNSuffixes.
    pub(crate) fn suffixes(&self) -> impl Iterator<Item = &str> {
        self.upn_suffixes.iter().chain(&self.spn_suffixes).map(AsRef::as_ref)
    }
}

/// What would be stored of `info` for the trust `own` with `partner`, where `taken` is taken.
pub(crate) fn check(
    taken: &TakenNames,
    own: Option<TrustId>,
    partner: &RealmName,
    info: ForestTrustInfo,
) -> Result<CheckedNames, NamesRefusal> {
    let refused = |violations| NamesRefusal::IllFormed { partner: partner.clone(), violations };
    let stay = info.well_formed().map_err(refused)?;
    let mut info = stay.info;
    let mut collisions = taken.collisions(own, &info);
    info.mark(&collisions);
    for collision in &mut collisions {
        let position = usize::try_from(collision.record).ok();
        if let Some(&given) = position.and_then(|position| stay.positions.get(position)) {
            collision.record = given;
        }
    }
    Ok(CheckedNames { info, dropped: stay.dropped, collisions })
}

/// Refuses more records than can be written at once.
pub(crate) fn refuse_too_many(partner: &RealmName, info: &ForestTrustInfo) -> Result<(), NamesRefusal> {
    let count = info.records.len();
    if count <= ForestTrustInfo::MAX_WRITTEN_RECORDS {
        return Ok(());
    }
    Err(NamesRefusal::IllFormed { partner: partner.clone(), violations: vec![IllFormed::TooManyRecords { count }] })
}

/// The names that take part in routing.
fn claimed(trust: &Trust) -> Option<&ForestTrustInfo> {
    let is_forest_trust = trust.tdo.trust_attributes.contains(TrustAttributes::FOREST_TRANSITIVE);
    trust.tdo.forest_trust_info.as_ref().filter(|_| is_forest_trust)
}
