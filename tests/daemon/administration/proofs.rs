//! Proofs that prove nothing.

use serde_json::{Value, json};
use xrealm_names::Principal;

use super::office::Office;
use super::{ENGINEERING, MARKETING, joined};

#[test]
fn a_proof_is_good_once() {
    let office = Office::open();
    let line = office.line_as(&json!({ "operation": joined(), "dry_run": true }), &[ENGINEERING, MARKETING]);
    assert!(office.say(&line)["answer"].is_object());
    refused(&office.say(&line), "used before");
}

#[test]
fn a_proof_is_good_for_one_wish() {
    let office = Office::open();
    let line = office.line_as(&json!({ "operation": joined(), "dry_run": true }), &[ENGINEERING, MARKETING]);
    let altered = line.replace("\"dry_run\":true", "\"dry_run\":false");
    assert_ne!(line, altered);
    refused(&office.say(&altered), "something else");
}

#[test]
fn a_ticket_for_another_service_is_no_proof() {
    let office = Office::open();
    let wish = json!({ "operation": joined() }).to_string();
    let client = Principal::parse(ENGINEERING).expect("a principal");
    let ticket = office.service_ticket(&client, "host/server1.engineering.contoso.com");
    let proof = json!({ "realm": "ENGINEERING.CONTOSO.COM", "ap_req": office.ap_req(&ticket, &wish) });
    refused(&office.say(&line(&wish, &[proof])), "not served here");
}

#[test]
fn a_ticket_of_another_realm_is_no_proof() {
    let office = Office::open();
    let wish = json!({ "operation": joined() }).to_string();
    let mut proof = office.proof(MARKETING, &wish);
    proof["realm"] = json!("ENGINEERING.CONTOSO.COM");
    refused(&office.say(&line(&wish, &[proof])), "not served here");
}

#[test]
fn an_altered_proof_is_none() {
    let office = Office::open();
    let wish = json!({ "operation": joined() }).to_string();
    let whole = office.proof(ENGINEERING, &wish)["ap_req"].as_str().expect("digits").to_owned();
    for at in (0..whole.len()).step_by(34) {
        let mut digits = whole.clone().into_bytes();
        digits[at] = if digits[at] == b'0' { b'1' } else { b'0' };
        let digits = String::from_utf8(digits).expect("digits");
        let proof = json!({ "realm": "ENGINEERING.CONTOSO.COM", "ap_req": digits });
        let told = office.say(&line(&wish, &[proof]));
        assert!(told["error"]["kind"] == "not-authenticated", "digit {at}: {told:#}");
    }
}

#[test]
fn octets_that_are_no_proof_are_refused_and_the_daemon_lives_on() {
    let office = Office::open();
    let wish = json!({ "operation": joined() }).to_string();
    for (realm, ap_req) in [
        ("ENGINEERING.CONTOSO.COM", ""),
        ("ENGINEERING.CONTOSO.COM", "00"),
        ("ENGINEERING.CONTOSO.COM", "6e820000"),
        ("ENGINEERING.CONTOSO.COM", "6e84ffffffff30"),
        ("NOWHERE.TEST", "6e00"),
        ("", ""),
    ] {
        let told = office.say(&line(&wish, &[json!({ "realm": realm, "ap_req": ap_req })]));
        assert_eq!(told["error"]["kind"], "not-authenticated", "{realm} {ap_req}: {told:#}");
    }
    let many: Vec<Value> = (0..100).map(|_| json!({ "realm": "ENGINEERING.CONTOSO.COM", "ap_req": "00" })).collect();
    assert_eq!(office.say(&line(&wish, &many))["error"]["kind"], "not-authenticated");
}

#[test]
fn who_asks_learns_whom_they_ask_and_what_they_are() {
    let office = Office::open();
    let client = Principal::parse(ENGINEERING).expect("a principal");
    let ticket = office.service_ticket(&client, "kadmin/admin");
    let proof = json!({ "realm": "ENGINEERING.CONTOSO.COM", "ap_req": office.ap_req(&ticket, "") });

    let told = office.ask(&json!({ "v": 1, "prove": proof }));

    assert_eq!(told["proven"]["client"], ENGINEERING, "{told:#}");
    let groups = told["proven"]["groups"].as_array().expect("a list");
    assert!(groups.contains(&json!("Domain Admins@ENGINEERING.CONTOSO.COM")), "{told:#}");
    assert!(told["proven"]["ap_rep"].as_str().is_some_and(|reply| reply.starts_with("6f")), "{told:#}");
    refused(&office.ask(&json!({ "v": 1, "prove": proof })), "used before");
}

fn line(wish: &str, proofs: &[Value]) -> String {
    format!(r#"{{"v":1,"wish":{wish},"proofs":{}}}"#, json!(proofs))
}

#[track_caller]
fn refused(told: &Value, why: &str) {
    assert_eq!(told["error"]["kind"], "not-authenticated", "{told:#}");
    assert!(told["error"]["text"].as_str().is_some_and(|text| text.contains(why)), "{told:#}");
}
