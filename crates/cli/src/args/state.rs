//! What `xrealm state` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Daemon;

/// Look after the folder that `xrealm serve --state` keeps: dump, restore, verify
///
/// The folder holds every realm, account and trust with their secrets, and the operations that administrators had done.
/// One process has it open at a time; a daemon that has it is asked for its dump.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm state verify /var/lib/xrealm\n  xrealm state dump /var/lib/xrealm --secrets --to state.jsonl\n  xrealm state restore /var/lib/xrealm-2 --from state.jsonl"
)]
pub(crate) struct State {
    #[command(subcommand)]
    pub(crate) what: StateVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StateVerb {
    Dump(StateDump),
    Restore(StateRestore),
    Verify(StateVerify),
}

/// Write a state as lines of JSON
///
/// A header, the changes that make the directory, the operations since with who had them done, and a digest. Without
/// --secrets changes are told in words and the dump cannot be restored. While a daemon has the folder open, it is asked
/// over the socket that is noted there, or as the options say.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm state dump /var/lib/xrealm | jq .entry.entry.operation\n  xrealm state dump /var/lib/xrealm --secrets --to state.jsonl\n  xrealm state dump --out run"
)]
pub(crate) struct StateDump {
    /// The folder given to `xrealm serve --state`
    #[arg(value_name = "DIR", required_unless_present_any = ["admin", "out", "http"])]
    pub(crate) folder: Option<PathBuf>,
    /// Write passwords and keys too: only such a dump can be restored
    #[arg(long)]
    pub(crate) secrets: bool,
    /// Write into this new file, for its owner only, and not to standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,
    /// Print what was written as JSON; the dump itself is JSON in any case
    #[arg(long, requires = "to")]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) daemon: Daemon,
}

/// Make a state out of a dump, in a folder that has none
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm state restore /var/lib/xrealm --from state.jsonl\n  xrealm state restore /var/lib/xrealm < state.jsonl"
)]
pub(crate) struct StateRestore {
    /// The folder; made if it is not there
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// The dump, written with --secrets [default: standard input]
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// Print what was restored as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Check every record of a state and rebuild the directory from it, without changing anything
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  xrealm state verify /var/lib/xrealm --json")]
pub(crate) struct StateVerify {
    /// The folder given to `xrealm serve --state`
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Print what was found as JSON
    #[arg(long)]
    pub(crate) json: bool,
}
