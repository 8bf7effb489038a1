//! PACs under other people's eyes: MIT's acceptor verifies the server signature, impacket reads every field.

use xrealm_tests::{Client, ClientKind, Daemon, GssServer, impacket_pac};

const TOPOLOGY: &str = "authorization-data.toml";

fn alice(daemon: &Daemon) -> Client {
    let client = Client::of(ClientKind::Mit, &daemon.krb5_conf());
    client.log_in("alice@CORP.TEST", "Secret-1").expect_success();
    client
}

/// What impacket reads in the ticket for `service`.
fn read(daemon: &Daemon, client: &Client, account: &str, service: &str) -> Vec<String> {
    let (name, _) = service.split_once('@').expect("a service with its realm");
    client.get(name).expect_success();
    let done = impacket_pac(&client.cache(), &daemon.keytab(account), service).expect_success();
    done.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn impacket_reads_the_groups_of_a_user_at_home() {
    let daemon = Daemon::serve(TOPOLOGY);

    let lines = read(&daemon, &alice(&daemon), "WEB", "host/web.corp.test@CORP.TEST");

    assert_eq!(
        lines,
        [
            "user alice S-1-5-21-1-1-1-1105",
            "domain CORP",
            "group S-1-5-21-1-1-1-513",
            "group S-1-5-21-1-1-1-1201",
            "group S-1-5-21-1-1-1-1202",
            "extra S-1-5-21-9-9-9-1400",
            "extra S-1-18-1",
            "local S-1-5-21-1-1-1-1203",
            "client alice",
            "buffers 1 6 7 10 12 16 19",
        ]
    );
}

/// Acceptance row 7: the ticket over a trust with selective authentication carries OTHER_ORGANIZATION; SID history is gone,
/// and the groups of the service's domain are there.
#[test]
fn impacket_reads_what_a_forest_trust_let_through() {
    let daemon = Daemon::serve(TOPOLOGY);

    let lines = read(&daemon, &alice(&daemon), "DB", "host/db.partner.test@PARTNER.TEST");

    assert!(lines.contains(&"extra S-1-5-1000".to_owned()), "{lines:?}");
    assert!(lines.contains(&"local S-1-5-21-2-2-2-1301".to_owned()), "{lines:?}");
    assert!(lines.contains(&"group S-1-5-21-1-1-1-1201".to_owned()), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains("S-1-5-21-9-9-9-1400")), "{lines:?}");
}

/// Acceptance rows 38 and 41.
#[test]
fn impacket_reads_sid_history_where_it_is_enabled_and_not_where_it_is_quarantined() {
    let daemon = Daemon::serve(TOPOLOGY);
    let client = alice(&daemon);
    let history = "extra S-1-5-21-9-9-9-1400".to_owned();

    assert!(!read(&daemon, &client, "Q", "host/q.quarantine.test@QUARANTINE.TEST").contains(&history));
    assert!(read(&daemon, &client, "H", "host/h.history.test@HISTORY.TEST").contains(&history));
}

/// Acceptance row 7, as MIT's client tells it.
#[test]
fn selective_authentication_is_told_to_the_client() {
    let daemon = Daemon::serve(TOPOLOGY);

    alice(&daemon).get("host/safe.partner.test").expect_failure("KDC policy rejects request");
}

/// MIT's acceptor refuses a ticket whose PAC is not signed with the service's key.
#[test]
fn mit_accepts_tickets_with_pacs_at_home_and_over_a_trust() {
    let daemon = Daemon::serve(TOPOLOGY);
    let client = alice(&daemon);
    for (account, service) in
        [("WEB", "host@web.corp.test"), ("DB", "host@db.partner.test"), ("Q", "host@q.quarantine.test")]
    {
        let server = GssServer::start(&daemon.krb5_conf(), &daemon.keytab(account), service);

        let (sent, accepted) = server.greet(&client, service, "hello", &[]);

        sent.expect_success();
        assert!(accepted.stdout.contains("\"alice@CORP.TEST\""), "{service}: {accepted}");
    }
}
