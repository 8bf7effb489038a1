//! `kvno` says "KDC policy rejects request" for six different causes, and `xrealm explain --live` which of them it was.

use nix::sys::signal::Signal;
use serde_json::Value;
use xrealm_tests::{
    Client, ClientKind, Daemon, DaemonOptions, Failure, Program, Scratch, fixture, project_root, xrealm,
};

#[test]
fn forest_trusts_do_not_chain() {
    let daemon = Daemon::serve("policy-third-forest.toml");
    let client = logged_in(&daemon, "alice@CORP.TEST");

    policy_refuses(&client, "krbtgt/SUPPLIER.TEST@PARTNER.TEST");

    let told = explained(&daemon, THIRD_FOREST);
    assert_eq!(told["realm"], "PARTNER.TEST");
    assert_eq!(rules(&told), ["explicit-realm", "routing-hint"]);
}

#[test]
fn the_trusting_side_excludes_the_domain_of_the_client() {
    let daemon = Daemon::serve("policy-excluded-domain.toml");
    let client = logged_in(&daemon, "alice@LAB.CORP.TEST");

    policy_refuses(&client, "host/db1.partner.test");

    assert_eq!(client.realms_asked(), ["LAB.CORP.TEST", "CORP.TEST", "PARTNER.TEST"]);
    let told = explained(&daemon, EXCLUDED_DOMAIN);
    assert_eq!((&told["realm"], &told["client"]), (&"PARTNER.TEST".into(), &"alice@LAB.CORP.TEST".into()));
}

#[test]
fn the_trust_was_turned_round_since_the_ticket_was_issued() {
    let text = std::fs::read_to_string(fixture("policy-turned-trust.toml")).expect("a fixture");
    let file = Scratch::new("topology");
    let daemon = DaemonOptions::topology(&file.write("turned.toml", &text)).start();
    let client = logged_in(&daemon, "alice@CORP.TEST");
    client.get_with("krbtgt/PARTNER.TEST@CORP.TEST", &[]).expect_success();
    let turned = text
        .replace("trusting = \"partner.test\"", "trusting = \"corp.test\"")
        .replace("trusted = \"corp.test\"", "trusted = \"partner.test\"");
    assert_ne!(turned, text);
    file.write("turned.toml", &turned);
    daemon.signal(Signal::SIGHUP);
    daemon.wait_for_log("reloaded");

    policy_refuses(&client, "host/db1.partner.test@PARTNER.TEST");

    let told = explained(&daemon, TURNED_TRUST);
    // Whose ticket it is stands in the part of it that could not be opened any more.
    assert_eq!(told["client"], Value::Null);
}

#[test]
fn the_partner_that_sealed_the_ticket_is_on_no_accepted_path() {
    let daemon = Daemon::serve("policy-off-path.toml");
    let client = logged_in(&daemon, "alice@CORP.TEST");

    policy_refuses(&client, "host/db1.partner.test");

    assert_eq!(client.realms_asked(), ["CORP.TEST", "HUB.TEST", "PARTNER.TEST"]);
    let told = explained(&daemon, OFF_PATH);
    assert_eq!(rules(&told), ["own-database"]);
}

#[test]
fn the_service_that_changes_passwords_wants_a_login() {
    let daemon = Daemon::serve("policy-login-only.toml");
    let client = logged_in(&daemon, "alice@CORP.TEST");

    policy_refuses(&client, "kadmin/changepw");

    explained(&daemon, LOGIN_ONLY);
    let fresh = Client::of(ClientKind::Mit, &daemon.krb5_conf());
    fresh.log_in_with("alice@CORP.TEST", "Secret-1", &["-S", "kadmin/changepw"]).expect_success();
}

#[test]
fn the_trust_is_not_transitive_any_more_and_the_client_is_of_a_third_realm() {
    let text = std::fs::read_to_string(fixture("policy-not-transitive.toml")).expect("a fixture");
    let file = Scratch::new("topology");
    let daemon = DaemonOptions::topology(&file.write("transitive.toml", &text)).start();
    let client = logged_in(&daemon, "bob@FAR.TEST");
    client.get_with("krbtgt/CORP.TEST@HUB.TEST", &[]).expect_success();
    let not_transitive = text.replace("transitive = true", "transitive = false");
    assert_ne!(not_transitive, text);
    file.write("transitive.toml", &not_transitive);
    daemon.signal(Signal::SIGHUP);
    daemon.wait_for_log("reloaded");

    policy_refuses(&client, "host/db1.corp.test@CORP.TEST");

    let told = explained(&daemon, NOT_TRANSITIVE);
    assert_eq!((&told["realm"], &told["client"]), (&"CORP.TEST".into(), &"bob@FAR.TEST".into()));
}

#[test]
fn the_six_reasons_differ_and_are_those_on_the_page() {
    let page = std::fs::read_to_string(project_root().join("docs/explain.md")).expect("the page about it");
    for (number, reason) in SIX.iter().enumerate() {
        assert!(!SIX[number + 1..].contains(reason), "{reason}");
        assert!(page.contains(reason), "docs/explain.md does not say: {reason}");
    }
}

#[test]
fn a_request_is_found_in_the_list_and_by_the_number_that_the_log_gives_it() {
    let daemon = DaemonOptions::fixture("policy-login-only.toml").arg("--log-requests").arg("--log-json").start();
    let client = logged_in(&daemon, "alice@CORP.TEST");
    policy_refuses(&client, "kadmin/changepw");

    let list = explain(&daemon, &["list"]);

    let listed = list.lines().last().expect("a line for each request");
    let id = listed.split_whitespace().next().expect("a number");
    assert!(listed.ends_with(&format!("kadmin/changepw at CORP.TEST: KDC_ERR_POLICY: {LOGIN_ONLY}")), "{list}");
    daemon.wait_for_log(&format!("\"id\":\"{id}\""));
    assert_eq!(explain(&daemon, &[id]), explain(&daemon, &["last"]));
}

const THIRD_FOREST: &str = "forest trusts do not chain: a client of CORP.TEST cannot go on to SUPPLIER.TEST";
const EXCLUDED_DOMAIN: &str = "CORP.TEST cannot vouch for a client of LAB.CORP.TEST";
const TURNED_TRUST: &str = "CORP.TEST is not trusted by this realm: the trust points the other way";
const OFF_PATH: &str = "HUB.TEST is not on the path from CORP.TEST to PARTNER.TEST";
const LOGIN_ONLY: &str = "the service takes only tickets got by logging in for it";
const NOT_TRANSITIVE: &str = "trust with HUB.TEST is not transitive: it brings no client of FAR.TEST";

const SIX: [&str; 6] = [THIRD_FOREST, EXCLUDED_DOMAIN, TURNED_TRUST, OFF_PATH, LOGIN_ONLY, NOT_TRANSITIVE];

fn logged_in(daemon: &Daemon, user: &str) -> Client {
    let client = Client::of(ClientKind::Mit, &daemon.krb5_conf());
    client.log_in(user, "Secret-1").expect_success();
    client.forget_trace();
    client
}

/// `kvno -S host HOST` for hosts, `kvno NAME` for other names.
#[track_caller]
fn policy_refuses(client: &Client, service: &str) {
    let done = if service.starts_with("kadmin/") { client.get_with(service, &[]) } else { client.get(service) };
    done.expect_failure("kvno: KDC policy rejects request");
    assert!(client.trace().contains(client.words_for(Failure::Policy)), "the KDC itself said so: {}", client.trace());
}

/// The facts of the latest request, which was refused by policy for this reason; people are told the same.
#[track_caller]
fn explained(daemon: &Daemon, reason: &str) -> Value {
    let told: Value = serde_json::from_str(&explain(daemon, &["last", "--json"])).expect("JSON");
    assert_eq!(told["reason"], reason, "{told:#}");
    assert_eq!((&told["kind"], &told["code"]), (&"refused".into(), &12.into()), "{told:#}");
    let text = explain(daemon, &["last"]);
    assert!(text.contains("\n  answer   KDC_ERR_POLICY (12)\n"), "{text}");
    assert!(text.contains(&format!("\n  reason   {reason}\n")), "{text}");
    told
}

fn explain(daemon: &Daemon, arguments: &[&str]) -> String {
    let program = Program::new(xrealm()).args(["explain", "--live"]).args(arguments);
    program.arg("--out").arg(daemon.out()).run().expect_success().stdout
}

fn rules(told: &Value) -> Vec<&str> {
    told["grounds"].as_array().into_iter().flatten().filter_map(|ground| ground["rule"].as_str()).collect()
}
