//! Connections: any number of length-prefixed requests each (RFC 4120 §7.2.2).
//!
//! Octets are read into a buffer all connections of a worker share, and a request that arrived whole is answered from
//! there; a connection owns memory only while it has half a frame or an unsent reply.

use std::cell::{Cell, RefCell};
use std::io;
use std::net::{Shutdown, SocketAddr};
use std::rc::Rc;
use std::time::Duration;

use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, spawn_local};
use tokio::time::{sleep, timeout};

use xrealm_wire::framing::{FrameError, MAX_REQUEST_BYTES, tcp};

use super::StopSignal;
use super::connections::{Connections, Place};
use crate::own_error::field_too_long;
use crate::record::Transport;
use crate::worker::{Post, Worker};

/// What the TCP listeners of one worker have in common.
pub(crate) struct Tcp {
    worker: Rc<Worker>,
    connections: RefCell<Connections<AbortHandle>>,
    scratch: RefCell<Box<[u8]>>,
}

/// Octets read at once. Requests with a PAC are a few kilobytes.
const SCRATCH: usize = 64 << 10;

/// Replies that may wait for a peer to read them before no further request is answered.
const UNSENT: usize = 64 << 10;

/// How long a connection is kept after an error reply, so that the peer can read it before it is reset.
const LINGER: Duration = Duration::from_secs(1);

/// Pause after the operating system refused to hand out another connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(10);

/// How often idle connections are looked for.
const SWEEP: Duration = Duration::from_millis(250);

impl Tcp {
    pub(crate) fn new(worker: Rc<Worker>, connections: usize) -> Self {
        Self {
            worker,
            connections: RefCell::new(Connections::new(connections)),
            scratch: RefCell::new(vec![0; SCRATCH].into_boxed_slice()),
        }
    }

    /// Accepts connections until told to stop.
    pub(crate) async fn accept(self: Rc<Self>, listener: TcpListener, post: Post, mut stop: StopSignal) {
        loop {
            let accepted = tokio::select! {
                biased;
                () = stop.wait() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => self.admit(stream, peer, post, stop.clone()),
                Err(error) => {
                    // Out of descriptors or memory: one connection fewer may help, trying again at once does not.
                    tracing::warn!(%error, "accepting a connection failed");
                    self.close_one(Duration::ZERO);
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    /// Closes connections that were unused for too long, for ever.
    pub(crate) async fn sweep(self: Rc<Self>) {
        let idle = self.worker.shared.limits.idle;
        loop {
            sleep(SWEEP.min(idle).max(Duration::from_millis(1))).await;
            while self.close_one(idle) {
                self.worker.counters.timed_out.add_one();
            }
        }
    }

    /// Waits until the last connection is closed, at most as long as `grace`.
    pub(crate) async fn drain(&self, grace: Duration) {
        let drained = async {
            while self.connections.borrow().len() > 0 {
                sleep(Duration::from_millis(5)).await;
            }
        };
        let _ = timeout(grace, drained).await;
    }

    fn admit(self: &Rc<Self>, stream: TcpStream, peer: SocketAddr, post: Post, stop: StopSignal) {
        self.worker.counters.connections.add_one();
        let place = self.connections.borrow_mut().next_place(self.worker.shared.clock.tick());
        let asked = AskedAt { peer, post };
        let task = spawn_local(Rc::clone(self).converse(stream, asked, place, stop));
        if let Some(evicted) = self.connections.borrow_mut().insert(place, task.abort_handle()) {
            self.worker.counters.evicted.add_one();
            evicted.abort();
        }
    }

    fn close_one(&self, idle: Duration) -> bool {
        let taken = self.connections.borrow_mut().take_idle(self.worker.shared.clock.tick(), idle);
        taken.inspect(AbortHandle::abort).is_some()
    }

    async fn converse(self: Rc<Self>, stream: TcpStream, asked: AskedAt, place: Place, mut stop: StopSignal) {
        let mut connection =
            Connection { tcp: &self, asked, place: Cell::new(place), pending: Vec::new(), unsent: Vec::new() };
        // A connection that fails is the peer's business; what matters was recorded with the request.
        let _ = connection.serve(&stream, &mut stop).await;
        self.connections.borrow_mut().remove(connection.place.get());
    }
}

/// Who asks whom.
#[derive(Debug, Clone, Copy)]
struct AskedAt {
    peer: SocketAddr,
    post: Post,
}

struct Connection<'a> {
    tcp: &'a Tcp,
    asked: AskedAt,
    place: Cell<Place>,
    /// Octets read that are not yet answered: half a frame, or frames that wait for replies to be sent.
    pending: Vec<u8>,
    unsent: Vec<u8>,
}

/// What to do after the octets at hand were looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// Nothing more can be answered before more is read.
    Read,
    /// More can be answered once the replies are sent.
    Answer,
    /// What came is no request: close without an answer.
    Close,
    /// What came is no frame: send the error, then close.
    SendAndClose,
}

impl Connection<'_> {
    async fn serve(&mut self, stream: &TcpStream, stop: &mut StopSignal) -> io::Result<()> {
        loop {
            tokio::select! {
                biased;
                ready = stream.readable() => ready?,
                () = stop.wait() => return Ok(()),
            }
            let mut next = match self.read(stream) {
                Ok(Some(next)) => next,
                Ok(None) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
                Err(error) => return Err(error),
            };
            loop {
                self.send(stream).await?;
                match next {
                    Next::Read => break,
                    Next::Answer => next = self.answer_pending(),
                    Next::Close => return Ok(()),
                    Next::SendAndClose => return linger(stream).await,
                }
            }
        }
    }

    /// Reads once and answers what is whole; `None` at the end of the stream.
    fn read(&mut self, stream: &TcpStream) -> io::Result<Option<Next>> {
        let mut scratch = self.tcp.scratch.borrow_mut();
        let count = stream.try_read(&mut scratch)?;
        let Some(octets) = scratch.get(..count).filter(|octets| !octets.is_empty()) else { return Ok(None) };
        if !self.pending.is_empty() {
            self.pending.extend_from_slice(octets);
            drop(scratch);
            return Ok(Some(self.answer_pending()));
        }
        let (used, next) = self.answer_frames(octets);
        self.pending.extend_from_slice(octets.get(used..).unwrap_or_default());
        Ok(Some(next))
    }

    fn answer_pending(&mut self) -> Next {
        let mut pending = std::mem::take(&mut self.pending);
        let (used, next) = self.answer_frames(&pending);
        if used < pending.len() {
            pending.drain(..used);
            self.pending = pending;
        }
        next
    }

    /// Answers the whole frames in front of `octets`; tells how many octets they were.
    fn answer_frames(&mut self, octets: &[u8]) -> (usize, Next) {
        let mut used = 0;
        while self.unsent.len() < UNSENT {
            let rest = octets.get(used..).unwrap_or_default();
            match tcp::split(rest, MAX_REQUEST_BYTES) {
                Ok(Some(received)) => {
                    used = octets.len() - received.rest.len();
                    if !self.answer(received.message) {
                        return (used, Next::Close);
                    }
                }
                Ok(None) => return (used, Next::Read),
                Err(error) => return (octets.len(), self.refuse(error)),
            }
        }
        (used, Next::Answer)
    }

    /// Answers one request; `false` if it is none.
    fn answer(&mut self, request: &[u8]) -> bool {
        let AskedAt { peer, post } = self.asked;
        let Some(reply) = self.tcp.worker.answer(request, post, Transport::Tcp, || peer) else { return false };
        let now = self.tcp.worker.shared.clock.tick();
        self.place.set(self.tcp.connections.borrow_mut().touch(self.place.get(), now));
        self.queue(&reply)
    }

    /// Queues the error that RFC 4120 §7.2.2 has for a length with the top bit set, and MIT's KDC for any too large. An
    /// empty frame gets none: nobody knows what it could have been.
    fn refuse(&mut self, error: FrameError) -> Next {
        self.tcp.worker.counters.bad_frames.add_one();
        tracing::debug!(peer = %self.asked.peer, %error, "no frame");
        match error {
            FrameError::Empty => Next::Close,
            FrameError::ReservedBit | FrameError::TooLong { .. } => {
                let shared = &self.tcp.worker.shared;
                let reply = field_too_long(&shared.snapshot.load().directory, shared.clock.now());
                if self.queue(&reply) { Next::SendAndClose } else { Next::Close }
            }
        }
    }

    /// Queues a reply behind its length; `false` if no length can say it.
    fn queue(&mut self, reply: &[u8]) -> bool {
        let Ok(prefix) = tcp::prefix(reply.len()) else { return false };
        self.unsent.extend_from_slice(&prefix);
        self.unsent.extend_from_slice(reply);
        true
    }

    async fn send(&mut self, stream: &TcpStream) -> io::Result<()> {
        let mut sent = 0;
        while let Some(rest) = self.unsent.get(sent..).filter(|rest| !rest.is_empty()) {
            match stream.try_write(rest) {
                Ok(count) => sent += count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => stream.writable().await?,
                Err(error) => return Err(error),
            }
        }
        // Memory is given back: most connections ask once.
        self.unsent = Vec::new();
        Ok(())
    }
}

/// Ends the sending side and reads what still comes, so that the kernel does not reset the connection before the peer
/// has read the last reply.
async fn linger(stream: &TcpStream) -> io::Result<()> {
    SockRef::from(stream).shutdown(Shutdown::Write)?;
    let drained = async {
        let mut discarded = [0; 4096];
        loop {
            stream.readable().await?;
            match stream.try_read(&mut discarded) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
    };
    timeout(LINGER, drained).await.unwrap_or(Ok(()))
}
