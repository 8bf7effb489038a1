//! Tickets that no KDC issued.

use rand_core::CryptoRng;
use xrealm_client::Credential;
use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::{Moment, Principal, Timestamp};
use xrealm_wire::{EncTicketPart, EncryptedData, EncryptionKey, Ticket, TicketFlags, TransitedEncoding};

use crate::{ForgedPac, ServerKey};

/// A ticket in the making. Whoever knows a key can seal what he likes with it: every field may lie.
#[derive(Debug, Clone)]
pub struct Forgery {
    /// The client that the ticket speaks of.
    pub client: Principal,
    /// The server that the ticket is for, in the realm that claims to issue it.
    pub server: Principal,
    /// The flags.
    pub flags: TicketFlags,
    /// Type and octets of the transited encoding.
    pub transited: (i32, Vec<u8>),
    /// When the client authenticated.
    pub auth_time: Timestamp,
    /// From when the ticket is valid.
    pub start_time: Option<Timestamp>,
    /// Until when the ticket is valid.
    pub end_time: Timestamp,
    /// Until when it is renewable.
    pub renew_till: Option<Timestamp>,
    /// The PAC, in front of the authorization data.
    pub pac: Option<ForgedPac>,
    /// An encoded AuthorizationData.
    pub authorization_data: Option<Vec<u8>>,
    /// The key that seals it.
    pub key: ServerKey,
    /// The version that the ticket names.
    pub kvno: Option<u32>,
}

impl Forgery {
    /// A ticket that lives for ten hours from `now`, as a login would give it, sealed with `key`.
    #[must_use]
    pub fn new(client: Principal, server: Principal, key: ServerKey, now: Moment) -> Forgery {
        Forgery {
            client,
            server,
            flags: TicketFlags::FORWARDABLE | TicketFlags::PRE_AUTHENT,
            transited: (1, Vec::new()),
            auth_time: now.time,
            start_time: Some(now.time),
            end_time: now.time + TEN_HOURS,
            renew_till: None,
            pac: None,
            authorization_data: None,
            kvno: Some(key.kvno),
            key,
        }
    }

    /// Seals the ticket.
    #[must_use]
    pub fn seal(&self, rng: &mut dyn CryptoRng) -> Credential {
        let session_key = Key::generate(self.key.key.etype(), rng);
        let part = EncTicketPart {
            flags: self.flags,
            key: EncryptionKey { keytype: session_key.etype().number(), keyvalue: session_key.as_bytes() },
            crealm: self.client.realm.as_str().as_bytes(),
            cname: (&self.client.name).into(),
            transited: TransitedEncoding { tr_type: self.transited.0, contents: &self.transited.1 },
            authtime: self.auth_time,
            starttime: self.start_time,
            endtime: self.end_time,
            renew_till: self.renew_till,
            caddr: None,
            authorization_data: self.authorization_data.as_deref(),
        };
        let part = match &self.pac {
            Some(pac) => pac.put_into(part, &self.key.key),
            None => part.to_vec(),
        };
        let cipher = self.key.key.seal(KeyUsage::TICKET, &part, rng);
        let enc_part =
            EncryptedData { etype: self.key.key.etype().number(), kvno: self.kvno.map(Into::into), cipher: &cipher };
        let ticket =
            Ticket { realm: self.server.realm.as_str().as_bytes(), sname: (&self.server.name).into(), enc_part };
        Credential {
            client: self.client.clone(),
            server: self.server.clone(),
            session_key: session_key.clone(),
            flags: self.flags,
            auth_time: self.auth_time,
            start_time: self.start_time,
            end_time: self.end_time,
            renew_till: self.renew_till,
            addresses: Vec::new(),
            ticket: ticket.to_vec(),
            second_ticket: Vec::new(),
            clock_offset: 0,
        }
    }
}

const TEN_HOURS: i64 = 36_000;
