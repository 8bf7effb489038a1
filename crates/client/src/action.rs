//! What goes into a state machine and what comes out.

use xrealm_names::RealmName;

use crate::ClientError;

/// What the caller tells a state machine.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// Begin. Once, first.
    Start,
    /// The octets of a KDC's reply to the last request, without TCP length prefix.
    Reply(&'a [u8]),
    /// No KDC of the realm answered, however often it was tried.
    NoReply,
}

/// What a state machine tells the caller to do.
#[derive(Debug)]
pub enum Action<T> {
    /// Send `request` to a KDC of `realm` and come back with its reply.
    Send {
        /// The realm to ask.
        realm: RealmName,
        /// The message, without TCP length prefix.
        request: Vec<u8>,
        /// Which transports may be used.
        transport: Transport,
    },
    /// Finished.
    Done(T),
    /// Finished without a ticket.
    Failed(ClientError),
}

/// Which transports a request may go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Whichever the caller prefers; usually UDP first.
    Any,
    /// TCP only: the reply was too big for a datagram.
    Tcp,
}
