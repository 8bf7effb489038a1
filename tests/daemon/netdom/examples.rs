//! The eight examples of the netdom document, pasted as they stand there.

use xrealm_tests::{Client, ClientKind};

use super::{DaemonOptions, Netdom, PASSWORD, Scratch, topology};

/// Acceptance rows 23, 26 and 53.
#[test]
fn the_first_example_lets_usa_chicago_trust_northamerica() {
    let netdom = Netdom::start();
    let added = netdom.type_in(
        r"trust USA-Chicago /domain:NorthAmerica /add /userd:NorthAmerica\admin /passwordd:* /usero:USA-Chicago\admin /passwordo:*",
        &[PASSWORD, PASSWORD],
    );
    let added = added.expect_success();
    assert!(added.stdout.ends_with("The command completed successfully.\n"), "{added}");
    assert!(!format!("{added}").contains(PASSWORD), "{added}");
    assert!(netdom.reaches("user1@NORTHAMERICA.ADATUM.COM", "host/server1.usa-chicago.fabrikam.com"));
    assert!(!netdom.reaches("user1@USA-CHICAGO.FABRIKAM.COM", "host/server1.northamerica.adatum.com"));
    assert!(!netdom.daemon.stderr().contains(PASSWORD));
}

/// Acceptance rows 29 and 53.
#[test]
fn the_second_example_lets_engineering_and_marketing_trust_each_other() {
    let netdom = Netdom::start();
    netdom
        .type_in(
            "trust engineering.contoso.com /domain:marketing.contoso.com /add /twoway \
             /usero:admin@engineering.contoso.com /passwordo:* /userd:admin@marketing.contoso.com /passwordd:*",
            &[PASSWORD, PASSWORD],
        )
        .expect_success();
    assert!(netdom.reaches("user1@ENGINEERING.CONTOSO.COM", "host/server1.marketing.contoso.com"));
    assert!(netdom.reaches("user1@MARKETING.CONTOSO.COM", "host/server1.engineering.contoso.com"));
}

/// Acceptance rows 22, 30, 31 and 53. The example gives no user: that of the credential cache is meant. Only the Windows
/// side is made, so that nobody of the realm has to agree.
#[test]
fn the_third_example_lets_northamerica_trust_athena() {
    let netdom = Netdom::start();
    let line = "trust NorthAmerica /domain:ATHENA /add /passwordt:* /realm";
    netdom.type_in(line, &["Trust-Secret-1"]).expect_failure("NORTHAMERICA.ADATUM.COM");
    let client = Client::of(ClientKind::Mit, &netdom.daemon.krb5_conf());
    client.log_in("operator1@NORTHAMERICA.ADATUM.COM", PASSWORD).expect_success();
    let typed = netdom.program().env("KRB5CCNAME", client.cache()).arg("netdom").args(super::words(line));
    let added = typed.stdin("Trust-Secret-1\n").run().expect_success();
    assert!(!format!("{added}").contains("Trust-Secret-1"), "{added}");
    let shown = netdom.xrealm("trust show NorthAmerica ATHENA --json").expect_success();
    assert!(shown.stdout.contains("\"mit\""), "{shown}");
    netdom.xrealm("trust show ATHENA NorthAmerica").expect_failure("ATHENA has no trust with");
}

/// Acceptance rows 30, 50 and 53.
#[test]
fn the_fourth_example_is_told_that_it_misses_a_password() {
    let netdom = Netdom::start();
    let refused = netdom.type_in("trust NorthAmerica /domain:ATHENA /add /realm", &[]);
    assert_eq!(refused.code, 2, "{refused}");
    refused.expect_failure("/Realm needs /PasswordT");
}

/// Acceptance rows 28 and 53.
#[test]
fn the_fifth_example_removes_what_the_first_added() {
    let netdom = Netdom::start();
    let before = netdom.dump();
    netdom.admin("trust USA-Chicago /domain:NorthAmerica /add").expect_success();
    let line = "trust USA-Chicago /domain:NorthAmerica /remove";
    netdom.admin(line).expect_success();
    assert_eq!(netdom.dump(), before);
    assert!(!netdom.reaches("user1@NORTHAMERICA.ADATUM.COM", "host/server1.usa-chicago.fabrikam.com"));
    let again = netdom.admin(line);
    assert_eq!(again.code, 75, "{again}");
}

/// Acceptance rows 36 and 53.
#[test]
fn the_sixth_example_resets_the_trust() {
    let netdom = Netdom::start();
    netdom.admin("trust USA-Chicago /domain:NorthAmerica /add").expect_success();
    let line = format!(
        r"trust USA-Chicago /domain:NorthAmerica /userd:NorthAmerica\admin /passwordd:* /reset /uo:admin /po:{PASSWORD}"
    );
    netdom.type_in(&line, &[PASSWORD]).expect_success();
    assert!(netdom.reaches("user1@NORTHAMERICA.ADATUM.COM", "host/server1.usa-chicago.fabrikam.com"));
    let shown = netdom.xrealm("trust show USA-Chicago NorthAmerica --json").expect_success();
    assert!(shown.stdout.contains("\"kvno\": 2"), "{shown}");
}

/// Acceptance rows 35 and 53.
#[test]
fn the_seventh_example_goes_over_the_trust_and_tells_each_exchange() {
    let netdom = Netdom::start();
    let line = r"netdom trust MyDomain /domain:devgroup.example.com /verify /kerberos /userd:devgroup\admin /passwordd:* /usero:MyDomain\admin /passwordo:*";
    let own = netdom.daemon.out().join("mydomain.conf");
    let conf = std::fs::read_to_string(netdom.daemon.krb5_conf()).expect("the daemon wrote krb5.conf");
    super::write(&own, &with_default_realm(&conf, "MYDOMAIN.EXAMPLE.NET"));
    let input = format!("{PASSWORD}\n{PASSWORD}\n");
    let here = netdom.program().env("KRB5_CONFIG", &own).args(super::words(line)).stdin(&input);
    let verified = here.run().expect_success();
    for exchange in ["AS ", "TGS", "AP "] {
        assert!(verified.stdout.lines().any(|line| line.starts_with(exchange)), "{exchange}: {verified}");
    }
    assert!(verified.stdout.contains("has been successfully verified"), "{verified}");
    assert!(!format!("{verified}").contains(PASSWORD), "{verified}");
    let elsewhere = netdom.program().args(super::words(line)).stdin(&input).run();
    assert_eq!(elsewhere.code, 2, "{elsewhere}");
    elsewhere.expect_failure("cannot be run remotely");
}

/// Acceptance rows 39, 40 and 53.
#[test]
fn the_eighth_example_toggles_the_first_name() {
    let scratch = Scratch::new("netdom-eighth");
    let netdom = Netdom::of(eighth(&scratch));
    let listed = netdom.type_in("trust myTestDomain /domain:foresttrustpartnerdomain /namesuffixes", &[]);
    let first = |printed: &str| printed.lines().find(|line| line.starts_with("1. ")).map(str::to_owned);
    let before = first(&listed.expect_success().stdout).expect("a first name");
    assert!(before.ends_with("Name Suffix, Enabled"), "{before}");
    let toggled = netdom.admin("trust myTestDomain /domain:foresttrustpartnerdomain /namesuffixes /togglesuffix:1");
    let after = first(&toggled.expect_success().stdout).expect("a first name");
    assert!(after.ends_with("Name Suffix, Disabled (by administrator)"), "{after}");
}

fn eighth(scratch: &Scratch) -> DaemonOptions {
    let domain = |name: &str, netbios: &str| {
        format!(
            "[[domain]]\nname = \"{name}\"\nnetbios = \"{netbios}\"\nusers = [{{ name = \"admin\", password = \
             \"{PASSWORD}\", groups = [\"Domain Admins\"] }}]\n"
        )
    };
    let trust = "[[trust]]\nkind = \"forest\"\ntrusting = \"mytestdomain.example\"\ntrusted = \
                 \"foresttrustpartnerdomain\"\n";
    let text = [domain("mytestdomain.example", "MYTESTDOMAIN"), domain("foresttrustpartnerdomain", "PARTNER")].concat();
    topology(scratch, &(text + trust))
}

fn with_default_realm(conf: &str, realm: &str) -> String {
    let line = |line: &str| match line.trim_start().starts_with("default_realm") {
        true => format!("    default_realm = {realm}\n"),
        false => format!("{line}\n"),
    };
    conf.lines().map(line).collect()
}
