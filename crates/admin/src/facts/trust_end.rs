//! What is told of one end of a trust, read from the directory.

use std::cell::LazyCell;

use xrealm_directory::{ClaimCollision, Directory, Realm, Trust, TrustSecret, moment};
use xrealm_names::RealmName;
use xrealm_trust::{
    Forest, ForestTrustInfo, Record, RecordData, RecordFlags, TrustDirection, TrustKind, TrustType, TrustedDomainObject,
};

use super::{SecretFacts, SuffixFacts, SuffixListFacts, TrustEndFacts};

/// Who has what partners claim, found out once and only if somebody asks.
type Collisions<'d> = LazyCell<Vec<ClaimCollision>, Box<dyn Fn() -> Vec<ClaimCollision> + 'd>>;

fn collisions(directory: &Directory) -> Collisions<'_> {
    LazyCell::new(Box::new(|| directory.claim_collisions()))
}

impl TrustEndFacts {
    /// The end that `realm` keeps.
    #[must_use]
    pub fn of(directory: &Directory, realm: &Realm, trust: &Trust) -> TrustEndFacts {
        TrustEndFacts::beside(&collisions(directory), directory, realm, trust)
    }

    /// Every end that these realms keep.
    pub fn all<'d>(directory: &'d Directory, realms: impl Iterator<Item = &'d Realm>) -> Vec<TrustEndFacts> {
        let collisions = collisions(directory);
        let ends = realms.flat_map(|realm| realm.trusts().map(move |(_, trust)| (realm, trust)));
        ends.map(|(realm, trust)| TrustEndFacts::beside(&collisions, directory, realm, trust)).collect()
    }

    fn beside(collisions: &Collisions<'_>, directory: &Directory, realm: &Realm, trust: &Trust) -> TrustEndFacts {
        let tdo = &trust.tdo;
        let domain = matches!(tdo.trust_type, TrustType::Uplevel | TrustType::Downlevel);
        let lists_names = tdo.kind() == TrustKind::Forest;
        TrustEndFacts {
            realm: realm.name().to_string(),
            partner: tdo.trust_partner.to_string(),
            partner_dns_name: if domain { tdo.trust_partner.to_dns() } else { tdo.trust_partner.to_string() },
            flat_name: tdo.flat_name.to_string(),
            sid: tdo.security_identifier.as_ref().map(ToString::to_string),
            direction: direction(tdo.trust_direction).to_owned(),
            direction_value: tdo.trust_direction.value(),
            trust_type: trust_type(tdo.trust_type).to_owned(),
            type_value: tdo.trust_type.value(),
            kind: kind(realm, tdo).to_owned(),
            transitive: tdo.is_transitive(),
            attributes: tdo.trust_attributes.names().map(str::to_owned).collect(),
            attributes_value: tdo.trust_attributes.0,
            supported_encryption_types: tdo.supported_encryption_types.map(|mask| mask.0),
            etypes: realm.etypes_of_trust(trust).map(|etype| etype.to_string()).collect(),
            posix_offset: trust.posix_offset,
            partner_served_here: directory.realm_named(tdo.trust_partner.as_str().as_bytes()).is_some(),
            incoming: trust.incoming.as_ref().map(SecretFacts::of),
            outgoing: trust.outgoing.as_ref().map(SecretFacts::of),
            suffixes: lists_names.then(|| SuffixListFacts::beside(collisions, realm, trust).suffixes),
        }
    }

    /// The end that the realm called `realm` keeps of `partner`, if there is one.
    #[must_use]
    pub fn find(directory: &Directory, realm: &RealmName, partner: &RealmName) -> Option<TrustEndFacts> {
        let realm = directory.realm_named(realm.as_str().as_bytes())?;
        let (_, trust) = realm.trust_named(partner.as_str().as_bytes())?;
        Some(TrustEndFacts::of(directory, realm, trust))
    }
}

impl SecretFacts {
    /// All but the secret itself.
    #[must_use]
    pub fn of(secret: &TrustSecret) -> SecretFacts {
        SecretFacts {
            kvno: secret.current.kvno(),
            previous_kvno: secret.previous.as_ref().map(xrealm_directory::KeySet::kvno),
            changed: moment(secret.last_update).time.to_string(),
            confirmed: secret.confirmed.map(|time| time.to_string()),
            seal_with_previous_until: secret.seal_with_previous_until.map(|time| time.to_string()),
        }
    }
}

impl SuffixListFacts {
    /// The names that the partner of a trust claims, as `realm` keeps them.
    #[must_use]
    pub fn of(directory: &Directory, realm: &Realm, trust: &Trust) -> SuffixListFacts {
        SuffixListFacts::beside(&collisions(directory), realm, trust)
    }

    fn beside(collisions: &Collisions<'_>, realm: &Realm, trust: &Trust) -> SuffixListFacts {
        let (name, partner) = (realm.name(), &trust.tdo.trust_partner);
        let info = trust.tdo.forest_trust_info.clone().unwrap_or_default();
        let own = |found: &&ClaimCollision| found.realm == *name && found.partner == *partner;
        let own: Vec<&ClaimCollision> =
            if info.has_conflicts() { collisions.iter().filter(own).collect() } else { Vec::new() };
        let holder = |position: usize| {
            let found = own.iter().find(|found| usize::try_from(found.collision.record) == Ok(position))?;
            Some(found.collision.name.to_string())
        };
        SuffixListFacts { realm: name.to_string(), partner: partner.to_string(), suffixes: listed(&info, &holder) }
    }

    /// The names that the forest of `realm` would tell a partner; `None` for a plain realm.
    #[must_use]
    pub fn of_own(directory: &Directory, realm: &Realm) -> Option<SuffixListFacts> {
        let name = directory.forest_root(realm)?.name().to_string();
        let info = directory.own_forest_trust_info(realm)?;
        Some(SuffixListFacts { realm: name.clone(), partner: name, suffixes: listed(&info, &|_| None) })
    }
}

fn listed(info: &ForestTrustInfo, holder: &dyn Fn(usize) -> Option<String>) -> Vec<SuffixFacts> {
    let records = info.records.iter().enumerate();
    records.map(|(position, record)| SuffixFacts::of(position, record, holder(position))).collect()
}

impl SuffixFacts {
    fn of(position: usize, record: &Record, conflict_with: Option<String>) -> SuffixFacts {
        let (netbios_name, sid) = match &record.data {
            RecordData::DomainInfo { sid, netbios_name, .. } => (Some(netbios_name.to_string()), Some(sid.to_string())),
            RecordData::ScannerInfo { sid, netbios_name, .. } => {
                (Some(netbios_name.to_string()), sid.as_ref().map(ToString::to_string))
            }
            RecordData::TopLevelName(_)
            | RecordData::TopLevelNameEx(_)
            | RecordData::BinaryInfo { .. }
            | RecordData::Unknown { .. } => (None, None),
        };
        SuffixFacts {
            number: position + 1,
            kind: suffix_kind(record).to_owned(),
            name: record.dns_name().unwrap_or_default().to_owned(),
            netbios_name,
            sid,
            enabled: record.is_enabled(),
            status: status(record).to_owned(),
            conflict_with,
            flags: record.flags.0,
        }
    }
}

/// What kind of record it is, in a word.
pub(crate) fn suffix_kind(record: &Record) -> &'static str {
    match record.data {
        RecordData::TopLevelName(_) => "top-level-name",
        RecordData::TopLevelNameEx(_) => "exclusion",
        RecordData::DomainInfo { .. } => "domain",
        RecordData::ScannerInfo { .. } => "scanner",
        RecordData::BinaryInfo { .. } | RecordData::Unknown { .. } => "unknown",
    }
}

fn status(record: &Record) -> &'static str {
    let flags = record.flags.0;
    let by_admin = match record.data {
        RecordData::TopLevelName(_) => RecordFlags::TLN_DISABLED_ADMIN,
        RecordData::DomainInfo { .. } => RecordFlags::SID_DISABLED_ADMIN | RecordFlags::NB_DISABLED_ADMIN,
        RecordData::ScannerInfo { .. } => SCANNER_DISABLED,
        RecordData::TopLevelNameEx(_) | RecordData::BinaryInfo { .. } | RecordData::Unknown { .. } => 0,
    };
    let is_name = matches!(record.data, RecordData::TopLevelName(_));
    if flags & record.conflict_flags() != 0 {
        "conflict"
    } else if flags & by_admin != 0 {
        "disabled-admin"
    } else if is_name && flags & RecordFlags::TLN_DISABLED_NEW != 0 {
        "disabled-new"
    } else {
        "enabled"
    }
}

/// LSA_SCANNER_INFO_DISABLE_AUTH_TARGET_VALIDATION.
const SCANNER_DISABLED: u32 = 0x1;

fn direction(direction: TrustDirection) -> &'static str {
    match direction {
        TrustDirection::Disabled => "disabled",
        TrustDirection::Inbound => "inbound",
        TrustDirection::Outbound => "outbound",
        TrustDirection::Bidirectional => "two-way",
    }
}

fn trust_type(trust_type: TrustType) -> &'static str {
    match trust_type {
        TrustType::Downlevel => "downlevel",
        TrustType::Uplevel => "uplevel",
        TrustType::Mit => "mit",
        TrustType::Dce => "dce",
        TrustType::Aad => "aad",
    }
}

/// What kind of trust it is, in a word.
pub(crate) fn kind(realm: &Realm, tdo: &TrustedDomainObject) -> &'static str {
    match tdo.kind() {
        TrustKind::WithinForest => within_forest(realm, tdo),
        TrustKind::Forest if tdo.trust_type == TrustType::Mit => "realm",
        TrustKind::Forest => "forest",
        TrustKind::External => "external",
        TrustKind::Realm => "realm",
        TrustKind::Downlevel => "downlevel",
        TrustKind::Foreign => "foreign",
    }
}

fn within_forest(realm: &Realm, tdo: &TrustedDomainObject) -> &'static str {
    let Some((forest, own)) = realm.view().domain() else { return "shortcut" };
    let Some(other) = forest.domain_named(tdo.trust_partner.as_str()) else { return "shortcut" };
    let parent = |id| forest.domain(id).and_then(|domain| domain.parent);
    if parent(own) == Some(other) || parent(other) == Some(own) {
        "parent-child"
    } else if parent(own).is_none() && parent(other).is_none() && [own, other].contains(&Forest::ROOT) {
        "tree-root"
    } else {
        "shortcut"
    }
}
