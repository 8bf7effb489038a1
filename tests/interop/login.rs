//! Logging in.

use xrealm_tests::{Client, ClientKind, Daemon, Failure};

with_each_client! {
    fn a_password_brings_the_realms_own_ticket_granting_ticket(kind: ClientKind) {
        let daemon = Daemon::serve("two-forests.toml");
        let client = Client::of(kind, &daemon.krb5_conf());

        client.log_in("user1@EUROPE.TAILSPINTOYS.COM", "Secret-1").expect_success();

        assert_eq!(client.servers(), ["krbtgt/EUROPE.TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM"]);
    }

    fn a_keytab_brings_the_same(kind: ClientKind) {
        let daemon = Daemon::serve("accounts.toml");
        let client = Client::of(kind, &daemon.krb5_conf());

        client.log_in_with_keytab("WEB$@CORP.TEST", &daemon.keytab("WEB")).expect_success();

        assert_eq!(client.servers(), ["krbtgt/CORP.TEST@CORP.TEST"]);
    }

    /// Active Directory knows service principal names as services and not as clients.
    fn a_service_principal_name_is_no_login_name_of_a_domain(kind: ClientKind) {
        let daemon = Daemon::serve("accounts.toml");
        let client = Client::of(kind, &daemon.krb5_conf());

        let done = client.log_in_with_keytab("host/web.corp.test@CORP.TEST", &daemon.keytab("WEB"));

        done.expect_failure(client.words_for(Failure::UnknownClient));
    }

    fn a_service_of_a_plain_realm_logs_in_with_its_keytab(kind: ClientKind) {
        let daemon = Daemon::serve("single-realm.toml");
        let client = Client::of(kind, &daemon.krb5_conf());
        let keytab = daemon.keytab("server.example.test");

        client.log_in_with_keytab("host/server.example.test@EXAMPLE.TEST", &keytab).expect_success();

        assert_eq!(client.servers(), ["krbtgt/EXAMPLE.TEST@EXAMPLE.TEST"]);
    }

    fn a_wrong_password_is_told(kind: ClientKind) {
        let daemon = Daemon::serve("two-forests.toml");
        let client = Client::of(kind, &daemon.krb5_conf());

        let done = client.log_in("user1@EUROPE.TAILSPINTOYS.COM", "wrong");

        done.expect_failure(client.words_for(Failure::WrongPassword));
        assert!(client.tickets().is_empty());
    }

    fn an_unknown_user_is_told(kind: ClientKind) {
        let daemon = Daemon::serve("two-forests.toml");
        let client = Client::of(kind, &daemon.krb5_conf());

        let done = client.log_in("nobody@EUROPE.TAILSPINTOYS.COM", "Secret-1");

        done.expect_failure(client.words_for(Failure::UnknownClient));
    }

    fn a_user_principal_name_of_a_forest_suffix_leads_to_the_users_domain(kind: ClientKind) {
        let daemon = Daemon::serve("two-forests.toml");
        let client = Client::with(kind, &default_realm(&daemon, "TAILSPINTOYS.COM"));

        client.log_in_as_enterprise("user1@toys.example", "Secret-1").expect_success();

        assert_eq!(client.servers(), ["krbtgt/EUROPE.TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM"]);
        assert_eq!(client.realms_asked(), ["TAILSPINTOYS.COM", "EUROPE.TAILSPINTOYS.COM"]);
    }

    fn a_user_principal_name_works_in_the_users_own_domain(kind: ClientKind) {
        let daemon = Daemon::serve("two-forests.toml");
        let client = Client::with(kind, &default_realm(&daemon, "EUROPE.TAILSPINTOYS.COM"));

        client.log_in_as_enterprise("user1@toys.example", "Secret-1").expect_success();

        assert_eq!(client.servers(), ["krbtgt/EUROPE.TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM"]);
    }

    fn a_user_of_a_plain_realm_logs_in(kind: ClientKind) {
        let daemon = Daemon::serve("single-realm.toml");
        let client = Client::of(kind, &daemon.krb5_conf());

        client.log_in("alice@EXAMPLE.TEST", "Secret-1").expect_success();

        assert_eq!(client.servers(), ["krbtgt/EXAMPLE.TEST@EXAMPLE.TEST"]);
    }
}

fn default_realm(daemon: &Daemon, realm: &str) -> xrealm_tests::Krb5Conf {
    xrealm_tests::Krb5Conf::over(&daemon.krb5_conf()).libdefault(&format!("default_realm = {realm}"))
}
