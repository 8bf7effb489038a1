//! The service's side.

use rand_core::CryptoRng;
use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::{Moment, Principal, RealmName, Timestamp};
use xrealm_wire::{
    ApOptions, ApRep, ApReq, Authenticator, EncApRepPart, EncTicketPart, EncryptedData, EncryptionKey, Ticket,
    TicketFlags,
};

use super::ApError;
use super::initiator::{Established, key_of};
use crate::login::DEFAULT_CLOCK_SKEW;
use crate::{Address, address, nonce};

/// A service that checks AP-REQs against its keys.
///
/// It keeps nothing between calls. **Replays are the caller's**: whoever accepts the same authenticator twice must
/// remember [`Accepted::client`], [`Accepted::server`] and [`Accepted::sent_at`] for twice the clock skew.
#[derive(Debug, Clone)]
pub struct Acceptor {
    keys: Vec<ServiceKey>,
    session_key: Option<Key>,
    clock_skew: i64,
}

/// A key of the service, as a keytab entry has it.
#[derive(Debug, Clone)]
pub struct ServiceKey {
    /// The principal it belongs to; `None` fits any name.
    pub principal: Option<Principal>,
    /// Its version; `None` fits any.
    pub kvno: Option<u32>,
    /// The key.
    pub key: Key,
}

/// An AP-REQ that holds.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The client, in its home realm.
    pub client: Principal,
    /// The service as named in the ticket, in the issuing realm.
    pub server: Principal,
    /// The flags of the ticket.
    pub flags: TicketFlags,
    /// When the client first authenticated.
    pub auth_time: Timestamp,
    /// When the ticket ends.
    pub end_time: Timestamp,
    /// The realms between, encoded, with the type of the encoding.
    pub transited: (i32, Vec<u8>),
    /// The AuthorizationData of the ticket, encoded.
    pub authorization_data: Option<Vec<u8>>,
    /// The application's checksum, type and octets, unverified; see [`Accepted::covers`].
    pub checksum: Option<(i32, Vec<u8>)>,
    /// The time in the authenticator.
    pub sent_at: Moment,
    /// Whether the client wants an AP-REP.
    pub mutual_required: bool,
    session_key: Key,
    subkey: Option<Key>,
    sequence: Option<u32>,
}

impl Acceptor {
    /// A service with these keys and a clock skew of five minutes.
    #[must_use]
    pub fn new(keys: Vec<ServiceKey>) -> Acceptor {
        Acceptor { keys, session_key: None, clock_skew: i64::from(DEFAULT_CLOCK_SKEW) }
    }

    /// The same, taking user-to-user tickets under the session key of its own ticket-granting ticket too.
    #[must_use]
    pub fn with_session_key(mut self, key: Key) -> Acceptor {
        self.session_key = Some(key);
        self
    }

    /// The same with another clock skew, in seconds.
    #[must_use]
    pub fn with_clock_skew(mut self, seconds: u32) -> Acceptor {
        self.clock_skew = i64::from(seconds);
        self
    }

    /// Checks an AP-REQ as RFC 4120 §3.2.3 has it: the ticket's service, key, times and flags, the authenticator's
    /// client and time, and the address it came from, if `from` is given and the ticket is bound to addresses.
    ///
    /// # Errors
    /// [`ApError`]; its [`ApError::code`] is the code to answer with.
    pub fn accept(&self, request: &[u8], from: Option<&Address>, now: Moment) -> Result<Accepted, ApError> {
        let request = ApReq::decode(request)?;
        let ticket = Ticket::decode(request.ticket)?;
        let server = named(&ticket.sname, ticket.realm)?;
        let plain = if request.ap_options.contains(ApOptions::USE_SESSION_KEY) {
            let key = self.session_key.as_ref().ok_or(ApError::NoKey { etype: ticket.enc_part.etype })?;
            key.open(KeyUsage::TICKET, ticket.enc_part.cipher).map_err(|_| ApError::Integrity { what: "ticket" })?
        } else {
            self.open_ticket(&ticket, &server)?
        };
        let part = EncTicketPart::decode(&plain)?;
        let session_key = key_of(&part.key)?;
        let plain = session_key
            .open(KeyUsage::AP_REQ_AUTHENTICATOR, request.authenticator.cipher)
            .map_err(|_| ApError::Integrity { what: "authenticator" })?;
        let authenticator = Authenticator::decode(&plain)?;
        self.check(&part, &authenticator, from, now)?;
        Ok(Accepted {
            client: named(&part.cname, part.crealm)?,
            server,
            flags: part.flags,
            auth_time: part.authtime,
            end_time: part.endtime,
            transited: (part.transited.tr_type, part.transited.contents.to_vec()),
            authorization_data: part.authorization_data.map(<[u8]>::to_vec),
            checksum: authenticator.cksum.map(|sum| (sum.cksumtype, sum.checksum.to_vec())),
            sent_at: Moment { time: authenticator.ctime, micros: authenticator.cusec },
            mutual_required: request.ap_options.contains(ApOptions::MUTUAL_REQUIRED),
            session_key,
            subkey: authenticator.subkey.as_ref().map(key_of).transpose()?,
            sequence: authenticator.seq_number.map(|number| number.value()),
        })
    }

    /// Tells apart: not our name, not our key version, no key of the type, a key that does not open.
    fn open_ticket(&self, ticket: &Ticket<'_>, server: &Principal) -> Result<zeroize::Zeroizing<Vec<u8>>, ApError> {
        let enc_part = &ticket.enc_part;
        let ours: Vec<&ServiceKey> = self.keys.iter().filter(|held| held.is_of(server)).collect();
        if ours.is_empty() {
            return Err(ApError::NotUs { server: server.clone() });
        }
        let mut fitting = ours.iter().filter(|held| held.key.etype().number() == enc_part.etype).peekable();
        if fitting.peek().is_none() {
            return Err(ApError::NoKey { etype: enc_part.etype });
        }
        let named = enc_part.kvno.map(|kvno| kvno.value());
        let mut tried = false;
        for held in fitting.filter(|held| held.kvno.is_none() || named.is_none() || held.kvno == named) {
            tried = true;
            if let Ok(plain) = held.key.open(KeyUsage::TICKET, enc_part.cipher) {
                return Ok(plain);
            }
        }
        match named {
            Some(kvno) if !tried => Err(ApError::KeyVersion { server: server.clone(), kvno }),
            _ => Err(ApError::Integrity { what: "ticket" }),
        }
    }

    fn check(
        &self,
        part: &EncTicketPart<'_>,
        authenticator: &Authenticator<'_>,
        from: Option<&Address>,
        now: Moment,
    ) -> Result<(), ApError> {
        if authenticator.cname != part.cname || authenticator.crealm != part.crealm {
            return Err(ApError::BadMatch);
        }
        let bound = part.caddr.as_ref().map(address::owned).unwrap_or_default();
        if from.is_some_and(|from| !bound.is_empty() && !bound.contains(from)) {
            return Err(ApError::BadAddress);
        }
        let seconds = authenticator.ctime - now.time;
        if seconds.abs() > self.clock_skew {
            return Err(ApError::Skew { seconds });
        }
        let start = part.starttime.unwrap_or(part.authtime);
        if part.flags.contains(TicketFlags::INVALID) || start > now.time + self.clock_skew {
            return Err(ApError::NotYetValid);
        }
        if part.endtime + self.clock_skew < now.time {
            return Err(ApError::Expired);
        }
        Ok(())
    }
}

impl ServiceKey {
    fn is_of(&self, server: &Principal) -> bool {
        let named = self.principal.as_ref();
        named.is_none_or(|own| own.realm == server.realm && own.name.eq_ignore_case(&server.name))
    }
}

impl Accepted {
    /// Whether the checksum in the authenticator is there, of the type that is mandatory for the session key, and over
    /// `octets`.
    #[must_use]
    pub fn covers(&self, octets: &[u8]) -> bool {
        self.checksum.as_ref().is_some_and(|(checksum_type, mac)| {
            *checksum_type == self.session_key.checksum_type()
                && self
                    .session_key
                    .verify_checksum(KeyUsage::AP_REQ_AUTHENTICATOR_CKSUM, *checksum_type, octets, mac)
                    .is_ok()
        })
    }

    /// The AP-REP, and what both sides then agree on. The service sends no subkey of its own.
    #[must_use]
    pub fn reply(&self, rng: &mut dyn CryptoRng) -> (Vec<u8>, Established) {
        let sequence = nonce::draw(rng);
        let part = EncApRepPart {
            ctime: self.sent_at.time,
            cusec: self.sent_at.micros,
            subkey: self
                .subkey
                .as_ref()
                .map(|key| EncryptionKey { keytype: key.etype().number(), keyvalue: key.as_bytes() }),
            seq_number: Some(sequence.into()),
        };
        let cipher = self.session_key.seal(KeyUsage::AP_REP, &part.to_vec(), rng);
        let enc_part = EncryptedData { etype: self.session_key.etype().number(), kvno: None, cipher: &cipher };
        let established = Established {
            key: self.subkey.clone().unwrap_or_else(|| self.session_key.clone()),
            initiator_sequence: self.sequence,
            acceptor_sequence: Some(sequence),
        };
        (ApRep { enc_part }.to_vec(), established)
    }
}

fn named(name: &xrealm_wire::PrincipalName<'_>, realm: &[u8]) -> Result<Principal, ApError> {
    let name = name.to_owned().map_err(|_| ApError::Name)?;
    Ok(Principal::new(name, RealmName::from_octets(realm).map_err(|_| ApError::Name)?))
}
