//! Java in a chain of plain realms: with a path it knows, and by referrals alone.

use xrealm_tests::{Daemon, Finished, JavaClient, ticket_granting_realms};

use crate::java::recording;

#[test]
fn four_realms_are_walked_with_capaths() {
    assert_path(4);
}

/// The service's realm is known, so each realm is asked for a ticket-granting ticket of that one, and the KDC gives the
/// one that is nearest. Steps of a known path are not counted as referrals.
#[test]
fn eleven_hops_are_walked_with_capaths() {
    assert_path(12);
}

/// Without the path the steps are counted.
#[test]
fn a_known_realm_without_a_path_is_too_far_after_five_referrals() {
    let daemon = recording("chain.toml");

    let done = alice(&without(&daemon, "[capaths]"), 12);

    done.expect_failure("No service creds");
    assert_eq!(ticket_granting_realms(&daemon.into_requests()), chain(6));
}

#[test]
fn five_referrals_are_followed() {
    let daemon = recording("chain.toml");

    alice(&by_referrals(&daemon), 6).expect_success();

    assert_eq!(ticket_granting_realms(&daemon.into_requests()).len(), 6);
}

/// Java takes the sixth referral for the service's own ticket, and notices nothing.
#[test]
fn it_stops_at_the_sixth_referral() {
    let daemon = recording("chain.toml");

    let done = alice(&by_referrals(&daemon), 7).expect_success();

    assert_eq!(done.servers(), ["krbtgt/R1.TEST@R1.TEST", "krbtgt/R7.TEST@R6.TEST"]);
    assert_eq!(ticket_granting_realms(&daemon.into_requests()), chain(6));
}

#[test]
fn as_many_referrals_are_followed_as_a_property_says() {
    let daemon = recording("chain.toml");

    alice(&by_referrals(&daemon).property("sun.security.krb5.maxReferrals", "11"), 12).expect_success();

    assert_eq!(ticket_granting_realms(&daemon.into_requests()), chain(12));
}

#[track_caller]
fn assert_path(realms: usize) {
    let daemon = recording("chain.toml");

    let done = alice(&JavaClient::of(&daemon.krb5_conf()), realms).expect_success();

    assert_eq!(done.servers(), [format!("host/server.r{realms}.test@R{realms}.TEST"), "krbtgt/R1.TEST@R1.TEST".into()]);
    let requests = daemon.into_requests();
    assert_eq!(ticket_granting_realms(&requests), chain(realms));
    let services: Vec<&str> =
        requests.iter().filter(|request| request.exchange == "TGS").map(|request| request.service.as_str()).collect();
    let (last, before) = services.split_last().expect("somebody was asked");
    assert_eq!(*last, format!("host/server.r{realms}.test"));
    assert!(before.iter().all(|service| *service == format!("krbtgt/R{realms}.TEST")), "{services:?}");
}

fn alice(client: &JavaClient, realm: usize) -> Finished {
    client.walk("alice@R1.TEST", "Secret-1", &[&format!("host@server.r{realm}.test")])
}

/// Where the realms are served and nothing about who is where.
fn by_referrals(daemon: &Daemon) -> JavaClient {
    without(daemon, "[domain_realm]")
}

/// What the daemon wrote, without `section` and those behind it.
fn without(daemon: &Daemon, section: &str) -> JavaClient {
    let text = std::fs::read_to_string(daemon.krb5_conf()).expect("the daemon wrote krb5.conf");
    let (before, _) = text.split_once(section).expect("the daemon wrote the section");
    let path = daemon.out().join("shorter.conf");
    std::fs::write(&path, before).expect("the folder is ours");
    JavaClient::of(&path)
}

fn chain(realms: usize) -> Vec<String> {
    (1..=realms).map(|number| format!("R{number}.TEST")).collect()
}
