//! Sockets, limits, reload and records around the KDC.
//!
//! [`Daemon::start`] binds UDP and TCP on the same port for all realms of a topology, and more for realms that have
//! addresses of their own, and answers with [`xrealm_kdc::handle`]. One thread per worker, each with sockets and caches
//! of its own, so that nothing on the way of a request waits for a lock. Around that one call stand a clock that can be
//! virtual, a seed that can be fixed, replies kept for retransmitted requests, bounds on what peers can make it hold,
//! and a [`Record`] per request for whoever watches.
//!
//! This crate decides nothing of the protocol: whatever depends on the content of a request is the KDC's. It refuses
//! to crash, to allocate without bound, and to leave a well-formed request unanswered.
//!
//! ```
//! use xrealm_daemon::{Clock, ClockSetting, Daemon, Options};
//! use xrealm_directory::SecretSeed;
//!
//! let now = Clock::start(ClockSetting::System).now();
//! let text = "[[domain]]\nname = \"tailspintoys.com\"";
//! let topology = xrealm_config::load(text, &SecretSeed::new([7; 32]), now, &mut |_| Err("no files here".into()))?;
//! let running = Daemon::start(&topology, Options::default())?;
//! assert_ne!(running.addresses().shared()[0].port(), 0);
//! assert_eq!(running.stop().requests, 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod addresses;
mod admin;
mod administration;
mod bind;
mod clock;
mod counters;
mod descriptors;
mod foreground;
mod listen;
mod look_aside;
mod options;
mod out;
mod own_error;
mod places;
mod ready;
mod record;
mod records;
mod rng;
mod running;
mod store;
mod topology_file;
mod worker;

pub use addresses::Addresses;
pub use admin::{
    AdminClient, AdminClientError, AdminSocket, AdminSocketError, ControllerKdcFacts, GroundFacts, KdcFacts,
    ProvenFacts, Question, RealmFacts, RecordFacts, RefusalFacts, Reply, StateFacts, TrustFacts, WhichRecord,
};
#[cfg(feature = "admin-http")]
pub use admin::{AdminHttp, AdminHttpError, UrlFault};
pub use administration::{Begun, Keeping, Origin, Replaced, StateFolder};
pub use bind::BindError;
pub use clock::{Clock, ClockSetting, ClockSettingError};
pub use counters::Counts;
pub use descriptors::make_room_for;
pub use foreground::Signals;
pub use look_aside::LookAsideBounds;
pub use options::{Limits, Options};
pub use out::{OutError, OutFolder};
pub use ready::{ReadyLine, notify};
pub use record::{Answer, GroundText, Record, RequestId, RequestIdError, Transport};
pub use rng::{NoRandomness, Seed};
pub use running::{Daemon, Running, StartError};
pub use store::{
    Damage, Deviation, DumpFault, Dumped, Following, ImageFacts, Loaded, RecordName, Restored, Secrets, Store,
    StoreError, StoredDigest, Verified, dump_state, restore_state, verify_state,
};
pub use topology_file::{TopologyFile, TopologyFileError};
