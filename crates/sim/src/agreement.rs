//! The truth, computed twice: by decisions alone and by walking.

use std::fmt;

use xrealm_client::{ClientError, LoginOptions, WalkOptions};
use xrealm_directory::{AccountKind, Change, Errand, Itinerary, ItineraryEnd, NewAccount, Traveller};
use xrealm_kdc::Refusal;
use xrealm_names::{Principal, PrincipalName, RealmName};

use crate::{End, Net, NetError, Walked, representative_service};

/// A client and a service for which decisions and walk differ.
#[derive(Debug, Clone)]
pub struct Disagreement {
    /// The client's realm.
    pub client: RealmName,
    /// The service.
    pub service: PrincipalName,
    /// What the decisions make.
    pub decided: Itinerary,
    /// What the client experienced.
    pub walked: Walked,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { client, service, decided, walked } = self;
        write!(f, "a client of {client} to {service}: decided {decided}; walked {}: ", walked.realms().join(" > "))?;
        match walked.end() {
            End::Ticket(server) => write!(f, "ticket for {server}"),
            End::Refused(refusal) => write!(f, "refused: {refusal}"),
            End::Failed(error) => write!(f, "failed: {error}"),
        }
    }
}

/// How a client was found: by decisions alone, and by a login.
#[derive(Debug, Clone)]
pub struct LoginBothWays {
    /// What the decisions make.
    pub decided: Itinerary,
    /// The realms that the login asked.
    pub asked: Vec<String>,
    /// Where it found the client, or why not.
    pub home: Result<RealmName, NetError>,
}

impl LoginBothWays {
    /// Whether both ask the same realms and find the same home.
    #[must_use]
    pub fn agree(&self) -> bool {
        let looked: Vec<&str> = self.decided.login.iter().map(|hop| hop.realm.as_str()).collect();
        looked == self.asked && self.decided.hops.first().map(|hop| &hop.realm) == self.home.as_ref().ok()
    }
}

impl Net {
    /// Sends a client of every realm to a service of every realm, and holds each walk against what decisions alone say.
    /// `done` hears of each client realm that is done. The trace of the walks is not kept.
    ///
    /// # Errors
    /// [`NetError`] if there is no ticket to begin with.
    pub fn disagreements(&mut self, mut done: impl FnMut()) -> Result<Vec<Disagreement>, NetError> {
        let targets: Vec<(RealmName, PrincipalName)> =
            self.directory().realms().map(|realm| (realm.name().clone(), representative_service(realm))).collect();
        let mut found = Vec::new();
        for (client, _) in &targets {
            for (_, service) in &targets {
                let (decided, walked) = self.both_ways(client, service)?;
                if !agree(&decided, &walked) {
                    found.push(Disagreement { client: client.clone(), service: service.clone(), decided, walked });
                }
            }
            self.forget_trace();
            done();
        }
        Ok(found)
    }

    /// The way of a client of `client` to `service` by decisions alone, and the walk.
    ///
    /// # Errors
    /// [`NetError`] if there is no ticket to begin with.
    pub fn both_ways(&mut self, client: &RealmName, service: &PrincipalName) -> Result<(Itinerary, Walked), NetError> {
        let somebody = self.somebody(client)?;
        let tgt = self.forge(&format!("{somebody}@{client}"), &format!("krbtgt/{client}@{client}"))?.seal(self.rng());
        let home = self.directory().realm_named(client.as_str().as_bytes());
        let home = home.ok_or_else(|| NetError::NoKey(tgt.server.clone()))?;
        let errand = Errand { traveller: Traveller::Of(home), service, canonicalize: true };
        let decided = self.directory().itinerary(&errand);
        let options = WalkOptions { hop_limit: self.directory().realms().len(), ..WalkOptions::default() };
        Ok((decided, self.walk_from(&tgt, service.clone(), options)))
    }

    /// A client of `realm`. A plain realm takes any name; a domain looks its accounts up again, so one that has none gets
    /// one.
    fn somebody(&mut self, realm: &RealmName) -> Result<String, NetError> {
        let home = self.directory().realm_named(realm.as_str().as_bytes()).filter(|home| home.sid().is_some());
        let Some(home) = home else { return Ok(SOMEBODY.to_owned()) };
        if let Some(account) = home.accounts().find(|account| account.kind != AccountKind::Krbtgt) {
            return Ok(account.name.to_string());
        }
        let account = Box::new(NewAccount::user(SOMEBODY, SOMEBODY)?);
        self.apply(&Change::CreateAccount { realm: home.name().clone(), account })?;
        Ok(SOMEBODY.to_owned())
    }
}

impl Net {
    /// How the client `name` is found that asks at `at`: by decisions alone, and by a login with the account's own key.
    ///
    /// # Errors
    /// [`NetError::NoKey`] if there is no realm `at`.
    pub fn login_both_ways(&mut self, name: &PrincipalName, at: &RealmName) -> Result<LoginBothWays, NetError> {
        let krbtgt = PrincipalName::krbtgt(at);
        let first = self.directory().realm_named(at.as_str().as_bytes());
        let first = first.ok_or_else(|| NetError::NoKey(Principal::new(krbtgt.clone(), at.clone())))?;
        let traveller = Traveller::Named { name, at: first };
        let decided = self.directory().itinerary(&Errand { traveller, service: &krbtgt, canonicalize: true });
        let before = self.trace().len();
        let client = Principal::new(name.clone(), at.clone());
        let options = LoginOptions::default();
        let secret = self.secret_of(&client, &options.etypes);
        let home = self.login_with(client, secret, options).map(|hop| hop.credential.client.realm);
        let mut asked: Vec<String> =
            self.trace().iter().skip(before).map(|exchanged| exchanged.realm.to_string()).collect();
        asked.dedup();
        Ok(LoginBothWays { decided, asked, home })
    }
}

/// Whether a walk went the way that was decided: the same realms, the same end, the same reason.
#[must_use]
pub fn agree(decided: &Itinerary, walked: &Walked) -> bool {
    let mut realms: Vec<&str> = decided.realms().map(RealmName::as_str).collect();
    // The client finds out at its door that a realm is served elsewhere.
    if let ItineraryEnd::ServedElsewhere { realm } = &decided.end {
        realms.push(realm.as_str());
    }
    realms == walked.realms()
        && match (&decided.end, walked.end()) {
            (ItineraryEnd::Issued, End::Ticket(_)) => true,
            (ItineraryEnd::Refused(obstacle), End::Refused(refusal)) => refusal == Refusal::from(obstacle.clone()),
            (ItineraryEnd::ServedElsewhere { .. }, End::Refused(refusal)) => refusal == Refusal::RealmNotServed,
            (ItineraryEnd::Repeated { realm }, End::Failed(NetError::Client(error))) => {
                matches!(error, ClientError::RepeatedRealm { next, .. } if next == *realm)
            }
            _ => false,
        }
}

const SOMEBODY: &str = "user";

#[cfg(test)]
mod tests {
    use xrealm_directory::Obstacle;

    use super::*;
    use crate::FIXTURES;

    #[test]
    fn every_shipped_topology_is_walked_as_it_is_decided() {
        for (name, _) in FIXTURES {
            let mut realms = 0;
            let found = Net::from_fixture(name).unwrap().disagreements(|| realms += 1).unwrap();
            assert!(found.is_empty(), "{name}: {}", found.iter().map(|d| format!("{d}\n")).collect::<String>());
            assert!(realms > 0);
        }
    }

    #[test]
    fn another_reason_is_a_disagreement() {
        let mut net = Net::from_fixture("two-forests").unwrap();
        let client = RealmName::new("EUROPE.TAILSPINTOYS.COM").unwrap();
        let service = PrincipalName::parse("host/nobody.wingtiptoys.com").unwrap();
        let (mut decided, walked) = net.both_ways(&client, &service).unwrap();
        assert!(agree(&decided, &walked));
        decided.end = ItineraryEnd::Refused(Obstacle::NoTrustKey { partner: client });
        assert!(!agree(&decided, &walked));
        decided.end = ItineraryEnd::Issued;
        assert!(!agree(&decided, &walked));
    }
}
