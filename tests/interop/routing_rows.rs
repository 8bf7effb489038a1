//! Who reaches whom, over which realms and for what reason: rows of the acceptance list about trust paths, directions,
//! transitivity and names. Each test names its row.

mod checked;
mod directions;
mod names;
mod paths;
mod realm_trusts;
mod shapes;

use nix::sys::signal::Signal;
use xrealm_tests::{Client, ClientKind, Daemon, DaemonOptions, Failure, Finished, Program, Scratch, xrealm};

/// A topology of the test's own, served with a line in the log for each request.
struct Net {
    daemon: Daemon,
    file: Scratch,
}

impl Net {
    fn of(tables: &[String]) -> Net {
        let file = Scratch::new("topology");
        let options = DaemonOptions::topology(&file.write(FILE, &tables.concat()));
        Net { daemon: options.arg("--log-requests").start(), file }
    }

    /// Serves these tables from now on.
    fn reload(&self, tables: &[String]) {
        let reloads = || self.log().matches("reloaded").count();
        let before = reloads();
        self.file.write(FILE, &tables.concat());
        self.daemon.signal(Signal::SIGHUP);
        assert!(xrealm_tests::wait_until(|| reloads() > before), "{}", self.log());
    }

    /// A client logged in as `user` of `domain`, and the trace of what comes next.
    fn user(&self, kind: ClientKind, domain: &str) -> Client {
        logged_in(kind, &self.daemon, &format!("user@{}", domain.to_uppercase()))
    }

    /// `user` of the domain `from` gets a ticket of the computer in the domain `to`; the realms it asked.
    #[track_caller]
    fn reaches(&self, kind: ClientKind, from: &str, to: &str) -> Vec<String> {
        let client = self.user(kind, from);
        client.get(&web(to)).expect_success();
        crate::tickets::assert_service_ticket(&client, &format!("{}@{}", web(to), to.to_uppercase()));
        client.realms_asked()
    }

    /// `user` of the domain `from` gets no ticket of the computer in the domain `to`: the code is 7, for `reason`.
    #[track_caller]
    fn refuses(&self, from: &str, to: &str, reason: &str) {
        let client = self.user(ClientKind::Mit, from);
        client.get(&web(to)).expect_failure(client.words_for(Failure::UnknownService));
        self.logged(&[&format!("user@{} for {} ", from.to_uppercase(), web(to)), reason, "code=7"]);
    }

    /// The line of the log that has all these words.
    #[track_caller]
    fn logged(&self, words: &[&str]) -> String {
        let found = || self.log().lines().find(|line| words.iter().all(|word| line.contains(word))).map(str::to_owned);
        let wanted = words.join("\" and \"");
        assert!(xrealm_tests::wait_until(|| found().is_some()), "no line has \"{wanted}\":\n{}", self.log());
        found().unwrap_or_default()
    }

    fn log(&self) -> String {
        self.daemon.stderr()
    }
}

const FILE: &str = "topology.toml";

/// A domain with `user`, whose password is Secret-1, and the computer `web`. `more` are lines of the same table.
fn domain(name: &str, more: &str) -> String {
    format!(
        "[[domain]]\nname = \"{name}\"\ncomputers = [\"WEB\"]\n{more}\n\
         [[domain.users]]\nname = \"user\"\npassword = \"Secret-1\"\n"
    )
}

fn child(name: &str) -> String {
    let parent = name.split_once('.').expect("a child has a parent").1;
    domain(name, &format!("parent = \"{parent}\""))
}

fn trust(kind: &str, trusting: &str, trusted: &str, more: &str) -> String {
    format!("[[trust]]\nkind = \"{kind}\"\ntrusting = \"{trusting}\"\ntrusted = \"{trusted}\"\n{more}\n")
}

const TWO_WAY: &str = "direction = \"two-way\"";

/// The computer of `domain()`.
fn web(domain: &str) -> String {
    format!("host/web.{domain}")
}

fn logged_in(kind: ClientKind, daemon: &Daemon, principal: &str) -> Client {
    let client = Client::of(kind, &daemon.krb5_conf());
    client.log_in(principal, "Secret-1").expect_success();
    client.forget_trace();
    client
}

/// Runs `xrealm` with a topology of the test's own on its standard input.
fn run(arguments: &[&str], tables: &[String]) -> Finished {
    Program::new(xrealm()).args(arguments).stdin(&tables.concat()).run()
}
