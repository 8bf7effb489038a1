//! Requests sent as they are, and tickets and authenticators altered inside their seals.

use xrealm_client::{Credential, Hop, TicketContents};
use xrealm_crypto::{Key, KeyUsage};
use xrealm_kdc::{Answered, Handled, Refusal};
use xrealm_names::EncryptionType;
use xrealm_sim::{Forgery, Net, RawTgsReq};
use xrealm_wire::padata::PA_TGS_REQ;
use xrealm_wire::{
    ApReq, Authenticator, AuthorizationData, EncTicketPart, EncryptedData, KdcReq, KrbError, PaDataList, Ticket,
};

use crate::two_forests::{name, principal};

pub(crate) fn answered(net: &mut Net, request: &RawTgsReq) -> Handled {
    let now = net.now();
    let octets = request.build(now, net.rng());
    net.send(&octets)
}

/// The code of the answer, which the message and the outcome must agree on; 0 for a ticket.
#[track_caller]
pub(crate) fn code_of(handled: &Handled) -> i32 {
    let code = handled.outcome.code().expect("answered");
    if code != 0 {
        assert_eq!(KrbError::decode(handled.reply.as_deref().unwrap()).unwrap().error_code, code);
    }
    code
}

#[track_caller]
pub(crate) fn code(net: &mut Net, request: &RawTgsReq) -> i32 {
    code_of(&answered(net, request))
}

#[track_caller]
pub(crate) fn refusal_of(handled: &Handled) -> Refusal {
    match &handled.outcome.answered {
        Answered::Refused { refusal, .. } => refusal.clone(),
        other => panic!("not refused: {other:?}"),
    }
}

/// An honest request for `service` with this ticket.
pub(crate) fn request_for(ticket: &Credential, service: &str) -> RawTgsReq {
    RawTgsReq::new(ticket, name(service))
}

/// The forgery's ticket with `alter` done inside its seal.
pub(crate) fn sealed_with(net: &mut Net, forgery: &Forgery, alter: impl FnOnce(&mut EncTicketPart<'_>)) -> Credential {
    let honest = forgery.seal(net.rng());
    let ticket = Ticket::decode(&honest.ticket).unwrap();
    let key = &forgery.key.key;
    let plain = key.open(KeyUsage::TICKET, ticket.enc_part.cipher).unwrap();
    let mut part = EncTicketPart::decode(&plain).unwrap();
    alter(&mut part);
    let cipher = key.seal(KeyUsage::TICKET, &part.to_vec(), net.rng());
    let session = EncryptionType::from_number(part.key.keytype).unwrap();
    let session_key = Key::new(session, part.key.keyvalue).unwrap();
    let enc_part = EncryptedData { cipher: &cipher, ..ticket.enc_part };
    Credential { ticket: Ticket { enc_part, ..ticket }.to_vec(), session_key, ..honest }
}

/// The request with `alter` done inside the seal of its authenticator.
pub(crate) fn authenticated_with(
    net: &mut Net,
    request: &RawTgsReq,
    alter: impl FnOnce(&mut Authenticator<'_>),
) -> Vec<u8> {
    let now = net.now();
    let honest = request.build(now, net.rng());
    let honest = KdcReq::decode(&honest).unwrap();
    let ap_req = ApReq::decode(honest.padata.find(PA_TGS_REQ).unwrap()).unwrap();
    let (key, usage) = (&request.tgt.session_key, KeyUsage::TGS_REQ_AUTHENTICATOR);
    let plain = key.open(usage, ap_req.authenticator.cipher).unwrap();
    let mut inside = Authenticator::decode(&plain).unwrap();
    alter(&mut inside);
    let cipher = key.seal(usage, &inside.to_vec(), net.rng());
    let authenticator = EncryptedData { cipher: &cipher, ..ap_req.authenticator };
    let ap_req = ApReq { authenticator, ..ap_req }.to_vec();
    let mut padata = PaDataList::default();
    padata.push(PA_TGS_REQ, &ap_req);
    KdcReq { padata, ..honest }.to_vec()
}

/// The same sealed ticket under another server name of its realm: that name is outside the seal.
pub(crate) fn relabelled(ticket: &Credential, server: &str) -> Credential {
    let server = principal(&format!("{server}@{}", ticket.server.realm));
    let parts = Ticket::decode(&ticket.ticket).unwrap();
    let octets = Ticket { sname: (&server.name).into(), ..parts }.to_vec();
    Credential { ticket: octets, server, ..ticket.clone() }
}

/// The authorization data beside the PAC, which domains put in front.
pub(crate) fn beside_pac(authorization_data: Option<Vec<u8>>) -> Option<Vec<u8>> {
    let octets = authorization_data?;
    let list = AuthorizationData::decode(&octets).unwrap();
    let begins = u8::from(xrealm_sim::ticket_pac(&octets).is_some()).into();
    let others: Vec<_> = list.0.iter().skip(begins).copied().collect();
    (!others.is_empty()).then(|| AuthorizationData(others.into_iter().collect()).to_vec())
}

/// What the server of a ticket reads in it.
pub(crate) fn contents(net: &Net, hop: &Hop) -> TicketContents {
    let etype = EncryptionType::from_number(hop.ticket_etype);
    let key = net.key_of(&hop.credential.server, etype).unwrap().key;
    hop.ticket_contents(&[key]).expect("the ticket opens with its server's key")
}
