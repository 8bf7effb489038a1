//! A KDC that lives in another time than its clients.

use xrealm_tests::{Client, ClientKind, DaemonOptions};

use crate::tickets::assert_service_ticket;

with_each_client! {
    fn a_clock_within_the_skew_is_no_matter(kind: ClientKind) {
        let daemon = DaemonOptions::fixture("accounts.toml").arg("--clock").arg("+120").start();
        let client = Client::of(kind, &daemon.krb5_conf());

        client.log_in("user1@CORP.TEST", "Secret-1").expect_success();
        client.get("host/web.corp.test").expect_success();

        assert_service_ticket(&client, "host/web.corp.test@CORP.TEST");
    }

    /// Both clients take the KDC's time out of its first error and go on with it.
    fn a_clock_an_hour_ahead_is_corrected_by_the_client(kind: ClientKind) {
        let daemon = DaemonOptions::fixture("accounts.toml").arg("--clock").arg("+3600").start();
        let client = Client::of(kind, &daemon.krb5_conf());

        client.log_in("user1@CORP.TEST", "Secret-1").expect_success();
        client.get("host/web.corp.test").expect_success();

        assert_service_ticket(&client, "host/web.corp.test@CORP.TEST");
    }
}

#[test]
fn a_client_that_does_not_correct_its_clock_is_told_of_the_skew() {
    let daemon = DaemonOptions::fixture("accounts.toml").arg("--clock").arg("-3600").start();
    let conf = xrealm_tests::Krb5Conf::over(&daemon.krb5_conf()).libdefault("kdc_timesync = 0");
    let client = Client::with(ClientKind::Mit, &conf);

    let done = client.log_in("user1@CORP.TEST", "Secret-1");

    done.expect_failure("Clock skew too great");
}
