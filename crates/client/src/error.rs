//! Why a login or a walk ended without a ticket.

use thiserror::Error;
use xrealm_names::{EncryptionType, NameError, Principal, PrincipalName, RealmName, Timestamp};
use xrealm_wire::{DecodeError, error_code};

/// Why an exchange failed. Everything but [`ClientError::Refused`] and [`ClientError::NoReply`] means that the peer,
/// or somebody between, did not follow the protocol.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum ClientError {
    /// A KDC answered with a KRB-ERROR.
    #[error(transparent)]
    Refused(Box<Refused>),
    /// No KDC of the realm answered.
    #[error("no KDC of {realm} answered")]
    NoReply {
        /// The realm that was asked.
        realm: RealmName,
    },
    /// A reply came before a request was sent, or after the end.
    #[error("a reply came that was not waited for")]
    NotWaiting,
    /// A Kerberos message, but neither the reply asked for nor a KRB-ERROR.
    #[error("{realm} sent something that is no reply to the request")]
    NotAReply {
        /// The realm that was asked.
        realm: RealmName,
    },
    /// The octets are no Kerberos message.
    #[error("the reply of {realm} cannot be read: {fault}")]
    Malformed {
        /// The realm that was asked.
        realm: RealmName,
        /// What is wrong with the octets.
        fault: DecodeError,
    },
    /// A name in the reply cannot be a name.
    #[error("a name in the reply of {realm}: {fault}")]
    Name {
        /// The realm that was asked.
        realm: RealmName,
        /// What is wrong with the name.
        fault: NameError,
    },
    /// The encrypted part does not open: a wrong password or key, or an altered reply.
    #[error("the reply of {realm} does not decrypt with the {etype} key held")]
    Undecryptable {
        /// The realm that was asked.
        realm: RealmName,
        /// The type of the key tried.
        etype: EncryptionType,
    },
    /// The reply, its session key or the pre-authentication wanted uses a type the client has no key of.
    #[error("{realm} uses encryption type {etype}, which was not asked for or has no key here")]
    EncryptionType {
        /// The realm that was asked.
        realm: RealmName,
        /// The number on the wire.
        etype: i32,
    },
    /// The salt or the string-to-key parameters given by the KDC are refused.
    #[error("{realm} asks for a string-to-key that is not allowed")]
    StringToKey {
        /// The realm that was asked.
        realm: RealmName,
    },
    /// The encrypted nonce is not the one sent: a replayed reply.
    #[error("the reply of {realm} carries another nonce: a replay")]
    WrongNonce {
        /// The realm that was asked.
        realm: RealmName,
    },
    /// The ticket is for another client than the one asking.
    #[error("{realm} answered for {got}, not for {expected}")]
    WrongClient {
        /// The realm that was asked.
        realm: RealmName,
        /// The client asking.
        expected: Box<Principal>,
        /// The client in the reply.
        got: Box<Principal>,
    },
    /// The reply names another issuing realm than the one asked.
    #[error("{asked} was asked and the reply says it was issued by {got}")]
    WrongRealm {
        /// The realm that was asked.
        asked: RealmName,
        /// The realm in the encrypted part.
        got: RealmName,
    },
    /// The ticket outside and the encrypted part differ in the server's name or realm.
    #[error("{realm} answered with a ticket for {outer} and encrypted facts for {inner}")]
    OuterDiffersFromEncrypted {
        /// The realm that was asked.
        realm: RealmName,
        /// The server of the ticket.
        outer: Box<Principal>,
        /// The server of the encrypted part.
        inner: Box<Principal>,
    },
    /// The ticket is neither for the service asked for nor for a ticket-granting service.
    #[error("{realm} was asked for {asked_for} and gave a ticket for {got}")]
    UnexpectedServer {
        /// The realm that was asked.
        realm: RealmName,
        /// The service asked for.
        asked_for: Box<PrincipalName>,
        /// The service of the ticket.
        got: Box<PrincipalName>,
    },
    /// The KDC referred the client to the KDC's own realm.
    #[error("{realm} referred the client back to itself")]
    ReferredToItself {
        /// The realm that was asked.
        realm: RealmName,
    },
    /// A referral leads to a realm that was already asked.
    #[error("{realm} referred the client to {next}, which was asked before")]
    RepeatedRealm {
        /// The realm that was asked.
        realm: RealmName,
        /// The realm it named.
        next: RealmName,
    },
    /// One referral more than the limit.
    #[error("more than {limit} referrals")]
    TooManyReferrals {
        /// The most that are followed.
        limit: usize,
    },
    /// The ticket lives longer than was asked for.
    #[error("{realm} gave a ticket until {got}, asked for until {asked}")]
    TooLong {
        /// The realm that was asked.
        realm: RealmName,
        /// The end asked for.
        asked: Timestamp,
        /// The end in the reply.
        got: Timestamp,
    },
    /// The clock of the KDC and ours differ by more than the limit.
    #[error("the clock of {realm} differs by {seconds} seconds")]
    ClockSkew {
        /// The realm that was asked.
        realm: RealmName,
        /// KDC's time less ours.
        seconds: i64,
    },
    /// The request that the KDC saw is not the one sent (PA-REQ-ENC-PA-REP, RFC 6806 §11).
    #[error("the request was altered on its way to {realm}")]
    RequestAltered {
        /// The realm that was asked.
        realm: RealmName,
    },
    /// The KDC asks for pre-authentication of no kind that this client knows.
    #[error("{realm} offers no pre-authentication this client knows")]
    NoPreauthentication {
        /// The realm that was asked.
        realm: RealmName,
    },
    /// The credential does not name the ticket-granting service of a realm.
    #[error("{server} is no ticket-granting service")]
    NotTicketGranting {
        /// The server of the credential.
        server: Box<Principal>,
    },
}

/// A KRB-ERROR, as far as a person or a program would look at it. It is not authenticated: anybody could have sent it.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("{realm} refused: {} ({code}){}", error_code::name(*code), Text(text))]
pub struct Refused {
    /// The realm that was asked.
    pub realm: RealmName,
    /// The error code.
    pub code: i32,
    /// The e-text, if there is any.
    pub text: Option<String>,
    /// The client realm in the error, if any: for [`error_code::KDC_ERR_WRONG_REALM`] the realm to ask.
    pub crealm: Option<RealmName>,
    /// The whole KRB-ERROR.
    pub message: Vec<u8>,
}

struct Text<'a>(&'a Option<String>);

impl std::fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(text) => write!(f, ": {text}"),
            None => Ok(()),
        }
    }
}
