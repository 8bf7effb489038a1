//! The two ends of a trust in two daemons: one command makes both, and MIT's client crosses from one to the other.

use super::site::{PASSWORD, Site};
use super::two::Two;

const TWO_WAY: &str = "trust new near.test far.test --two-way";

/// Acceptance row 1, of two processes.
#[test]
fn one_command_makes_both_ends_and_users_of_both_cross() {
    let two = Two::start(topology);
    let made = two.near.both(&format!("{TWO_WAY} --confirm --confirm-reverse")).expect_success();
    assert!(!made.stdout.contains("remains to be"), "{made}");
    for (user, service) in [("user1@NEAR.TEST", "host/server1.far.test"), ("user1@FAR.TEST", "host/server1.near.test")]
    {
        let client = two.user(user);
        client.get(service).expect_success();
    }
    let last = |site: &Site, surface: &str| {
        let entry = site.audit().into_iter().rfind(|entry| entry["surface"] == surface).expect("an entry");
        entry["by"].as_str().expect("a name").to_owned()
    };
    assert_eq!(last(&two.near, "cli"), "admin@NEAR.TEST");
    assert_eq!(last(&two.far, "partner"), "admin@FAR.TEST");

    let reset = two.user("user1@NEAR.TEST");
    reset.get_with("krbtgt/FAR.TEST@NEAR.TEST", &[]).expect_success();
    two.near.both("trust reset near.test far.test --two-way").expect_success();
    reset.get_with("host/server2.far.test@FAR.TEST", &[]).expect_success();
    two.user("user1@FAR.TEST").get("host/server2.near.test").expect_success();

    let removed = two.near.both("trust remove near.test far.test --two-way").expect_success();
    assert!(!removed.stdout.contains("remains to be"), "{removed}");
    for site in [&two.near, &two.far] {
        assert_eq!(site.xrealm("trust list").expect_success().stdout, "");
    }
    assert_ne!(two.user("user1@NEAR.TEST").get("host/server1.far.test").code, 0);
}

/// Acceptance rows 3 and 9, of two processes.
#[test]
fn a_wrong_credential_or_a_dry_run_leaves_nothing_in_either_process() {
    let two = Two::start(topology);
    let before = two.directories();
    let who = "--user admin --password-stdin --partner-user";
    for (partner, passwords) in [
        ("admin", [PASSWORD, "wrong"]),
        ("admin", ["wrong", PASSWORD]),
        ("user1", [PASSWORD; 2]),
        ("nobody", [PASSWORD; 2]),
    ] {
        let line = format!("{TWO_WAY} {who} {partner} --partner-password-stdin");
        let refused = two.near.type_in(&line, &passwords);
        assert_eq!(refused.code, 1, "{refused}");
        assert_eq!(two.directories(), before, "{refused}");
    }
    two.near.both(&format!("{TWO_WAY} --dry-run")).expect_success();
    assert_eq!(two.directories(), before);
    let refused = two.far.audit().into_iter().rfind(|entry| entry["refused"].is_string()).expect("an entry");
    assert!(refused["refused"].as_str().is_some_and(|text| text.contains("Domain Admins of FAR.TEST")), "{refused:#}");
}

/// Acceptance row 3: the far process is gone.
#[test]
fn a_far_process_that_is_gone_leaves_nothing_in_the_near_one() {
    let Two { near, mut far, _files } = Two::start(topology);
    let before = near.directory();
    far.daemon.signal(nix::sys::signal::Signal::SIGKILL);
    far.daemon.wait();
    near.both(TWO_WAY).expect_failure("FAR.TEST");
    assert_eq!(near.directory(), before);
}

fn topology(own: &str, other: &str, partner: &str) -> String {
    let sid = |name: &str| if name == "near" { "S-1-5-21-1-2-3" } else { "S-1-5-21-4-5-6" };
    let (flat, other_sid) = (other.to_uppercase(), sid(other));
    format!(
        "[[domain]]\nname = \"{own}.test\"\nsid = \"{}\"\ncomputers = [\"SERVER1\", \"SERVER2\"]\n\
         users = [{{ name = \"admin\", password = \"{PASSWORD}\", groups = [\"Domain Admins\"] }}, \
         {{ name = \"user1\", password = \"{PASSWORD}\" }}]\n\
         [[realm]]\nname = \"{flat}.TEST\"\nnetbios = \"{flat}\"\nsid = \"{other_sid}\"\n{partner}\n",
        sid(own)
    )
}
