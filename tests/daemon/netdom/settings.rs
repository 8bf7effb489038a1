//! Switches that set something, or tell it.

use super::{Netdom, PASSWORD};

const EXTERNAL: &str = "trust mydomain.example.net /d:devgroup.example.com";

/// Acceptance rows 38 and 43.
#[test]
fn a_setting_is_told_set_and_told_again() {
    let netdom = Netdom::start();
    let every = [
        ("/quarantine", "no", "SID filtering is not enabled for this trust."),
        ("/quarantine", "yes", "SID filtering is enabled for this trust."),
        ("/selectiveauth", "yes", "Selective authentication is enabled"),
        ("/CrossOrganization", "no", "Selective authentication is disabled"),
        ("/authtargetvalidation", "no", "Authentication target validation is disabled"),
    ];
    for (switch, value, state) in every {
        netdom.admin(&format!("{EXTERNAL} {switch}:{value}")).expect_success();
        let told = netdom.type_in(&format!("{EXTERNAL} {switch}"), &[]).expect_success();
        assert!(told.stdout.starts_with(state), "{told}");
    }
}

/// Acceptance row 43.
#[test]
fn selective_authentication_counts_on_the_next_request() {
    let netdom = Netdom::start();
    let probe = || netdom.reaches("user1@DEVGROUP.EXAMPLE.COM", "host/server1.mydomain.example.net");
    assert!(probe());
    netdom.admin(&format!("{EXTERNAL} /crossorganization:yes")).expect_success();
    assert!(!probe());
    netdom.admin(&format!("{EXTERNAL} /selectiveauth:no")).expect_success();
    assert!(probe());
}

/// Acceptance rows 32, 39, 41, 44, 46 and 47.
#[test]
fn switches_for_other_kinds_of_trust_are_refused_and_change_nothing() {
    let netdom = Netdom::start();
    let before = netdom.dump();
    for switch in [
        "/transitive",
        "/transitive:yes",
        "/enablesidhistory:yes",
        "/enablepimtrust:yes",
        "/enabletgtdelegation:no",
        "/namesuffixes:devgroup.example.com",
        "/addtln:x.example",
        "/addtlnex:y.x.example",
    ] {
        let refused = netdom.admin(&format!("{EXTERNAL} {switch}"));
        assert_eq!(refused.code, 1, "{refused}");
        refused.expect_failure("is valid only for");
    }
    assert_eq!(netdom.dump(), before);
}

/// Acceptance row 32.
#[test]
fn a_realm_trust_is_transitive_or_not() {
    let netdom = Netdom::start();
    let trust = "trust NorthAmerica /d:ATHENA";
    let who = format!("/uo:admin /po:{PASSWORD} /ud:root/admin /pd:{PASSWORD}");
    netdom.type_in(&format!("{trust} /add /realm /passwordt:Shared-Secret-1 {who}"), &[]).expect_success();
    for (value, state) in [("yes", "The trust is transitive."), ("no", "The trust is not transitive.")] {
        netdom.type_in(&format!("{trust} /transitive:{value} {who}"), &[]).expect_success();
        let told = netdom.type_in(&format!("{trust} /transitive"), &[]).expect_success();
        assert!(told.stdout.starts_with(state), "{told}");
    }
}
