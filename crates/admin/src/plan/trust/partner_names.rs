//! What a partner says of its forest when it is asked: at once where it is served here, else by whoever serves it.

use xrealm_directory::{Change, Directory, file_time};
use xrealm_names::{Moment, RealmName, Sid, eq_ignore_case};
use xrealm_trust::{ForestTrustInfo, NewNames, RecordData};

use super::super::Means;
use crate::OperationRefusal;

/// What the other process says that serves `partner`; `None` where it is served here, or where nobody can be asked.
pub(super) fn told(partner: &RealmName, means: &Means<'_>) -> Result<Option<ForestTrustInfo>, OperationRefusal> {
    if means.directory.realm_named(partner.as_str().as_bytes()).is_some() {
        return Ok(None);
    }
    (means.partner_names)(partner)
}

/// What has `realm` keep what `partner` says now. Names that were not known wait for an administrator.
pub(super) fn asked_again(
    realm: &RealmName,
    partner: &RealmName,
    told: Option<&ForestTrustInfo>,
    means: &Means<'_>,
) -> Change {
    match told {
        Some(told) => recorded(realm, partner, told, NewNames::Disabled, means.directory, means.now),
        None => Change::RefreshForestTrustInfo { realm: realm.clone(), partner: partner.clone() },
    }
}

/// What has `realm` keep what `partner` says, beside what it keeps already.
pub(super) fn recorded(
    realm: &RealmName,
    partner: &RealmName,
    told: &ForestTrustInfo,
    new_names: NewNames,
    directory: &Directory,
    now: Moment,
) -> Change {
    let info = stored(directory, realm, partner).merge(&partner.to_dns(), told, new_names, file_time(now));
    Change::SetForestTrustInfo { realm: realm.clone(), partner: partner.clone(), info }
}

/// What `realm` keeps of the names of `partner`.
pub(super) fn stored(directory: &Directory, realm: &RealmName, partner: &RealmName) -> ForestTrustInfo {
    let realm = directory.realm_named(realm.as_str().as_bytes());
    let trust = realm.and_then(|realm| realm.trust_named(partner.as_str().as_bytes()));
    trust.and_then(|(_, trust)| trust.tdo.forest_trust_info.clone()).unwrap_or_default()
}

/// The NetBIOS name and the SID of a domain among those of a forest.
pub(super) fn domain_named(said: &ForestTrustInfo, name: &RealmName) -> Option<(Box<str>, Sid)> {
    let dns = name.to_dns();
    said.records.iter().find_map(|record| match &record.data {
        RecordData::DomainInfo { sid, dns_name, netbios_name } => {
            eq_ignore_case(dns_name, &dns).then(|| (netbios_name.clone(), sid.clone()))
        }
        RecordData::TopLevelName(_)
        | RecordData::TopLevelNameEx(_)
        | RecordData::ScannerInfo { .. }
        | RecordData::BinaryInfo { .. }
        | RecordData::Unknown { .. } => None,
    })
}
