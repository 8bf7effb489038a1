//! The way to the daemon: its socket, or HTTP on this machine.

use std::path::{Path, PathBuf};

use xrealm_daemon::AdminClient;

use crate::args;
use crate::failure::Failure;

/// The way to the daemon that is meant: by its URL, by the path of its socket, by the folder it was given, or by the
/// environment.
pub(crate) fn open(daemon: &args::Daemon) -> Result<AdminClient, Failure> {
    Ok(match (&daemon.http, &daemon.token_file) {
        (Some(url), Some(token_file)) => AdminClient::over_http(url, token_file)?,
        _ => AdminClient::on_socket(&socket(daemon.admin.as_deref(), daemon.out.as_deref())?),
    })
}

fn socket(admin: Option<&Path>, out: Option<&Path>) -> Result<PathBuf, Failure> {
    let named = admin.map(Path::to_owned).or_else(|| Some(out?.join("admin.sock")));
    named.or_else(|| std::env::var_os(SOCKET_VARIABLE).map(PathBuf::from)).ok_or(Failure::NoDaemonNamed)
}

/// Set by the `env` that `xrealm serve --out` writes.
const SOCKET_VARIABLE: &str = "XREALM_ADMIN";
