//! The authentication service: a login (RFC 4120 §3.1, RFC 6806 §6 and §7, MS-KILE 3.3.5.6).

mod client;

use rand_core::CryptoRng;
use xrealm_crypto::{Key, KeyUsage};
use xrealm_directory::{Account, AccountKind, ServiceLookup, TransitedField};
use xrealm_names::{EncryptionType, Principal, RealmName, SupportedEncryptionTypes};
use xrealm_wire::{KdcOptions, PaDataList, PrincipalName, TicketFlags, TransitedEncoding, error_code};

use crate::asked::Asked;
use crate::krb_error::{self, Details};
use crate::lifetimes::{self, Bounds, Lifetimes};
use crate::outcome::{Answered, Exchange, Outcome};
use crate::pac::{self, UnsignedPac};
use crate::preauth::{self, Proof};
use crate::reply_padata::EncryptedPaData;
use crate::ticket::{Grant, Recipient, ReplyKey};
use crate::{Handled, Refusal, account_state, etypes};
use client::Client;

/// Answers an AS-REQ.
pub(crate) fn answer(asked: &Asked<'_>, rng: &mut dyn CryptoRng) -> Handled {
    let mut outcome = Outcome::asked(Exchange::As, asked);
    outcome.client = named_client(asked);
    outcome.pac_request = preauth::pac_request(asked);
    let (reply, answered) = match logged_in(asked, &mut outcome, rng) {
        Ok(Login::Issued(reply)) => (reply, Answered::Issued),
        Ok(Login::PreauthRequired(client)) => (preauth_required(asked, client), Answered::PreauthRequired),
        Ok(Login::Elsewhere(to)) => (wrong_realm(asked, to.as_str()), Answered::ClientReferred { to }),
        Err(failure) => refused(asked, failure),
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
    Elsewhere(RealmName),
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
            etypes::of_client(&asked.body().etypes, asked.realm, client)?;
            return Ok(Login::PreauthRequired(client));
        }
        Ok(Proof::Proven) => true,
        Ok(Proof::NotRequired) => false,
        Err(refusal @ Refusal::PreauthFailed) => {
            return Err(Failure { refusal, hints: Some(preauth::method_data(asked, client)) });
        }
        Err(refusal) => return Err(refusal.into()),
    };
    account_state::password_usable(asked, client, service)?;

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
    match MISPLACED.iter().find(|(option, _)| asked.options().contains(*option)) {
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
    service: &'a Account,
    service_key: &'a Key,
    session_etype: EncryptionType,
    times: Lifetimes,
    flags: TicketFlags,
    pac: Option<UnsignedPac<'a>>,
}

impl<'a> Plan<'a> {
    fn new(asked: &Asked<'a>, client: &'a Account, service: &'a Account, proven: bool) -> Result<Self, Refusal> {
        let (realm, wanted) = (asked.realm, &asked.body().etypes);
        let reply_etype = etypes::of_client(wanted, realm, client)?;
        let reply_key = client.keys.key(reply_etype).ok_or(Refusal::NoClientKey)?;
        let service_key = etypes::sealing_key(&service.keys, realm.etypes_of(service)).ok_or(Refusal::NoServiceKey)?;
        let session_etype = etypes::session(wanted, realm, |etype| etypes::understands(realm, service, etype))?;
        let account_life = [client, service].iter().filter_map(|account| account.max_ticket_life_seconds).min();
        let bounds = Bounds { settings: asked.settings(), account_life, source: None };
        let mut times = lifetimes::grant(asked.body(), asked.now.time, &bounds)?;
        if service.is_password_service() {
            times.renew_till = None;
        }
        let flags = flags(asked, client, service, &times, proven);
        let pac = pac_for(asked, client, service)?;
        Ok(Self { client, reply_key, service, service_key, session_etype, times, flags, pac })
    }

    fn issue(self, asked: &Asked<'a>, rng: &mut dyn CryptoRng) -> Vec<u8> {
        let session_key = Key::generate(self.session_etype, rng);
        let understood = SupportedEncryptionTypes::of(asked.realm.etypes_of(self.service));
        let encrypted_pa_data = EncryptedPaData::new(asked, self.reply_key, understood);
        let proves_request = encrypted_pa_data.covers_request() && self.service.name == asked.realm.krbtgt().name;
        let hints = preauth::reply_hints(asked, self.client, self.reply_key);
        let mut padata = PaDataList::default();
        hints.iter().for_each(|hint| padata.push(hint.padata_type, &hint.value));
        Grant {
            flags: if proves_request { self.flags | TicketFlags::ENC_PA_REP } else { self.flags },
            session_key: &session_key,
            crealm: asked.realm_name().as_str().as_bytes(),
            cname: cname(asked, self.client),
            transited: TransitedEncoding {
                tr_type: TransitedField::empty(asked.settings().transited).tr_type,
                contents: &[],
            },
            authtime: asked.now.time,
            times: self.times,
            caddr: asked.body().addresses.clone().filter(|addresses| !addresses.0.is_empty()),
            pac: self.pac,
            authorization_data: &[],
            service: Recipient { sname: sname(asked), key: self.service_key, kvno: Some(self.service.keys.kvno()) },
            client: ReplyKey {
                key: self.reply_key,
                kvno: Some(self.client.keys.kvno()),
                usage: KeyUsage::AS_REP_ENC_PART,
            },
            key_expiration: asked.realm.password_expires(self.client),
            padata,
            encrypted_pa_data: &encrypted_pa_data,
        }
        .seal(asked, rng)
    }
}

/// The name as it was asked with, or the account's own if names may be changed (RFC 6806 §6).
///
/// A computer that was found without the `$` of its name gets its own name in any case: a ticket for `root` must
/// not be had by who may create a computer `ROOT$`.
fn cname<'a>(asked: &Asked<'a>, client: &'a Account) -> PrincipalName<'a> {
    let own = || PrincipalName::of(&client.name);
    let without_dollar = |name: &PrincipalName<'_>| match (name.name_string.as_slice(), client.name.first()) {
        ([asked_for], account) => {
            account.strip_suffix('$').is_some_and(|account| asked_for.eq_ignore_ascii_case(account.as_bytes()))
        }
        _ => false,
    };
    let kept = asked.body().cname.clone().filter(|name| !asked.may_rename_client() && !without_dollar(name));
    kept.unwrap_or_else(own)
}

/// The PAC of the ticket, for `service`: every ticket-granting ticket of a domain has one.
fn pac_for<'a>(asked: &Asked<'a>, client: &'a Account, service: &Account) -> Result<Option<UnsignedPac<'a>>, Refusal> {
    let (cname, wanted) = (cname(asked, client), preauth::pac_request(asked));
    let Some(pac) = pac::of_account(asked, client, &cname, asked.now.time, wanted)? else { return Ok(None) };
    if service.kind == AccountKind::Krbtgt {
        pac.for_ticket_granting(asked).map(Some)
    } else {
        pac.for_service(asked, service)
    }
}

/// The service's name as it was asked for; the ticket-granting service gets its canonical one if names may be changed.
fn sname<'a>(asked: &Asked<'a>) -> PrincipalName<'a> {
    match &asked.body().sname {
        Some(sname) if !asked.may_rename_client() || sname.ticket_granting_realm().is_none() => sname.clone(),
        Some(_) | None => PrincipalName::krbtgt(asked.realm_name().as_str().as_bytes()),
    }
}

fn flags(asked: &Asked<'_>, client: &Account, service: &Account, times: &Lifetimes, proven: bool) -> TicketFlags {
    let (options, settings) = (asked.options(), asked.settings());
    let movable = !client.flags.not_delegated && !service.is_password_service();
    let forwardable = options.contains(KdcOptions::FORWARDABLE) && settings.allow_forwardable && movable;
    let granted = [
        (true, TicketFlags::INITIAL),
        (proven, TicketFlags::PRE_AUTHENT),
        (forwardable, TicketFlags::FORWARDABLE),
        (options.contains(KdcOptions::PROXIABLE) && settings.allow_proxiable && movable, TicketFlags::PROXIABLE),
        (options.contains(KdcOptions::ALLOW_POSTDATE) && settings.allow_postdate, TicketFlags::MAY_POSTDATE),
        (times.postdated, TicketFlags::POSTDATED | TicketFlags::INVALID),
        (times.renew_till.is_some(), TicketFlags::RENEWABLE),
        (service.flags.trusted_for_delegation, TicketFlags::OK_AS_DELEGATE),
    ];
    granted.into_iter().filter(|(given, _)| *given).fold(TicketFlags::NONE, |flags, (_, flag)| flags | flag)
}

fn preauth_required(asked: &Asked<'_>, client: &Account) -> Vec<u8> {
    let details = Details {
        client: echoed_client(asked),
        e_text: Some("pre-authentication required".to_owned()),
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

fn refused(asked: &Asked<'_>, Failure { refusal, hints }: Failure) -> (Vec<u8>, Answered) {
    let client_time = match refusal {
        Refusal::ClockSkew { seconds, .. } => Some((asked.now.time + seconds, 0)),
        _ => None,
    };
    let details = Details { client: echoed_client(asked), client_time, e_data: hints, ..Details::default() };
    let code = refusal.code(asked.settings().profile);
    (krb_error::refuse(asked, &refusal, details), Answered::Refused { refusal, code })
}

fn echoed_client<'a>(asked: &Asked<'a>) -> Option<(&'a [u8], PrincipalName<'a>)> {
    asked.body().cname.clone().map(|cname| (asked.body().realm, cname))
}

fn named_client(asked: &Asked<'_>) -> Option<Principal> {
    let name = asked.body().cname.as_ref()?.to_owned().ok()?;
    Some(Principal::new(name, asked.realm_name().clone()))
}
