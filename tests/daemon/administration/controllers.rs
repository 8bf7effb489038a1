//! Domain controllers with addresses of their own, of which one is behind.

use std::net::SocketAddr;

use serde_json::json;
use xrealm_tests::{DaemonOptions, Scratch};

use super::office::Office;
use crate::ask;
use crate::message::{Answer, AsReq};

pub(super) const TOPOLOGY: &str = r#"
[[domain]]
name = "corp.test"
controllers = [
    { name = "DC1", listen = "127.0.0.1:0", pdc = true },
    { name = "DC2", listen = "127.0.0.1:0", delay = "1h" },
]
users = [{ name = "user1", password = "Secret-1" }]
"#;

/// Acceptance row 71.
#[test]
fn a_controller_that_is_behind_answers_as_it_was_until_its_time_has_come() {
    let file = Scratch::new("controllers");
    let path = file.write("corp.toml", TOPOLOGY);
    let office = Office::of(DaemonOptions::topology(&path), &["--clock", "frozen:2026-11-20T10:44:00Z"]);
    let [first, second] = ["DC1", "DC2"].map(|name| address(&office, name));
    let newcomer = AsReq::of("CORP.TEST", "newcomer").encode();
    assert_eq!([first, second].map(|kdc| knows(kdc, &newcomer)), [false, false]);

    let account = json!({ "realm": "corp.test", "name": "newcomer", "kind": "user", "password": "Secret-2" });
    let told = office.wish(&json!({ "account": { "add": account } }));

    assert!(told["answer"].is_object(), "{told:#}");
    assert_eq!([first, second].map(|kdc| knows(kdc, &newcomer)), [true, false]);
    office.wish(&json!({ "clock": { "advance": { "seconds": 3599 } } }));
    assert_eq!([first, second].map(|kdc| knows(kdc, &newcomer)), [true, false]);
    office.wish(&json!({ "clock": { "advance": { "seconds": 2 } } }));
    assert_eq!([first, second].map(|kdc| knows(kdc, &newcomer)), [true, true]);
}

#[test]
fn what_reaches_a_controller_reaches_it_by_itself() {
    let file = Scratch::new("controllers");
    let path = file.write("corp.toml", &TOPOLOGY.replace("1h", "1s"));
    let office = Office::of(DaemonOptions::topology(&path), &[]);
    let second = address(&office, "DC2");
    let newcomer = AsReq::of("CORP.TEST", "newcomer").encode();

    let account = json!({ "realm": "corp.test", "name": "newcomer", "kind": "user", "password": "Secret-2" });
    office.wish(&json!({ "account": { "add": account } }));

    assert!(xrealm_tests::wait_until(|| knows(second, &newcomer)));
}

pub(super) fn address(office: &Office, controller: &str) -> SocketAddr {
    let told = office.ask(&json!({ "v": 1, "ask": "kdcs" }));
    let controllers = told["kdcs"][0]["controllers"].as_array().unwrap_or_else(|| panic!("{told:#}"));
    let found = controllers.iter().find(|one| one["name"] == controller).expect("it is told");
    let kdc = found["kdc"][1].as_str().and_then(|kdc| kdc.strip_prefix("tcp/")).expect("an address");
    kdc.parse().expect("an address")
}

pub(super) fn knows(kdc: SocketAddr, request: &[u8]) -> bool {
    ask::answer(kdc, request) == Some(Answer::Error(KDC_ERR_PREAUTH_REQUIRED))
}

const KDC_ERR_PREAUTH_REQUIRED: i64 = 25;
