//! Who reaches whom in a directory.

use std::collections::BTreeMap;

use xrealm_directory::{Directory, Errand, Itinerary, ItineraryEnd, Realm, Traveller};
use xrealm_names::{PrincipalName, RealmName};

use crate::representative_service;

/// Every ordered pair of different realms, counted: clients of the one, a service of the other.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// Realms.
    pub realms: usize,
    /// Pairs.
    pub pairs: usize,
    /// By the number of trusts crossed, the pairs that get their ticket so.
    pub hops: BTreeMap<usize, usize>,
    /// By [`ItineraryEnd::kind`], the pairs that get none.
    pub refusals: BTreeMap<&'static str, usize>,
    /// The first [`Survey::MOST_LISTED`] pairs that get none.
    pub unreachable: Vec<Unreachable>,
    /// How many pairs get a ticket that get none the other way round.
    pub asymmetric: usize,
    /// The first [`Survey::MOST_LISTED`] of them: client's realm, service's realm.
    pub one_way: Vec<(RealmName, RealmName)>,
}

/// A pair that gets no ticket.
#[derive(Debug, Clone)]
pub struct Unreachable {
    /// The client's realm.
    pub client: RealmName,
    /// The service's realm.
    pub target: RealmName,
    /// The service asked for.
    pub service: PrincipalName,
    /// The realms asked and why there is no ticket.
    pub itinerary: Itinerary,
}

impl Survey {
    /// Of more pairs than these only the number is kept.
    pub const MOST_LISTED: usize = 10_000;

    /// Asks every realm's clients for a service of every other realm. `done` hears of each client realm that is done.
    #[must_use]
    pub fn of(directory: &Directory, mut done: impl FnMut()) -> Survey {
        let targets: Vec<(&Realm, PrincipalName)> =
            directory.realms().map(|realm| (realm, representative_service(realm))).collect();
        let mut survey = Survey { realms: targets.len(), ..Survey::default() };
        let mut reached: Vec<Vec<bool>> = Vec::with_capacity(targets.len());
        for (client, _) in &targets {
            let row = targets.iter().map(|(target, service)| survey.pair(directory, client, target, service));
            reached.push(row.collect());
            done();
        }
        for (from, (client, _)) in targets.iter().enumerate() {
            for (to, (target, _)) in targets.iter().enumerate() {
                let way = |a: usize, b: usize| reached.get(a).and_then(|row| row.get(b)).copied().unwrap_or(false);
                if way(from, to) && !way(to, from) {
                    survey.note_one_way(client, target);
                }
            }
        }
        survey
    }

    /// Counts one pair; tells whether the client gets its ticket.
    fn pair(&mut self, directory: &Directory, client: &Realm, target: &Realm, service: &PrincipalName) -> bool {
        if client.id() == target.id() {
            return true;
        }
        let itinerary = directory.itinerary(&Errand { traveller: Traveller::Of(client), service, canonicalize: true });
        self.pairs += 1;
        match &itinerary.end {
            ItineraryEnd::Issued => {
                *self.hops.entry(itinerary.trusts_crossed()).or_default() += 1;
                true
            }
            end => {
                *self.refusals.entry(end.kind()).or_default() += 1;
                if self.unreachable.len() < Survey::MOST_LISTED {
                    let (client, target) = (client.name().clone(), target.name().clone());
                    self.unreachable.push(Unreachable { client, target, service: service.clone(), itinerary });
                }
                false
            }
        }
    }

    fn note_one_way(&mut self, client: &Realm, target: &Realm) {
        self.asymmetric += 1;
        if self.one_way.len() < Survey::MOST_LISTED {
            self.one_way.push((client.name().clone(), target.name().clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Net;

    #[test]
    fn a_survey_counts_hops_refusals_and_one_way_pairs() {
        let topology = r#"
            [[domain]]
            name = "a.test"
            computers = ["S"]
            [[domain]]
            name = "child.a.test"
            parent = "a.test"
            computers = ["S"]
            [[domain]]
            name = "b.test"
            computers = ["S"]
            [[trust]]
            kind = "forest"
            trusting = "b.test"
            trusted = "a.test"
        "#;
        let mut realms_done = 0;
        let survey = Survey::of(Net::from_topology(topology).unwrap().directory(), || realms_done += 1);
        assert_eq!((survey.realms, survey.pairs, realms_done), (3, 6, 3));
        assert_eq!(survey.hops, BTreeMap::from([(1, 3), (2, 1)]));
        assert_eq!(survey.refusals, BTreeMap::from([("wrong-direction", 2)]));
        assert_eq!(survey.unreachable.len(), 2);
        let one_way: Vec<_> = survey.one_way.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        assert_eq!(one_way, [("A.TEST", "B.TEST"), ("CHILD.A.TEST", "B.TEST")]);
    }
}
