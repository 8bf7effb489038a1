//! The secret of a trust over months, on the daemon's clock: regular changes, controllers that lag or are held, a link
//! that is cut. At each instant clients of others are asked.
//!
//! Both clients live in real time and take the KDC's from its first answer (`kdc_timesync`), whatever it is: months are
//! no matter to a login. What is in a cache afterwards counts from the clock at that login. So that the tickets of a
//! cache can be used after the clock went on, the realms and the client tolerate a skew of half a day here.

use serde_json::json;
use xrealm_tests::{Client, ClientKind, Krb5Conf};

use super::site::{Site, crossing, version};

const NORTH: &str = "NORTH.TEST";
const SOUTH: &str = "SOUTH.TEST";
/// The ticket that users of the south bring to the north.
const OVER: &str = "krbtgt/NORTH.TEST@SOUTH.TEST";

/// A hundred days ago: no test goes beyond the present, though none would mind.
const START: &[&str] = &["--clock", "-8640000"];

fn site() -> Site {
    let trust = "[[trust]]\nkind = \"external\"\ntrusting = \"north.test\"\ntrusted = \"south.test\"\ndirection = \"two-way\"\n";
    Site::written(&format!("{TWO_DOMAINS}{trust}"), START)
}

impl Site {
    fn advance(&self, span: &str) -> Vec<String> {
        let told = self.xrealm(&format!("clock advance {span} --json")).expect_success().stdout;
        let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
        let done = told["upkeep"].as_array().into_iter().flatten();
        done.filter_map(|line| line.as_str().map(str::to_owned)).collect()
    }

    fn patient(&self) -> Krb5Conf {
        Krb5Conf::over(&self.daemon.krb5_conf()).libdefault("clockskew = 43200")
    }

    /// The same, and `realm` is asked at its controller DC2.
    fn at_second_controller(&self, realm: &str) -> Krb5Conf {
        let kdcs = self.ask(&json!({ "v": 1, "ask": "kdcs" }));
        let of_realm = kdcs["kdcs"].as_array().into_iter().flatten().find(|kdc| kdc["name"] == realm);
        let controllers = of_realm.and_then(|kdc| kdc["controllers"].as_array()).into_iter().flatten();
        let second = controllers.filter(|controller| controller["name"] == "DC2").find_map(|dc| dc["kdc"][0].as_str());
        let address = second.and_then(|address| address.split_once('/')).expect("DC2 has an address").1;
        self.patient().section(&format!("[realms]\n    {realm} = {{\n        kdc = {address}\n    }}"))
    }

    fn of_south(&self) -> Client {
        self.user_with(ClientKind::Mit, "user1@SOUTH.TEST", &self.patient())
    }

    fn of_north(&self) -> Client {
        self.user_with(ClientKind::Mit, "user1@NORTH.TEST", &self.patient())
    }
}

/// Acceptance rows 36 and 72: each direction is changed by its own PDC, and neither new tickets nor old ones fail.
#[test]
fn thirty_one_days_change_each_direction_once_and_no_client_notices() {
    let site = site();
    let entries = site.audit().len();
    let probe = |version_over: u32| {
        for (client, own, other) in [(site.of_south(), SOUTH, NORTH), (site.of_north(), NORTH, SOUTH)] {
            assert_eq!(version(&client, &crossing(own, other)), version_over, "{own}");
            client.get(&format!("host/server1.{}", other.to_lowercase())).expect_success();
        }
    };
    probe(1);
    assert!(site.advance("29d23h59m").is_empty());
    probe(1);
    let old = site.of_south();
    assert_eq!(version(&old, OVER), 1);

    let done = site.advance("2m");

    for direction in [(NORTH, SOUTH), (SOUTH, NORTH)] {
        let (trusting, trusted) = direction;
        let change = format!("change secret of trust: {trusting} trusts {trusted} (DC1 of {trusting})");
        assert_eq!(done.iter().filter(|line| line.contains(&change)).count(), 1, "{done:#?}");
    }
    // For an hour tickets are sealed with the secret before: some controller may not know the new one.
    probe(1);
    site.advance("59m");
    probe(2);
    old.get_with("host/server2.north.test@NORTH.TEST", &[]).expect_success();
    assert!(site.advance("23h").is_empty());
    probe(2);
    let journaled = site.audit().split_off(entries);
    let changes = journaled.iter().filter(|entry| entry["surface"] == "upkeep");
    let changes: Vec<String> = changes.map(|entry| entry["changes"].to_string()).collect();
    let count: usize = changes.iter().map(|changes| changes.matches("\"change secret").count()).sum();
    assert_eq!(count, 2, "{changes:#?}");
}

/// Acceptance row 72 for Heimdal: the whole month at once.
#[test]
fn heimdal_crosses_before_and_after_a_month() {
    let site = site();
    let probe = || {
        let client = site.user_with(ClientKind::Heimdal, "user1@SOUTH.TEST", &site.patient());
        client.get("host/server1.north.test").expect_success();
    };
    probe();
    assert!(!site.advance("31d").is_empty());
    probe();
}

/// Acceptance row 73.
#[test]
fn with_the_link_cut_the_old_secret_serves_until_the_next_try() {
    let site = site();
    site.xrealm("controller link north.test south.test down").expect_success();
    let done = site.advance("30d");
    assert!(done.iter().any(|line| line.contains("change secret of trust: NORTH.TEST trusts SOUTH.TEST")), "{done:#?}");
    assert!(!done.iter().any(|line| line.contains("takes over")), "{done:#?}");
    assert_eq!(site.end(NORTH, SOUTH)["outgoing"]["kvno"], 2);
    assert_eq!(site.end(SOUTH, NORTH)["incoming"]["kvno"], 1);
    let crosses = |version_over: u32| {
        let client = site.of_south();
        assert_eq!(version(&client, OVER), version_over);
        client.get("host/server1.north.test").expect_success();
        client
    };
    crosses(1);
    assert!(site.advance("20m").is_empty(), "tried and failed");
    let old = crosses(1);

    site.xrealm("controller link north.test south.test up").expect_success();
    let done = site.advance("15m");

    assert!(done.iter().any(|line| line.contains("SOUTH.TEST takes over secret")), "{done:#?}");
    assert!(site.end(NORTH, SOUTH)["outgoing"]["confirmed"].is_string());
    crosses(1);
    site.advance("1h1m");
    crosses(2);
    old.get_with("host/server2.north.test@NORTH.TEST", &[]).expect_success();
}

/// Acceptance row 74.
#[test]
fn a_controller_that_is_held_for_two_changes_seals_what_nobody_opens() {
    let site = site();
    site.xrealm("controller replication south.test DC2 --hold").expect_success();
    let at_dc2 = site.at_second_controller(SOUTH);
    let cross = || {
        let client = site.user_with(ClientKind::Mit, "user1@SOUTH.TEST", &at_dc2);
        assert_eq!(version(&client, OVER), 1);
        client.get("host/server1.north.test")
    };
    cross().expect_success();
    site.advance("31d");
    cross().expect_success();
    site.advance("31d");

    let refused = cross();

    refused.expect_failure("Message stream modified");
    let refused = site.logged(&["for host/server1.north.test at NORTH.TEST", "code=41"]);
    let why = "trust with SOUTH.TEST: its KDC holds a secret two generations old (ticket kvno 1, ours 3 and 2";
    assert!(refused.contains(why), "{refused}");
    site.of_south().get("host/server1.north.test").expect_success();
    site.xrealm("controller replication south.test DC2 --release").expect_success();
    let client = site.user_with(ClientKind::Mit, "user1@SOUTH.TEST", &at_dc2);
    assert_eq!(version(&client, OVER), 3);
    client.get("host/server1.north.test").expect_success();
}

/// Acceptance row 75: the role moves, and with it the duty; the controllers of the other domain take what they are given.
#[test]
fn whoever_is_pdc_emulator_changes_the_secret_and_nobody_else() {
    let site = site();
    let initiators = |done: &[String]| -> Vec<String> {
        let changes = done.iter().filter(|line| line.contains("change secret of trust: NORTH.TEST trusts SOUTH.TEST"));
        changes.filter_map(|line| Some(line.rsplit_once('(')?.1.trim_end_matches(')').to_owned())).collect()
    };
    assert_eq!(initiators(&site.advance("31d")), ["DC1 of NORTH.TEST"]);
    site.xrealm("controller pdc north.test DC2").expect_success();
    let done = site.advance("30d");
    assert_eq!(initiators(&done), ["DC2 of NORTH.TEST"]);
    assert!(
        done.iter().any(|line| line.contains("change secret of trust: SOUTH.TEST trusts NORTH.TEST (DC1 of SOUTH"))
    );
    let client = site.of_south();
    client.get("host/server1.north.test").expect_success();
    assert_eq!(site.end(NORTH, SOUTH)["outgoing"]["kvno"], 3);
}

/// Acceptance row 71: what administrators do is known to the other controllers after their delay and not before.
#[test]
fn a_controller_that_lags_routes_by_the_old_view_until_the_clock_passes() {
    let site = Site::written(TWO_DOMAINS, START);
    site.xrealm("controller replication north.test DC2 --delay 1h").expect_success();
    let at_dc2 = site.at_second_controller(NORTH);
    let lagging = || site.user_with(ClientKind::Mit, "user1@NORTH.TEST", &at_dc2).get("host/server1.south.test");
    let refused = |words: &str| {
        lagging().expect_failure("not found in Kerberos database");
        site.logged(&["for host/server1.south.test at NORTH.TEST", "code=7", words]);
    };
    let current = || site.of_north().get("host/server1.south.test").code == 0;

    site.both("trust new north.test south.test --two-way").expect_success();
    assert!(current());
    refused("under no trusted name");
    site.advance("59m");
    refused("under no trusted name");
    site.advance("1m");
    lagging().expect_success();

    site.both("trust remove north.test south.test --two-way").expect_success();
    assert!(!current());
    // Its own KDC still refers; the other domain's knows better.
    assert_ne!(lagging().code, 0);
    site.logged(&["at SOUTH.TEST", "no trust with NORTH.TEST, which issued the ticket"]);
    site.advance("1h");
    refused("under no trusted name");
}

const TWO_DOMAINS: &str = r#"
[settings]
clock_skew = "12h"

[[domain]]
name = "north.test"
users = [
    { name = "admin", password = "Secret-1", groups = ["Domain Admins"] },
    { name = "user1", password = "Secret-1" },
]
computers = ["SERVER1", "SERVER2"]
controllers = ["DC1", { name = "DC2", listen = "127.0.0.1:0" }]

[[domain]]
name = "south.test"
users = [
    { name = "admin", password = "Secret-1", groups = ["Domain Admins"] },
    { name = "user1", password = "Secret-1" },
]
computers = ["SERVER1", "SERVER2"]
controllers = ["DC1", { name = "DC2", listen = "127.0.0.1:0" }]

"#;
