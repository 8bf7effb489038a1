//! The two ends of a trust in two processes.

use serde_json::{Value, json};
use xrealm_tests::{DaemonOptions, Scratch};

use super::office::{Office, create, say};

struct Two {
    _files: Scratch,
    near: Office,
    far: Office,
}

impl Two {
    /// The near one knows the socket of the far one.
    fn open() -> Two {
        Two::open_with(&[], |far| (far.socket().display().to_string(), None))
    }

    /// The near one knows the URL of the far one, and its token.
    fn over_http() -> Two {
        Two::open_with(&["--admin-http", "127.0.0.1:0"], |far| {
            (far.daemon.admin_url(), Some(far.daemon.admin_token_file().display().to_string()))
        })
    }

    fn open_with(far_arguments: &[&str], admin: impl Fn(&Office) -> (String, Option<String>)) -> Two {
        let files = Scratch::new("partners");
        let far = topology("far.test", FAR_SID, "NEAR.TEST", NEAR_SID, "127.0.0.1:9", None);
        let far = Office::of(DaemonOptions::topology(&files.write("far.toml", &far)), far_arguments);
        let kdc = far.daemon.address_of("FAR.TEST").to_string();
        let (admin, token) = admin(&far);
        let near = topology("near.test", NEAR_SID, "FAR.TEST", FAR_SID, &kdc, Some(&admin));
        let token = token.as_deref().map(|token| ["--partner-token-file", token]);
        let near_arguments: Vec<&str> = token.into_iter().flatten().collect();
        let near = Office::of(DaemonOptions::topology(&files.write("near.toml", &near)), &near_arguments);
        Two { _files: files, near, far }
    }

    /// A wish at the near process, with a proof for each.
    fn wish(&self, near: &str, far: &str) -> Value {
        self.wish_for(&create("near.test", "far.test"), near, far)
    }

    fn wish_for(&self, operation: &Value, near: &str, far: &str) -> Value {
        let wish = json!({ "operation": operation }).to_string();
        let proofs = [self.near.proof(near, &wish), self.far.proof(far, &wish)];
        self.near.say(&format!(r#"{{"v":1,"wish":{wish},"proofs":{}}}"#, json!(proofs)))
    }

    fn trusts(&self) -> [usize; 2] {
        [&self.near, &self.far].map(|office| {
            let told = office.wish(&json!({ "trust": { "list": { "realm": null } } }));
            told["answer"]["trusts"].as_array().unwrap_or_else(|| panic!("{told:#}")).len()
        })
    }
}

const NEAR_SID: &str = "S-1-5-21-4-5-6";
const FAR_SID: &str = "S-1-5-21-1-2-3";

fn topology(own: &str, sid: &str, other: &str, other_sid: &str, kdc: &str, admin: Option<&str>) -> String {
    let admin = admin.map(|admin| format!("admin = \"{admin}\"\n")).unwrap_or_default();
    let flat = other.split('.').next().unwrap_or_default();
    format!(
        "[[domain]]\nname = \"{own}\"\nsid = \"{sid}\"\n\
         users = [{{ name = \"Administrator\", password = \"Secret-1\", groups = [\"Domain Admins\"] }},\n\
         {{ name = \"user1\", password = \"Secret-1\" }}]\n\
         [[realm]]\nname = \"{other}\"\nnetbios = \"{flat}\"\nsid = \"{other_sid}\"\nkdc = [\"{kdc}\"]\n{admin}"
    )
}

#[test]
fn both_ends_are_made_in_one_operation() {
    let two = Two::open();
    let told = two.wish("Administrator@NEAR.TEST", "Administrator@FAR.TEST");
    assert!(told["answer"]["done"].is_object(), "{told:#}");
    assert_eq!(two.trusts(), [1, 1]);
    assert_eq!(two.far.audit().pop().expect("an entry")["surface"], "partner");
}

#[test]
fn one_direction_is_removed_at_both_ends_and_the_other_stays() {
    let two = Two::open();
    let mut both_ways = create("near.test", "far.test");
    both_ways["trust"]["create"]["two_way"] = json!(true);
    let (near, far) = ("Administrator@NEAR.TEST", "Administrator@FAR.TEST");
    assert!(two.wish_for(&both_ways, near, far)["answer"]["done"].is_object());
    let directions = || {
        [&two.near, &two.far].map(|office| {
            let told = office.wish(&json!({ "trust": { "list": { "realm": null } } }));
            told["answer"]["trusts"][0]["direction"].as_str().unwrap_or("none").to_owned()
        })
    };
    assert_eq!(directions(), ["two-way", "two-way"]);

    let ends = json!({ "trusting": "near.test", "trusted": "far.test" });
    let told = two.wish_for(&json!({ "trust": { "remove": { "ends": ends, "two_way": false } } }), near, far);

    assert!(told["answer"]["done"].is_object(), "{told:#}");
    assert_eq!(directions(), ["inbound", "outbound"]);
}

#[test]
fn both_ends_are_made_over_http_too() {
    let two = Two::over_http();
    let told = two.wish("Administrator@NEAR.TEST", "user1@FAR.TEST");
    assert_eq!(told["error"]["kind"], "access-denied", "{told:#}");
    let told = two.wish("Administrator@NEAR.TEST", "Administrator@FAR.TEST");
    assert!(told["answer"]["done"].is_object(), "{told:#}");
    assert_eq!(two.trusts(), [1, 1]);
}

/// Acceptance row 65: what the far forest has is told over HTTP too, before anything is made; its own end learns as much.
#[test]
fn each_end_of_a_forest_trust_has_the_suffixes_of_the_other() {
    let two = Two::over_http();
    for (office, own) in [(&two.near, "near"), (&two.far, "far")] {
        let change = json!({ "kind": "spn", "suffix": format!("{own}-hosts.example"), "add": true });
        let operation =
            json!({ "trust": { "change-own-suffixes": { "realm": format!("{own}.test"), "changes": [change] } } });
        let administrator = format!("Administrator@{}.TEST", own.to_uppercase());
        let told = office.wish_as(&operation, &[&administrator]);
        assert!(told["answer"]["done"].is_object(), "{told:#}");
    }
    let mut forest = create("near.test", "far.test");
    forest["trust"]["create"]["kind"] = json!("forest");
    forest["trust"]["create"]["two_way"] = json!(true);

    let told = two.wish_for(&forest, "Administrator@NEAR.TEST", "Administrator@FAR.TEST");

    assert!(told["answer"]["done"].is_object(), "{told:#}");
    for (office, own, other) in [(&two.near, "near", "far"), (&two.far, "far", "near")] {
        let list = json!({ "realm": format!("{own}.test"), "partner": format!("{other}.test") });
        let kept = office.wish(&json!({ "trust": { "suffixes": list } }));
        let suffixes = kept["answer"]["suffixes"]["suffixes"].as_array().unwrap_or_else(|| panic!("{kept:#}"));
        let name = format!("{other}-hosts.example");
        assert!(suffixes.iter().any(|suffix| suffix["name"] == *name && suffix["enabled"] == true), "{kept:#}");
    }
}

/// Acceptance row 3.
#[test]
fn whoever_may_not_at_the_other_side_leaves_nothing_on_either() {
    let two = Two::open();
    let told = two.wish("Administrator@NEAR.TEST", "user1@FAR.TEST");
    assert_eq!(told["error"]["kind"], "access-denied", "{told:#}");
    assert_eq!(two.trusts(), [0, 0]);
    let told = two.wish("user1@NEAR.TEST", "Administrator@FAR.TEST");
    assert_eq!(told["error"]["kind"], "access-denied", "{told:#}");
    assert_eq!(two.trusts(), [0, 0]);
}

#[test]
fn a_side_that_cannot_be_reached_leaves_nothing_on_the_other() {
    let two = Two::open();
    let wish = json!({ "operation": create("near.test", "far.test") }).to_string();
    let who = ["Administrator@NEAR.TEST", "Administrator@FAR.TEST"];
    let proofs = [two.near.proof(who[0], &wish), two.far.proof(who[1], &wish)];
    let Two { near, far, _files } = two;
    drop(far);
    let told = near.say(&format!(r#"{{"v":1,"wish":{wish},"proofs":{}}}"#, json!(proofs)));
    assert_eq!(told["error"]["kind"], "unreachable", "{told:#}");
    assert_eq!(near.wish(&json!({ "trust": { "list": { "realm": null } } }))["answer"]["trusts"], json!([]));
}

#[test]
fn both_realms_are_named_that_have_to_agree() {
    let two = Two::open();
    let told = two.near.wish(&create("near.test", "far.test"));
    assert_eq!(told["error"]["realms"], json!(["NEAR.TEST", "FAR.TEST"]), "{told:#}");
}

#[test]
fn another_process_cannot_ask_for_more_than_its_administrator_did() {
    let two = Two::open();
    let whole = json!({ "operation": create("near.test", "far.test") }).to_string();
    let proof = two.far.proof("Administrator@FAR.TEST", &whole);
    let half = |change: &dyn Fn(&mut Value)| {
        let mut half = create("near.test", "far.test");
        let create = &mut half["trust"]["create"];
        create["side"] = json!("trusted");
        create["password"] = json!("Secret-of-both");
        change(create);
        half
    };
    let line = |half: &Value| {
        let part = json!({ "of": whole, "ticket": "00" });
        json!({ "v": 1, "wish": { "operation": half }, "proofs": [proof], "part": part }).to_string()
    };
    for change in [
        &(|create: &mut Value| create["two_way"] = json!(true)) as &dyn Fn(&mut Value),
        &|create: &mut Value| create["side"] = Value::Null,
        &|create: &mut Value| create["quarantine"] = json!(false),
        &|create: &mut Value| create["ends"]["trusting"] = json!("other.test"),
    ] {
        let told = say(&two.far.socket(), &line(&half(change)));
        assert!(told["error"].is_object(), "{told:#}");
    }
    assert_eq!(two.trusts(), [0, 0]);
}

#[test]
fn what_was_made_for_another_process_is_taken_back_when_it_says_so() {
    let two = Two::open();
    let whole = json!({ "operation": create("near.test", "far.test") }).to_string();
    let proof = two.far.proof("Administrator@FAR.TEST", &whole);
    let mut half = create("near.test", "far.test");
    half["trust"]["create"]["side"] = json!("trusted");
    half["trust"]["create"]["password"] = json!("Secret-of-both");
    let ends = json!({ "trusting": "near.test", "trusted": "far.test" });
    let undo = json!({ "operation": { "trust": { "remove": { "ends": ends, "two_way": false, "side": "trusted" } } } });
    let part = json!({ "of": whole, "ticket": "0123", "undo": undo });
    let line = json!({ "v": 1, "wish": { "operation": half }, "proofs": [proof], "part": part }).to_string();
    let told = two.far.say(&line);
    assert!(told["answer"].is_object(), "{told:#}");
    assert_eq!(two.trusts(), [0, 1]);

    let told = two.far.ask(&json!({ "v": 1, "undo": "0123" }));

    assert!(told["answer"].is_object(), "{told:#}");
    assert_eq!(two.trusts(), [0, 0]);
}
