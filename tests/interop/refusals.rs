//! Services that are nowhere.

use xrealm_tests::{Client, ClientKind, Daemon, Failure};

use crate::forest_walks::user1;

with_each_client! {
    fn a_host_that_is_not_in_its_domain_is_unknown(kind: ClientKind) {
        refused(kind, "cifs/nowhere.europe.tailspintoys.com");
    }

    fn a_host_that_is_not_in_a_trusted_forest_is_unknown_there(kind: ClientKind) {
        let client = refused(kind, "cifs/nowhere.usa.wingtiptoys.com");
        assert!(client.realms_asked().contains(&"WINGTIPTOYS.COM".to_owned()), "{:?}", client.realms_asked());
    }

    fn a_suffix_nobody_trusts_is_unknown(kind: ClientKind) {
        let client = refused(kind, "cifs/fileserver1.contoso.example");
        assert!(!client.realms_asked().contains(&"WINGTIPTOYS.COM".to_owned()), "{:?}", client.realms_asked());
    }

    fn a_name_without_a_dot_is_unknown(kind: ClientKind) {
        refused(kind, "cifs/nowhere");
    }
}

fn refused(kind: ClientKind, service: &str) -> Client {
    let daemon = Daemon::serve("two-forests.toml");
    let client = user1(kind, &daemon);

    let done = client.get(service);

    done.expect_failure(client.words_for(Failure::UnknownService));
    assert!(!client.servers().iter().any(|server| server.starts_with("cifs/")), "{:?}", client.servers());
    client
}
