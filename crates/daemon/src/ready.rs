//! Telling others that the daemon is ready: one line for whoever started it, a datagram for systemd.

use std::ffi::OsStr;
use std::fmt::{self, Display};
use std::io;
use std::net::SocketAddr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixDatagram;

use crate::addresses::Addresses;

/// The line `ready udp=ADDRESS,... tcp=ADDRESS,... realms=N`, and ` http=ADDRESS` if administrators are heard there.
#[derive(Debug)]
pub struct ReadyLine<'a> {
    /// Where the daemon listens.
    pub addresses: &'a Addresses,
    /// How many realms it serves.
    pub realms: usize,
    /// Where it hears administrators by HTTP.
    pub http: Option<SocketAddr>,
}

impl Display for ReadyLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let addresses: Vec<String> = self.addresses.all().map(|address| address.to_string()).collect();
        let addresses = addresses.join(",");
        write!(f, "ready udp={addresses} tcp={addresses} realms={}", self.realms)?;
        self.http.map_or(Ok(()), |http| write!(f, " http={http}"))
    }
}

/// Sends `state` (`READY=1`, `STOPPING=1`, `RELOADING=1`) to the socket that NOTIFY_SOCKET names, as sd_notify(3)
/// does; without NOTIFY_SOCKET does nothing.
///
/// # Errors
/// The socket is named but cannot be reached.
pub fn notify(state: &str) -> io::Result<()> {
    match std::env::var_os("NOTIFY_SOCKET") {
        Some(socket) if !socket.is_empty() => send(&socket, state),
        _ => Ok(()),
    }
}

fn send(socket: &OsStr, state: &str) -> io::Result<()> {
    let datagram = UnixDatagram::unbound()?;
    match socket.as_bytes().strip_prefix(b"@") {
        None => datagram.send_to(state.as_bytes(), socket)?,
        Some(name) => {
            use std::os::linux::net::SocketAddrExt;
            let address = std::os::unix::net::SocketAddr::from_abstract_name(name)?;
            datagram.send_to_addr(state.as_bytes(), &address)?
        }
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::SocketAddr;

    use super::*;

    #[test]
    fn the_ready_line_names_every_address_and_counts_the_realms() {
        let mut addresses = Addresses::default();
        addresses.add_shared("127.0.0.1:1088".parse().unwrap());
        addresses.add_shared("[::1]:1088".parse().unwrap());
        let line = ReadyLine { addresses: &addresses, realms: 4, http: None }.to_string();
        assert_eq!(line, "ready udp=127.0.0.1:1088,[::1]:1088 tcp=127.0.0.1:1088,[::1]:1088 realms=4");
    }

    #[test]
    fn an_abstract_socket_is_notified() {
        let name = format!("xrealm-notify-{}", std::process::id());
        let listener = UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
        send(OsStr::new(&format!("@{name}")), "READY=1").unwrap();
        let mut heard = [0; 16];
        let count = listener.recv(&mut heard).unwrap();
        assert_eq!(&heard[..count], b"READY=1");
    }
}
