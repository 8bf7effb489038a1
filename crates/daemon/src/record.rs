//! One record per request, for the log and for whoever watches. Built only when somebody reads it.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast;
use xrealm_kdc::Outcome;
use xrealm_names::Moment;
use xrealm_wire::error_code;

use crate::worker::Snapshot;

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
    pub(crate) snapshot: Arc<Snapshot>,
}

impl Record {
    /// What the KDC made of the request; `None` if it was one sent again.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.answer {
            Answer::Fresh(outcome) | Answer::TooBigForUdp(outcome) => Some(outcome),
            Answer::Again => None,
        }
    }

    /// The grounds of the routing decision, in the order in which they were found; none where nothing was routed.
    #[must_use]
    pub fn grounds(&self) -> Vec<GroundText> {
        let outcome = self.outcome();
        let decision = outcome.and_then(|outcome| outcome.decision.as_ref());
        let name = outcome.and_then(|outcome| outcome.realm.as_ref());
        let realm = name.and_then(|name| self.snapshot.directory.realm_named(name.as_str().as_bytes()));
        let (Some(decision), Some(realm)) = (decision, realm) else { return Vec::new() };
        let lines = decision.explain(realm.view());
        lines.map(|line| GroundText { rule: line.rule().id(), text: line.to_string() }).collect()
    }
}

/// One rule that was tried, and what it found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct GroundText {
    /// The rule, as [`xrealm_trust::Rule::id`] names it.
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
    Again,
}

/// Number of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId {
    worker: u32,
    number: u64,
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

/// Where records go.
#[derive(Debug, Clone)]
pub(crate) struct Records {
    watchers: broadcast::Sender<Arc<Record>>,
}

/// Records a slow watcher may fall behind before it loses the oldest.
const WATCHER_BACKLOG: usize = 4096;

impl Records {
    pub(crate) fn new() -> Self {
        Self { watchers: broadcast::Sender::new(WATCHER_BACKLOG) }
    }

    pub(crate) fn watch(&self) -> broadcast::Receiver<Arc<Record>> {
        self.watchers.subscribe()
    }

    /// Whether a record would be read by anybody.
    pub(crate) fn wanted(&self) -> bool {
        self.watchers.receiver_count() > 0 || tracing::enabled!(target: "xrealm::request", tracing::Level::INFO)
    }

    pub(crate) fn publish(&self, record: Record) {
        write_event(&record);
        // Nobody watching is not a failure.
        let _ = self.watchers.send(Arc::new(record));
    }
}

fn write_event(record: &Record) {
    let outcome = record.outcome();
    let (kind, code) = match &record.answer {
        Answer::Fresh(outcome) => (outcome.kind(), outcome.code()),
        Answer::TooBigForUdp(_) => ("too-big-for-udp", Some(error_code::KRB_ERR_RESPONSE_TOO_BIG)),
        Answer::Again => ("again", None),
    };
    let grounds: Vec<String> = record.grounds().into_iter().map(|ground| ground.text).collect();
    tracing::info!(
        target: "xrealm::request",
        id = %record.id,
        at = %record.at.time,
        peer = %record.peer,
        transport = %record.transport,
        request_octets = record.request_octets,
        reply_octets = record.reply_octets,
        micros = u64::try_from(record.took.as_micros()).unwrap_or(u64::MAX),
        kind,
        code,
        exchange = outcome.and_then(|outcome| outcome.exchange).map(tracing::field::display),
        realm = outcome.and_then(|outcome| outcome.realm.as_ref()).map(tracing::field::display),
        client = outcome.and_then(|outcome| outcome.client.as_ref()).map(tracing::field::display),
        service = outcome.and_then(|outcome| outcome.service.as_ref()).map(tracing::field::display),
        grounds = grounds.join("; "),
        "{}",
        outcome.map_or_else(|| "a request sent again".to_owned(), ToString::to_string),
    );
}
