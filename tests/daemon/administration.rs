//! What administrators have the daemon do, from outside: who may, what is kept, what is told.

mod clock;
mod controllers;
mod dumped;
mod followed;
mod http;
mod killed;
mod office;
mod partners;
mod proofs;
mod restarts;
mod state;
mod traces;
mod trust_accounts;
mod verifications;

use std::thread;

use serde_json::{Value, json};
use xrealm_tests::wait_until;

use self::office::{Office, create};

const ENGINEERING: &str = "Administrator@ENGINEERING.CONTOSO.COM";
const MARKETING: &str = "Administrator@MARKETING.CONTOSO.COM";

fn joined() -> Value {
    create("engineering.contoso.com", "marketing.contoso.com")
}

#[test]
fn a_trust_is_there_from_the_next_request_on_and_in_the_journal() {
    let office = Office::open();
    let user = "user1@MARKETING.CONTOSO.COM";
    assert!(!office.reaches(user, "host/server1.engineering.contoso.com"));

    let told = office.wish_as(&joined(), &[ENGINEERING, MARKETING]);

    assert!(told["answer"]["done"]["changes"].is_array(), "{told:#}");
    assert!(office.reaches(user, "host/server1.engineering.contoso.com"), "{told:#}");
    let first = office.audit().swap_remove(0);
    assert_eq!((&first["by"], &first["surface"]), (&json!(format!("{ENGINEERING}, {MARKETING}")), &json!("cli")));
}

/// Acceptance row 9.
#[test]
fn a_dry_run_shows_what_the_run_does_and_does_nothing() {
    let office = Office::open();
    let before = office.dump();

    let planned = office.dry_wish_as(&joined(), &[ENGINEERING, MARKETING]);
    assert_eq!(office.dump(), before);
    let done = office.wish_as(&joined(), &[ENGINEERING, MARKETING]);

    let (planned, done) = (&planned["answer"]["done"], &done["answer"]["done"]);
    assert_eq!((&planned["dry_run"], &done["dry_run"]), (&json!(true), &json!(false)));
    for what in ["changes", "replaced"] {
        assert_eq!(planned[what], done[what], "{what}");
    }
    assert_ne!(office.dump(), before);
}

/// Acceptance row 5.
#[test]
fn whoever_lacks_the_membership_is_denied_and_the_journal_names_the_group() {
    let office = Office::open();
    let before = office.dump();

    let told = office.wish_as(&joined(), &["user1@ENGINEERING.CONTOSO.COM", MARKETING]);

    assert_eq!(told["error"]["kind"], "access-denied", "{told:#}");
    let text = told["error"]["text"].as_str().expect("a text");
    assert!(text.contains("Domain Admins of ENGINEERING.CONTOSO.COM"), "{text}");
    assert_eq!(office.dump(), before);
    let last = office.audit().pop().expect("an entry");
    assert_eq!(last["refused"], text, "{last:#}");
}

#[test]
fn whoever_proves_nothing_is_told_which_realms_have_to_agree() {
    let told = Office::open().wish(&joined());
    assert_eq!(told["error"]["kind"], "not-authenticated", "{told:#}");
    assert_eq!(told["error"]["realms"], json!(["ENGINEERING.CONTOSO.COM", "MARKETING.CONTOSO.COM"]));
}

/// Acceptance row 11.
#[test]
fn the_first_ticket_over_a_trust_confirms_it() {
    let office = Office::open();
    office.wish_as(&joined(), &[ENGINEERING, MARKETING]);
    let confirmed = || {
        let show =
            json!({ "trust": { "show": { "realm": "engineering.contoso.com", "partner": "marketing.contoso.com" } } });
        office.wish(&show)["answer"]["trust"]["outgoing"]["confirmed"].is_string()
    };
    assert!(!confirmed());

    assert!(office.reaches("user1@MARKETING.CONTOSO.COM", "host/server1.engineering.contoso.com"));

    assert!(wait_until(confirmed), "{:#?}", office.audit());
    assert_eq!(office.audit().pop().expect("an entry")["surface"], "first-use");
}

#[test]
fn what_several_administrators_do_at_once_is_all_done() {
    let office = Office::open();
    thread::scope(|scope| {
        for worker in 0..4 {
            let office = &office;
            scope.spawn(move || {
                for number in 0..8 {
                    let account = json!({
                        "realm": "engineering.contoso.com", "name": format!("w{worker}n{number}"), "kind": "user",
                        "password": "Secret-1"
                    });
                    let told = office.wish(&json!({ "account": { "add": account } }));
                    assert!(told["answer"].is_object(), "{told:#}");
                }
            });
        }
    });
    let told = office.wish(&json!({ "account": { "list": { "realm": "engineering.contoso.com" } } }));
    let names: Vec<&str> =
        told["answer"]["accounts"].as_array().expect("a list").iter().filter_map(|one| one["name"].as_str()).collect();
    for name in (0..4).flat_map(|worker| (0..8).map(move |number| format!("w{worker}n{number}"))) {
        assert!(names.contains(&name.as_str()), "{name} is lost: {names:?}");
    }
    let numbers: Vec<u64> = office.audit().iter().filter_map(|entry| entry["number"].as_u64()).collect();
    assert!(numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{numbers:?}");
}

#[test]
fn where_the_kdcs_are_is_told() {
    let told = Office::open().ask(&json!({ "v": 1, "ask": "kdcs" }));
    let kdcs = told["kdcs"].as_array().expect("a list");
    let engineering = kdcs.iter().find(|one| one["name"] == "ENGINEERING.CONTOSO.COM").expect("it is served");
    assert_eq!((&engineering["served"], engineering["kdc"].as_array().map(Vec::len)), (&json!(true), Some(2)));
}
