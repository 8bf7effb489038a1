//! User-to-user: a ticket under the session key of the service's own ticket-granting ticket (RFC 4120 §3.7).

use xrealm_crypto::{Key, KeyUsage};
use xrealm_directory::Account;
use xrealm_names::{EncryptionType, PrincipalName};
use xrealm_wire::{EncTicketPart, Ticket};

use crate::Refusal;
use crate::asked::Asked;

/// The additional ticket, opened: whose it is, and its session key.
pub(super) struct AdditionalTicket {
    pub(super) client: PrincipalName,
    pub(super) session_key: Key,
}

impl AdditionalTicket {
    /// Opens the first additional ticket, which must be one for this realm's own ticket-granting service.
    pub(super) fn open(asked: &Asked<'_>) -> Result<Self, Refusal> {
        let octets = asked.body().additional_tickets.first().ok_or(Refusal::NoAdditionalTicket)?;
        let ticket = Ticket::decode(octets).map_err(|_| malformed())?;
        let own = |octets: &[u8]| std::str::from_utf8(octets).is_ok_and(|realm| asked.realm.answers_to(realm));
        if !own(ticket.realm) || !ticket.sname.ticket_granting_realm().is_some_and(own) {
            return Err(Refusal::NoAdditionalTicket);
        }
        let etype =
            EncryptionType::from_number(ticket.enc_part.etype).ok_or(Refusal::TicketEtype(ticket.enc_part.etype))?;
        let krbtgt = asked.realm.krbtgt();
        let opened = krbtgt
            .key_sets()
            .filter_map(|keys| keys.key(etype))
            .find_map(|key| key.open(KeyUsage::TICKET, ticket.enc_part.cipher).ok())
            .ok_or_else(|| Refusal::TicketIntegrity {
                issuer: asked.realm_name().clone(),
                etype,
                kvno: ticket.enc_part.kvno.map(|kvno| kvno.value()),
                ours: krbtgt.keys.kvno(),
            })?;
        let part = EncTicketPart::decode(&opened).map_err(|_| malformed())?;
        if part.endtime <= asked.now.time {
            return Err(Refusal::TicketExpired { at: part.endtime });
        }
        if !own(part.crealm) {
            return Err(Refusal::AdditionalTicketMismatch);
        }
        let key_type = part.key.keytype;
        let key_type = EncryptionType::from_number(key_type).ok_or(Refusal::TicketEtype(key_type))?;
        let session_key = Key::new(key_type, part.key.keyvalue).map_err(|_| malformed())?;
        Ok(Self { client: part.cname.to_owned().map_err(|_| malformed())?, session_key })
    }

    /// Refuses a ticket that belongs to somebody other than the service.
    pub(super) fn belongs_to(&self, asked: &Asked<'_>, service: &Account) -> Result<(), Refusal> {
        match asked.realm.client(&self.client) {
            Some(owner) if owner.name == service.name => Ok(()),
            _ => Err(Refusal::AdditionalTicketMismatch),
        }
    }
}

fn malformed() -> Refusal {
    Refusal::Malformed { part: "additional ticket" }
}
