//! The way to the KDCs, by UDP.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs, UdpSocket};
use std::time::Duration;

use rand_core::CryptoRng;
use thiserror::Error;
use xrealm_client::{Action, ClientError, Event, KdcAddresses, KdcTransport, Transport};
use xrealm_names::{Moment, RealmName};
use xrealm_wire::framing::udp::MAX_DATAGRAM_BYTES;

use crate::now;

/// A client's sockets, one for each KDC that has been asked.
#[derive(Debug)]
pub struct Network {
    addresses: KdcAddresses,
    sockets: BTreeMap<SocketAddr, UdpSocket>,
}

/// Why a KDC gave nothing.
#[derive(Debug, Error)]
pub enum NetworkError {
    /// Nobody said where the realm's KDC is, or the name of the host means nothing.
    #[error("no KDC of {0} is known that speaks UDP")]
    NoKdc(RealmName),
    /// A reply does not fit a datagram. The figures are of UDP alone.
    #[error("a reply of {0} is too big for UDP")]
    TooBig(RealmName),
    /// The socket failed, or nothing came in time.
    #[error("no reply from {realm}")]
    Socket {
        /// Whose KDC was asked.
        realm: RealmName,
        /// Why.
        source: io::Error,
    },
    /// The client refuses what the KDC said, or the KDC refused the client.
    #[error(transparent)]
    Client(#[from] ClientError),
}

impl Network {
    /// No socket is opened yet.
    #[must_use]
    pub fn new(addresses: KdcAddresses) -> Self {
        Self { addresses, sockets: BTreeMap::new() }
    }

    /// The socket that is connected to the realm's first KDC.
    ///
    /// # Errors
    /// [`NetworkError::NoKdc`], [`NetworkError::Socket`].
    pub fn socket(&mut self, realm: &RealmName) -> Result<&UdpSocket, NetworkError> {
        let address = self.address(realm).ok_or_else(|| NetworkError::NoKdc(realm.clone()))?;
        match self.sockets.entry(address) {
            Entry::Occupied(open) => Ok(open.into_mut()),
            Entry::Vacant(place) => {
                let opened = open(address).map_err(|source| NetworkError::Socket { realm: realm.clone(), source })?;
                Ok(place.insert(opened))
            }
        }
    }

    /// Runs a state machine of the client to its end, and shows `witness` each request and reply.
    ///
    /// # Errors
    /// [`NetworkError`] if there is no ticket.
    pub fn run<T>(
        &mut self,
        rng: &mut dyn CryptoRng,
        mut step: impl FnMut(Event<'_>, Moment, &mut dyn CryptoRng) -> Action<T>,
        mut witness: impl FnMut(&[u8]),
    ) -> Result<T, NetworkError> {
        let mut action = step(Event::Start, now(), rng);
        loop {
            action = match action {
                Action::Done(done) => return Ok(done),
                Action::Failed(error) => return Err(error.into()),
                Action::Send { realm, transport: Transport::Tcp, .. } => return Err(NetworkError::TooBig(realm)),
                Action::Send { realm, request, transport: Transport::Any } => {
                    let reply = self.ask(&realm, &request)?;
                    witness(&reply);
                    step(Event::Reply(&reply), now(), rng)
                }
            };
        }
    }

    fn ask(&mut self, realm: &RealmName, request: &[u8]) -> Result<Vec<u8>, NetworkError> {
        let socket = self.socket(realm)?;
        let mut reply = vec![0; MAX_DATAGRAM_BYTES];
        let received = socket.send(request).and_then(|_| socket.recv(&mut reply));
        let octets = received.map_err(|source| NetworkError::Socket { realm: realm.clone(), source })?;
        reply.truncate(octets);
        Ok(reply)
    }

    fn address(&self, realm: &RealmName) -> Option<SocketAddr> {
        let speaks_udp = |transport: Option<KdcTransport>| transport != Some(KdcTransport::Tcp);
        let kdc = self.addresses.kdcs_of(realm).iter().find(|kdc| speaks_udp(kdc.transport))?;
        (kdc.host.as_str(), kdc.port).to_socket_addrs().ok()?.next()
    }
}

fn open(address: SocketAddr) -> io::Result<UdpSocket> {
    let any: SocketAddr = if address.is_ipv4() { ([0, 0, 0, 0], 0).into() } else { ([0; 16], 0).into() };
    let socket = UdpSocket::bind(any)?;
    socket.connect(address)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    Ok(socket)
}

/// How long a reply is waited for.
const PATIENCE: Duration = Duration::from_secs(1);
