//! Sockets, limits, reload and records around the KDC.

mod addresses;
mod bind;
mod clock;
mod counters;
mod listen;
mod look_aside;
mod options;
mod record;
mod rng;
mod running;
mod too_long;
mod worker;

pub use addresses::Addresses;
pub use bind::BindError;
pub use clock::{Clock, ClockSetting, ClockSettingError};
pub use counters::Counts;
pub use look_aside::LookAsideBounds;
pub use options::{Limits, Options};
pub use record::{Answer, Record, RequestId, Transport};
pub use rng::{NoRandomness, Seed};
pub use running::{Daemon, Running, StartError};
