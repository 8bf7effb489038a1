//! The key of a realm trust, made of one password on both sides: encryption types, salts, versions, mistakes.

use xrealm_tests::{Client, ClientKind, PartnerKind, PartnerPrincipal};

use crate::live_partners::{INWARD, OUTWARD, Plan, Scene, TRUST_SECRET};

with_each_partner! {
    /// Row 21.
    fn aes256_keys_of_one_password_fit(partner: PartnerKind) {
        fit(partner, "aes256-cts-hmac-sha1-96");
    }

    /// Row 21.
    fn aes128_keys_of_one_password_fit(partner: PartnerKind) {
        fit(partner, "aes128-cts-hmac-sha1-96");
    }

    /// Row 21: RC4, where both sides allow it.
    fn rc4_keys_of_one_password_fit(partner: PartnerKind) {
        fit(partner, "arcfour-hmac");
    }

    /// Row 20: our KDC cannot open what the partner sealed, and says which key it tried.
    fn another_password_at_the_partner_is_named_by_version_and_type(partner: PartnerKind) {
        let scene = Plan::with(partner)
            .key(PartnerPrincipal { kvno: 3, ..PartnerPrincipal::new(INWARD, "Trust-Secret-2") })
            .trust("corp.test", "ATHENA.EXAMPLE", "password = \"Trust-Secret-1\"")
            .start();
        let client = scene.alice(ClientKind::Mit);

        let done = client.get("host/web.corp.test");

        assert_ne!(done.code, 0, "{done}");
        let record = scene.record(&["for host/web.corp.test at CORP.TEST"]);
        assert!(record.contains("code=41"), "{record}");
        assert!(
            record.contains(
                "trust secret mismatch with ATHENA.EXAMPLE: the inter-realm keys differ \
                 (ticket kvno 3, ours 1, aes256-cts-hmac-sha1-96)"
            ),
            "{record}"
        );
    }

    /// Row 20, the other way: the partner answers 31.
    fn another_password_at_our_side_is_refused_by_the_partner(partner: PartnerKind) {
        let scene = Plan::with(partner)
            .key(PartnerPrincipal::new(OUTWARD, "Trust-Secret-2"))
            .trust("ATHENA.EXAMPLE", "corp.test", "password = \"Trust-Secret-1\"")
            .start();
        let client = scene.user1(ClientKind::Mit);

        let done = client.get("host/db.athena.example");

        done.expect_failure("Decrypt integrity check failed");
    }

    /// Versions of both sides are the same by agreement; neither knows what the other has.
    fn keys_of_one_version_fit(partner: PartnerKind) {
        let scene = with_versions(partner, 7, 7);

        scene.alice(ClientKind::Mit).get("host/web.corp.test").expect_success();
        scene.user1(ClientKind::Mit).get("host/db.athena.example").expect_success();
    }

    /// The key is the same and the version is not: we try the current key, Heimdal too, MIT looks for the version only.
    fn a_version_that_differs_matters_to_mit_alone(partner: PartnerKind) {
        let scene = with_versions(partner, 7, 2);
        scene.alice(ClientKind::Mit).get("host/web.corp.test").expect_success();
        let client = scene.user1(ClientKind::Mit);

        let done = client.get("host/db.athena.example");

        match partner {
            PartnerKind::Heimdal => drop(done.expect_success()),
            PartnerKind::Mit => {
                assert_ne!(done.code, 0, "{done}");
                let log = scene.partner.log("ATHENA.EXAMPLE");
                assert!(log.contains("No matching key in entry"), "{log}");
            }
        }
    }

    /// A realm trust made on Windows has no version: 0, which MIT takes for "whatever is current".
    fn version_zero_fits_every_version_of_the_partner(partner: PartnerKind) {
        let scene = with_versions(partner, 7, 0);

        scene.alice(ClientKind::Mit).get("host/web.corp.test").expect_success();
        scene.user1(ClientKind::Mit).get("host/db.athena.example").expect_success();
    }
}

/// Walks both ways over keys of one encryption type and no other.
fn fit(partner: PartnerKind, etype: &str) {
    let key = |name| PartnerPrincipal { etype: Some(etype.to_owned()), ..PartnerPrincipal::new(name, TRUST_SECRET) };
    let scene = Plan::with(partner)
        .key(key(INWARD))
        .key(key(OUTWARD))
        .setting("allow_rc4 = true")
        .trust(
            "corp.test",
            "ATHENA.EXAMPLE",
            &format!("direction = \"two-way\"\npassword = \"Trust-Secret-1\"\netypes = [\"{etype}\"]"),
        )
        .start();

    crosses(&scene.alice(ClientKind::Mit), INWARD, etype, "host/web.corp.test");
    crosses(&scene.user1(ClientKind::Mit), OUTWARD, etype, "host/db.athena.example");
}

fn crosses(client: &Client, over: &str, etype: &str, service: &str) {
    client.get_with(over, &[]).expect_success();
    let tickets = client.tickets();
    let crossing = tickets.iter().find(|ticket| ticket.server == over).expect("the ticket was got");
    assert!(crossing.ticket_etype.contains(etype), "{crossing:?}");
    client.get(service).expect_success();
}

fn with_versions(partner: PartnerKind, theirs: u32, ours: u32) -> Scene {
    let key = |name| PartnerPrincipal { kvno: theirs, ..PartnerPrincipal::new(name, TRUST_SECRET) };
    Plan::with(partner)
        .key(key(INWARD))
        .key(key(OUTWARD))
        .trust(
            "corp.test",
            "ATHENA.EXAMPLE",
            &format!("direction = \"two-way\"\npassword = \"Trust-Secret-1\"\nkvno = {ours}"),
        )
        .start()
}
