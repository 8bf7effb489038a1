//! The ticket-granting service (RFC 4120 §3.3, RFC 6806 §8, MS-KILE 3.3.5.7).

mod authorization_data;
mod options;
mod presented;
mod target;
mod transit;
mod user_to_user;

use rand_core::CryptoRng;
use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::Principal;
use xrealm_wire::{
    EncKdcRepPart, EncRepTag, EncTicketPart, LastReq, MsgType, PaDataList, PrincipalName, TransitedEncoding, lr_type,
};

use crate::asked::Asked;
use crate::krb_error::{self, Details};
use crate::outcome::{Answered, Exchange, Outcome};
use crate::reply_padata::EncryptedPaData;
use crate::ticket::{self, Envelope, Recipient, ReplyKey};
use crate::{Handled, Refusal, account_state};
use options::Granted;
use presented::{Issuer, Opened, Verified};
use target::{Sealing, Target};
use transit::Transit;

/// Answers a TGS-REQ.
pub(crate) fn answer(asked: &Asked<'_>, rng: &mut dyn CryptoRng) -> Handled {
    let mut outcome = Outcome::of(Some(Exchange::Tgs), Answered::Issued);
    outcome.realm = Some(asked.realm_name().clone());
    outcome.service = asked.body().sname.as_ref().and_then(|sname| sname.to_owned().ok());

    let opened = match Opened::new(asked) {
        Ok(opened) => opened,
        Err(refusal) => return refuse(asked, None, refusal, outcome),
    };
    outcome.client = client_of(&opened);
    match granted(asked, &opened, &mut outcome, rng) {
        Ok(reply) => Handled { reply: Some(reply), outcome },
        Err(refusal) => refuse(asked, Some(&opened), refusal, outcome),
    }
}

fn granted(
    asked: &Asked<'_>,
    opened: &Opened,
    outcome: &mut Outcome,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, Refusal> {
    let verified = opened.verify(asked)?;
    let crealm = target::client_realm(asked, opened.issuer, verified.part.crealm)?;
    options::refuse_unsupported(asked)?;
    account_state::still_usable(asked, opened.issuer == Issuer::Own, &verified.part)?;

    let target = Target::find(asked, opened, &crealm, outcome)?;
    if let Target::Next { realm, .. } = &target {
        outcome.answered = Answered::Referred { to: realm.clone() };
    }
    let sealing = target.sealing(asked)?;
    let granted = Granted::new(asked, opened, &verified, &target)?;
    let transit = Transit::new(asked, opened.issuer, &verified.part, &crealm)?;
    let authorization_data = authorization_data::carried(asked, &verified, &opened.session_key)?;

    let plan = Plan { opened, verified, target, sealing, granted, transit, authorization_data };
    Ok(plan.issue(asked, rng))
}

/// Everything that is settled before anything is drawn or sealed.
struct Plan<'o, 'a> {
    opened: &'o Opened,
    verified: Verified<'o>,
    target: Target<'a>,
    sealing: Sealing,
    granted: Granted<'o>,
    transit: Transit,
    authorization_data: Option<Vec<u8>>,
}

impl Plan<'_, '_> {
    fn issue(&self, asked: &Asked<'_>, rng: &mut dyn CryptoRng) -> Vec<u8> {
        let session_key = Key::generate(self.sealing.session_etype, rng);
        let realm = asked.realm_name().as_str().as_bytes();
        let sname = self.sname(asked);
        let (presented, granted) = (&self.verified.part, &self.granted);
        let times = &granted.times;

        let reply_key = self.reply_key();
        let encrypted_pa_data = EncryptedPaData::new(asked, reply_key.key, Some(self.sealing.understood));
        let part = EncTicketPart {
            flags: granted.flags | self.transit.flag(),
            key: ticket::encryption_key(&session_key),
            crealm: presented.crealm,
            cname: presented.cname.clone(),
            transited: TransitedEncoding { tr_type: self.transit.tr_type, contents: &self.transit.contents },
            authtime: presented.authtime,
            starttime: Some(times.starttime),
            endtime: times.endtime,
            renew_till: times.renew_till,
            caddr: granted.caddr.clone(),
            authorization_data: self.authorization_data.as_deref(),
        };
        let recipient = Recipient { realm, sname: sname.clone(), key: &self.sealing.key, kvno: self.sealing.kvno };
        let sealed_ticket = recipient.seal(&part, rng);

        let for_client = EncKdcRepPart {
            application: EncRepTag::Tgs,
            key: ticket::encryption_key(&session_key),
            last_req: [LastReq { lr_type: lr_type::NONE, lr_value: asked.now.time }].into(),
            nonce: asked.body().nonce,
            key_expiration: None,
            flags: part.flags,
            authtime: part.authtime,
            starttime: part.starttime,
            endtime: part.endtime,
            renew_till: part.renew_till,
            srealm: realm,
            sname,
            caddr: granted.caddr.clone(),
            encrypted_pa_data: encrypted_pa_data.list(),
        };
        let envelope = Envelope {
            msg_type: MsgType::TgsRep,
            padata: PaDataList::default(),
            crealm: presented.crealm,
            cname: presented.cname.clone(),
            ticket: &sealed_ticket,
        };
        envelope.seal(&for_client, &reply_key, rng)
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
    let realm = xrealm_names::RealmName::from_octets(part.crealm).ok()?;
    Some(Principal::new(part.cname.to_owned().ok()?, realm))
}
