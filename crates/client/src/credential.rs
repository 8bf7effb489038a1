//! A ticket with its session key, and the record of how it was got.

use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::{EncryptionType, Principal, PrincipalName, RealmName, Timestamp};
use xrealm_wire::{EncTicketPart, Ticket, TicketFlags};

/// A ticket and what is needed to use it.
///
/// `Debug` shows no key.
#[derive(Debug, Clone)]
pub struct Credential {
    /// The client, in its home realm.
    pub client: Principal,
    /// The server as named in the ticket, in the realm that issued the ticket.
    pub server: Principal,
    /// The session key.
    pub session_key: Key,
    /// The flags.
    pub flags: TicketFlags,
    /// When the client first authenticated.
    pub auth_time: Timestamp,
    /// Not valid before; `None` means from `auth_time`.
    pub start_time: Option<Timestamp>,
    /// Not valid after.
    pub end_time: Timestamp,
    /// Not renewable beyond; `None` if not renewable.
    pub renew_till: Option<Timestamp>,
    /// The addresses the ticket is bound to, type and octets; empty for none.
    pub addresses: Vec<Address>,
    /// The ticket's octets.
    pub ticket: Vec<u8>,
    /// For a user-to-user ticket, the ticket whose session key encrypts it; otherwise empty.
    pub second_ticket: Vec<u8>,
    /// Seconds that the KDC's clock was found to run ahead of ours.
    pub clock_offset: i64,
}

impl Credential {
    /// The realm whose ticket-granting service this ticket is for, if it is for one.
    #[must_use]
    pub fn ticket_granting_realm(&self) -> Option<RealmName> {
        RealmName::new(self.server.name.ticket_granting_realm()?).ok()
    }
}

/// An address as in HostAddress (RFC 4120 §5.2.5).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// 2 for IPv4, 24 for IPv6, 20 for a NetBIOS name.
    pub address_type: i32,
    /// The address, network order.
    pub octets: Vec<u8>,
}

/// One exchange: who was asked for what, and the ticket that came.
#[derive(Debug, Clone)]
pub struct Hop {
    /// The realm whose KDC was asked.
    pub realm: RealmName,
    /// The server asked for.
    pub asked_for: PrincipalName,
    /// The ticket that came. Its server tells a referral from an answer.
    pub credential: Credential,
    /// The encryption type of the ticket, as a number since only the server need know it.
    pub ticket_etype: i32,
    /// The version of the key the ticket is under.
    pub ticket_kvno: Option<u32>,
    /// The whole reply.
    pub reply: Vec<u8>,
}

impl Hop {
    /// The type of the session key.
    #[must_use]
    pub fn session_etype(&self) -> EncryptionType {
        self.credential.session_key.etype()
    }

    /// The realm this hop refers to: the ticket is for another ticket-granting service than the realm asked.
    #[must_use]
    pub fn refers_to(&self) -> Option<RealmName> {
        self.credential.ticket_granting_realm().filter(|next| *next != self.realm)
    }

    /// What is inside the ticket, if one of `keys` opens it. For people who hold the keys of servers.
    #[must_use]
    pub fn ticket_contents(&self, keys: &[Key]) -> Option<TicketContents> {
        let ticket = Ticket::decode(&self.credential.ticket).ok()?;
        let fitting = keys.iter().filter(|key| key.etype().number() == ticket.enc_part.etype);
        let plain = fitting.filter_map(|key| key.open(KeyUsage::TICKET, ticket.enc_part.cipher).ok()).next()?;
        let part = EncTicketPart::decode(&plain).ok()?;
        Some(TicketContents {
            client: Principal::new(part.cname.to_owned().ok()?, RealmName::from_octets(part.crealm).ok()?),
            flags: part.flags,
            transited_type: part.transited.tr_type,
            transited: part.transited.contents.to_vec(),
            authorization_data: part.authorization_data.map(<[u8]>::to_vec),
        })
    }
}

/// The encrypted part of a ticket, without its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketContents {
    /// The client.
    pub client: Principal,
    /// The flags.
    pub flags: TicketFlags,
    /// The type of the transited encoding: 1 is DOMAIN-X500-COMPRESS, Windows writes 0.
    pub transited_type: i32,
    /// The transited encoding.
    pub transited: Vec<u8>,
    /// The AuthorizationData, encoded.
    pub authorization_data: Option<Vec<u8>>,
}

impl TicketContents {
    /// The transited encoding as text.
    #[must_use]
    pub fn transited_text(&self) -> String {
        String::from_utf8_lossy(&self.transited).into_owned()
    }
}
