//! Sets of domains, by their SIDs.

use std::fmt;

use xrealm_names::Sid;

/// A set of domain SIDs, sorted. Only SIDs of the form S-1-5-21-X-Y-Z are ever in it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct DomainSids(Box<[Triple]>);

/// What tells one domain from another: X, Y and Z of S-1-5-21-X-Y-Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Triple([u32; 3]);

impl DomainSids {
    /// The set of these SIDs; what is no domain's SID is left out.
    #[must_use]
    pub fn new<'a>(domains: impl IntoIterator<Item = &'a Sid>) -> Self {
        let mut triples: Vec<Triple> = domains.into_iter().filter_map(Triple::of_domain).collect();
        triples.sort_unstable();
        triples.dedup();
        Self(triples.into())
    }

    /// Whether a domain is in the set.
    #[must_use]
    pub fn contains(&self, domain: &Sid) -> bool {
        Triple::of_domain(domain).is_some_and(|domain| self.has(domain))
    }

    /// The SIDs in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = Sid> {
        self.0.iter().map(|Triple(parts)| Sid::domain(*parts))
    }

    pub(super) fn has(&self, domain: Triple) -> bool {
        self.0.binary_search(&domain).is_ok()
    }

    pub(super) fn retaining(self, keep: impl Fn(Triple) -> bool) -> Self {
        Self(self.0.into_iter().filter(|domain| keep(*domain)).collect())
    }
}

impl fmt::Debug for DomainSids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl fmt::Debug for Triple {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&Sid::domain(self.0), f)
    }
}

impl Triple {
    /// The domain that has this SID.
    pub(super) fn of_domain(sid: &Sid) -> Option<Self> {
        match (sid.authority(), sid.sub_authorities()) {
            (5, [21, x, y, z]) => Some(Self([*x, *y, *z])),
            _ => None,
        }
    }

    /// The domain of the account or group that has this SID.
    pub(super) fn of_account(sid: &Sid) -> Option<Self> {
        match (sid.authority(), sid.sub_authorities()) {
            (5, [21, x, y, z, _]) => Some(Self([*x, *y, *z])),
            _ => None,
        }
    }
}
