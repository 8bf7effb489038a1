//! Domains with several domain controllers, each of which answers from what it knows.

use std::fmt;
use std::sync::Arc;

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng;
use xrealm_admin::Timeline;
use xrealm_admin::upkeep::{self, Due};
use xrealm_client::{Action, Credential, Event, Walk, WalkOptions};
use xrealm_directory::{Change, Directory, NewKeys, SecretSeed, TrustPair};
use xrealm_kdc::{Handled, Outcome};
use xrealm_names::{Moment, Principal, PrincipalName, RealmName};

use crate::{ForgedPac, Forgery, Net, NetError, Walked, keys};

/// A net whose domains have several controllers, on one clock, which change the secrets of their trusts by themselves.
///
/// What replication has not brought to a controller yet, it does not answer from.
pub struct ControllerNet {
    timeline: Timeline,
    rng: ChaCha20Rng,
    seed: SecretSeed,
    secrets: u64,
}

impl ControllerNet {
    /// The net of a directory. The clock stands at [`Net::START`], and the seed is always the same.
    #[must_use]
    pub fn of(directory: Directory) -> ControllerNet {
        ControllerNet {
            timeline: Timeline::new(Arc::new(directory), Net::START),
            rng: ChaCha20Rng::from_seed(SEED),
            seed: SecretSeed::new(SEED),
            secrets: 0,
        }
    }

    /// The latest directory, and what of its past is still known to somebody.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Changes the directory now.
    ///
    /// # Errors
    /// [`NetError::Change`] if the directory refuses a change; then none is made.
    pub fn apply(&mut self, changes: &[Change]) -> Result<(), NetError> {
        let now = self.timeline.now();
        self.timeline.apply(changes, now).map_err(|(_, refusal)| NetError::Change(Box::new(refusal)))
    }

    /// The next moment at which domain controllers do something by themselves.
    #[must_use]
    pub fn next_due(&self) -> Option<Moment> {
        upkeep::next_due(self.timeline.latest(), self.timeline.now())
    }

    /// Lets time pass until `to`. Everything that is due meanwhile is done at its time and told.
    ///
    /// # Errors
    /// [`NetError::Change`] if the directory refuses what is due.
    pub fn advance(&mut self, to: Moment) -> Result<Vec<(Moment, Due)>, NetError> {
        let mut done = Vec::new();
        while let Some(moment) = self.next_due().filter(|moment| *moment <= to) {
            self.timeline.advance(moment);
            let list = self.do_what_is_due()?;
            if list.is_empty() {
                break;
            }
            done.extend(list.into_iter().map(|due| (moment, due)));
        }
        self.timeline.advance(to);
        Ok(done)
    }

    /// Lets time pass until `to`, before which nothing is due.
    pub(crate) fn wait_until(&mut self, to: Moment) {
        self.timeline.advance(to);
    }

    /// Does what is due now.
    ///
    /// # Errors
    /// [`NetError::Change`] if the directory refuses it.
    pub fn do_what_is_due(&mut self) -> Result<Vec<Due>, NetError> {
        let (seed, secrets) = (&self.seed, &mut self.secrets);
        let mut invent = |trust: &TrustPair| {
            *secrets += 1;
            NewKeys::keys(seed.keys(&format!("krbtgt/{}@{} {secrets}", trust.trusting, trust.trusted)))
        };
        let list = upkeep::due(self.timeline.latest(), self.timeline.now(), &mut invent);
        let changes: Vec<Change> = list.iter().map(|due| due.change.clone()).collect();
        self.apply(&changes)?;
        Ok(list)
    }

    /// A ticket-granting ticket of `client` from its own realm, which lives until `end`.
    ///
    /// # Errors
    /// [`NetError::Name`], and [`NetError::NoKey`] if the realm is not served here.
    pub fn ticket_granting_ticket(&mut self, client: &str, end: Moment) -> Result<Credential, NetError> {
        let client = Principal::parse(client)?;
        let server = Principal::new(PrincipalName::krbtgt(&client.realm), client.realm.clone());
        let key = keys::of_server(self.timeline.latest(), &server, None).ok_or(NetError::NoKey(server.clone()))?;
        let pac = ForgedPac::of(self.timeline.latest(), &client, &server, &key);
        let forgery = Forgery::new(client, server, key, self.timeline.now());
        Ok(Forgery { end_time: end.time, pac, ..forgery }.seal(&mut self.rng))
    }

    /// Walks to `service` from a ticket that one has. `controllers` names the controller that is asked in a realm; in
    /// one that is not named it is the PDC emulator.
    pub fn walk_from(
        &mut self,
        tgt: &Credential,
        service: &PrincipalName,
        controllers: &[(&RealmName, &str)],
    ) -> Walked {
        let mut walk = Walk::new(tgt.clone(), service.clone(), WalkOptions::default());
        let (mut realms, mut outcomes) = (Vec::new(), Vec::new());
        let now = self.timeline.now();
        let mut action = walk.step(Event::Start, now, &mut self.rng);
        let end = loop {
            action = match action {
                Action::Done(credential) => break Ok(credential),
                Action::Failed(error) => break Err(error.into()),
                Action::Send { realm, request, .. } => {
                    let asked =
                        controllers.iter().find(|(named, _)| **named == realm).map(|(_, controller)| *controller);
                    match self.ask(&realm, asked, &request) {
                        Some(Handled { reply: Some(reply), outcome }) => {
                            realms.push(realm.to_string());
                            outcomes.push(outcome);
                            walk.step(Event::Reply(&reply), now, &mut self.rng)
                        }
                        Some(Handled { reply: None, .. }) | None => walk.step(Event::NoReply, now, &mut self.rng),
                    }
                }
            };
        };
        Walked { login: None, hops: walk.hops().to_vec(), realms, outcomes, end }
    }

    /// Gives a request to a controller. The first use of a secret confirms it.
    fn ask(&mut self, realm: &RealmName, controller: Option<&str>, request: &[u8]) -> Option<Handled> {
        let latest = self.timeline.latest();
        let view = match controller.or_else(|| Some(&latest.realm_named(realm.as_str().as_bytes())?.pdc()?.name)) {
            Some(controller) => self.timeline.view_of(realm, controller)?,
            None => latest,
        };
        let handled = xrealm_kdc::handle(request, self.timeline.now(), &mut self.rng, view);
        if let Some(trust) = confirmed_by(&handled.outcome) {
            // A view that is behind may see a first use of what has been changed since.
            let _ = self.apply(&[Change::ConfirmTrustSecret { trust }]);
        }
        Some(handled)
    }
}

fn confirmed_by(outcome: &Outcome) -> Option<TrustPair> {
    let crossing = outcome.crossing.as_ref().filter(|crossing| crossing.confirms)?;
    Some(TrustPair { trusting: outcome.realm.clone()?, trusted: crossing.partner.clone() })
}

impl fmt::Debug for ControllerNet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ControllerNet").field("now", &self.timeline.now()).finish_non_exhaustive()
    }
}

const SEED: [u8; 32] = [11; 32];
