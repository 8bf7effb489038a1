//! The commands of Windows: what follows them is theirs.

use clap::Args;

use super::{Credentials, Daemon, PartnerCredentials};

/// `netdom trust`, in its documented spelling
///
/// Options of xrealm itself go before `trust`; what follows is read as netdom reads it. `xrealm netdom help trust` lists
/// the switches and the exit statuses.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm netdom trust USA-Chicago /domain:NorthAmerica /add /userd:NorthAmerica\\\\admin \
                  '/passwordd:*' /usero:USA-Chicago\\\\admin '/passwordo:*'"
)]
pub(crate) struct Netdom {
    #[command(flatten)]
    pub(crate) daemon: Daemon,
    /// What netdom is told: `trust TRUSTING /Domain:TRUSTED ...` or `help trust`
    #[arg(value_name = "WORDS", trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) words: Vec<String>,
}

/// The verbs of nltest that are about trusts
///
/// Options of xrealm itself go before the first switch; what follows is read as nltest reads it. `xrealm nltest /?` lists
/// the verbs. /SC_VERIFY, /SC_RESET and /SC_CHANGE_PWD need an administrator: that of the credential cache, or --user.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  xrealm nltest /server:corp.example /domain_trusts /v")]
pub(crate) struct Nltest {
    #[command(flatten)]
    pub(crate) daemon: Daemon,
    #[command(flatten)]
    pub(crate) credentials: Credentials,
    #[command(flatten)]
    pub(crate) partner: PartnerCredentials,
    /// What nltest is told
    #[arg(value_name = "WORDS", trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) words: Vec<String>,
}
