//! Start, readiness and end.

use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use nix::sys::signal::Signal;
use xrealm_tests::{DaemonOptions, Finished, Program, Scratch, xrealm};

use crate::topology::{REALM, Served, TOPOLOGY};

#[test]
fn ready_is_said_once_and_every_socket_answers_then() {
    let mut served = Served::start();
    let ready: Vec<_> =
        served.daemon.stdout().lines().filter(|line| line.starts_with("ready")).map(str::to_owned).collect();
    assert_eq!(ready.len(), 1, "{ready:?}");
    assert!(ready[0].contains(&served.kdc().port().to_string()), "the line names the port: {ready:?}");
    served.must_still_serve();
}

#[test]
fn sigterm_and_sigint_end_it_cleanly() {
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        let mut served = Served::start();
        served.must_still_serve();
        served.daemon.signal(signal);
        assert_eq!(served.daemon.wait().code, 0, "{signal}: {}", served.daemon.stderr());
    }
}

#[test]
fn an_end_does_not_wait_for_idle_connections() {
    let mut served = Served::start();
    let held: Vec<_> = (0..20).map(|_| crate::ask::connect(served.kdc())).collect();
    served.daemon.signal(Signal::SIGTERM);
    assert_eq!(served.daemon.wait().code, 0, "{}", served.daemon.stderr());
    drop(held);
}

#[test]
fn the_service_manager_is_told_when_it_is_ready() {
    let scratch = Scratch::new("notify");
    let socket = UnixDatagram::bind(scratch.join("notify")).expect("a socket in a scratch directory");
    socket.set_read_timeout(Some(Duration::from_secs(5))).expect("not zero");
    let file = scratch.write("corp.toml", TOPOLOGY);

    let _daemon =
        DaemonOptions::topology(&file).env("NOTIFY_SOCKET", &scratch.join("notify").display().to_string()).start();

    let mut message = [0; 256];
    let length = socket.recv(&mut message).expect("a notification");
    let message = String::from_utf8_lossy(&message[..length]).into_owned();
    assert!(message.lines().any(|line| line == "READY=1"), "{message:?}");
}

#[test]
fn a_topology_with_an_error_is_not_served_and_the_place_is_named() {
    let scratch = Scratch::new("topology");
    let file = scratch.write("bad.toml", &TOPOLOGY.replace("users", "userz"));

    let done = serve(&file);

    assert_eq!(done.code, 1, "{done}");
    assert!(done.stderr.contains("bad.toml") && done.stderr.contains("userz"), "{done}");
    assert!(done.stderr.contains("users"), "a suggestion: {done}");
    assert!(!done.stdout.contains("ready"), "{done}");
}

#[test]
fn a_missing_topology_is_a_refusal_and_not_a_crash() {
    let done = serve(std::path::Path::new("/nonexistent/corp.toml"));
    assert_eq!(done.code, 1, "{done}");
    assert!(done.stderr.contains("/nonexistent/corp.toml"), "{done}");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let served = Served::start();
    let taken = served.kdc().to_string();
    let file = served.file.join("corp.toml");
    let done = Program::new(xrealm()).arg("serve").arg(file).args(["--listen", &taken]).run();
    assert_eq!(done.code, 1, "{done}");
    assert!(done.stderr.contains(&taken), "{done}");
}

/// Row 61, of given secrets; the random ones have no text that could be printed.
#[test]
fn no_secret_is_printed_or_logged() {
    let served = Served::start();
    served.daemon.address_of(REALM);
    let said = format!("{}{}", served.daemon.stdout(), served.daemon.stderr());
    assert!(!said.contains("Secret-1") && !said.contains("Secret-2"), "{said}");
}

fn serve(file: &std::path::Path) -> Finished {
    Program::new(xrealm()).arg("serve").arg(file).args(["--listen", "127.0.0.1:0"]).run()
}
