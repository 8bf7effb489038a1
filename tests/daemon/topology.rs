//! The one small topology these tests serve.

use std::net::SocketAddr;

use xrealm_tests::{Daemon, DaemonOptions, Scratch};

use crate::ask;
use crate::message::{Answer, AsReq};

/// The realm of every test here.
pub(crate) const REALM: &str = "CORP.TEST";

/// `user1` must pre-authenticate, `open1` need not: a KDC answers it with a ticket, no questions asked.
pub(crate) const TOPOLOGY: &str = r#"
[[domain]]
name = "corp.test"
users = [
    { name = "user1", password = "Secret-1" },
    { name = "open1", password = "Secret-2", preauth = false },
]
"#;

const LIMIT: &str = "--udp-reply-limit";

/// A daemon that serves [`TOPOLOGY`], and the file it was started with.
pub(crate) struct Served {
    pub(crate) daemon: Daemon,
    pub(crate) file: Scratch,
}

impl Served {
    pub(crate) fn start() -> Served {
        Served::start_with(&[])
    }

    /// With more arguments of `xrealm serve`.
    pub(crate) fn start_with(arguments: &[&str]) -> Served {
        let file = Scratch::new("topology");
        let path = file.write("corp.toml", TOPOLOGY);
        // A domain's tickets would fit no datagram by default.
        let limit: &[&str] = if arguments.contains(&LIMIT) { &[] } else { &[LIMIT, "4096"] };
        let options = DaemonOptions::topology(&path);
        let options = limit.iter().chain(arguments).fold(options, |options, argument| options.arg(argument));
        Served { daemon: options.start(), file }
    }

    pub(crate) fn kdc(&self) -> SocketAddr {
        self.daemon.address_of(REALM)
    }

    /// Stops the test unless a client that needs no pre-authentication gets its ticket, over UDP and over TCP.
    #[track_caller]
    pub(crate) fn must_still_serve(&mut self) {
        assert!(self.daemon.is_running(), "the daemon is gone: {}", self.daemon.stderr());
        let request = AsReq::of(REALM, "open1").encode();
        let over_udp = ask::udp(self.kdc(), &request).map(|reply| Answer::read(&reply));
        let over_tcp = ask::tcp(self.kdc(), &request).map(|reply| Answer::read(&reply));
        assert_eq!(over_udp, Some(Answer::AsRep), "over UDP: {}", self.daemon.stderr());
        assert_eq!(over_tcp, Some(Answer::AsRep), "over TCP: {}", self.daemon.stderr());
    }
}
