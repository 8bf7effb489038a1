//! The kinds of requests, and what is right as a reply.

use rand_core::CryptoRng;
use xrealm_client::{Credential, Event, Hop, TicketExchange, TicketOptions};
use xrealm_names::{NameType, PrincipalName, RealmName};
use xrealm_wire::{KdcOptions, KdcRep, KrbError, Message, Ticket, error_code};

use crate::acquaintance::sent;
use crate::{Acquaintance, now};

/// A kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An AS-REQ without pre-authentication, answered by KDC_ERR_PREAUTH_REQUIRED.
    AsFirstHalf,
    /// An AS-REQ with an encrypted timestamp.
    AsEncTimestamp,
    /// A TGS-REQ for a service of the client's realm.
    TgsOwnService,
    /// A TGS-REQ that is answered by a referral.
    TgsReferral,
    /// A TGS-REQ with a ticket-granting ticket that came over a trust, for a service of the realm asked.
    TgsOverTrust,
}

/// Requests of one kind, no two alike.
#[derive(Debug)]
pub struct Batch {
    /// Whose KDC they are for.
    pub realm: RealmName,
    /// The requests.
    pub requests: Vec<Vec<u8>>,
    pub(crate) expected: Expected,
}

/// What every reply must be.
#[derive(Debug)]
pub(crate) enum Expected {
    Error(i32),
    LoginTicket(PrincipalName),
    ServiceTicket(PrincipalName),
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::AsFirstHalf, Self::AsEncTimestamp, Self::TgsOwnService, Self::TgsReferral, Self::TgsOverTrust];

    /// A short name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AsFirstHalf => "AS, first half",
            Self::AsEncTimestamp => "AS, encrypted timestamp",
            Self::TgsOwnService => "TGS, own service",
            Self::TgsReferral => "TGS, referral",
            Self::TgsOverTrust => "TGS, over a trust",
        }
    }

    /// Makes `count` requests. Timestamps in them are of now: they are to be sent within the KDC's clock skew.
    #[must_use]
    pub fn batch(self, acquaintance: &Acquaintance, count: usize, rng: &mut dyn CryptoRng) -> Batch {
        let login = &acquaintance.login;
        match self {
            Self::AsFirstHalf => Batch {
                realm: login.realm.clone(),
                requests: (0..count).filter_map(|_| acquaintance.first_half_of_login(rng).1).collect(),
                expected: Expected::Error(error_code::KDC_ERR_PREAUTH_REQUIRED),
            },
            Self::AsEncTimestamp => Batch {
                realm: login.realm.clone(),
                requests: (0..count).filter_map(|_| acquaintance.second_half_of_login(rng)).collect(),
                expected: Expected::LoginTicket(login.credential.server.name.clone()),
            },
            Self::TgsOwnService => {
                ticket_requests(login, &acquaintance.own_service, acquaintance.own_hops.first(), count, rng)
            }
            Self::TgsReferral => {
                ticket_requests(login, &acquaintance.far_service, acquaintance.far_hops.first(), count, rng)
            }
            Self::TgsOverTrust => {
                let mut backwards = acquaintance.far_hops.iter().rev();
                let last = backwards.next();
                ticket_requests(backwards.next().unwrap_or(login), &acquaintance.far_service, last, count, rng)
            }
        }
    }
}

impl Batch {
    /// Whether these octets are the right kind of reply; a ticket must be for the server that it was for when a client
    /// verified the whole reply.
    #[must_use]
    pub fn is_answered_by(&self, reply: &[u8]) -> bool {
        match (&self.expected, Message::decode(reply)) {
            (Expected::Error(code), Ok(Message::KrbError(KrbError { error_code, .. }))) => error_code == *code,
            (Expected::LoginTicket(server), Ok(Message::AsRep(rep)))
            | (Expected::ServiceTicket(server), Ok(Message::TgsRep(rep))) => is_for(&rep, server),
            _ => false,
        }
    }
}

fn is_for(rep: &KdcRep<'_>, server: &PrincipalName) -> bool {
    Ticket::decode(rep.ticket).is_ok_and(|ticket| ticket.sname == server.into())
}

/// Requests to the KDC that `tgt` is for, which gave `hop` when it was asked the first time.
fn ticket_requests(
    tgt: &Hop,
    service: &PrincipalName,
    hop: Option<&Hop>,
    count: usize,
    rng: &mut dyn CryptoRng,
) -> Batch {
    let hop = hop.unwrap_or(tgt);
    Batch {
        realm: hop.realm.clone(),
        requests: (0..count).filter_map(|_| ticket_request(&tgt.credential, service, rng)).collect(),
        expected: Expected::ServiceTicket(hop.credential.server.name.clone()),
    }
}

/// As a walk asks.
fn ticket_request(tgt: &Credential, service: &PrincipalName, rng: &mut dyn CryptoRng) -> Option<Vec<u8>> {
    let options = TicketOptions { kdc_options: KdcOptions::CANONICALIZE, ..TicketOptions::default() };
    let service = service.clone().with_type(NameType::SRV_INST);
    let mut exchange = TicketExchange::ticket(tgt.clone(), service, options).ok()?;
    sent(exchange.step(Event::Start, now(), rng))
}
