//! What changes nothing and leaves its trace all the same; what a restart does not make good again.

use std::os::unix::fs::MetadataExt;

use serde_json::{Value, json};
use xrealm_tests::{DaemonOptions, Scratch};

use super::office::Office;
use super::state::end;
use super::{ENGINEERING, MARKETING, joined};

fn lasting(files: &Scratch) -> Office {
    let state = files.join("state").display().to_string();
    Office::of(DaemonOptions::fixture("administration.toml"), &["--state", &state])
}

#[track_caller]
fn used(told: &Value) {
    assert!(told["error"]["text"].as_str().is_some_and(|text| text.contains("used before")), "{told:#}");
}

#[test]
fn a_proof_that_was_used_is_used_after_a_restart_too() {
    let files = Scratch::new("traces");
    let first = lasting(&files);
    let both = [ENGINEERING, MARKETING];
    let removed = json!({ "trust": { "remove": {
        "ends": { "trusting": "engineering.contoso.com", "trusted": "marketing.contoso.com" },
        "two_way": true, "side": null, "force": false
    } } });
    let too_early = first.line_as(&json!({ "operation": removed }), &both);
    assert_eq!(first.say(&too_early)["error"]["kind"], "not-found");
    let made = first.line_as(&json!({ "operation": joined() }), &both);
    assert!(first.say(&made)["answer"].is_object());
    let dump = first.dump();
    end(first);

    let second = lasting(&files);

    used(&second.say(&too_early));
    used(&second.say(&made));
    assert_eq!(second.dump(), dump);
    let next = second.line_as(&json!({ "operation": removed }), &both);
    assert!(second.say(&next)["answer"].is_object(), "whoever proves themselves anew may");
    end(second);
    used(&lasting(&files).say(&next));
}

#[test]
fn a_new_image_of_the_state_forgets_no_proof() {
    let files = Scratch::new("traces");
    let first = lasting(&files);
    let made = first.line_as(&json!({ "operation": joined() }), &[ENGINEERING, MARKETING]);
    assert!(first.say(&made)["answer"].is_object());
    let account = json!({ "realm": "engineering.contoso.com", "name": "user1", "previous": false });
    let is_said_again = || {
        (0..100).for_each(|_| drop(first.wish(&json!({ "account": { "export-keytab": account } }))));
        first.audit().iter().any(|entry| entry["operation"] == "proofs that were used stay used")
    };
    assert!((0..20).any(|_| is_said_again()), "no image is made");
    end(first);

    used(&lasting(&files).say(&made));
}

#[test]
fn whoever_sees_secrets_is_in_the_journal() {
    let office = Office::open();
    let uid = format!("uid {}", office.socket().metadata().expect("a socket").uid());
    office.wish(&json!({ "dump": { "secrets": false } }));
    assert!(office.whole_audit().is_empty());

    office.dump();
    let account = json!({ "realm": "engineering.contoso.com", "name": "user1", "previous": false });
    let told = office.wish(&json!({ "account": { "export-keytab": account } }));

    assert!(told["answer"]["keytab"].is_string(), "{told:#}");
    let entries = office.whole_audit();
    let words: Vec<&str> = entries.iter().filter_map(|entry| entry["operation"].as_str()).collect();
    let keytab = "export the keys of user1 in engineering.contoso.com as a keytab";
    assert_eq!(words, ["look at the directory with its secrets", keytab]);
    for entry in entries {
        assert_eq!((&entry["by"], &entry["surface"]), (&json!(uid), &json!("socket")), "{entry:#}");
    }
}

#[test]
fn whoever_dumps_a_state_with_its_secrets_is_in_the_journal() {
    let files = Scratch::new("traces");
    let office = lasting(&files);
    let entries = office.audit().len();
    office.ask(&json!({ "v": 1, "state": { "secrets": false } }));
    assert_eq!(office.audit().len(), entries);
    office.ask(&json!({ "v": 1, "state": { "secrets": true } }));
    let last = office.audit().pop().expect("an entry");
    assert_eq!((&last["operation"], &last["surface"]), (&json!("dump the state with its secrets"), &json!("socket")));
}

#[test]
fn nobody_says_to_be_another_process_who_is_none() {
    let office = Office::open();
    let account = json!({ "realm": "engineering.contoso.com", "name": "mole", "kind": "user", "password": "Secret-1" });
    let wish = json!({ "operation": { "account": { "add": account } }, "surface": "partner" });
    let told = office.say(&format!(r#"{{"v":1,"wish":{wish}}}"#));
    assert!(told["answer"].is_object(), "{told:#}");
    assert_eq!(office.audit().pop().expect("an entry")["surface"], "socket");
}
