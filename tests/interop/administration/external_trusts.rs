//! An external trust made while the daemon runs: both sides or one, confirmed or not, by the wizard's verb or netdom's.

use serde_json::Value;
use xrealm_tests::{ClientKind, Krb5Conf};

use super::site::{PASSWORD, Site, crossing, version};

const ENGINEERING: &str = "ENGINEERING.CONTOSO.COM";
const MARKETING: &str = "MARKETING.CONTOSO.COM";
const USER_OF_ENGINEERING: &str = "user1@ENGINEERING.CONTOSO.COM";
const USER_OF_MARKETING: &str = "user1@MARKETING.CONTOSO.COM";
const AT_ENGINEERING: &str = "host/server1.engineering.contoso.com";
const AT_MARKETING: &str = "host/server1.marketing.contoso.com";

/// The trust, created both ways.
const TWO_WAY: &str = "trust new engineering.contoso.com marketing.contoso.com --two-way";
/// The trust, created one way: users of Marketing reach Engineering.
const ONE_WAY: &str = "trust new engineering.contoso.com marketing.contoso.com";

with_each_client! {
    /// Acceptance rows 1 and 6: one command, a record on each side, and two ticket-granting tickets each way.
    fn one_command_lets_users_of_both_domains_in_at_the_other(kind: ClientKind) {
        let site = Site::open();
        for (user, service) in [(USER_OF_ENGINEERING, AT_MARKETING), (USER_OF_MARKETING, AT_ENGINEERING)] {
            assert_ne!(site.user_of(kind, user).get(service).code, 0, "{user}");
        }

        site.both(TWO_WAY).expect_success();

        for (realm, partner) in [(ENGINEERING, MARKETING), (MARKETING, ENGINEERING)] {
            let end = site.end(realm, partner);
            assert_eq!((&end["direction"], &end["transitive"]), (&"two-way".into(), &false.into()), "{end:#}");
            for name in ["user1", "operator1", "Administrator"] {
                let client = site.user_of(kind, &format!("{name}@{realm}"));
                client.get_with(&crossing(realm, partner), &[]).expect_success();
                for server in ["server1", "server2"] {
                    let service = format!("host/{server}.{}", partner.to_lowercase());
                    client.get(&service).expect_success();
                    crate::tickets::assert_service_ticket(&client, &format!("{service}@{partner}"));
                }
                let mut granting = client.servers();
                granting.retain(|server| server.starts_with("krbtgt/"));
                assert_eq!(granting, [crossing(realm, realm), crossing(realm, partner)]);
            }
        }
    }
}

/// Acceptance row 2.
#[test]
fn a_netbios_name_makes_the_same_record_as_the_dns_name() {
    let site = Site::open();
    let (usa, north) = ("USA-CHICAGO.FABRIKAM.COM", "NORTHAMERICA.ADATUM.COM");
    let made = site.both("trust new USA-Chicago NorthAmerica").expect_success();
    assert!(made.stdout.contains(&format!("{usa} trusts {north}")), "{made}");
    let by_netbios = [site.record(usa, north), site.record(north, usa)];
    site.both("trust remove USA-Chicago NorthAmerica").expect_success();

    site.both("trust new usa-chicago.fabrikam.com northamerica.adatum.com").expect_success();

    assert_eq!([site.record(usa, north), site.record(north, usa)], by_netbios);
    assert!(site.reaches(&format!("user1@{north}"), "host/server1.usa-chicago.fabrikam.com"));
}

/// Acceptance row 3.
#[test]
fn a_wrong_credential_of_the_far_side_leaves_nothing_on_either_side() {
    let site = Site::open();
    let before = site.directory();
    for (user, password) in [("admin", "wrong"), ("nobody", PASSWORD), ("user1", PASSWORD), ("operator1", PASSWORD)] {
        for (near, far) in [(("admin", PASSWORD), (user, password)), ((user, password), ("admin", PASSWORD))] {
            let who = format!("--user {} --password-stdin --partner-user {} --partner-password-stdin", near.0, far.0);
            let refused = site.type_in(&format!("{TWO_WAY} {who}"), &[near.1, far.1]);
            assert_eq!(refused.code, 1, "{refused}");
            assert!(refused.stderr.starts_with("error: "), "{refused}");
            assert_eq!(site.directory(), before, "{refused}");
        }
    }
    assert!(!site.reaches(USER_OF_ENGINEERING, AT_MARKETING));
}

/// Acceptance row 3: a far side that cannot be reached.
#[test]
fn a_far_side_out_of_reach_leaves_nothing_on_either_side() {
    let site = Site::open();
    site.xrealm("controller link engineering.contoso.com marketing.contoso.com down").expect_success();
    let before = site.directory();
    for options in ["", "--confirm --confirm-reverse"] {
        site.both(&format!("{TWO_WAY} {options}")).expect_failure("cannot reach MARKETING.CONTOSO.COM");
        assert_eq!(site.directory(), before);
    }
}

/// Acceptance row 4: the one side issues, and the other one answers when it has the same password.
#[test]
fn a_trust_of_one_side_waits_for_the_other_side_and_its_password() {
    let site = Site::open();
    let (trusted, trusting) = (format!("{ONE_WAY} --one-side trusted"), format!("{ONE_WAY} --one-side trusting"));
    let secret = "--trust-password-stdin";
    site.one(&format!("{trusted} {secret}"), "admin", &["Shared-1"]).expect_success();
    let client = site.user(USER_OF_MARKETING);
    assert_eq!(version(&client, &crossing(MARKETING, ENGINEERING)), 1);
    client.get(AT_ENGINEERING).expect_failure("Service key not available");

    site.one(&format!("{trusting} {secret}"), "admin", &["Shared-2"]).expect_success();
    client.get(AT_ENGINEERING).expect_failure("Message stream modified");
    let refused = site.logged(&["for host/server1.engineering.contoso.com at ENGINEERING", "code=41"]);
    assert!(refused.contains("trust secret mismatch with MARKETING.CONTOSO.COM"), "{refused}");

    site.one("trust remove engineering.contoso.com marketing.contoso.com --one-side trusting", "admin", &[])
        .expect_success();
    let done = site.one(&format!("{trusting} {secret} --confirm"), "admin", &["Shared-1"]).expect_success();
    assert!(done.stdout.contains("healthy"), "{done}");
    // With the ticket that was issued when the other side knew nothing.
    client.get(AT_ENGINEERING).expect_success();
}

/// Acceptance row 5, with the caches that MIT's `kinit` wrote as credentials.
#[test]
fn whoever_is_no_administrator_is_denied_and_the_journal_names_the_group() {
    let site = Site::open();
    let before = site.directory();
    let partner = site.user("Administrator@MARKETING.CONTOSO.COM");
    let with = |name: &str| {
        let own = site.user(&format!("{name}@ENGINEERING.CONTOSO.COM"));
        site.xrealm(&format!("{TWO_WAY} --ccache {} --partner-ccache {}", own.cache(), partner.cache()))
    };
    for name in ["user1", "operator1"] {
        with(name).expect_failure("is not in Domain Admins of ENGINEERING.CONTOSO.COM");
        let last = site.audit().pop().expect("an entry");
        assert!(last["refused"].as_str().is_some_and(|text| text.contains("Domain Admins")), "{last:#}");
        assert!(last["by"].as_str().is_some_and(|who| who.contains(name)), "{last:#}");
        assert_eq!(site.directory(), before);
    }
    with("Administrator").expect_success();
}

/// Acceptance row 9.
#[test]
fn a_dry_run_prints_what_the_run_then_does() {
    let site = Site::open();
    let before = site.directory();
    let line = format!("{TWO_WAY} --confirm --json");
    let told = |line: &str| -> Value { serde_json::from_str(&site.both(line).expect_success().stdout).expect("JSON") };

    let mut plan = told(&format!("{line} --dry-run"));
    assert_eq!(site.directory(), before);
    let mut done = told(&line);

    assert_eq!((&plan["dry_run"], &done["dry_run"]), (&true.into(), &false.into()));
    for told in [&mut plan, &mut done] {
        told["dry_run"].take();
        for end in told["trusts"].as_array_mut().expect("two ends") {
            for direction in ["incoming", "outgoing"] {
                // The second may have turned in between.
                assert!(end[direction]["changed"].take().is_string());
                end[direction]["confirmed"] = end[direction]["confirmed"].is_string().into();
            }
        }
    }
    assert_eq!(plan, done);
}

/// Acceptance rows 10 to 12: each direction is confirmed on request, and otherwise by whoever crosses it first.
#[test]
fn a_direction_is_confirmed_on_request_and_otherwise_by_its_first_use() {
    for (confirmed_at_once, first_user, service) in
        [("--confirm", USER_OF_ENGINEERING, AT_MARKETING), ("--confirm --confirm-reverse", "", "")]
    {
        let site = Site::open();
        let made = site.both(&format!("{TWO_WAY} {confirmed_at_once}")).expect_success();
        assert!(made.stdout.contains("ENGINEERING.CONTOSO.COM trusts MARKETING.CONTOSO.COM: healthy"), "{made}");
        site.logged(&["create external trust", "confirm secret of trust: ENGINEERING.CONTOSO.COM trusts MARKETING"]);
        assert!(is_confirmed(&site, ENGINEERING, MARKETING));
        if first_user.is_empty() {
            assert!(is_confirmed(&site, MARKETING, ENGINEERING));
            continue;
        }
        assert!(!is_confirmed(&site, MARKETING, ENGINEERING));
        assert!(made.stdout.contains("not confirmed"), "{made}");

        site.user(first_user).get(service).expect_success();

        assert!(xrealm_tests::wait_until(|| is_confirmed(&site, MARKETING, ENGINEERING)));
        assert_eq!(site.audit().pop().expect("an entry")["surface"], "first-use");
    }
}

/// Acceptance row 10: why it is not confirmed.
#[test]
fn a_trust_whose_sides_have_different_passwords_is_not_confirmed_and_says_why() {
    let site = Site::open();
    let with = |options: &str, word| site.one(&format!("{ONE_WAY} --trust-password-stdin {options}"), "admin", &[word]);
    let alone = with("--one-side trusted --confirm", "Shared-1").expect_success();
    assert!(alone.stdout.contains("not confirmed: the other end has to be made first"), "{alone}");

    let other = with("--one-side trusting --confirm", "Shared-2");

    assert_eq!(other.code, 3, "{other}");
    assert!(other.stdout.contains("trust secret mismatch"), "{other}");
    assert!(!is_confirmed(&site, ENGINEERING, MARKETING));
    let verify = "trust verify engineering.contoso.com marketing.contoso.com";
    assert_eq!(site.both(verify).code, 3);
    site.logged(&["verify trust: ENGINEERING.CONTOSO.COM trusting MARKETING.CONTOSO.COM: trust secret mismatch"]);
    site.both("trust reset engineering.contoso.com marketing.contoso.com").expect_success();
    site.both(verify).expect_success();
    site.logged(&["verify trust: ENGINEERING.CONTOSO.COM trusting MARKETING.CONTOSO.COM: healthy"]);
    assert!(site.reaches(USER_OF_MARKETING, AT_ENGINEERING));
}

/// Acceptance row 13.
#[test]
fn a_third_domain_is_not_reached_over_two_external_trusts() {
    let site = Site::open();
    let (third, service) = ("DEVGROUP.EXAMPLE.COM", "host/server1.devgroup.example.com");
    site.both(ONE_WAY).expect_success();
    site.both("trust new devgroup.example.com engineering.contoso.com").expect_success();
    assert!(site.reaches(USER_OF_ENGINEERING, service) && site.reaches(USER_OF_MARKETING, AT_ENGINEERING));
    // The client knows the way, so that the refusal is not that of its own KDC.
    let way = "[domain_realm]\n .devgroup.example.com = DEVGROUP.EXAMPLE.COM\n[capaths]\n MARKETING.CONTOSO.COM = {\n  \
               DEVGROUP.EXAMPLE.COM = ENGINEERING.CONTOSO.COM\n }";
    let conf = Krb5Conf::over(&site.daemon.krb5_conf()).section(way);
    let client = site.user_with(ClientKind::Mit, USER_OF_MARKETING, &conf);

    client.get(service).expect_failure("not found in Kerberos database");

    let refused = site.logged(&[&format!("for krbtgt/{third} at {ENGINEERING}"), "user1@MARKETING", "code=7"]);
    assert!(refused.contains("trust with MARKETING.CONTOSO.COM is not transitive"), "{refused}");
}

/// Acceptance row 14.
#[test]
fn netdom_makes_the_same_records() {
    let site = Site::open();
    let records = || [site.record(ENGINEERING, MARKETING), site.record(MARKETING, ENGINEERING)];
    for (wizard, netdom) in [(TWO_WAY, "/twoway"), (ONE_WAY, "")] {
        site.both(wizard).expect_success();
        let by_wizard = records();
        site.both("trust remove engineering.contoso.com marketing.contoso.com --two-way").expect_success();

        site.netdom(&format!("engineering.contoso.com /domain:marketing.contoso.com /add {netdom}")).expect_success();

        assert_eq!(records(), by_wizard);
        assert!(site.reaches(USER_OF_MARKETING, AT_ENGINEERING));
        assert_eq!(site.reaches(USER_OF_ENGINEERING, AT_MARKETING), netdom == "/twoway");
        site.both("trust remove engineering.contoso.com marketing.contoso.com --two-way").expect_success();
    }
}

/// Whether the users of `trusted` are known to get in at `trusting`.
fn is_confirmed(site: &Site, trusting: &str, trusted: &str) -> bool {
    site.end(trusting, trusted)["outgoing"]["confirmed"].is_string()
}
