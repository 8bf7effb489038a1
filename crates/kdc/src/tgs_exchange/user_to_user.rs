//! User-to-user: a ticket under the session key of the service's own ticket-granting ticket (RFC 4120 §3.7).

use xrealm_crypto::Key;
use xrealm_directory::Account;
use xrealm_names::PrincipalName;
use xrealm_wire::{EncTicketPart, Ticket};

use super::presented::open_own;
use super::sealed_ticket::{permitted_key, valid_now};
use crate::Refusal;
use crate::asked::Asked;

/// The additional ticket, opened: whose it is, and its session key.
pub(super) struct AdditionalTicket {
    pub(super) client: PrincipalName,
    pub(super) session_key: Key,
}

impl AdditionalTicket {
    /// Opens the first additional ticket, which must be one for this realm's own ticket-granting service, valid now, and
    /// of a client of this realm.
    pub(super) fn open(asked: &Asked<'_>) -> Result<Self, Refusal> {
        let octets = asked.body().additional_tickets.first().ok_or(Refusal::NoAdditionalTicket)?;
        let ticket = Ticket::decode(octets).map_err(|_| malformed())?;
        let for_own = ticket.sname.ticket_granting_realm().is_some_and(|realm| asked.is_own_realm(realm));
        if !asked.is_own_realm(ticket.realm) || !for_own {
            return Err(Refusal::AdditionalTicketNotGranting);
        }
        let opened = open_own(asked, &ticket, asked.realm.krbtgt())?;
        let part = EncTicketPart::decode(&opened.part).map_err(|_| malformed())?;
        valid_now(asked, &part, false)?;
        if !asked.is_own_realm(part.crealm) {
            return Err(Refusal::AdditionalTicketMismatch);
        }
        let session_key = permitted_key(asked, part.key.keytype, part.key.keyvalue)?;
        Ok(Self { client: part.cname.to_owned().map_err(|_| malformed())?, session_key })
    }

    /// The session key, if the ticket belongs to the service.
    pub(super) fn key_for(self, asked: &Asked<'_>, service: &Account) -> Result<Key, Refusal> {
        match asked.realm.client(&self.client) {
            Some(owner) if owner.name == service.name => Ok(self.session_key),
            Some(_) | None => Err(Refusal::AdditionalTicketMismatch),
        }
    }
}

fn malformed() -> Refusal {
    Refusal::Malformed { part: "additional ticket" }
}
