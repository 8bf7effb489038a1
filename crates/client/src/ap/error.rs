//! Why an AP-REQ or AP-REP is not accepted.

use thiserror::Error;
use xrealm_names::Principal;
use xrealm_wire::{DecodeError, error_code};

/// Why an AP-REQ or AP-REP is not accepted.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum ApError {
    /// The octets are not the message.
    #[error("cannot be read: {0}")]
    Malformed(#[from] DecodeError),
    /// The ticket is for a service no key is held of.
    #[error("the ticket is for {server}, which is not served here")]
    NotUs {
        /// The server of the ticket.
        server: Principal,
    },
    /// The service is known, but not the key version the ticket is under.
    #[error("the ticket is under key version {kvno} of {server}, which is not held")]
    KeyVersion {
        /// The server of the ticket.
        server: Principal,
        /// The version the ticket names.
        kvno: u32,
    },
    /// The service is known, but no key of the ticket's encryption type is held.
    #[error("no key of encryption type {etype} is held")]
    NoKey {
        /// The number on the wire.
        etype: i32,
    },
    /// A ticket, authenticator or reply does not decrypt: another key, or altered.
    #[error("the {what} does not decrypt")]
    Integrity {
        /// What does not decrypt.
        what: &'static str,
    },
    /// A name in the ticket is no name.
    #[error("the ticket carries a malformed name")]
    Name,
    /// The authenticator names another client than the ticket.
    #[error("the authenticator and the ticket name different clients")]
    BadMatch,
    /// The authenticator's time is too far from ours, or the reply does not repeat it.
    #[error("the clocks differ by {seconds} seconds")]
    Skew {
        /// The client's time less ours.
        seconds: i64,
    },
    /// The ticket begins later, or is postdated and was not validated.
    #[error("the ticket is not yet valid")]
    NotYetValid,
    /// The ticket has ended.
    #[error("the ticket has expired")]
    Expired,
    /// The ticket is bound to other addresses.
    #[error("the ticket is not for this address")]
    BadAddress,
    /// The AP-REP does not repeat the time of our authenticator: it is not the answer to it.
    #[error("mutual authentication failed: the reply answers another request")]
    Mutual,
}

impl ApError {
    /// The code of the KRB-ERROR a service answers with (RFC 4120 §3.2.3).
    #[must_use]
    pub fn code(&self) -> i32 {
        match self {
            ApError::Malformed(_) | ApError::Name => error_code::KRB_AP_ERR_MSG_TYPE,
            ApError::NotUs { .. } => error_code::KRB_AP_ERR_NOT_US,
            ApError::KeyVersion { .. } => error_code::KRB_AP_ERR_BADKEYVER,
            ApError::NoKey { .. } => error_code::KRB_AP_ERR_NOKEY,
            ApError::Integrity { .. } => error_code::KRB_AP_ERR_BAD_INTEGRITY,
            ApError::BadMatch => error_code::KRB_AP_ERR_BADMATCH,
            ApError::Skew { .. } => error_code::KRB_AP_ERR_SKEW,
            ApError::NotYetValid => error_code::KRB_AP_ERR_TKT_NYV,
            ApError::Expired => error_code::KRB_AP_ERR_TKT_EXPIRED,
            ApError::BadAddress => error_code::KRB_AP_ERR_BADADDR,
            ApError::Mutual => error_code::KRB_AP_ERR_MUT_FAIL,
        }
    }
}
