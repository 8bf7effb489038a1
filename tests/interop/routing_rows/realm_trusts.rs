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

/// Rows 18 and 84: the ticket says which realm lies between, where the domain writes that down as RFC 4120 has it.
#[test]
fn the_ticket_lists_the_realm_that_was_crossed() {
    let net = realms_with("transited = \"rfc\"", "transitive = true");
    let client = user_beyond(ClientKind::Mit, &net);

    client.get("http/app.d.test").expect_success();

    let ticket = crate::opened_ticket::open(&client, "http/app.d.test", "D.TEST", "Secret-2");
    assert_eq!((ticket.client.as_str(), ticket.transited.as_str()), ("user@BEYOND.EXAMPLE", "R.EXAMPLE"));
}

/// Row 84: between plain realms a trust is transitive unless it says otherwise.
#[test]
fn a_trust_between_plain_realms_can_be_closed() {
    for (more, open) in [("", true), ("transitive = false", false)] {
        let net = Net::of(&[
            realm("A.EXAMPLE"),
            realm("B.EXAMPLE"),
            realm("C.EXAMPLE"),
            trust("realm", "B.EXAMPLE", "A.EXAMPLE", ""),
            trust("realm", "C.EXAMPLE", "B.EXAMPLE", more),
            "[domain_realm]\n\".c.example\" = \"C.EXAMPLE\"\n\
             [capaths.\"A.EXAMPLE\"]\n\"C.EXAMPLE\" = [\"B.EXAMPLE\"]\n"
                .to_owned(),
        ]);
        let client = logged_in(ClientKind::Mit, &net.daemon, "user@A.EXAMPLE");

        let done = client.get("host/web.c.example");

        assert_eq!(done.code == 0, open, "{more}: {done}");
        match open {
            true => assert_eq!(client.realms_asked(), ["A.EXAMPLE", "B.EXAMPLE", "C.EXAMPLE"]),
            false => drop(net.logged(&["user@A.EXAMPLE for krbtgt/C.EXAMPLE at B.EXAMPLE: ", "not transitive"])),
        }
    }
}

/// D trusts R with these words more, and R trusts BEYOND.
fn realms(more: &str) -> Net {
    realms_with("", more)
}

fn realms_with(settings: &str, more: &str) -> Net {
    Net::of(&[
        domain("d.test", settings),
        // The salt is the one that tests open tickets with.
        "[[domain.services]]\nname = \"app\"\nspns = [\"http/app.d.test\"]\npassword = \"Secret-2\"\n\
         salt = \"D.TESThttpapp.d.test\"\n"
            .to_owned(),
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
