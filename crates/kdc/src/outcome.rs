//! What became of a request: facts for the log, for metrics, for whoever asks why.

use std::fmt;

use xrealm_directory::{Directory, Realm};
use xrealm_names::{Principal, PrincipalName, RealmName};
use xrealm_trust::{ClientVerdict, Decision};
use xrealm_wire::{DecodeError, error_code};

use crate::asked::Asked;
use crate::{CrossedSids, Refusal};

/// What became of one request.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Which exchange it was; `None` if the octets are no request of this protocol.
    pub exchange: Option<Exchange>,
    /// The realm that answered; `None` if it is not served here.
    pub realm: Option<RealmName>,
    /// The client as far as it is known: in the TGS exchange the one that the ticket names.
    pub client: Option<Principal>,
    /// The service asked for.
    pub service: Option<PrincipalName>,
    /// What the client said about a PAC (PA-PAC-REQUEST, MS-KILE 2.2.3): wanted, not wanted, or nothing.
    pub pac_request: Option<bool>,
    /// The trust that the presented ticket came over.
    pub crossing: Option<Crossing>,
    /// What became of the client's SIDs, if they came over a trust.
    pub sids: Option<CrossedSids>,
    /// What was answered.
    pub answered: Answered,
    /// How the service name was routed, with the grounds, where routing took place.
    pub decision: Option<Decision>,
    /// How the client's name was routed, with the grounds, where it is not a name of the realm asked.
    pub client_decision: Option<Decision<ClientVerdict>>,
}

/// A trust over which a ticket came, which opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crossing {
    /// The partner who sealed it.
    pub partner: RealmName,
    /// Whether that is the first proof that both ends have the same current secret: it is yet to be confirmed.
    pub confirms: bool,
}

/// The two exchanges of a KDC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exchange {
    /// Authentication service: a login.
    As,
    /// Ticket-granting service.
    Tgs,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// A ticket for the service asked for.
    Issued,
    /// A ticket for another realm's ticket-granting service, closer to the service asked for.
    Referred {
        /// The realm to ask next.
        to: RealmName,
    },
    /// KDC_ERR_WRONG_REALM: the client lives in another realm.
    ClientReferred {
        /// The realm to ask next.
        to: RealmName,
    },
    /// KDC_ERR_PREAUTH_REQUIRED: the first half of a login.
    PreauthRequired,
    /// An error, and why.
    Refused {
        /// Why.
        refusal: Refusal,
        /// The error code that was sent.
        code: i32,
    },
    /// No answer: the octets are no request of this protocol.
    Dropped(DecodeError),
}

impl Outcome {
    /// What is known before anything is looked up.
    pub(crate) fn asked(exchange: Exchange, asked: &Asked<'_>) -> Self {
        Self {
            realm: Some(asked.realm_name().clone()),
            service: asked.body().sname.as_ref().and_then(|sname| sname.to_owned().ok()),
            ..Self::of(Some(exchange), Answered::Issued)
        }
    }

    pub(crate) fn of(exchange: Option<Exchange>, answered: Answered) -> Self {
        Self {
            exchange,
            realm: None,
            client: None,
            service: None,
            pac_request: None,
            crossing: None,
            sids: None,
            answered,
            decision: None,
            client_decision: None,
        }
    }

    /// A short label for counters: `issued`, `referred`, `client-referred`, `preauth-required`, `refused`, `dropped`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.answered {
            Answered::Issued => "issued",
            Answered::Referred { .. } => "referred",
            Answered::ClientReferred { .. } => "client-referred",
            Answered::PreauthRequired => "preauth-required",
            Answered::Refused { .. } => "refused",
            Answered::Dropped(_) => "dropped",
        }
    }

    /// The error code of the reply, 0 if it is no error. `None` if there was no reply.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        match &self.answered {
            Answered::Issued | Answered::Referred { .. } => Some(0),
            Answered::ClientReferred { .. } => Some(error_code::KDC_ERR_WRONG_REALM),
            Answered::PreauthRequired => Some(error_code::KDC_ERR_PREAUTH_REQUIRED),
            Answered::Refused { code, .. } => Some(*code),
            Answered::Dropped(_) => None,
        }
    }

    /// The grounds of the routing decisions, a line each, then each SID that was taken out of the PAC, with its reason.
    /// `directory` must be the snapshot that answered.
    #[must_use]
    pub fn grounds(&self, directory: &Directory) -> Vec<String> {
        let realm = self.realm.as_ref().and_then(|name| directory.realm_named(name.as_str().as_bytes()));
        let Some(realm) = realm else { return Vec::new() };
        let client = self.client_decision.iter().flat_map(|decision| lines(decision, realm));
        let service = self.decision.iter().flat_map(|decision| lines(decision, realm));
        client.chain(service).chain(self.sids.iter().flat_map(CrossedSids::lines)).collect()
    }

    /// Name and value of each fact, for structured records.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let exchange = self.exchange.map(|exchange| exchange.to_string());
        let (to, reason) = match &self.answered {
            Answered::Referred { to } | Answered::ClientReferred { to } => (Some(to.to_string()), None),
            Answered::Refused { refusal, .. } => (None, Some(refusal.to_string())),
            Answered::Dropped(error) => (None, Some(error.to_string())),
            Answered::Issued | Answered::PreauthRequired => (None, None),
        };
        let facts = [
            ("exchange", exchange),
            ("realm", self.realm.as_ref().map(ToString::to_string)),
            ("client", self.client.as_ref().map(ToString::to_string)),
            ("service", self.service.as_ref().map(ToString::to_string)),
            ("pac_request", self.pac_request.map(|wanted| wanted.to_string())),
            ("sids", self.sids.as_ref().map(ToString::to_string)),
            ("sids_removed", self.sids.as_ref().and_then(CrossedSids::removed_list)),
            ("outcome", Some(self.kind().to_owned())),
            ("code", self.code().map(|code| code.to_string())),
            ("to", to),
            ("reason", reason),
        ];
        facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

fn lines<V>(decision: &Decision<V>, realm: &Realm) -> Vec<String> {
    decision.explain(realm.view()).map(|ground| ground.to_string()).collect()
}

impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::As => "AS",
            Self::Tgs => "TGS",
        })
    }
}

impl fmt::Display for Outcome {
    /// One line: `TGS user1@A for cifs/b at A: referred to B`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(exchange) = self.exchange {
            write!(f, "{exchange} ")?;
        }
        match &self.client {
            Some(client) => write!(f, "{client}")?,
            None => f.write_str("?")?,
        }
        if let Some(service) = &self.service {
            write!(f, " for {service}")?;
        }
        if let Some(realm) = &self.realm {
            write!(f, " at {realm}")?;
        }
        match &self.answered {
            Answered::Issued => f.write_str(": issued"),
            Answered::Referred { to } => write!(f, ": referred to {to}"),
            Answered::ClientReferred { to } => write!(f, ": client referred to {to}"),
            Answered::PreauthRequired => f.write_str(": pre-authentication required"),
            Answered::Refused { refusal, code } => {
                write!(f, ": {}: {refusal}", error_code::name(*code))
            }
            Answered::Dropped(error) => write!(f, ": dropped: {error}"),
        }
    }
}
