//! `xrealm netdom trust` against the real daemon: the document's examples as they stand, and each of its switches.

mod examples;
mod prompts;
mod settings;
mod suffixes;
mod verbs;

use std::path::Path;

use xrealm_tests::{Client, ClientKind, Daemon, DaemonOptions, Finished, Program, Scratch, xrealm};

/// The password of everybody in the fixture.
const PASSWORD: &str = "Secret-1";

/// A daemon and an administrator's prompt before it.
struct Netdom {
    daemon: Daemon,
    scratch: Scratch,
}

impl Netdom {
    fn start() -> Netdom {
        Netdom::of(DaemonOptions::fixture("administration.toml"))
    }

    fn of(options: DaemonOptions) -> Netdom {
        Netdom { daemon: options.start(), scratch: Scratch::new("netdom") }
    }

    /// What is typed after `netdom`, with a line of input for each password.
    fn type_in(&self, line: &str, passwords: &[&str]) -> Finished {
        let input: String = passwords.iter().map(|password| format!("{password}\n")).collect();
        self.program().arg("netdom").args(words(line)).stdin(&input).run()
    }

    /// The same with both administrators' passwords on the command line.
    fn admin(&self, line: &str) -> Finished {
        let line = format!("{line} /uo:admin /po:{PASSWORD} /ud:admin /pd:{PASSWORD}");
        self.type_in(&line, &[])
    }

    fn xrealm(&self, line: &str) -> Finished {
        self.program().args(words(line)).run()
    }

    fn program(&self) -> Program {
        Program::new(xrealm())
            .env("XREALM_ADMIN", self.daemon.admin_socket())
            .env("KRB5_CONFIG", self.daemon.krb5_conf())
            .env("KRB5CCNAME", self.scratch.join("nobody"))
    }

    /// Everything there is, to be compared.
    fn dump(&self) -> String {
        let ends = self.xrealm("trust list --json").expect_success();
        let times = ["\"changed\"", "\"confirmed\""];
        ends.stdout.lines().filter(|line| !times.iter().any(|time| line.contains(time))).collect()
    }

    /// A ticket of a real client for a service over whatever trusts there are.
    fn reaches(&self, user: &str, service: &str) -> bool {
        let client = Client::of(ClientKind::Mit, &self.daemon.krb5_conf());
        client.log_in(user, PASSWORD).expect_success();
        client.get(service).code == 0
    }
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// A topology written for one test.
fn topology(scratch: &Scratch, text: &str) -> DaemonOptions {
    let path = scratch.join("topology.toml");
    write(&path, text);
    DaemonOptions::topology(&path)
}

fn write(path: &Path, text: &str) {
    std::fs::write(path, text).expect("the scratch folder can be written");
}
