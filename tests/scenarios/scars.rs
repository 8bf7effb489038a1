//! What broke released clients and KDCs, on whole exchanges. The client's own tests hold the forged replies.

use xrealm_client::{ClientError, Transport};
use xrealm_sim::{Direction, End, NetError};
use xrealm_wire::{ApReq, Authenticator, KdcReq, padata};

use crate::two_forests::{EUROPE, FILESERVER1, USER1, realm, two_forests};

/// The KDC of the second realm compares the authenticator with the ticket: both name the home realm.
#[test]
fn the_authenticator_names_the_home_realm_at_every_hop() {
    let mut net = two_forests();
    let walk = net.walk(USER1, FILESERVER1);
    let session_keys = walk.hops().map(|hop| hop.credential.session_key.clone());
    let requests =
        net.trace().iter().filter(|exchanged| KdcReq::decode(&exchanged.request).unwrap().body.cname.is_none());
    let mut seen = 0;
    for (exchanged, key) in requests.zip(session_keys) {
        let request = KdcReq::decode(&exchanged.request).unwrap();
        let ap_req = ApReq::decode(request.padata.find(padata::PA_TGS_REQ).unwrap()).unwrap();
        let plain = key.open(xrealm_crypto::KeyUsage::TGS_REQ_AUTHENTICATOR, ap_req.authenticator.cipher).unwrap();
        assert_eq!(Authenticator::decode(&plain).unwrap().crealm, EUROPE.as_bytes());
        seen += 1;
    }
    assert_eq!(seen, 4);
}

#[test]
fn an_altered_reply_is_noticed_at_every_octet_that_matters() {
    let mut net = two_forests();
    let honest = net.login(USER1).unwrap().reply;
    let mut noticed = 0;
    for at in (0..honest.len()).step_by(7) {
        let mut net = two_forests();
        net.tamper(move |direction, _, mut message| {
            // The first reply asks for pre-authentication and proves nothing; the AS-REP begins with 0x6b.
            let is_as_rep = direction == Direction::Reply && message.first() == Some(&0x6B);
            if let Some(octet) = message.get_mut(at).filter(|_| is_as_rep) {
                *octet ^= 0x20;
            }
            message
        });
        match net.login(USER1) {
            Err(_) => noticed += 1,
            // What lies outside the encrypted part of a ticket is the server's to notice.
            Ok(hop) => assert_eq!(hop.credential.client.to_string(), USER1, "octet {at}"),
        }
    }
    assert!(noticed > 0);
}

#[test]
fn a_replayed_reply_is_refused() {
    let mut net = two_forests();
    net.login(USER1).unwrap();
    let old = net.trace().last().unwrap().reply.clone().unwrap();
    net.advance(1);
    net.tamper(move |direction, _, message| {
        let is_rep = message.first() == Some(&0x6B);
        if direction == Direction::Reply && is_rep { old.clone() } else { message }
    });
    assert_eq!(net.login(USER1).unwrap_err(), NetError::Client(ClientError::WrongNonce { realm: realm(EUROPE) }));
}

#[test]
fn a_reply_too_big_for_a_datagram_comes_by_tcp() {
    let mut net = two_forests();
    net.set_datagram_limit(300);
    let walk = net.walk(USER1, FILESERVER1);
    assert!(matches!(walk.end(), End::Ticket(_)), "{:?}", walk.end());
    assert!(net.trace().iter().any(|exchanged| exchanged.transport == Transport::Tcp));
}

#[test]
fn a_kdc_that_does_not_answer_is_told_by_its_realm() {
    let mut net = two_forests();
    net.silence(realm("TAILSPINTOYS.COM"));
    let walk = net.walk(USER1, FILESERVER1);
    assert_eq!(walk.end(), End::Failed(NetError::Client(ClientError::NoReply { realm: realm("TAILSPINTOYS.COM") })));
}
