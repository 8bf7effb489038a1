//! Keytabs that the command line exports and imports, read and written by MIT's programs.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use xrealm_tests::{Client, ClientKind, Daemon, Finished, Program, Scratch, xrealm};

struct Desk {
    daemon: Daemon,
    scratch: Scratch,
}

impl Desk {
    fn start() -> Desk {
        Desk { daemon: Daemon::serve("administration.toml"), scratch: Scratch::new("keytabs") }
    }

    fn xrealm(&self, line: &str) -> Finished {
        let socket = self.daemon.admin_socket();
        let words = line.split_whitespace().map(|word| word.replace("DIR", &self.scratch.path().to_string_lossy()));
        Program::new(xrealm()).env("XREALM_ADMIN", socket).args(words).run()
    }

    fn klist(&self, keytab: &str) -> String {
        Program::new("/usr/bin/klist").arg("-ket").arg(self.scratch.join(keytab)).run().expect_success().stdout
    }
}

#[test]
fn an_exported_keytab_is_its_owners_alone_and_logs_in() {
    let desk = Desk::start();
    let server = "SERVER1$@engineering.contoso.com";
    desk.xrealm(&format!("account keytab export {server} DIR/server1.keytab")).expect_success();

    let keytab = desk.scratch.join("server1.keytab");
    assert_eq!(fs::metadata(&keytab).expect("a keytab").permissions().mode() & 0o777, 0o600);
    let listed = desk.klist("server1.keytab");
    assert!(listed.contains("SERVER1$@ENGINEERING.CONTOSO.COM") && listed.contains("aes256-cts"), "{listed}");
    let client = Client::of(ClientKind::Mit, &desk.daemon.krb5_conf());
    client.log_in_with_keytab("SERVER1$@ENGINEERING.CONTOSO.COM", &keytab).expect_success();

    let again = desk.xrealm(&format!("account keytab export {server} DIR/server1.keytab"));
    again.expect_failure("is there already");
    desk.xrealm(&format!("account passwd {server} --random-password")).expect_success();
    desk.xrealm(&format!("account keytab export {server} DIR/server1.keytab --previous --force")).expect_success();
    let versions: Vec<String> = desk
        .klist("server1.keytab")
        .lines()
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect();
    assert!(versions.contains(&"1".to_owned()) && versions.contains(&"2".to_owned()), "{versions:?}");
}

#[test]
fn a_keytab_that_ktutil_wrote_is_imported() {
    let desk = Desk::start();
    let keytab = desk.scratch.join("made.keytab");
    let script = format!(
        "addent -password -p host/server1.athena.example@ATHENA -k 7 -e aes256-cts-hmac-sha1-96\nChosen-1\nwkt {}\nquit\n",
        keytab.display()
    );
    Program::new("/usr/bin/ktutil").stdin(&script).run().expect_success();
    let service = "host/server1.athena.example@ATHENA";
    desk.xrealm(&format!("account keytab import {service} DIR/made.keytab")).expect_success();

    let client = Client::of(ClientKind::Mit, &desk.daemon.krb5_conf());
    client.log_in("user1@ATHENA", "Secret-1").expect_success();
    let got = Program::new("/usr/bin/kvno")
        .env("KRB5_CONFIG", desk.daemon.krb5_conf())
        .env("KRB5CCNAME", client.cache())
        .arg("-k")
        .arg(&keytab)
        .arg(service)
        .run()
        .expect_success();
    assert!(got.stdout.contains("kvno = 7, keytab entry valid"), "{got}");
}

#[test]
fn what_is_no_keytab_is_not_imported() {
    let desk = Desk::start();
    desk.scratch.write("text", "no keys here\n");
    desk.xrealm("account keytab import SERVER1$@engineering.contoso.com DIR/text").expect_failure("text");
}
