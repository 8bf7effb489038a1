//! A chain of twelve plain realms: eleven hops, longer than MIT follows referrals.

use xrealm_tests::{Client, ClientKind, Daemon, Krb5Conf};

with_each_client! {
    fn eleven_hops_are_walked_with_capaths(kind: ClientKind) {
        let daemon = Daemon::serve("chain.toml");
        let client = alice(Client::of(kind, &daemon.krb5_conf()));

        client.get("host/server.r12.test").expect_success();

        let realms: Vec<String> = (1..=12).map(|number| format!("R{number}.TEST")).collect();
        assert_eq!(in_order_of_first_visit(client.realms_asked()), realms);
        crate::tickets::assert_service_ticket(&client, "host/server.r12.test@R12.TEST");
    }

    fn the_way_back_works_too(kind: ClientKind) {
        let daemon = Daemon::serve("chain.toml");
        let client = Client::of(kind, &daemon.krb5_conf());
        client.log_in("alice@R12.TEST", "Secret-12").expect_success();

        client.get("host/server.r1.test").expect_success();

        crate::tickets::assert_service_ticket(&client, "host/server.r1.test@R1.TEST");
    }

    fn the_next_realm_is_one_hop_away(kind: ClientKind) {
        let daemon = Daemon::serve("chain.toml");
        let client = alice(Client::of(kind, &daemon.krb5_conf()));

        client.get("host/server.r2.test").expect_success();

        assert_eq!(client.realms_asked(), ["R1.TEST", "R2.TEST"]);
    }
}

/// Nine referrals are what MIT follows (`KRB5_REFERRAL_MAXHOPS`): ten realms are reached without knowing any path.
#[test]
fn mit_reaches_the_tenth_realm_by_referrals_alone() {
    let daemon = Daemon::serve("chain.toml");
    let client = alice(Client::with(ClientKind::Mit, &by_referrals(&daemon)));

    client.get("host/server.r10.test").expect_success();

    assert_eq!(client.tickets_received().len(), 10);
}

#[test]
fn mit_gives_up_after_nine_referrals() {
    let daemon = Daemon::serve("chain.toml");
    let client = alice(Client::with(ClientKind::Mit, &by_referrals(&daemon)));

    let done = client.get("host/server.r11.test");

    assert_ne!(done.code, 0, "{done}");
}

/// What the realms are and nothing about who is where.
fn by_referrals(daemon: &Daemon) -> Krb5Conf {
    let text = std::fs::read_to_string(daemon.krb5_conf()).expect("the daemon wrote krb5.conf");
    let without = text.split("[domain_realm]").next().unwrap_or_default();
    let path = daemon.out().join("referrals.conf");
    std::fs::write(&path, without).expect("the folder is ours");
    Krb5Conf::over(&path)
}

/// Heimdal begins the path once more after its first step.
fn in_order_of_first_visit(realms: Vec<String>) -> Vec<String> {
    let mut visited = Vec::new();
    for realm in realms {
        if !visited.contains(&realm) {
            visited.push(realm);
        }
    }
    visited
}

fn alice(client: Client) -> Client {
    client.log_in("alice@R1.TEST", "Secret-1").expect_success();
    client.forget_trace();
    client
}
