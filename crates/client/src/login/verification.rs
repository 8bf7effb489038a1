//! Is this AS-REP the answer to what was asked? (RFC 4120 §3.1.5, RFC 6806 §6 and §11)

use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::Principal;
use xrealm_wire::padata::PA_REQ_ENC_PA_REP;
use xrealm_wire::{Checksum, EncKdcRepPart, KdcRep, TicketFlags};

use super::Login;
use crate::reply::malformed;
use crate::sent::Sent;
use crate::{ClientError, Hop};

pub(super) fn verify(
    login: &Login,
    rep: &KdcRep<'_>,
    key: &Key,
    reply: &[u8],
    sent: &Sent,
) -> Result<Hop, ClientError> {
    let realm = &sent.realm;
    let plain = key
        .open(KeyUsage::AS_REP_ENC_PART, rep.enc_part.cipher)
        .map_err(|_| ClientError::Undecryptable { realm: realm.clone(), etype: key.etype() })?;
    let part = EncKdcRepPart::decode(&plain).map_err(|fault| malformed(realm, fault))?;
    let hop = sent.check(rep, &part, reply)?;
    let proven = login.options.verify_request && request_is_proven(&part, key, sent)?;
    check_client(login, &hop.credential.client, sent)?;
    check_server(login, &hop.credential, sent, proven)?;
    let seconds = part.authtime - sent.at.time;
    if seconds.unsigned_abs() > u64::from(login.options.clock_skew) {
        return Err(ClientError::ClockSkew { realm: realm.clone(), seconds });
    }
    Ok(hop)
}

/// Without leave to canonicalize, the client is exactly the one that asked.
fn check_client(login: &Login, got: &Principal, sent: &Sent) -> Result<(), ClientError> {
    let unchanged = got.name == login.name && got.realm == login.realm;
    if unchanged || login.canonicalizes() {
        return Ok(());
    }
    let expected = Box::new(Principal::new(login.name.clone(), login.realm.clone()));
    Err(ClientError::WrongClient { realm: sent.realm.clone(), expected, got: Box::new(got.clone()) })
}

/// With leave to canonicalize, another spelling of the server is taken, and another ticket-granting name only from a
/// KDC that has proven to have seen the request. Either way it issues for its own realm, which is the client's.
fn check_server(login: &Login, credential: &crate::Credential, sent: &Sent, proven: bool) -> Result<(), ClientError> {
    let server = &credential.server;
    let unchanged = server.name == sent.server && server.realm == sent.realm;
    let respelled = server.name.eq_ignore_case(&sent.server) && server.realm.eq_ignore_case(sent.realm.as_str());
    let own_tgs = server.name.ticket_granting_realm() == Some(server.realm.as_str());
    if !(unchanged || login.canonicalizes() && (respelled || proven && own_tgs)) {
        return Err(sent.unexpected_server(server));
    }
    if credential.client.realm != server.realm {
        return Err(ClientError::WrongRealm { asked: sent.realm.clone(), got: credential.client.realm.clone() });
    }
    Ok(())
}

/// Whether PA-REQ-ENC-PA-REP proves that the KDC saw our request; an error if it proves the contrary, or if the
/// ticket's flag promises a proof that is not there.
fn request_is_proven(part: &EncKdcRepPart<'_>, key: &Key, sent: &Sent) -> Result<bool, ClientError> {
    let altered = || ClientError::RequestAltered { realm: sent.realm.clone() };
    let Some(proof) = part.encrypted_pa_data.as_ref().and_then(|list| list.find(PA_REQ_ENC_PA_REP)) else {
        return if part.flags.contains(TicketFlags::ENC_PA_REP) { Err(altered()) } else { Ok(false) };
    };
    let proof = Checksum::decode(proof).map_err(|fault| malformed(&sent.realm, fault))?;
    key.verify_checksum(KeyUsage::REQ_ENC_PA_REP, proof.cksumtype, &sent.octets, proof.checksum)
        .map_err(|_| altered())?;
    Ok(true)
}
