//! Why a netdom command was not carried out, and with which status it ends.

use std::process::ExitCode;

use miette::Diagnostic;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};
use xrealm_admin::netdom::{self, NetdomError};
use xrealm_admin::{RefusalKind, Win32Status};
use xrealm_client::ClientError;

use super::complain;
use crate::failure::Failure;

/// The exit status of wrong usage.
const USAGE: u8 = 2;

/// Why nothing was done.
#[derive(Debug)]
pub(super) enum Stop {
    /// A rule of the document.
    Netdom(NetdomError),
    /// Everything else.
    Failure(Failure),
}

impl Stop {
    /// Tells it on standard error.
    pub(super) fn tell(&self) -> ExitCode {
        let (text, status) = match self {
            Stop::Netdom(error) if error.is_about_the_trust() => {
                let told = netdom::refused(&error.to_string(), Win32Status::FAILED);
                (told.text, told.status.exit_status())
            }
            Stop::Netdom(error) => {
                (format!("error: {error}\nhelp: `xrealm netdom help trust` lists the switches\n"), USAGE)
            }
            Stop::Failure(failure) => {
                let help = failure.help().map(|help| format!("\n{help}")).unwrap_or_default();
                let told = netdom::refused(&format!("{failure}{help}"), status(failure));
                (told.text, told.status.exit_status())
            }
        };
        complain(&text);
        ExitCode::from(status)
    }
}

/// The Windows status of a failure.
pub(crate) fn status(failure: &Failure) -> Win32Status {
    match failure {
        Failure::NotDone(refused) => kind(&refused.kind).map_or(Win32Status::FAILED, Win32Status::of_refusal),
        Failure::Credentials { source: ClientError::NoReply { .. }, .. } => Win32Status::NO_LOGON_SERVERS,
        Failure::Credentials { .. } | Failure::NobodyFor { .. } | Failure::NoPassword => Win32Status::LOGON_FAILURE,
        Failure::NoSuchRealm { .. } => Win32Status::NO_SUCH_DOMAIN,
        Failure::Ask { .. } | Failure::NoDaemonNamed => Win32Status::NO_LOGON_SERVERS,
        _ => Win32Status::FAILED,
    }
}

fn kind(word: &str) -> Option<RefusalKind> {
    let word: StrDeserializer<'_, ValueError> = word.into_deserializer();
    RefusalKind::deserialize(word).ok()
}

impl From<NetdomError> for Stop {
    fn from(error: NetdomError) -> Self {
        Stop::Netdom(error)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Stop::Failure(failure)
    }
}
