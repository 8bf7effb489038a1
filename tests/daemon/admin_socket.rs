//! The local socket on which a running daemon is asked, and what it makes of bad askers.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::sys::signal::Signal;
use serde_json::{Value, json};
use xrealm_tests::{Finished, Program, xrealm};

use crate::ask;
use crate::message::AsReq;
use crate::topology::{REALM, Served};

#[test]
fn the_socket_is_its_owners_alone_and_gone_after_the_end() {
    let mut served = Served::start();
    let found = fs::symlink_metadata(socket(&served)).expect("a socket in the folder");
    assert!(found.file_type().is_socket());
    assert_eq!(found.permissions().mode() & 0o777, 0o600);

    served.daemon.signal(Signal::SIGTERM);

    assert_eq!(served.daemon.wait().code, 0);
    assert!(fs::symlink_metadata(socket(&served)).is_err(), "it is still there");
}

#[test]
fn an_asker_who_is_connected_does_not_keep_the_daemon_from_ending() {
    let mut served = Served::start();
    let held = Asker::of(&served);
    served.daemon.signal(Signal::SIGTERM);
    assert_eq!(served.daemon.wait().code, 0, "{}", served.daemon.stderr());
    drop(held);
}

#[test]
fn every_request_leaves_a_record() {
    let served = Served::start();
    ask::udp(served.kdc(), &AsReq::of(REALM, "nobody").encode()).expect("an answer");
    ask::tcp(served.kdc(), &AsReq::of(REALM, "open1").encode()).expect("an answer");

    let told = Asker::of(&served).ask(&json!({ "v": 1, "ask": "records" }));

    let records = told["records"].as_array().expect("a list");
    let lines: Vec<_> = records.iter().filter_map(|record| record["line"].as_str()).collect();
    assert_eq!(lines.len(), 2, "{told:#}");
    assert!(lines[0].contains("nobody") && lines[0].contains("KDC_ERR_C_PRINCIPAL_UNKNOWN"), "{lines:?}");
    assert!(lines[1].contains("open1") && lines[1].ends_with("issued"), "{lines:?}");
    assert_eq!((&records[0]["transport"], &records[1]["transport"]), (&json!("udp"), &json!("tcp")));
    assert!(records[0].get("grounds").is_none(), "a list has no grounds: {told:#}");
}

#[test]
fn a_request_sent_again_is_explained_by_the_first() {
    let served = Served::start_with(&["--workers", "1"]);
    let request = AsReq::of(REALM, "nobody").encode();
    ask::tcp(served.kdc(), &request).expect("an answer");
    ask::tcp(served.kdc(), &request).expect("an answer");

    let told = Asker::of(&served).ask(&json!({ "v": 1, "ask": "record", "id": "last" }));

    let copy = &told["record"];
    assert_eq!((&copy["id"], &copy["kind"], &copy["again_of"]), (&json!("0-2"), &json!("again"), &json!("0-1")));
    assert_eq!((&copy["code"], &copy["realm"]), (&json!(6), &json!(REALM)), "{told:#}");
}

#[test]
fn only_the_latest_records_are_kept() {
    let served = Served::start_with(&["--keep-records", "2", "--workers", "1"]);
    for user in ["a", "b", "c"] {
        ask::udp(served.kdc(), &AsReq::of(REALM, user).encode()).expect("an answer");
    }
    let mut asker = Asker::of(&served);
    let told = asker.ask(&json!({ "v": 1, "ask": "records", "last": 99 }));
    let ids: Vec<_> = told["records"].as_array().into_iter().flatten().map(|record| record["id"].clone()).collect();
    assert_eq!(ids, ["0-2", "0-3"]);
    assert_eq!(asker.ask(&json!({ "v": 1, "ask": "record", "id": "0-1" }))["error"]["kind"], "no-record");
    assert_eq!(asker.ask(&json!({ "v": 1, "ask": "record", "id": "0-2" }))["record"]["id"], "0-2");
}

#[test]
fn the_realms_and_their_trusts_are_told() {
    let served = Served::start();
    let told = Asker::of(&served).ask(&json!({ "v": 1, "ask": "realms" }));
    assert_eq!(told["realms"][0]["name"], REALM, "{told:#}");
    assert_eq!(told["realms"][0]["kind"], "active-directory");
    assert_eq!(told["realms"][0]["trusts"], json!([]));
}

#[test]
fn bad_askers_are_told_so_and_the_daemon_lives_on() {
    let mut served = Served::start();
    let mut asker = Asker::of(&served);
    for (line, kind) in [
        ("", "malformed"),
        ("\u{0}\u{1}", "malformed"),
        ("{\"v\":1,\"ask\":\"shutdown\"}", "malformed"),
        ("{\"v\":9,\"ask\":\"realms\"}", "version"),
        ("{\"v\":1,\"ask\":\"record\",\"id\":\"0-99999999999999999999\"}", "malformed"),
        ("{\"v\":1,\"ask\":\"record\",\"id\":\"4294967295-18446744073709551615\"}", "no-record"),
    ] {
        assert_eq!(asker.say(line)["error"]["kind"], kind, "{line}");
    }
    // The same asker may still ask properly.
    assert!(asker.ask(&json!({ "v": 1, "ask": "realms" }))["realms"].is_array());

    let mut endless = Asker::of(&served);
    assert_eq!(endless.say(&"x".repeat(2 << 20))["error"]["kind"], "too-long");
    assert_eq!(endless.read(), None, "hung up on");
    served.must_still_serve();
}

#[test]
fn askers_who_say_nothing_keep_nobody_waiting() {
    let mut served = Served::start();
    let silent: Vec<_> = (0..20).map(|_| Asker::of(&served)).collect();
    let mut half = Asker::of(&served);
    half.stream.get_mut().write_all(b"{\"v\":1,").expect("half a line");

    assert!(Asker::of(&served).ask(&json!({ "v": 1, "ask": "realms" }))["realms"].is_array());

    served.must_still_serve();
    drop(silent);
}

#[test]
fn a_socket_left_behind_is_replaced_and_one_that_answers_is_not() {
    let served = Served::start();
    let abandoned = served.file.join("abandoned.sock");
    drop(UnixListener::bind(&abandoned).expect("a socket in a scratch directory"));
    let path = abandoned.display().to_string();

    let second = Served::start_with(&["--admin", &path]);
    assert!(Asker::at(&abandoned).ask(&json!({ "v": 1, "ask": "realms" }))["realms"].is_array());

    let third = serve(&second, &["--admin", &path]);
    assert_eq!(third.code, 1, "{third}");
    assert!(third.stderr.contains(&path) && third.stderr.contains("another daemon"), "{third}");
    assert!(Asker::at(&abandoned).ask(&json!({ "v": 1, "ask": "realms" }))["realms"].is_array(), "still the second's");
}

#[test]
fn a_file_in_the_way_is_not_removed() {
    let served = Served::start();
    let precious = served.file.write("precious", "text");
    let done = serve(&served, &["--admin", &precious.display().to_string()]);
    assert_eq!(done.code, 1, "{done}");
    assert!(done.stderr.contains("no socket"), "{done}");
    assert_eq!(fs::read_to_string(precious).expect("still there"), "text");
}

#[test]
fn a_folder_whose_name_is_too_long_for_a_socket_is_served_without() {
    let served = Served::start();
    let folder = served.file.join(&"long".repeat(40));
    let mut running =
        Program::new(xrealm()).args(["serve", "--out"]).arg(&folder).arg(served.file.join("corp.toml")).start();
    assert!(xrealm_tests::wait_until(|| running.stdout().contains("ready")), "{}", running.stderr());
    assert!(running.stderr().contains("cannot be asked"), "{}", running.stderr());
    assert!(running.is_running());
}

#[test]
fn explaining_needs_a_daemon_that_answers() {
    let served = Served::start();
    let nobody = explain(&["--live", "last", "--admin", "/nonexistent/admin.sock"]);
    assert_eq!(nobody.code, 1, "{nobody}");
    assert!(nobody.stderr.contains("/nonexistent/admin.sock"), "{nobody}");
    let unnamed = explain(&["--live", "last"]);
    assert_eq!(unnamed.code, 1, "{unnamed}");
    assert!(unnamed.stderr.contains("--out DIR"), "{unnamed}");
    let out = served.daemon.out().display().to_string();
    let unasked = explain(&["--live", "last", "--out", &out]);
    assert_eq!(unasked.code, 1, "{unasked}");
    assert!(unasked.stderr.contains("no request was answered yet"), "{unasked}");
    assert_eq!(explain(&["--live", "seventeen", "--out", &out]).code, 2);
    assert_eq!(explain(&["--live", "list", "--out", &out]).code, 0);
}

#[test]
fn the_environment_of_the_folder_names_the_socket() {
    let served = Served::start();
    ask::udp(served.kdc(), &AsReq::of(REALM, "nobody").encode()).expect("an answer");
    let script = format!(". {}/env && {} explain --live last", served.daemon.out().display(), xrealm().display());
    let done = Program::new("/bin/sh").args(["-euc", &script]).run().expect_success();
    assert!(done.stdout.contains("KDC_ERR_C_PRINCIPAL_UNKNOWN (6)"), "{done}");
}

fn socket(served: &Served) -> PathBuf {
    served.daemon.admin_socket()
}

/// `xrealm serve` with the topology of `served`, to its end.
fn serve(served: &Served, arguments: &[&str]) -> Finished {
    Program::new(xrealm()).arg("serve").arg(served.file.join("corp.toml")).args(arguments).run()
}

fn explain(arguments: &[&str]) -> Finished {
    Program::new(xrealm()).arg("explain").args(arguments).run()
}

/// A connection to the socket.
struct Asker {
    stream: BufReader<UnixStream>,
}

impl Asker {
    fn of(served: &Served) -> Asker {
        Asker::at(&socket(served))
    }

    fn at(path: &Path) -> Asker {
        let stream = UnixStream::connect(path).expect("the daemon listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("not zero");
        Asker { stream: BufReader::new(stream) }
    }

    fn ask(&mut self, question: &Value) -> Value {
        self.say(&question.to_string())
    }

    fn say(&mut self, line: &str) -> Value {
        // Whoever is hung up on in the middle of a line without end has still been told why.
        drop(self.stream.get_mut().write_all(format!("{line}\n").as_bytes()));
        self.read().expect("an answer")
    }

    fn read(&mut self) -> Option<Value> {
        let mut line = String::new();
        match self.stream.read_line(&mut line) {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(serde_json::from_str(&line).expect("JSON")),
        }
    }
}
