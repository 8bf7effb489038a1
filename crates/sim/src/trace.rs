//! What went over the wire.

use xrealm_client::Transport;
use xrealm_kdc::Outcome;
use xrealm_names::RealmName;

/// One request and what became of it.
#[derive(Debug, Clone)]
pub struct Exchanged {
    /// The realm that the client meant to ask.
    pub realm: RealmName,
    /// How the request went.
    pub transport: Transport,
    /// The request as the KDC got it.
    pub request: Vec<u8>,
    /// The reply as the client got it; `None` if there was none.
    pub reply: Option<Vec<u8>>,
    /// What the KDC decided.
    pub outcome: Outcome,
}

/// Which way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From client to KDC.
    Request,
    /// From KDC to client.
    Reply,
}

/// Alters messages on their way: gets the direction, the realm asked and the message, gives what arrives.
pub type Tamper = Box<dyn FnMut(Direction, &RealmName, Vec<u8>) -> Vec<u8>>;
