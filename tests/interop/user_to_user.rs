//! A ticket sealed with the session key of another user's ticket-granting ticket.

use xrealm_tests::{Client, ClientKind, Daemon};

#[test]
fn mit_gets_a_ticket_for_a_user_with_that_users_own_ticket() {
    let daemon = Daemon::serve("two-forests.toml");
    let server = crate::forest_walks::user1(ClientKind::Mit, &daemon);
    let client = Client::of(ClientKind::Mit, &daemon.krb5_conf());
    client.log_in("user2@EUROPE.TAILSPINTOYS.COM", "Secret-2").expect_success();

    client.get_with("user1@EUROPE.TAILSPINTOYS.COM", &["--u2u", &server.cache()]).expect_success();

    assert!(client.names_inside().iter().any(|(_, inside)| inside == "user1@EUROPE.TAILSPINTOYS.COM"));
}

/// The name asked for has to be that of the client in the ticket presented.
#[test]
fn mit_gets_no_ticket_for_one_user_with_the_ticket_of_another() {
    let daemon = Daemon::serve("two-forests.toml");
    let server = crate::forest_walks::user1(ClientKind::Mit, &daemon);
    let client = Client::of(ClientKind::Mit, &daemon.krb5_conf());
    client.log_in("user2@EUROPE.TAILSPINTOYS.COM", "Secret-2").expect_success();

    let done = client.get_with("nopreauth1@EUROPE.TAILSPINTOYS.COM", &["--u2u", &server.cache()]);

    assert_ne!(done.code, 0, "{done}");
}
