//! One-way, two-way, transitive and not: what a realm trust with a live MIT or Heimdal realm carries.

use xrealm_tests::{
    Client, ClientKind, Daemon, DaemonOptions, PartnerKind, PartnerPrincipal, PartnerRealm, Program, Scratch, xrealm,
};

use crate::live_partners::{ALICE, INWARD, Plan, SERVICE_SECRET, Scene, TRUST_SECRET, logged_in};
use crate::opened_ticket::open;

with_each_partner! {
    /// Row 15: one-way outgoing, our domain trusts the realm. Its users come in.
    fn an_outgoing_trust_lets_users_of_the_partner_in(partner: PartnerKind, client: ClientKind) {
        let scene = outgoing(partner);
        let client = scene.alice(client);

        client.get("host/web.corp.test").expect_success();

        crate::tickets::assert_service_ticket(&client, "host/web.corp.test@CORP.TEST");
    }
}

with_each_partner! {
    /// Row 15, the reverse: our users are not let out over it.
    fn an_outgoing_trust_does_not_let_our_users_out(partner: PartnerKind) {
        let scene = outgoing(partner);
        let client = scene.user1(ClientKind::Mit);

        let done = client.get_with("host/db.athena.example@ATHENA.EXAMPLE", &[]);

        done.expect_failure("not found in Kerberos database");
        let record = scene.record(&["for krbtgt/ATHENA.EXAMPLE at CORP.TEST"]);
        assert!(record.contains("code=7"), "{record}");
        assert!(record.contains("ATHENA.EXAMPLE does not trust this realm: the trust leads the other way only"), "{record}");
    }

    /// The partner has the key and issues the ticket; that our side does not trust it decides.
    fn an_incoming_trust_does_not_let_users_of_the_partner_in(partner: PartnerKind) {
        let scene = Plan::with(partner)
            .both_keys()
            .trust("ATHENA.EXAMPLE", "corp.test", "password = \"Trust-Secret-1\"")
            .start();
        let client = scene.alice(ClientKind::Mit);
        client.get_with(INWARD, &[]).expect_success();

        let done = client.get("host/web.corp.test");

        assert_ne!(done.code, 0, "{done}");
        let record = scene.record(&["for host/web.corp.test", "refused"]);
        assert!(record.contains("code=12"), "{record}");
        assert!(record.contains("ATHENA.EXAMPLE is not trusted by this realm: the trust points the other way"), "{record}");
        // The other direction is open.
        let user = scene.user1(ClientKind::Mit);
        user.get("host/db.athena.example").expect_success();
    }

    /// Row 17: a realm that the partner trusts is not let in over a trust that is not transitive.
    fn a_trust_that_is_not_transitive_keeps_users_of_a_third_realm_out(partner: PartnerKind) {
        let scene = with_third_realm(partner, "transitive = false");
        let client = bob(&scene, ClientKind::Mit);

        let done = client.get("host/web.corp.test");

        assert_ne!(done.code, 0, "{done}");
        let record = scene.record(&["bob@REMOTE.EXAMPLE", "refused"]);
        assert!(record.contains("code=12"), "{record}");
        // The partner's own users come in.
        scene.alice(ClientKind::Mit).get("host/web.corp.test").expect_success();
    }
}

with_each_partner! {
    /// Row 17: only the ends of the link itself are served, so no domain below our root is.
    fn a_trust_that_is_not_transitive_does_not_lead_to_our_child_domain(partner: PartnerKind) {
        let scene = with_trust_of_root(partner, "transitive = false");
        let client = scene.alice(ClientKind::Mit);

        let done = client.get("host/files.child.corp.test");

        assert_ne!(done.code, 0, "{done}");
        let record = scene.record(&["for host/files.child.corp.test at CORP.TEST", "refused"]);
        assert!(record.contains("not transitive"), "{record}");
    }

    /// Row 17, outwards.
    fn a_trust_that_is_not_transitive_does_not_lead_out_of_our_child_domain(partner: PartnerKind) {
        let scene = with_trust_of_root(partner, "transitive = false");
        let client = user2_who_knows_the_path(&scene, ClientKind::Mit);

        let done = client.get("host/db.athena.example");

        assert_ne!(done.code, 0, "{done}");
        let record = scene.record(&["for krbtgt/ATHENA.EXAMPLE at CORP.TEST", "refused"]);
        assert!(record.contains("not transitive"), "{record}");
    }

    /// Row 16: names of plain realms compare octet for octet.
    fn a_realm_in_lower_case_is_another_realm(partner: PartnerKind) {
        let scene = with_trust_of_root(partner, "transitive = true");
        let client = scene.user1(ClientKind::Mit);

        let done = client.get_with("krbtgt/athena.example@CORP.TEST", &[]);

        done.expect_failure("not found in Kerberos database");
        client.get_with("krbtgt/ATHENA.EXAMPLE@CORP.TEST", &[]).expect_success();
    }
}

with_each_partner! {
    /// Row 18: over a transitive one it is, and the ticket lists the realm between.
    fn a_transitive_trust_lets_users_of_a_third_realm_in(partner: PartnerKind, client: ClientKind) {
        let scene = with_third_realm(partner, "transitive = true");
        let client = bob(&scene, client);

        client.get("host/web.corp.test").expect_success();

        let ticket = open(&client, "host/web.corp.test", "CORP.TEST", SERVICE_SECRET);
        assert_eq!(ticket.client, "bob@REMOTE.EXAMPLE");
        assert_eq!((ticket.transited_type, &*ticket.transited), (1, "ATHENA.EXAMPLE"));
    }

    /// Row 18: our child domain and the partner have no trust with each other; whoever knows the path may take it.
    fn a_transitive_trust_lets_users_of_our_child_domain_out(partner: PartnerKind, client: ClientKind) {
        let scene = with_trust_of_root(partner, "transitive = true");
        let client = user2_who_knows_the_path(&scene, client);

        client.get("host/db.athena.example").expect_success();

        let ticket = open(&client, "host/db.athena.example", "ATHENA.EXAMPLE", SERVICE_SECRET);
        assert_eq!(ticket.client, "user2@CHILD.CORP.TEST");
        assert_eq!((ticket.transited_type, &*ticket.transited), (1, "CORP.TEST"));
    }

    /// Row 18: the partner lies between two forests of ours. A user of a child crosses its root, the partner and the
    /// other root; each that is neither the first nor the last is listed.
    fn a_realm_between_two_forests_of_ours_is_crossed(partner: PartnerKind, client: ClientKind) {
        let (scene, far, _files) = between_two_forests(partner);
        let conf = scene.conf().and(&far.krb5_conf());
        let client = logged_in(Client::with(client, &conf), "user2@CHILD.CORP.TEST");

        client.get("host/db.far.test").expect_success();

        let ticket = open(&client, "host/db.far.test", "FAR.TEST", SERVICE_SECRET);
        assert_eq!(ticket.client, "user2@CHILD.CORP.TEST");
        assert_eq!((ticket.transited_type, &*ticket.transited), (1, "CORP.TEST,ATHENA.EXAMPLE"));
    }
}

/// Row 17: the reason is that the trust is not transitive, and not whom its partner may vouch for.
#[test]
fn the_reason_to_keep_a_third_realm_out_is_that_the_trust_is_not_transitive() {
    let scene = with_third_realm(PartnerKind::Mit, "transitive = false");

    bob(&scene, ClientKind::Mit).get("host/web.corp.test");

    let record = scene.record(&["bob@REMOTE.EXAMPLE", "refused"]);
    assert!(record.contains("not transitive"), "{record}");
}

/// Row 16: a realm's name in lower case is most likely a mistake.
#[test]
fn a_trust_with_a_realm_in_lower_case_is_warned_of() {
    let files = Scratch::new("topology");
    let topology = files.write(
        "lower.toml",
        "[[domain]]\nname = \"corp.test\"\n[[realm]]\nname = \"athena\"\nkdc = [\"127.0.0.1:88\"]\n[[trust]]\n\
         kind = \"realm\"\ntrusting = \"corp.test\"\ntrusted = \"athena\"\npassword = \"Trust-Secret-1\"\n",
    );

    let done = Program::new(xrealm()).arg("check").arg(topology).run();

    assert!((done.stdout.clone() + &done.stderr).contains("upper case"), "{done}");
}

fn outgoing(partner: PartnerKind) -> Scene {
    Plan::with(partner)
        .key(PartnerPrincipal::new(INWARD, TRUST_SECRET))
        .trust("corp.test", "ATHENA.EXAMPLE", "password = \"Trust-Secret-1\"")
        .start()
}

/// `ATHENA.EXAMPLE` accepts users of `REMOTE.EXAMPLE`, and `corp.test` those of `ATHENA.EXAMPLE`.
fn with_third_realm(partner: PartnerKind, transitive: &str) -> Scene {
    let (shared, secret) = ("krbtgt/ATHENA.EXAMPLE@REMOTE.EXAMPLE", "Remote-Secret-1");
    Plan::with(partner)
        .key(PartnerPrincipal::new(INWARD, TRUST_SECRET))
        .key(PartnerPrincipal::new(shared, secret))
        .realm(PartnerRealm::new("REMOTE.EXAMPLE", &[("bob", ALICE.1), (shared, secret)]))
        .trust("corp.test", "ATHENA.EXAMPLE", &format!("password = \"Trust-Secret-1\"\n{transitive}"))
        .start()
}

/// `bob` is told the path: his realm knows nothing of us.
fn bob(scene: &Scene, kind: ClientKind) -> Client {
    let conf = scene.conf().section(
        "[domain_realm]\n    .corp.test = CORP.TEST\n[capaths]\n    REMOTE.EXAMPLE = {\n        \
         CORP.TEST = ATHENA.EXAMPLE\n    }",
    );
    logged_in(Client::with(kind, &conf), "bob@REMOTE.EXAMPLE")
}

/// Two-way, between our root and the partner, with nothing said of names beyond the ends.
fn with_trust_of_root(partner: PartnerKind, transitive: &str) -> Scene {
    Plan::with(partner)
        .both_keys()
        .section("[capaths]\n CHILD.CORP.TEST = {\n  ATHENA.EXAMPLE = CORP.TEST\n }")
        .trust(
            "corp.test",
            "ATHENA.EXAMPLE",
            &format!("direction = \"two-way\"\npassword = \"Trust-Secret-1\"\n{transitive}"),
        )
        .start()
}

fn user2_who_knows_the_path(scene: &Scene, kind: ClientKind) -> Client {
    let conf = scene.conf().section(
        "[domain_realm]\n    .athena.example = ATHENA.EXAMPLE\n[capaths]\n    CHILD.CORP.TEST = {\n        \
         ATHENA.EXAMPLE = CORP.TEST\n    }",
    );
    logged_in(Client::with(kind, &conf), "user2@CHILD.CORP.TEST")
}

/// The other forest has a daemon of its own, so that ours knows of it only what the partner claims.
fn between_two_forests(partner: PartnerKind) -> (Scene, Daemon, Scratch) {
    let scene = Plan::with(partner)
        .both_keys()
        .key(PartnerPrincipal::new("krbtgt/FAR.TEST@ATHENA.EXAMPLE", "Far-Secret-1"))
        .section(
            "[domain_realm]\n .far.test = FAR.TEST\n[capaths]\n CHILD.CORP.TEST = {\n  ATHENA.EXAMPLE = CORP.TEST\n  \
             FAR.TEST = CORP.TEST\n  FAR.TEST = ATHENA.EXAMPLE\n }",
        )
        .trust(
            "ATHENA.EXAMPLE",
            "corp.test",
            r#"password = "Trust-Secret-1"
transitive = true
attributes = ["FOREST_TRANSITIVE"]
trusting_suffixes = ["athena.example", "far.test"]"#,
        )
        .start();
    let files = Scratch::new("far");
    let address = scene.partner.address_of("ATHENA.EXAMPLE").to_string();
    let topology = files.write("far.toml", &FAR_FOREST.replace("KDC", &address));
    let far = DaemonOptions::topology(&topology).start();
    (scene, far, files)
}

const FAR_FOREST: &str = r#"
[[domain]]
name = "far.test"
computers = [{ name = "DB", password = "Secret-3", salt = "FAR.TESThostdb.far.test", spns = ["host/db.far.test"] }]

[[realm]]
name = "ATHENA.EXAMPLE"
kdc = ["KDC"]

[[trust]]
kind = "realm"
trusting = "far.test"
trusted = "ATHENA.EXAMPLE"
transitive = true
password = "Far-Secret-1"
"#;
