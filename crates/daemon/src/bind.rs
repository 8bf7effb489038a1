//! Sockets bound in pairs: UDP and TCP on one port, once per worker.

use std::io;
use std::net::{SocketAddr, TcpListener, UdpSocket};

use nix::sys::socket::{setsockopt, sockopt};
use socket2::{Domain, Protocol, Socket, Type};
use thiserror::Error;

/// An address could not be bound.
#[derive(Debug, Error)]
#[error("cannot listen on {address} ({transport}): {source}")]
pub struct BindError {
    /// As it was asked for.
    pub address: SocketAddr,
    /// `udp` or `tcp`.
    pub transport: &'static str,
    /// What the operating system says.
    pub source: io::Error,
}

/// The sockets of one address, a pair for each worker.
pub(crate) struct Bound {
    pub(crate) address: SocketAddr,
    pub(crate) pairs: Vec<(UdpSocket, TcpListener)>,
}

/// Binds UDP and TCP to the same port of `address`, `workers` times.
///
/// The first pair is bound without SO_REUSEPORT, so that a port somebody else holds is refused (another xrealm of
/// the same user included) and a free port is really free; only then is the port shared among the workers.
pub(crate) fn bind(address: SocketAddr, workers: usize) -> Result<Bound, BindError> {
    let (udp, tcp) = first_pair(address)?;
    let chosen = local_address(&tcp).map_err(failed(address, "tcp"))?;
    for (socket, transport) in [(&udp, "udp"), (&tcp, "tcp")] {
        socket.set_reuse_port(workers > 1).map_err(failed(address, transport))?;
    }
    tcp.listen(BACKLOG).map_err(failed(address, "tcp"))?;
    let mut pairs = vec![(udp.into(), tcp.into())];
    while pairs.len() < workers {
        let udp = socket(chosen, Type::DGRAM, true).map_err(failed(address, "udp"))?;
        let tcp = socket(chosen, Type::STREAM, true).map_err(failed(address, "tcp"))?;
        tcp.listen(BACKLOG).map_err(failed(address, "tcp"))?;
        pairs.push((udp.into(), tcp.into()));
    }
    Ok(Bound { address: chosen, pairs })
}

/// Connections the kernel keeps for us until they are accepted; it takes less if `net.core.somaxconn` says so.
const BACKLOG: i32 = 1024;

/// How often a free TCP port may turn out not to be free for UDP.
const FREE_PORT_ATTEMPTS: u32 = 64;

/// Room for a burst of datagrams while a worker is busy; the kernel takes less if `net.core.rmem_max` says so.
const UDP_RECEIVE_BUFFER: usize = 4 << 20;

fn first_pair(address: SocketAddr) -> Result<(Socket, Socket), BindError> {
    let mut attempts = FREE_PORT_ATTEMPTS;
    loop {
        let tcp = socket(address, Type::STREAM, false).map_err(failed(address, "tcp"))?;
        let chosen = local_address(&tcp).map_err(failed(address, "tcp"))?;
        attempts -= 1;
        match socket(chosen, Type::DGRAM, false) {
            Ok(udp) => return Ok((udp, tcp)),
            Err(error) if address.port() == 0 && attempts > 0 && error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(failed(address, "udp")(error)),
        }
    }
}

fn socket(address: SocketAddr, kind: Type, share: bool) -> io::Result<Socket> {
    let protocol = if kind == Type::STREAM { Protocol::TCP } else { Protocol::UDP };
    let socket = Socket::new(Domain::for_address(address), kind, Some(protocol))?;
    socket.set_nonblocking(true)?;
    if address.is_ipv6() {
        // [::] and 0.0.0.0 are asked for separately, and may be asked for both.
        socket.set_only_v6(true)?;
    }
    if kind == Type::STREAM {
        // A KDC that is started again must not wait for the connections of its predecessor to leave TIME_WAIT.
        socket.set_reuse_address(true)?;
    } else {
        let _ = socket.set_recv_buffer_size(UDP_RECEIVE_BUFFER);
        if address.ip().is_unspecified() {
            tell_destination(&socket, address)?;
        }
    }
    if share {
        socket.set_reuse_port(true)?;
    }
    socket.bind(&address.into())?;
    Ok(socket)
}

/// Has the kernel tell which address a datagram was sent to, for the reply must come from there.
fn tell_destination(socket: &Socket, address: SocketAddr) -> io::Result<()> {
    match address {
        SocketAddr::V4(_) => setsockopt(socket, sockopt::Ipv4PacketInfo, &true)?,
        SocketAddr::V6(_) => setsockopt(socket, sockopt::Ipv6RecvPacketInfo, &true)?,
    }
    Ok(())
}

fn local_address(socket: &Socket) -> io::Result<SocketAddr> {
    socket.local_addr()?.as_socket().ok_or_else(|| io::ErrorKind::AddrNotAvailable.into())
}

fn failed(address: SocketAddr, transport: &'static str) -> impl FnOnce(io::Error) -> BindError {
    move |source| BindError { address, transport, source }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    fn free_loopback() -> SocketAddr {
        (Ipv4Addr::LOCALHOST, 0).into()
    }

    #[test]
    fn udp_and_tcp_share_one_port_for_every_worker() {
        let bound = bind(free_loopback(), 3).unwrap();
        assert_eq!(bound.pairs.len(), 3);
        for (udp, tcp) in &bound.pairs {
            assert_eq!(udp.local_addr().unwrap(), bound.address);
            assert_eq!(tcp.local_addr().unwrap(), bound.address);
        }
    }

    #[test]
    fn a_port_in_use_is_refused_even_if_it_is_shared_among_workers() {
        let first = bind(free_loopback(), 2).unwrap();
        let second = bind(first.address, 2).map(|bound| bound.address).unwrap_err();
        assert_eq!(second.source.kind(), io::ErrorKind::AddrInUse);
    }

    #[test]
    fn both_address_families_can_be_bound_to_one_port() {
        let v4 = bind((Ipv4Addr::UNSPECIFIED, 0).into(), 1).unwrap();
        let v6 = bind((Ipv6Addr::UNSPECIFIED, v4.address.port()).into(), 1).unwrap();
        assert_eq!(v4.address.port(), v6.address.port());
    }
}
