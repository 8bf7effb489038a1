//! What the command line can say.

mod account;
mod administration;
mod offline;
mod state;
mod trust;
mod upkeep;
mod windows;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use xrealm_daemon::{ClockSetting, RequestIdError, WhichRecord};
use xrealm_names::EncryptionType;

pub(crate) use self::account::{
    Account, AccountAdd, AccountAuthorization, AccountName, AccountPasswd, AccountPolicy, AccountSet, AccountVerb,
    GroupVerb, KeytabVerb, Kind, NewPassword, OneAccount,
};
pub(crate) use self::administration::{Acting, Asking, Changing, Credentials, Daemon, PartnerCredentials, YesNo};
pub(crate) use self::offline::{Manner, Random, Route, Simulate, WhatIf};
pub(crate) use self::state::{State, StateDump, StateRestore, StateVerb, StateVerify};
pub(crate) use self::trust::{
    End, Ends, Format, OneEnd, OwnSuffixes, SuffixText, SuffixVerb, Trust, TrustKind, TrustList, TrustNew,
    TrustPassword, TrustRemove, TrustReset, TrustRotate, TrustSet, TrustShow, TrustVerb, TrustVerify,
};
pub(crate) use self::upkeep::{Audit, ClockArgs, ClockVerb, Controller, ControllerVerb, LinkState};
pub(crate) use self::windows::{Netdom, Nltest};

/// Any Active Directory forest map, alive, in one process.
///
/// Reads a topology of forests, domains, Kerberos realms and trusts, and answers as their KDCs: real clients log in
/// and are referred across the trusts.
#[derive(Debug, Parser)]
#[command(
    name = "xrealm",
    version,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(crate) struct Command {
    #[command(subcommand)]
    pub(crate) verb: Verb,
    #[command(flatten)]
    pub(crate) log: Log,
}

/// What is written to standard error besides failures.
#[derive(Debug, Args)]
pub(crate) struct Log {
    /// Least severity of log lines
    #[arg(long = "log", value_name = "LEVEL", global = true, default_value = "info", help_heading = "Logging")]
    pub(crate) level: LogLevel,
    /// Log a line for each request a KDC answers
    #[arg(long = "log-requests", global = true, help_heading = "Logging")]
    pub(crate) requests: bool,
    /// Log lines as JSON
    #[arg(long = "log-json", global = true, help_heading = "Logging")]
    pub(crate) json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogLevel {
    Off,
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Serve(Serve),
    Check(Check),
    Demo(Demo),
    Walk(Walk),
    Route(Route),
    Explain(Explain),
    WhatIf(WhatIf),
    Simulate(Simulate),
    Trust(Trust),
    Account(Account),
    Clock(ClockArgs),
    Controller(Controller),
    Audit(Audit),
    Netdom(Netdom),
    Nltest(Nltest),
    State(State),
    Completions(Completions),
    Man(Man),
}

/// Run the realms of a topology
///
/// Prints one line `ready udp=... tcp=... realms=N` when every socket answers and stays until SIGTERM or SIGINT.
/// SIGHUP reads the topology again; a file with faults is reported and the old realms stay.
///
/// With --state what administrators change lasts: the topology fills an empty state, and afterwards the state is served.
/// What the topology says differently is shown, and followed with --reconcile only.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm serve two-forests.toml --out run &\n  . run/env && kinit user1@EUROPE.TAILSPINTOYS.COM"
)]
pub(crate) struct Serve {
    /// The topology file
    pub(crate) topology: PathBuf,
    /// Address of all realms, for UDP and TCP; port 0 takes a free one. May be given more than once
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(crate) listen: Vec<SocketAddr>,
    /// Write krb5.conf, env, keytabs/ and topology.json for clients into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Unix socket on which the daemon can be asked, for its owner only [default: DIR/admin.sock with --out DIR]
    #[arg(long, value_name = "PATH")]
    pub(crate) admin: Option<PathBuf>,
    /// Also hear administrators by HTTP here, on loopback only, if they bring the token
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) admin_http: Option<SocketAddr>,
    /// The token of --admin-http; made if it is not there [default: DIR/admin.token with --out DIR]
    #[arg(long, value_name = "FILE", requires = "admin_http")]
    pub(crate) admin_token_file: Option<PathBuf>,
    /// Token for other xrealm processes whose `admin` in the topology is a URL
    #[arg(long, value_name = "FILE")]
    pub(crate) partner_token_file: Option<PathBuf>,
    /// Keep what administrators change in this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) state: Option<PathBuf>,
    /// Keep nothing: what administrators change is gone with the end, as it is by default
    #[arg(long, conflicts_with = "state")]
    pub(crate) ephemeral: bool,
    /// Make the state follow what the topology says, now and on each SIGHUP; what else is kept stays
    #[arg(long, requires = "state")]
    pub(crate) reconcile: bool,
    /// Map the hosts of Active Directory domains to their realms too: clients then ask for a realm instead of
    /// being referred to it
    #[arg(long, requires = "out")]
    pub(crate) domain_realm: bool,
    /// Time the KDCs live in: `system`, `+SECONDS`, `-SECONDS`, a start such as 2026-11-20T10:44:00Z, or
    /// `frozen:` and a time [default: as it was set, if the state tells, or else `system`]
    #[arg(long, value_name = "CLOCK", allow_hyphen_values = true)]
    pub(crate) clock: Option<ClockSetting>,
    /// Make every key and nonce follow from this number: repeatable and not secret
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,
    /// Threads [default: one per core, one with --seed]
    #[arg(long, value_name = "N")]
    pub(crate) workers: Option<NonZeroUsize>,
    /// Records of the latest requests that are kept for `xrealm explain --live`, per thread; 0 keeps none
    #[arg(long, value_name = "N", default_value_t = xrealm_daemon::Options::default().keep_records)]
    pub(crate) keep_records: usize,
    #[command(flatten)]
    pub(crate) limits: Limits,
}

/// Bounds on what peers can make the daemon hold.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct Limits {
    /// Largest reply by UDP; for a larger one the client is sent to TCP
    #[arg(long, value_name = "OCTETS", default_value_t = xrealm_daemon::Limits::default().udp_reply)]
    pub(crate) udp_reply_limit: usize,
    /// Open TCP connections; one more closes the longest unused
    #[arg(long, value_name = "N", default_value_t = xrealm_daemon::Limits::default().connections)]
    pub(crate) max_connections: usize,
    /// Seconds a TCP connection may be open without a whole request
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..), default_value_t = xrealm_daemon::Limits::default().idle.as_secs())]
    pub(crate) idle_timeout: u64,
    /// Replies kept for requests that are sent again, per thread; 0 keeps none
    #[arg(long, value_name = "N", default_value_t = xrealm_daemon::LookAsideBounds::default().entries)]
    pub(crate) look_aside: usize,
}

/// Validate a topology file
///
/// Every fault is shown with file, line, column and, where there is one, a suggestion. Exit status 1 if there are any.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  xrealm check two-forests.toml")]
pub(crate) struct Check {
    /// The topology file
    pub(crate) topology: PathBuf,
    /// Print the findings as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Two forests up, the ten steps of a cross-forest logon walked and explained, then left running
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  xrealm demo --once")]
pub(crate) struct Demo {
    /// End after the ten steps
    #[arg(long)]
    pub(crate) once: bool,
    /// Where to write krb5.conf and keytabs for clients [default: a folder of its own below the temporary folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Print the steps as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Log in and follow referrals to a service, against any KDC
///
/// Shows each hop: the KDC asked, the ticket that came, its encryption type, key version, flags and times. The password
/// is asked for on the terminal unless --keytab, --password-file, --password-stdin or the environment variable
/// XREALM_PASSWORD gives it.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm walk user1@EUROPE.TAILSPINTOYS.COM cifs/fileserver1.usa.wingtiptoys.com --krb5-conf run/krb5.conf"
)]
pub(crate) struct Walk {
    /// Who logs in; without @REALM in the default realm
    pub(crate) client: String,
    /// The service to reach; without @REALM the KDCs have to find it
    pub(crate) service: String,
    #[command(flatten)]
    pub(crate) secret: ClientSecret,
    /// Keytab of a service or of krbtgt, to look into tickets with. May be given more than once
    #[arg(long, value_name = "FILE")]
    pub(crate) service_keytab: Vec<PathBuf>,
    /// Where the KDCs are [default: $KRB5_CONFIG or /etc/krb5.conf]
    #[arg(long, value_name = "FILE")]
    pub(crate) krb5_conf: Option<PathBuf>,
    /// Where the KDCs are, as `xrealm serve --out` writes it
    #[arg(long, value_name = "FILE", conflicts_with = "krb5_conf")]
    pub(crate) topology_json: Option<PathBuf>,
    /// Use TCP only
    #[arg(long)]
    pub(crate) tcp: bool,
    /// CLIENT is an enterprise name such as user1@toys.example
    #[arg(long)]
    pub(crate) enterprise: bool,
    /// Encryption types to ask for, preferred first [default: all but RC4]
    #[arg(long, value_name = "ETYPE,...", value_delimiter = ',')]
    pub(crate) etypes: Vec<EncryptionType>,
    /// Referrals that are followed at most
    #[arg(long, value_name = "N", default_value_t = xrealm_client::WalkOptions::default().hop_limit)]
    pub(crate) hop_limit: usize,
    /// Print the hops as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// What the client proves itself with.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct ClientSecret {
    /// Log in with the client's keys in this keytab
    #[arg(long, value_name = "FILE")]
    pub(crate) keytab: Option<PathBuf>,
    /// Read the password from the first line of this file
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// Read the password from the first line of standard input
    #[arg(long)]
    pub(crate) password_stdin: bool,
}

/// Say why a client gets its ticket, or none
///
/// With a topology: the realms asked, what each answers, and the grounds of every decision, each with its rule. With
/// `--live`: why a running daemon answered a request as it did. It keeps records of its latest requests: who asked for
/// what, the code that was answered, the reason in one line, and the grounds.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm explain EUROPE.TAILSPINTOYS.COM cifs/fileserver1.usa.wingtiptoys.com --topology two-forests.toml\n  xrealm explain --live last --out run\n  xrealm explain --live list --out run"
)]
pub(crate) struct Explain {
    /// Who asks: `user@REALM`, a user principal name, or a realm
    #[arg(required_unless_present = "record", requires = "service")]
    pub(crate) client: Option<String>,
    /// The service to reach
    #[arg(requires = "topology")]
    pub(crate) service: Option<String>,
    #[command(flatten)]
    pub(crate) manner: Manner,
    /// The topology file; `-` for standard input
    #[arg(long, value_name = "FILE", requires = "client")]
    pub(crate) topology: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) live: Live,
    /// Print the facts as JSON
    #[arg(long, help_heading = None::<&str>)]
    pub(crate) json: bool,
}

/// Which record, and of which daemon.
#[derive(Debug, Args)]
#[command(next_help_heading = "Live")]
pub(crate) struct Live {
    /// The request: its number, as `list` and the log lines of --log-requests have it, or `last`; `list` shows the
    /// latest, a line each
    #[arg(long = "live", value_name = "ID", conflicts_with = "client")]
    pub(crate) record: Option<LiveRecord>,
    /// Records that `--live list` shows at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) count: usize,
    #[command(flatten)]
    pub(crate) daemon: Daemon,
}

/// What `--live` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LiveRecord {
    List,
    One(WhichRecord),
}

impl FromStr for LiveRecord {
    type Err = RequestIdError;

    fn from_str(text: &str) -> Result<Self, RequestIdError> {
        if text == "list" { Ok(Self::List) } else { text.parse().map(Self::One) }
    }
}

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  xrealm completions bash > ~/.local/share/bash-completion/completions/xrealm")]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}

/// Print the manual page, or write one for each verb
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  xrealm man --out ~/.local/share/man/man1")]
pub(crate) struct Man {
    /// Write xrealm.1 and xrealm-VERB.1 into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Command::command().debug_assert();
    }

    #[test]
    fn every_verb_shows_an_example() {
        let mut verbs: Vec<(String, clap::Command)> = vec![(String::new(), Command::command())];
        while let Some((path, command)) = verbs.pop() {
            for verb in command.get_subcommands() {
                let path = format!("{path} {}", verb.get_name());
                let help = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
                assert!(help.starts_with("Example:\n  xrealm "), "{path}");
                assert!(help.contains(&format!("xrealm{path}")), "{path}: the example is of another verb");
                verbs.push((path, verb.clone()));
            }
        }
    }
}
