//! The ticket-granting service (RFC 4120 §3.3, RFC 6806 §8, MS-KILE 3.3.5.7).

mod authorization_data;
mod options;
mod presented;
mod sealed_ticket;
mod target;
mod user_to_user;

use rand_core::CryptoRng;
use xrealm_crypto::{Key, KeyUsage};
use xrealm_directory::{Passage, Transit, TransitedField};
use xrealm_names::{Principal, RealmName};
use xrealm_wire::{KdcOptions, PaDataList, PrincipalName, TicketFlags, TransitedEncoding};

use crate::asked::Asked;
use crate::authorization_data::Element;
use crate::krb_error::{self, Details};
use crate::outcome::{Answered, Exchange, Outcome};
use crate::pac::{self, UnsignedPac};
use crate::reply_padata::EncryptedPaData;
use crate::ticket::{Grant, Recipient, ReplyKey};
use crate::{Handled, Refusal, account_state};
use options::Granted;
pub(crate) use presented::{Issuer, Opened, Verified};
use target::{Sealing, Target};

/// Answers a TGS-REQ.
pub(crate) fn answer(asked: &Asked<'_>, rng: &mut dyn CryptoRng) -> Handled {
    let mut outcome = Outcome::asked(Exchange::Tgs, asked);
    let opened = match Opened::new(asked) {
        Ok(opened) => opened,
        Err(refusal) => return refuse(asked, None, refusal, outcome),
    };
    outcome.client = client_of(&opened);
    outcome.crossing.clone_from(&opened.crossing);
    match granted(asked, &opened, &mut outcome, rng) {
        Ok(reply) => Handled { reply: Some(reply), outcome },
        Err(refusal) => refuse(asked, Some(&opened), refusal, outcome),
    }
}

fn granted<'a: 'o, 'o>(
    asked: &Asked<'a>,
    opened: &'o Opened,
    outcome: &mut Outcome,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, Refusal> {
    let verified = opened.verify(asked)?;
    let crealm = target::client_realm(opened.issuer, verified.part.crealm)?;
    let arrival = asked.realm.arrival(opened.issuer.trust(), &crealm).map_err(Refusal::ForeignClientRealm)?;
    refuse_odd_client(opened, &verified)?;
    options::refuse_unsupported(asked)?;
    if opened.issuer == Issuer::Own && asked.realm.answers_to(crealm.as_str()) {
        account_state::still_usable(asked, &verified.client, verified.part.authtime)?;
    }

    let (client, crossed) = pac::arrived(asked, opened, &verified, &crealm)?;
    outcome.sids = crossed;

    let target = Target::find(asked, arrival, outcome)?;
    let sealing = target.sealing(asked)?;
    let granted = Granted::new(asked, opened, &verified, &target)?;
    let transit = transit(asked, opened.issuer, &verified, &crealm, &target)?;
    let authorization_data = authorization_data::carried(asked, opened, &verified)?;
    let pac = client.map(|client| target.pac(asked, client)).transpose()?.flatten();
    if let Target::Next { realm, .. } = &target {
        outcome.answered = Answered::Referred { to: realm.clone() };
    }

    let plan = Plan { opened, verified, target, sealing, granted, transit, pac, authorization_data };
    Ok(plan.issue(asked, rng))
}

/// The transited field of the new ticket.
fn transit(
    asked: &Asked<'_>,
    issuer: Issuer,
    verified: &Verified<'_>,
    crealm: &RealmName,
    target: &Target<'_>,
) -> Result<Transit, Refusal> {
    let TransitedEncoding { tr_type, contents } = verified.part.transited;
    let passage = Passage {
        crealm,
        came_over: issuer.trust(),
        goes_over: target.trust(),
        check: !asked.options().contains(KdcOptions::DISABLE_TRANSITED_CHECK),
    };
    let came = TransitedField { tr_type, contents: contents.to_vec() };
    asked.realm.transit(came, passage).map_err(Refusal::Transit)
}

/// Clients that no partner should name: the ticket-granting service, which some services take for a KDC, and anonymous
/// ones, which this KDC does not issue tickets to.
fn refuse_odd_client(opened: &Opened, verified: &Verified<'_>) -> Result<(), Refusal> {
    if opened.issuer == Issuer::Own {
        return Ok(());
    }
    if verified.part.flags.contains(TicketFlags::ANONYMOUS) {
        return Err(Refusal::AnonymousClient);
    }
    match verified.client.ticket_granting_realm() {
        Some(_) => Err(Refusal::Malformed { part: "client name" }),
        None => Ok(()),
    }
}

/// Everything that is settled before anything is drawn or sealed.
struct Plan<'o, 'a> {
    opened: &'o Opened,
    verified: Verified<'o>,
    target: Target<'a>,
    sealing: Sealing,
    granted: Granted<'o>,
    transit: Transit,
    pac: Option<UnsignedPac<'o>>,
    authorization_data: Vec<Element>,
}

impl Plan<'_, '_> {
    fn issue(mut self, asked: &Asked<'_>, rng: &mut dyn CryptoRng) -> Vec<u8> {
        let session_key = Key::generate(self.sealing.session_etype, rng);
        let pac = self.pac.take();
        let client = self.reply_key();
        let encrypted_pa_data = EncryptedPaData::new(asked, client.key, self.sealing.understood);
        let (presented, field) = (&self.verified.part, &self.transit.field);
        Grant {
            flags: self.granted.flags | policy_checked(&self.transit),
            session_key: &session_key,
            crealm: presented.crealm,
            cname: presented.cname.clone(),
            transited: TransitedEncoding { tr_type: field.tr_type, contents: &field.contents },
            authtime: presented.authtime,
            times: self.granted.times,
            caddr: self.granted.caddr.clone(),
            pac,
            authorization_data: &self.authorization_data,
            service: Recipient { sname: self.sname(asked), key: &self.sealing.key, kvno: self.sealing.kvno },
            client,
            key_expiration: None,
            padata: PaDataList::default(),
            encrypted_pa_data: &encrypted_pa_data,
        }
        .seal(asked, rng)
    }

    /// The name asked for, unchanged, or that of the next realm's ticket-granting service (RFC 6806 §8).
    fn sname<'s>(&'s self, asked: &'s Asked<'_>) -> PrincipalName<'s> {
        match (&self.target, &asked.body().sname) {
            (Target::Next { realm, .. }, _) => PrincipalName::krbtgt(realm.as_str().as_bytes()),
            (Target::Here { .. }, Some(sname)) => sname.clone(),
            (Target::Here { account, .. }, None) => PrincipalName::of(&account.name),
        }
    }

    /// The authenticator's subkey if there is one, otherwise the session key (RFC 4120 §3.3.3).
    fn reply_key(&self) -> ReplyKey<'_> {
        match &self.verified.subkey {
            Some(subkey) => ReplyKey { key: subkey, kvno: None, usage: KeyUsage::TGS_REP_SUBKEY },
            None => ReplyKey { key: &self.opened.session_key, kvno: None, usage: KeyUsage::TGS_REP_SESSION },
        }
    }
}

/// The flag that tells servers not to check again.
fn policy_checked(transit: &Transit) -> TicketFlags {
    if transit.checked { TicketFlags::TRANSITED_POLICY_CHECKED } else { TicketFlags::NONE }
}

fn refuse(asked: &Asked<'_>, opened: Option<&Opened>, refusal: Refusal, mut outcome: Outcome) -> Handled {
    let part = opened.and_then(Opened::part);
    let details = Details {
        client: part.as_ref().map(|part| (part.crealm, part.cname.clone())),
        client_time: opened.and_then(Opened::client_time),
        ..Details::default()
    };
    let code = refusal.code(asked.settings().profile);
    let reply = krb_error::refuse(asked, &refusal, details);
    outcome.answered = Answered::Refused { refusal, code };
    Handled { reply: Some(reply), outcome }
}

fn client_of(opened: &Opened) -> Option<Principal> {
    let part = opened.part()?;
    let realm = RealmName::from_octets(part.crealm).ok()?;
    Some(Principal::new(part.cname.to_owned().ok()?, realm))
}
