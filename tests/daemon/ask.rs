//! One request over one socket.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

use crate::message::Answer;

/// What UDP brings back; `None` if nothing within [`SILENCE`].
pub(crate) fn udp(kdc: SocketAddr, request: &[u8]) -> Option<Vec<u8>> {
    ask(&udp_socket(kdc), request)
}

/// A datagram socket that talks to `kdc` only.
pub(crate) fn udp_socket(kdc: SocketAddr) -> UdpSocket {
    let any = if kdc.is_ipv4() { "127.0.0.1:0" } else { "[::1]:0" };
    let socket = UdpSocket::bind(any).expect("the loopback has free ports");
    socket.connect(kdc).expect("the loopback is connected");
    socket.set_read_timeout(Some(SILENCE)).expect("not zero");
    socket
}

/// Sends `request` and waits for one datagram.
pub(crate) fn ask(socket: &UdpSocket, request: &[u8]) -> Option<Vec<u8>> {
    socket.send(request).expect("a datagram to the loopback leaves");
    let mut reply = vec![0; 65536];
    match socket.recv(&mut reply) {
        Ok(length) => {
            reply.truncate(length);
            Some(reply)
        }
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => None,
        Err(error) => panic!("the KDC's socket is gone: {error}"),
    }
}

/// A connection with the same patience.
pub(crate) fn connect(kdc: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(kdc).expect("the KDC accepts connections");
    stream.set_read_timeout(Some(SILENCE)).expect("not zero");
    stream.set_nodelay(true).expect("a TCP socket");
    stream
}

/// What TCP brings back over a connection of its own.
pub(crate) fn tcp(kdc: SocketAddr, request: &[u8]) -> Option<Vec<u8>> {
    let mut stream = connect(kdc);
    send_frame(&mut stream, request);
    read_frame(&mut stream)
}

/// Length and message in one write.
pub(crate) fn send_frame(stream: &mut TcpStream, request: &[u8]) {
    let length = u32::try_from(request.len()).expect("a test's request fits");
    let mut frame = length.to_be_bytes().to_vec();
    frame.extend_from_slice(request);
    stream.write_all(&frame).expect("the KDC reads what it is sent");
}

/// One frame; `None` if the peer closes the connection or stays silent.
pub(crate) fn read_frame(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut length = [0; 4];
    stream.read_exact(&mut length).ok()?;
    let mut reply = vec![0; usize::try_from(u32::from_be_bytes(length)).ok()?];
    stream.read_exact(&mut reply).ok()?;
    Some(reply)
}

/// The kind of answer to a datagram.
pub(crate) fn answer(kdc: SocketAddr, request: &[u8]) -> Option<Answer> {
    udp(kdc, request).map(|reply| Answer::read(&reply))
}

/// Longer than any answer takes on a loaded machine.
pub(crate) const SILENCE: Duration = Duration::from_millis(1500);
