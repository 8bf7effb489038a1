//! Ways that are not as clear as an administrator may think: circles, and more than one path to the same place.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;

use thiserror::Error;
use xrealm_names::{PrincipalName, RealmName};
use xrealm_trust::{Arrival, Forest, Query, TrustKind, TrustedDomainObject, View, route};

use crate::{Directory, Realm};

/// A circle of referrals, or a place that can be reached in more than one way.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum Ambiguity {
    /// Two shortest paths inside a forest.
    #[error("{from} reaches {to}{others} in {steps} steps over {taken} and over {alternative}: {taken} is taken", others = Others(*.others))]
    EqualPaths {
        /// Where the paths begin.
        from: RealmName,
        /// The nearest domain where they meet.
        to: RealmName,
        /// How many domains more they lead to.
        others: u32,
        /// The first step that is taken.
        taken: RealmName,
        /// The first step that would be as good.
        alternative: RealmName,
        /// How many steps it is.
        steps: u32,
    },
    /// Two domains that have an external trust although their forests trust each other in the same direction.
    #[error(
        "{domain} and {partner} are joined by an external trust and by the forest trust of {root} and {partner_root}: \
         host names go over the roots"
    )]
    BesideForestTrust {
        /// One end of the external trust.
        domain: RealmName,
        /// The other end.
        partner: RealmName,
        /// The root above `domain`.
        root: RealmName,
        /// The root above `partner`.
        partner_root: RealmName,
    },
    /// Two realms that trust each other directly and by way of others.
    #[error("{from} reaches {to} directly and over {}: the direct trust is taken", Listed(.over))]
    SecondPath {
        /// The realm of the clients.
        from: RealmName,
        /// The realm of the services.
        to: RealmName,
        /// The realms on the other path.
        over: Vec<RealmName>,
    },
    /// Configured paths that contradict each other.
    #[error("the configured paths send clients for {target} in a circle: {}", Listed(.circle))]
    CircleOfPaths {
        /// Where the clients want to go.
        target: RealmName,
        /// The realms, the first one again at the end.
        circle: Vec<RealmName>,
    },
    /// Default referral realms that lead back to where the client was.
    #[error("the default referral realms send clients for unknown hosts in a circle: {}", Listed(.circle))]
    CircleOfDefaults {
        /// The realms, the first one again at the end.
        circle: Vec<RealmName>,
    },
}

impl Ambiguity {
    /// The two ends of the trust it is about, or a realm of it twice if it is about no single trust.
    #[must_use]
    pub fn place(&self) -> Option<(&RealmName, &RealmName)> {
        match self {
            Ambiguity::EqualPaths { from, alternative, .. } => Some((from, alternative)),
            Ambiguity::BesideForestTrust { domain, partner, .. } => Some((domain, partner)),
            Ambiguity::SecondPath { from, to, .. } => Some((from, to)),
            Ambiguity::CircleOfPaths { circle, .. } | Ambiguity::CircleOfDefaults { circle } => {
                circle.first().map(|realm| (realm, realm))
            }
        }
    }
}

impl Directory {
    /// Every circle and every second path, at most [`MAX_AMBIGUITIES`] of a kind.
    #[must_use]
    pub fn ambiguities(&self) -> Vec<Ambiguity> {
        let mut found: Vec<Ambiguity> = self.equal_paths().take(MAX_AMBIGUITIES).collect();
        found.extend(self.beside_forest_trusts().take(MAX_AMBIGUITIES));
        found.extend(self.second_paths());
        found.extend(self.circles_of_paths());
        found.extend(self.circles_of_defaults());
        found
    }

    fn equal_paths(&self) -> impl Iterator<Item = Ambiguity> {
        let roots = self.forests.iter().filter_map(|members| self.realm(*members.domains.first()?));
        let forests = roots.filter_map(|root| root.view().domain()).map(|(forest, _)| forest);
        forests.flat_map(|forest| {
            let name = |id| forest.domain(id).map(|domain| domain.dns_name.clone());
            forest.ties().into_iter().filter_map(move |tie| {
                Some(Ambiguity::EqualPaths {
                    from: name(tie.from)?,
                    to: name(tie.to)?,
                    others: tie.others,
                    taken: name(tie.taken)?,
                    alternative: name(tie.alternative)?,
                    steps: tie.steps,
                })
            })
        })
    }

    /// Each trust once, from the end that was made first.
    fn beside_forest_trusts(&self) -> impl Iterator<Item = Ambiguity> {
        let trusts = self.realms().flat_map(|realm| realm.trusts().map(move |(_, trust)| (realm, &trust.tdo)));
        trusts.filter(|(_, tdo)| tdo.kind() == TrustKind::External).filter_map(|(realm, tdo)| {
            let partner = self.realm_named(tdo.trust_partner.as_str().as_bytes())?;
            let (root, partner_root) = (root_of(realm)?, root_of(partner)?);
            let view = realm.view().domain()?.0.domain(Forest::ROOT)?;
            let joined = view.trusts.iter().any(|root_trust| {
                root_trust.kind() == TrustKind::Forest
                    && root_trust.is_partner(partner_root.as_str())
                    && root_trust.trust_direction.value() & tdo.trust_direction.value() != 0
            });
            (joined && realm.id() < partner.id()).then(|| Ambiguity::BesideForestTrust {
                domain: realm.name().clone(),
                partner: partner.name().clone(),
                root: root.clone(),
                partner_root: partner_root.clone(),
            })
        })
    }

    /// Realm trusts beside a chain of others that leads to the same realm.
    fn second_paths(&self) -> Vec<Ambiguity> {
        let (links, joined) = (self.realm_links(), self.joined_realms());
        let mut groups = Groups::default();
        // Where no trust closes a circle, there is no second path to look for.
        let closing: Vec<_> = joined.iter().filter(|(one, other)| !groups.join(one, other)).collect();
        let circular: HashSet<_> = closing.into_iter().map(|(one, _)| groups.representative(one)).collect();
        let mut steps_left = MAX_STEPS;
        let mut found = Vec::new();
        for (one, other) in joined {
            if !circular.contains(groups.representative(one)) {
                continue;
            }
            for (from, to) in [(one, other), (other, one)] {
                if links.get(from).is_some_and(|next| next.contains(&to))
                    && let Some(over) = path_beside(&links, from, to, &mut steps_left)
                {
                    found.push(Ambiguity::SecondPath { from: from.clone(), to: to.clone(), over });
                }
            }
            if found.len() >= MAX_AMBIGUITIES || steps_left == 0 {
                break;
            }
        }
        found
    }

    /// Both ends of every transitive realm trust, once for each, in the order of creation.
    fn joined_realms(&self) -> Vec<(&RealmName, &RealmName)> {
        let mut seen = HashSet::new();
        let ends = self.realms().flat_map(|realm| {
            let trusts = realm.trusts().filter(|(_, trust)| is_link(&trust.tdo));
            trusts.map(|(_, trust)| (realm.name(), &trust.tdo.trust_partner))
        });
        ends.filter(|(one, other)| seen.insert(if one < other { (*one, *other) } else { (*other, *one) })).collect()
    }

    /// Where each realm can send clients over transitive realm trusts.
    fn realm_links(&self) -> HashMap<&RealmName, Vec<&RealmName>> {
        let mut links: HashMap<&RealmName, Vec<&RealmName>> = HashMap::new();
        for realm in self.realms() {
            let out = realm.trusts().filter(|(_, trust)| is_link(&trust.tdo) && trust.tdo.trust_direction.is_inbound());
            links.entry(realm.name()).or_default().extend(out.map(|(_, trust)| &trust.tdo.trust_partner));
        }
        links
    }

    /// Follows every configured path as the realms on it would, each by its own configuration.
    fn circles_of_paths(&self) -> Vec<Ambiguity> {
        let mut steps_left = MAX_STEPS;
        let mut found: Vec<Ambiguity> = Vec::new();
        for realm in self.realms() {
            let Some(plain) = realm.view().kerberos_realm() else { continue };
            let mut servers: Vec<&str> = plain.capaths.servers(realm.name().as_str()).collect();
            servers.sort_unstable();
            for server in servers {
                let Ok(target) = RealmName::new(server) else { continue };
                let asked = PrincipalName::krbtgt(&target);
                let next =
                    |view: &View| route(view, &Query::absent(&asked, Arrival::Own)).verdict.next_realm().cloned();
                let circle =
                    self.circle_from(realm, &mut steps_left, |realm| next(realm.view()).filter(|next| *next != target));
                if let Some(circle) = circle {
                    let new = Ambiguity::CircleOfPaths { target, circle };
                    if !found.contains(&new) {
                        found.push(new);
                    }
                }
                if found.len() >= MAX_AMBIGUITIES || steps_left == 0 {
                    return found;
                }
            }
        }
        found
    }

    fn circles_of_defaults(&self) -> Vec<Ambiguity> {
        let mut steps_left = MAX_STEPS;
        let mut found: Vec<Ambiguity> = Vec::new();
        for realm in self.realms() {
            let next = |realm: &Realm| realm.view().kerberos_realm()?.default_referral_realm.clone();
            let Some(circle) = self.circle_from(realm, &mut steps_left, next) else { continue };
            let new = Ambiguity::CircleOfDefaults { circle };
            if !found.contains(&new) {
                found.push(new);
            }
            if found.len() >= MAX_AMBIGUITIES {
                break;
            }
        }
        found
    }

    /// The circle that steps from `start` end in, if they do, from the first of its realms in the order of names.
    fn circle_from(
        &self,
        start: &Realm,
        steps_left: &mut usize,
        next: impl Fn(&Realm) -> Option<RealmName>,
    ) -> Option<Vec<RealmName>> {
        let mut way: Vec<RealmName> = vec![start.name().clone()];
        let mut here = start;
        loop {
            *steps_left = steps_left.checked_sub(1)?;
            let onward = next(here)?;
            if let Some(position) = way.iter().position(|realm| *realm == onward) {
                let mut circle = way.split_off(position);
                let first = circle.iter().enumerate().min_by(|one, other| one.1.cmp(other.1)).map_or(0, |(at, _)| at);
                circle.rotate_left(first);
                circle.extend(circle.first().cloned());
                return Some(circle);
            }
            here = self.realm_named(onward.as_str().as_bytes())?;
            way.push(onward);
        }
    }
}

fn is_link(object: &TrustedDomainObject) -> bool {
    object.kind() == TrustKind::Realm && object.is_transitive()
}

fn root_of(realm: &Realm) -> Option<&RealmName> {
    Some(&realm.view().domain()?.0.domain(Forest::ROOT)?.dns_name)
}

/// The realms of a path from one realm to another that is not the link between the two.
fn path_beside(
    links: &HashMap<&RealmName, Vec<&RealmName>>,
    from: &RealmName,
    to: &RealmName,
    steps_left: &mut usize,
) -> Option<Vec<RealmName>> {
    let mut before: HashMap<&RealmName, &RealmName> = HashMap::new();
    let mut queue = VecDeque::from([from]);
    while let Some(at) = queue.pop_front() {
        for &next in links.get(at).into_iter().flatten() {
            *steps_left = steps_left.checked_sub(1)?;
            if next == from || (at == from && next == to) || before.contains_key(next) {
                continue;
            }
            before.insert(next, at);
            if next != to {
                queue.push_back(next);
                continue;
            }
            let back = std::iter::successors(before.get(to).copied(), |at| before.get(at).copied());
            let mut over: Vec<RealmName> = back.take_while(|at| *at != from).cloned().collect();
            over.reverse();
            return Some(over);
        }
    }
    None
}

/// Realms that hang together, however.
#[derive(Default)]
struct Groups<'a> {
    above: HashMap<&'a RealmName, &'a RealmName>,
}

impl<'a> Groups<'a> {
    /// Whether the two were in different groups until now.
    fn join(&mut self, one: &'a RealmName, other: &'a RealmName) -> bool {
        let (one, other) = (self.representative(one), self.representative(other));
        if one != other {
            self.above.insert(one, other);
        }
        one != other
    }

    fn representative(&mut self, realm: &'a RealmName) -> &'a RealmName {
        let mut top = realm;
        while let Some(&above) = self.above.get(top) {
            top = above;
        }
        if top != realm {
            self.above.insert(realm, top);
        }
        top
    }
}

/// ` and 3 others`, or nothing.
struct Others(u32);

impl fmt::Display for Others {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            1 => f.write_str(" and 1 other"),
            more => write!(f, " and {more} others"),
        }
    }
}

struct Listed<'a>(&'a [RealmName]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, realm) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(", ")?;
            }
            realm.fmt(f)?;
        }
        Ok(())
    }
}

/// Enough to see what is wrong.
pub const MAX_AMBIGUITIES: usize = 20;

/// So many referrals are tried out while looking for circles, and no more however large the configuration.
const MAX_STEPS: usize = 100_000;
