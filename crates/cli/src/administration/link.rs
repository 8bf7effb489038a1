//! The way to the daemon: its socket, or HTTP on this machine. A line goes out, a line comes back.

use std::path::{Path, PathBuf};

use xrealm_daemon::AdminClient;

use super::http::Http;
use crate::args;
use crate::failure::Failure;

/// A connection to a daemon.
#[derive(Debug)]
pub(super) enum Link {
    Socket(AdminClient),
    Http(Http),
}

impl Link {
    pub(super) fn open(daemon: &args::Daemon) -> Result<Self, Failure> {
        if let (Some(url), Some(token)) = (&daemon.http, &daemon.token_file) {
            return Http::new(url, token).map(Self::Http);
        }
        let path = socket(daemon.admin.as_deref(), daemon.out.as_deref())?;
        Ok(Self::Socket(AdminClient::connect(&path)?))
    }

    pub(super) fn exchange(&mut self, line: &str) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Socket(client) => Ok(client.exchange(line.as_bytes())?),
            Self::Http(http) => http.exchange(line.as_bytes()),
        }
    }
}

/// The socket that is meant: by its path, by the folder the daemon was given, or by the environment.
pub(crate) fn socket(admin: Option<&Path>, out: Option<&Path>) -> Result<PathBuf, Failure> {
    let named = admin.map(Path::to_owned).or_else(|| Some(out?.join("admin.sock")));
    named.or_else(|| std::env::var_os(SOCKET_VARIABLE).map(PathBuf::from)).ok_or(Failure::NoDaemonNamed)
}

/// Set by the `env` that `xrealm serve --out` writes.
const SOCKET_VARIABLE: &str = "XREALM_ADMIN";
