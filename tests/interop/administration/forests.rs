//! A forest trust made while the daemon runs: between roots only, where names resolve, and as a managed domain may.

use std::fmt::Write as _;

use xrealm_tests::ClientKind;

use super::site::Site;

const NEW: &str = "trust new wingtiptoys.com tailspintoys.com --kind forest --two-way";

with_each_client! {
    /// Acceptance row 57: between the roots, for the users and services of every domain below.
    fn a_forest_trust_of_the_roots_carries_users_of_the_children(kind: ClientKind) {
        let site = Site::open();
        site.both(NEW).expect_success();
        for (user, service) in [
            ("user1@EUROPE.TAILSPINTOYS.COM", "host/server3.usa.wingtiptoys.com"),
            ("user1@USA.WINGTIPTOYS.COM", "host/server1.tailspintoys.com"),
        ] {
            site.user_of(kind, user).get(service).expect_success();
        }
    }
}

/// Acceptance row 57.
#[test]
fn a_forest_trust_from_a_child_is_refused_and_changes_nothing() {
    let site = Site::open();
    let before = site.directory();
    for (one, other, child) in [
        ("usa.wingtiptoys.com", "tailspintoys.com", "USA.WINGTIPTOYS.COM"),
        ("wingtiptoys.com", "europe.tailspintoys.com", "EUROPE.TAILSPINTOYS.COM"),
        ("usa.wingtiptoys.com", "europe.tailspintoys.com", "USA.WINGTIPTOYS.COM"),
    ] {
        let refused = site.both(&format!("trust new {one} {other} --kind forest"));
        refused.expect_failure(&format!("{child} is not the root of its forest"));
        assert_eq!(site.directory(), before);
    }
    site.netdom("wingtiptoys.com /d:tailspintoys.com /add /foresttransitive:yes").expect_failure("xrealm trust new");
    assert_eq!(site.directory(), before);
}

/// Acceptance row 60: each way to resolve the other forest's names will do if both have one, and no way will not.
#[test]
fn a_forest_trust_needs_names_that_resolve_both_ways() {
    let site = Site::open();
    let dns = |domain: &str, means: &str| site.xrealm(&format!("controller dns {domain} {means}")).expect_success();
    let ways = |other: &str| {
        ["--nothing", &format!("--forwarder {other}"), &format!("--secondary {other}"), "--shared-root root.example"]
            .map(str::to_owned)
    };
    for (ours, near) in ways("tailspintoys.com").iter().enumerate() {
        for (theirs, far) in ways("wingtiptoys.com").iter().enumerate() {
            dns("wingtiptoys.com", near);
            dns("tailspintoys.com", far);
            let resolves = (ours == 3 && theirs == 3) || [ours, theirs].iter().all(|way| (1..=2).contains(way));
            if resolves {
                site.both(NEW).expect_success();
                assert!(site.reaches("user1@USA.WINGTIPTOYS.COM", "host/server3.europe.tailspintoys.com"));
                site.both("trust remove wingtiptoys.com tailspintoys.com --two-way").expect_success();
            } else {
                let before = site.directory();
                site.both(NEW).expect_failure("error: DNS: ");
                assert_eq!(site.directory(), before, "{near} {far}");
            }
        }
    }
}

/// Acceptance row 61: 256 bits of chance in each direction, known to both ends and told to nobody.
#[test]
fn a_trust_of_both_sides_has_a_random_secret_each_way_that_is_not_told() {
    let site = Site::open();
    let made = site.both(&format!("{NEW} --confirm --json")).expect_success();
    let secret = |realm: &str, direction: &str| -> String {
        let dump = site.directory();
        let ends = dump.as_array().into_iter().flatten().map(|change| &change["restore-trust"]);
        let mut own = ends.filter(|end| end["realm"] == realm).map(|end| &end["trust"]);
        let trust = own.find(|trust| trust["object"]["trust_attributes"] == 8).expect("a forest trust");
        let secret = trust[direction]["current"]["material"]["password"]["password"].as_str();
        secret.expect("a password").to_owned()
    };
    let (forward, back) = (secret("WINGTIPTOYS.COM", "outgoing"), secret("WINGTIPTOYS.COM", "incoming"));
    assert_eq!((&secret("TAILSPINTOYS.COM", "incoming"), &secret("TAILSPINTOYS.COM", "outgoing")), (&forward, &back));
    assert_ne!(forward, back);
    assert!(forward.len() == 64 && forward.bytes().all(|digit| digit.is_ascii_hexdigit()), "256 bits, written in hex");

    let shown = site.xrealm("trust show wingtiptoys.com tailspintoys.com --json").expect_success();
    let audit = site.xrealm("audit --json").expect_success();
    let redacted = site.ask(&serde_json::json!({ "v": 1, "wish": { "operation": { "dump": { "secrets": false } } } }));
    for text in [&made.stdout, &made.stderr, &shown.stdout, &audit.stdout, &site.daemon.stderr(), &redacted.to_string()]
    {
        assert!(!text.contains(&forward) && !text.contains(&back), "{text}");
    }

    site.both("trust reset wingtiptoys.com tailspintoys.com --two-way").expect_success();
    let again = [secret("WINGTIPTOYS.COM", "outgoing"), secret("WINGTIPTOYS.COM", "incoming")];
    assert!(!again.contains(&forward) && !again.contains(&back) && again[0] != again[1]);
}

/// Acceptance row 62.
#[test]
fn a_managed_domain_trusts_five_forests_one_way_and_no_sixth() {
    let site = Site::written(&managed(), &[]);
    for forbidden in [
        "aadds.test forest1.test --kind external",
        "aadds.test forest1.test --kind forest --two-way",
        "forest1.test aadds.test --kind forest",
    ] {
        let before = site.directory();
        site.both(&format!("trust new {forbidden}")).expect_failure("AADDS.TEST is a managed domain");
        assert_eq!(site.directory(), before);
    }
    for number in 1..=5 {
        site.both(&format!("trust new aadds.test forest{number}.test --kind forest")).expect_success();
        assert!(site.reaches(&format!("user1@FOREST{number}.TEST"), "host/server1.aadds.test"));
    }
    let before = site.directory();
    site.both("trust new aadds.test forest6.test --kind forest").expect_failure("it has 5 forest trusts already");
    assert_eq!(site.directory(), before);
    assert!(!site.reaches("user1@FOREST6.TEST", "host/server1.aadds.test"));
    site.both("trust remove aadds.test forest1.test").expect_success();
    site.both("trust new aadds.test forest6.test --kind forest").expect_success();
    assert!(site.reaches("user1@FOREST6.TEST", "host/server1.aadds.test"));
}

fn managed() -> String {
    let admin = r#"{ name = "admin", password = "Secret-1", groups = ["Domain Admins"] }"#;
    let mut text =
        format!("[[domain]]\nname = \"aadds.test\"\nmanaged = true\ncomputers = [\"SERVER1\"]\nusers = [{admin}]\n");
    for number in 1..=6 {
        write!(
            text,
            "[[domain]]\nname = \"forest{number}.test\"\nusers = [{admin}, {{ name = \"user1\", password = \"Secret-1\" }}]\n"
        )
        .expect("writing to a string does not fail");
    }
    text
}
