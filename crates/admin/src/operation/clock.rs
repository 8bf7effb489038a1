//! Operations on the clock.

use serde::{Deserialize, Serialize};
use xrealm_names::Timestamp;

/// What can be asked about the clock the KDCs live by. What is due in between is done in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockOperation {
    /// What time it is.
    Show,
    /// Goes forward.
    Advance {
        /// By how many seconds.
        seconds: u64,
    },
    /// Goes to a time.
    Set {
        /// The time.
        to: Timestamp,
    },
    /// Runs at another speed.
    Rate {
        /// Thousandths of its seconds in one real second: 1000 is real time, 0 stands still.
        thousandths: u64,
    },
}
