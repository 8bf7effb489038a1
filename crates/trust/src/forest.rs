//! A forest: its domains, how they hang together, and the names its partners claim.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;
use thiserror::Error;
use xrealm_names::{RealmName, Sid, fold};

use crate::claims::Claims;
use crate::folded::{with_folded, without_final_dot};
use crate::next_hops::NextHops;
use crate::ties::{self, Tie};
use crate::trust_table::{Spelling, TrustTable};
use crate::{DomainId, DomainSids, TrustId, TrustedDomainObject};

/// One domain, as it is given to [`Forest::new`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForestDomain {
    /// The domain's realm: its DNS name in upper case.
    pub dns_name: RealmName,
    /// Its NetBIOS name.
    pub netbios_name: Box<str>,
    /// Its SID.
    pub sid: Sid,
    /// Its parent; `None` for the forest root and for the root of another tree.
    pub parent: Option<DomainId>,
    /// Its trusted domain objects; [`TrustId`]s count along this list.
    pub trusts: Vec<Arc<TrustedDomainObject>>,
}

/// A forest with everything that routing needs computed once: next hops between its domains and the index of names.
///
/// Domain 0 is the forest root. Links come from the trusted domain objects alone: a parent whose objects are missing
/// is not connected to its child.
#[derive(Debug, Clone)]
pub struct Forest {
    domains: Vec<Member>,
    by_name: HashMap<Box<str>, DomainId, FixedState>,
    claims: Claims,
    next_hops: NextHops,
    root: Arc<TrustTable>,
    sids: Arc<DomainSids>,
}

#[derive(Debug, Clone)]
struct Member {
    domain: ForestDomain,
    table: Arc<TrustTable>,
}

/// The next step of a path within a forest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextHop {
    /// The trust to take, counted in the trusts of the domain where the step begins.
    pub trust: TrustId,
    /// The domain that it leads to.
    pub domain: DomainId,
}

impl Forest {
    /// The most domains that a forest can have here; Active Directory recommends fewer than 1200.
    pub const MAX_DOMAINS: usize = 1 << 20;

    /// Checks the structure and computes the indexes.
    ///
    /// # Errors
    /// [`ForestError`] if the domains are not trees around one root, or two share a name.
    pub fn new(domains: Vec<ForestDomain>) -> Result<Self, ForestError> {
        let by_name = names(&domains)?;
        let preorder = preorder(&domains)?;
        let members: Vec<Member> = domains
            .into_iter()
            .map(|domain| Member { table: Arc::new(TrustTable::new(&domain.trusts, Spelling::AnyCase)), domain })
            .collect();
        let links = members.iter().zip(0..).map(|(member, id)| links(&members, &by_name, member, DomainId(id)));
        let next_hops = NextHops::new(&links.collect::<Vec<_>>(), &preorder);
        let root = Arc::clone(&members.first().ok_or(ForestError::NoDomains)?.table);
        let own = members.iter().zip(0..).map(|(member, id)| (DomainId(id), member.domain.dns_name.as_str()));
        let claims = Claims::new(own, &root);
        let sids = Arc::new(DomainSids::new(members.iter().map(|member| &member.domain.sid)));
        Ok(Self { domains: members, by_name, claims, next_hops, root, sids })
    }

    /// The forest root.
    pub const ROOT: DomainId = DomainId(0);

    /// One domain.
    #[must_use]
    pub fn domain(&self, id: DomainId) -> Option<&ForestDomain> {
        self.domains.get(id.index()).map(|member| &member.domain)
    }

    /// All domains, the root first.
    pub fn domains(&self) -> impl ExactSizeIterator<Item = &ForestDomain> {
        self.domains.iter().map(|member| &member.domain)
    }

    /// The SIDs of all domains.
    #[must_use]
    pub fn domain_sids(&self) -> &Arc<DomainSids> {
        &self.sids
    }

    /// The domain with this DNS or NetBIOS name, in any case.
    #[must_use]
    pub fn domain_named(&self, name: &str) -> Option<DomainId> {
        with_folded(without_final_dot(name), |name| self.by_name.get(name).copied())
    }

    /// The first step of the shortest path between two domains over transitive trusts in their permitted direction;
    /// `None` if there is no path, or none is needed.
    #[must_use]
    pub fn next_hop(&self, from: DomainId, to: DomainId) -> Option<NextHop> {
        self.next_hops.step(from, to)
    }

    /// Where more than one shortest path leads from one domain to another and they part at the first step. Only
    /// shortcuts make such; which step is taken is settled by the order of the trusts.
    #[must_use]
    pub fn ties(&self) -> Vec<Tie> {
        let members = self.domains.iter().zip(0..);
        let links = members.map(|(member, id)| links(&self.domains, &self.by_name, member, DomainId(id)));
        ties::find(&links.collect::<Vec<_>>())
    }

    pub(crate) fn table(&self, id: DomainId) -> Option<&Arc<TrustTable>> {
        self.domains.get(id.index()).map(|member| &member.table)
    }

    /// The trusts of the forest root.
    pub(crate) fn root(&self) -> &TrustTable {
        &self.root
    }

    pub(crate) fn claims(&self) -> &Claims {
        &self.claims
    }
}

/// Why domains do not make a forest.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum ForestError {
    /// There is no domain.
    #[error("a forest needs a root domain")]
    NoDomains,
    /// There are more than [`Forest::MAX_DOMAINS`].
    #[error("a forest of {0} domains is too large")]
    TooManyDomains(usize),
    /// Domain 0 has a parent.
    #[error("the forest root {root} has a parent")]
    RootHasParent {
        /// The first domain.
        root: RealmName,
    },
    /// A parent that is not in the list.
    #[error("the parent of {domain} is not in the forest")]
    UnknownParent {
        /// The child.
        domain: RealmName,
    },
    /// A domain is its own ancestor.
    #[error("{domain} is its own ancestor")]
    ParentCycle {
        /// A domain on the cycle, or below it.
        domain: RealmName,
    },
    /// Two domains have the same DNS name.
    #[error("two domains are called {name}")]
    DuplicateName {
        /// The name.
        name: RealmName,
    },
    /// Two domains have the same NetBIOS name.
    #[error("{first} and {second} have the same NetBIOS name")]
    DuplicateNetbiosName {
        /// The domain that comes first.
        first: RealmName,
        /// The other one.
        second: RealmName,
    },
}

fn names(domains: &[ForestDomain]) -> Result<HashMap<Box<str>, DomainId, FixedState>, ForestError> {
    if domains.len() > Forest::MAX_DOMAINS {
        return Err(ForestError::TooManyDomains(domains.len()));
    }
    let mut netbios_names: HashMap<Box<str>, &ForestDomain, FixedState> = HashMap::default();
    let mut by_name = HashMap::default();
    for (domain, id) in domains.iter().zip(0..) {
        if by_name.insert(fold(domain.dns_name.as_str()).into(), DomainId(id)).is_some() {
            return Err(ForestError::DuplicateName { name: domain.dns_name.clone() });
        }
        if let Some(first) = netbios_names.insert(fold(&domain.netbios_name).into(), domain) {
            let (first, second) = (first.dns_name.clone(), domain.dns_name.clone());
            return Err(ForestError::DuplicateNetbiosName { first, second });
        }
    }
    for (domain, id) in domains.iter().zip(0..) {
        by_name.entry(fold(&domain.netbios_name).into()).or_insert(DomainId(id));
    }
    Ok(by_name)
}

/// The domains in an order that keeps every subtree together.
fn preorder(domains: &[ForestDomain]) -> Result<Vec<DomainId>, ForestError> {
    if let Some(ForestDomain { parent: Some(_), dns_name, .. }) = domains.first() {
        return Err(ForestError::RootHasParent { root: dns_name.clone() });
    }
    let mut children = vec![Vec::new(); domains.len()];
    let mut pending = Vec::new();
    for (domain, id) in domains.iter().zip(0..) {
        match domain.parent {
            None => pending.push(DomainId(id)),
            Some(parent) => match children.get_mut(parent.index()) {
                Some(siblings) => siblings.push(DomainId(id)),
                None => return Err(ForestError::UnknownParent { domain: domain.dns_name.clone() }),
            },
        }
    }
    pending.reverse();
    let mut order = Vec::with_capacity(domains.len());
    let mut seen = vec![false; domains.len()];
    while let Some(id) = pending.pop() {
        order.push(id);
        pending.extend(children.get(id.index()).into_iter().flatten().rev());
        if let Some(seen) = seen.get_mut(id.index()) {
            *seen = true;
        }
    }
    match domains.iter().zip(seen).find(|(_, seen)| !seen) {
        Some((domain, _)) => Err(ForestError::ParentCycle { domain: domain.dns_name.clone() }),
        None => Ok(order),
    }
}

/// Where `member` can send clients within the forest: links of the tree first, then shortcuts.
fn links(
    members: &[Member],
    by_name: &HashMap<Box<str>, DomainId, FixedState>,
    member: &Member,
    id: DomainId,
) -> Vec<NextHop> {
    let mut links: Vec<NextHop> = member
        .table
        .iter()
        .filter(|(_, object)| {
            object.kind() == crate::TrustKind::WithinForest
                && object.is_transitive()
                && object.trust_direction.is_inbound()
        })
        .filter_map(|(trust, object)| {
            let domain = *by_name.get(fold(object.trust_partner.as_str()).as_str())?;
            (domain != id).then_some(NextHop { trust, domain })
        })
        .collect();
    links.sort_by_key(|hop| !is_tree_link(members, member, id, hop.domain));
    links
}

fn is_tree_link(members: &[Member], member: &Member, id: DomainId, other: DomainId) -> bool {
    let parent = |id: DomainId| members.get(id.index()).and_then(|member| member.domain.parent);
    let root_link =
        member.domain.parent.is_none() && parent(other).is_none() && (id == Forest::ROOT || other == Forest::ROOT);
    member.domain.parent == Some(other) || parent(other) == Some(id) || root_link
}

#[cfg(test)]
mod tests;
