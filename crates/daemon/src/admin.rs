//! The local socket on which a running daemon is asked about itself.
//!
//! A Unix socket that only its owner may open, and on it a line of JSON for each question and one for each answer
//! ([`Question`], [`Reply`]). It has a thread of its own and takes from the workers what they have put down already, so
//! that no question, however slow its asker, makes a request to a KDC wait.

mod bind;
mod client;
mod connection;
mod desk;
mod facts;
#[cfg(feature = "admin-http")]
mod http;
mod protocol;
mod reply;
#[cfg(feature = "admin-http")]
mod token;

use std::os::unix::net::UnixListener as StdListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{fs, io};

use thiserror::Error;
use tokio::net::UnixListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::spawn_local;
use tokio::time::sleep;

use self::bind::{Bound, Identity};
#[cfg(feature = "admin-http")]
pub use self::client::UrlFault;
pub use self::client::{AdminClient, AdminClientError};
pub(crate) use self::desk::Desk;
pub use self::facts::{
    ControllerKdcFacts, GroundFacts, KdcFacts, ProvenFacts, RealmFacts, RecordFacts, StateFacts, TrustFacts,
};
#[cfg(feature = "admin-http")]
pub use self::http::{AdminHttp, AdminHttpError};
pub use self::protocol::{Question, RefusalFacts, Reply, WhichRecord};
use crate::listen::StopSignal;

/// The socket, answering. Dropping it closes and removes it.
#[derive(Debug)]
pub struct AdminSocket {
    path: PathBuf,
    identity: Identity,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

/// The socket could not be opened.
#[derive(Debug, Error)]
#[error("cannot open the socket {}: {source}", path.display())]
pub struct AdminSocketError {
    /// Where it was to be.
    pub path: PathBuf,
    /// What the operating system says.
    pub source: io::Error,
}

impl AdminSocket {
    /// Opens a socket at `path`, for its owner only. One that a daemon left behind which is no more is replaced.
    pub(crate) fn open(path: &Path, desk: Desk) -> Result<Self, AdminSocketError> {
        let failed = |source| AdminSocketError { path: path.to_owned(), source };
        let Bound { listener, identity } = bind::bind(path).map_err(failed)?;
        let (stop, signal) = StopSignal::new();
        let (ready, readiness) = mpsc::channel();
        let mut socket = Self { path: path.to_owned(), identity, stop, thread: None };
        let spawned = thread::Builder::new().name("xrealm-admin".to_owned()).spawn(move || {
            if let Err(error) = run(listener, desk, signal, &ready) {
                let _ = ready.send(Err(error));
            }
        });
        socket.thread = Some(spawned.map_err(failed)?);
        let ended = || io::Error::other("its thread ended");
        readiness.recv().map_err(|_| ended()).flatten().map_err(failed)?;
        Ok(socket)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for AdminSocket {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of {} had panicked", self.path.display());
        }
        // Another daemon's socket may stand there by now, and that one stays.
        if Identity::of(&self.path).is_ok_and(|found| found == self.identity) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// What the socket's thread does.
fn run(listener: StdListener, desk: Desk, stop: StopSignal, ready: &mpsc::Sender<io::Result<()>>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(MAX_CLIENTS)
        .build_local(Default::default())?;
    let served = runtime.block_on(async {
        let listener = UnixListener::from_std(listener)?;
        let _ = ready.send(Ok(()));
        serve(listener, desk, stop).await;
        Ok(())
    });
    // What was begun is ended; whom a partner keeps waiting is not waited for.
    runtime.shutdown_timeout(LAST_WISHES);
    served
}

/// How long wishes that are under way may take when the daemon stops.
const LAST_WISHES: Duration = Duration::from_secs(2);

/// Answers until told to stop. Those who are still connected then are hung up on.
async fn serve(listener: UnixListener, desk: Desk, mut stop: StopSignal) {
    let seats = Arc::new(Semaphore::new(MAX_CLIENTS));
    loop {
        let next = async {
            let seat = Arc::clone(&seats).acquire_owned().await;
            (seat, listener.accept().await)
        };
        let (seat, accepted) = tokio::select! {
            biased;
            () = stop.wait() => return,
            next = next => next,
        };
        match accepted {
            Ok((stream, _)) => {
                let desk = desk.clone();
                spawn_local(async move {
                    connection::serve(stream, desk).await;
                    drop(seat);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "accepting a connection failed");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Askers that are served at the same time; others wait until one leaves.
const MAX_CLIENTS: usize = 32;

/// Where accepting fails for want of descriptors, trying again at once would only burn time.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
