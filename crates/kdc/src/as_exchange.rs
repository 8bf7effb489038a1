//! The authentication service: a login (RFC 4120 §3.1, RFC 6806 §6 and §7, MS-KILE 3.3.5.6).

mod client;

use rand_core::CryptoRng;
use xrealm_crypto::{Key, KeyUsage};
use xrealm_directory::{Account, ServiceLookup};
use xrealm_names::{Principal, SupportedEncryptionTypes};
use xrealm_wire::{
    EncKdcRepPart, EncRepTag, EncTicketPart, KdcOptions, LastReq, MsgType, PaDataList, PrincipalName, TicketFlags,
    TransitedEncoding, error_code, lr_type,
};

use crate::asked::Asked;
use crate::krb_error::{self, Details};
use crate::lifetimes::{self, Bounds, Lifetimes};
use crate::outcome::{Answered, Exchange, Outcome};
use crate::preauth::{self, Proof};
use crate::reply_padata::EncryptedPaData;
use crate::ticket::{self, Envelope, Recipient, ReplyKey};
use crate::{Handled, Refusal, account_state, etypes};
use client::Client;

/// Answers an AS-REQ.
pub(crate) fn answer(asked: &Asked<'_>, rng: &mut dyn CryptoRng) -> Handled {
    let mut outcome = Outcome::of(Some(Exchange::As), Answered::Issued);
    outcome.realm = Some(asked.realm_name().clone());
    outcome.service = asked.body().sname.as_ref().and_then(|sname| sname.to_owned().ok());
    outcome.client = named_client(asked);
    outcome.pac_request = preauth::pac_request(asked);

    let (reply, answered) = match logged_in(asked, &mut outcome, rng) {
        Ok(Login::Issued(reply)) => (reply, Answered::Issued),
        Ok(Login::PreauthRequired(client)) => (preauth_required(asked, client), Answered::PreauthRequired),
        Ok(Login::Elsewhere(to)) => (wrong_realm(asked, to.as_str()), Answered::ClientReferred { to }),
        Err(Failure { refusal, hints }) => {
            let code = refusal.code(asked.settings().profile);
            let details = Details { client: echoed_client(asked), e_data: hints, ..Details::default() };
            (krb_error::refuse(asked, &refusal, details), Answered::Refused { refusal, code })
        }
    };
    outcome.answered = answered;
    Handled { reply: Some(reply), outcome }
}

/// How a login went on.
enum Login<'a> {
    /// The octets of the AS-REP.
    Issued(Vec<u8>),
    /// The client has to prove who it is.
    PreauthRequired(&'a Account),
    /// The client lives in another realm.
    Elsewhere(xrealm_names::RealmName),
}

/// A refusal, with METHOD-DATA if pre-authentication was the trouble.
struct Failure {
    refusal: Refusal,
    hints: Option<Vec<u8>>,
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, hints: None }
    }
}

fn logged_in<'a>(asked: &Asked<'a>, outcome: &mut Outcome, rng: &mut dyn CryptoRng) -> Result<Login<'a>, Failure> {
    refuse_misplaced_options(asked)?;
    let client = match client::find(asked, outcome)? {
        Client::Here(account) => account,
        Client::Elsewhere(realm) => return Ok(Login::Elsewhere(realm)),
    };
    let service = service(asked)?;

    account_state::before_proof(asked, client, service)?;
    let proven = match preauth::check(asked, client) {
        Ok(Proof::Required) => {
            etypes::client_key(&asked.body().etypes, asked.realm, client)?;
            return Ok(Login::PreauthRequired(client));
        }
        Ok(Proof::Proven) => true,
        Ok(Proof::NotRequired) => false,
        Err(refusal @ Refusal::PreauthFailed) => {
            return Err(Failure { refusal, hints: Some(preauth::method_data(asked, client)) });
        }
        Err(refusal) => return Err(refusal.into()),
    };
    account_state::after_proof(asked, client)?;

    let plan = Plan::new(asked, client, service, proven)?;
    Ok(Login::Issued(plan.issue(asked, rng)))
}

/// Options that only make sense with a ticket in hand, and anonymity, which takes PKINIT (RFC 8062 §4.1).
fn refuse_misplaced_options(asked: &Asked<'_>) -> Result<(), Refusal> {
    const MISPLACED: [(KdcOptions, &str); 6] = [
        (KdcOptions::FORWARDED, "forwarded"),
        (KdcOptions::PROXY, "proxy"),
        (KdcOptions::ENC_TKT_IN_SKEY, "enc-tkt-in-skey"),
        (KdcOptions::RENEW, "renew"),
        (KdcOptions::VALIDATE, "validate"),
        (KdcOptions::REQUEST_ANONYMOUS, "request-anonymous"),
    ];
    match MISPLACED.iter().find(|(option, _)| asked.body().kdc_options.contains(*option)) {
        Some((_, option)) => Err(Refusal::OptionOutOfPlace { option }),
        None => Ok(()),
    }
}

/// The account that the ticket is for: the ticket-granting service, or any service of the realm.
fn service<'a>(asked: &Asked<'a>) -> Result<&'a Account, Refusal> {
    let sname = asked.body().sname.as_ref().ok_or(Refusal::NoServiceName)?;
    let sname = sname.to_owned().map_err(|_| Refusal::NoServiceName)?;
    match asked.realm.service(&sname) {
        ServiceLookup::Held(account) => Ok(account),
        ServiceLookup::Absent => Err(Refusal::UnknownService { realm: asked.realm_name().clone() }),
        ServiceLookup::NotUnique => Err(Refusal::ServiceNotUnique { realm: asked.realm_name().clone() }),
    }
}

/// Everything that is settled before anything is drawn or sealed.
struct Plan<'a> {
    client: &'a Account,
    reply_key: &'a Key,
    reply_kvno: u32,
    service: &'a Account,
    service_key: &'a Key,
    session_etype: xrealm_names::EncryptionType,
    times: Lifetimes,
    flags: TicketFlags,
}

impl<'a> Plan<'a> {
    fn new(asked: &Asked<'a>, client: &'a Account, service: &'a Account, proven: bool) -> Result<Self, Refusal> {
        let realm = asked.realm;
        let (reply_key, reply_kvno) = etypes::client_key(&asked.body().etypes, realm, client)?;
        let service_key = etypes::sealing_key(&service.keys, realm.etypes_of(service)).ok_or(Refusal::NoServiceKey)?;
        let understood = |etype| realm.etypes_of(service).any(|own| own == etype);
        let session_etype = etypes::session(&asked.body().etypes, realm, understood)?;
        let account_life = [client, service].iter().filter_map(|account| account.max_ticket_life_seconds).min();
        let bounds = Bounds { settings: asked.settings(), account_life, source: None };
        let times = lifetimes::grant(asked.body(), asked.now.time, &bounds)?;
        let flags = flags(asked, client, &times, proven);
        Ok(Self { client, reply_key, reply_kvno, service, service_key, session_etype, times, flags })
    }

    fn issue(&self, asked: &Asked<'a>, rng: &mut dyn CryptoRng) -> Vec<u8> {
        let session_key = Key::generate(self.session_etype, rng);
        let names = ReplyNames::new(asked, self.client);
        let understood = asked.realm.etypes_of(self.service);
        let encrypted_pa_data =
            EncryptedPaData::new(asked, self.reply_key, Some(SupportedEncryptionTypes::of(understood)));
        let flags = if encrypted_pa_data.covers_request() && self.service.name == asked.realm.krbtgt().name {
            self.flags | TicketFlags::ENC_PA_REP
        } else {
            self.flags
        };
        let caddr = asked.body().addresses.clone().filter(|addresses| !addresses.0.is_empty());
        let times = &self.times;
        let part = EncTicketPart {
            flags,
            key: ticket::encryption_key(&session_key),
            crealm: names.crealm,
            cname: names.cname.clone(),
            transited: TransitedEncoding { tr_type: transited_type(asked), contents: &[] },
            authtime: asked.now.time,
            starttime: Some(times.starttime),
            endtime: times.endtime,
            renew_till: times.renew_till,
            caddr: caddr.clone(),
            authorization_data: None,
        };
        let recipient = Recipient {
            realm: names.crealm,
            sname: names.sname.clone(),
            key: self.service_key,
            kvno: Some(self.service.keys.kvno()),
        };
        let sealed_ticket = recipient.seal(&part, rng);

        let for_client = EncKdcRepPart {
            application: EncRepTag::As,
            key: ticket::encryption_key(&session_key),
            last_req: [LastReq { lr_type: lr_type::NONE, lr_value: asked.now.time }].into(),
            nonce: asked.body().nonce,
            key_expiration: self.client.password_expires,
            flags,
            authtime: part.authtime,
            starttime: part.starttime,
            endtime: part.endtime,
            renew_till: part.renew_till,
            srealm: names.crealm,
            sname: names.sname,
            caddr,
            encrypted_pa_data: encrypted_pa_data.list(),
        };
        let hints = preauth::reply_hints(asked, self.client, self.reply_key);
        let mut padata = PaDataList::default();
        hints.iter().for_each(|hint| padata.push(hint.padata_type, &hint.value));
        let envelope = Envelope {
            msg_type: MsgType::AsRep,
            padata,
            crealm: names.crealm,
            cname: names.cname,
            ticket: &sealed_ticket,
        };
        let reply = ReplyKey { key: self.reply_key, kvno: Some(self.reply_kvno), usage: KeyUsage::AS_REP_ENC_PART };
        envelope.seal(&for_client, &reply, rng)
    }
}

fn flags(asked: &Asked<'_>, client: &Account, times: &Lifetimes, proven: bool) -> TicketFlags {
    let (options, settings) = (asked.body().kdc_options, asked.settings());
    let delegable = !client.flags.not_delegated;
    let granted = [
        (true, TicketFlags::INITIAL),
        (proven, TicketFlags::PRE_AUTHENT),
        (
            options.contains(KdcOptions::FORWARDABLE) && settings.allow_forwardable && delegable,
            TicketFlags::FORWARDABLE,
        ),
        (options.contains(KdcOptions::PROXIABLE) && settings.allow_proxiable && delegable, TicketFlags::PROXIABLE),
        (options.contains(KdcOptions::ALLOW_POSTDATE) && settings.allow_postdate, TicketFlags::MAY_POSTDATE),
        (times.postdated, TicketFlags::POSTDATED | TicketFlags::INVALID),
        (times.renew_till.is_some(), TicketFlags::RENEWABLE),
    ];
    granted.into_iter().filter(|(given, _)| *given).fold(TicketFlags::NONE, |flags, (_, flag)| flags | flag)
}

/// The names in the reply: the realm always by its canonical name, the principals only if the client lets names be
/// changed (RFC 6806 §6).
struct ReplyNames<'a> {
    crealm: &'a [u8],
    cname: PrincipalName<'a>,
    sname: PrincipalName<'a>,
}

impl<'a> ReplyNames<'a> {
    fn new(asked: &Asked<'a>, client: &'a Account) -> Self {
        let crealm = asked.realm_name().as_str().as_bytes();
        let body = asked.body();
        let canonicalize = asked.may_rename_client();
        let canonical = || PrincipalName::of(&client.name);
        let cname = body.cname.clone().filter(|_| !canonicalize).unwrap_or_else(canonical);
        let sname = match &body.sname {
            Some(sname) if !canonicalize || sname.ticket_granting_realm().is_none() => sname.clone(),
            _ => PrincipalName::krbtgt(crealm),
        };
        Self { crealm, cname, sname }
    }
}

fn transited_type(asked: &Asked<'_>) -> i32 {
    match asked.settings().transited {
        xrealm_directory::TransitedStyle::Windows => 0,
        xrealm_directory::TransitedStyle::Rfc => TransitedEncoding::DOMAIN_X500_COMPRESS,
    }
}

fn preauth_required(asked: &Asked<'_>, client: &Account) -> Vec<u8> {
    let details = Details {
        client: echoed_client(asked),
        e_data: Some(preauth::method_data(asked, client)),
        ..Details::default()
    };
    krb_error::reply(error_code::KDC_ERR_PREAUTH_REQUIRED, &asked.req, asked.now, &details)
}

/// The client referral: crealm is where to ask next. RFC 6806 §7 needs no cname, but MIT reads crealm only beside one.
fn wrong_realm(asked: &Asked<'_>, next: &str) -> Vec<u8> {
    let client = asked.body().cname.clone().map(|cname| (next.as_bytes(), cname));
    let details = Details { client, e_text: Some(format!("client referred to {next}")), ..Details::default() };
    krb_error::reply(error_code::KDC_ERR_WRONG_REALM, &asked.req, asked.now, &details)
}

fn echoed_client<'a>(asked: &Asked<'a>) -> Option<(&'a [u8], PrincipalName<'a>)> {
    asked.body().cname.clone().map(|cname| (asked.body().realm, cname))
}

fn named_client(asked: &Asked<'_>) -> Option<Principal> {
    let name = asked.body().cname.as_ref()?.to_owned().ok()?;
    Some(Principal::new(name, asked.realm_name().clone()))
}
