//! Tickets for later, of plain realms: Active Directory gives none.

use std::thread;
use std::time::Duration;

use xrealm_tests::{Client, ClientKind, Daemon};

with_each_client! {
    fn a_postdated_ticket_is_validated_when_its_time_has_come(kind: ClientKind) {
        let daemon = Daemon::serve("single-realm.toml");
        let client = Client::of(kind, &daemon.krb5_conf());
        client.log_in_with("alice@EXAMPLE.TEST", "Secret-1", &["-s", "2s"]).expect_success();
        assert_ne!(client.get("host/server.example.test").code, 0, "it is not valid yet");

        thread::sleep(Duration::from_secs(3));
        client.validate().expect_success();

        client.get("host/server.example.test").expect_success();
    }

    fn a_domain_gives_no_postdated_ticket(kind: ClientKind) {
        let daemon = Daemon::serve("accounts.toml");
        let client = Client::of(kind, &daemon.krb5_conf());

        let done = client.log_in_with("user1@CORP.TEST", "Secret-1", &["-s", "1h"]);

        assert_ne!(done.code, 0, "{done}");
        assert!(client.tickets().is_empty());
    }
}
