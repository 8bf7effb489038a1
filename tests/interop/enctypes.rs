//! Each encryption type alone: realm, client and service know no other.

use xrealm_tests::{Client, ClientKind, Daemon, Krb5Conf};

with_each_client! {
    fn aes256_sha1(kind: ClientKind) {
        one_alone(kind, "AES256-SHA1.TEST", "aes256-cts-hmac-sha1-96");
    }

    fn aes128_sha1(kind: ClientKind) {
        one_alone(kind, "AES128-SHA1.TEST", "aes128-cts-hmac-sha1-96");
    }

    fn aes256_sha384(kind: ClientKind) {
        one_alone(kind, "AES256-SHA384.TEST", "aes256-cts-hmac-sha384-192");
    }

    fn aes128_sha256(kind: ClientKind) {
        one_alone(kind, "AES128-SHA256.TEST", "aes128-cts-hmac-sha256-128");
    }

    fn rc4_where_a_realm_allows_it(kind: ClientKind) {
        one_alone(kind, "RC4.TEST", "arcfour-hmac");
    }

    fn rc4_alone_is_refused_elsewhere(kind: ClientKind) {
        let daemon = Daemon::serve("enctypes.toml");
        let client = client_of(kind, &daemon, "arcfour-hmac");

        let done = client.log_in("user1@AES256-SHA1.TEST", "Secret-1");

        done.expect_failure(client.words_for(xrealm_tests::Failure::NoCommonEnctype));
    }
}

fn one_alone(kind: ClientKind, realm: &str, etype: &str) {
    let daemon = Daemon::serve("enctypes.toml");
    let client = client_of(kind, &daemon, etype);

    client.log_in(&format!("user1@{realm}"), "Secret-1").expect_success();
    client.get(&format!("host/web.{}", realm.to_lowercase())).expect_success();

    let tickets = client.tickets();
    assert!(tickets.len() >= 2, "{tickets:?}");
    for ticket in tickets {
        // MIT marks RC4 as deprecated, Heimdal names its digest.
        assert!(ticket.session_etype.contains(etype), "{ticket:?}");
        assert!(ticket.ticket_etype.contains(etype), "{ticket:?}");
    }
}

fn client_of(kind: ClientKind, daemon: &Daemon, etype: &str) -> Client {
    let conf = match kind {
        ClientKind::Mit => Krb5Conf::over(&daemon.krb5_conf()).libdefault(&format!("permitted_enctypes = {etype}")),
        ClientKind::Heimdal => Krb5Conf::over(&daemon.krb5_conf())
            .libdefault("allow_weak_crypto = true")
            .libdefault(&format!("default_etypes = {}", etype.replace("arcfour-hmac", "arcfour-hmac-md5"))),
    };
    Client::with(kind, &conf)
}
