//! `xrealm walk`, our own client, against our KDC and against KDCs that are not ours.

use std::path::Path;

use serde_json::Value;
use xrealm_tests::{Daemon, Finished, Program, xrealm};

use crate::mit_kdc::three_realms;

#[test]
fn it_walks_three_realms_of_an_mit_kdc() {
    let kdc = three_realms();

    let done = walk(&kdc.krb5_conf(), "alice@A.LAB.TEST", "Secret-1", "host/db.b.lab.test").expect_success();

    assert_eq!(
        tickets(&done),
        [
            "krbtgt/A.LAB.TEST@A.LAB.TEST",
            "krbtgt/LAB.TEST@A.LAB.TEST",
            "krbtgt/B.LAB.TEST@LAB.TEST",
            "host/db.b.lab.test@B.LAB.TEST",
        ]
    );
}

/// MIT's KDC compares the authenticator with the client in the ticket at every hop.
#[test]
fn its_authenticator_names_the_home_realm_at_the_second_hop() {
    let kdc = three_realms();

    walk(&kdc.krb5_conf(), "alice@A.LAB.TEST", "Secret-1", "host/db.b.lab.test@B.LAB.TEST").expect_success();

    assert!(
        kdc.log("B.LAB.TEST").contains("alice@A.LAB.TEST for host/db.b.lab.test@B.LAB.TEST"),
        "{}",
        kdc.log("B.LAB.TEST")
    );
}

#[test]
fn it_walks_two_forests() {
    let daemon = Daemon::serve("two-forests.toml");

    let done =
        walk(&daemon.krb5_conf(), "user1@EUROPE.TAILSPINTOYS.COM", "Secret-1", "cifs/fileserver1.usa.wingtiptoys.com")
            .expect_success();

    assert_eq!(
        tickets(&done),
        [
            "krbtgt/EUROPE.TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM",
            "krbtgt/TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM",
            "krbtgt/WINGTIPTOYS.COM@TAILSPINTOYS.COM",
            "krbtgt/USA.WINGTIPTOYS.COM@WINGTIPTOYS.COM",
            "cifs/fileserver1.usa.wingtiptoys.com@USA.WINGTIPTOYS.COM",
        ]
    );
}

#[test]
fn a_wrong_password_is_refused_by_an_mit_kdc_and_told() {
    let kdc = three_realms();
    let done = walk(&kdc.krb5_conf(), "alice@A.LAB.TEST", "wrong", "host/db.b.lab.test");
    assert_eq!(done.code, 1, "{done}");
    assert_eq!(failure_code(&done), Some(KDC_ERR_PREAUTH_FAILED), "{done}");
}

#[test]
fn a_service_an_mit_kdc_does_not_know_is_told_with_the_code() {
    let kdc = three_realms();
    let done = walk(&kdc.krb5_conf(), "alice@A.LAB.TEST", "Secret-1", "host/nowhere.b.lab.test");
    assert_eq!(done.code, 1, "{done}");
    assert_eq!(failure_code(&done), Some(KDC_ERR_S_PRINCIPAL_UNKNOWN), "{done}");
}

fn walk(krb5_conf: &Path, client: &str, password: &str, service: &str) -> Finished {
    Program::new(xrealm())
        .args(["walk", client, service, "--json", "--password-stdin", "--krb5-conf"])
        .arg(krb5_conf)
        .stdin(&format!("{password}\n"))
        .run()
}

fn tickets(done: &Finished) -> Vec<String> {
    let hops = json(done)["hops"].as_array().cloned().unwrap_or_default();
    hops.iter().map(|hop| hop["ticket"].as_str().unwrap_or_default().to_owned()).collect()
}

fn failure_code(done: &Finished) -> Option<i64> {
    json(done)["failure"]["code"].as_i64()
}

fn json(done: &Finished) -> Value {
    serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("no JSON ({error}): {done}"))
}

const KDC_ERR_S_PRINCIPAL_UNKNOWN: i64 = 7;
const KDC_ERR_PREAUTH_FAILED: i64 = 24;
