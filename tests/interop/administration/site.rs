//! A running daemon, its administrators' prompt, and the users of its realms with clients of others.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;

use serde_json::{Value, json};
use xrealm_tests::{
    Client, ClientKind, Daemon, DaemonOptions, Finished, Krb5Conf, Program, Scratch, wait_until, xrealm,
};

/// That of everybody.
pub(super) const PASSWORD: &str = "Secret-1";

/// The daemon, and whatever its topology was written into.
pub(super) struct Site {
    pub(super) daemon: Daemon,
    scratch: Scratch,
}

impl Site {
    /// The map of `administration.toml`.
    pub(super) fn open() -> Site {
        Site::of(DaemonOptions::fixture("administration.toml"))
    }

    /// Another map, or more arguments.
    pub(super) fn of(options: DaemonOptions) -> Site {
        Site { daemon: options.arg("--log-requests").start(), scratch: Scratch::new("site") }
    }

    /// A map that is written for one test.
    pub(super) fn written(topology: &str, arguments: &[&str]) -> Site {
        let scratch = Scratch::new("site");
        let options = DaemonOptions::topology(&scratch.write("topology.toml", topology)).arg("--log-requests");
        let daemon = arguments.iter().fold(options, |options, argument| options.arg(argument)).start();
        Site { daemon, scratch }
    }

    /// `xrealm LINE`, the words parted by blanks, with lines of input.
    pub(super) fn type_in(&self, line: &str, input: &[&str]) -> Finished {
        let input: String = input.iter().map(|line| format!("{line}\n")).collect();
        self.program().args(line.split_whitespace()).stdin(&input).run()
    }

    /// `xrealm LINE` of whoever started the daemon.
    pub(super) fn xrealm(&self, line: &str) -> Finished {
        self.type_in(line, &[])
    }

    /// `xrealm LINE` as the administrators of both ends.
    pub(super) fn both(&self, line: &str) -> Finished {
        let who = "--user admin --password-stdin --partner-user admin --partner-password-stdin";
        self.type_in(&format!("{line} {who}"), &[PASSWORD, PASSWORD])
    }

    /// `xrealm LINE` as the administrator of one end, with the words typed after the password.
    pub(super) fn one(&self, line: &str, user: &str, typed: &[&str]) -> Finished {
        let input: Vec<&str> = [PASSWORD].iter().chain(typed).copied().collect();
        self.type_in(&format!("{line} --user {user} --password-stdin"), &input)
    }

    /// `xrealm netdom trust LINE` as the administrators of both ends.
    pub(super) fn netdom(&self, line: &str) -> Finished {
        self.xrealm(&format!("netdom trust {line} /uo:admin /po:{PASSWORD} /ud:admin /pd:{PASSWORD}"))
    }

    pub(super) fn program(&self) -> Program {
        Program::new(xrealm())
            .env("XREALM_ADMIN", self.socket())
            .env("KRB5_CONFIG", self.daemon.krb5_conf())
            .env("KRB5CCNAME", self.scratch.join("nobody"))
    }

    pub(super) fn socket(&self) -> PathBuf {
        self.daemon.admin_socket()
    }

    /// Everything there is, secrets included: two are the same if nothing was changed between them.
    pub(super) fn directory(&self) -> Value {
        let dump = json!({ "v": 1, "wish": { "operation": { "dump": { "secrets": true } } } });
        let told = self.ask(&dump)["answer"]["dump"].clone();
        assert!(told.as_array().is_some_and(|changes| !changes.is_empty()), "{told:#}");
        told
    }

    /// The answer to one line of the local socket.
    pub(super) fn ask(&self, question: &Value) -> Value {
        let mut stream = BufReader::new(UnixStream::connect(self.socket()).expect("the daemon listens"));
        stream.get_mut().write_all(format!("{question}\n").as_bytes()).expect("it is read");
        let mut answer = String::new();
        stream.read_line(&mut answer).expect("an answer");
        serde_json::from_str(&answer).expect("JSON")
    }

    /// What `realm` keeps of its trust with `partner`.
    pub(super) fn end(&self, realm: &str, partner: &str) -> Value {
        let shown = self.xrealm(&format!("trust show {realm} {partner} --json")).expect_success();
        serde_json::from_str(&shown.stdout).expect("JSON")
    }

    /// The same without times, to be compared.
    pub(super) fn record(&self, realm: &str, partner: &str) -> Value {
        let mut end = self.end(realm, partner);
        for direction in ["incoming", "outgoing"] {
            if let Some(secret) = end[direction].as_object_mut() {
                secret.retain(|what, _| what == "kvno");
            }
        }
        end
    }

    /// Entries of the journal, the latest last.
    pub(super) fn audit(&self) -> Vec<Value> {
        let told = self.xrealm("audit --last 1000 --json").expect_success();
        let entries: Value = serde_json::from_str(&told.stdout).expect("JSON");
        entries.as_array().expect("a list").clone()
    }

    /// A logged-in user of MIT's client.
    pub(super) fn user(&self, name: &str) -> Client {
        self.user_of(ClientKind::Mit, name)
    }

    /// A logged-in user of either client.
    pub(super) fn user_of(&self, kind: ClientKind, name: &str) -> Client {
        self.user_with(kind, name, &Krb5Conf::over(&self.daemon.krb5_conf()))
    }

    /// A logged-in user with settings of its own.
    pub(super) fn user_with(&self, kind: ClientKind, name: &str, conf: &Krb5Conf) -> Client {
        let client = Client::with(kind, conf);
        client.log_in(name, PASSWORD).expect_success();
        client.forget_trace();
        client
    }

    /// Whether a user gets a ticket for a service.
    pub(super) fn reaches(&self, user: &str, service: &str) -> bool {
        self.user(user).get(service).code == 0
    }

    /// The last record of a request that has all `words`.
    #[track_caller]
    pub(super) fn logged(&self, words: &[&str]) -> String {
        let has_all = |line: &&str| words.iter().all(|word| line.contains(word));
        let found = wait_until(|| self.daemon.stderr().lines().any(|line| has_all(&line)));
        let log = self.daemon.stderr();
        assert!(found, "no record has {words:?}: {log}");
        log.lines().rfind(has_all).unwrap_or_default().to_owned()
    }
}

/// The version of the key that a cross-realm ticket is sealed with, as `kvno` prints it: `krbtgt/...: kvno = 2`.
#[track_caller]
pub(super) fn version(client: &Client, ticket: &str) -> u32 {
    let printed = client.get_with(ticket, &[]).expect_success().stdout;
    let number = printed.trim().rsplit(' ').next().and_then(|number| number.parse().ok());
    number.unwrap_or_else(|| panic!("no version: {printed}"))
}

/// The cross-realm ticket of `from`'s users for `to`.
pub(super) fn crossing(from: &str, to: &str) -> String {
    format!("krbtgt/{to}@{from}")
}
