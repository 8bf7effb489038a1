//! The other half of a trust, in another xrealm process: asked first, and taken back should our half fail.
//!
//! The administrator proved to the other realm who they are over the wish as it was sent to us. That proof goes along
//! with the wish, and the other process judges by it whether what we ask is a part of it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use xrealm_admin::{FarWish, Octets, OperationRefusal, Proof, Wish};
use xrealm_names::RealmName;
use xrealm_trust::ForestTrustInfo;

use crate::admin::{AdminClient, AdminClientError, Question, Reply};

/// Where other processes are asked, and what opens HTTP there.
#[derive(Debug, Clone, Default)]
pub(super) struct Partners {
    pub(super) token_file: Option<PathBuf>,
}

/// The other process did not do its half.
#[derive(Debug, Error)]
pub(crate) enum PartnerFault {
    #[error("{source}, who serves {realm}; nothing was changed")]
    NotAsked { realm: RealmName, source: NotAsked },
    #[error("whoever serves {realm} says: {text}")]
    Refused { realm: RealmName, kind: String, text: String, realms: Vec<RealmName> },
}

/// Another process was not asked, or its answer did not come.
#[derive(Debug, Error)]
pub(crate) enum NotAsked {
    #[error(transparent)]
    Client(#[from] AdminClientError),
    #[error("what answers at {address} speaks another language")]
    Language { address: String },
    #[error("{address} takes a token and no --partner-token-file was given")]
    NoToken { address: String },
    #[cfg(not(feature = "admin-http"))]
    #[error("{address} cannot be asked: this xrealm was built without HTTP")]
    NoHttp { address: String },
}

/// A wish on its way to another process, and what takes it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    /// The wish of the administrator, in the octets that the proofs are over.
    pub(crate) of: String,
    /// Names the wish, should it have to be taken back.
    pub(crate) ticket: Octets,
    /// What takes it back, if that can be.
    #[serde(default)]
    pub(crate) undo: Option<Wish>,
    /// What the forest of whoever asks says of itself.
    #[serde(default)]
    pub(crate) names: Option<ForestTrustInfo>,
}

/// What was done elsewhere and may have to be taken back.
#[derive(Debug)]
pub(super) struct DoneElsewhere {
    partners: Partners,
    realm: RealmName,
    address: String,
    ticket: Octets,
}

impl Partners {
    /// Has the other process do its half. Whatever it says, it may have done it if it was not heard to the end.
    pub(super) fn ask(
        &self,
        far: &FarWish,
        wish_octets: &[u8],
        proofs: &[Proof],
        ticket: Octets,
    ) -> Result<DoneElsewhere, PartnerFault> {
        let done = DoneElsewhere {
            partners: self.clone(),
            realm: far.realm.clone(),
            address: far.address.clone(),
            ticket: ticket.clone(),
        };
        let of = String::from_utf8_lossy(wish_octets).into_owned();
        let part = Part { of, ticket, undo: far.undo.clone(), names: far.names.clone() };
        let line = Line { v: 1, wish: &far.wish, proofs, part };
        match self.exchange(&far.address, &line) {
            Ok(Said { error: None }) => Ok(done),
            Ok(Said { error: Some(error) }) => {
                let realms = error.realms.iter().filter_map(|realm| RealmName::new(realm).ok()).collect();
                Err(PartnerFault::Refused { realm: far.realm.clone(), kind: error.kind, text: error.text, realms })
            }
            Err(source) => {
                done.take_back();
                Err(PartnerFault::NotAsked { realm: far.realm.clone(), source })
            }
        }
    }

    /// What the other process says of the forest of `realm`. It answers from what it shows its workers: while two
    /// processes change something together, neither waits for the other one's turn.
    pub(super) fn names(&self, realm: &RealmName, address: &str) -> Result<ForestTrustInfo, OperationRefusal> {
        let asked = self.client(address).and_then(|client| {
            let answer = client.waiting(PATIENCE).ask(&Question::Names { realm: realm.to_string() })?;
            let Reply::Names(names) = answer else { return Err(NotAsked::Language { address: address.to_owned() }) };
            Ok(names)
        });
        let not_told = |reason: NotAsked| OperationRefusal::NamesNotTold {
            partner: realm.clone(),
            reason: reason.to_string().into(),
        };
        asked.map_err(not_told)
    }

    fn exchange(&self, address: &str, line: &impl Serialize) -> Result<Said, NotAsked> {
        let language = |_| NotAsked::Language { address: address.to_owned() };
        let line = serde_json::to_vec(line).map_err(language)?;
        let answer = self.client(address)?.waiting(PATIENCE).exchange(&line)?;
        serde_json::from_slice(&answer).map_err(language)
    }

    fn client(&self, address: &str) -> Result<AdminClient, NotAsked> {
        if !address.starts_with("http://") {
            return Ok(AdminClient::on_socket(Path::new(address)));
        }
        let token_file = self.token_file.as_deref();
        over_http(address, token_file.ok_or_else(|| NotAsked::NoToken { address: address.to_owned() })?)
    }
}

#[cfg(feature = "admin-http")]
fn over_http(address: &str, token_file: &Path) -> Result<AdminClient, NotAsked> {
    Ok(AdminClient::over_http(address, token_file)?)
}

#[cfg(not(feature = "admin-http"))]
fn over_http(address: &str, _: &Path) -> Result<AdminClient, NotAsked> {
    Err(NotAsked::NoHttp { address: address.to_owned() })
}

impl DoneElsewhere {
    /// Takes it back. Who cannot be reached now cannot be told.
    pub(super) fn take_back(&self) {
        let line = serde_json::json!({ "v": 1, "undo": self.ticket });
        let Self { realm, address, .. } = self;
        match self.partners.exchange(address, &line) {
            Ok(Said { error: None }) => tracing::info!("whoever serves {realm} took their half back"),
            Ok(Said { error: Some(error) }) => tracing::error!("{realm} did not take its half back: {}", error.text),
            Err(error) => tracing::error!(%error, "{realm} at {address} cannot be told to take its half back"),
        }
    }
}

/// How long another process may take. It gives up waiting for its own turn sooner.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Serialize)]
struct Line<'a> {
    v: u64,
    wish: &'a Wish,
    proofs: &'a [Proof],
    part: Part,
}

/// What an answer says of success: there is an error, or there is none.
#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    error: Option<SaidError>,
}

#[derive(Deserialize)]
struct SaidError {
    kind: String,
    text: String,
    #[serde(default)]
    realms: Vec<String>,
}
