//! An MIT KDC on the other side of a realm trust.

use xrealm_tests::{Client, ClientKind, Daemon, DaemonOptions, Krb5Conf, MitKdc, MitRealm, Scratch};

with_each_client! {
    /// Row 15: MIT issues the cross-realm ticket, our KDC accepts it and issues the service ticket.
    fn a_user_of_an_mit_realm_reaches_a_service_of_our_domain(kind: ClientKind) {
        let (mit, daemon, _files) = trusting_each_other();
        let client = Client::with(kind, &both(&mit, &daemon));
        client.log_in("alice@ATHENA.EXAMPLE", "Secret-1").expect_success();
        client.forget_trace();

        client.get("host/web.corp.test").expect_success();

        assert_eq!(client.realms_asked(), ["ATHENA.EXAMPLE", "CORP.TEST"]);
        crate::tickets::assert_service_ticket(&client, "host/web.corp.test@CORP.TEST");
    }

    fn a_user_of_our_domain_reaches_a_service_of_an_mit_realm(kind: ClientKind) {
        let (mit, daemon, _files) = trusting_each_other();
        let client = Client::with(kind, &both(&mit, &daemon));
        client.log_in("user1@CORP.TEST", "Secret-2").expect_success();
        client.forget_trace();

        client.get("host/db.athena.example").expect_success();

        assert_eq!(client.realms_asked(), ["CORP.TEST", "ATHENA.EXAMPLE"]);
        crate::tickets::assert_service_ticket(&client, "host/db.athena.example@ATHENA.EXAMPLE");
    }
}

/// One secret for both directions, typed at both ends; each side derives its keys with the ordinary salt.
fn trusting_each_other() -> (MitKdc, Daemon, Scratch) {
    let principal = |name: &str, password: &str| (name.to_owned(), password.to_owned());
    let mit = MitKdc::start_with(
        &[MitRealm {
            name: "ATHENA.EXAMPLE".to_owned(),
            principals: vec![
                principal("+requires_preauth alice", "Secret-1"),
                principal("host/db.athena.example", "Secret-3"),
                principal("krbtgt/CORP.TEST@ATHENA.EXAMPLE", "Trust-Secret-1"),
                principal("krbtgt/ATHENA.EXAMPLE@CORP.TEST", "Trust-Secret-1"),
            ],
        }],
        "[domain_realm]\n .corp.test = CORP.TEST\n",
    );
    let files = Scratch::new("topology");
    let topology = files.write("corp.toml", &TOPOLOGY.replace("KDC", &mit.address_of("ATHENA.EXAMPLE").to_string()));
    (mit, DaemonOptions::topology(&topology).start(), files)
}

/// What each side wrote for its own realm; the hosts of both realms are known to the client.
fn both(mit: &MitKdc, daemon: &Daemon) -> Krb5Conf {
    Krb5Conf::over(&mit.krb5_conf())
        .and(&daemon.krb5_conf())
        .section("[domain_realm]\n    .corp.test = CORP.TEST\n    .athena.example = ATHENA.EXAMPLE")
}

const TOPOLOGY: &str = r#"
[[domain]]
name = "corp.test"
users = [{ name = "user1", password = "Secret-2" }]
computers = [{ name = "WEB", spns = ["host/web.corp.test"] }]

[[realm]]
name = "ATHENA.EXAMPLE"
kdc = ["KDC"]

[[trust]]
kind = "realm"
trusting = "corp.test"
trusted = "ATHENA.EXAMPLE"
direction = "two-way"
password = "Trust-Secret-1"
"#;
