//! The AP exchange with a service (RFC 4120 §3.2): a client's AP-REQ, a service's check of it, its AP-REP.

mod acceptor;
mod error;
mod initiator;

pub use acceptor::{Accepted, Acceptor, ServiceKey};
pub use error::ApError;
pub use initiator::{Established, Initiator, InitiatorOptions};

#[cfg(test)]
mod tests;
