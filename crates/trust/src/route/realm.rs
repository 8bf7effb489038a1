//! The decision of a plain Kerberos realm's KDC.

use smallvec::SmallVec;
use xrealm_names::RealmName;

use super::{Arrival, Crossing, Party, Query, Trail, at_home};
use crate::grounds::printable;
use crate::realm_path::hierarchical_path;
use crate::view::RealmSide;
use crate::{Fact, KerberosRealm, Lost, NoRoute, PathSource, ReferralReason, Rule, TrustId, Verdict};

pub(super) struct Realm<'a> {
    pub(super) side: &'a RealmSide,
    pub(super) crossing: Crossing<'a>,
}

impl Realm<'_> {
    pub(super) fn route(&self, query: &Query<'_>, host: Option<&str>, trail: &mut Trail) -> Verdict {
        // Here `KRBTGT/X` is a service like any other.
        if let Some(realm) = query.name.ticket_granting_realm().filter(|_| query.name.first() == "krbtgt") {
            return self.explicit(realm, trail);
        }
        if let Some(verdict) = at_home(self.crossing.view.policy, query, host, trail) {
            return verdict;
        }
        self.by_host(host, trail)
            .unwrap_or_else(|| self.refuse(trail, NoRoute::UnknownService { name: trail.subject() }))
    }

    fn explicit(&self, realm: &str, trail: &mut Trail) -> Verdict {
        if self.side.realm.name.as_str() == realm {
            trail.note(Rule::ExplicitRealm, Fact::Own);
            return Verdict::IssueHere;
        }
        let Ok(target) = RealmName::new(realm) else {
            trail.note(Rule::ExplicitRealm, Fact::Nothing);
            return Verdict::Refuse(NoRoute::NoPath { target: printable(realm).into() });
        };
        let reason = ReferralReason::RealmPath { realm: target.clone() };
        self.towards(&target, Rule::ExplicitRealm, reason, trail)
            .unwrap_or_else(|| self.refuse(trail, NoRoute::NoPath { target: printable(realm).into() }))
    }

    /// The host-to-realm map, then partners by name, then the default.
    fn by_host(&self, host: Option<&str>, trail: &mut Trail) -> Option<Verdict> {
        let Some(host) = host.filter(|host| host.contains('.')) else {
            trail.note(Rule::HostToRealm, Fact::NoHost);
            return None;
        };
        let map = &self.side.realm.host_to_realm;
        if let Some(entry) = map.find(host) {
            trail.note(Rule::HostToRealm, Fact::Mapped(u32::try_from(entry).unwrap_or(u32::MAX)));
            let (_, realm) = map.entry(entry)?;
            let reason = ReferralReason::HostToRealm { realm: realm.clone() };
            return self.towards(realm, Rule::HostToRealm, reason, trail);
        }
        trail.note(Rule::HostToRealm, Fact::Nothing);
        if let Some(trust) = self.side.table.above(host) {
            return self.over(trust, Reach::Partner, Rule::TrustByName, ReferralReason::TrustByName, trail);
        }
        trail.note(Rule::TrustByName, Fact::Nothing);
        let Some(default) = &self.side.realm.default_referral_realm else {
            trail.note(Rule::DefaultReferralRealm, Fact::Nothing);
            return None;
        };
        trail.note(Rule::DefaultReferralRealm, Fact::Default);
        let reason = ReferralReason::DefaultReferralRealm { realm: default.clone() };
        self.towards(default, Rule::DefaultReferralRealm, reason, trail)
    }

    /// The trust with `target`, or with the realm nearest to it on the path there (RFC 4120 §3.3.3).
    fn towards(&self, target: &RealmName, rule: Rule, reason: ReferralReason, trail: &mut Trail) -> Option<Verdict> {
        if *target == self.side.realm.name {
            return None;
        }
        if let Some(trust) = self.side.table.named(target.as_str()) {
            let direct = match reason {
                ReferralReason::RealmPath { .. } => ReferralReason::DirectTrust,
                other => other,
            };
            return self.over(trust, Reach::Partner, rule, direct, trail);
        }
        let (source, between) = self.path(target);
        trail.note(Rule::RealmPath, Fact::Path(source, u32::try_from(between.len()).unwrap_or(u32::MAX)));
        for trust in between.iter().rev().filter_map(|realm| self.side.table.named(realm)) {
            let verdict = self.over(trust, Reach::Beyond, Rule::RealmPath, reason.clone(), trail);
            if verdict.is_some() {
                return verdict;
            }
        }
        trail.note(Rule::RealmPath, Fact::Nothing);
        None
    }

    /// The realms between here and `target`: as configured from here, as configured from the client's realm, or by name.
    fn path<'a>(&'a self, target: &'a RealmName) -> (PathSource, SmallVec<[&'a str; 8]>) {
        let KerberosRealm { name, capaths, .. } = &self.side.realm;
        if let Some(between) = capaths.between(name.as_str(), target.as_str()) {
            return (PathSource::Capaths, between.iter().map(RealmName::as_str).collect());
        }
        if let Arrival::Over { crealm, .. } = self.crossing.arrival
            && let Some(between) = capaths.between(crealm.as_str(), target.as_str())
            && let Some(here) = between.iter().position(|realm| realm == name)
        {
            return (PathSource::ClientCapaths, between.iter().skip(here + 1).map(RealmName::as_str).collect());
        }
        (PathSource::Hierarchy, hierarchical_path(name.as_str(), target.as_str()))
    }

    fn over(
        &self,
        trust: TrustId,
        reach: Reach,
        rule: Rule,
        reason: ReferralReason,
        trail: &mut Trail,
    ) -> Option<Verdict> {
        let (object, next) = (self.side.table.object(trust)?, self.side.table.realm(trust)?);
        let judged = match reach {
            Reach::Partner => self.crossing.reach_partner(object),
            Reach::Beyond => self.crossing.reach_beyond(object),
        };
        if let Err(lost) = judged.and_then(|()| self.not_back(trust, next)) {
            trail.block(rule, Party::Own(trust), lost);
            return None;
        }
        trail.note(rule, Fact::Trust(trust, None));
        Some(Verdict::Refer { trust, next: next.clone(), reason })
    }

    /// Where paths of two realms contradict each other, a client is not sent to and fro.
    fn not_back(&self, trust: TrustId, next: &RealmName) -> Result<(), Lost> {
        match self.crossing.arrival {
            Arrival::Over { trust: arrived, crealm } if arrived == trust || crealm == next => Err(Lost::WayBack),
            Arrival::Over { .. } | Arrival::Own => Ok(()),
        }
    }

    fn refuse(&self, trail: &Trail, otherwise: NoRoute) -> Verdict {
        Verdict::Refuse(trail.refusal(self.crossing.view, self.crossing.arrival, otherwise))
    }
}

/// How far a trust has to reach.
#[derive(Clone, Copy)]
enum Reach {
    /// The service is the partner's.
    Partner,
    /// The service is further on.
    Beyond,
}
