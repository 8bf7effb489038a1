//! What lasts, and what the topology file has to say to it.

use nix::sys::signal::Signal;
use serde_json::json;
use xrealm_tests::{DaemonOptions, Scratch, wait_until};

use super::office::Office;

const TOPOLOGY: &str = "[[domain]]\nname = \"corp.test\"\nusers = [{ name = \"user1\", password = \"Secret-1\" }]\n";

pub(super) struct Lasting {
    pub(super) files: Scratch,
}

impl Lasting {
    fn new() -> Lasting {
        Lasting::of(TOPOLOGY)
    }

    pub(super) fn of(topology: &str) -> Lasting {
        let files = Scratch::new("lasting");
        files.write("corp.toml", topology);
        Lasting { files }
    }

    pub(super) fn serve(&self, arguments: &[&str]) -> Office {
        let state = self.files.join("state").display().to_string();
        let arguments: Vec<&str> = ["--state", &state].into_iter().chain(arguments.iter().copied()).collect();
        Office::of(DaemonOptions::topology(&self.files.join("corp.toml")), &arguments)
    }

    fn add_to_topology(&self, user: &str) {
        let more =
            TOPOLOGY.replace("users = [", &format!("users = [{{ name = \"{user}\", password = \"Secret-3\" }}, "));
        self.files.write("corp.toml", &more);
    }
}

pub(super) fn end(mut office: Office) {
    office.daemon.signal(Signal::SIGTERM);
    assert_eq!(office.daemon.wait().code, 0, "{}", office.daemon.stderr());
}

pub(super) fn add(office: &Office, user: &str) {
    let account = json!({ "realm": "corp.test", "name": user, "kind": "user", "password": "Secret-1" });
    let told = office.wish(&json!({ "account": { "add": account } }));
    assert!(told["answer"].is_object(), "{told:#}");
}

pub(super) fn users(office: &Office) -> Vec<String> {
    let told = office.wish(&json!({ "account": { "list": { "realm": "corp.test" } } }));
    let list = told["answer"]["accounts"].as_array().unwrap_or_else(|| panic!("{told:#}"));
    let users = list.iter().filter(|one| one["kind"] == "user").filter_map(|one| one["name"].as_str());
    users.map(str::to_owned).collect()
}

#[test]
fn what_was_acknowledged_is_there_after_the_next_start() {
    let lasting = Lasting::new();
    let first = lasting.serve(&[]);
    add(&first, "newcomer");
    let (dump, audit) = (first.dump(), first.audit());
    end(first);

    let second = lasting.serve(&[]);

    assert_eq!(second.dump(), dump);
    assert_eq!(second.audit(), audit);
    assert!(!second.daemon.stderr().contains("otherwise: account of user1"), "{}", second.daemon.stderr());
}

#[test]
fn a_topology_read_again_differs_in_nothing_that_nobody_changed() {
    let lasting = Lasting::new();
    end(lasting.serve(&[]));
    let second = lasting.serve(&[]);
    assert!(!second.daemon.stderr().contains("otherwise"), "{}", second.daemon.stderr());
}

#[test]
fn what_the_topology_says_differently_is_shown_and_taken_over_when_asked_only() {
    let lasting = Lasting::new();
    end(lasting.serve(&[]));
    lasting.add_to_topology("filed");

    let shown = lasting.serve(&[]);
    shown.daemon.wait_for_log("filed");
    assert_eq!(users(&shown), ["user1"]);
    end(shown);

    let taken = lasting.serve(&["--reconcile"]);
    assert_eq!(users(&taken).len(), 2, "{}", taken.daemon.stderr());
    let last = taken.audit().pop().expect("an entry");
    assert_eq!(last["surface"], "topology");
    assert!(last["replaced"].to_string().contains("filed"), "{last:#}");
    end(taken);
    assert_eq!(users(&lasting.serve(&[])).len(), 2);
}

#[test]
fn a_hang_up_shows_differences_and_changes_nothing() {
    let lasting = Lasting::new();
    let office = lasting.serve(&[]);
    lasting.add_to_topology("filed");
    office.daemon.signal(Signal::SIGHUP);
    office.daemon.wait_for_log("filed");
    assert_eq!(users(&office), ["user1"]);
}

#[test]
fn a_hang_up_takes_over_what_was_asked_for_with_reconcile() {
    let lasting = Lasting::new();
    let office = lasting.serve(&["--reconcile"]);
    lasting.add_to_topology("filed");
    office.daemon.signal(Signal::SIGHUP);
    assert!(wait_until(|| users(&office).len() == 2), "{}", office.daemon.stderr());
}

#[test]
fn without_a_state_a_hang_up_replaces_everything_and_says_what_is_lost() {
    let files = Scratch::new("passing");
    let path = files.write("corp.toml", TOPOLOGY);
    let office = Office::of(DaemonOptions::topology(&path), &[]);
    add(&office, "newcomer");
    office.daemon.signal(Signal::SIGHUP);
    office.daemon.wait_for_log("are lost");
    assert_eq!(users(&office), ["user1"]);
}
