//! Which daemon is meant, and who asks it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// The daemon that is asked.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Daemon")]
pub(crate) struct Daemon {
    /// The daemon's socket [default: $XREALM_ADMIN, which DIR/env sets]
    #[arg(long, value_name = "PATH")]
    pub(crate) admin: Option<PathBuf>,
    /// The folder the daemon was given with --out: its socket is there
    #[arg(long, value_name = "DIR", conflicts_with = "admin")]
    pub(crate) out: Option<PathBuf>,
    /// The daemon's address on this machine, such as http://127.0.0.1:8088, instead of its socket
    #[arg(long, value_name = "URL", conflicts_with_all = ["admin", "out"], requires = "token_file")]
    pub(crate) http: Option<String>,
    /// The token that the daemon at --http wants is the first line of this file
    #[arg(long, value_name = "FILE", requires = "http")]
    pub(crate) token_file: Option<PathBuf>,
}

/// Who asks. Where no user is named, the credential cache is taken, and where there is none, the terminal is asked.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Credentials")]
pub(crate) struct Credentials {
    /// Administrator: NAME, NAME@REALM or REALM\NAME
    #[arg(long, value_name = "USER")]
    pub(crate) user: Option<String>,
    /// Read the password of --user from the first line of this file
    #[arg(long, value_name = "FILE", requires = "user", conflicts_with = "password_stdin")]
    pub(crate) password_file: Option<PathBuf>,
    /// Read the password of --user from standard input: its next line
    #[arg(long, requires = "user")]
    pub(crate) password_stdin: bool,
    /// Credential cache with the administrator's tickets [default: $KRB5CCNAME]
    #[arg(long, value_name = "FILE", conflicts_with = "user")]
    pub(crate) ccache: Option<PathBuf>,
}

/// Who asks at the other side of a trust.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Credentials")]
pub(crate) struct PartnerCredentials {
    /// Administrator of the other side: NAME, NAME@REALM or REALM\NAME
    #[arg(long, value_name = "USER")]
    pub(crate) partner_user: Option<String>,
    /// Read the password of --partner-user from the first line of this file
    #[arg(long, value_name = "FILE", requires = "partner_user", conflicts_with = "partner_password_stdin")]
    pub(crate) partner_password_file: Option<PathBuf>,
    /// Read the password of --partner-user from standard input: its next line
    #[arg(long, requires = "partner_user")]
    pub(crate) partner_password_stdin: bool,
    /// Credential cache with the tickets of the other side's administrator
    #[arg(long, value_name = "FILE", conflicts_with = "partner_user")]
    pub(crate) partner_ccache: Option<PathBuf>,
}

/// What every question says.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Asking {
    /// Print the facts as JSON
    #[arg(long, help_heading = None::<&str>)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) daemon: Daemon,
}

/// What every change says.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Acting {
    /// Show what would be done, and do nothing
    #[arg(long, help_heading = None::<&str>)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) asking: Asking,
    #[command(flatten)]
    pub(crate) credentials: Credentials,
}

/// What a change says that needs no more than the daemon's socket or token.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Changing {
    /// Show what would be done, and do nothing
    #[arg(long, help_heading = None::<&str>)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) asking: Asking,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum YesNo {
    Yes,
    No,
}

impl YesNo {
    pub(crate) fn is_yes(self) -> bool {
        self == Self::Yes
    }
}
