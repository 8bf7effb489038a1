//! A sans-IO Kerberos client that follows referrals.
//!
//! [`Login`] turns a password or key into a ticket-granting ticket, [`Walk`] turns that into a service ticket over as
//! many realms as KDCs refer it to, [`TicketExchange`] renews, validates, forwards and goes user to user, and [`ap`]
//! makes and checks what goes to the service. Each is a state machine: it says what to send to which realm, is given
//! the reply, and says what next. [`KdcAddresses`] knows where a realm's KDCs are, out of a [`krb5_conf`] or a
//! [`topology_json`].
//!
//! This crate opens no socket and no file, reads no clock and draws no randomness: those are inputs. It knows nothing
//! of trusts, forests or directories: where a walk leads it learns from KDCs alone. It believes no reply: names and
//! realms inside and outside, the nonce, the client, the lifetime and the encryption type are held against the
//! request, and referrals that go in circles or too far are refused. What a KRB-ERROR says is not authenticated.
//!
//! ```
//! use chacha20::ChaCha20Rng;
//! use rand_core::SeedableRng;
//! use xrealm_client::{Action, Event, Login, LoginOptions, Secret};
//! use xrealm_names::{Moment, Principal, Timestamp};
//! use xrealm_wire::Message;
//!
//! let client = Principal::parse("user1@EUROPE.TAILSPINTOYS.COM")?;
//! let mut login = Login::new(client, Secret::password("Secret-1"), LoginOptions::default());
//! let mut rng = ChaCha20Rng::from_seed([7; 32]);
//! let now = Moment::at(Timestamp::from_unix(1_795_171_440));
//!
//! // The caller sends `request` to a KDC of `realm` and gives the reply back as `Event::Reply`.
//! match login.step(Event::Start, now, &mut rng) {
//!     Action::Send { realm, request, .. } => {
//!         assert_eq!(realm.as_str(), "EUROPE.TAILSPINTOYS.COM");
//!         assert!(matches!(Message::decode(&request)?, Message::AsReq(_)));
//!     }
//!     Action::Done(_) | Action::Failed(_) => unreachable!("nothing was answered yet"),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod action;
mod address;
mod addresses;
mod credential;
mod error;
mod facts;
mod login;
mod nonce;
mod reply;
mod secret;
mod sent;
mod tgs;
mod walk;

#[cfg(test)]
mod scripted_kdc;

pub mod ap;
pub mod ccache;

pub use action::{Action, Event, Transport};
pub use addresses::{KERBEROS_PORT, KdcAddress, KdcAddressError, KdcAddresses, KdcTransport, krb5_conf, topology_json};
pub use credential::{Address, Credential, Hop, TicketContents};
pub use error::{ClientError, Refused};
pub use facts::HopFacts;
pub use login::{Login, LoginOptions};
pub use secret::{Secret, VersionedKey};
pub use tgs::{TicketExchange, TicketOptions};
pub use walk::{Route, Walk, WalkOptions};
