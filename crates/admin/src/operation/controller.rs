//! Operations on domain controllers and the links between domains.

use serde::{Deserialize, Serialize};

/// What can be asked about domain controllers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ControllerOperation {
    /// The controllers of a domain, or of all, and the links that are cut.
    List {
        /// The domain; absent: all that have any.
        #[serde(default)]
        realm: Option<String>,
    },
    /// One more.
    Add {
        /// The domain.
        realm: String,
        /// Its name.
        controller: String,
    },
    /// How far behind it is.
    SetReplication {
        /// The domain.
        realm: String,
        /// Its name.
        controller: String,
        /// After how many seconds it learns of a change; absent: as it was.
        #[serde(default)]
        delay_seconds: Option<u64>,
        /// Whether it learns of none at all until told otherwise; absent: as it was.
        #[serde(default)]
        held: Option<bool>,
    },
    /// Makes it the PDC emulator.
    MovePdcRole {
        /// The domain.
        realm: String,
        /// Its name.
        controller: String,
    },
    /// Cuts or restores the link between two domains.
    SetLink {
        /// One domain.
        one: String,
        /// The other.
        other: String,
        /// Whether they can reach each other.
        up: bool,
    },
    /// What names of other forests a domain can resolve.
    SetNameResolution {
        /// The domain.
        realm: String,
        /// Whether all names are; with `true` the lists must be empty.
        everything: bool,
        /// DNS name of the root server it shares with others.
        #[serde(default)]
        shared_root: Option<String>,
        /// Names it has conditional forwarders for.
        #[serde(default)]
        conditional_forwarders: Vec<String>,
        /// Names it has secondary zones of.
        #[serde(default)]
        secondary_zones: Vec<String>,
    },
}
