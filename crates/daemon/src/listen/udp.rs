//! Datagrams: read in batches and answered in place.
//!
//! Replies leave one by one: what `nix` has for sending in batches reads addresses it has not initialised when it is
//! asked how many were sent.

use std::io::{self, IoSlice, IoSliceMut};
use std::net::SocketAddr;
use std::os::fd::{AsRawFd, RawFd};
use std::rc::Rc;

use nix::cmsg_space;
use nix::libc;
use nix::sys::socket::{
    ControlMessage, ControlMessageOwned, MsgFlags, MultiHeaders, SockaddrStorage, recvmmsg, sendmsg,
};
use tokio::io::Interest;
use tokio::net::UdpSocket;

use super::StopSignal;
use crate::record::Transport;
use crate::worker::{Post, Worker};

/// Serves one UDP socket until told to stop; what has arrived by then is still answered.
pub(crate) async fn serve(worker: Rc<Worker>, post: Post, socket: UdpSocket, mut stop: StopSignal) {
    let mut batch = Batch::new();
    loop {
        let stopping = tokio::select! {
            biased;
            () = stop.wait() => true,
            _ = socket.readable() => false,
        };
        // In the end the socket itself is asked: what the runtime last heard of it may be old.
        let received = if stopping {
            batch.receive(socket.as_raw_fd())
        } else {
            socket.try_io(Interest::READABLE, || batch.receive(socket.as_raw_fd()))
        };
        match received {
            Ok(()) => {
                batch.answer(&worker, post);
                batch.send(&socket).await;
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                if stopping {
                    return;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "receiving datagrams failed");
                if stopping {
                    return;
                }
            }
        }
    }
}

/// Datagrams per system call. More than eight measures no faster.
const BATCH: usize = 16;

/// The largest payload a UDP datagram can have is 65507 octets.
const DATAGRAM: usize = 65_536;

struct Batch {
    buffers: Vec<Box<[u8]>>,
    headers: MultiHeaders<SockaddrStorage>,
    received: Vec<Received>,
    replies: Vec<Reply>,
}

struct Received {
    len: usize,
    peer: SockaddrStorage,
    sent_to: Option<SentTo>,
}

struct Reply {
    octets: Vec<u8>,
    peer: SockaddrStorage,
    from: Option<SentTo>,
}

/// The own address a datagram was sent to, known for sockets bound to every address; the reply comes from there.
#[derive(Clone, Copy)]
enum SentTo {
    V4(libc::in_pktinfo),
    V6(libc::in6_pktinfo),
}

impl Batch {
    fn new() -> Self {
        Self {
            buffers: vec![vec![0; DATAGRAM].into_boxed_slice(); BATCH],
            headers: MultiHeaders::preallocate(BATCH, Some(cmsg_space!(libc::in_pktinfo, libc::in6_pktinfo))),
            received: Vec::with_capacity(BATCH),
            replies: Vec::with_capacity(BATCH),
        }
    }

    fn receive(&mut self, socket: RawFd) -> io::Result<()> {
        self.received.clear();
        let mut slices: Vec<[IoSliceMut<'_>; 1]> =
            self.buffers.iter_mut().map(|buffer| [IoSliceMut::new(buffer)]).collect();
        let results = recvmmsg(socket, &mut self.headers, slices.iter_mut(), MsgFlags::MSG_DONTWAIT, None)?;
        for message in results {
            // A datagram without a sender keeps its place in the batch and is passed over: it cannot be answered.
            let sent_to = message.cmsgs().ok().and_then(|mut messages| messages.find_map(SentTo::read));
            self.received.push(Received { len: message.bytes, peer: message.address.unwrap_or(nobody()), sent_to });
        }
        Ok(())
    }

    fn answer(&mut self, worker: &Worker, post: Post) {
        self.replies.clear();
        for (received, buffer) in self.received.iter().zip(&self.buffers) {
            let Some(request) = buffer.get(..received.len) else { continue };
            let peer = || socket_addr(&received.peer);
            if let Some(octets) = worker.answer(request, post, Transport::Udp, peer) {
                self.replies.push(Reply { octets, peer: received.peer, from: received.sent_to });
            }
        }
    }

    async fn send(&self, socket: &UdpSocket) {
        for reply in &self.replies {
            while let Err(error) = reply.send(socket) {
                if error.kind() != io::ErrorKind::WouldBlock {
                    // The peer is unreachable or its address is odd; the others still get their replies.
                    tracing::debug!(%error, "sending a datagram failed");
                    break;
                }
                if socket.writable().await.is_err() {
                    return;
                }
            }
        }
    }
}

impl Reply {
    fn send(&self, socket: &UdpSocket) -> io::Result<usize> {
        let Some(from) = &self.from else { return socket.try_send_to(&self.octets, socket_addr(&self.peer)) };
        let control = match from {
            SentTo::V4(info) => ControlMessage::Ipv4PacketInfo(info),
            SentTo::V6(info) => ControlMessage::Ipv6PacketInfo(info),
        };
        let octets = [IoSlice::new(&self.octets)];
        let send = || sendmsg(socket.as_raw_fd(), &octets, &[control], MsgFlags::MSG_DONTWAIT, Some(&self.peer));
        socket.try_io(Interest::WRITABLE, || send().map_err(io::Error::from))
    }
}

impl SentTo {
    fn read(message: ControlMessageOwned) -> Option<Self> {
        match message {
            // The interface is left to routing: only the address matters to the client.
            ControlMessageOwned::Ipv4PacketInfo(info) => Some(Self::V4(libc::in_pktinfo { ipi_ifindex: 0, ..info })),
            // A link-local address means nothing without its interface, so that one stays.
            ControlMessageOwned::Ipv6PacketInfo(info) => Some(Self::V6(info)),
            _ => None,
        }
    }
}

fn nobody() -> SockaddrStorage {
    SocketAddr::from(([0, 0, 0, 0], 0)).into()
}

fn socket_addr(address: &SockaddrStorage) -> SocketAddr {
    let v4 = address.as_sockaddr_in().map(|v4| SocketAddr::V4((*v4).into()));
    let v6 = || address.as_sockaddr_in6().map(|v6| SocketAddr::V6((*v6).into()));
    v4.or_else(v6).unwrap_or(SocketAddr::from(([0, 0, 0, 0], 0)))
}
