//! The talk with one KDC until it gives a ticket, and the exchanges that are no more than that.

use rand_core::CryptoRng;
use xrealm_crypto::Key;
use xrealm_names::{Moment, PrincipalName, RealmName, Timestamp};
use xrealm_wire::{KdcOptions, TicketFlags, error_code};

use super::verification::verify;
use super::{TicketOptions, TicketRequest};
use crate::reply::{ClockOffset, Reply, refused};
use crate::sent::Sent;
use crate::{Action, Address, ClientError, Credential, Event, Hop, Transport, nonce};

/// One ticket from one KDC: renew, validate, forward, user-to-user, or any server by name without following referrals.
#[derive(Debug)]
pub struct TicketExchange {
    conversation: Conversation,
}

impl TicketExchange {
    /// A ticket for `server` from the KDC that `tgt` is for. A referral is handed over like any other ticket.
    ///
    /// # Errors
    /// [`ClientError::NotTicketGranting`] if `tgt` is for an ordinary service.
    pub fn ticket(
        tgt: Credential,
        server: PrincipalName,
        options: TicketOptions,
    ) -> Result<TicketExchange, ClientError> {
        let realm = granting_realm(&tgt)?;
        Ok(TicketExchange { conversation: Conversation::new(tgt, realm, server, options) })
    }

    /// The same ticket with a later end (RFC 4120 §3.3.3, RENEW). Any renewable ticket may be renewed.
    #[must_use]
    pub fn renew(ticket: Credential, options: TicketOptions) -> TicketExchange {
        TicketExchange::same_again(ticket, options, KdcOptions::RENEW)
    }

    /// A postdated ticket made valid (VALIDATE).
    #[must_use]
    pub fn validate(ticket: Credential, options: TicketOptions) -> TicketExchange {
        TicketExchange::same_again(ticket, options, KdcOptions::VALIDATE)
    }

    fn same_again(ticket: Credential, mut options: TicketOptions, option: KdcOptions) -> TicketExchange {
        let carried = [
            (TicketFlags::FORWARDABLE, KdcOptions::FORWARDABLE),
            (TicketFlags::PROXIABLE, KdcOptions::PROXIABLE),
            (TicketFlags::RENEWABLE, KdcOptions::RENEWABLE),
        ];
        for (flag, kept) in carried {
            if ticket.flags.contains(flag) {
                options.kdc_options = options.kdc_options | kept;
            }
        }
        options.kdc_options = options.kdc_options | option;
        let (realm, server) = (ticket.server.realm.clone(), ticket.server.name.clone());
        TicketExchange { conversation: Conversation::new(ticket, realm, server, options) }
    }

    /// A ticket-granting ticket for use elsewhere (FORWARDED), bound to `addresses` or to none.
    ///
    /// # Errors
    /// [`ClientError::NotTicketGranting`] if `tgt` is for an ordinary service.
    pub fn forward(
        tgt: Credential,
        addresses: Vec<Address>,
        mut options: TicketOptions,
    ) -> Result<TicketExchange, ClientError> {
        options.kdc_options = options.kdc_options | KdcOptions::FORWARDED | KdcOptions::FORWARDABLE;
        options.addresses = addresses;
        let server = tgt.server.name.clone();
        TicketExchange::ticket(tgt, server, options)
    }

    /// A ticket for the user `server` under the session key of that user's ticket-granting ticket (ENC-TKT-IN-SKEY,
    /// RFC 4120 §3.7).
    ///
    /// # Errors
    /// [`ClientError::NotTicketGranting`] if `tgt` is for an ordinary service.
    pub fn user_to_user(
        tgt: Credential,
        server: PrincipalName,
        their_ticket: Vec<u8>,
        mut options: TicketOptions,
    ) -> Result<TicketExchange, ClientError> {
        options.kdc_options = options.kdc_options | KdcOptions::ENC_TKT_IN_SKEY;
        let mut exchange = TicketExchange::ticket(tgt, server, options)?;
        exchange.conversation.second_ticket = Some(their_ticket);
        Ok(exchange)
    }

    /// One step.
    pub fn step(&mut self, event: Event<'_>, now: Moment, rng: &mut dyn CryptoRng) -> Action<Hop> {
        self.conversation.step(event, now, rng)
    }
}

/// The realm whose ticket-granting service `tgt` is for.
pub(crate) fn granting_realm(tgt: &Credential) -> Result<RealmName, ClientError> {
    tgt.ticket_granting_realm().ok_or_else(|| ClientError::NotTicketGranting { server: Box::new(tgt.server.clone()) })
}

/// One question to the KDC of one realm, repeated after a clock correction or by TCP.
#[derive(Debug)]
pub(crate) struct Conversation {
    tgt: Credential,
    realm: RealmName,
    server: PrincipalName,
    options: TicketOptions,
    second_ticket: Option<Vec<u8>>,
    clock: ClockOffset,
    sent: Option<(Sent, Key)>,
}

impl Conversation {
    pub(crate) fn new(
        tgt: Credential,
        realm: RealmName,
        server: PrincipalName,
        options: TicketOptions,
    ) -> Conversation {
        let clock = ClockOffset::known(tgt.clock_offset);
        Conversation { tgt, realm, server, options, second_ticket: None, clock, sent: None }
    }

    pub(crate) fn step(&mut self, event: Event<'_>, now: Moment, rng: &mut dyn CryptoRng) -> Action<Hop> {
        let next = match (event, self.sent.take()) {
            (Event::Start, None) => Ok(self.send(now, rng)),
            (Event::Reply(reply), Some((sent, subkey))) => self.read(reply, sent, subkey, now, rng),
            (Event::NoReply, Some(_)) => Err(ClientError::NoReply { realm: self.realm.clone() }),
            _ => Err(ClientError::NotWaiting),
        };
        next.unwrap_or_else(Action::Failed)
    }

    fn send(&mut self, now: Moment, rng: &mut dyn CryptoRng) -> Action<Hop> {
        let at = now.shifted(self.clock.seconds);
        let nonce = nonce::draw(rng);
        let request = TicketRequest {
            tgt: &self.tgt,
            realm: self.realm.as_str(),
            server: &self.server,
            options: &self.options,
            second_ticket: self.second_ticket.as_deref(),
            nonce,
            at,
        };
        let (octets, subkey) = request.build(rng);
        let sent = Sent {
            octets: octets.clone(),
            realm: self.realm.clone(),
            server: self.server.clone(),
            nonce,
            till: self.options.till.unwrap_or(Timestamp::EPOCH),
            etypes: self.options.etypes.clone(),
            at,
            clock_offset: self.clock.seconds,
        };
        self.sent = Some((sent, subkey));
        Action::Send { realm: self.realm.clone(), request: octets, transport: Transport::Any }
    }

    fn read(
        &mut self,
        reply: &[u8],
        sent: Sent,
        subkey: Key,
        now: Moment,
        rng: &mut dyn CryptoRng,
    ) -> Result<Action<Hop>, ClientError> {
        match Reply::read(reply, &self.realm)? {
            Reply::Tgs(rep) => {
                let mut hop = verify(&self.tgt, &subkey, &rep, reply, &sent)?;
                hop.credential.second_ticket = self.second_ticket.clone().unwrap_or_default();
                Ok(Action::Done(hop))
            }
            Reply::As(_) => Err(ClientError::NotAReply { realm: self.realm.clone() }),
            Reply::Error(error) if error.error_code == error_code::KRB_ERR_RESPONSE_TOO_BIG => {
                let (realm, request) = (self.realm.clone(), sent.octets.clone());
                self.sent = Some((sent, subkey));
                Ok(Action::Send { realm, request, transport: Transport::Tcp })
            }
            Reply::Error(error) if self.clock.corrected_by(&error, now) => Ok(self.send(now, rng)),
            Reply::Error(error) => Err(refused(&self.realm, &error, reply)),
        }
    }
}
