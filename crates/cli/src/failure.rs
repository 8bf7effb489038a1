//! What went wrong, as it is told to a person.

use std::io::{self, IsTerminal, Write, stderr};
use std::path::PathBuf;
use std::process::ExitCode;

use miette::{Diagnostic, Report};
use thiserror::Error;
use xrealm_client::ClientError;
use xrealm_names::RealmName;
use xrealm_wire::error_code;

use crate::administration::Refused;

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
    #[error("the daemon keeps its state in {}, not in {}", kept.display(), asked.display())]
    #[diagnostic(help("`xrealm state dump {}` asks whoever has that one", asked.display()))]
    OtherState { asked: PathBuf, kept: PathBuf },
    #[error("{fault}")]
    Ask {
        fault: xrealm_daemon::AdminClientError,
        #[help]
        advice: Option<String>,
    },
    #[error("the daemon answered another question")]
    AnotherAnswer,
    #[error("what answers there is no daemon of this version")]
    #[diagnostic(help("`xrealm --version` has to tell the same here and where `xrealm serve` was started"))]
    AnotherLanguage,
    #[error("no daemon named")]
    #[diagnostic(help("give --out DIR or --admin PATH as to `xrealm serve`, or `. DIR/env` first"))]
    NoDaemonNamed,
    #[error("cannot say it in JSON: {0}")]
    Say(serde_json::Error),
    #[error("{}", .0.text)]
    NotDone(Refused),
    #[error("{what}")]
    #[diagnostic(help("{help}"))]
    Usage { what: String, help: String },
    #[error("nobody is named who may speak for {realm}")]
    #[diagnostic(help(
        "give --user (and --partner-user for the other side of a trust) with --password-file or --password-stdin, or `kinit` first"
    ))]
    NobodyFor { realm: RealmName },
    #[error("{who} cannot prove to {realm} who they are: {}", words(source))]
    Credentials { who: String, realm: RealmName, source: ClientError },
    #[error("{}: {source}", path.display())]
    Cache { path: PathBuf, source: xrealm_client::ccache::CacheError },
    #[error("{} holds no ticket-granting ticket of {client}", path.display())]
    #[diagnostic(help("`kinit {client}` gets one"))]
    EmptyCache { path: PathBuf, client: String },
    #[error("the credential cache {name} is not in a file")]
    #[diagnostic(help("only FILE: is read; `kinit -c FILE:PATH` writes one"))]
    CacheKind { name: String },
    #[error("the credential cache holds a ticket for kadmin/admin of {realm} already, which tests nothing")]
    #[diagnostic(help("`kinit` for a new one, or give --user"))]
    TicketInCache { realm: RealmName },
    #[error("{} is there already", path.display())]
    #[diagnostic(help("--force replaces it"))]
    InTheWay { path: PathBuf },
    #[error("the passwords differ: nothing was changed")]
    PasswordsDiffer,
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

/// A failed login or walk as a person would put it.
fn words(error: &ClientError) -> String {
    match error {
        ClientError::Refused(refused) if refused.code == error_code::KDC_ERR_PREAUTH_FAILED => {
            format!("the password is wrong ({refused})")
        }
        ClientError::Refused(refused) if refused.code == error_code::KDC_ERR_C_PRINCIPAL_UNKNOWN => {
            format!("there is no such user ({refused})")
        }
        other => other.to_string(),
    }
}

impl Failure {
    /// The exit status: 2 for what does not go together, else 1.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Failure::Usage { .. } => 2,
            Failure::NotDone(refused) if refused.kind == "usage" => 2,
            _ => 1,
        }
    }
}

/// The exit status that a failure ends with.
pub(crate) fn status(report: &Report) -> ExitCode {
    report.downcast_ref::<Failure>().map_or(ExitCode::FAILURE, |failure| ExitCode::from(failure.status()))
}

impl From<xrealm_daemon::AdminClientError> for Failure {
    fn from(fault: xrealm_daemon::AdminClientError) -> Self {
        Self::Ask { advice: fault.advice(), fault }
    }
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
