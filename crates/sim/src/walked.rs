//! What a client experienced.

use xrealm_client::{ClientError, Credential, Hop};
use xrealm_kdc::{Answered, Outcome, Refusal};
use xrealm_names::Principal;

use crate::NetError;

/// A login and the walk after it.
#[derive(Debug, Clone)]
pub struct Walked {
    pub(crate) login: Option<Hop>,
    pub(crate) hops: Vec<Hop>,
    pub(crate) realms: Vec<String>,
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) end: Result<Credential, NetError>,
}

/// How a walk ended.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// With a ticket for this server, in the realm that issued it.
    Ticket(Principal),
    /// With a refusal, for which the KDC had this reason.
    Refused(Refusal),
    /// The client gave up, or there was nothing to begin with.
    Failed(NetError),
}

impl Walked {
    /// The realms whose ticket-granting service was asked, in order. Empty if the login failed.
    #[must_use]
    pub fn realms(&self) -> Vec<&str> {
        self.realms.iter().map(String::as_str).collect()
    }

    /// The tickets got, the first from the login.
    pub fn hops(&self) -> impl Iterator<Item = &Hop> {
        self.login.iter().chain(&self.hops)
    }

    /// The servers of the tickets got, as `klist` would list them.
    #[must_use]
    pub fn tickets(&self) -> Vec<String> {
        self.hops().map(|hop| hop.credential.server.to_string()).collect()
    }

    /// The ticket at the end.
    #[must_use]
    pub fn credential(&self) -> Option<&Credential> {
        self.end.as_ref().ok()
    }

    /// What each KDC decided, in order.
    #[must_use]
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// The code of the KRB-ERROR that ended the walk.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        match &self.end {
            Err(NetError::Client(ClientError::Refused(refused))) => Some(refused.code),
            _ => None,
        }
    }

    /// How it ended.
    #[must_use]
    pub fn end(&self) -> End {
        let reason = self.outcomes.last().map(|outcome| &outcome.answered);
        match (&self.end, reason) {
            (Ok(credential), _) => End::Ticket(credential.server.clone()),
            (Err(NetError::Client(ClientError::Refused(_))), Some(Answered::Refused { refusal, .. })) => {
                End::Refused(refusal.clone())
            }
            (Err(error), _) => End::Failed(error.clone()),
        }
    }
}
