//! The JDK's own Kerberos: logins, walks of one to four domains, refusals.

use xrealm_tests::{Daemon, DaemonOptions, Finished, JavaClient, LoggedRequest, ticket_granting_realms};

#[test]
fn a_password_brings_the_realms_own_ticket_granting_ticket() {
    let daemon = recording("two-forests.toml");

    let done = user1(&daemon, &[]).expect_success();

    assert_eq!(done.servers(), ["krbtgt/EUROPE.TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM"]);
}

#[test]
fn a_keytab_brings_a_ticket_and_a_service() {
    let daemon = recording("accounts.toml");

    let done = JavaClient::of(&daemon.krb5_conf())
        .walk_with_keytab("WEB$@CORP.TEST", &daemon.keytab("WEB"), &["host@web.corp.test"])
        .expect_success();

    assert_eq!(done.servers(), ["host/web.corp.test@CORP.TEST", "krbtgt/CORP.TEST@CORP.TEST"]);
}

#[test]
fn a_wrong_password_is_told() {
    let daemon = recording("two-forests.toml");

    let done = JavaClient::of(&daemon.krb5_conf()).walk("user1@EUROPE.TAILSPINTOYS.COM", "wrong", &[]);

    done.expect_failure("Pre-authentication information was invalid (24)");
}

#[test]
fn an_unknown_user_is_told() {
    let daemon = recording("two-forests.toml");

    let done = JavaClient::of(&daemon.krb5_conf()).walk("nobody@EUROPE.TAILSPINTOYS.COM", "Secret-1", &[]);

    done.expect_failure("Client not found in Kerberos database (6)");
}

#[test]
fn a_service_of_the_own_domain_is_one_request_away() {
    assert_walk("host@workstation1.europe.tailspintoys.com", &FOUR_DOMAINS[..1]);
}

#[test]
fn a_service_of_the_parent_domain_is_one_referral_away() {
    assert_walk("host@appserver1.tailspintoys.com", &FOUR_DOMAINS[..2]);
}

#[test]
fn a_service_of_the_other_forests_root_is_two_referrals_away() {
    assert_walk("host@webserver1.wingtiptoys.com", &FOUR_DOMAINS[..3]);
}

#[test]
fn a_service_of_the_other_forests_child_is_three_referrals_away() {
    assert_walk("cifs@fileserver1.usa.wingtiptoys.com", &FOUR_DOMAINS);
}

#[test]
fn four_domains_are_walked_over_tcp_alone() {
    let daemon = recording("two-forests.toml");
    let client = at_home(&daemon).libdefault("udp_preference_limit = 1");

    client.walk("user1@EUROPE.TAILSPINTOYS.COM", "Secret-1", &[FILESERVER1]).expect_success();

    assert_eq!(transports(&daemon.into_requests()), ["tcp"]);
}

#[test]
fn it_turns_to_tcp_when_the_reply_is_too_big() {
    let daemon = DaemonOptions::fixture("two-forests.toml")
        .arg("--log-requests")
        .arg("--workers=1")
        .arg("--udp-reply-limit=300")
        .arg("--look-aside=0")
        .start();

    user1(&daemon, &[FILESERVER1]).expect_success();

    let requests = daemon.into_requests();
    let turns: Vec<&str> = requests.iter().map(|request| request.transport.as_str()).collect();
    // The login; then its requests are too big for Java's datagrams as well, for domains' tickets have PACs.
    assert_eq!(turns, ["udp", "tcp", "udp", "tcp", "tcp", "tcp", "tcp", "tcp"]);
}

/// Java takes a host of which no `[domain_realm]` tells for one of the default realm: it asks for the way there first.
#[test]
fn a_walk_leads_over_the_default_realm() {
    let daemon = recording("two-forests.toml");
    let client = JavaClient::of(&daemon.krb5_conf()).libdefault("default_realm = TAILSPINTOYS.COM");

    client
        .walk("user3@USA.WINGTIPTOYS.COM", "Secret-3", &["host@workstation1.europe.tailspintoys.com"])
        .expect_success();

    let requests = daemon.into_requests();
    let asked: Vec<(&str, &str)> = requests
        .iter()
        .filter(|request| request.exchange == "TGS")
        .map(|request| (request.realm.as_str(), request.service.as_str()))
        .collect();
    let host = "host/workstation1.europe.tailspintoys.com";
    assert_eq!(
        asked,
        [
            ("USA.WINGTIPTOYS.COM", "krbtgt/TAILSPINTOYS.COM"),
            ("WINGTIPTOYS.COM", "krbtgt/TAILSPINTOYS.COM"),
            ("TAILSPINTOYS.COM", host),
            ("EUROPE.TAILSPINTOYS.COM", host),
        ]
    );
}

/// So the default realm should be the user's own: a way that leads back home ends there, because no partner vouches for
/// a client of this realm.
#[test]
fn a_default_realm_that_refers_back_home_ends_the_walk() {
    let daemon = recording("two-forests.toml");
    let client = JavaClient::of(&daemon.krb5_conf()).libdefault("default_realm = TAILSPINTOYS.COM");

    let done = client.walk(USER1, "Secret-1", &["host@workstation1.europe.tailspintoys.com"]);

    assert_ne!(done.code, 0, "{done}");
    let requests = daemon.into_requests();
    let codes: Vec<i32> = requests.iter().filter(|request| request.exchange == "TGS").map(|ask| ask.code).collect();
    assert!(codes.contains(&KDC_ERR_POLICY), "{requests:?}");
}

#[test]
fn an_unknown_host_of_the_own_domain_is_told() {
    let daemon = recording("two-forests.toml");

    let done = user1(&daemon, &["cifs@nowhere.europe.tailspintoys.com"]);

    done.expect_failure("Server not found in Kerberos database (7)");
}

/// Refused at the end of the walk, Java asks its own realm once more, this time for no referral; a host-based name is
/// referred all the same, and Java takes the other name in the reply for an attack.
#[test]
fn an_unknown_host_of_the_other_forest_is_told_as_a_modified_message() {
    let daemon = recording("two-forests.toml");

    let done = user1(&daemon, &["cifs@nowhere.usa.wingtiptoys.com"]);

    done.expect_failure("Message stream modified (41)");
    let requests = daemon.into_requests();
    let home_again = ["EUROPE.TAILSPINTOYS.COM", "TAILSPINTOYS.COM", "WINGTIPTOYS.COM", "EUROPE.TAILSPINTOYS.COM"];
    assert_eq!(ticket_granting_realms(&requests), home_again);
    assert!(requests.iter().any(|request| request.code == KDC_ERR_S_PRINCIPAL_UNKNOWN), "{requests:?}");
}

#[test]
fn an_enterprise_name_leads_to_the_users_domain() {
    let daemon = recording("two-forests.toml");
    let client = JavaClient::of(&daemon.krb5_conf()).libdefault("canonicalize = true");

    let done = client.walk("user1\\@toys.example@TAILSPINTOYS.COM", "Secret-1", &[]).expect_success();

    let ticket = done.tickets().pop().expect("one ticket was printed");
    assert_eq!(ticket.client, USER1);
    assert_eq!(ticket.server, "krbtgt/EUROPE.TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM");
    let requests = daemon.into_requests();
    let asked: Vec<&str> = requests.iter().map(|request| request.realm.as_str()).collect();
    assert_eq!(asked, ["TAILSPINTOYS.COM", "EUROPE.TAILSPINTOYS.COM", "EUROPE.TAILSPINTOYS.COM"]);
}

#[test]
fn an_enterprise_name_is_not_followed_without_canonicalize() {
    let daemon = recording("two-forests.toml");

    let done = JavaClient::of(&daemon.krb5_conf()).walk("user1\\@toys.example@TAILSPINTOYS.COM", "Secret-1", &[]);

    done.expect_failure("Client not found in Kerberos database (6)");
}

/// Java covers the request's body with RSA-MD5, an unkeyed digest; a plain realm takes that and not CRC-32.
#[test]
fn a_plain_realm_takes_its_digest_of_the_body() {
    let daemon = recording("single-realm.toml");

    let done = alice(JavaClient::of(&daemon.krb5_conf())).expect_success();
    assert_eq!(done.servers(), ["host/server.example.test@EXAMPLE.TEST", "krbtgt/EXAMPLE.TEST@EXAMPLE.TEST"]);

    let done = alice(JavaClient::of(&daemon.krb5_conf()).libdefault("default_checksum = crc32"));
    done.expect_failure("Inappropriate type of checksum in message (50)");
}

#[test]
fn a_domain_takes_crc32_too() {
    let daemon = recording("accounts.toml");
    let client = JavaClient::of(&daemon.krb5_conf()).libdefault("default_checksum = crc32");

    client.walk("user1@CORP.TEST", "Secret-1", &["host@web.corp.test"]).expect_success();
}

#[test]
fn each_encryption_type_serves_alone() {
    let daemon = recording("enctypes.toml");
    for (realm, name, number) in [
        ("AES128-SHA1.TEST", "aes128-cts-hmac-sha1-96", 17),
        ("AES256-SHA1.TEST", "aes256-cts-hmac-sha1-96", 18),
        ("AES128-SHA256.TEST", "aes128-cts-hmac-sha256-128", 19),
        ("AES256-SHA384.TEST", "aes256-cts-hmac-sha384-192", 20),
        ("RC4.TEST", "rc4-hmac", 23),
    ] {
        let client = JavaClient::of(&daemon.krb5_conf())
            .libdefault(&format!("default_realm = {realm}"))
            .libdefault("allow_weak_crypto = true")
            .libdefault(&format!("permitted_enctypes = {name}"))
            .libdefault(&format!("default_tkt_enctypes = {name}"))
            .libdefault(&format!("default_tgs_enctypes = {name}"));

        let service = format!("host@web.{}", realm.to_lowercase());
        let done = client.walk(&format!("user1@{realm}"), "Secret-1", &[&service]).expect_success();

        let types: Vec<i32> = done.tickets().iter().map(|ticket| ticket.session_etype).collect();
        assert_eq!(types, [number, number], "{realm}: {done}");
    }
}

/// `user1` of Europe reaches `service` by asking `realms`, one after the other.
#[track_caller]
fn assert_walk(service: &str, realms: &[&str]) {
    let daemon = recording("two-forests.toml");

    let done = user1(&daemon, &[service]).expect_success();

    let own = "krbtgt/EUROPE.TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM".to_owned();
    let last = realms.last().expect("a walk asks somebody");
    assert_eq!(done.servers(), [format!("{}@{last}", service.replace('@', "/")), own]);
    let requests = daemon.into_requests();
    assert_eq!(ticket_granting_realms(&requests), realms);
    // Java sends what is longer than 1465 octets, as a ticket with a PAC makes it, over TCP.
    assert_eq!(transports(&requests), ["udp", "tcp"]);
}

fn user1(daemon: &Daemon, services: &[&str]) -> Finished {
    at_home(daemon).walk(USER1, "Secret-1", services)
}

/// Java starts from the default realm, which for a user should be the own domain.
fn at_home(daemon: &Daemon) -> JavaClient {
    JavaClient::of(&daemon.krb5_conf()).libdefault("default_realm = EUROPE.TAILSPINTOYS.COM")
}

fn alice(client: JavaClient) -> Finished {
    client.walk("alice@EXAMPLE.TEST", "Secret-1", &["host@server.example.test"])
}

/// The transports that were used, in order of their first use.
fn transports(requests: &[LoggedRequest]) -> Vec<&str> {
    let mut transports: Vec<&str> = Vec::new();
    for request in requests {
        if !transports.contains(&request.transport.as_str()) {
            transports.push(&request.transport);
        }
    }
    transports
}

/// A daemon that records requests in the order they come.
pub(crate) fn recording(topology: &str) -> Daemon {
    DaemonOptions::fixture(topology).arg("--log-requests").arg("--workers=1").arg("--udp-reply-limit=4096").start()
}

const USER1: &str = "user1@EUROPE.TAILSPINTOYS.COM";

const FILESERVER1: &str = "cifs@fileserver1.usa.wingtiptoys.com";

const FOUR_DOMAINS: [&str; 4] =
    ["EUROPE.TAILSPINTOYS.COM", "TAILSPINTOYS.COM", "WINGTIPTOYS.COM", "USA.WINGTIPTOYS.COM"];

const KDC_ERR_S_PRINCIPAL_UNKNOWN: i32 = 7;

const KDC_ERR_POLICY: i32 = 12;
