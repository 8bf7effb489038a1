//! What a client does with a ticket-granting ticket in its own realm.

use xrealm_tests::{Client, ClientKind, Daemon};

with_each_client! {
    fn a_service_of_the_own_domain_is_one_request_away(kind: ClientKind) {
        let daemon = Daemon::serve("accounts.toml");
        let client = logged_in(kind, &daemon, &[]);
        client.forget_trace();

        client.get("host/web.corp.test").expect_success();

        assert_eq!(client.realms_asked(), ["CORP.TEST"]);
        assert_service_ticket(&client, "host/web.corp.test@CORP.TEST");
    }

    fn a_renewable_ticket_is_renewed(kind: ClientKind) {
        let daemon = Daemon::serve("accounts.toml");
        let client = logged_in(kind, &daemon, &["-r", "2d"]);
        assert!(has_flag(&client, "R", "renewable"), "{:?}", client.tickets());

        client.renew().expect_success();

        assert!(has_flag(&client, "R", "renewable"), "{:?}", client.tickets());
        assert_eq!(client.servers(), ["krbtgt/CORP.TEST@CORP.TEST"]);
        client.get("host/web.corp.test").expect_success();
    }

    /// Without `-l` MIT asks for a day and takes a renewable ticket for one that is too short (RENEWABLE-OK).
    fn a_ticket_that_is_not_renewable_is_not_renewed(kind: ClientKind) {
        let daemon = Daemon::serve("accounts.toml");
        let client = logged_in(kind, &daemon, &["-l", "1h"]);
        assert!(!has_flag(&client, "R", "renewable"), "{:?}", client.tickets());

        let done = client.renew();

        assert_ne!(done.code, 0, "{done}");
    }

    fn a_forwardable_ticket_is_forwardable_and_others_are_not(kind: ClientKind) {
        let daemon = Daemon::serve("accounts.toml");
        assert!(has_flag(&logged_in(kind, &daemon, &["-f"]), "F", "forwardable"));
        assert!(!has_flag(&logged_in(kind, &daemon, &["-F"]), "F", "forwardable"));
    }

    fn a_proxiable_ticket_is_proxiable(kind: ClientKind) {
        let daemon = Daemon::serve("accounts.toml");
        assert!(has_flag(&logged_in(kind, &daemon, &["-p"]), "P", "proxiable"));
    }
}

/// `user1@CORP.TEST` with its ticket-granting ticket.
pub(crate) fn logged_in(kind: ClientKind, daemon: &Daemon, options: &[&str]) -> Client {
    let client = Client::of(kind, &daemon.krb5_conf());
    client.log_in_with("user1@CORP.TEST", "Secret-1", options).expect_success();
    client
}

/// The cache holds a ticket that is sealed for `server`.
#[track_caller]
pub(crate) fn assert_service_ticket(client: &Client, server: &str) {
    let names = client.names_inside();
    assert!(names.iter().any(|(_, inside)| inside == server), "no ticket for {server}: {names:?}");
}

/// MIT prints letters, Heimdal words.
fn has_flag(client: &Client, letter: &str, word: &str) -> bool {
    client.tickets().first().is_some_and(|ticket| match client.kind() {
        ClientKind::Mit => ticket.flags.contains(letter),
        ClientKind::Heimdal => ticket.flags.split(", ").any(|flag| flag == word),
    })
}
