//! Tickets for `kadmin/admin`, by real AS and TGS exchanges with the KDCs.

use rand_core::CryptoRng;
use xrealm_client::{
    ClientError, Credential, Hop, KdcAddresses, Login, LoginOptions, Route, Secret, Walk, WalkOptions,
};
use xrealm_daemon::{Clock, ClockSetting, Seed};
use xrealm_names::{Moment, NameType, Principal, PrincipalName, RealmName};

use crate::exchange::Network;
use crate::failure::Failure;

/// A client of the KDCs, which keeps the ticket-granting tickets it got.
pub(super) struct Tickets {
    network: Network,
    rng: Box<dyn CryptoRng>,
    clock: Clock,
    granting: Vec<(Principal, Hop)>,
}

impl Tickets {
    pub(super) fn new(addresses: KdcAddresses) -> Result<Self, Failure> {
        Ok(Self {
            network: Network::new(addresses, false),
            rng: Box::new(Seed::from_os()?.generator(0)),
            clock: Clock::start(ClockSetting::System),
            granting: Vec::new(),
        })
    }

    /// Logs in, unless that was done before.
    pub(super) fn login(
        &mut self,
        client: &Principal,
        secret: impl FnOnce() -> Result<Secret, Failure>,
    ) -> Result<Result<Hop, ClientError>, Failure> {
        if let Some((_, hop)) = self.granting.iter().find(|(known, _)| known == client) {
            return Ok(Ok(hop.clone()));
        }
        let mut login = Login::new(client.clone(), secret()?, LoginOptions::default());
        let hop = self.network.drive(&mut *self.rng, |event, now, rng| login.step(event, now, rng));
        if let Ok(hop) = &hop {
            self.granting.push((client.clone(), hop.clone()));
        }
        Ok(hop)
    }

    /// Walks from a ticket-granting ticket to `kadmin/admin` of a realm: every ticket that came, and why there were no
    /// more.
    pub(super) fn walk(
        &mut self,
        granting: Credential,
        realm: &RealmName,
    ) -> (Vec<Hop>, Result<Credential, ClientError>) {
        let there = granting.ticket_granting_realm().as_ref() == Some(realm);
        let route = (!there).then(|| Route { via: Vec::new(), to: realm.clone() });
        let options = WalkOptions { name_type: None, canonicalize: false, route, ..WalkOptions::default() };
        let mut walk = match admin_service() {
            Ok(service) => Walk::new(granting, service, options),
            Err(fault) => return (Vec::new(), Err(ClientError::Name { realm: realm.clone(), fault })),
        };
        let got = self.network.drive(&mut *self.rng, |event, now, rng| walk.step(event, now, rng));
        (walk.hops().to_vec(), got)
    }

    pub(super) fn now(&self) -> Moment {
        self.clock.now()
    }

    pub(super) fn rng(&mut self) -> &mut dyn CryptoRng {
        &mut *self.rng
    }
}

/// `kadmin/admin`.
pub(super) fn admin_service() -> Result<PrincipalName, xrealm_names::NameError> {
    PrincipalName::new(NameType::SRV_INST, ["kadmin", "admin"])
}
