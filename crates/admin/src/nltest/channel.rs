//! Secure channels: to a trusted domain, protected by the secret of the trust.

use super::told::Told;
use crate::{SecretFacts, Verification, VerificationFacts, Win32Status};

/// /SC_QUERY: what is known of the channel that protects one direction. Where its secret was never confirmed, none was
/// ever set up.
#[must_use]
pub fn channel_state(secret: Option<&SecretFacts>, controller: &str) -> Told {
    match secret {
        Some(SecretFacts { confirmed: Some(_), .. }) => Told::done(&connected(0x30, controller)),
        Some(_) | None => Told::done(&broken(0x0, Win32Status::NO_LOGON_SERVERS)),
    }
}

/// /SC_VERIFY: what testing the channel found.
#[must_use]
pub fn channel_verified(found: &VerificationFacts, controller: &str) -> Told {
    let status = channel_status(found.result);
    let channel = if status == Win32Status::SUCCESS { connected(0xb0, controller) } else { broken(0x80, status) };
    let verification = format!("Trust Verification {}", status_line(status));
    let mut told = Told::done(&format!("{channel}{verification}{}", reason(found)));
    told.status = status;
    told
}

/// /SC_RESET and /SC_CHANGE_PWD: what the channel is now.
#[must_use]
pub fn channel_changed(found: Option<&VerificationFacts>, controller: &str) -> Told {
    let Some(found) = found else {
        return Told::done(&format!("Connection {}", status_line(Win32Status::SUCCESS)));
    };
    let status = channel_status(found.result);
    let channel = if status == Win32Status::SUCCESS { connected(0x30, controller) } else { broken(0x0, status) };
    let mut told = Told::done(&format!("{channel}{}", reason(found)));
    told.status = status;
    told
}

/// What the original reports: a secret that the trusted domain does not accept is a denied access there.
fn channel_status(found: Verification) -> Win32Status {
    match found {
        Verification::SecretMismatch => Win32Status::ACCESS_DENIED,
        Verification::Healthy
        | Verification::MissingAtPartner
        | Verification::PartnerUnreachable
        | Verification::NotTestable => Win32Status::of_verification(found),
    }
}

fn reason(found: &VerificationFacts) -> String {
    match found.result {
        Verification::Healthy => String::new(),
        Verification::SecretMismatch
        | Verification::MissingAtPartner
        | Verification::PartnerUnreachable
        | Verification::NotTestable => format!("{}\n", found.text),
    }
}

fn connected(flags: u32, controller: &str) -> String {
    let status = status_line(Win32Status::SUCCESS);
    format!(
        "Flags: {flags:x} HAS_IP  HAS_TIMESERV\nTrusted DC Name \\\\{controller}\nTrusted DC Connection Status {status}"
    )
}

fn broken(flags: u32, status: Win32Status) -> String {
    format!("Flags: {flags:x}\nTrusted DC Name\nTrusted DC Connection Status {}", status_line(status))
}

fn status_line(status: Win32Status) -> String {
    format!("Status = {} 0x{:x} {}\n", status.code, status.code, status.name)
}
