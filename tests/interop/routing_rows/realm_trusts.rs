//! Trusts with plain realms.

use xrealm_tests::{Client, ClientKind};

use super::{Net, domain, logged_in, trust, web};

with_each_client! {
    /// Row 84: through a transitive realm trust come the users of realms beyond, too.
    fn a_transitive_realm_trust_carries_a_realm_beyond(kind: ClientKind) {
        let net = realms("transitive = true");
        let client = user_beyond(kind, &net);

        client.get(&web("d.test")).expect_success();

        assert_eq!(client.realms_asked(), ["BEYOND.EXAMPLE", "R.EXAMPLE", "D.TEST"]);
        crate::tickets::assert_service_ticket(&client, "host/web.d.test@D.TEST");
        net.logged(&["user@BEYOND.EXAMPLE for host/web.d.test at D.TEST: issued"]);
    }

    /// Row 84: through one that is not transitive come its own users only.
    fn a_realm_trust_carries_nobody_else_unless_it_is_transitive(kind: ClientKind) {
        let net = realms("");
        let own = logged_in(kind, &net.daemon, "user@R.EXAMPLE");
        own.get(&web("d.test")).expect_success();
        assert_eq!(own.realms_asked(), ["R.EXAMPLE", "D.TEST"]);
        let client = user_beyond(kind, &net);

        let done = client.get(&web("d.test"));

        assert_ne!(done.code, 0, "{done}");
        assert!(!client.servers().iter().any(|server| server.starts_with("host/")), "{:?}", client.servers());
        net.logged(&["user@BEYOND.EXAMPLE ", "not transitive"]);
    }
}

/// Row 84: a realm trust is one-way unless it says otherwise, and a domain's user does not get into the realm.
#[test]
fn a_realm_trust_leads_one_way() {
    let net = realms("transitive = true");
    let client = net.user(ClientKind::Mit, "d.test");

    let done = client.get("host/web.r.example");

    assert_ne!(done.code, 0, "{done}");
    net.logged(&["user@D.TEST for host/web.r.example at D.TEST: ", "the trust leads the other way only", "code=7"]);
}

/// D trusts R with these words more, and R trusts BEYOND.
fn realms(more: &str) -> Net {
    Net::of(&[
        domain("d.test", ""),
        realm("R.EXAMPLE"),
        realm("BEYOND.EXAMPLE"),
        trust("realm", "d.test", "R.EXAMPLE", more),
        trust("realm", "R.EXAMPLE", "BEYOND.EXAMPLE", ""),
        "[domain_realm]\n\".d.test\" = \"D.TEST\"\n[capaths.\"BEYOND.EXAMPLE\"]\n\"D.TEST\" = [\"R.EXAMPLE\"]\n"
            .to_owned(),
    ])
}

fn realm(name: &str) -> String {
    let host = name.to_lowercase();
    format!(
        "[[realm]]\nname = \"{name}\"\nusers = [{{ name = \"user\", password = \"Secret-1\" }}]\n\
         services = [\"host/web.{host}\"]\n"
    )
}

fn user_beyond(kind: ClientKind, net: &Net) -> Client {
    logged_in(kind, &net.daemon, "user@BEYOND.EXAMPLE")
}
