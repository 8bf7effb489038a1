//! A realm trust with a live MIT realm: our side is made on the running daemon, MIT's with `kadmin.local`, and what
//! they share is the password alone.

use xrealm_tests::{Client, ClientKind, Finished, Krb5Conf, MitKdc, MitRealm, on_terminal, xrealm};

use super::site::{PASSWORD, Site};
use crate::opened_ticket::open;

const ATHENA: &str = "ATHENA.EXAMPLE";
const SECRET: &str = "Trust-Secret-1";
/// Seals tickets of MIT's users for us.
const INWARD: &str = "krbtgt/CORP.TEST@ATHENA.EXAMPLE";
/// Seals tickets of our users for MIT.
const OUTWARD: &str = "krbtgt/ATHENA.EXAMPLE@CORP.TEST";
const OURS: &str = "host/web.corp.test";
const THEIRS: &str = "host/db.athena.example";

/// Both KDCs; neither knows of a trust.
struct Scene {
    mit: MitKdc,
    site: Site,
}

impl Scene {
    fn start() -> Scene {
        Scene::with(&[])
    }

    /// With more realms of MIT's.
    fn with(more: &[MitRealm]) -> Scene {
        let principal = |name: &str, password: &str| (name.to_owned(), password.to_owned());
        let athena = MitRealm {
            name: ATHENA.to_owned(),
            principals: vec![principal("alice", PASSWORD), principal(THEIRS, PASSWORD)],
        };
        let realms: Vec<MitRealm> = [athena].iter().chain(more).cloned().collect();
        let mit = MitKdc::start_with(&realms, "[domain_realm]\n .corp.test = CORP.TEST\n");
        let site = Site::written(&TOPOLOGY.replace("KDC", &mit.address_of(ATHENA).to_string()), &[]);
        Scene { mit, site }
    }

    /// `trust new` of our side with a password.
    fn new_trust(&self, line: &str, user: &str, password: &str) -> Finished {
        let line = format!("trust new corp.test {line} --kind realm --trust-password-stdin");
        self.site.one(&line, user, &[password])
    }

    fn netdom(&self, line: &str) -> Finished {
        self.site.xrealm(&format!("netdom trust corp.test {line} /uo:admin /po:{PASSWORD}"))
    }

    /// MIT's half: both cross-realm principals.
    fn both_keys(&self) {
        self.mit.add(ATHENA, INWARD, SECRET);
        self.mit.add(ATHENA, OUTWARD, SECRET);
    }

    /// Knows where the KDCs are; who is where it has to be told by them.
    fn conf(&self) -> Krb5Conf {
        Krb5Conf::over(&self.site.daemon.krb5_conf())
    }

    fn alice(&self, kind: ClientKind) -> Client {
        self.site.user_with(kind, "alice@ATHENA.EXAMPLE", &self.conf())
    }

    fn user1(&self, kind: ClientKind) -> Client {
        self.site.user_with(kind, "user1@CORP.TEST", &self.conf())
    }
}

with_each_client! {
    /// Acceptance row 15: each administrator makes one half, and MIT's users get in when both are there.
    fn a_one_way_outgoing_trust_lets_users_of_the_mit_realm_in(kind: ClientKind) {
        let scene = Scene::start();
        scene.mit.add(ATHENA, INWARD, SECRET);
        let alice = scene.alice(kind);
        assert_ne!(alice.get(OURS).code, 0, "only MIT knows of it");

        let made = scene.new_trust(ATHENA, "admin", SECRET).expect_success();

        assert!(made.stdout.contains(&format!("remains to be added, with exactly the same password: {INWARD}")), "{made}");
        alice.get(OURS).expect_success();
        crate::tickets::assert_service_ticket(&alice, "host/web.corp.test@CORP.TEST");
        assert_ne!(scene.user1(kind).get_with(&format!("{THEIRS}@{ATHENA}"), &[]).code, 0);
        let refused = scene.site.logged(&["user1@CORP.TEST for krbtgt/ATHENA.EXAMPLE at CORP.TEST", "refused"]);
        assert!(refused.contains("code=7"), "{refused}");
    }
}

/// Acceptance rows 14, 15, 30 and 31: the same by netdom.
#[test]
fn netdom_makes_the_same_trust_with_the_mit_realm() {
    let scene = Scene::start();
    scene.mit.add(ATHENA, INWARD, SECRET);
    scene.new_trust(ATHENA, "admin", SECRET).expect_success();
    let by_wizard = scene.site.record("CORP.TEST", ATHENA);
    scene.netdom("/d:ATHENA.EXAMPLE /remove").expect_success();
    assert_ne!(scene.alice(ClientKind::Mit).get(OURS).code, 0);

    scene.netdom(&format!("/d:ATHENA.EXAMPLE /add /realm /passwordt:{SECRET}")).expect_success();

    assert_eq!(scene.site.record("CORP.TEST", ATHENA), by_wizard);
    scene.alice(ClientKind::Mit).get(OURS).expect_success();
}

/// Acceptance row 16.
#[test]
fn a_realm_in_lower_case_is_refused_and_never_matches() {
    let scene = Scene::start();
    let before = scene.site.directory();
    for name in ["athena.example", "Athena.Example"] {
        scene.new_trust(name, "admin", SECRET).expect_failure("use ATHENA.EXAMPLE");
        let refused = scene.netdom(&format!("/d:{name} /add /realm /passwordt:{SECRET}"));
        refused.expect_failure("ATHENA.EXAMPLE");
    }
    scene.new_trust("elsewhere.example", "admin", SECRET).expect_failure("must be upper case");
    assert_eq!(scene.site.directory(), before);
    scene.both_keys();
    scene.new_trust("ATHENA.EXAMPLE --two-way", "admin", SECRET).expect_success();
    let user = scene.user1(ClientKind::Mit);
    user.get_with("krbtgt/athena.example@CORP.TEST", &[]).expect_failure("not found in Kerberos database");
    user.get_with(OUTWARD, &[]).expect_success();
}

/// Acceptance rows 17, 18 and 32: what is set counts on the next request, with the ticket that is there.
#[test]
fn users_of_a_third_realm_get_in_as_long_as_the_trust_is_transitive() {
    let shared = "krbtgt/ATHENA.EXAMPLE@REMOTE.EXAMPLE";
    let principals = [("bob", PASSWORD), (shared, "Remote-Secret-1")];
    let principals = principals.map(|(name, password)| (name.to_owned(), password.to_owned()));
    let scene = Scene::with(&[MitRealm { name: "REMOTE.EXAMPLE".to_owned(), principals: principals.into() }]);
    scene.mit.add(ATHENA, shared, "Remote-Secret-1");
    scene.mit.add(ATHENA, INWARD, SECRET);
    scene.new_trust(ATHENA, "admin", SECRET).expect_success();
    let conf = scene.conf().and(&scene.mit.krb5_conf()).section(
        "[domain_realm]\n    .corp.test = CORP.TEST\n[capaths]\n    REMOTE.EXAMPLE = {\n        \
         CORP.TEST = ATHENA.EXAMPLE\n    }",
    );
    let bob = || scene.site.user_with(ClientKind::Mit, "bob@REMOTE.EXAMPLE", &conf);
    let transitive = |value: &str| {
        scene.netdom(&format!("/d:ATHENA.EXAMPLE /transitive:{value}")).expect_success();
        let told = scene.netdom("/d:ATHENA.EXAMPLE /transitive").expect_success();
        assert_eq!(told.stdout.contains("not transitive"), value == "no", "{told}");
    };
    let early = bob();
    early.get_with(INWARD, &[]).expect_success();
    assert_ne!(early.get(OURS).code, 0);
    let refused = scene.site.logged(&["bob@REMOTE.EXAMPLE", "refused"]);
    assert!(refused.contains("trust with ATHENA.EXAMPLE is not transitive"), "{refused}");

    transitive("yes");

    early.get(OURS).expect_success();
    let ticket = open(&early, OURS, "CORP.TEST", PASSWORD);
    assert_eq!((&*ticket.client, &*ticket.transited), ("bob@REMOTE.EXAMPLE", ATHENA));
    transitive("no");
    assert_ne!(bob().get(OURS).code, 0);
    scene.alice(ClientKind::Mit).get(OURS).expect_success();
}

/// Acceptance row 19.
#[test]
fn a_password_that_is_not_typed_the_same_twice_makes_no_trust() {
    let scene = Scene::start();
    let before = scene.site.directory();
    let line = "trust new corp.test ATHENA.EXAMPLE --kind realm --trust-password --user admin";
    let command = format!("{} {line}", xrealm().display());
    let (socket, conf) = (scene.site.socket(), scene.site.daemon.krb5_conf());
    let typing = |passwords: &[&str]| {
        let typed: Vec<_> = passwords.iter().map(|password| (": ", *password)).collect();
        on_terminal(&command, &[("XREALM_ADMIN", &socket), ("KRB5_CONFIG", &conf)], &typed)
    };

    let shown = typing(&["Shared-Secret-1", "Shared-Secret-2"]);

    assert_eq!(shown.code, Some(1), "{shown:?}");
    assert!(shown.text.contains("differ") && !shown.text.contains("Shared-Secret"), "{shown:?}");
    assert_eq!(scene.site.directory(), before);
    let shown = typing(&["Shared-Secret-1", "Shared-Secret-1", PASSWORD]);
    assert_eq!(shown.code, Some(0), "{shown:?}");
}

/// Acceptance row 20, and row 36 for a realm: MIT has the password wrong, and puts it right; later both change it.
#[test]
fn a_wrong_password_at_the_mit_realm_is_explained_and_can_be_put_right() {
    let scene = Scene::start();
    scene.mit.add(ATHENA, &format!("-kvno 3 {INWARD}"), "Trust-Secret-2");
    scene.new_trust(ATHENA, "admin", SECRET).expect_success();
    let alice = scene.alice(ClientKind::Mit);
    alice.get(OURS).expect_failure("Message stream modified");
    let refused = scene.site.logged(&["for host/web.corp.test at CORP.TEST", "code=41"]);
    assert!(
        refused.contains(
            "trust secret mismatch with ATHENA.EXAMPLE: the inter-realm keys differ (ticket kvno 3, ours 1, aes256-cts-hmac-sha1-96)"
        ),
        "{refused}"
    );

    scene.mit.change_password(ATHENA, INWARD, SECRET);
    let alice = scene.alice(ClientKind::Mit);
    alice.get(OURS).expect_success();

    scene.netdom("/d:ATHENA.EXAMPLE /reset /passwordt:Trust-Secret-3").expect_success();
    alice.get("host/mail.corp.test").expect_success();
    scene.mit.change_password(ATHENA, INWARD, "Trust-Secret-3");
    scene.alice(ClientKind::Mit).get(OURS).expect_success();
}

/// Acceptance row 21: the salt follows from the names on both sides.
#[test]
fn keys_made_of_the_password_fit_in_both_directions_and_each_encryption_type() {
    let scene = Scene::start();
    for etype in ["aes256-cts-hmac-sha1-96", "aes128-cts-hmac-sha1-96", "rc4-hmac"] {
        for principal in [INWARD, OUTWARD] {
            scene.mit.add(ATHENA, &format!("-e {etype}:normal {principal}"), SECRET);
        }
        let line = format!("ATHENA.EXAMPLE --two-way --etypes {etype}");
        scene.new_trust(&line, "admin", SECRET).expect_success();
        for (client, over, service) in
            [(scene.alice(ClientKind::Mit), INWARD, OURS), (scene.user1(ClientKind::Mit), OUTWARD, THEIRS)]
        {
            client.get_with(over, &[]).expect_success();
            let crossing = client.tickets().pop().expect("a ticket");
            let sealed = crossing.ticket_etype.replace("DEPRECATED:", "").replace("arcfour-hmac", "rc4-hmac");
            assert_eq!((&*crossing.server, &*sealed), (over, etype));
            client.get(service).expect_success();
        }
        scene.site.one("trust remove corp.test ATHENA.EXAMPLE --two-way", "admin", &[]).expect_success();
        for principal in [INWARD, OUTWARD] {
            scene.mit.remove(ATHENA, principal);
        }
    }
}

/// Acceptance row 22.
#[test]
fn an_account_operator_makes_realm_trusts_and_no_others() {
    let scene = Scene::start();
    scene
        .new_trust(ATHENA, "user1", SECRET)
        .expect_failure("is not in Account Operators nor Domain Admins of CORP.TEST");
    scene.mit.add(ATHENA, INWARD, SECRET);
    scene.new_trust(ATHENA, "operator1", SECRET).expect_success();
    scene.alice(ClientKind::Mit).get(OURS).expect_success();
    let before = scene.site.directory();
    let external = "trust new corp.test other.test --kind external --one-side trusting --trust-password-stdin";
    scene.site.one(external, "operator1", &[SECRET]).expect_failure("is not in Domain Admins of CORP.TEST");
    assert_eq!(scene.site.directory(), before);
    scene.site.one(external, "admin", &[SECRET]).expect_success();
}

/// The salts are those of the service names, so that tickets can be opened with the password.
const TOPOLOGY: &str = r#"
[settings]
allow_rc4 = true

[[domain]]
name = "corp.test"
users = [
    { name = "admin", password = "Secret-1", groups = ["Domain Admins"] },
    { name = "operator1", password = "Secret-1", groups = ["Account Operators"] },
    { name = "user1", password = "Secret-1" },
]
computers = [
    { name = "WEB", password = "Secret-1", salt = "CORP.TESThostweb.corp.test", spns = ["host/web.corp.test"] },
    "MAIL",
]

[[domain]]
name = "other.test"

[[realm]]
name = "ATHENA.EXAMPLE"
kdc = ["KDC"]
"#;
