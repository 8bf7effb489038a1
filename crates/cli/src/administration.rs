//! Speaking to a running daemon as an administrator: the session, who asks, and the proof of it.
//!
//! A wish goes out without proofs first. If the daemon answers that realms have to agree, the tickets for their
//! `kadmin/admin` are got by real AS and TGS exchanges, and the wish goes out again with an AP-REQ for each.

mod credentials;
mod kerberos;
mod link;
mod perform;
mod proof;
mod reply;
mod session;
mod tickets;

pub(crate) use credentials::{CredentialSource, Credentials, Means};
pub(crate) use kerberos::{KerberosReport, kerberos_login, kerberos_verification};
pub(crate) use link::open;
pub(crate) use perform::{ask, both_sides, change, means, one_side, partner_means, perform};
pub(crate) use reply::Refused;
pub(crate) use session::Session;
