//! What went wrong, as it is told to a person.

use std::io::{self, IsTerminal, Write, stderr};
use std::path::PathBuf;

use miette::{Diagnostic, Report};
use thiserror::Error;
use xrealm_client::ClientError;

/// Why a verb failed.
#[derive(Debug, Error, Diagnostic)]
pub(crate) enum Failure {
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot write {}: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{} has {faults} {}", path.display(), if *faults == 1 { "fault" } else { "faults" })]
    Faulty { path: PathBuf, faults: usize },
    #[error(transparent)]
    Out(#[from] xrealm_daemon::OutError),
    #[error(transparent)]
    Start(#[from] xrealm_daemon::StartError),
    #[error(transparent)]
    Admin(#[from] xrealm_daemon::AdminSocketError),
    #[error(transparent)]
    HearHttp(#[from] xrealm_daemon::AdminHttpError),
    #[error("nowhere to put the token of --admin-http")]
    #[diagnostic(help("give --out DIR or --admin-token-file FILE"))]
    NoTokenFile,
    #[error("{fault}")]
    State {
        fault: xrealm_daemon::StoreError,
        #[help]
        advice: Option<String>,
    },
    #[error(transparent)]
    #[diagnostic(help("`xrealm serve` opens a socket with --out DIR or --admin PATH, as the same user"))]
    Ask(#[from] xrealm_daemon::AdminClientError),
    #[error("the daemon answered another question")]
    AnotherAnswer,
    #[error("no daemon named")]
    #[diagnostic(help("give --out DIR or --admin PATH as to `xrealm serve`, or `. DIR/env` first"))]
    NoDaemonNamed,
    #[error("cannot watch signals: {0}")]
    Signals(io::Error),
    #[error("cannot print: {0}")]
    Print(io::Error),
    #[error(transparent)]
    Randomness(#[from] xrealm_daemon::NoRandomness),
    #[error("{what}: {source}")]
    Name { what: String, source: xrealm_names::NameError },
    #[error("{} is given without a realm and {} names no default realm", name, path.display())]
    NoDefaultRealm { name: String, path: PathBuf },
    #[error("{}: {source}", path.display())]
    Krb5Conf { path: PathBuf, source: xrealm_client::krb5_conf::Krb5ConfError },
    #[error("{}: {source}", path.display())]
    TopologyJson { path: PathBuf, source: xrealm_client::topology_json::TopologyJsonError },
    #[error("{}: {source}", path.display())]
    Keytab { path: PathBuf, source: xrealm_config::keytab::KeytabError },
    #[error("{} holds no key of {name}", path.display())]
    #[diagnostic(help("`klist -ket {}` lists what it holds", path.display()))]
    NoKey { path: PathBuf, name: String },
    #[error("there is no realm {name} in the topology")]
    NoSuchRealm { name: String },
    #[error("the topology has no realms")]
    NoRealms,
    #[error("the service {service} is given with its realm")]
    #[diagnostic(help("the KDCs have to find it: give the name alone, or krbtgt/REALM for the way to a realm"))]
    ServiceWithRealm { service: xrealm_names::Principal },
    #[error("no ticket: {0}")]
    NoTicket(String),
    #[error("change {}: {source}", position + 1)]
    Change { position: usize, source: xrealm_config::ChangeWordsRefusal },
    #[error(transparent)]
    Net(#[from] xrealm_sim::NetError),
    #[error("{count} {} differ between decision and walk", if *count == 1 { "pair" } else { "pairs" })]
    Disagreements { count: usize },
    #[error("no password given")]
    #[diagnostic(help(
        "give --password-file, --password-stdin, --keytab or XREALM_PASSWORD where there is no terminal"
    ))]
    NoPassword,
    #[error("step {step} of the demo did not come about as it should")]
    DemoStep { step: usize },
    #[error("the service refused the ticket: {0}")]
    Service(#[source] xrealm_client::ap::ApError),
    #[error("{0}")]
    Client(#[source] ClientError),
}

impl From<xrealm_daemon::StoreError> for Failure {
    fn from(fault: xrealm_daemon::StoreError) -> Self {
        Self::State { advice: fault.advice(), fault }
    }
}

/// Writes a failure to standard error: with colour and help on a terminal, as lines otherwise.
pub(crate) fn tell(report: &Report) {
    // Standard error is the last place to complain to.
    let _ = if stderr().is_terminal() {
        writeln!(stderr(), "{report:?}")
    } else {
        let help = report.help().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        writeln!(stderr(), "error: {report}{help}")
    };
}
