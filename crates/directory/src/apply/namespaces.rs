//! The names that one end of a forest trust claims, as its partner records them (MS-ADTS 6.1.6.9.3.2).

use xrealm_names::{Moment, RealmName, Sid};
use xrealm_trust::{FileTime, ForestTrustInfo, Record};

use super::Draft;
use crate::directory::End;
use crate::{ChangeRefusal, Namespaces, Realm};

impl Draft {
    /// Collects the records for the forest that `end` is the root of, as `given` has them instead of or beside
    /// its own.
    pub(super) fn forest_trust_info(&self, end: End<'_>, given: &Namespaces) -> Result<ForestTrustInfo, ChangeRefusal> {
        let claims = self.claims(end);
        let partner = &claims.partner;
        let suffixes = match &given.suffixes {
            Some(suffixes) => suffixes.iter().map(|suffix| dns(suffix)).collect(),
            None => claims.suffixes,
        };
        let suffixes = without_redundant(suffixes);
        if suffixes.is_empty() {
            return Err(ChangeRefusal::NoSuffixes { partner: partner.clone() });
        }
        let exclusions: Vec<_> = given.exclusions.iter().map(|exclusion| dns(exclusion)).collect();
        if let Some(outside) = exclusions.iter().find(|name| !suffixes.iter().any(|suffix| is_below(name, suffix))) {
            return Err(ChangeRefusal::ExclusionOutside {
                partner: partner.clone(),
                exclusion: outside.as_str().into(),
            });
        }
        let covered = |name: &str| suffixes.iter().any(|suffix| is_at_or_below(name, suffix));
        let domains = claims.domains.iter().filter(|(_, dns_name, _)| covered(dns_name));
        let records = suffixes
            .iter()
            .map(|name| Record::top_level_name(name))
            .chain(exclusions.iter().map(|name| Record::top_level_name_ex(name)))
            .chain(domains.map(|(sid, dns_name, netbios)| Record::domain_info(sid.clone(), dns_name, netbios)))
            .map(|record| Record { timestamp: file_time(self.at), ..record });
        Ok(ForestTrustInfo::new(records.collect()))
    }

    fn claims(&self, end: End<'_>) -> Claims {
        let realm = match end {
            End::External(external) => return Claims::of_stranger(&external.name, external.active_directory.as_ref()),
            End::Served(realm) => realm,
        };
        let members = realm.domain().and_then(|domain| self.directory.forests.get(domain.forest));
        let Some(members) = members else { return Claims::of_stranger(&realm.name, None) };
        let domains = || members.domains.iter().filter_map(|&id| self.directory.realm(id));
        let tree_roots = domains().filter_map(Realm::domain).filter(|domain| domain.parent.is_none());
        let extra = members.upn_suffixes.iter().chain(&members.spn_suffixes).map(|suffix| dns(suffix));
        Claims {
            partner: realm.name.clone(),
            suffixes: tree_roots.map(|domain| domain.dns_name.to_string()).chain(extra).collect(),
            domains: domains()
                .filter_map(Realm::domain)
                .map(|domain| (domain.sid.clone(), domain.dns_name.to_string(), domain.netbios_name.to_string()))
                .collect(),
        }
    }
}

/// What a forest says of itself.
struct Claims {
    partner: RealmName,
    suffixes: Vec<String>,
    /// SID, DNS name, NetBIOS name.
    domains: Vec<(Sid, String, String)>,
}

impl Claims {
    /// All that can be known of a forest that is not in this directory: its root.
    fn of_stranger(name: &RealmName, active_directory: Option<&(Box<str>, Sid)>) -> Claims {
        Claims {
            partner: name.clone(),
            suffixes: vec![name.to_dns()],
            domains: active_directory
                .map(|(netbios_name, sid)| (sid.clone(), name.to_dns(), netbios_name.to_string()))
                .into_iter()
                .collect(),
        }
    }
}

/// A name below another one of the list says nothing new; neither does the same name again.
fn without_redundant(suffixes: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for (position, suffix) in suffixes.iter().enumerate() {
        if !kept.contains(suffix)
            && !suffixes.iter().skip(position + 1).chain(&kept).any(|other| is_below(suffix, other))
        {
            kept.push(suffix.clone());
        }
    }
    kept
}

fn dns(name: &str) -> String {
    xrealm_names::fold(name.trim_matches('.'))
}

fn is_below(name: &str, ancestor: &str) -> bool {
    name.strip_suffix(ancestor).is_some_and(|rest| rest.ends_with('.'))
}

fn is_at_or_below(name: &str, ancestor: &str) -> bool {
    name == ancestor || is_below(name, ancestor)
}

fn file_time(at: Moment) -> FileTime {
    let seconds = u64::try_from(at.time.as_unix().saturating_add(SECONDS_FROM_1601_TO_1970)).unwrap_or(0);
    FileTime(seconds.saturating_mul(10_000_000).saturating_add(u64::from(at.micros) * 10))
}

const SECONDS_FROM_1601_TO_1970: i64 = 11_644_473_600;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_below_others_are_dropped_whatever_the_order() {
        let names = ["europe.a.test", "a.test", "b.test", "b.test", "nota.test"].map(String::from);
        assert_eq!(without_redundant(names.to_vec()), ["a.test", "b.test", "nota.test"]);
    }

    #[test]
    fn file_times_count_from_1601() {
        let at = Moment { time: xrealm_names::Timestamp::from_unix(0), micros: 1 };
        assert_eq!(file_time(at), FileTime(116_444_736_000_000_010));
    }
}
