//! What can be wrong with the PAC of a ticket.

use thiserror::Error;
use xrealm_names::Sid;
use xrealm_pac::{BufferType, DecodeError, VerifyError};

/// What is wrong with the PAC of a ticket.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum PacFault {
    /// A ticket without one, where the issuer puts one into every ticket.
    #[error("the ticket has no PAC")]
    Missing,
    /// More than one in a ticket.
    #[error("the ticket has more than one PAC")]
    Several,
    /// It cannot be read.
    #[error("the PAC is malformed: {0}")]
    Malformed(DecodeError),
    /// A buffer twice: readers would disagree on which one counts.
    #[error("the PAC has a buffer twice")]
    Doubled,
    /// A buffer that every such PAC has.
    #[error("the PAC has no {0}")]
    Lacks(BufferType),
    /// A signature that does not stand.
    #[error("{0}")]
    Signature(VerifyError),
    /// CLIENT_INFO names another client than the ticket.
    #[error("the PAC is of another client than the ticket")]
    OtherClient,
    /// CLIENT_INFO has another time than the ticket.
    #[error("the PAC is of another login than the ticket")]
    OtherLogin,
    /// Its buffers speak of different accounts.
    #[error("the PAC speaks of two accounts")]
    TwoAccounts,
    /// The account that has the client's name today is not the one that logged in: names can be taken over.
    #[error("the ticket was issued to {requestor}, which is not the account of that name")]
    Requestor {
        /// Who logged in.
        requestor: Sid,
    },
}

impl PacFault {
    /// Whether the ticket counts as revoked, rather than as altered.
    pub(crate) fn is_revocation(&self) -> bool {
        match self {
            Self::Missing | Self::Lacks(BufferType::REQUESTOR_SID) | Self::Requestor { .. } => true,
            Self::Several
            | Self::Malformed(_)
            | Self::Doubled
            | Self::Lacks(_)
            | Self::Signature(_)
            | Self::OtherClient
            | Self::OtherLogin
            | Self::TwoAccounts => false,
        }
    }
}

impl From<DecodeError> for PacFault {
    fn from(error: DecodeError) -> Self {
        Self::Malformed(error)
    }
}

impl From<VerifyError> for PacFault {
    fn from(error: VerifyError) -> Self {
        Self::Signature(error)
    }
}
