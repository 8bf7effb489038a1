//! What a forest says of itself (MS-NRPC 3.5.4.7.4): its tree roots, its domains and its further suffixes.

use std::collections::BTreeSet;

use xrealm_names::Sid;

use super::dns_key::DnsKey;
use super::{ForestTrustInfo, Record};

/// One domain of the forest that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnDomain<'a> {
    /// Its DNS name.
    pub dns_name: &'a str,
    /// Its NetBIOS name.
    pub netbios_name: &'a str,
    /// Its SID.
    pub sid: &'a Sid,
    /// Whether it is the root of a tree. What lies below one is claimed with it.
    pub is_tree_root: bool,
}

impl ForestTrustInfo {
    /// The records of a forest with these domains and these uPNSuffixes and msDS-SPNSuffixes: top-level names first, of
    /// which none lies below another; all enabled, without a date. What cannot be routed is left out: what is no DNS
    /// name, and domains that no name covers.
    #[must_use]
    pub fn collect<'a>(
        domains: impl IntoIterator<Item = OwnDomain<'a>> + Clone,
        suffixes: impl IntoIterator<Item = &'a str>,
    ) -> ForestTrustInfo {
        let trees = domains.clone().into_iter().filter(|domain| domain.is_tree_root).map(|domain| domain.dns_name);
        let names: Vec<(&str, DnsKey)> =
            trees.chain(suffixes).filter_map(|name| Some((name, DnsKey::of(name)?))).collect();
        let all: BTreeSet<&str> = names.iter().map(|(_, key)| key.as_str()).collect();
        let mut told = BTreeSet::new();
        let names = names.iter().filter(|(_, key)| !key.above().any(|above| all.contains(above)) && told.insert(key));
        let names = names.map(|(name, _)| Record::top_level_name(name));
        let is_covered =
            |name: &str| DnsKey::of(name).is_some_and(|key| key.and_above().any(|above| all.contains(above)));
        let domains = domains.into_iter().filter(|domain| is_covered(domain.dns_name));
        let domains =
            domains.map(|domain| Record::domain_info(domain.sid.clone(), domain.dns_name, domain.netbios_name));
        ForestTrustInfo::new(names.chain(domains).collect())
    }
}

#[cfg(test)]
mod tests;
