//! TCP peers that mean no good: lengths that lie, frames that never end, connections that only sit there.

use std::io::{Read, Write};
use std::net::TcpStream;

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::ask;
use crate::message::{Answer, AsReq};
use crate::topology::{REALM, Served};

#[test]
fn a_length_of_all_ones_is_refused_at_once_and_costs_no_memory() {
    let mut served = Served::start();
    served.must_still_serve();
    let before = served.daemon.resident_kib();
    for _ in 0..100 {
        let mut stream = ask::connect(served.kdc());
        stream.write_all(&[0xff; 4]).expect("four octets");
        assert_refused(&mut stream);
    }
    assert_grown_less_than(&served, before, 8 * 1024);
    served.must_still_serve();
}

#[test]
fn a_length_beyond_the_bound_is_refused_before_anything_is_read() {
    let mut served = Served::start();
    let before = served.daemon.resident_kib();
    for length in [0x7fff_ffff_u32, 0x1000_0000, 0x00ff_ffff] {
        let mut stream = ask::connect(served.kdc());
        stream.write_all(&length.to_be_bytes()).expect("four octets");
        assert_refused(&mut stream);
    }
    assert_grown_less_than(&served, before, 8 * 1024);
    served.must_still_serve();
}

#[test]
fn an_empty_frame_is_survived() {
    let mut served = Served::start();
    let mut stream = ask::connect(served.kdc());
    ask::send_frame(&mut stream, &[]);
    assert_eq!(
        ask::read_frame(&mut stream).map(|reply| Answer::read(&reply)).filter(|answer| *answer == Answer::Other),
        None
    );
    served.must_still_serve();
}

#[test]
fn a_frame_that_comes_octet_by_octet_is_answered() {
    let served = Served::start();
    let mut stream = ask::connect(served.kdc());
    let request = AsReq::of(REALM, "open1").encode();
    let length = u32::try_from(request.len()).expect("short").to_be_bytes();
    for octet in length.iter().chain(&request) {
        stream.write_all(&[*octet]).expect("one octet");
    }
    assert_eq!(ask::read_frame(&mut stream).map(|reply| Answer::read(&reply)), Some(Answer::AsRep));
}

#[test]
fn half_frames_held_open_keep_nobody_from_being_served() {
    let mut served = Served::start();
    let request = AsReq::of(REALM, "open1").encode();
    let length = u32::try_from(request.len()).expect("short").to_be_bytes();
    let held: Vec<TcpStream> = (0..500)
        .map(|number| {
            let mut stream = ask::connect(served.kdc());
            stream.write_all(&length[..number % 5]).expect("part of a length");
            if number % 5 == 4 {
                stream.write_all(&request[..number % request.len()]).expect("part of a request");
            }
            stream
        })
        .collect();
    served.must_still_serve();
    drop(held);
    served.must_still_serve();
}

#[test]
fn a_length_that_promises_much_and_brings_nothing_reserves_nothing() {
    let mut served = Served::start();
    served.must_still_serve();
    let before = served.daemon.resident_kib();
    let held: Vec<TcpStream> = (0..1_000)
        .map(|_| {
            let mut stream = ask::connect(served.kdc());
            stream.write_all(&60_000_u32.to_be_bytes()).expect("a length");
            stream
        })
        .collect();
    served.must_still_serve();
    assert_grown_less_than(&served, before, 32 * 1024);
    drop(held);
}

#[test]
fn ten_thousand_idle_connections_keep_nobody_from_being_served() {
    let mut served = Served::start();
    served.must_still_serve();
    let before = served.daemon.resident_kib();
    let wanted = connections_within_limit(10_000);
    let mut held = Vec::with_capacity(wanted);
    while held.len() < wanted {
        held.push(TcpStream::connect(served.kdc()).expect("the KDC accepts or closes an older one"));
    }
    served.must_still_serve();
    assert_grown_less_than(&served, before, 64 * 1024);
    drop(held);
    served.must_still_serve();
}

/// As many connections as both ends have descriptors for: the daemon is started with the limit of this process.
fn connections_within_limit(wanted: u64) -> usize {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).expect("every process has this limit");
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).expect("the soft limit may rise to the hard one");
    let within = wanted.min(hard.saturating_sub(500));
    println!("{within} connections with a limit of {hard} descriptors");
    usize::try_from(within).expect("it fits")
}

/// A KRB-ERROR and then the end, or the end at once.
#[track_caller]
fn assert_refused(stream: &mut TcpStream) {
    let mut rest = Vec::new();
    let end = stream.read_to_end(&mut rest);
    // A reset is an end too: what the peer had sent was never read.
    assert!(end.is_ok() || end.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset), "still open");
    assert!(rest.is_empty() || matches!(Answer::read(&rest[4..]), Answer::Error(_)), "{rest:?}");
}

#[track_caller]
fn assert_grown_less_than(served: &Served, before: u64, kib: u64) {
    let grown = served.daemon.resident_kib().saturating_sub(before);
    assert!(grown < kib, "resident memory grew by {grown} KiB");
}
