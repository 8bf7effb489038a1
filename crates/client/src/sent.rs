//! What a reply is held against, and the checks that AS-REP and TGS-REP share once the encrypted part is open.

use xrealm_crypto::Key;
use xrealm_names::{EncryptionType, Moment, Principal, PrincipalName, RealmName, Timestamp};
use xrealm_wire::{EncKdcRepPart, KdcRep, Ticket};

use crate::reply::{bad_name, malformed};
use crate::{ClientError, Credential, Hop, address};

/// A request on its way.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) octets: Vec<u8>,
    pub(crate) realm: RealmName,
    pub(crate) server: PrincipalName,
    pub(crate) nonce: u32,
    /// The end asked for, [`Timestamp::EPOCH`] for none.
    pub(crate) till: Timestamp,
    pub(crate) etypes: Vec<EncryptionType>,
    /// The KDC's time as far as we know it.
    pub(crate) at: Moment,
    pub(crate) clock_offset: i64,
}

impl Sent {
    /// Holds the nonce, the names inside and outside, the end and the session key against the request. Whether client
    /// and server are the right ones is the exchange's to say.
    pub(crate) fn check(&self, rep: &KdcRep<'_>, part: &EncKdcRepPart<'_>, reply: &[u8]) -> Result<Hop, ClientError> {
        let realm = &self.realm;
        if part.nonce.value() != self.nonce {
            return Err(ClientError::WrongNonce { realm: realm.clone() });
        }
        let ticket = Ticket::decode(rep.ticket).map_err(|fault| malformed(realm, fault))?;
        let outer = self.principal(&ticket.sname, ticket.realm)?;
        let inner = self.principal(&part.sname, part.srealm)?;
        if outer != inner {
            let (outer, inner) = (Box::new(outer), Box::new(inner));
            return Err(ClientError::OuterDiffersFromEncrypted { realm: realm.clone(), outer, inner });
        }
        if self.till != Timestamp::EPOCH && part.endtime > self.till {
            return Err(ClientError::TooLong { realm: realm.clone(), asked: self.till, got: part.endtime });
        }
        let credential = Credential {
            client: self.principal(&rep.cname, rep.crealm)?,
            server: inner,
            session_key: self.session_key(part)?,
            flags: part.flags,
            auth_time: part.authtime,
            start_time: part.starttime,
            end_time: part.endtime,
            renew_till: part.renew_till,
            addresses: part.caddr.as_ref().map(address::owned).unwrap_or_default(),
            ticket: rep.ticket.to_vec(),
            second_ticket: Vec::new(),
            clock_offset: self.clock_offset,
        };
        Ok(Hop {
            realm: realm.clone(),
            asked_for: self.server.clone(),
            credential,
            ticket_etype: ticket.enc_part.etype,
            ticket_kvno: ticket.enc_part.kvno.map(|kvno| kvno.value()),
            reply: reply.to_vec(),
        })
    }

    fn session_key(&self, part: &EncKdcRepPart<'_>) -> Result<Key, ClientError> {
        let number = part.key.keytype;
        let unusable = || ClientError::EncryptionType { realm: self.realm.clone(), etype: number };
        let etype = EncryptionType::from_number(number).filter(|etype| self.etypes.contains(etype));
        Key::new(etype.ok_or_else(unusable)?, part.key.keyvalue).map_err(|_| unusable())
    }

    pub(crate) fn principal(
        &self,
        name: &xrealm_wire::PrincipalName<'_>,
        realm: &[u8],
    ) -> Result<Principal, ClientError> {
        let fault = |fault| bad_name(&self.realm, fault);
        Ok(Principal::new(name.to_owned().map_err(fault)?, RealmName::from_octets(realm).map_err(fault)?))
    }

    pub(crate) fn unexpected_server(&self, got: &Principal) -> ClientError {
        if got.realm == self.realm {
            ClientError::UnexpectedServer {
                realm: self.realm.clone(),
                asked_for: Box::new(self.server.clone()),
                got: Box::new(got.name.clone()),
            }
        } else {
            ClientError::WrongRealm { asked: self.realm.clone(), got: got.realm.clone() }
        }
    }
}
