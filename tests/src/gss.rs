//! MIT's sample application, Debian package `krb5-gss-samples`: a server that accepts one client, and the client.

use std::path::Path;

use crate::client::Client;
use crate::mit::{self, require_programs};
use crate::mit_kdc::free_ports;
use crate::process::{Finished, Program, Running, wait_until};

/// `gss-server`, waiting for one client.
#[derive(Debug)]
pub struct GssServer {
    process: Running,
    port: u16,
}

impl GssServer {
    /// Starts it for `service` (`host@fileserver.corp.test`) with the keys of `keytab`.
    pub fn start(krb5_conf: &Path, keytab: &Path, service: &str) -> GssServer {
        require_programs(&["/usr/bin/gss-server", "/usr/bin/gss-client"], "krb5-gss-samples");
        let port = free_ports(1).pop().expect("one was asked for");
        let mut process = Program::new("/usr/bin/gss-server")
            .env("KRB5_CONFIG", krb5_conf)
            .env("KRB5_KTNAME", keytab)
            .env("KRB5RCACHENAME", "none:")
            .args(["-port", &port.to_string(), "-once", service])
            .start();
        // The server does not flush its first line into a pipe: the listening socket tells.
        let wanted = format!(":{port:04X} 00000000:0000 0A");
        let listens = wait_until(|| {
            !process.is_running()
                || std::fs::read_to_string("/proc/net/tcp").is_ok_and(|sockets| sockets.contains(&wanted))
        });
        assert!(listens && process.is_running(), "gss-server does not listen: {}", process.stderr());
        GssServer { process, port }
    }

    /// Has `client` log on to `service` here and send `message`; both ends' output.
    pub fn greet(mut self, client: &Client, service: &str, message: &str, options: &[&str]) -> (Finished, Finished) {
        let sent = mit::program(client, "/usr/bin/gss-client")
            .args(["-port", &self.port.to_string()])
            .args(options)
            .args(["127.0.0.1", service, message])
            .run();
        // A client that fails before it connects leaves the server waiting.
        let accepted = if sent.code == 0 { self.process.wait() } else { self.give_up() };
        (sent, accepted)
    }

    fn give_up(mut self) -> Finished {
        drop(std::net::TcpStream::connect(("127.0.0.1", self.port)));
        self.process.wait()
    }
}
