//! Accounts in a state that keeps them out.

use xrealm_tests::{Client, ClientKind, Daemon, Failure};

with_each_client! {
    fn a_disabled_account_is_revoked(kind: ClientKind) {
        refused(kind, "disabled1", Failure::Revoked);
    }

    fn a_locked_account_is_revoked(kind: ClientKind) {
        refused(kind, "locked1", Failure::Revoked);
    }

    fn an_expired_account_is_revoked(kind: ClientKind) {
        refused(kind, "expired1", Failure::Revoked);
    }

    fn an_expired_password_is_told(kind: ClientKind) {
        refused(kind, "stale1", Failure::PasswordExpired);
    }

    /// `kinit -S`: the one service an expired password is still good for.
    fn an_expired_password_still_buys_a_ticket_to_change_it(kind: ClientKind) {
        let daemon = Daemon::serve("accounts.toml");
        let client = Client::of(kind, &daemon.krb5_conf());
        client.log_in_with("stale1@CORP.TEST", "Secret-1", &["-S", "kadmin/changepw@CORP.TEST"]).expect_success();
        assert_eq!(client.servers(), ["kadmin/changepw@CORP.TEST"]);
    }

    fn an_anonymous_login_is_refused(kind: ClientKind) {
        let daemon = Daemon::serve("accounts.toml");
        let client = Client::of(kind, &daemon.krb5_conf());
        let done = client.log_in_with("@CORP.TEST", "", &["-n"]);
        assert_ne!(done.code, 0, "{done}");
        assert!(client.tickets().is_empty());
    }

    fn an_account_without_preauthentication_gets_its_ticket_at_once(kind: ClientKind) {
        let daemon = Daemon::serve("accounts.toml");
        let client = Client::of(kind, &daemon.krb5_conf());
        client.log_in("open1@CORP.TEST", "Secret-1").expect_success();
        assert_eq!(client.servers(), ["krbtgt/CORP.TEST@CORP.TEST"]);
    }
}

fn refused(kind: ClientKind, user: &str, failure: Failure) {
    let daemon = Daemon::serve("accounts.toml");
    let client = Client::of(kind, &daemon.krb5_conf());

    let done = client.log_in(&format!("{user}@CORP.TEST"), "Secret-1");

    done.expect_failure(client.words_for(failure));
    assert!(client.tickets().is_empty());
}
