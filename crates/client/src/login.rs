//! The AS exchange: from a password or key to a ticket-granting ticket (RFC 4120 §3.1).

mod options;
mod preauthentication;
mod verification;

pub(crate) use options::DEFAULT_CLOCK_SKEW;
pub use options::LoginOptions;

use rand_core::CryptoRng;
use xrealm_names::{Moment, NameType, Principal, PrincipalName, RealmName};
use xrealm_wire::padata::{PA_ENC_TIMESTAMP, PA_PAC_REQUEST, PA_REQ_ENC_PA_REP, PaPacRequest};
use xrealm_wire::{KdcOptions, KdcRep, KdcReq, KdcReqBody, KrbError, MsgType, PaDataList, error_code};

use crate::reply::{ClockOffset, Reply, refused};
use crate::sent::Sent;
use crate::{Action, ClientError, Event, Hop, Secret, Transport, address, nonce};
use preauthentication::Preauthentication;

/// One login, as a state machine: an AS-REQ out, a reply in, until there is a ticket or a reason why not.
///
/// It answers PREAUTH_REQUIRED with an encrypted timestamp, corrects its clock once by the KDC's, follows
/// KDC_ERR_WRONG_REALM to the client's realm, and goes to TCP when told to.
#[derive(Debug)]
pub struct Login {
    name: PrincipalName,
    realm: RealmName,
    secret: Secret,
    options: LoginOptions,
    realms_asked: Vec<RealmName>,
    clock: ClockOffset,
    preauthentication: Option<Preauthentication>,
    sent: Option<Sent>,
}

impl Login {
    /// A login of `client` at a KDC of its realm.
    #[must_use]
    pub fn new(client: Principal, secret: Secret, options: LoginOptions) -> Login {
        Login {
            name: client.name,
            realm: client.realm,
            secret,
            options,
            realms_asked: Vec::new(),
            clock: ClockOffset::default(),
            preauthentication: None,
            sent: None,
        }
    }

    /// One step.
    pub fn step(&mut self, event: Event<'_>, now: Moment, rng: &mut dyn CryptoRng) -> Action<Hop> {
        let next = match (event, self.sent.take()) {
            (Event::Start, None) => Ok(self.send(now, rng)),
            (Event::Reply(reply), Some(sent)) => self.read(reply, sent, now, rng),
            (Event::NoReply, Some(_)) => Err(ClientError::NoReply { realm: self.realm.clone() }),
            _ => Err(ClientError::NotWaiting),
        };
        next.unwrap_or_else(Action::Failed)
    }

    fn read(
        &mut self,
        reply: &[u8],
        sent: Sent,
        now: Moment,
        rng: &mut dyn CryptoRng,
    ) -> Result<Action<Hop>, ClientError> {
        match Reply::read(reply, &self.realm)? {
            Reply::As(rep) => self.finish(&rep, reply, &sent).map(Action::Done),
            Reply::Tgs(_) => Err(ClientError::NotAReply { realm: self.realm.clone() }),
            Reply::Error(error) => self.read_error(&error, reply, sent, now, rng),
        }
    }

    fn read_error(
        &mut self,
        error: &KrbError<'_>,
        reply: &[u8],
        sent: Sent,
        now: Moment,
        rng: &mut dyn CryptoRng,
    ) -> Result<Action<Hop>, ClientError> {
        match error.error_code {
            error_code::KRB_ERR_RESPONSE_TOO_BIG => {
                let (realm, request) = (self.realm.clone(), sent.octets.clone());
                self.sent = Some(sent);
                return Ok(Action::Send { realm, request, transport: Transport::Tcp });
            }
            error_code::KDC_ERR_PREAUTH_REQUIRED if self.preauthentication.is_none() => {
                let found = Preauthentication::wanted(error, self);
                self.preauthentication = Some(found?);
                return Ok(self.send(now, rng));
            }
            _ => {}
        }
        if self.clock.corrected_by(error, now) {
            return Ok(self.send(now, rng));
        }
        match self.referred_to(error) {
            None => Err(refused(&self.realm, error, reply)),
            Some(next) => {
                self.follow(next)?;
                Ok(self.send(now, rng))
            }
        }
    }

    /// The client's realm, when the KDC names another one and we allowed it to (RFC 6806 §7). MIT's client takes
    /// KDC_ERR_C_PRINCIPAL_UNKNOWN with a foreign crealm the same way.
    fn referred_to(&self, error: &KrbError<'_>) -> Option<RealmName> {
        let is_referral =
            matches!(error.error_code, error_code::KDC_ERR_WRONG_REALM | error_code::KDC_ERR_C_PRINCIPAL_UNKNOWN);
        if !is_referral || !self.canonicalizes() {
            return None;
        }
        let next = RealmName::from_octets(error.crealm?).ok()?;
        (next != self.realm || error.error_code == error_code::KDC_ERR_WRONG_REALM).then_some(next)
    }

    fn follow(&mut self, next: RealmName) -> Result<(), ClientError> {
        let realm = self.realm.clone();
        if next == realm {
            return Err(ClientError::ReferredToItself { realm });
        }
        self.realms_asked.push(realm.clone());
        if self.realms_asked.contains(&next) {
            return Err(ClientError::RepeatedRealm { realm, next });
        }
        if self.realms_asked.len() > self.options.referral_limit {
            return Err(ClientError::TooManyReferrals { limit: self.options.referral_limit });
        }
        self.realm = next;
        self.preauthentication = None;
        self.clock = ClockOffset::default();
        Ok(())
    }

    fn canonicalizes(&self) -> bool {
        self.options.canonicalize || self.name.name_type == NameType::ENTERPRISE
    }

    fn send(&mut self, now: Moment, rng: &mut dyn CryptoRng) -> Action<Hop> {
        let at = now.shifted(self.clock.seconds);
        let mut sent = Sent {
            octets: Vec::new(),
            realm: self.realm.clone(),
            server: self.options.service.clone().unwrap_or_else(|| PrincipalName::krbtgt(&self.realm)),
            nonce: nonce::draw(rng),
            till: self.options.till(at.time),
            etypes: self.options.etypes.clone(),
            at,
            clock_offset: self.clock.seconds,
        };
        sent.octets = self.request(&sent, rng);
        let request = sent.octets.clone();
        self.sent = Some(sent);
        Action::Send { realm: self.realm.clone(), request, transport: Transport::Any }
    }

    fn request(&self, sent: &Sent, rng: &mut dyn CryptoRng) -> Vec<u8> {
        let body_octets = self.body(sent).to_vec();
        let timestamp = self.preauthentication.as_ref().map(|wanted| wanted.timestamp(sent.at, rng));
        let pac_request = self.options.pac_request.map(|include_pac| PaPacRequest { include_pac }.to_vec());
        let mut padata = PaDataList::default();
        if let Some(value) = &timestamp {
            padata.push(PA_ENC_TIMESTAMP, value);
        }
        if let Some(value) = &pac_request {
            padata.push(PA_PAC_REQUEST, value);
        }
        if self.options.verify_request {
            padata.push(PA_REQ_ENC_PA_REP, &[]);
        }
        KdcReq { msg_type: MsgType::AsReq, padata, body: self.body(sent), body_octets: &body_octets }.to_vec()
    }

    fn body<'s>(&'s self, sent: &'s Sent) -> KdcReqBody<'s> {
        let mut kdc_options = self.options.kdc_options;
        if self.canonicalizes() {
            kdc_options = kdc_options | KdcOptions::CANONICALIZE;
        }
        if self.options.renewable_for.is_some() {
            kdc_options = kdc_options | KdcOptions::RENEWABLE;
        }
        KdcReqBody {
            kdc_options,
            cname: Some((&self.name).into()),
            realm: self.realm.as_str().as_bytes(),
            sname: Some((&sent.server).into()),
            from: self.options.from,
            till: Some(sent.till),
            rtime: self.options.renewable_for.map(|seconds| sent.at.time + i64::from(seconds)),
            nonce: sent.nonce.into(),
            etypes: self.options.etypes_for(&self.secret).map(|etype| etype.number()).collect(),
            addresses: address::list(&self.options.addresses),
            enc_authorization_data: None,
            additional_tickets: Default::default(),
        }
    }

    fn finish(&self, rep: &KdcRep<'_>, reply: &[u8], sent: &Sent) -> Result<Hop, ClientError> {
        let key = self.reply_key(rep)?;
        verification::verify(self, rep, &key, reply, sent)
    }
}

#[cfg(test)]
mod tests;
