//! UDP and TCP, IPv4 and IPv6.

use crate::ask;
use crate::message::{Answer, AsReq};
use crate::topology::{REALM, Served};

#[test]
fn both_transports_answer_a_client_that_must_preauthenticate() {
    let served = Served::start();
    let request = AsReq::of(REALM, "user1").encode();

    let over_udp = ask::udp(served.kdc(), &request).expect("an answer");
    let over_tcp = ask::tcp(served.kdc(), &request).expect("an answer");

    assert_eq!(Answer::read(&over_udp), Answer::Error(KDC_ERR_PREAUTH_REQUIRED));
    assert_eq!(Answer::read(&over_tcp), Answer::Error(KDC_ERR_PREAUTH_REQUIRED));
}

#[test]
fn ipv6_is_served_like_ipv4() {
    let mut served = Served::start_with(&["--listen", "[::1]:0"]);
    assert!(served.kdc().is_ipv6());
    served.must_still_serve();
}

#[test]
fn one_connection_carries_many_requests() {
    let served = Served::start();
    let mut stream = ask::connect(served.kdc());
    for nonce in 1..=50 {
        let request = AsReq { nonce, ..AsReq::of(REALM, "open1") };
        ask::send_frame(&mut stream, &request.encode());
        let reply = ask::read_frame(&mut stream).expect("an answer on the same connection");
        assert_eq!(Answer::read(&reply), Answer::AsRep);
    }
}

#[test]
fn requests_sent_in_one_write_are_all_answered_in_order() {
    let served = Served::start();
    let mut stream = ask::connect(served.kdc());
    let known = AsReq::of(REALM, "open1").encode();
    let unknown = AsReq::of(REALM, "nobody").encode();
    for request in [&known, &unknown, &known] {
        ask::send_frame(&mut stream, request);
    }

    let answers: Vec<_> = (0..3).map(|_| ask::read_frame(&mut stream).map(|reply| Answer::read(&reply))).collect();

    let unknown_client = Some(Answer::Error(KDC_ERR_C_PRINCIPAL_UNKNOWN));
    assert_eq!(answers, [Some(Answer::AsRep), unknown_client, Some(Answer::AsRep)]);
}

#[test]
fn a_reply_too_big_for_udp_sends_the_client_to_tcp() {
    let served = Served::start_with(&["--udp-reply-limit", "300"]);
    let request = AsReq::of(REALM, "open1").encode();

    let over_udp = ask::udp(served.kdc(), &request).expect("an answer");
    let over_tcp = ask::tcp(served.kdc(), &request).expect("an answer");

    assert_eq!(Answer::read(&over_udp), Answer::Error(KRB_ERR_RESPONSE_TOO_BIG));
    assert!(over_udp.len() <= 300, "{} octets", over_udp.len());
    assert_eq!(Answer::read(&over_tcp), Answer::AsRep);
    assert!(over_tcp.len() > 300, "{} octets", over_tcp.len());
}

const KDC_ERR_C_PRINCIPAL_UNKNOWN: i64 = 6;
const KDC_ERR_PREAUTH_REQUIRED: i64 = 25;
const KRB_ERR_RESPONSE_TOO_BIG: i64 = 52;
