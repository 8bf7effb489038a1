//! From a ticket-granting ticket to a service ticket, over as many realms as it takes (RFC 4120 §3.3.3, RFC 6806 §8).

use rand_core::CryptoRng;
use xrealm_names::{Moment, NameType, PrincipalName, RealmName};
use xrealm_wire::{KdcOptions, TicketFlags, error_code};

use crate::tgs::{Conversation, granting_realm};
use crate::{Action, ClientError, Credential, Event, Hop, TicketOptions};

/// A walk to one service, as a state machine.
///
/// The current KDC is asked for the service; if its ticket is for another realm's ticket-granting service, as told by
/// the ticket's own name, that realm is asked next. With a [`Route`] the walk first goes to the realm that the caller
/// knows the service to be in, by asking for that realm's ticket-granting service.
#[derive(Debug)]
pub struct Walk {
    service: PrincipalName,
    options: WalkOptions,
    tgt: Credential,
    realms_asked: Vec<RealmName>,
    toward: Option<Toward>,
    conversation: Option<Conversation>,
    delegable: bool,
    hops: Vec<Hop>,
}

/// What a walk asks for at each KDC, and how far it goes.
#[derive(Debug, Clone)]
pub struct WalkOptions {
    /// What to ask each KDC for.
    pub ticket: TicketOptions,
    /// The type of the service's name; `None` keeps the type of the name given. Windows clients use NT-SRV-INST.
    pub name_type: Option<NameType>,
    /// Whether KDCs may refer (the canonicalize option).
    pub canonicalize: bool,
    /// The most referrals that are followed. Windows and MIT stop at about ten.
    pub hop_limit: usize,
    /// Where the service is, if the caller knows.
    pub route: Option<Route>,
}

impl Default for WalkOptions {
    fn default() -> WalkOptions {
        WalkOptions {
            ticket: TicketOptions::default(),
            name_type: Some(NameType::SRV_INST),
            canonicalize: true,
            hop_limit: DEFAULT_HOP_LIMIT,
            route: None,
        }
    }
}

const DEFAULT_HOP_LIMIT: usize = 10;

/// The way to a realm, as `[domain_realm]` and `[capaths]` of a `krb5.conf` give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The realms between, in order; may be empty.
    pub via: Vec<RealmName>,
    /// The realm of the service.
    pub to: RealmName,
}

/// The part of the walk that asks for ticket-granting tickets by name: the farthest realm first, then nearer ones.
#[derive(Debug)]
struct Toward {
    path: Vec<RealmName>,
    trying: usize,
    first_refusal: Option<ClientError>,
}

impl Walk {
    /// A walk of the client of `tgt` to `service`.
    #[must_use]
    pub fn new(tgt: Credential, service: PrincipalName, options: WalkOptions) -> Walk {
        let service = match options.name_type {
            Some(name_type) => service.with_type(name_type),
            None => service,
        };
        let toward = options.route.as_ref().map(|route| {
            let path: Vec<RealmName> = route.via.iter().cloned().chain([route.to.clone()]).collect();
            Toward { trying: path.len(), path, first_refusal: None }
        });
        Walk {
            service,
            options,
            tgt,
            realms_asked: Vec::new(),
            toward,
            conversation: None,
            delegable: true,
            hops: Vec::new(),
        }
    }

    /// The tickets got so far, in order; the last is for the service once the walk is done.
    #[must_use]
    pub fn hops(&self) -> &[Hop] {
        &self.hops
    }

    /// One step.
    pub fn step(&mut self, event: Event<'_>, now: Moment, rng: &mut dyn CryptoRng) -> Action<Credential> {
        let stepped = match event {
            Event::Start => self.ask(now, rng),
            Event::Reply(_) | Event::NoReply => self.hear(event, now, rng),
        };
        stepped.unwrap_or_else(Action::Failed)
    }

    fn hear(
        &mut self,
        event: Event<'_>,
        now: Moment,
        rng: &mut dyn CryptoRng,
    ) -> Result<Action<Credential>, ClientError> {
        let Some(conversation) = &mut self.conversation else { return Err(ClientError::NotWaiting) };
        match conversation.step(event, now, rng) {
            Action::Send { realm, request, transport } => Ok(Action::Send { realm, request, transport }),
            Action::Done(hop) => self.take(hop, now, rng),
            Action::Failed(error) => {
                self.conversation = None;
                self.try_nearer(error)?;
                self.ask(now, rng)
            }
        }
    }

    /// Asks the KDC that the current ticket is for: for the next realm on the route, else for the service.
    fn ask(&mut self, now: Moment, rng: &mut dyn CryptoRng) -> Result<Action<Credential>, ClientError> {
        let realm = granting_realm(&self.tgt)?;
        if !self.realms_asked.contains(&realm) {
            self.realms_asked.push(realm.clone());
        }
        let mut options = self.options.ticket.clone();
        let server = match self.toward.as_ref().and_then(|toward| toward.next_from(&realm)) {
            Some(next) => PrincipalName::krbtgt(next),
            None => {
                self.toward = None;
                if self.options.canonicalize {
                    options.kdc_options = options.kdc_options | KdcOptions::CANONICALIZE;
                }
                self.service.clone()
            }
        };
        let conversation = self.conversation.insert(Conversation::new(self.tgt.clone(), realm, server, options));
        match conversation.step(Event::Start, now, rng) {
            Action::Send { realm, request, transport } => Ok(Action::Send { realm, request, transport }),
            Action::Done(_) => Err(ClientError::NotWaiting),
            Action::Failed(error) => Err(error),
        }
    }

    fn take(&mut self, hop: Hop, now: Moment, rng: &mut dyn CryptoRng) -> Result<Action<Credential>, ClientError> {
        self.conversation = None;
        let credential = hop.credential.clone();
        let is_service = self.toward.is_none() && credential.server.name.eq_ignore_case(&self.service);
        let (realm, next) = (hop.realm.clone(), credential.ticket_granting_realm());
        self.hops.push(hop);
        if is_service {
            return Ok(Action::Done(self.delegable_only_if_all_were(credential)));
        }
        let next =
            next.ok_or_else(|| ClientError::NotTicketGranting { server: Box::new(credential.server.clone()) })?;
        if self.realms_asked.contains(&next) {
            return Err(ClientError::RepeatedRealm { realm, next });
        }
        if self.realms_asked.len() > self.options.hop_limit {
            return Err(ClientError::TooManyReferrals { limit: self.options.hop_limit });
        }
        self.delegable &= credential.flags.contains(TicketFlags::OK_AS_DELEGATE);
        if let Some(toward) = &mut self.toward {
            *toward = Toward { trying: toward.path.len(), path: std::mem::take(&mut toward.path), first_refusal: None };
        }
        self.tgt = credential;
        self.ask(now, rng)
    }

    /// On a route, a KDC that knows no way to a far realm may know one to a nearer. The first refusal is the one told.
    fn try_nearer(&mut self, error: ClientError) -> Result<(), ClientError> {
        let realm = granting_realm(&self.tgt)?;
        let Some(toward) = &mut self.toward else { return Err(error) };
        let unknown = matches!(&error, ClientError::Refused(r) if r.code == error_code::KDC_ERR_S_PRINCIPAL_UNKNOWN);
        if unknown && toward.step_nearer(&realm) {
            toward.first_refusal.get_or_insert(error);
            return Ok(());
        }
        Err(toward.first_refusal.take().unwrap_or(error))
    }

    /// A service is trusted for delegation only if every realm between says so (RFC 4120 §2.8).
    fn delegable_only_if_all_were(&self, mut credential: Credential) -> Credential {
        if !self.delegable {
            credential.flags = credential.flags.without(TicketFlags::OK_AS_DELEGATE);
        }
        credential
    }
}

impl Toward {
    /// The realm to ask `here` for, `None` at the end of the route.
    fn next_from(&self, here: &RealmName) -> Option<&RealmName> {
        if self.path.last() == Some(here) {
            return None;
        }
        self.path.get(self.trying.checked_sub(1)?)
    }

    /// `false` if there is no nearer realm that still lies ahead of `here`.
    fn step_nearer(&mut self, here: &RealmName) -> bool {
        let passed = self.path.iter().position(|realm| realm == here).map_or(0, |at| at + 1);
        self.trying = self.trying.saturating_sub(1);
        self.trying > passed
    }
}

#[cfg(test)]
mod tests;
