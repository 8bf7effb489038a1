//! A state that is made to follow a topology file: what the file says is so, and nothing else is lost.

use nix::sys::signal::Signal;
use serde_json::{Value, json};

use super::office::Office;
use super::state::{Lasting, add, end, users};

const TOPOLOGY: &str = r#"
[[domain]]
name = "corp.test"
users = [{ name = "user1", password = "Secret-1" }, { name = "leaver", password = "Secret-1" }]

[[domain]]
name = "partner.test"

[[trust]]
kind = "forest"
trusting = "corp.test"
trusted = "partner.test"
"#;

/// One user more, one less, and another password of the third.
const LATER: &str = r#"
[[domain]]
name = "corp.test"
users = [{ name = "user1", password = "Secret-2" }, { name = "filed", password = "Secret-3" }]

[[domain]]
name = "partner.test"

[[trust]]
kind = "forest"
trusting = "corp.test"
trusted = "partner.test"
"#;

/// A state in which an administrator made an account and the secret of the trust was changed by itself, before a file that
/// says something else.
fn lived_in() -> Lasting {
    let lasting = Lasting::of(TOPOLOGY);
    let office = lasting.serve(&[]);
    add(&office, "by-hand");
    let told = office.wish(&json!({ "clock": { "advance": { "seconds": 31 * 86_400 } } }));
    assert!(told["answer"].is_object(), "{told:#}");
    assert_eq!(secret(&office)["kvno"], 2);
    end(office);
    lasting.files.write("corp.toml", LATER);
    lasting
}

fn secret(office: &Office) -> Value {
    let told = office.wish(&json!({ "trust": { "show": { "realm": "corp.test", "partner": "partner.test" } } }));
    told["answer"]["trust"]["outgoing"].clone()
}

#[test]
fn what_the_file_says_wins_and_all_else_stays() {
    let lasting = lived_in();

    let office = lasting.serve(&["--reconcile"]);

    let mut names = users(&office);
    names.sort();
    assert_eq!(names, ["by-hand", "filed", "leaver", "user1"], "{}", office.daemon.stderr());
    assert!(office.logs_in("user1@CORP.TEST", "Secret-2") && office.logs_in("filed@CORP.TEST", "Secret-3"));
    assert!(!office.logs_in("user1@CORP.TEST", "Secret-1"));
    assert!(office.logs_in("by-hand@CORP.TEST", "Secret-1"));
    assert_eq!(secret(&office)["kvno"], 2, "a secret has a life of its own");
    let told = office.daemon.stderr();
    for kept in ["leaver@CORP.TEST", "by-hand@CORP.TEST"] {
        assert!(told.contains(&format!("not in the topology, and stays: account {kept}")), "{told}");
    }
}

#[test]
fn all_of_it_is_one_operation_that_the_next_start_knows() {
    let lasting = lived_in();
    let before = lasting.serve(&[]);
    let entries = before.audit().len();
    end(before);

    let followed = lasting.serve(&["--reconcile"]);
    let (dump, audit) = (followed.dump(), followed.audit());
    end(followed);

    assert_eq!(audit.len(), entries + 1);
    let last = audit.last().expect("an entry");
    assert_eq!((&last["surface"], &last["by"]), (&json!("topology"), &json!("xrealm itself")), "{last:#}");
    assert_eq!(last["changes"].as_array().map(Vec::len), Some(2), "{last:#}");
    assert!(!audit.iter().any(|entry| entry.to_string().contains("Secret-2")));
    assert_eq!(lasting.serve(&[]).dump(), dump);
}

#[test]
fn a_file_that_is_followed_already_changes_nothing() {
    let lasting = lived_in();
    let first = lasting.serve(&["--reconcile"]);
    let (dump, audit) = (first.dump(), first.audit());
    end(first);

    let second = lasting.serve(&["--reconcile"]);

    assert_eq!((second.dump(), second.audit()), (dump, audit));
    assert!(!second.daemon.stderr().contains("otherwise"), "{}", second.daemon.stderr());
}

#[test]
fn a_file_that_is_not_to_be_followed_is_only_told_of() {
    let lasting = Lasting::of(TOPOLOGY);
    let first = lasting.serve(&[]);
    let dump = first.dump();
    end(first);
    lasting.files.write("corp.toml", LATER);

    let second = lasting.serve(&[]);

    assert_eq!(second.dump(), dump);
    let told = second.daemon.stderr();
    assert_eq!(told.matches("the topology says otherwise").count(), 2, "{told}");
    assert!(told.contains("differences=2") && told.contains("--reconcile"), "{told}");
    assert!(!told.contains("Secret-"), "{told}");
}

#[test]
fn a_file_that_does_not_fit_the_state_is_refused_whole() {
    let lasting = Lasting::of(TOPOLOGY);
    let office = lasting.serve(&["--reconcile"]);
    // The next relative identifier is given to whoever comes first.
    add(&office, "by-hand");
    let dump = office.dump();
    lasting.files.write("corp.toml", &LATER.replace("name = \"filed\",", "name = \"filed\", rid = 1105,"));

    office.daemon.signal(Signal::SIGHUP);

    office.daemon.wait_for_log("cannot follow the topology");
    assert_eq!(office.dump(), dump);
}
