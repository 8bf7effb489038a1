//! A service accepts our tickets: MIT's sample server with the keytab the daemon wrote.

use xrealm_tests::{ClientKind, Daemon, GssServer};

use crate::forest_walks::user1;
use crate::tickets::logged_in;

#[test]
fn a_service_of_the_own_domain_accepts_the_user() {
    let daemon = Daemon::serve("accounts.toml");
    let client = logged_in(ClientKind::Mit, &daemon, &[]);
    let server = GssServer::start(&daemon.krb5_conf(), &daemon.keytab("WEB"), "host@web.corp.test");

    let (sent, accepted) = server.greet(&client, "host@web.corp.test", "hello", &[]);

    sent.expect_success();
    assert!(accepted.stdout.contains("\"user1@CORP.TEST\""), "{accepted}");
    assert!(accepted.stdout.contains("Received message: \"hello\""), "{accepted}");
}

#[test]
fn a_service_of_the_other_forest_accepts_the_user_under_the_home_realm() {
    let daemon = Daemon::serve("two-forests.toml");
    let client = user1(ClientKind::Mit, &daemon);
    let service = "host@fileserver1.usa.wingtiptoys.com";
    let server = GssServer::start(&daemon.krb5_conf(), &daemon.keytab("FILESERVER1"), service);

    let (sent, accepted) = server.greet(&client, service, "hello", &[]);

    sent.expect_success();
    assert!(accepted.stdout.contains("\"user1@EUROPE.TAILSPINTOYS.COM\""), "{accepted}");
}

#[test]
fn a_ticket_heimdal_fetched_is_accepted_too() {
    let daemon = Daemon::serve("two-forests.toml");
    let client = user1(ClientKind::Heimdal, &daemon);
    let service = "host@fileserver1.usa.wingtiptoys.com";
    client.get("host/fileserver1.usa.wingtiptoys.com").expect_success();
    let server = GssServer::start(&daemon.krb5_conf(), &daemon.keytab("FILESERVER1"), service);

    let (sent, accepted) = server.greet(&client, service, "hello", &[]);

    sent.expect_success();
    assert!(accepted.stdout.contains("\"user1@EUROPE.TAILSPINTOYS.COM\""), "{accepted}");
}

#[test]
fn a_forwarded_ticket_is_fetched_and_delegated() {
    let daemon = Daemon::serve("accounts.toml");
    let client = logged_in(ClientKind::Mit, &daemon, &["-f"]);
    let server = GssServer::start(&daemon.krb5_conf(), &daemon.keytab("WEB"), "host@web.corp.test");
    client.forget_trace();

    let (sent, _) = server.greet(&client, "host@web.corp.test", "hello", &["-d"]);

    let sent = sent.expect_success();
    assert!(sent.stdout.contains("GSS_C_DELEG_FLAG"), "{sent}");
    assert!(client.tickets_received().contains(&"krbtgt/CORP.TEST@CORP.TEST".to_owned()), "{}", client.trace());
}

#[test]
fn a_ticket_that_is_not_forwardable_is_not_forwarded() {
    let daemon = Daemon::serve("accounts.toml");
    let client = logged_in(ClientKind::Mit, &daemon, &["-F"]);
    let server = GssServer::start(&daemon.krb5_conf(), &daemon.keytab("WEB"), "host@web.corp.test");
    client.forget_trace();

    let (sent, _) = server.greet(&client, "host@web.corp.test", "hello", &["-d"]);

    sent.expect_success();
    assert!(!client.tickets_received().contains(&"krbtgt/CORP.TEST@CORP.TEST".to_owned()), "{}", client.trace());
}
