//! One request to a KDC and its reply, over real sockets.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs, UdpSocket};
use std::time::Duration;

use rand_core::CryptoRng;
use xrealm_client::{Action, ClientError, Event, KdcAddress, KdcAddresses, KdcTransport, Transport};
use xrealm_daemon::{Clock, ClockSetting};
use xrealm_names::{Moment, RealmName};
use xrealm_wire::framing::{MAX_REPLY_BYTES, tcp, udp};

/// A client's way to the KDCs it was told of.
#[derive(Debug)]
pub(crate) struct Network {
    addresses: KdcAddresses,
    tcp_only: bool,
    clock: Clock,
    asked: Vec<Asked>,
}

/// One exchange that got a reply.
#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Asked {
    #[serde(serialize_with = "as_text")]
    pub(crate) realm: RealmName,
    pub(crate) transport: &'static str,
    pub(crate) address: SocketAddr,
    pub(crate) request_octets: usize,
    pub(crate) reply_octets: usize,
}

/// How long one datagram is waited for, and how often it is sent: as MIT's client, a second and three times.
const UDP_WAIT: Duration = Duration::from_secs(1);
const UDP_ATTEMPTS: u32 = 3;
/// How long a connection, and then a reply on it, is waited for.
const TCP_WAIT: Duration = Duration::from_secs(10);
/// Requests above this go by TCP first, unless `udp_preference_limit` says otherwise: MIT's default.
const UDP_PREFERENCE_LIMIT: u32 = 1465;

impl Network {
    pub(crate) fn new(addresses: KdcAddresses, tcp_only: bool) -> Self {
        Self { addresses, tcp_only, clock: Clock::start(ClockSetting::System), asked: Vec::new() }
    }

    /// Runs a state machine to its end.
    pub(crate) fn drive<T>(
        &mut self,
        rng: &mut dyn CryptoRng,
        mut step: impl FnMut(Event<'_>, Moment, &mut dyn CryptoRng) -> Action<T>,
    ) -> Result<T, ClientError> {
        let mut action = step(Event::Start, self.clock.now(), rng);
        loop {
            match action {
                Action::Done(result) => return Ok(result),
                Action::Failed(error) => return Err(error),
                Action::Send { realm, request, transport } => {
                    let reply = self.ask(&realm, &request, transport);
                    let event = reply.as_deref().map_or(Event::NoReply, Event::Reply);
                    action = step(event, self.clock.now(), rng);
                }
            }
        }
    }

    /// The exchanges since the last call.
    pub(crate) fn take_asked(&mut self) -> Vec<Asked> {
        std::mem::take(&mut self.asked)
    }

    fn ask(&mut self, realm: &RealmName, request: &[u8], transport: Transport) -> Option<Vec<u8>> {
        let ways = self.ways(request.len(), transport);
        for &way in ways {
            for kdc in self.addresses.kdcs_of(realm) {
                if kdc.transport.is_some_and(|only| only != way) {
                    continue;
                }
                for address in resolve(kdc) {
                    match exchange(way, address, request) {
                        Ok(reply) => {
                            self.asked.push(Asked {
                                realm: realm.clone(),
                                transport: name(way),
                                address,
                                request_octets: request.len(),
                                reply_octets: reply.len(),
                            });
                            return Some(reply);
                        }
                        Err(error) => tracing::warn!(%realm, transport = name(way), %address, %error, "no reply"),
                    }
                }
            }
        }
        None
    }

    fn ways(&self, octets: usize, transport: Transport) -> &'static [KdcTransport] {
        let limit = self.addresses.udp_preference_limit.unwrap_or(UDP_PREFERENCE_LIMIT);
        match transport {
            Transport::Tcp => &[KdcTransport::Tcp],
            Transport::Any if self.tcp_only => &[KdcTransport::Tcp],
            Transport::Any if octets > limit as usize => &[KdcTransport::Tcp, KdcTransport::Udp],
            Transport::Any => &[KdcTransport::Udp, KdcTransport::Tcp],
        }
    }
}

fn as_text<S: serde::Serializer>(realm: &RealmName, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(realm)
}

fn name(transport: KdcTransport) -> &'static str {
    match transport {
        KdcTransport::Udp => "udp",
        KdcTransport::Tcp => "tcp",
    }
}

fn resolve(kdc: &KdcAddress) -> Vec<SocketAddr> {
    match (kdc.host.as_str(), kdc.port).to_socket_addrs() {
        Ok(addresses) => addresses.collect(),
        Err(error) => {
            tracing::warn!(host = kdc.host, %error, "unknown host");
            Vec::new()
        }
    }
}

fn exchange(transport: KdcTransport, address: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    match transport {
        KdcTransport::Udp => by_udp(address, request),
        KdcTransport::Tcp => by_tcp(address, request),
    }
}

fn by_udp(address: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    let any: SocketAddr = if address.is_ipv4() { ([0, 0, 0, 0], 0).into() } else { ([0; 16], 0).into() };
    let socket = UdpSocket::bind(any)?;
    socket.connect(address)?;
    socket.set_read_timeout(Some(UDP_WAIT))?;
    let mut reply = vec![0; udp::MAX_DATAGRAM_BYTES];
    let mut attempts = 0;
    loop {
        attempts += 1;
        socket.send(request)?;
        match socket.recv(&mut reply) {
            Ok(octets) => {
                reply.truncate(octets);
                return Ok(reply);
            }
            Err(error) if attempts < UDP_ATTEMPTS && is_timeout(&error) => {}
            Err(error) => return Err(error),
        }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

fn by_tcp(address: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&address, TCP_WAIT)?;
    stream.set_read_timeout(Some(TCP_WAIT))?;
    stream.set_write_timeout(Some(TCP_WAIT))?;
    let prefix = tcp::prefix(request.len()).map_err(io::Error::other)?;
    stream.write_all(&[&prefix, request].concat())?;
    let mut announced = [0; tcp::PREFIX_BYTES];
    stream.read_exact(&mut announced)?;
    let length = tcp::length(announced, MAX_REPLY_BYTES).map_err(io::Error::other)?;
    let mut reply = vec![0; length];
    stream.read_exact(&mut reply)?;
    Ok(reply)
}
