//! The clock, set while the daemon runs.

use serde_json::{Value, json};

use super::office::Office;

const START: &str = "frozen:2026-11-20T10:44:00Z";

#[test]
fn a_clock_stands_moves_and_runs_as_it_is_told() {
    let office = Office::open_with(&["--clock", START]);
    assert_eq!(clock(&office, &json!("show"))["now"], "2026-11-20T10:44:00Z");
    assert_eq!(clock(&office, &json!({ "advance": { "seconds": 60 } }))["now"], "2026-11-20T10:45:00Z");
    assert_eq!(clock(&office, &json!({ "set": { "to": "2026-11-20T12:00:00Z" } }))["now"], "2026-11-20T12:00:00Z");
    assert_eq!(clock(&office, &json!("show"))["rate_thousandths"], 0);
    assert_eq!(clock(&office, &json!({ "rate": { "thousandths": 1000 } }))["rate_thousandths"], 1000);
    assert!(office.reaches("user1@ENGINEERING.CONTOSO.COM", "host/server1.engineering.contoso.com"));
}

/// Acceptance row 72.
#[test]
fn thirty_one_days_change_every_secret_once_and_no_ticket_fails() {
    let office = Office::open_with(&["--clock", START]);
    let reaches = || office.reaches("user1@EUROPE.TAILSPINTOYS.COM", "host/server1.tailspintoys.com");
    assert!(reaches());

    let told = clock(&office, &json!({ "advance": { "seconds": 31 * 86_400 } }));

    let done: Vec<&str> = told["upkeep"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    for direction in
        ["TAILSPINTOYS.COM trusts EUROPE.TAILSPINTOYS.COM", "EUROPE.TAILSPINTOYS.COM trusts TAILSPINTOYS.COM"]
    {
        let changes =
            done.iter().filter(|line| line.contains("change secret") && line.contains(&format!(": {direction} (")));
        assert_eq!(changes.count(), 1, "{direction}: {done:#?}");
    }
    assert!(reaches(), "{done:#?}");
    assert!(office.audit().iter().any(|entry| entry["surface"] == "upkeep"));
}

#[test]
fn a_clock_that_goes_back_undoes_nothing_and_says_so() {
    let office = Office::open_with(&["--clock", START]);
    clock(&office, &json!({ "advance": { "seconds": 31 * 86_400 } }));
    let changed = office.dump();

    let told = clock(&office, &json!({ "set": { "to": "2026-11-20T10:44:00Z" } }));

    assert_eq!(told["now"], "2026-11-20T10:44:00Z");
    assert!(told["upkeep"][0].as_str().is_some_and(|note| note.contains("stays")), "{told:#}");
    assert_eq!(office.dump(), changed);
}

#[test]
fn a_clock_is_not_set_so_far_or_made_so_fast_that_nobody_could_keep_up() {
    let office = Office::open_with(&["--clock", START]);
    for step in [
        json!({ "advance": { "seconds": u64::MAX } }),
        json!({ "set": { "to": "9999-12-31T23:59:59Z" } }),
        json!({ "rate": { "thousandths": u64::MAX } }),
    ] {
        assert_eq!(office.wish(&json!({ "clock": step }))["error"]["kind"], "usage", "{step}");
    }
    assert_eq!(clock(&office, &json!("show"))["now"], "2026-11-20T10:44:00Z");
}

fn clock(office: &Office, operation: &Value) -> Value {
    let told = office.wish(&json!({ "clock": operation }));
    assert!(told["answer"]["clock"].is_object(), "{told:#}");
    told["answer"]["clock"].clone()
}
