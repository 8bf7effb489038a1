//! `xrealm netdom trust` while the daemon runs, and what clients find afterwards: on their next request, with new
//! tickets and with those they have.

use xrealm_tests::{ClientKind, Krb5Conf};

use super::site::{PASSWORD, Site, crossing, version};

const USA: &str = "USA-CHICAGO.FABRIKAM.COM";
const NORTH: &str = "NORTHAMERICA.ADATUM.COM";
const AT_USA: &str = "host/server1.usa-chicago.fabrikam.com";
const AT_NORTH: &str = "host/server1.northamerica.adatum.com";
const MY: &str = "MYDOMAIN.EXAMPLE.NET";
const DEV: &str = "DEVGROUP.EXAMPLE.COM";
/// A trust that is there from the start, both ways.
const TRUST: &str = "mydomain.example.net /d:devgroup.example.com";

with_each_client! {
    /// Acceptance row 23: whose users reach whom, and the domain of this computer where none is named.
    fn the_first_domain_trusts_the_other_one_or_that_of_this_computer(kind: ClientKind) {
        let site = Site::open();
        let joined = Krb5Conf::over(&site.daemon.krb5_conf()).libdefault(&format!("default_realm = {NORTH}"));
        let here = site.user_with(kind, &format!("user1@{NORTH}"), &joined);
        for other in ["/domain:NorthAmerica", ""] {
            let line = format!("netdom trust USA-Chicago {other} /add /uo:admin /po:{PASSWORD} /ud:admin /pd:{PASSWORD}");
            let typed = site.program().env("KRB5_CONFIG", here.configuration()).args(line.split_whitespace());
            typed.run().expect_success();

            site.user_of(kind, &format!("user1@{NORTH}")).get(AT_USA).expect_success();
            assert_ne!(site.user_of(kind, &format!("user1@{USA}")).get(AT_NORTH).code, 0);
            site.netdom("USA-Chicago /d:NorthAmerica /remove").expect_success();
        }
    }

    /// Acceptance rows 28 and 29: a ticket over the trust is worth nothing from the next request on.
    fn a_removed_trust_is_gone_at_once_in_both_directions(kind: ClientKind) {
        let site = Site::open();
        site.netdom("engineering.contoso.com /domain:marketing.contoso.com /add /twoway").expect_success();
        let ends = ["ENGINEERING.CONTOSO.COM", "MARKETING.CONTOSO.COM"];
        let users = [(ends[0], ends[1]), (ends[1], ends[0])].map(|(own, other)| {
            let client = site.user_of(kind, &format!("user1@{own}"));
            client.get_with(&crossing(own, other), &[]).expect_success();
            let service = |server: &str| format!("host/{server}.{}", other.to_lowercase());
            client.get(&service("server1")).expect_success();
            (client, own, other, service("server2"))
        });

        site.netdom("engineering.contoso.com /domain:marketing.contoso.com /remove /twoway").expect_success();

        for (client, own, other, service) in users {
            client.forget_trace();
            assert_ne!(client.get_with(&format!("{service}@{other}"), &[]).code, 0);
            assert!(client.realms_asked().contains(&other.to_owned()), "{}", client.trace());
            let refused = site.logged(&[&format!("for {service} at {other}"), "refused"]);
            assert!(refused.contains(&format!("no trust with {own}, which issued the ticket")), "{refused}");
            let later = site.user_of(kind, &format!("user1@{own}"));
            assert_ne!(later.get(&service).code, 0);
            let refused = site.logged(&[&format!("for {service} at {own}"), "refused"]);
            assert!(refused.contains("code=7"), "{refused}");
        }
    }
}

/// Acceptance row 36: the secret before last opens nothing, the last one still does.
#[test]
fn a_reset_leaves_tickets_good_until_the_next_one_and_shows_in_their_version() {
    let site = Site::open();
    let over = [crossing(MY, DEV), crossing(DEV, MY)];
    let reset = || site.netdom(&format!("{TRUST} /reset /twoway")).expect_success();
    let users = || [format!("user1@{MY}"), format!("user1@{DEV}")].map(|user| site.user(&user));
    let before = users();
    for (client, over) in before.iter().zip(&over) {
        assert_eq!(version(client, over), 1);
    }

    reset();
    let between = users();
    for ((old, new), over) in before.iter().zip(&between).zip(&over) {
        assert_eq!(version(old, over), 1, "the ticket it has");
        assert_eq!(version(new, over), 2);
    }
    for (server, clients) in [("server1", &before), ("server1", &between)] {
        for (client, other) in clients.iter().zip([DEV, MY]) {
            let service = format!("host/{server}.{}@{other}", other.to_lowercase());
            client.forget_trace();
            client.get_with(&service, &[]).expect_success();
            assert_eq!(client.realms_asked(), [other], "only with the ticket over the trust");
        }
    }

    reset();
    let after = users();
    for (client, over) in after.iter().zip(&over) {
        assert_eq!(version(client, over), 3);
    }
    for (clients, is_good) in [(&before, false), (&between, true), (&after, true)] {
        for (client, other) in clients.iter().zip([DEV, MY]) {
            let done = client.get_with(&format!("host/server2.{}@{other}", other.to_lowercase()), &[]);
            assert_eq!(done.code == 0, is_good, "{done}");
        }
    }
    let refused = site.logged(&["host/server2.devgroup.example.com at DEVGROUP", "code=41"]);
    assert!(refused.contains("ticket kvno 1, ours 3 and 2"), "{refused}");
}

/// Acceptance row 32: only a realm trust is transitive or not by a switch.
#[test]
fn transitivity_of_a_trust_between_domains_is_not_to_be_set() {
    let site = Site::open();
    let before = site.directory();
    for value in ["", ":yes", ":no"] {
        site.netdom(&format!("{TRUST} /transitive{value}")).expect_failure("is valid only for");
    }
    assert_eq!(site.directory(), before);
}

/// Acceptance rows 40 and 45: each change counts on the next request; names beside the one excepted go on.
#[test]
fn names_are_switched_and_excepted_for_the_next_request() {
    let site = Site::open();
    site.both("trust new wingtiptoys.com tailspintoys.com --kind forest --two-way").expect_success();
    let trust = "wingtiptoys.com /d:tailspintoys.com";
    let user = site.user("user1@USA.WINGTIPTOYS.COM");
    let reaches = |service: &str| user.get(service).code == 0;
    let (root, child) = ("server1.tailspintoys.com", "server3.europe.tailspintoys.com");
    assert!(reaches(&format!("cifs/{child}")) && reaches(&format!("cifs/{root}")));

    site.netdom(&format!("{trust} /addtlnex:europe.tailspintoys.com")).expect_success();
    assert!(!reaches(&format!("rpc/{child}")));
    let refused = site.logged(&[&format!("for rpc/{child} at USA.WINGTIPTOYS.COM"), "code=7"]);
    assert!(refused.contains("europe.tailspintoys.com"), "{refused}");
    assert!(reaches(&format!("rpc/{root}")));
    site.netdom(&format!("{trust} /removetlnex:europe.tailspintoys.com")).expect_success();
    assert!(reaches(&format!("rpc/{child}")));

    let toggle = format!("{trust} /namesuffixes /togglesuffix:1");
    site.netdom(&toggle).expect_success();
    assert!(!reaches(&format!("http/{child}")));
    site.logged(&[&format!("for http/{child} at USA.WINGTIPTOYS.COM"), "code=7"]);
    site.netdom(&toggle).expect_success();
    assert!(reaches(&format!("http/{child}")) && reaches(&format!("http/{root}")));
}

/// Acceptance row 40: Microsoft's example of a conflict, ended by giving up the other trust's name.
#[test]
fn a_name_in_conflict_is_enabled_once_the_other_trusts_name_is_not() {
    let site = Site::written(IN_CONFLICT, &[]);
    for partner in ["forest1.com", "forest2.forest1.com"] {
        site.both(&format!("trust new --kind forest --two-way forest3.com {partner}")).expect_success();
    }
    let user = site.user("user1@FOREST3.COM");
    let reaches = |service: &str| user.get(service).code == 0;
    assert!(!reaches("host/server1.forest2.forest1.com") && reaches("host/server1.forest1.com"));
    let toggle = |partner: &str| site.netdom(&format!("forest3.com /d:{partner} /namesuffixes /togglesuffix:1"));
    let before = site.directory();
    toggle("forest2.forest1.com").expect_failure("FOREST1.COM claims a name above it");
    assert_eq!(site.directory(), before);

    toggle("forest1.com").expect_success();
    let toggled = toggle("forest2.forest1.com").expect_success();

    assert!(toggled.stdout.contains("1. *.forest2.forest1.com, Name Suffix, Enabled"), "{toggled}");
    assert!(reaches("host/server1.forest2.forest1.com"));
    toggle("forest1.com").expect_failure("FOREST2.FOREST1.COM");
}

/// Acceptance rows 42, 44 and 45, on a trust with a plain realm that speaks for names of its own.
#[test]
fn names_given_to_a_realm_trust_route_until_they_are_taken_away() {
    let site = Site::open();
    for name in ["web.research.example", "web.secret.research.example"] {
        let add = format!("account add host/{name}@ATHENA --kind service --password-stdin");
        site.type_in(&add, &[PASSWORD]).expect_success();
    }
    let new = "trust new northamerica.adatum.com ATHENA --kind realm --two-way --trust-password-stdin";
    for (side, user) in [("trusting", "admin"), ("trusted", "root/admin")] {
        site.one(&format!("{new} --one-side {side}"), user, &["Shared-1"]).expect_success();
    }
    let netdom = |switch: &str| {
        let administrator = format!("/uo:admin /po:{PASSWORD}");
        site.xrealm(&format!("netdom trust NorthAmerica /d:ATHENA {switch} {administrator}"))
    };
    let user = site.user(&format!("user1@{NORTH}"));
    let reaches = |service: &str| user.get(service).code == 0;
    netdom("/addtln:research.example").expect_failure("is valid only for");
    assert!(!reaches("host/web.research.example"));

    netdom("/foresttransitive:yes").expect_success();
    assert!(!reaches("host/web.research.example"));
    netdom("/addtln:athena.example").expect_success();
    netdom("/addtln:research.example").expect_success();
    netdom("/addtlnex:secret.research.example").expect_success();
    assert!(!reaches("host/web.research.example"), "a trust that is not transitive leads to its partner only");
    netdom("/transitive:yes").expect_success();
    assert!(reaches("host/web.research.example"));
    assert!(!reaches("host/web.secret.research.example"));
    let shown = netdom("/namesuffixes").expect_success();
    assert!(shown.stdout.contains("*.secret.research.example, Exclusion"), "{shown}");
    netdom("/removetlnex:secret.research.example").expect_success();
    assert!(reaches("host/web.secret.research.example"));

    // No ticket of the cache may answer for the KDC.
    let user = site.user(&format!("user1@{NORTH}"));
    netdom("/removetln:research.example").expect_success();
    assert_ne!(user.get("host/web.research.example").code, 0);
    netdom("/addtln:research.example").expect_success();
    netdom("/foresttransitive:no").expect_success();
    assert_ne!(user.get("host/web.research.example").code, 0);
    netdom("/foresttransitive:yes").expect_success();
    assert_ne!(user.get("host/web.research.example").code, 0, "what was claimed is forgotten");
}

/// Acceptance rows 42 and 44.
#[test]
fn a_child_domain_speaks_for_no_forest_and_a_forest_is_given_no_names() {
    let site = Site::open();
    site.both("trust new wingtiptoys.com tailspintoys.com --kind forest --two-way").expect_success();
    site.both("trust new usa.wingtiptoys.com engineering.contoso.com --two-way").expect_success();
    let before = site.directory();
    site.netdom("wingtiptoys.com /d:tailspintoys.com /addtln:more.example").expect_failure("is valid only for");
    let child = site.netdom("usa.wingtiptoys.com /d:engineering.contoso.com /foresttransitive:yes");
    child.expect_failure("root");
    assert_eq!(site.directory(), before);
}

const IN_CONFLICT: &str = r#"
[[domain]]
name = "forest1.com"
users = [{ name = "admin", password = "Secret-1", groups = ["Domain Admins"] }]
computers = ["SERVER1"]

[[domain]]
name = "forest2.forest1.com"
users = [{ name = "admin", password = "Secret-1", groups = ["Domain Admins"] }]
computers = ["SERVER1"]

[[domain]]
name = "forest3.com"
users = [
    { name = "admin", password = "Secret-1", groups = ["Domain Admins"] },
    { name = "user1", password = "Secret-1" },
]
"#;
