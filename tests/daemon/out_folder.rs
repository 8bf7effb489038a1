//! What `--out` leaves for clients and scripts.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use xrealm_tests::{Daemon, Program};

use crate::topology::{REALM, Served};

#[test]
fn krb5_conf_names_every_realm_and_where_it_is() {
    let served = Served::start();
    let text = fs::read_to_string(served.daemon.krb5_conf()).expect("krb5.conf");
    assert!(text.contains("[libdefaults]") && text.contains("[realms]"), "{text}");
    assert!(served.kdc().port() != 0);
}

#[test]
fn topology_json_tells_realms_ports_and_principals() {
    let served = Served::start();
    let text = fs::read_to_string(served.daemon.out().join("topology.json")).expect("topology.json");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let flat = json.to_string();
    assert!(flat.contains(REALM) && flat.contains("user1"), "{flat}");
    assert!(flat.contains(&served.kdc().port().to_string()), "{flat}");
}

#[test]
fn env_can_be_sourced_by_a_shell() {
    let served = Served::start();
    let done = Program::new("/bin/sh")
        .arg("-euc")
        .arg(format!(". {}/env && printf %s \"$KRB5_CONFIG\"", served.daemon.out().display()))
        .run()
        .expect_success();
    assert_eq!(done.stdout.trim_end(), served.daemon.krb5_conf().display().to_string());
}

#[test]
fn keytabs_are_there_for_services_and_nobody_else_may_read_them() {
    let daemon = Daemon::serve("two-forests.toml");
    let keytabs: Vec<_> = fs::read_dir(daemon.out().join("keytabs")).expect("keytabs").flatten().collect();
    assert!(!keytabs.is_empty());
    for keytab in keytabs {
        let mode = keytab.metadata().expect("metadata").permissions().mode() & 0o777;
        assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", keytab.path().display());
        let head = fs::read(keytab.path()).expect("readable by us");
        assert_eq!(head.get(..2), Some(&[5_u8, 2][..]), "{} is not a keytab", keytab.path().display());
    }
}
