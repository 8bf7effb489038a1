//! A request that comes again is answered as it was: session keys are random, so equal bytes are the proof.

use crate::ask;
use crate::message::AsReq;
use crate::topology::{REALM, Served};

#[test]
fn a_retransmitted_request_is_answered_with_the_same_octets() {
    let served = Served::start();
    let socket = ask::udp_socket(served.kdc());
    let request = AsReq::of(REALM, "open1").encode();

    let first = ask::ask(&socket, &request).expect("an answer");
    let second = ask::ask(&socket, &request).expect("an answer");

    assert_eq!(first, second);
}

#[test]
fn a_request_that_differs_in_its_nonce_is_answered_anew() {
    let served = Served::start();
    let socket = ask::udp_socket(served.kdc());

    let first = ask::ask(&socket, &AsReq { nonce: 1, ..AsReq::of(REALM, "open1") }.encode());
    let second = ask::ask(&socket, &AsReq { nonce: 2, ..AsReq::of(REALM, "open1") }.encode());

    assert!(first.is_some() && second.is_some());
    assert_ne!(first, second);
}

#[test]
fn replies_kept_for_retransmission_do_not_grow_without_bound() {
    let mut served = Served::start();
    let socket = ask::udp_socket(served.kdc());
    for nonce in 1..2_000 {
        ask::ask(&socket, &AsReq { nonce, ..AsReq::of(REALM, "open1") }.encode()).expect("an answer");
    }
    let warm = served.daemon.resident_kib();
    for nonce in 2_000..22_000 {
        ask::ask(&socket, &AsReq { nonce, ..AsReq::of(REALM, "open1") }.encode()).expect("an answer");
    }
    let grown = served.daemon.resident_kib().saturating_sub(warm);
    assert!(grown < 32 * 1024, "20,000 requests cost {grown} KiB");
    served.must_still_serve();
}
