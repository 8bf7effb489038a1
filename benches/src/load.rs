//! Sending a batch with a window of requests under way.

use std::io;
use std::net::UdpSocket;
use std::time::Duration;

use thiserror::Error;
use xrealm_wire::framing::udp::MAX_DATAGRAM_BYTES;

use crate::{Batch, Stopwatch};

/// What came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answers {
    /// Right replies.
    pub right: usize,
    /// Requests or replies that were lost on the way.
    pub lost: usize,
    /// From the first request to the last reply.
    pub took: Duration,
}

/// Why a batch was given up.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The socket failed.
    #[error("the socket failed")]
    Socket(#[from] io::Error),
    /// A reply is not what the batch must be answered with.
    #[error("reply {number} is not the one it must be: {octets:02x?}")]
    WrongReply {
        /// Which, counted from 1 in the order they came.
        number: usize,
        /// How it begins.
        octets: Vec<u8>,
    },
}

/// Sends every request of `batch`, with at most `window` of them without a reply at a time.
///
/// # Errors
/// [`LoadError`] on the first reply that is wrong. What nobody answers within the socket's timeout counts as lost.
pub fn drive(socket: &UdpSocket, batch: &Batch, window: usize) -> Result<Answers, LoadError> {
    let stopwatch = Stopwatch::start();
    let mut unsent = batch.requests.iter();
    let mut answers = Answers { right: 0, lost: 0, took: Duration::ZERO };
    let mut under_way = 0_usize;
    let mut reply = vec![0; MAX_DATAGRAM_BYTES];
    loop {
        for request in unsent.by_ref().take(window.saturating_sub(under_way)) {
            socket.send(request)?;
            under_way += 1;
        }
        if under_way == 0 {
            return Ok(answers);
        }
        match socket.recv(&mut reply) {
            Ok(octets) => {
                let reply = reply.get(..octets).unwrap_or_default();
                answers.right += 1;
                answers.took = stopwatch.elapsed();
                under_way = under_way.saturating_sub(1);
                if !batch.is_answered_by(reply) {
                    let octets = reply.iter().copied().take(SHOWN_OCTETS).collect();
                    return Err(LoadError::WrongReply { number: answers.right, octets });
                }
            }
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                answers.lost += under_way;
                under_way = 0;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// How much of a wrong reply is told.
const SHOWN_OCTETS: usize = 64;

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::thread;

    use xrealm_names::{PrincipalName, RealmName, Timestamp};
    use xrealm_wire::{KrbError, error_code};

    use super::*;
    use crate::kind::Expected;

    #[test]
    fn every_request_is_answered_once() {
        let answers = drive(&peer(error(error_code::KDC_ERR_PREAUTH_REQUIRED)), &batch(), 3).unwrap();
        assert_eq!((answers.right, answers.lost), (20, 0));
    }

    #[test]
    fn a_wrong_reply_ends_the_batch() {
        let failed = drive(&peer(error(error_code::KRB_ERR_GENERIC)), &batch(), 3).unwrap_err();
        assert!(matches!(failed, LoadError::WrongReply { number: 1, .. }));
    }

    #[test]
    fn silence_counts_as_loss() {
        let (socket, silent) = pair();
        let answers = drive(&socket, &batch(), 5).unwrap();
        drop(silent);
        assert_eq!((answers.right, answers.lost), (0, 20));
    }

    fn batch() -> Batch {
        Batch {
            realm: RealmName::new("A.TEST").unwrap(),
            requests: (0..20).map(|number| vec![number]).collect(),
            expected: Expected::Error(error_code::KDC_ERR_PREAUTH_REQUIRED),
        }
    }

    fn error(error_code: i32) -> Vec<u8> {
        let krbtgt = PrincipalName::parse("krbtgt/A.TEST").unwrap();
        KrbError {
            ctime: None,
            cusec: None,
            stime: Timestamp::EPOCH,
            susec: 0,
            error_code,
            crealm: None,
            cname: None,
            realm: b"A.TEST",
            sname: (&krbtgt).into(),
            e_text: None,
            e_data: None,
        }
        .to_vec()
    }

    /// A socket whose other end answers each datagram with `reply`.
    fn peer(reply: Vec<u8>) -> UdpSocket {
        let (socket, other) = pair();
        thread::spawn(move || {
            let mut request = [0; 16];
            while other.recv(&mut request).is_ok() && other.send(&reply).is_ok() {}
        });
        socket
    }

    fn pair() -> (UdpSocket, UdpSocket) {
        let [one, other] = [(); 2].map(|()| UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap());
        one.connect(other.local_addr().unwrap()).unwrap();
        other.connect(one.local_addr().unwrap()).unwrap();
        for socket in [&one, &other] {
            socket.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        }
        (one, other)
    }
}
