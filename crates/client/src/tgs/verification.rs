//! Is this TGS-REP the answer to what was asked? (RFC 4120 §3.3.4, RFC 6806 §8)

use xrealm_crypto::{Key, KeyUsage};
use xrealm_wire::{EncKdcRepPart, KdcRep};

use crate::reply::malformed;
use crate::sent::Sent;
use crate::{ClientError, Credential, Hop};

/// Opens and checks. The ticket is then for the service asked for or for some ticket-granting service.
pub(super) fn verify(
    tgt: &Credential,
    subkey: &Key,
    rep: &KdcRep<'_>,
    reply: &[u8],
    sent: &Sent,
) -> Result<Hop, ClientError> {
    let realm = &sent.realm;
    let cipher = rep.enc_part.cipher;
    // RFC 4120 wants the subkey; KDCs that overlook it answer under the session key.
    let plain = subkey
        .open(KeyUsage::TGS_REP_SUBKEY, cipher)
        .or_else(|_| tgt.session_key.open(KeyUsage::TGS_REP_SESSION, cipher))
        .map_err(|_| ClientError::Undecryptable { realm: realm.clone(), etype: subkey.etype() })?;
    let part = EncKdcRepPart::decode(&plain).map_err(|fault| malformed(realm, fault))?;
    let hop = sent.check(rep, &part, reply)?;

    let got = &hop.credential;
    if got.client != tgt.client {
        let (expected, got) = (Box::new(tgt.client.clone()), Box::new(got.client.clone()));
        return Err(ClientError::WrongClient { realm: realm.clone(), expected, got });
    }
    if got.server.realm != *realm {
        return Err(ClientError::WrongRealm { asked: realm.clone(), got: got.server.realm.clone() });
    }
    let is_answer = got.server.name.eq_ignore_case(&sent.server);
    match got.server.name.ticket_granting_realm() {
        _ if is_answer => Ok(hop),
        Some(next) if next == realm.as_str() => Err(ClientError::ReferredToItself { realm: realm.clone() }),
        Some(_) => Ok(hop),
        None => Err(sent.unexpected_server(&got.server)),
    }
}
