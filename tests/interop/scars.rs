//! Mistakes that broke released clients or KDCs, each a test of its own.

use xrealm_tests::{Client, ClientKind, Daemon};

use crate::forest_walks::user1;

with_each_client! {
    /// gokrb5 #130: the realm in the authenticator is the client's own at every hop. A KDC that expects the issuer of
    /// the ticket there passes the first hop and fails at the second.
    fn the_authenticator_names_the_home_realm_at_the_second_hop(kind: ClientKind) {
        let daemon = Daemon::serve("two-forests.toml");
        let client = user1(kind, &daemon);
        client.get("host/webserver1.wingtiptoys.com").expect_success();
        assert_eq!(client.realms_asked().len(), 3);
    }

    /// The last ticket is for the service and not the ticket-granting ticket that led to it.
    fn a_referral_is_not_taken_for_the_service_ticket(kind: ClientKind) {
        let daemon = Daemon::serve("two-forests.toml");
        let client = user1(kind, &daemon);
        client.get("cifs/fileserver1.usa.wingtiptoys.com").expect_success();
        for (kept_under, inside) in client.names_inside() {
            let both_tgt = kept_under.starts_with("krbtgt/") == inside.starts_with("krbtgt/");
            assert!(both_tgt, "kept under {kept_under}, sealed for {inside}");
        }
    }

    /// The realm outside the ticket is that of the encrypted part of the reply.
    fn outer_and_encrypted_realm_are_the_same(kind: ClientKind) {
        let daemon = Daemon::serve("two-forests.toml");
        let client = user1(kind, &daemon);
        client.get("cifs/fileserver1.usa.wingtiptoys.com").expect_success();
        let inside: Vec<String> = client.names_inside().into_iter().map(|(_, inside)| inside).collect();
        assert!(inside.contains(&"cifs/fileserver1.usa.wingtiptoys.com@USA.WINGTIPTOYS.COM".to_owned()), "{inside:?}");
        assert!(!inside.contains(&"cifs/fileserver1.usa.wingtiptoys.com@EUROPE.TAILSPINTOYS.COM".to_owned()));
    }

    /// A KDC that does not know a host of its own suffix says so, and does not refer to itself or back.
    fn no_referral_leads_back(kind: ClientKind) {
        let daemon = Daemon::serve("two-forests.toml");
        for service in ["cifs/nowhere.europe.tailspintoys.com", "cifs/nowhere.usa.wingtiptoys.com"] {
            let client = user1(kind, &daemon);
            let done = client.get(service);
            assert_ne!(done.code, 0, "{done}");
            let mut asked = client.realms_asked();
            let hops = asked.len();
            asked.sort();
            asked.dedup();
            // MIT starts once more from home before it gives up.
            assert!(hops <= asked.len() + 1, "{service}: {:?}", client.realms_asked());
            assert!(!done.stderr.to_lowercase().contains("loop"), "{done}");
        }
    }

    /// Whatever names a ticket is kept under, asking again costs no request.
    fn a_ticket_is_found_again_under_the_name_it_was_asked_by(kind: ClientKind) {
        let daemon = Daemon::serve("two-forests.toml");
        let client = user1(kind, &daemon);
        client.get("cifs/fileserver1.usa.wingtiptoys.com").expect_success();
        let before = client.servers();
        client.forget_trace();

        client.get("cifs/fileserver1.usa.wingtiptoys.com").expect_success();

        assert_eq!(client.realms_asked(), Vec::<String>::new());
        assert_eq!(client.servers(), before);
    }
}

/// Names of ticket-granting services that no realm has.
#[test]
fn malformed_names_of_ticket_granting_services_are_refused() {
    let daemon = Daemon::serve("two-forests.toml");
    let client = user1(ClientKind::Mit, &daemon);
    for name in [
        "krbtgt@EUROPE.TAILSPINTOYS.COM",
        "krbtgt/@EUROPE.TAILSPINTOYS.COM",
        "krbtgt/TAILSPINTOYS.COM/EXTRA@EUROPE.TAILSPINTOYS.COM",
        "krbtgt/TAILSPINTOYS.COM\\0@EUROPE.TAILSPINTOYS.COM",
        "krbtgt/.@EUROPE.TAILSPINTOYS.COM",
        "krbtgt/NOWHERE.EXAMPLE@EUROPE.TAILSPINTOYS.COM",
        "KRBTGT/TAILSPINTOYS.COM.@EUROPE.TAILSPINTOYS.COM",
    ] {
        let done = client.get_with(name, &[]);
        assert_ne!(done.code, 0, "{done}");
    }
    let next = Client::of(ClientKind::Mit, &daemon.krb5_conf());
    next.log_in("user1@EUROPE.TAILSPINTOYS.COM", "Secret-1").expect_success();
}
