//! UDP, and TCP where the client is told to use nothing else.

use std::fs;

use xrealm_tests::{Client, ClientKind, Daemon, Krb5Conf};

#[test]
fn mit_walks_two_forests_over_udp() {
    let daemon = xrealm_tests::DaemonOptions::fixture("two-forests.toml").arg("--udp-reply-limit=4096").start();
    let client =
        Client::with(ClientKind::Mit, &Krb5Conf::over(&daemon.krb5_conf()).libdefault("udp_preference_limit = 9000"));

    walk(&client);

    assert!(client.trace().contains("UDP request"), "{}", client.trace());
    assert!(!client.trace().contains("TCP request"), "{}", client.trace());
}

#[test]
fn mit_walks_two_forests_over_tcp_alone() {
    let daemon = Daemon::serve("two-forests.toml");
    let client =
        Client::with(ClientKind::Mit, &Krb5Conf::over(&daemon.krb5_conf()).libdefault("udp_preference_limit = 1"));

    walk(&client);

    assert!(client.trace().contains("TCP request"), "{}", client.trace());
    assert!(!client.trace().contains("UDP request"), "{}", client.trace());
}

#[test]
fn mit_turns_to_tcp_when_the_reply_is_too_big() {
    let daemon = xrealm_tests::DaemonOptions::fixture("two-forests.toml").arg("--udp-reply-limit").arg("200").start();
    let client =
        Client::with(ClientKind::Mit, &Krb5Conf::over(&daemon.krb5_conf()).libdefault("udp_preference_limit = 9000"));

    walk(&client);

    assert!(client.trace().contains("UDP request") && client.trace().contains("TCP request"), "{}", client.trace());
    assert!(client.trace().contains("Response too big for UDP"), "{}", client.trace());
}

#[test]
fn heimdal_walks_two_forests_over_udp() {
    let daemon = Daemon::serve("two-forests.toml");
    let client = Client::of(ClientKind::Heimdal, &daemon.krb5_conf());

    walk(&client);

    assert!(client.trace().contains("connecting to host: udp"), "{}", client.trace());
}

#[test]
fn heimdal_walks_two_forests_over_tcp_alone() {
    let daemon = Daemon::serve("two-forests.toml");
    let text = fs::read_to_string(daemon.krb5_conf()).expect("the daemon wrote krb5.conf");
    let tcp_only = daemon.out().join("tcp.conf");
    fs::write(&tcp_only, text.replace("kdc = ", "kdc = tcp/")).expect("the folder is ours");
    let client = Client::of(ClientKind::Heimdal, &tcp_only);

    walk(&client);

    assert!(client.trace().contains("connecting to host: tcp"), "{}", client.trace());
    assert!(!client.trace().contains("connecting to host: udp"), "{}", client.trace());
}

#[test]
fn heimdal_turns_to_tcp_when_the_reply_is_too_big() {
    let daemon = xrealm_tests::DaemonOptions::fixture("two-forests.toml").arg("--udp-reply-limit").arg("200").start();
    let client = Client::of(ClientKind::Heimdal, &daemon.krb5_conf());

    walk(&client);

    assert!(client.trace().contains("connecting to host: tcp"), "{}", client.trace());
}

#[test]
fn mit_walks_two_forests_over_ipv6() {
    let daemon = xrealm_tests::DaemonOptions::fixture("two-forests.toml").arg("--listen").arg("[::1]:0").start();
    walk(&Client::of(ClientKind::Mit, &daemon.krb5_conf()));
}

#[test]
fn heimdal_walks_two_forests_over_ipv6() {
    let daemon = xrealm_tests::DaemonOptions::fixture("two-forests.toml").arg("--listen").arg("[::1]:0").start();
    walk(&Client::of(ClientKind::Heimdal, &daemon.krb5_conf()));
}

fn walk(client: &Client) {
    client.log_in("user1@EUROPE.TAILSPINTOYS.COM", "Secret-1").expect_success();
    client.get("cifs/fileserver1.usa.wingtiptoys.com").expect_success();
}
