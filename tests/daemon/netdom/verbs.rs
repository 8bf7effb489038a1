//! Adding, removing, resetting and verifying: who has to agree, and what happens where it goes wrong.

use xrealm_tests::{Client, ClientKind};

use super::{Netdom, PASSWORD};

/// Acceptance rows 24 and 25.
#[test]
fn a_wrong_password_is_told_with_the_side_it_is_of_and_changes_nothing() {
    let netdom = Netdom::start();
    let before = netdom.dump();
    let add = "trust engineering.contoso.com /d:marketing.contoso.com /add";
    let trusted = netdom.type_in(&format!("{add} /uo:admin /po:{PASSWORD} /ud:admin /pd:wrong"), &[]);
    assert_eq!(trusted.code, 46, "{trusted}");
    assert!(trusted.stderr.contains("/UserD admin") && trusted.stderr.contains("MARKETING"), "{trusted}");
    let trusting = netdom.type_in(&format!("{add} /uo:admin /po:wrong /ud:admin /pd:{PASSWORD}"), &[]);
    assert_eq!(trusting.code, 46, "{trusting}");
    assert!(trusting.stderr.contains("/UserO admin") && trusting.stderr.contains("ENGINEERING"), "{trusting}");
    assert!(trusting.stderr.contains("1326 0x52e ERROR_LOGON_FAILURE"), "{trusting}");
    assert_eq!(netdom.dump(), before);
}

/// Acceptance row 52.
#[test]
fn who_is_no_administrator_is_denied_with_the_missing_group() {
    let netdom = Netdom::start();
    let before = netdom.dump();
    let line = format!(
        "trust engineering.contoso.com /d:marketing.contoso.com /add /uo:user1 /po:{PASSWORD} /ud:admin /pd:{PASSWORD}"
    );
    let denied = netdom.type_in(&line, &[]);
    assert_eq!(denied.code, 5, "{denied}");
    denied.expect_failure("Domain Admins");
    assert_eq!(netdom.dump(), before);
    let nobody = netdom.type_in("trust mydomain.example.net /d:devgroup.example.com /verify", &[]);
    assert_eq!(nobody.code, 46, "{nobody}");
}

/// Acceptance row 27.
#[test]
fn adding_what_is_there_says_so_and_changes_nothing() {
    let netdom = Netdom::start();
    let add = "trust engineering.contoso.com /d:marketing.contoso.com /add";
    netdom.admin(add).expect_success();
    let before = netdom.dump();
    let again = netdom.admin(add);
    assert_eq!(again.code, 183, "{again}");
    assert!(again.stderr.contains("183 0xb7 ERROR_ALREADY_EXISTS"), "{again}");
    assert_eq!(netdom.dump(), before);
}

/// Acceptance rows 31, 33, 37, 50 and 51.
#[test]
fn what_does_not_go_together_is_wrong_usage_and_nothing_is_asked() {
    let netdom = Netdom::start();
    let before = netdom.dump();
    for line in [
        "trust a.test /d:b.test /add /passwordt:x",
        "trust a.test /d:b.test /verify /passwordt:x",
        "trust a.test /d:b.test /add /oneside:trusted",
        "trust a.test /d:b.test /reset /oneside:trusted",
        "trust a.test /d:b.test /add /foresttransitive:yes",
        "trust a.test /d:CHILD /remove /force",
        "trust a.test /d:b.test /frobnicate",
        "trust a.test /d:b.test",
    ] {
        let refused = netdom.type_in(line, &[]);
        assert_eq!(refused.code, 2, "{refused}");
        assert!(refused.stderr.starts_with("error: "), "{refused}");
    }
    for line in ["trust /?", "help trust", "help"] {
        netdom.type_in(line, &[]).expect_success();
    }
    assert_eq!(netdom.dump(), before);
}

/// Acceptance rows 33 and 34.
#[test]
fn sides_made_with_different_passwords_do_not_verify_and_with_the_same_do() {
    let netdom = Netdom::start();
    let (one, other) = ("trust engineering.contoso.com /d:marketing.contoso.com", "/add /oneside");
    netdom.admin(&format!("{one} {other}:trusting /passwordt:Shared-Secret-1")).expect_success();
    let alone = netdom.admin(&format!("{one} /verify"));
    assert_eq!(alone.code, 251, "{alone}");
    netdom.admin(&format!("{one} {other}:trusted /passwordt:Shared-Secret-2")).expect_success();
    let different = netdom.admin(&format!("{one} /verify"));
    assert_eq!(different.code, 253, "{different}");
    netdom.admin(&format!("{one} /remove /oneside:trusted")).expect_success();
    netdom.admin(&format!("{one} {other}:trusted /passwordt:Shared-Secret-1")).expect_success();
    let same = netdom.admin(&format!("{one} /verify")).expect_success();
    assert!(same.stdout.contains("has been successfully verified"), "{same}");
}

/// Acceptance row 36.
#[test]
fn a_trust_both_ways_is_reset_and_verified_both_ways() {
    let netdom = Netdom::start();
    let trust = "trust mydomain.example.net /d:devgroup.example.com";
    netdom.admin(&format!("{trust} /reset /twoway")).expect_success();
    let verified = netdom.admin(&format!("{trust} /verify /twoway")).expect_success();
    assert_eq!(verified.stdout.matches("has been successfully verified").count(), 2, "{verified}");
    assert!(netdom.reaches("user1@MYDOMAIN.EXAMPLE.NET", "host/server1.devgroup.example.com"));
    assert!(netdom.reaches("user1@DEVGROUP.EXAMPLE.COM", "host/server1.mydomain.example.net"));
}

/// Acceptance row 31.
#[test]
fn a_password_for_a_trust_between_domains_is_refused_when_it_is_reset() {
    let netdom = Netdom::start();
    let before = netdom.dump();
    let refused = netdom.admin("trust mydomain.example.net /d:devgroup.example.com /reset /passwordt:x");
    assert_eq!(refused.code, 1, "{refused}");
    refused.expect_failure("is valid only for a non-Windows Kerberos realm trust");
    assert_eq!(netdom.dump(), before);
}

/// Acceptance row 37.
#[test]
fn a_child_domain_is_removed_by_force() {
    let netdom = Netdom::start();
    netdom.admin("trust tailspintoys.com /d:europe.tailspintoys.com /remove /force /twoway").expect_success();
    assert!(!netdom.reaches("user1@TAILSPINTOYS.COM", "host/server3.europe.tailspintoys.com"));
    let listed = netdom.xrealm("nltest /server:tailspintoys.com /domain_trusts").expect_success();
    assert!(!listed.stdout.contains("europe"), "{listed}");
}

/// Acceptance row 34.
#[test]
fn a_partner_who_cannot_be_reached_is_told_apart_from_a_wrong_secret() {
    let netdom = Netdom::start();
    let verify = "trust mydomain.example.net /d:devgroup.example.com /verify";
    netdom.xrealm("controller link mydomain.example.net devgroup.example.com down").expect_success();
    let cut = netdom.admin(verify);
    assert_eq!(cut.code, 31, "{cut}");
    netdom.xrealm("controller link mydomain.example.net devgroup.example.com up").expect_success();
    netdom.admin(verify).expect_success();
}

/// Acceptance row 36.
#[test]
fn a_ticket_over_the_trust_is_good_after_its_reset() {
    let netdom = Netdom::start();
    let client = Client::of(ClientKind::Mit, &netdom.daemon.krb5_conf());
    client.log_in("user1@DEVGROUP.EXAMPLE.COM", PASSWORD).expect_success();
    client.get("host/server1.mydomain.example.net").expect_success();
    netdom.admin("trust mydomain.example.net /d:devgroup.example.com /reset").expect_success();
    client.get("host/server2.mydomain.example.net").expect_success();
    assert!(netdom.reaches("user1@DEVGROUP.EXAMPLE.COM", "host/server2.mydomain.example.net"));
}

/// Acceptance row 28.
#[test]
fn a_ticket_over_the_trust_is_worth_nothing_after_its_removal() {
    let netdom = Netdom::start();
    let client = Client::of(ClientKind::Mit, &netdom.daemon.krb5_conf());
    client.log_in("user1@DEVGROUP.EXAMPLE.COM", PASSWORD).expect_success();
    client.get("host/server1.mydomain.example.net").expect_success();
    netdom.admin("trust mydomain.example.net /d:devgroup.example.com /remove /twoway").expect_success();
    assert_ne!(client.get("host/server2.mydomain.example.net").code, 0);
    assert!(!netdom.reaches("user1@DEVGROUP.EXAMPLE.COM", "host/server1.mydomain.example.net"));
    assert!(!netdom.reaches("user1@MYDOMAIN.EXAMPLE.NET", "host/server1.devgroup.example.com"));
}

/// Acceptance row 29.
#[test]
fn one_direction_is_removed_and_the_other_stays() {
    let netdom = Netdom::start();
    netdom.admin("trust mydomain.example.net /d:devgroup.example.com /remove").expect_success();
    assert!(!netdom.reaches("user1@DEVGROUP.EXAMPLE.COM", "host/server1.mydomain.example.net"));
    assert!(netdom.reaches("user1@MYDOMAIN.EXAMPLE.NET", "host/server1.devgroup.example.com"));
}
