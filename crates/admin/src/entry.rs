//! What is kept of every operation that changed something: the journal.

use std::fmt;

use serde::{Deserialize, Serialize};
use xrealm_directory::Change;
use xrealm_names::Moment;

/// One operation as it was done: all of its changes, or none.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// When, on the KDCs' clock.
    pub at: Moment,
    /// Who had it done.
    pub by: Who,
    /// From where.
    pub surface: Surface,
    /// What was asked, in words and without secrets.
    pub operation: String,
    /// What was changed, in the order in which it was applied.
    pub changes: Vec<Change>,
    /// What there was before, in words and without secrets.
    #[serde(default)]
    pub replaced: Vec<String>,
    /// Why it was refused, if it was; nothing was changed then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// How the KDCs' clock runs from here on, if that was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<KeptClock>,
}

/// How a clock was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptClock {
    /// What it showed then.
    pub shows: Moment,
    /// When that was, on the operating system's clock.
    pub real: Moment,
    /// Thousandths of its seconds in one real second; 0 stands still.
    pub rate_thousandths: u64,
}

/// Who has an operation done.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    /// The principals that proved themselves.
    #[serde(default)]
    pub principals: Vec<String>,
    /// The user of the operating system at the other end of the socket.
    #[serde(default)]
    pub uid: Option<u32>,
    /// The proofs that were used for it, so that none is taken again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proofs: Vec<UsedProof>,
}

/// What is not taken as a proof any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum UsedProof {
    /// One proof.
    One {
        /// When it was made, as its authenticator says.
        sent_at: Moment,
        /// Who made it.
        client: String,
        /// For whom.
        server: String,
    },
    /// Every proof that was made in this time: which of them were used is forgotten.
    Between {
        /// The first moment.
        from: Moment,
        /// The last moment.
        to: Moment,
    },
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.principals.as_slice(), self.uid) {
            ([], None) => f.write_str("xrealm itself"),
            ([], Some(uid)) => write!(f, "uid {uid}"),
            (principals, _) => f.write_str(&principals.join(", ")),
        }
    }
}

/// Where an operation comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Surface {
    /// A verb of the command line.
    Cli,
    /// `xrealm netdom`.
    Netdom,
    /// `xrealm nltest`.
    Nltest,
    /// The New Trust Wizard.
    Wizard,
    /// Another client of the socket.
    #[default]
    Socket,
    /// HTTP.
    Http,
    /// The topology file.
    Topology,
    /// The first use of a trust by a client.
    FirstUse,
    /// What is due by itself, such as the change of a trust's secret.
    Upkeep,
    /// Another xrealm process.
    Partner,
}

impl Surface {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Surface::Cli => "cli",
            Surface::Netdom => "netdom",
            Surface::Nltest => "nltest",
            Surface::Wizard => "wizard",
            Surface::Socket => "socket",
            Surface::Http => "http",
            Surface::Topology => "topology",
            Surface::FirstUse => "first-use",
            Surface::Upkeep => "upkeep",
            Surface::Partner => "partner",
        }
    }
}

impl fmt::Display for Surface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
