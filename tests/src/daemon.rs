//! The real `xrealm serve`, started on free loopback ports.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::fixture::{fixture, project_root};
use crate::process::{Finished, Program, Running, wait_until};
use crate::scratch::Scratch;

/// How to start it.
#[derive(Debug)]
pub struct DaemonOptions {
    topology: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
}

impl DaemonOptions {
    /// A shipped topology on a free port of 127.0.0.1.
    pub fn fixture(name: &str) -> DaemonOptions {
        DaemonOptions::topology(&fixture(name))
    }

    /// A topology file on a free port of 127.0.0.1.
    pub fn topology(path: &Path) -> DaemonOptions {
        DaemonOptions { topology: path.to_owned(), arguments: Vec::new(), environment: Vec::new() }
    }

    /// Adds an argument of `xrealm serve`.
    pub fn arg(mut self, argument: &str) -> DaemonOptions {
        self.arguments.push(argument.to_owned());
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: &str) -> DaemonOptions {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Starts it and waits for its `ready` line. `--listen 127.0.0.1:0` is given unless an argument says otherwise.
    pub fn start(self) -> Daemon {
        let scratch = Scratch::new("daemon");
        let mut program = Program::new(xrealm()).arg("serve").arg(&self.topology).arg("--out").arg(scratch.join("out"));
        if !self.arguments.iter().any(|argument| argument == "--listen") {
            program = program.args(["--listen", "127.0.0.1:0"]);
        }
        for (name, value) in &self.environment {
            program = program.env(name, value);
        }
        let mut daemon = Daemon { process: program.args(&self.arguments).start(), scratch };
        daemon.wait_for_ready();
        daemon
    }
}

/// A running daemon; killed on drop.
#[derive(Debug)]
pub struct Daemon {
    process: Running,
    scratch: Scratch,
}

impl Daemon {
    /// Starts `xrealm serve` with the shipped topology `name`.
    pub fn serve(name: &str) -> Daemon {
        DaemonOptions::fixture(name).start()
    }

    /// The folder given with `--out`.
    pub fn out(&self) -> PathBuf {
        self.scratch.join("out")
    }

    /// The `krb5.conf` it wrote.
    pub fn krb5_conf(&self) -> PathBuf {
        self.out().join("krb5.conf")
    }

    /// The socket on which it is asked.
    pub fn admin_socket(&self) -> PathBuf {
        self.out().join("admin.sock")
    }

    /// The URL at which it is asked, if it was started with `--admin-http`.
    pub fn admin_url(&self) -> String {
        let ready = self.stdout();
        let address = ready.split_whitespace().find_map(|word| word.strip_prefix("http="));
        format!("http://{}", address.unwrap_or_else(|| panic!("it is not heard by HTTP: {ready}")))
    }

    /// The file with the token that it wants there.
    pub fn admin_token_file(&self) -> PathBuf {
        self.out().join("admin.token")
    }

    /// The keytab it wrote for the account whose name is in the file's name.
    pub fn keytab(&self, account: &str) -> PathBuf {
        let wanted = account.to_lowercase();
        let keytabs: Vec<PathBuf> = fs::read_dir(self.out().join("keytabs"))
            .expect("the daemon wrote keytabs")
            .flatten()
            .map(|entry| entry.path())
            .collect();
        keytabs
            .iter()
            .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().to_lowercase().contains(&wanted)))
            .cloned()
            .unwrap_or_else(|| panic!("no keytab of {account} among {keytabs:?}"))
    }

    /// What it printed on standard output so far; the `ready` line is in it.
    pub fn stdout(&self) -> String {
        self.process.stdout()
    }

    /// What it printed on standard error so far.
    pub fn stderr(&self) -> String {
        self.process.stderr()
    }

    /// Where the realm is served, as `krb5.conf` tells clients.
    pub fn address_of(&self, realm: &str) -> SocketAddr {
        let text = fs::read_to_string(self.krb5_conf()).expect("the daemon wrote krb5.conf");
        kdc_of(&text, realm).unwrap_or_else(|| panic!("no kdc of {realm} in krb5.conf:\n{text}"))
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.pid()).expect("process ids fit 31 bits");
        kill(Pid::from_raw(pid), signal).expect("the daemon is a child of ours");
    }

    /// Waits for its end.
    pub fn wait(&mut self) -> Finished {
        self.process.wait()
    }

    /// Whether it is still there.
    pub fn is_running(&mut self) -> bool {
        self.process.is_running()
    }

    /// Waits until standard error says `text`.
    #[track_caller]
    pub fn wait_for_log(&self, text: &str) {
        let seen = wait_until(|| self.stderr().contains(text) || self.stdout().contains(text));
        assert!(seen, "the daemon never said {text:?}: {}{}", self.stdout(), self.stderr());
    }

    /// Resident memory, KiB.
    pub fn resident_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap_or_default();
        status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|value| value.split_whitespace().next())
            .and_then(|value| value.parse().ok())
            .expect("a running process has VmRSS")
    }

    fn wait_for_ready(&mut self) {
        let mut ended = false;
        let ready = wait_until(|| {
            ended = !self.is_running();
            ended || self.stdout().lines().any(|line| line.starts_with("ready"))
        });
        assert!(ready && !ended, "the daemon is not ready: {}{}", self.stdout(), self.stderr());
    }
}

/// The binary under test: `XREALM_BIN`, else the one cargo built beside this test.
pub fn xrealm() -> PathBuf {
    let path = std::env::var_os("XREALM_BIN").map_or_else(built_binary, PathBuf::from);
    assert!(path.exists(), "{} is missing; build it with: cargo build -p xrealm-cli", path.display());
    path
}

fn built_binary() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    let profile = test.parent().and_then(Path::parent).map_or_else(project_root, Path::to_owned);
    profile.join("xrealm")
}

/// The first `kdc` line of `realm` in the `[realms]` section.
fn kdc_of(krb5_conf: &str, realm: &str) -> Option<SocketAddr> {
    krb5_conf
        .lines()
        .map(str::trim)
        .skip_while(|line| line.split('=').next().map(str::trim) != Some(realm) || !line.ends_with('{'))
        .take_while(|line| *line != "}")
        .find_map(|line| line.strip_prefix("kdc")?.trim_start().strip_prefix('='))
        .and_then(|address| address.trim().rsplit('/').next()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_realm_is_read_from_its_own_block() {
        let text = "[realms]\n  A.TEST = {\n    kdc = 127.0.0.1:1\n  }\n  B.TEST = {\n    kdc = tcp/[::1]:2\n  }\n";
        assert_eq!(kdc_of(text, "A.TEST"), "127.0.0.1:1".parse().ok());
        assert_eq!(kdc_of(text, "B.TEST"), "[::1]:2".parse().ok());
        assert_eq!(kdc_of(text, "C.TEST"), None);
    }
}
