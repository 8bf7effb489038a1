//! Chains of 32 and of 500 plain realms, served by one process. MIT's own KDC serves 32 realms at most.

use std::path::PathBuf;

use serde_json::Value;
use xrealm_sim::realm_chain;
use xrealm_tests::{Client, ClientKind, Daemon, DaemonOptions, Krb5Conf, Program, Scratch, xrealm};

/// Heimdal 7.8 asks 17 KDCs; of a longer chain it crashes.
#[test]
fn heimdal_walks_seventeen_realms() {
    let chain = Chain::of(17);
    let client = chain.client(ClientKind::Heimdal);

    client.get("host/db.r17.test").expect_success();

    crate::tickets::assert_service_ticket(&client, "host/db.r17.test@R17.TEST");
}

#[test]
fn mit_walks_thirty_two_realms_with_capaths() {
    let chain = Chain::of(32);
    let client = chain.client(ClientKind::Mit);

    client.get("host/db.r32.test").expect_success();

    let realms: Vec<String> = (1..=32).map(|number| format!("R{number}.TEST")).collect();
    assert_eq!(client.realms_asked(), realms);
    crate::tickets::assert_service_ticket(&client, "host/db.r32.test@R32.TEST");
}

/// 499 hops: MIT follows a path it is told as far as it goes.
#[test]
fn mit_walks_five_hundred_realms_with_capaths() {
    let chain = Chain::of(500);
    let client = chain.client(ClientKind::Mit);

    client.get("host/db.r500.test").expect_success();

    assert_eq!(client.tickets_received().len(), 500);
    assert!(client.trace().contains("Sending TCP request"), "tickets with 400 realms fit no datagram");
}

#[test]
fn our_client_walks_five_hundred_realms_and_finds_them_listed_in_the_last_ticket() {
    let chain = Chain::of(500);

    let walked = chain.walk(500);

    let hops = walked["hops"].as_array().expect("the hops are listed");
    assert_eq!(hops.len(), 501, "a ticket-granting ticket of each realm and the one for the service");
    let last = hops.last().expect("there are 501");
    assert_eq!(last["ticket"], "host/db.r500.test@R500.TEST");
    let transited = last["transited"]["contents"].as_str().expect("the keytab opens the ticket");
    assert_eq!(transited.split(',').count(), 498);
    assert!(transited.starts_with("R2.TEST,R3.TEST,") && transited.ends_with(",R499.TEST"), "{transited}");
}

#[test]
fn our_client_stops_at_its_limit() {
    let chain = Chain::of(32);
    let walked = chain.walk(30);
    assert_eq!(walked["failure"]["reason"], "more than 30 referrals", "{walked:#}");
    let last = walked["hops"].as_array().and_then(|hops| hops.last()).expect("it came some way");
    assert_eq!(last["ticket"], "krbtgt/R32.TEST@R31.TEST");
}

/// A daemon that serves a chain of realms.
struct Chain {
    length: usize,
    daemon: Daemon,
    scratch: Scratch,
}

impl Chain {
    fn of(length: usize) -> Chain {
        let scratch = Scratch::new("long-chain");
        let topology = scratch.write("chain.toml", &realm_chain(length));
        Chain { length, daemon: DaemonOptions::topology(&topology).start(), scratch }
    }

    /// `krb5.conf` with one path only. The daemon writes those to all realms, and in so large a file MIT looks for 20
    /// seconds.
    fn krb5_conf(&self) -> PathBuf {
        let text = std::fs::read_to_string(self.daemon.krb5_conf()).expect("the daemon wrote krb5.conf");
        let (rest, capaths) = text.split_once("[capaths]").expect("a chain has paths");
        let wanted = format!("        R{}.TEST = ", self.length);
        let path: Vec<&str> = capaths.lines().filter(|line| line.starts_with(&wanted)).collect();
        self.scratch.write("krb5.conf", &format!("{rest}[capaths]\n    R1.TEST = {{\n{}\n    }}\n", path.join("\n")))
    }

    /// Alice, logged in to the first realm.
    fn client(&self, kind: ClientKind) -> Client {
        let client = Client::with(kind, &Krb5Conf::over(&self.krb5_conf()));
        client.log_in("alice@R1.TEST", "Secret-1").expect_success();
        client.forget_trace();
        client
    }

    /// What `xrealm walk` tells of the way to the last realm.
    fn walk(&self, hop_limit: usize) -> Value {
        let length = self.length;
        let done = Program::new(xrealm())
            .args(["walk", "alice@R1.TEST", &format!("host/db.r{length}.test"), "--json", "--password-stdin"])
            .args(["--hop-limit", &hop_limit.to_string()])
            .arg("--krb5-conf")
            .arg(self.krb5_conf())
            .arg("--service-keytab")
            .arg(self.daemon.keytab(&format!("host_db.r{length}.test")))
            .stdin("Secret-1\n")
            .run();
        serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"))
    }
}
