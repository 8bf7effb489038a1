//! `xrealm state` while a daemon has the folder open.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use xrealm_tests::{DaemonOptions, Finished, Program, Scratch, xrealm};

use super::office::Office;
use super::state::{add, end};

const TOPOLOGY: &str = "[[domain]]\nname = \"corp.test\"\nusers = [{ name = \"user1\", password = \"Secret-1\" }]\n";

fn serve(files: &Scratch) -> Office {
    let topology = files.write("corp.toml", TOPOLOGY);
    let state = files.join("state").display().to_string();
    Office::of(DaemonOptions::topology(&topology), &["--state", &state])
}

fn state(arguments: &[&str], folder: &Path) -> Finished {
    Program::new(xrealm()).arg("state").args(arguments).arg(folder).run()
}

#[test]
fn a_dump_of_a_folder_in_use_is_what_it_is_of_one_that_is_not() {
    let files = Scratch::new("dumped");
    let office = serve(&files);
    add(&office, "newcomer");
    let folder = files.join("state");
    let asked = [&["dump", "--secrets"][..], &["dump"]].map(|verb| state(verb, &folder).expect_success().stdout);
    end(office);

    let read = [&["dump", "--secrets"][..], &["dump"]].map(|verb| state(verb, &folder).expect_success().stdout);

    assert!(asked == read, "{asked:#?} is not {read:#?}");
    assert!(asked[0].contains("Secret-1") && !asked[1].contains("Secret-1"));
}

#[test]
fn a_dump_of_a_running_daemon_is_restored() {
    let files = Scratch::new("dumped");
    let office = serve(&files);
    add(&office, "newcomer");
    let (out, to) = (office.daemon.out(), files.join("dump.jsonl"));
    let dumped =
        Program::new(xrealm()).args(["state", "dump", "--secrets", "--out"]).arg(out).arg("--to").arg(&to).run();
    assert!(dumped.expect_success().stdout.contains("1 entry") || to.exists());
    assert_eq!(to.metadata().expect("a file").permissions().mode() & 0o777, 0o600);
    let dump = office.dump();
    end(office);

    let from = to.display().to_string();
    state(&["restore", "--from", &from], &files.join("restored")).expect_success();

    let state = files.join("restored").display().to_string();
    let restored = Office::of(DaemonOptions::topology(&files.join("corp.toml")), &["--state", &state]);
    assert_eq!(restored.dump(), dump);
    assert!(!restored.daemon.stderr().contains("otherwise"), "{}", restored.daemon.stderr());
}

#[test]
fn who_cannot_be_answered_is_told_what_to_type() {
    let files = Scratch::new("dumped");
    let office = serve(&files);
    let folder = files.join("state");
    let socket = office.socket().display().to_string();

    let verified = state(&["verify"], &folder).expect_failure("is in use by process");
    let command = format!("xrealm state dump {} --admin {socket}`", folder.display());
    assert!(verified.stderr.contains(&command), "{verified}");
    assert!(verified.stderr.contains(&format!("`kill {}`", office.daemon.pid())), "{verified}");

    let other = files.join("other");
    let refused = state(&["dump", "--admin", &socket], &other).expect_failure("not in");
    assert!(refused.stderr.contains(&folder.display().to_string()), "{refused}");

    let memory = Office::of(DaemonOptions::topology(&files.join("corp.toml")), &[]);
    let socket = memory.socket();
    let kept = Program::new(xrealm()).args(["state", "dump", "--admin"]).arg(socket).run();
    kept.expect_failure("started without --state");
}
