//! Names and SIDs that cannot be routed over a trust because somebody else has them (MS-LSAD 3.1.4.7.16.1, MS-ADTS
//! 6.1.6.9.3.2).
//!
//! The own forest always wins, and of two trusts the one whose record was enabled first. MS-ADTS knows another winner
//! for NetBIOS names, by the partners' names; MS-LSAD, which describes the write, decides here.

mod taken_names;

pub use taken_names::TakenNames;

use std::collections::BTreeSet;
use std::fmt;

use xrealm_names::{RealmName, Sid};

use self::taken_names::Taker;
use super::dns_key::DnsKey;
use super::{ForestTrustInfo, Record, RecordData, RecordFlags};
use crate::TrustId;

/// One entry of the list that a write of forest trust information returns (MS-LSAD 2.2.7.29).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collision {
    /// Position of the record, from zero.
    pub record: u32,
    /// Who has what it claims.
    pub kind: CollisionKind,
    /// The conflict flags that it gets for it.
    pub flags: RecordFlags,
    /// The partner of the other trust, or the name in the own forest.
    pub name: RealmName,
    /// What the two have in common.
    pub cause: CollisionCause,
}

/// Who has it (MS-LSAD 2.2.7.28).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CollisionKind {
    /// The partner of another trust.
    CollisionTdo,
    /// The own forest.
    CollisionXref,
    /// Somebody else; never found here.
    CollisionOther,
}

/// What a record has in common with the other one; of several causes the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CollisionCause {
    /// The top-level name.
    SameName,
    /// The top-level name lies below a name of the other trust that does not exclude it.
    BelowName,
    /// The top-level name lies above a name of the other trust and is not claimed with an exclusion for it.
    AboveName,
    /// The SID of a domain.
    Sid,
    /// The DNS name of a domain, which is one of the other trust's or lies below one.
    DnsName,
    /// The NetBIOS name of a domain.
    NetbiosName,
}

impl CollisionKind {
    /// The value of ForestTrustCollisionRecordType.
    #[must_use]
    pub fn value(self) -> u32 {
        match self {
            Self::CollisionTdo => 0,
            Self::CollisionXref => 1,
            Self::CollisionOther => 2,
        }
    }
}

impl fmt::Display for CollisionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::CollisionTdo => "CollisionTdo",
            Self::CollisionXref => "CollisionXref",
            Self::CollisionOther => "CollisionOther",
        })
    }
}

impl fmt::Display for CollisionCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::SameName => "has the same name",
            Self::BelowName => "claims a name above it",
            Self::AboveName => "claims a name below it",
            Self::Sid => "has a domain with the same SID",
            Self::DnsName => "claims its DNS name",
            Self::NetbiosName => "has a domain with the same NetBIOS name",
        })
    }
}

impl TakenNames {
    /// What stands against the enabled records of `info`, leaving aside what the trust `own` has stored.
    ///
    /// In the order of the records; one entry for each other party, and of several parties that have one thing the own
    /// forest or else the first trust. The cost grows with the records of `info` and the logarithm of all others, and
    /// once with the names that lie below its own.
    #[must_use]
    pub fn collisions(&self, own: Option<TrustId>, info: &ForestTrustInfo) -> Vec<Collision> {
        let exclusions = info.records.iter().filter_map(|record| match &record.data {
            RecordData::TopLevelNameEx(name) => DnsKey::of(name),
            _ => None,
        });
        let check = Check { taken: self, own, exclusions: exclusions.collect() };
        let mut collisions = Vec::new();
        let mut routed = BTreeSet::new();
        for (position, record) in (0..).zip(&info.records) {
            if let RecordData::TopLevelName(name) = &record.data
                && record.is_enabled()
                && let Some(key) = DnsKey::of(name)
            {
                match check.top_level_name(&key) {
                    Some((taker, cause)) => collisions.extend(self.entry(position, taker, cause)),
                    None => {
                        routed.insert(key);
                    }
                }
            }
        }
        for (position, record) in (0..).zip(&info.records) {
            let causes = check.domain(record, &routed).into_iter().flatten();
            for (taker, cause) in causes {
                self.enter(&mut collisions, position, taker, cause);
            }
        }
        collisions.sort_by_key(|collision| collision.record);
        collisions
    }

    fn enter(&self, collisions: &mut Vec<Collision>, record: u32, taker: Taker<'_>, cause: CollisionCause) {
        let Some(entry) = self.entry(record, taker, cause) else { return };
        let same =
            |known: &&mut Collision| known.record == record && (known.kind, &known.name) == (entry.kind, &entry.name);
        match collisions.iter_mut().rev().take(MOST_CAUSES).find(same) {
            Some(known) => known.flags.0 |= entry.flags.0,
            None => collisions.push(entry),
        }
    }

    fn entry(&self, record: u32, taker: Taker<'_>, cause: CollisionCause) -> Option<Collision> {
        let (kind, name) = match taker {
            Taker::OwnForest(name) => (CollisionKind::CollisionXref, name),
            Taker::Trust(trust) => (CollisionKind::CollisionTdo, self.partner(trust)?),
        };
        Some(Collision { record, kind, flags: RecordFlags(cause.flag()), name: name.clone(), cause })
    }
}

/// The SID, the DNS name twice, the NetBIOS name.
const MOST_CAUSES: usize = 4;

impl CollisionCause {
    fn flag(self) -> u32 {
        match self {
            Self::SameName | Self::BelowName | Self::AboveName => RecordFlags::TLN_DISABLED_CONFLICT,
            Self::Sid | Self::DnsName => RecordFlags::SID_DISABLED_CONFLICT,
            Self::NetbiosName => RecordFlags::NB_DISABLED_CONFLICT,
        }
    }
}

struct Check<'a> {
    taken: &'a TakenNames,
    own: Option<TrustId>,
    /// Those of the set that is checked.
    exclusions: BTreeSet<DnsKey>,
}

type Found<'a> = Option<(Taker<'a>, CollisionCause)>;

impl<'a> Check<'a> {
    fn top_level_name(&self, key: &DnsKey) -> Found<'a> {
        let (taken, own) = (self.taken, self.own);
        let same = taken.own_name(key).or_else(|| taken.top_level_name(key.as_str(), own));
        let below = || taken.above(key, own).map(|taker| (taker, CollisionCause::BelowName));
        let above = || taken.below(key, own, &self.exclusions).map(|taker| (taker, CollisionCause::AboveName));
        same.map(|taker| (taker, CollisionCause::SameName)).or_else(below).or_else(above)
    }

    fn domain(&self, record: &Record, routed: &BTreeSet<DnsKey>) -> [Found<'a>; MOST_CAUSES] {
        let RecordData::DomainInfo { sid, dns_name, netbios_name } = &record.data else { return [None; MOST_CAUSES] };
        let mut found = [None; MOST_CAUSES];
        let by_sid = record.flags.0 & RecordFlags::SID_DISABLED == 0;
        let by_netbios_name = by_sid && record.flags.0 & RecordFlags::NETBIOS_DISABLED == 0;
        if let (true, Some(key)) = (by_sid, DnsKey::of(dns_name)) {
            found = [self.sid(sid), self.dns_name(&key), self.claimed(&key, routed), None];
        }
        if by_netbios_name && let Some(netbios) = found.last_mut() {
            *netbios = self.netbios_name(netbios_name);
        }
        found
    }

    fn sid(&self, sid: &Sid) -> Found<'a> {
        self.taken.sid(sid, self.own).map(|taker| (taker, CollisionCause::Sid))
    }

    fn dns_name(&self, key: &DnsKey) -> Found<'a> {
        let (taken, own) = (self.taken, self.own);
        let taker = taken.own_name(key).or_else(|| taken.domain(key, own));
        taker.or_else(|| taken.top_level_name(key.as_str(), own)).map(|taker| (taker, CollisionCause::DnsName))
    }

    /// A domain that the own set routes, but below a name of another trust: what only an exclusion of a name above it
    /// hides from [`Check::top_level_name`].
    fn claimed(&self, key: &DnsKey, routed: &BTreeSet<DnsKey>) -> Found<'a> {
        let is_routed = key.and_above().any(|above| routed.contains(above));
        let taker = self.taken.above(key, self.own).filter(|_| is_routed)?;
        Some((taker, CollisionCause::DnsName))
    }

    fn netbios_name(&self, name: &str) -> Found<'a> {
        self.taken.netbios_name(name, self.own).map(|taker| (taker, CollisionCause::NetbiosName))
    }
}

impl ForestTrustInfo {
    /// Sets the conflict flags of `collisions`. Nothing else is changed.
    pub fn mark(&mut self, collisions: &[Collision]) {
        for collision in collisions {
            let position = usize::try_from(collision.record).ok();
            if let Some(record) = position.and_then(|position| self.records.get_mut(position)) {
                record.flags.0 |= collision.flags.0;
            }
        }
    }

    /// The set as it would be without its conflict flags: what may be enabled as far as this set is concerned.
    #[must_use]
    pub fn without_conflicts(&self) -> ForestTrustInfo {
        let mut info = self.clone();
        for record in &mut info.records {
            record.flags.0 &= !record.conflict_flags();
        }
        info
    }

    /// Whether a record is disabled because somebody else has what it claims.
    #[must_use]
    pub fn has_conflicts(&self) -> bool {
        self.records.iter().any(|record| record.flags.0 & record.conflict_flags() != 0)
    }
}

impl Record {
    /// The bits that mean a conflict in a record of this type.
    #[must_use]
    pub fn conflict_flags(&self) -> u32 {
        match self.data {
            RecordData::TopLevelName(_) => RecordFlags::TLN_DISABLED_CONFLICT,
            RecordData::DomainInfo { .. } => RecordFlags::SID_DISABLED_CONFLICT | RecordFlags::NB_DISABLED_CONFLICT,
            RecordData::TopLevelNameEx(_)
            | RecordData::ScannerInfo { .. }
            | RecordData::BinaryInfo { .. }
            | RecordData::Unknown { .. } => 0,
        }
    }
}

#[cfg(test)]
mod tests;
