//! Why something cannot be done in a net.

use thiserror::Error;
use xrealm_client::ClientError;
use xrealm_config::TopologyErrors;
use xrealm_directory::ChangeRefusal;
use xrealm_names::{NameError, Principal};

/// Why something cannot be done in a net.
#[derive(Debug, Error, Clone, PartialEq)]
pub enum NetError {
    /// No fixture of this name is shipped.
    #[error("no fixture is called {0:?}")]
    UnknownFixture(String),
    /// The topology text has faults.
    #[error(transparent)]
    Topology(Box<TopologyErrors>),
    /// A change to the directory was refused.
    #[error(transparent)]
    Change(Box<ChangeRefusal>),
    /// Not a name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// No realm of the net has a key for tickets of this server.
    #[error("no realm of the net has a key of {0}")]
    NoKey(Principal),
    /// The client gave up.
    #[error(transparent)]
    Client(#[from] ClientError),
}
