//! Walks of two, three and four domains; row 67 of the acceptance list is the four-domain walk.

use xrealm_tests::{Client, ClientKind, Daemon, DaemonOptions};

use crate::tickets::assert_service_ticket;

with_each_client! {
    fn a_service_of_the_parent_domain_is_one_referral_away(kind: ClientKind) {
        let daemon = Daemon::serve("two-forests.toml");
        let client = user1(kind, &daemon);

        client.get("host/appserver1.tailspintoys.com").expect_success();

        assert_eq!(client.realms_asked(), ["EUROPE.TAILSPINTOYS.COM", "TAILSPINTOYS.COM"]);
        assert_service_ticket(&client, "host/appserver1.tailspintoys.com@TAILSPINTOYS.COM");
    }

    fn a_service_of_the_other_forests_root_is_two_referrals_away(kind: ClientKind) {
        let daemon = Daemon::serve("two-forests.toml");
        let client = user1(kind, &daemon);

        client.get("host/webserver1.wingtiptoys.com").expect_success();

        assert_eq!(client.realms_asked(), ["EUROPE.TAILSPINTOYS.COM", "TAILSPINTOYS.COM", "WINGTIPTOYS.COM"]);
        assert_service_ticket(&client, "host/webserver1.wingtiptoys.com@WINGTIPTOYS.COM");
    }

    fn a_service_of_the_other_forests_child_is_three_referrals_away(kind: ClientKind) {
        let daemon = Daemon::serve("two-forests.toml");
        let client = user1(kind, &daemon);

        client.get("cifs/fileserver1.usa.wingtiptoys.com").expect_success();

        assert_eq!(client.realms_asked(), FOUR_DOMAINS);
        assert_service_ticket(&client, "cifs/fileserver1.usa.wingtiptoys.com@USA.WINGTIPTOYS.COM");
    }

    fn the_way_back_is_as_long(kind: ClientKind) {
        let daemon = Daemon::serve("two-forests.toml");
        let client = Client::of(kind, &daemon.krb5_conf());
        client.log_in("user3@USA.WINGTIPTOYS.COM", "Secret-3").expect_success();
        client.forget_trace();

        client.get("host/workstation1.europe.tailspintoys.com").expect_success();

        let mut back = FOUR_DOMAINS;
        back.reverse();
        assert_eq!(client.realms_asked(), back);
    }
}

#[test]
fn mit_receives_one_ticket_for_each_hop_and_keeps_the_first_and_the_last() {
    let daemon = Daemon::serve("two-forests.toml");
    let client = user1(ClientKind::Mit, &daemon);

    client.get("cifs/fileserver1.usa.wingtiptoys.com").expect_success();

    assert_eq!(
        client.tickets_received(),
        [
            "krbtgt/TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM",
            "krbtgt/WINGTIPTOYS.COM@TAILSPINTOYS.COM",
            "krbtgt/USA.WINGTIPTOYS.COM@WINGTIPTOYS.COM",
            "cifs/fileserver1.usa.wingtiptoys.com@USA.WINGTIPTOYS.COM",
        ]
    );
    // MIT keeps no referral; the ticket it keeps under the name that was asked for, whose realm was left open.
    let own = "krbtgt/EUROPE.TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM".to_owned();
    let asked_for = "cifs/fileserver1.usa.wingtiptoys.com@".to_owned();
    let inside = "cifs/fileserver1.usa.wingtiptoys.com@USA.WINGTIPTOYS.COM".to_owned();
    assert_eq!(client.names_inside(), [(own.clone(), own), (asked_for, inside)]);
}

/// Asked for one after the other, every ticket of the walk is kept: own TGT, parent, other root, other child, service.
#[test]
fn mit_holds_the_five_tickets_of_the_ten_step_walk() {
    let daemon = Daemon::serve("two-forests.toml");
    let client = user1(ClientKind::Mit, &daemon);

    for ticket in &FIVE_TICKETS[1..] {
        client.get_with(ticket, &[]).expect_success();
    }

    assert_eq!(client.servers(), FIVE_TICKETS);
}

#[test]
fn heimdal_holds_the_five_tickets_of_the_ten_step_walk() {
    let daemon = Daemon::serve("two-forests.toml");
    let client = user1(ClientKind::Heimdal, &daemon);

    for ticket in &FIVE_TICKETS[1..] {
        client.get_with(ticket, &[]).expect_success();
    }

    assert_eq!(client.servers(), FIVE_TICKETS);
}

#[test]
fn mit_keeps_the_name_and_realm_of_the_user_at_the_last_service() {
    let daemon = Daemon::serve("two-forests.toml");
    let client = user1(ClientKind::Mit, &daemon);

    let done = client.get("cifs/fileserver1.usa.wingtiptoys.com").expect_success();

    assert!(done.stdout.contains("cifs/fileserver1.usa.wingtiptoys.com@: kvno = "), "{done}");
    assert!(client.trace().contains("TGS reply is for user1@EUROPE.TAILSPINTOYS.COM -> cifs/"), "{}", client.trace());
}

/// Row 67: the log shows the global catalogs at steps 3 and 7 and the routing hint at step 3.
#[test]
fn the_log_tells_why_each_hop_was_taken() {
    let daemon = DaemonOptions::fixture("two-forests.toml").arg("--log-requests").start();
    let client = user1(ClientKind::Mit, &daemon);

    client.get("cifs/fileserver1.usa.wingtiptoys.com").expect_success();

    daemon.wait_for_log("at USA.WINGTIPTOYS.COM: issued");
    let log = daemon.stderr() + &daemon.stdout();
    let line = |at: &str| log.lines().find(|line| line.contains(at)).unwrap_or_default().to_owned();
    let child = line("at EUROPE.TAILSPINTOYS.COM: referred to TAILSPINTOYS.COM");
    assert!(child.contains("the global catalog of the own forest does not know the name"), "{log}");
    assert!(child.contains("WINGTIPTOYS.COM claims wingtiptoys.com"), "{log}");
    let other_root = line("at WINGTIPTOYS.COM: referred to USA.WINGTIPTOYS.COM");
    assert!(other_root.contains("the global catalog finds the name in USA.WINGTIPTOYS.COM"), "{log}");
}

/// `user1` of Europe with its own ticket-granting ticket, and the trace of what comes next.
pub(crate) fn user1(kind: ClientKind, daemon: &Daemon) -> Client {
    let client = Client::of(kind, &daemon.krb5_conf());
    client.log_in("user1@EUROPE.TAILSPINTOYS.COM", "Secret-1").expect_success();
    client.forget_trace();
    client
}

const FOUR_DOMAINS: [&str; 4] =
    ["EUROPE.TAILSPINTOYS.COM", "TAILSPINTOYS.COM", "WINGTIPTOYS.COM", "USA.WINGTIPTOYS.COM"];

const FIVE_TICKETS: [&str; 5] = [
    "krbtgt/EUROPE.TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM",
    "krbtgt/TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM",
    "krbtgt/WINGTIPTOYS.COM@TAILSPINTOYS.COM",
    "krbtgt/USA.WINGTIPTOYS.COM@WINGTIPTOYS.COM",
    "cifs/fileserver1.usa.wingtiptoys.com@USA.WINGTIPTOYS.COM",
];
