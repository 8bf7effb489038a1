//! What a restart must not undo besides changes: the clock as it was set, and what domain controllers do not know yet.

use nix::sys::signal::Signal;
use serde_json::{Value, json};
use xrealm_tests::{DaemonOptions, Scratch};

use super::controllers::{TOPOLOGY, address, knows};
use super::office::Office;
use crate::message::AsReq;

const START: &str = "frozen:2026-11-20T10:44:00Z";

struct Lasting {
    files: Scratch,
}

impl Lasting {
    fn new(topology: &str) -> Lasting {
        let files = Scratch::new("restarts");
        files.write("corp.toml", topology);
        Lasting { files }
    }

    fn serve(&self, arguments: &[&str]) -> Office {
        let state = self.files.join("state").display().to_string();
        let arguments: Vec<&str> = ["--state", &state].into_iter().chain(arguments.iter().copied()).collect();
        Office::of(DaemonOptions::topology(&self.files.join("corp.toml")), &arguments)
    }
}

fn kill(mut office: Office) {
    office.daemon.signal(Signal::SIGKILL);
    office.daemon.wait();
}

fn clock(office: &Office, operation: &Value) -> Value {
    let told = office.wish(&json!({ "clock": operation }));
    assert!(told["answer"]["clock"].is_object(), "{told:#}");
    told["answer"]["clock"].clone()
}

fn add(office: &Office, user: &str) {
    let account = json!({ "realm": "corp.test", "name": user, "kind": "user", "password": "Secret-2" });
    let told = office.wish(&json!({ "account": { "add": account } }));
    assert!(told["answer"].is_object(), "{told:#}");
}

#[test]
fn a_clock_that_was_set_is_set_after_a_kill() {
    let lasting = Lasting::new(TOPOLOGY);
    let first = lasting.serve(&["--clock", START]);
    clock(&first, &json!({ "advance": { "seconds": 31 * 86_400 } }));
    kill(first);

    let second = lasting.serve(&[]);
    let shown = clock(&second, &json!("show"));
    assert_eq!((&shown["now"], &shown["rate_thousandths"]), (&json!("2026-12-21T10:44:00Z"), &json!(0)));
    second.daemon.wait_for_log("the clock goes on as it was set");
    clock(&second, &json!({ "rate": { "thousandths": 1000 } }));
    kill(second);

    let third = lasting.serve(&[]);
    let shown = clock(&third, &json!("show"));
    assert!(shown["now"].as_str().is_some_and(|now| now.starts_with("2026-12-21T10:4")), "{shown:#}");
    assert_eq!((&shown["rate_thousandths"], &shown["system"]), (&json!(1000), &json!(false)));
}

#[test]
fn the_command_line_sets_the_clock_and_says_what_it_would_have_been() {
    let lasting = Lasting::new(TOPOLOGY);
    let first = lasting.serve(&["--clock", START]);
    clock(&first, &json!({ "advance": { "seconds": 86_400 } }));
    kill(first);
    let second = lasting.serve(&["--clock", START]);
    assert_eq!(clock(&second, &json!("show"))["now"], "2026-11-20T10:44:00Z");
    second.daemon.wait_for_log("by the clock that was set it would be 2026-11-21T10:44:00Z");
}

#[test]
fn a_controller_that_is_held_answers_from_its_old_view_after_a_restart() {
    let lasting = Lasting::new(TOPOLOGY);
    let newcomer = AsReq::of("CORP.TEST", "newcomer").encode();
    let first = lasting.serve(&["--clock", START]);
    clock(&first, &json!({ "advance": { "seconds": 7200 } }));
    let held = json!({ "realm": "corp.test", "controller": "DC2", "held": true });
    let told = first.wish(&json!({ "controller": { "set-replication": held } }));
    assert!(told["answer"].is_object(), "{told:#}");
    clock(&first, &json!({ "advance": { "seconds": 60 } }));
    add(&first, "newcomer");
    clock(&first, &json!({ "advance": { "seconds": 86_400 } }));
    kill(first);

    let second = lasting.serve(&[]);
    let known = ["DC1", "DC2"].map(|name| knows(address(&second, name), &newcomer));
    assert_eq!(known, [true, false]);
    let released = json!({ "realm": "corp.test", "controller": "DC2", "held": false });
    second.wish(&json!({ "controller": { "set-replication": released } }));
    clock(&second, &json!({ "advance": { "seconds": 3601 } }));
    assert!(knows(address(&second, "DC2"), &newcomer));
}

/// Acceptance row 71, over a restart.
#[test]
fn a_controller_that_is_behind_is_so_after_a_restart() {
    let lasting = Lasting::new(TOPOLOGY);
    let newcomer = AsReq::of("CORP.TEST", "newcomer").encode();
    let first = lasting.serve(&["--clock", START]);
    clock(&first, &json!({ "advance": { "seconds": 60 } }));
    add(&first, "newcomer");
    clock(&first, &json!({ "advance": { "seconds": 60 } }));
    kill(first);

    let second = lasting.serve(&[]);
    let known = || ["DC1", "DC2"].map(|name| knows(address(&second, name), &newcomer));
    assert_eq!(known(), [true, false]);
    clock(&second, &json!({ "advance": { "seconds": 3540 } }));
    assert_eq!(known(), [true, true]);
}
