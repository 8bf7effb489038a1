//! KDCs and clients in memory, on one virtual clock, with one seed.
//!
//! A [`Net`] is a topology whose realms are all served at once. Clients of `xrealm-client` log in and walk in it
//! through `xrealm_kdc::handle`, octets in and octets out, as they would over sockets; what each KDC decided is in the
//! [`trace`](Net::trace). [`Forgery`] makes tickets that nobody issued, [`RawTgsReq`] requests that no client sends, and
//! [`Net::tamper`] alters what is on its way.
//!
//! This crate reads no clock and uses no generator without a seed: the same topology, seed and calls give the same
//! octets. It opens no sockets and no files, and decides nothing a KDC or a client decides.
//!
//! ```
//! use xrealm_sim::{End, Net};
//!
//! let mut net = Net::from_fixture("two-forests")?;
//! let walk = net.walk("user1@EUROPE.TAILSPINTOYS.COM", "cifs/fileserver1.usa.wingtiptoys.com");
//! assert_eq!(
//!     walk.realms(),
//!     ["EUROPE.TAILSPINTOYS.COM", "TAILSPINTOYS.COM", "WINGTIPTOYS.COM", "USA.WINGTIPTOYS.COM"]
//! );
//! assert!(matches!(walk.end(), End::Ticket(_)));
//! # Ok::<(), xrealm_sim::NetError>(())
//! ```

mod agreement;
mod controller_net;
mod dice;
mod error;
mod fixture;
mod forest_map;
mod forged_pac;
mod forgery;
mod generator;
mod keys;
mod net;
mod probe;
mod raw_tgs_req;
mod realm_chain;
mod secret_changes;
mod survey;
mod trace;
mod walked;
mod what_if;

pub use agreement::{Disagreement, LoginBothWays, agree};
pub use controller_net::ControllerNet;
pub use error::NetError;
pub use fixture::FIXTURES;
pub use forest_map::{MapSize, forest_map};
pub use forged_pac::{ForgedPac, ticket_pac};
pub use forgery::Forgery;
pub use generator::{Size, random_forests};
pub use keys::ServerKey;
pub use net::Net;
pub use probe::representative_service;
pub use raw_tgs_req::{BodyChecksum, RawTgsReq};
pub use realm_chain::realm_chain;
pub use secret_changes::{Chronicle, Years};
pub use survey::{Survey, Unreachable};
pub use trace::{Direction, Exchanged, Tamper};
pub use walked::{End, Walked};
pub use what_if::{Difference, difference, differences, same_way};
