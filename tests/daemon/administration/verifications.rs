//! What testing a trust leaves behind.

use serde_json::{Value, json};

use super::office::{Office, create};

const ENGINEERING: &str = "Administrator@ENGINEERING.CONTOSO.COM";
const MARKETING: &str = "Administrator@MARKETING.CONTOSO.COM";

fn ends() -> Value {
    json!({ "trusting": "engineering.contoso.com", "trusted": "marketing.contoso.com" })
}

fn last_operation(office: &Office) -> String {
    let last = office.audit().pop().expect("an entry");
    assert_eq!(last["refused"], Value::Null, "{last:#}");
    last["operation"].as_str().expect("words").to_owned()
}

/// Acceptance rows 10 and 12.
#[test]
fn a_trust_that_is_made_and_confirmed_says_so_in_the_journal_and_in_the_log() {
    let office = Office::open();
    let mut new = create("engineering.contoso.com", "marketing.contoso.com");
    new["trust"]["create"]["confirm"] = json!(true);
    let told = office.wish_as(&new, &[ENGINEERING, MARKETING]);
    assert!(told["answer"]["done"].is_object(), "{told:#}");
    let words = "tested: ENGINEERING.CONTOSO.COM trusting MARKETING.CONTOSO.COM: healthy: MARKETING.CONTOSO.COM seals";
    assert!(last_operation(&office).contains(words), "{}", last_operation(&office));
    office.daemon.wait_for_log(words);
}

/// Acceptance row 10.
#[test]
fn every_test_is_in_the_journal_with_what_it_found_and_why() {
    let office = Office::open();
    let who = [ENGINEERING, MARKETING];
    office.wish_as(&create("engineering.contoso.com", "marketing.contoso.com"), &who);
    let verify = || {
        let told = office.wish_as(&json!({ "trust": { "verify": { "ends": ends(), "two_way": false } } }), &who);
        assert!(told["answer"]["verified"].is_array(), "{told:#}");
        last_operation(&office)
    };
    for _ in 0..2 {
        let entries = office.audit().len();
        assert!(verify().contains(": healthy: MARKETING.CONTOSO.COM seals with kvno 1"), "{}", verify());
        assert!(office.audit().len() > entries, "also when nothing is news");
    }

    let reset = json!({ "trust": { "reset": { "ends": ends(), "side": "trusted", "password": "Other-1" } } });
    let told = office.wish_as(&reset, &who);
    assert!(told["answer"]["done"].is_object(), "{told:#}");
    let (told, before) = (verify(), office.dump());
    assert!(told.contains(": trust secret mismatch: MARKETING.CONTOSO.COM seals with kvno 2"), "{told}");
    office.daemon.wait_for_log("trust secret mismatch");

    let link = |up: bool| {
        let ends = json!({ "one": "engineering.contoso.com", "other": "marketing.contoso.com", "up": up });
        office.wish(&json!({ "controller": { "set-link": ends } }))
    };
    link(false);
    assert!(verify().contains(": partner unreachable: "), "{}", verify());
    link(true);
    assert_eq!(office.dump(), before, "testing changes nothing");
}
