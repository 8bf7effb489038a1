//! The same questions and wishes over HTTP, on loopback only: `POST /v1` with the line as the body.
//!
//! Whoever asks has to bring the token, and without it is told nothing but that. A browser that was led here by a name
//! that is not ours is turned away.

mod seats;

use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;
use xrealm_admin::Surface;

use self::seats::Seats;
use super::Desk;
use super::protocol::{AskRefusal, MAX_QUESTION_OCTETS, Reply, Said};
use super::token::Token;
use crate::administration::Caller;
use crate::listen::StopSignal;

/// HTTP for administrators, answering. Dropping it closes it.
#[derive(Debug)]
pub struct AdminHttp {
    address: SocketAddr,
    token_file: PathBuf,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

/// HTTP for administrators could not be opened.
#[derive(Debug, Error)]
pub enum AdminHttpError {
    /// Others than this machine could reach it.
    #[error("administrators are heard on loopback only, and {address} is not: give 127.0.0.1 or [::1]")]
    NotLoopback {
        /// As it was asked for.
        address: SocketAddr,
    },
    /// The address could not be bound or served.
    #[error("cannot hear administrators on {address}: {source}")]
    Listen {
        /// As it was asked for.
        address: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// The token could not be had.
    #[error("the token in {}: {source}", path.display())]
    Token {
        /// Where it is or should be.
        path: PathBuf,
        /// What is wrong.
        source: io::Error,
    },
}

impl AdminHttp {
    /// Listens on `address`. The token is that in the file, which is made with a new one if it is not there.
    pub(crate) fn open(address: SocketAddr, token_file: &Path, desk: Desk) -> Result<Self, AdminHttpError> {
        if !address.ip().is_loopback() {
            return Err(AdminHttpError::NotLoopback { address });
        }
        let token = Token::in_file(token_file)
            .map_err(|source| AdminHttpError::Token { path: token_file.to_owned(), source })?;
        let failed = |source| AdminHttpError::Listen { address, source };
        let listener = StdListener::bind(address).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let (stop, signal) = StopSignal::new();
        let (ready, readiness) = mpsc::channel();
        let bound = listener.local_addr().map_err(failed)?;
        let mut http = Self { address: bound, token_file: token_file.to_owned(), stop, thread: None };
        let spawned = thread::Builder::new().name("xrealm-http".to_owned()).spawn(move || {
            if let Err(error) = run(listener, Door { desk, token: Arc::new(token) }, signal, &ready) {
                let _ = ready.send(Err(error));
            }
        });
        http.thread = Some(spawned.map_err(failed)?);
        let ended = || io::Error::other("its thread ended");
        readiness.recv().map_err(|_| ended()).flatten().map_err(failed)?;
        Ok(http)
    }

    /// Where it listens, the port filled in.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the token is.
    #[must_use]
    pub fn token_file(&self) -> &Path {
        &self.token_file
    }
}

impl Drop for AdminHttp {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of {} had panicked", self.address);
        }
    }
}

fn run(listener: StdListener, door: Door, stop: StopSignal, ready: &mpsc::Sender<io::Result<()>>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(MAX_CLIENTS)
        .build()?;
    let served = runtime.block_on(async {
        let listener = Seats::new(TcpListener::from_std(listener)?, MAX_CLIENTS);
        let _ = ready.send(Ok(()));
        let (mut asked, mut told) = (stop.clone(), stop);
        let router: Router = Router::new().fallback(answer).with_state(door);
        let served = axum::serve(listener, router).with_graceful_shutdown(async move { asked.wait().await });
        let ending = async {
            told.wait().await;
            tokio::time::sleep(STOP_GRACE).await;
        };
        tokio::select! {
            served = served.into_future() => served,
            () = ending => Ok(()),
        }
    });
    runtime.shutdown_timeout(STOP_GRACE);
    served
}

/// Connections that are served at the same time; others wait until one closes.
const MAX_CLIENTS: usize = 32;

/// How long answers may take to leave when the daemon stops.
const STOP_GRACE: Duration = Duration::from_secs(1);

/// How long the body of a request may take to come.
const PATIENCE: Duration = Duration::from_secs(60);

/// What an answer comes from, and what opens it.
#[derive(Debug, Clone)]
struct Door {
    desk: Desk,
    token: Arc<Token>,
}

async fn answer(State(door): State<Door>, request: Request) -> Response {
    if let Err(status) = admit(&door.token, &request) {
        return status.into_response();
    }
    let reply = match body_of(request.into_body()).await {
        Ok(line) => door.desk.answer(&line, Caller { uid: None, surface: Surface::Http }).await,
        Err(status) if status == StatusCode::PAYLOAD_TOO_LARGE => Reply::refused(AskRefusal::TooLong),
        Err(status) => return status.into_response(),
    };
    let status = status_of(&reply);
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, Said::now(reply).to_line()).into_response()
}

/// Whether the request is looked at: nothing is told to who has no token.
fn admit(token: &Token, request: &Request) -> Result<(), StatusCode> {
    if !bearer(request.headers()).is_some_and(|given| token.is(given)) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    if !names_loopback(request.headers()) {
        return Err(StatusCode::MISDIRECTED_REQUEST);
    }
    if request.uri().path() != "/v1" {
        return Err(StatusCode::NOT_FOUND);
    }
    if request.method() == Method::POST { Ok(()) } else { Err(StatusCode::METHOD_NOT_ALLOWED) }
}

fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (value, None) = (values.next()?.as_bytes(), values.next()) else { return None };
    let (scheme, token) = value.split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
}

/// Whether whoever sent the request meant this machine.
fn names_loopback(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Ok(host) = host.to_str() else { return false };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|octet| octet.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    bare.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

async fn body_of(body: Body) -> Result<Vec<u8>, StatusCode> {
    let most = usize::try_from(MAX_QUESTION_OCTETS).unwrap_or(usize::MAX);
    let read = timeout(PATIENCE, to_bytes(body, most)).await.map_err(|_| StatusCode::REQUEST_TIMEOUT)?;
    read.map(|octets| octets.to_vec()).map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)
}

fn status_of(reply: &Reply) -> StatusCode {
    let Reply::Error(refusal) = reply else { return StatusCode::OK };
    match refusal.kind.as_str() {
        "malformed" | "version" => StatusCode::BAD_REQUEST,
        "too-long" => StatusCode::PAYLOAD_TOO_LARGE,
        "no-record" | "not-found" => StatusCode::NOT_FOUND,
        "not-authenticated" | "access-denied" => StatusCode::FORBIDDEN,
        "exists" => StatusCode::CONFLICT,
        "unreachable" => StatusCode::BAD_GATEWAY,
        "store" | "internal" => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(name: header::HeaderName, values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(&name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn only_names_of_this_machine_are_answered_to() {
        for host in ["127.0.0.1", "127.0.0.1:8088", "localhost:8088", "LOCALHOST", "[::1]:8088", "[::1]"] {
            assert!(names_loopback(&headers(header::HOST, &[host])), "{host}");
        }
        for host in ["", "evil.example", "evil.example:8088", "127.0.0.1.evil.example", "192.0.2.1", "localhost:x"] {
            assert!(!names_loopback(&headers(header::HOST, &[host])), "{host}");
        }
        assert!(!names_loopback(&HeaderMap::new()));
        assert!(!names_loopback(&headers(header::HOST, &["localhost", "evil.example"])));
    }

    #[test]
    fn a_token_is_read_out_of_one_header() {
        assert_eq!(bearer(&headers(header::AUTHORIZATION, &["Bearer abc"])), Some(&b"abc"[..]));
        assert_eq!(bearer(&headers(header::AUTHORIZATION, &["bearer abc "])), Some(&b"abc"[..]));
        for values in [&["Basic abc"][..], &["Bearer"], &["Bearer a", "Bearer b"], &[]] {
            assert_eq!(bearer(&headers(header::AUTHORIZATION, values)), None, "{values:?}");
        }
    }
}
