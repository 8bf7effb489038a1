//! One record per request: facts, of which text is made when somebody reads them.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use xrealm_directory::Realm;
use xrealm_kdc::{CrossedSids, Outcome};
use xrealm_names::Moment;
use xrealm_wire::error_code;

use crate::worker::{Hold, Post};

/// What became of one request.
#[derive(Debug)]
pub struct Record {
    /// Number of the request: unique in this daemon, rising within one worker.
    pub id: RequestId,
    /// When it was answered, on the KDC's clock.
    pub at: Moment,
    /// Who asked.
    pub peer: SocketAddr,
    /// How.
    pub transport: Transport,
    /// Octets of the request.
    pub request_octets: usize,
    /// Octets of the reply, if there was one.
    pub reply_octets: Option<usize>,
    /// How long the answer took.
    pub took: Duration,
    /// What was answered and why.
    pub answer: Answer,
    /// When it came, in real time since the daemon was started.
    pub(crate) came_at: Duration,
    pub(crate) hold: Arc<Hold>,
    pub(crate) post: Post,
}

impl Record {
    /// What the KDC made of the request; `None` if it was one sent again.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.answer {
            Answer::Fresh(outcome) | Answer::TooBigForUdp(outcome) => Some(outcome),
            Answer::Again { .. } => None,
        }
    }

    /// The request that this one is a copy of.
    #[must_use]
    pub fn again_of(&self) -> Option<RequestId> {
        match &self.answer {
            Answer::Again { first } => Some(*first),
            Answer::Fresh(_) | Answer::TooBigForUdp(_) => None,
        }
    }

    /// What was sent, in a word: [`Outcome::kind`], `too-big-for-udp` or `again`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.answer {
            Answer::Fresh(outcome) => outcome.kind(),
            Answer::TooBigForUdp(_) => "too-big-for-udp",
            Answer::Again { .. } => "again",
        }
    }

    /// The error code that was sent, 0 if it was no error; `None` if nothing was sent, or an earlier reply again.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        match &self.answer {
            Answer::Fresh(outcome) => outcome.code(),
            Answer::TooBigForUdp(_) => Some(error_code::KRB_ERR_RESPONSE_TOO_BIG),
            Answer::Again { .. } => None,
        }
    }

    /// The grounds of the routing decisions, of the client's name and then of the service's, in the order in which they
    /// were found, then each SID that a trust did not let through; none where nothing was routed.
    #[must_use]
    pub fn grounds(&self) -> Vec<GroundText> {
        let Some(outcome) = self.outcome() else { return Vec::new() };
        let name = outcome.realm.as_ref();
        let realm = name.and_then(|name| self.hold.snapshot.at(self.post).realm_named(name.as_str().as_bytes()));
        let Some(view) = realm.map(Realm::view) else { return Vec::new() };
        let client = outcome.client_decision.iter().flat_map(|decision| decision.explain(view));
        let service = outcome.decision.iter().flat_map(|decision| decision.explain(view));
        let routing = client.chain(service).map(|line| GroundText { rule: line.rule().id(), text: line.to_string() });
        let sids = outcome.sids.iter().flat_map(CrossedSids::lines);
        routing.chain(sids.map(|text| GroundText { rule: CrossedSids::RULE, text })).collect()
    }

    /// Whether records are logged.
    pub(crate) fn is_logged() -> bool {
        tracing::enabled!(target: "xrealm::request", tracing::Level::INFO)
    }

    pub(crate) fn log(&self) {
        let outcome = self.outcome();
        let grounds: Vec<String> = self.grounds().into_iter().map(|ground| ground.text).collect();
        tracing::info!(
            target: "xrealm::request",
            id = %self.id,
            at = %self.at.time,
            peer = %self.peer,
            transport = %self.transport,
            request_octets = self.request_octets,
            reply_octets = self.reply_octets,
            micros = u64::try_from(self.took.as_micros()).unwrap_or(u64::MAX),
            kind = self.kind(),
            code = self.code(),
            exchange = outcome.and_then(|outcome| outcome.exchange).map(tracing::field::display),
            realm = outcome.and_then(|outcome| outcome.realm.as_ref()).map(tracing::field::display),
            client = outcome.and_then(|outcome| outcome.client.as_ref()).map(tracing::field::display),
            service = outcome.and_then(|outcome| outcome.service.as_ref()).map(tracing::field::display),
            sids = outcome.and_then(|outcome| outcome.sids.as_ref()).map(tracing::field::display),
            grounds = grounds.join("; "),
            "{self}",
        );
    }
}

impl fmt::Display for Record {
    /// One line: that of the [`Outcome`], or of which request this is a copy.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.answer {
            Answer::Fresh(outcome) => outcome.fmt(f),
            Answer::TooBigForUdp(outcome) => write!(f, "{outcome}, too big for UDP: sent to TCP"),
            Answer::Again { first } => write!(f, "request {first} sent again: its reply sent again"),
        }
    }
}

/// One rule that was tried, and what it found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct GroundText {
    /// The rule, as [`xrealm_trust::Rule::id`] names it, or [`CrossedSids::RULE`].
    pub rule: &'static str,
    /// What it found.
    pub text: String,
}

/// What was answered and why.
#[derive(Debug)]
pub enum Answer {
    /// The KDC answered anew.
    Fresh(Outcome),
    /// The KDC answered anew, but the reply was larger than the limit for UDP: KRB_ERR_RESPONSE_TOO_BIG was sent.
    TooBigForUdp(Outcome),
    /// A request sent again: the reply kept from the first time.
    Again {
        /// The request that was answered first.
        first: RequestId,
    },
}

/// Number of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId {
    pub(crate) worker: u32,
    pub(crate) number: u64,
}

impl RequestId {
    pub(crate) fn new(worker: u32, number: u64) -> Self {
        Self { worker, number }
    }
}

impl fmt::Display for RequestId {
    /// Worker and number, as in `0-17`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.worker, self.number)
    }
}

/// The text is no number of a request.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("a request is numbered as in 0-17: the thread and its seventeenth request")]
pub struct RequestIdError;

impl FromStr for RequestId {
    type Err = RequestIdError;

    fn from_str(text: &str) -> Result<Self, RequestIdError> {
        let (worker, number) = text.split_once('-').ok_or(RequestIdError)?;
        let id = Self {
            worker: worker.parse().map_err(|_| RequestIdError)?,
            number: number.parse().map_err(|_| RequestIdError)?,
        };
        // One way of writing each: no signs, no leading zeros.
        if id.to_string() == text { Ok(id) } else { Err(RequestIdError) }
    }
}

/// How a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// One datagram.
    Udp,
    /// One frame on a connection.
    Tcp,
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Udp => "udp",
            Self::Tcp => "tcp",
        })
    }
}

#[cfg(test)]
mod tests {
    use xrealm_names::Timestamp;

    use super::*;
    use crate::worker::Snapshot;

    impl Record {
        /// A record as of a request sent again.
        pub(crate) fn sample(id: RequestId, came_at: Duration) -> Self {
            let snapshot = Arc::new(Snapshot { generation: 0, directory: Arc::default(), views: Box::default() });
            Self {
                id,
                at: Moment::at(Timestamp::EPOCH),
                peer: SocketAddr::from(([127, 0, 0, 1], 1088)),
                transport: Transport::Udp,
                request_octets: 200,
                reply_octets: Some(300),
                took: Duration::from_micros(40),
                answer: Answer::Again { first: RequestId::new(0, 1) },
                came_at,
                hold: Arc::new(Hold { snapshot }),
                post: Post::Latest,
            }
        }
    }

    #[test]
    fn a_request_id_is_read_as_it_is_written() {
        let id: RequestId = "3-17".parse().unwrap();
        assert_eq!((id, id.to_string()), (RequestId::new(3, 17), "3-17".to_owned()));
        for text in ["", "17", "0-", "-1", "0--1", "0-+1", "00-1", "a-b", "0-1-2", "99999999999-1"] {
            assert_eq!(text.parse::<RequestId>(), Err(RequestIdError), "{text}");
        }
    }

    #[test]
    fn a_record_takes_less_than_a_kibibyte_beside_its_names() {
        let octets = size_of::<Record>();
        assert!(octets < 1024, "{octets}");
    }

    #[test]
    fn a_copy_says_of_which_request() {
        let record = Record::sample(RequestId::new(0, 2), Duration::ZERO);
        assert_eq!(record.to_string(), "request 0-1 sent again: its reply sent again");
        assert_eq!((record.kind(), record.code()), ("again", None));
    }
}
