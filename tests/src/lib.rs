//! Machinery for the tests that need the whole product, or a client or server that is not ours.
//!
//! It starts the real `xrealm serve` and real peers (clients and KDCs of MIT and Heimdal, the clients of Java and
//! impacket), each in a scratch directory of its own with a bare environment, runs them under a time limit and reads
//! what they print.
//!
//! What it refuses to do: it never skips. A peer that is not installed stops the test with the command that installs
//! it, and a step that fails stops the test with the whole output of the program that failed. For that reason its
//! functions panic instead of returning errors: nothing but tests may call them.
//!
//! ```no_run
//! use xrealm_tests::{Client, ClientKind, Daemon};
//!
//! let daemon = Daemon::serve("two-forests.toml");
//! let client = Client::of(ClientKind::Mit, &daemon.krb5_conf());
//! client.log_in("user1@EUROPE.TAILSPINTOYS.COM", "Secret-1").expect_success();
//! client.get("cifs/fileserver1.usa.wingtiptoys.com").expect_success();
//! assert_eq!(client.tickets().len(), 5);
//! ```
#![expect(
    clippy::panic,
    clippy::expect_used,
    reason = "a step of a test that cannot be done must stop the test, and says why"
)]

mod client;
mod daemon;
mod dice;
mod fixture;
mod gss;
mod heimdal;
mod heimdal_kdc;
mod impacket;
mod java;
mod krb5_conf;
mod mit;
mod mit_kdc;
mod partner_kdc;
mod printed_ticket;
mod process;
mod request_log;
mod scratch;
mod terminal;
mod ticket_list;

pub use client::{Client, ClientKind, Failure};
pub use daemon::{Daemon, DaemonOptions, xrealm};
pub use dice::Dice;
pub use fixture::{fixture, project_root};
pub use gss::GssServer;
pub use heimdal_kdc::HeimdalKdc;
pub use impacket::{ImpacketSecret, impacket_pac, impacket_walk};
pub use java::JavaClient;
pub use krb5_conf::Krb5Conf;
pub use mit_kdc::{MitKdc, MitRealm};
pub use partner_kdc::{PartnerKdc, PartnerKind, PartnerPrincipal, PartnerRealm};
pub use printed_ticket::PrintedTicket;
pub use process::{Finished, Program, Running, wait_until};
pub use request_log::{LoggedRequest, ticket_granting_realms};
pub use scratch::Scratch;
pub use terminal::{Shown, on_terminal};
pub use ticket_list::CachedTicket;
