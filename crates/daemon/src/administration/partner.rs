//! The other half of a trust, in another xrealm process: asked first, and taken back should our half fail.
//!
//! The administrator proved to the other realm who they are over the wish as it was sent to us. That proof goes along
//! with the wish, and the other process judges by it whether what we ask is a part of it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use xrealm_admin::{FarWish, Octets, Proof, Wish};
use xrealm_names::RealmName;

/// Where other processes are asked, and what opens HTTP there.
#[derive(Debug, Clone, Default)]
pub(super) struct Partners {
    pub(super) token_file: Option<PathBuf>,
}

/// The other process did not do its half.
#[derive(Debug, Error)]
pub(crate) enum PartnerFault {
    #[error("whoever serves {realm} cannot be reached at {address}: {source}; nothing was changed")]
    Unreachable { realm: RealmName, address: String, source: io::Error },
    #[error("whoever serves {realm} says: {text}")]
    Refused { realm: RealmName, kind: String, text: String, realms: Vec<RealmName> },
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
        let line = Line { v: 1, wish: &far.wish, proofs, part: Part { of, ticket, undo: far.undo.clone() } };
        match self.exchange(&far.address, &line) {
            Ok(Said { error: None }) => Ok(done),
            Ok(Said { error: Some(error) }) => {
                let realms = error.realms.iter().filter_map(|realm| RealmName::new(realm).ok()).collect();
                Err(PartnerFault::Refused { realm: far.realm.clone(), kind: error.kind, text: error.text, realms })
            }
            Err(source) => {
                done.take_back();
                Err(PartnerFault::Unreachable { realm: far.realm.clone(), address: far.address.clone(), source })
            }
        }
    }

    fn exchange(&self, address: &str, line: &impl Serialize) -> io::Result<Said> {
        let line = serde_json::to_vec(line)?;
        let answer = match address.strip_prefix("http://") {
            Some(host) => self.by_http(host, &line)?,
            None => by_socket(Path::new(address), line)?,
        };
        Ok(serde_json::from_slice(&answer)?)
    }

    fn by_http(&self, host: &str, line: &[u8]) -> io::Result<Vec<u8>> {
        let refused = |why| io::Error::new(io::ErrorKind::InvalidInput, why);
        let host = host.split('/').next().unwrap_or_default();
        let address: Option<SocketAddr> = host.to_socket_addrs()?.next();
        let address = address.filter(|address| address.ip().is_loopback());
        let address = address.ok_or_else(|| refused("it is not on this machine, and the token must not leave it"))?;
        let token = self.token_file.as_ref().ok_or_else(|| refused("no --partner-token-file was given"))?;
        let token = zeroize::Zeroizing::new(std::fs::read_to_string(token)?);
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let (token, length) = (token.trim(), line.len());
        let head = format!(
            "POST /v1 HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n"
        );
        stream.write_all(zeroize::Zeroizing::new(head).as_bytes())?;
        stream.write_all(line)?;
        body_of(BufReader::new(stream.take(MOST_OCTETS)))
    }
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

fn by_socket(path: &Path, mut line: Vec<u8>) -> io::Result<Vec<u8>> {
    line.push(b'\n');
    let mut stream = UnixStream::connect(path)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(&line)?;
    let mut answer = Vec::new();
    BufReader::new(stream.take(MOST_OCTETS)).read_until(b'\n', &mut answer)?;
    if answer.ends_with(b"\n") { Ok(answer) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// The body of an answer that ends where the connection ends.
fn body_of(mut stream: impl BufRead) -> io::Result<Vec<u8>> {
    let mut status = String::new();
    stream.read_line(&mut status)?;
    if status.split(' ').nth(1) == Some("401") {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the token is not taken there"));
    }
    let mut line = String::new();
    while stream.read_line(&mut line)? > 0 && !line.trim_end().is_empty() {
        line.clear();
    }
    let mut body = Vec::new();
    stream.read_to_end(&mut body)?;
    Ok(body)
}

/// How long another process may take. It gives up waiting for its own turn sooner.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest answer that is read.
const MOST_OCTETS: u64 = 16 << 20;

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
