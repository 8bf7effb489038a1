//! Messages that are not what they should be: each is answered by its code or dropped, and the next one is served.

use crate::ask;
use crate::der::{field, integer, sequence, string, tlv};
use crate::message::{Answer, AsReq};
use crate::topology::{REALM, Served};

#[test]
fn every_truncation_of_a_request_is_survived() {
    let mut served = Served::start();
    let request = AsReq::of(REALM, "open1").encode();
    let socket = ask::udp_socket(served.kdc());
    for length in 0..request.len() {
        socket.send(&request[..length]).expect("a datagram");
    }
    served.must_still_serve();
}

#[test]
fn every_flipped_octet_of_a_request_is_survived() {
    let mut served = Served::start();
    let request = AsReq::of(REALM, "open1").encode();
    let socket = ask::udp_socket(served.kdc());
    for at in 0..request.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut broken = request.clone();
            broken[at] ^= flip;
            socket.send(&broken).expect("a datagram");
        }
        if at % 16 == 0 {
            served.must_still_serve();
        }
    }
    served.must_still_serve();
}

#[test]
fn a_truncated_request_over_tcp_is_refused_or_dropped() {
    let mut served = Served::start();
    let request = AsReq::of(REALM, "open1").encode();
    for length in [1, 2, 10, request.len() / 2, request.len() - 1] {
        assert_no_ticket(ask::tcp(served.kdc(), &request[..length]));
    }
    served.must_still_serve();
}

#[test]
fn octets_after_the_request_are_not_taken_for_it() {
    let mut served = Served::start();
    let mut request = AsReq::of(REALM, "open1").encode();
    request.extend_from_slice(&[0; 32]);
    drop(ask::udp(served.kdc(), &request));
    served.must_still_serve();
}

#[test]
fn inner_lengths_that_lie_are_refused_or_dropped() {
    let mut served = Served::start();
    let bombs: [&[u8]; 6] = [
        &[0x6a, 0x84, 0xff, 0xff, 0xff, 0xff, 0x30],
        &[0x6a, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x30],
        &[0x6a, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0x6a, 0xff],
        &[0x6a, 0x80, 0x30, 0x80, 0x00, 0x00, 0x00, 0x00],
        &[0x6a, 0x06, 0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
    ];
    for bomb in bombs {
        assert_no_ticket(ask::tcp(served.kdc(), bomb));
    }
    served.must_still_serve();
}

#[test]
fn deep_nesting_is_refused_or_dropped() {
    let mut served = Served::start();
    let mut nested = vec![0x05, 0x00];
    while nested.len() < 60_000 {
        nested = tlv(0x30, &[&nested]);
        if nested.len() % 1000 < 4 {
            assert_no_ticket(ask::tcp(served.kdc(), &tlv(0x6a, &[&nested])));
        }
    }
    served.must_still_serve();
}

#[test]
fn messages_a_kdc_does_not_read_are_refused_or_dropped() {
    let mut served = Served::start();
    for number in (0..31).filter(|number| ![10, 12].contains(number)) {
        let request = AsReq { message_type: number, ..AsReq::of(REALM, "open1") };
        let socket = ask::udp_socket(served.kdc());
        socket.send(&request.encode()).expect("a datagram");
    }
    served.must_still_serve();
}

#[test]
fn another_protocol_version_gets_no_ticket() {
    let mut served = Served::start();
    for version in [0, 4, 6, -5, 1 << 40] {
        let request = AsReq { version, ..AsReq::of(REALM, "open1") };
        assert_no_ticket(ask::tcp(served.kdc(), &request.encode()));
    }
    served.must_still_serve();
}

#[test]
fn a_message_type_that_contradicts_its_tag_gets_no_ticket() {
    let mut served = Served::start();
    let mut request = AsReq::of(REALM, "open1").encode();
    request[0] = 0x6c;
    assert_no_ticket(ask::tcp(served.kdc(), &request));
    served.must_still_serve();
}

#[test]
fn unknown_enctypes_are_answered_etype_nosupp() {
    let served = Served::start();
    for etypes in [vec![999, -1, 1], vec![], vec![1, 2, 3], vec![i64::from(i32::MAX)]] {
        let request = AsReq { etypes, ..AsReq::of(REALM, "open1") };
        assert_eq!(ask::answer(served.kdc(), &request.encode()), Some(Answer::Error(KDC_ERR_ETYPE_NOSUPP)));
    }
}

#[test]
fn two_hundred_enctypes_with_one_known_are_read() {
    let served = Served::start();
    let etypes: Vec<i64> = (1000..1200).chain([18]).collect();
    let request = AsReq { etypes, ..AsReq::of(REALM, "open1") };
    assert_eq!(ask::tcp(served.kdc(), &request.encode()).map(|reply| Answer::read(&reply)), Some(Answer::AsRep));
}

#[test]
fn times_that_cannot_be_are_answered_never_valid() {
    let served = Served::start();
    let past = AsReq { till: "20010101000000Z", ..AsReq::of(REALM, "open1") };
    let backwards = AsReq { from: Some("20360101000000Z"), till: "20350101000000Z", ..AsReq::of(REALM, "open1") };
    assert_eq!(ask::answer(served.kdc(), &past.encode()), Some(Answer::Error(KDC_ERR_NEVER_VALID)));
    assert_eq!(ask::answer(served.kdc(), &backwards.encode()), Some(Answer::Error(KDC_ERR_NEVER_VALID)));
}

#[test]
fn times_no_calendar_has_get_no_ticket() {
    let mut served = Served::start();
    for till in ["20371332000000Z", "20370913024860Z", "203709130248Z", "20370913024805.5Z", "", "Z", "99999999999999Z"]
    {
        let request = AsReq { till, ..AsReq::of(REALM, "open1") };
        let reply = ask::tcp(served.kdc(), &request.encode());
        assert_ne!(reply.map(|reply| Answer::read(&reply)), Some(Answer::Other), "{till}");
    }
    served.must_still_serve();
}

#[test]
fn names_nobody_has_are_unknown_clients() {
    let served = Served::start();
    let names: [&[&[u8]]; 8] = [
        &[b"nobody"],
        &[b""],
        &[b"open1\0"],
        &[b"open1\0nobody"],
        &[b"open1", b""],
        &[b"open1", b"open1", b"open1", b"open1", b"open1", b"open1"],
        &[b"\xff\xfe\x80"],
        &["o\u{301}pen1".as_bytes()],
    ];
    for name in names {
        let request =
            AsReq { cname: name.iter().map(|component| component.to_vec()).collect(), ..AsReq::of(REALM, "open1") };
        let answer = ask::answer(served.kdc(), &request.encode());
        assert_eq!(answer, Some(Answer::Error(KDC_ERR_C_PRINCIPAL_UNKNOWN)), "{name:?}");
    }
}

#[test]
fn a_name_with_a_newline_writes_no_line_of_its_own_into_the_log() {
    let served = Served::start_with(&["--log-requests"]);
    let forged = b"nobody\nready udp=127.0.0.1:1";
    for cname_type in [1, 10] {
        let request = AsReq { cname: vec![forged.to_vec()], cname_type, ..AsReq::of(REALM, "open1") };
        let reply = ask::udp(served.kdc(), &request.encode()).expect("an answer");
        assert!(matches!(Answer::read(&reply), Answer::Error(_)));
    }
    drop(ask::udp(served.kdc(), &AsReq { realm: forged.to_vec(), ..AsReq::of(REALM, "open1") }.encode()));

    served.daemon.wait_for_log("nobody");
    let log = served.daemon.stdout() + &served.daemon.stderr();
    assert_eq!(log.lines().filter(|line| line.starts_with("ready")).count(), 1, "{log}");
}

#[test]
fn an_overlong_name_is_an_unknown_client() {
    let mut served = Served::start();
    let request = AsReq { cname: vec![vec![b'a'; 50_000]], ..AsReq::of(REALM, "open1") };
    assert_no_ticket(ask::tcp(served.kdc(), &request.encode()));
    served.must_still_serve();
}

#[test]
fn a_name_of_a_thousand_components_is_an_unknown_client() {
    let mut served = Served::start();
    let request = AsReq { cname: vec![b"a".to_vec(); 1_000], ..AsReq::of(REALM, "open1") };
    assert_no_ticket(ask::tcp(served.kdc(), &request.encode()));
    served.must_still_serve();
}

#[test]
fn a_realm_of_an_active_directory_domain_is_read_in_any_case_and_by_its_netbios_name() {
    let served = Served::start();
    for realm in ["corp.test", "Corp.Test", "CORP", "corp"] {
        let request = AsReq { realm: realm.into(), ..AsReq::of(REALM, "open1") };
        assert_eq!(ask::answer(served.kdc(), &request.encode()), Some(Answer::AsRep), "{realm}");
    }
}

#[test]
fn a_realm_nobody_serves_is_refused() {
    let mut served = Served::start();
    for realm in [&b"NOWHERE.TEST"[..], b"", b"CORP.TEST\0", b"CORP.TEST.", b"\xff\xff", &[b'A'; 40_000]] {
        let request = AsReq { realm: realm.to_vec(), ..AsReq::of(REALM, "open1") };
        let answer = ask::tcp(served.kdc(), &request.encode()).map(|reply| Answer::read(&reply));
        assert!(matches!(answer, Some(Answer::Error(_))), "{answer:?} for {realm:?}");
    }
    served.must_still_serve();
}

#[test]
fn preauthentication_that_is_no_der_is_refused() {
    let mut served = Served::start();
    for value in [&b""[..], b"\x30", b"\x30\x84\xff\xff\xff\xff", &[0x41; 500]] {
        let padata = sequence(&[&sequence(&[&field(1, &integer(2)), &field(2, &tlv(0x04, &[value]))])]);
        let request = AsReq::of(REALM, "user1").encode_around(&padata);
        let answer = ask::answer(served.kdc(), &request);
        assert!(matches!(answer, Some(Answer::Error(_))), "{answer:?} for {value:?}");
    }
    served.must_still_serve();
}

#[test]
fn a_timestamp_sealed_with_a_wrong_key_is_preauth_failed() {
    let served = Served::start();
    let sealed = sequence(&[&field(0, &integer(18)), &field(2, &tlv(0x04, &[&[0x5a; 57]]))]);
    let padata = sequence(&[&sequence(&[&field(1, &integer(2)), &field(2, &tlv(0x04, &[&sealed]))])]);
    let request = AsReq::of(REALM, "user1").encode_around(&padata);
    assert_eq!(ask::answer(served.kdc(), &request), Some(Answer::Error(KDC_ERR_PREAUTH_FAILED)));
}

#[test]
fn unknown_preauthentication_is_passed_over() {
    let served = Served::start();
    let unknown = sequence(&[&field(1, &integer(31_337)), &field(2, &tlv(0x04, &[b"anything"]))]);
    let many: Vec<&[u8]> = vec![&unknown; 100];
    let request = AsReq::of(REALM, "open1").encode_around(&sequence(&many));
    assert_eq!(ask::tcp(served.kdc(), &request).map(|reply| Answer::read(&reply)), Some(Answer::AsRep));
}

#[test]
fn a_tgs_request_without_a_ticket_is_refused() {
    let mut served = Served::start();
    let request = AsReq { message_type: 12, ..AsReq::of(REALM, "open1") };
    let answer = ask::answer(served.kdc(), &request.encode());
    assert!(matches!(answer, Some(Answer::Error(_))), "{answer:?}");
    served.must_still_serve();
}

#[test]
fn a_tgs_request_with_a_ticket_of_our_own_making_is_refused() {
    let mut served = Served::start();
    for (realm, name) in [(REALM, REALM), ("NOWHERE.TEST", REALM), (REALM, "NOWHERE.TEST")] {
        let request = AsReq { message_type: 12, ..AsReq::of(REALM, "open1") };
        let answer = ask::answer(served.kdc(), &request.encode_around(&forged_ap_req(realm, name)));
        assert!(matches!(answer, Some(Answer::Error(_))), "{answer:?}");
    }
    served.must_still_serve();
}

#[test]
fn noise_is_survived() {
    let mut served = Served::start();
    let before = served.daemon.resident_kib();
    let socket = ask::udp_socket(served.kdc());
    let mut state = SEED;
    for round in 0..20_000_u32 {
        let length = usize::from(next(&mut state)) % 600;
        let mut noise: Vec<u8> = (0..length).map(|_| next(&mut state).to_le_bytes()[0]).collect();
        if let Some(first) = noise.first_mut()
            && round % 2 == 0
        {
            *first = 0x6a;
        }
        socket.send(&noise).expect("a datagram");
        if round % 1000 == 0 {
            served.must_still_serve();
        }
    }
    served.must_still_serve();
    let grown = served.daemon.resident_kib().saturating_sub(before);
    assert!(grown < 32 * 1024, "resident memory grew by {grown} KiB");
}

/// An AP-REQ whose ticket is `krbtgt/name@realm` and whose sealed parts are noise.
fn forged_ap_req(realm: &str, name: &str) -> Vec<u8> {
    let sealed = sequence(&[&field(0, &integer(18)), &field(1, &integer(1)), &field(2, &tlv(0x04, &[&[0x77; 300]]))]);
    let components = sequence(&[&string(b"krbtgt"), &string(name.as_bytes())]);
    let ticket = tlv(
        0x61,
        &[&sequence(&[
            &field(0, &integer(5)),
            &field(1, &string(realm.as_bytes())),
            &field(2, &sequence(&[&field(0, &integer(2)), &field(1, &components)])),
            &field(3, &sealed),
        ])],
    );
    let ap_req = tlv(
        0x6e,
        &[&sequence(&[
            &field(0, &integer(5)),
            &field(1, &integer(14)),
            &field(2, &[0x03, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00]),
            &field(3, &ticket),
            &field(4, &sealed),
        ])],
    );
    sequence(&[&sequence(&[&field(1, &integer(1)), &field(2, &tlv(0x04, &[&ap_req]))])])
}

#[track_caller]
fn assert_no_ticket(reply: Option<Vec<u8>>) {
    let answer = reply.map(|reply| Answer::read(&reply));
    assert!(matches!(answer, None | Some(Answer::Error(_))), "{answer:?}");
}

/// A generator of sixteen bits, enough for noise; the seed is fixed so that a failure comes again.
fn next(state: &mut u64) -> u16 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    u16::from_le_bytes([state.to_le_bytes()[4], state.to_le_bytes()[5]])
}

const SEED: u64 = 7;

const KDC_ERR_C_PRINCIPAL_UNKNOWN: i64 = 6;
const KDC_ERR_NEVER_VALID: i64 = 11;
const KDC_ERR_ETYPE_NOSUPP: i64 = 14;
const KDC_ERR_PREAUTH_FAILED: i64 = 24;
