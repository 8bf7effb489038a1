//! The decision of an Active Directory domain controller.

use xrealm_names::RealmName;

use super::{CatalogAnswer, Crossing, Party, Query, Trail, at_home};
use crate::claims::Asked;
use crate::grounds::printable;
use crate::{DomainId, Fact, Forest, NextHop, NoRoute, RecordId, ReferralReason, Rule, TrustId, TrustKind, Verdict};

pub(super) struct Domain<'a> {
    pub(super) forest: &'a Forest,
    pub(super) id: DomainId,
    pub(super) crossing: Crossing<'a>,
}

impl Domain<'_> {
    pub(super) fn route(&self, query: &Query<'_>, host: Option<&str>, trail: &mut Trail) -> Verdict {
        if let Some(realm) = query.name.ticket_granting_realm() {
            return self.explicit(realm, trail);
        }
        if let Some(verdict) = at_home(self.crossing.view.policy, query, host, trail) {
            return verdict;
        }
        self.own_forest(query.catalog, host, trail).unwrap_or_else(|| self.elsewhere(query, host, trail))
    }

    /// `krbtgt/REALM`: a direct trust, a domain of the forest, a partner forest's domain.
    fn explicit(&self, realm: &str, trail: &mut Trail) -> Verdict {
        if self.forest.domain_named(realm) == Some(self.id) {
            trail.note(Rule::ExplicitRealm, Fact::Own);
            return Verdict::IssueHere;
        }
        if let Some(trust) = self.crossing.view.trust_named(realm) {
            if let Some(verdict) = self.over(trust, Rule::ExplicitRealm, ReferralReason::DirectTrust, trail) {
                return verdict;
            }
        } else {
            trail.note(Rule::ExplicitRealm, Fact::Nothing);
        }
        if let Some(domain) = self.forest.domain_named(realm) {
            trail.note(Rule::OwnNamespace, Fact::Domain(domain));
            return self.within(domain, trail);
        }
        let claims = self.forest.claims();
        let comparison = if realm.contains('.') {
            claims.compare(realm, Asked::Domain)
        } else {
            claims.compare_netbios(realm, self.forest.root())
        };
        let hinted = trail.compared(Rule::RoutingHint, &comparison).and_then(|record| self.hinted(record, trail));
        hinted.unwrap_or_else(|| self.refuse(trail, NoRoute::NoPath { target: printable(realm).into() }))
    }

    /// The global catalog, and domain names that stand as hosts.
    fn own_forest(&self, catalog: CatalogAnswer, host: Option<&str>, trail: &mut Trail) -> Option<Verdict> {
        match catalog {
            CatalogAnswer::Domain(domain) => {
                trail.note(Rule::GlobalCatalog, Fact::Domain(domain));
                return Some(self.within(domain, trail));
            }
            CatalogAnswer::NotUnique => {
                trail.note(Rule::GlobalCatalog, Fact::NotUnique);
                return Some(Verdict::Refuse(NoRoute::NotUnique { name: trail.subject() }));
            }
            CatalogAnswer::Absent => trail.note(Rule::GlobalCatalog, Fact::Absent),
            CatalogAnswer::NotAsked => trail.note(Rule::GlobalCatalog, Fact::NotAsked),
        }
        let domain = self.forest.domain_named(host.filter(|host| host.contains('.'))?)?;
        trail.note(Rule::OwnNamespace, Fact::Domain(domain));
        Some(self.within(domain, trail))
    }

    /// One step towards a domain of the own forest. If it is this domain, its own database has the last word.
    fn within(&self, domain: DomainId, trail: &mut Trail) -> Verdict {
        if domain == self.id {
            return self.refuse(trail, NoRoute::UnknownService { name: trail.subject() });
        }
        let Some(hop) = self.forest.next_hop(self.id, domain) else {
            trail.note(Rule::TreePath, Fact::NoStep(domain));
            let target = self.forest.domain(domain).map(|domain| domain.dns_name.as_str());
            return self.refuse(trail, NoRoute::NoPath { target: target.unwrap_or_default().into() });
        };
        trail.note(Rule::TreePath, Fact::Step { to: domain, hop });
        self.step(hop, ReferralReason::OwnForest { domain }, trail)
    }

    /// The partner forests' claims, then trusts by the partner's own name.
    fn elsewhere(&self, query: &Query<'_>, host: Option<&str>, trail: &mut Trail) -> Verdict {
        let Some(host) = host.filter(|host| host.contains('.')) else {
            if query.name.component_count() == 2
                && let Some(verdict) = self.searched(trail)
            {
                return verdict;
            }
            trail.note(Rule::RoutingHint, Fact::NoHost);
            return self.refuse(trail, NoRoute::UnknownService { name: trail.subject() });
        };
        let comparison = self.forest.claims().compare(host, Asked::Namespace);
        if let Some(record) = trail.compared(Rule::RoutingHint, &comparison)
            && let Some(verdict) = self.hinted(record, trail)
        {
            return verdict;
        }
        let by_name = match self.crossing.view.table().above(host) {
            Some(trust) => self.over(trust, Rule::TrustByName, ReferralReason::TrustByName, trail),
            None => {
                trail.note(Rule::TrustByName, Fact::Nothing);
                None
            }
        };
        by_name.unwrap_or_else(|| self.refuse(trail, NoRoute::UnknownService { name: trail.subject() }))
    }

    /// Follows a routing hint: from the root over its trust, from elsewhere towards the root. `None` if the trust leads
    /// the other way, which is as good as no match.
    fn hinted(&self, record: RecordId, trail: &mut Trail) -> Option<Verdict> {
        let root = self.forest.root();
        let (object, forest) = (root.object(record.trust)?, root.realm(record.trust)?);
        if let Err(lost) = self.crossing.reach_partner(object) {
            trail.block(Rule::RoutingHint, Party::Record(record), lost);
            let unknown = NoRoute::UnknownService { name: trail.subject() };
            return (lost != crate::Lost::WrongDirection).then(|| self.refuse(trail, unknown));
        }
        trail.note(Rule::RoutingHint, Fact::Record(record, None));
        let reason = ReferralReason::RoutingHint { forest: forest.clone() };
        Some(self.over_root_trust(record.trust, forest, reason, trail))
    }

    /// The first forest of the search list that can be reached (the ForestSearchList of Windows; the own forest was
    /// searched by its catalog). Whether it knows the name is only known there.
    fn searched(&self, trail: &mut Trail) -> Option<Verdict> {
        let root = self.forest.root();
        let searched = self.crossing.view.forest_search();
        let trusts = searched.iter().filter_map(|name| root.named(name.as_str()));
        for trust in trusts {
            let (Some(object), Some(forest)) = (root.object(trust), root.realm(trust)) else { continue };
            if object.kind() != TrustKind::Forest {
                continue;
            }
            if let Err(lost) = self.crossing.reach_partner(object) {
                trail.note(Rule::ForestSearch, Fact::RootTrust(trust, Some(lost)));
                continue;
            }
            trail.note(Rule::ForestSearch, Fact::RootTrust(trust, None));
            let reason = ReferralReason::ForestSearch { forest: forest.clone() };
            return Some(self.over_root_trust(trust, forest, reason, trail));
        }
        if !searched.is_empty() {
            trail.note(Rule::ForestSearch, Fact::Nothing);
        }
        None
    }

    /// Over a trust of the forest root: from the root at once, from elsewhere towards the root.
    fn over_root_trust(
        &self,
        trust: TrustId,
        forest: &RealmName,
        reason: ReferralReason,
        trail: &mut Trail,
    ) -> Verdict {
        if self.id == Forest::ROOT {
            return Verdict::Refer { trust, next: forest.clone(), reason };
        }
        let Some(hop) = self.forest.next_hop(self.id, Forest::ROOT) else {
            trail.note(Rule::TowardsRoot, Fact::NoStep(Forest::ROOT));
            return self.refuse(trail, NoRoute::NoPath { target: forest.as_str().into() });
        };
        trail.note(Rule::TowardsRoot, Fact::Step { to: Forest::ROOT, hop });
        self.step(hop, reason, trail)
    }

    /// Refers over a step of the tree.
    fn step(&self, hop: NextHop, reason: ReferralReason, trail: &mut Trail) -> Verdict {
        if let Err(lost) = self.crossing.onwards() {
            trail.block(Rule::Crossing, Party::Own(hop.trust), lost);
            return self.refuse(trail, NoRoute::UnknownService { name: trail.subject() });
        }
        match self.forest.domain(hop.domain) {
            Some(domain) => Verdict::Refer { trust: hop.trust, next: domain.dns_name.clone(), reason },
            None => self.refuse(trail, NoRoute::UnknownService { name: trail.subject() }),
        }
    }

    /// Refers to a direct partner, if the client may cross to it.
    fn over(&self, trust: TrustId, rule: Rule, reason: ReferralReason, trail: &mut Trail) -> Option<Verdict> {
        let view = self.crossing.view;
        let (object, next) = (view.trust(trust)?, view.partner(trust)?);
        if let Err(lost) = self.crossing.reach_partner(object) {
            trail.block(rule, Party::Own(trust), lost);
            return None;
        }
        trail.note(rule, Fact::Trust(trust, None));
        Some(Verdict::Refer { trust, next: next.clone(), reason })
    }

    fn refuse(&self, trail: &Trail, otherwise: NoRoute) -> Verdict {
        Verdict::Refuse(trail.refusal(self.crossing.view, self.crossing.arrival, otherwise))
    }
}
