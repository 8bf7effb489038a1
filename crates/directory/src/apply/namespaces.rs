//! The names that the ends of a new forest trust claim: collected from the one, recorded at the other (MS-ADTS
//! 6.1.6.9.3.2).
//!
//! When a trust is made all its names are routed, as Windows does it; later ones wait for an administrator.

use std::collections::HashSet;

use foldhash::fast::FixedState;
use xrealm_trust::{ForestTrustInfo, NewNames, OwnDomain, Record, RecordData, RecordFlags, TrustAttributes};

use super::Draft;
use crate::change::dns;
use crate::directory::{End, ExternalRealm};
use crate::file_time::file_time;
use crate::{ChangeRefusal, NamesRefusal, Namespaces, NewTrust};

/// What `trusting` claims, and what `trusted` claims.
pub(super) type BothNames = (Option<ForestTrustInfo>, Option<ForestTrustInfo>);

impl Draft {
    /// What each end claims, if it is a trust that routes names.
    pub(super) fn names(
        &self,
        new: &NewTrust,
        attributes: TrustAttributes,
        own: End<'_>,
        other: End<'_>,
    ) -> Result<BothNames, ChangeRefusal> {
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
        let trusting = self.claimed_by(own, &new.trusting_namespaces)?;
        Ok((Some(trusting), Some(self.claimed_by(other, &new.trusted_namespaces)?)))
    }

    /// What the forest that `end` is the root of claims, with what `given` says instead of it and about it.
    fn claimed_by(&self, end: End<'_>, given: &Namespaces) -> Result<ForestTrustInfo, ChangeRefusal> {
        let partner = end.name();
        let suffixes: Option<Vec<String>> =
            given.suffixes.as_ref().map(|list| list.iter().map(|suffix| dns(suffix)).collect());
        let claims = self.collected(end, suffixes.as_deref()).unwrap_or_else(|| told_by_name(end, suffixes.as_deref()));
        if !claims.records.iter().any(|record| matches!(record.data, RecordData::TopLevelName(_))) {
            return Err(ChangeRefusal::NoSuffixes { partner: partner.clone() });
        }
        let at = file_time(self.at);
        let exclusions = given.exclusions.iter().map(|name| Record::top_level_name_ex(&dns(name)));
        let said = ForestTrustInfo::new(exclusions.map(|record| Record { timestamp: at, ..record }).collect());
        let mut info = said.merge(&partner.to_dns(), &claims, NewNames::Routed, at);
        let left: HashSet<String, FixedState> = info.records.iter().filter_map(excluded).collect();
        if let Some(outside) = given.exclusions.iter().map(|name| dns(name)).find(|name| !left.contains(name)) {
            return Err(ChangeRefusal::ExclusionOutside { partner: partner.clone(), exclusion: outside.into() });
        }
        for name in &given.disabled {
            if !disable(&mut info, &dns(name)) {
                return Err(NamesRefusal::UnknownClaim { partner: partner.clone(), claim: name.clone() }.into());
            }
        }
        Ok(info)
    }

    /// What a forest that is served here says of itself, or of `suffixes` and its domains below them.
    pub(super) fn collected(&self, end: End<'_>, suffixes: Option<&[String]>) -> Option<ForestTrustInfo> {
        let End::Served(realm) = end else { return None };
        let members = self.directory.forests.get(realm.domain()?.forest)?;
        let domains = self.directory.own_domains(members);
        Some(match suffixes {
            Some(given) => {
                let domains = domains.map(|domain| OwnDomain { is_tree_root: false, ..domain });
                ForestTrustInfo::collect(domains, given.iter().map(String::as_str))
            }
            None => {
                let extra: Vec<String> = members.suffixes().map(dns).collect();
                ForestTrustInfo::collect(domains, extra.iter().map(String::as_str))
            }
        })
    }
}

/// All that can be known of a forest that is not in this directory: its root.
fn told_by_name(end: End<'_>, suffixes: Option<&[String]>) -> ForestTrustInfo {
    let dns_name = end.name().to_dns();
    let domain = match end {
        End::External(ExternalRealm { active_directory: Some((netbios_name, sid)), .. }) => {
            Some(OwnDomain { dns_name: &dns_name, netbios_name, sid, is_tree_root: false })
        }
        End::External(_) | End::Served(_) => None,
    };
    match suffixes {
        Some(given) => ForestTrustInfo::collect(domain, given.iter().map(String::as_str)),
        None => ForestTrustInfo::collect(domain, [dns_name.as_str()]),
    }
}

fn excluded(record: &Record) -> Option<String> {
    match &record.data {
        RecordData::TopLevelNameEx(name) => Some(dns(name)),
        _ => None,
    }
}

/// Disables the top-level name, or else the domain, of this name.
fn disable(info: &mut ForestTrustInfo, name: &str) -> bool {
    let mut domain = None;
    for record in &mut info.records {
        match &record.data {
            RecordData::TopLevelName(claimed) if dns(claimed) == name => {
                record.flags.0 |= RecordFlags::TLN_DISABLED_ADMIN;
                return true;
            }
            RecordData::DomainInfo { dns_name, .. } if dns(dns_name) == name => domain = Some(record),
            _ => {}
        }
    }
    let found = domain.is_some();
    if let Some(record) = domain {
        record.flags.0 |= RecordFlags::SID_DISABLED_ADMIN;
    }
    found
}
