//! Interdomain trust accounts, with a real client.

use std::fs;

use serde_json::{Value, json};
use xrealm_tests::{Client, ClientKind, Scratch};

use super::office::{Office, create};

const ENGINEERING: &str = "Administrator@ENGINEERING.CONTOSO.COM";
const MARKETING: &str = "Administrator@MARKETING.CONTOSO.COM";
/// Under which engineering.contoso.com, which trusts, logs in at marketing.contoso.com.
const ACCOUNT: &str = "ENGINEERING$@MARKETING.CONTOSO.COM";

fn joined() -> Office {
    let office = Office::open();
    let told = office.wish_as(&create("engineering.contoso.com", "marketing.contoso.com"), &[ENGINEERING, MARKETING]);
    assert!(told["answer"]["done"].is_object(), "{told:#}");
    office
}

fn account(verb: &str, more: &Value) -> Value {
    let mut wish = json!({ "realm": "marketing.contoso.com", "name": "ENGINEERING$" });
    for (key, value) in more.as_object().into_iter().flatten() {
        wish[key] = value.clone();
    }
    json!({ "account": { verb: wish } })
}

/// Writes the account's keytab where MIT's `kinit` finds it.
fn keytab(office: &Office, scratch: &Scratch) {
    let told = office.wish(&account("export-keytab", &json!({ "previous": false })));
    let text = told["answer"]["keytab"].as_str().unwrap_or_else(|| panic!("{told:#}"));
    let octets: Vec<u8> =
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal")).collect();
    fs::write(scratch.join("trust.keytab"), octets).expect("the scratch folder can be written");
}

#[test]
fn the_partner_logs_in_with_the_trust_secret_and_only_the_current_one() {
    let (office, scratch) = (joined(), Scratch::new("trust-account"));
    let log_in = || {
        let client = Client::of(ClientKind::Mit, &office.daemon.krb5_conf());
        client.log_in_with_keytab(ACCOUNT, &scratch.join("trust.keytab"))
    };
    keytab(&office, &scratch);
    log_in().expect_success();

    let ends = json!({ "trusting": "engineering.contoso.com", "trusted": "marketing.contoso.com" });
    let reset = office.wish_as(&json!({ "trust": { "reset": { "ends": ends } } }), &[ENGINEERING, MARKETING]);
    assert!(reset["answer"]["done"].is_object(), "{reset:#}");
    assert_ne!(log_in().code, 0, "the secret is another one");
    keytab(&office, &scratch);
    log_in().expect_success();

    let ends = json!({ "trusting": "engineering.contoso.com", "trusted": "marketing.contoso.com" });
    let remove = json!({ "trust": { "remove": { "ends": ends, "two_way": false } } });
    let removed = office.wish_as(&remove, &[ENGINEERING, MARKETING]);
    assert!(removed["answer"]["done"].is_object(), "{removed:#}");
    log_in().expect_failure("not found in Kerberos database");
}

#[test]
fn it_is_listed_and_changed_by_nothing_but_the_trust() {
    let office = joined();
    let told = office.wish(&json!({ "account": { "list": { "realm": "marketing.contoso.com" } } }));
    let list = told["answer"]["accounts"].as_array().expect("a list");
    let found = list.iter().find(|one| one["name"] == "ENGINEERING$").unwrap_or_else(|| panic!("{told:#}"));
    assert_eq!(found["kind"], "interdomain trust account");

    let before = office.dump();
    for wish in [
        account("set-password", &json!({ "password": "Other-1", "must_change": false })),
        account("delete", &json!({})),
        account("service-principal-names", &json!({ "add": ["host/a.b"], "remove": [] })),
        account("add", &json!({ "kind": "user", "password": "Other-1" })),
    ] {
        let told = office.wish(&wish);
        let text = told["error"]["text"].as_str().unwrap_or_else(|| panic!("{told:#}"));
        assert!(text.contains("xrealm trust reset ENGINEERING.CONTOSO.COM MARKETING.CONTOSO.COM"), "{wish}: {text}");
    }
    assert_eq!(office.dump(), before);
}
