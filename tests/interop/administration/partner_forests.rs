//! A forest trust between two daemons: each learns from the other which trees, suffixes and domains its forest has.

use std::fmt::Write as _;

use nix::sys::signal::Signal;
use serde_json::Value;

use super::site::{PASSWORD, Site};
use super::two::Two;

const NEW: &str = "trust new near.test far.test --kind forest --two-way";

/// Acceptance row 65, of two processes: all four kinds of names, at both ends; users and services of every domain.
#[test]
fn each_end_has_the_names_of_the_other_forest_and_every_domain_is_reached() {
    let two = Two::start(topology);
    two.near.both(NEW).expect_success();
    for (site, own, other) in [(&two.near, "near", "far"), (&two.far, "far", "near")] {
        let kept = names(site, own, other);
        let claimed = [
            format!("top-level-name {other}.test enabled"),
            format!("top-level-name {other}-tree.example enabled"),
            format!("top-level-name {other}-users.example enabled"),
            format!("top-level-name {other}-hosts.example enabled"),
            format!("domain {other}.test enabled"),
            format!("domain child.{other}.test enabled"),
            format!("domain {other}-tree.example enabled"),
        ];
        for claim in claimed {
            assert!(kept.contains(&claim), "{claim} is missing: {kept:#?}");
        }
    }
    for (user, service) in [
        ("user1@NEAR.TEST", "host/server3.child.far.test"),
        ("user1@CHILD.NEAR.TEST", "host/server5.far-tree.example"),
        ("user1@FAR-TREE.EXAMPLE", "host/server3.child.near.test"),
        ("user1@CHILD.FAR.TEST", "host/server5.near-tree.example"),
    ] {
        two.user(user).get(service).expect_success();
    }
}

/// Acceptance row 49, of two processes.
#[test]
fn what_the_far_forest_has_since_arrives_disabled_when_it_is_asked_again() {
    let mut two = Two::start(topology);
    two.near.both(NEW).expect_success();
    let asks = [
        "trust suffixes refresh near.test far.test --user admin --password-stdin",
        "trust scan near.test far.test --user admin --password-stdin",
        "nltest --user admin --password-stdin /server:near.test /dsgetfti:far.test /update_tdo",
    ];
    for (number, ask) in asks.iter().enumerate() {
        let add = format!("trust suffixes own far.test --add-upn late{number}.example");
        two.far.one(&add, "admin", &[]).expect_success();
        two.near.type_in(ask, &[PASSWORD]).expect_success();
        let late = format!("top-level-name late{number}.example disabled-new");
        let kept = names(&two.near, "near", "far");
        assert!(kept.contains(&late), "{ask}: {kept:#?}");
    }
    two.far.daemon.signal(Signal::SIGKILL);
    two.far.daemon.wait();
    let before = two.near.directory();
    for ask in asks {
        let refused = two.near.type_in(ask, &[PASSWORD]);
        assert!(refused.code != 0 && refused.to_string().contains("FAR.TEST did not say"), "{refused}");
    }
    two.near.both("trust new near.test far.test --kind forest").expect_failure("FAR.TEST");
    assert_eq!(two.near.directory(), before);
}

/// A dry run shows what the far forest claims, and leaves nothing at either end.
#[test]
fn a_dry_run_of_a_forest_trust_asks_the_far_process_and_changes_neither() {
    let two = Two::start(topology);
    let before = [two.near.directory(), two.far.directory()];
    let shown = two.near.both(&format!("{NEW} --dry-run")).expect_success();
    assert!(shown.stdout.contains("far.test"), "{shown}");
    assert_eq!([two.near.directory(), two.far.directory()], before);
}

/// What `own` keeps of the names of `other`: kind, name and state.
fn names(site: &Site, own: &str, other: &str) -> Vec<String> {
    let end = site.end(&format!("{own}.test"), &format!("{other}.test"));
    let word = |suffix: &Value, what: &str| suffix[what].as_str().expect("a word").to_owned();
    let suffixes = end["suffixes"].as_array().unwrap_or_else(|| panic!("{end:#}"));
    let line = |suffix: &Value| ["kind", "name", "status"].map(|what| word(suffix, what)).join(" ");
    suffixes.iter().map(line).collect()
}

fn topology(own: &str, other: &str, partner: &str) -> String {
    let mut text = String::new();
    for (name, place, computer) in [
        (
            format!("{own}.test"),
            format!("upn_suffixes = [\"{own}-users.example\"]\nspn_suffixes = [\"{own}-hosts.example\"]"),
            "SERVER1",
        ),
        (format!("child.{own}.test"), format!("parent = \"{own}.test\""), "SERVER3"),
        (format!("{own}-tree.example"), format!("forest = \"{own}.test\""), "SERVER5"),
    ] {
        let netbios = format!("{own}{computer}").to_uppercase();
        writeln!(
            text,
            "[[domain]]\nname = \"{name}\"\nnetbios = \"{netbios}\"\n{place}\ncomputers = [\"{computer}\"]\n\
             users = [{{ name = \"admin\", password = \"{PASSWORD}\", groups = [\"Domain Admins\"] }}, \
             {{ name = \"user1\", password = \"{PASSWORD}\" }}]"
        )
        .expect("writing to a string does not fail");
    }
    text + &format!("[[realm]]\nname = \"{}.TEST\"\n{partner}\n", other.to_uppercase())
}
