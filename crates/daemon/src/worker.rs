//! One worker: the state a thread needs to answer requests, and the way of one request through it.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use chacha20::ChaCha20Rng;
use xrealm_directory::{Directory, TrustPair};
use xrealm_kdc::{Crossing, Handled, Outcome};

use crate::administration::Nudges;
use crate::clock::Clock;
use crate::counters::Counters;
use crate::look_aside::LookAside;
use crate::options::Limits;
use crate::own_error::breakdown;
use crate::places::Places;
use crate::record::{Answer, Record, RequestId, Transport};
use crate::records::Records;
use crate::rng::Seed;

/// What all workers share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) snapshot: ArcSwap<Snapshot>,
    pub(crate) clock: Clock,
    pub(crate) limits: Limits,
    pub(crate) records: Records,
    pub(crate) places: Places,
    pub(crate) nudges: Nudges,
}

/// A directory and which one it is, counted from the start.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) generation: u64,
    pub(crate) directory: Arc<Directory>,
    /// What the domain controllers know that have addresses of their own, in the order of [`Places::controllers`].
    pub(crate) views: Box<[Arc<Directory>]>,
}

/// Who is asked at a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Post {
    /// Whoever knows the latest.
    Latest,
    /// The domain controller at this place of [`Places::controllers`].
    Controller(usize),
}

impl Snapshot {
    /// What is known at `post`.
    pub(crate) fn at(&self, post: Post) -> &Directory {
        match post {
            Post::Latest => &self.directory,
            Post::Controller(index) => self.views.get(index).unwrap_or(&self.directory),
        }
    }
}

/// One worker's hold on a snapshot. Its records share it, so that keeping them counts references in memory of this
/// worker's own and not in memory that all workers contend for.
#[derive(Debug)]
pub(crate) struct Hold {
    pub(crate) snapshot: Arc<Snapshot>,
}

/// The state of one thread. Everything here is used by that thread alone.
pub(crate) struct Worker {
    pub(crate) shared: Arc<Shared>,
    pub(crate) counters: Arc<Counters>,
    number: u32,
    state: RefCell<State>,
}

struct State {
    generator: ChaCha20Rng,
    look_aside: LookAside,
    /// Those of the domain controllers with addresses of their own: what one answers another does not have to.
    look_asides: Box<[LookAside]>,
    hold: Arc<Hold>,
    requests: u64,
    /// Trusts whose first use was reported since the snapshot is held.
    reported: Vec<TrustPair>,
}

impl State {
    /// The snapshot to answer from. Replies kept from an older one are forgotten.
    fn current(&mut self, snapshot: &ArcSwap<Snapshot>) -> Arc<Hold> {
        let current = snapshot.load();
        if self.hold.snapshot.generation != current.generation {
            self.look_aside.clear();
            self.look_asides.iter_mut().for_each(LookAside::clear);
            self.reported.clear();
            self.hold = Arc::new(Hold { snapshot: Arc::clone(&current) });
        }
        Arc::clone(&self.hold)
    }

    fn look_aside(&mut self, post: Post) -> &mut LookAside {
        match post {
            Post::Latest => &mut self.look_aside,
            Post::Controller(index) => self.look_asides.get_mut(index).unwrap_or(&mut self.look_aside),
        }
    }
}

impl Worker {
    pub(crate) fn new(number: usize, shared: Arc<Shared>, counters: Arc<Counters>, seed: &Seed) -> Self {
        let state = State {
            generator: seed.generator(number),
            look_aside: LookAside::new(shared.limits.look_aside),
            look_asides: shared.places.controllers().iter().map(|_| LookAside::new(shared.limits.look_aside)).collect(),
            hold: Arc::new(Hold { snapshot: shared.snapshot.load_full() }),
            requests: 0,
            reported: Vec::new(),
        };
        Self { shared, counters, number: u32::try_from(number).unwrap_or(u32::MAX), state: RefCell::new(state) }
    }

    /// The reply to `request`, `None` if it is no KDC request at all.
    ///
    /// A mistake of ours over one request must not end the thread that answers all others: it is answered
    /// KRB_ERR_GENERIC.
    pub(crate) fn answer(
        &self,
        request: &[u8],
        post: Post,
        transport: Transport,
        peer: impl FnOnce() -> SocketAddr,
    ) -> Option<Vec<u8>> {
        let answered = catch_unwind(AssertUnwindSafe(|| self.answer_unguarded(request, post, transport, peer)));
        answered.unwrap_or_else(|_| {
            tracing::error!(octets = request.len(), "broke down over a request; please report this");
            Some(breakdown(&self.shared.snapshot.load().directory, self.shared.clock.now()))
        })
    }

    fn answer_unguarded(
        &self,
        request: &[u8],
        post: Post,
        transport: Transport,
        peer: impl FnOnce() -> SocketAddr,
    ) -> Option<Vec<u8>> {
        let started = self.shared.clock.tick();
        let mut state = self.state.borrow_mut();
        let hold = state.current(&self.shared.snapshot);
        state.requests += 1;
        let id = RequestId::new(self.number, state.requests);
        self.counters.requests.add_one();
        let (reply, answer) =
            self.answer_from(&hold.snapshot, &mut state, id, Asked { request, post, transport, started });
        if reply.is_none() {
            self.counters.dropped.add_one();
        }
        if self.shared.records.wanted() {
            self.shared.records.publish(Record {
                id,
                at: self.shared.clock.now(),
                peer: peer(),
                transport,
                request_octets: request.len(),
                reply_octets: reply.as_ref().map(Vec::len),
                took: self.shared.clock.tick().saturating_sub(started),
                answer,
                came_at: started,
                hold,
                post,
            });
        }
        reply
    }

    fn answer_from(
        &self,
        snapshot: &Snapshot,
        state: &mut State,
        id: RequestId,
        asked: Asked<'_>,
    ) -> (Option<Vec<u8>>, Answer) {
        let Asked { request, post, transport, started } = asked;
        let now = self.shared.clock.now();
        let directory = snapshot.at(post);
        let too_big = |reply: &[u8]| transport == Transport::Udp && reply.len() > self.shared.limits.udp_reply;
        let retry_by_tcp = || {
            self.counters.too_big_for_udp.add_one();
            xrealm_kdc::response_too_big(request, now, directory)
        };
        if let Some(kept) = state.look_aside(post).find(request, started) {
            self.counters.retransmissions.add_one();
            let reply = if too_big(kept.reply) { retry_by_tcp() } else { Some(kept.reply.to_vec()) };
            return (reply, Answer::Again { first: kept.id });
        }
        let Handled { reply, outcome } = xrealm_kdc::handle(request, now, &mut state.generator, directory);
        let Some(reply) = reply else { return (None, Answer::Fresh(outcome)) };
        self.report_first_use(state, &outcome);
        state.look_aside(post).keep(id, request, &reply, started);
        if too_big(&reply) {
            (retry_by_tcp(), Answer::TooBigForUdp(outcome))
        } else {
            (Some(reply), Answer::Fresh(outcome))
        }
    }
}

impl Worker {
    /// Says once for each snapshot that a ticket proved a secret that nobody had used yet.
    fn report_first_use(&self, state: &mut State, outcome: &Outcome) {
        let Some(Crossing { partner, confirms: true }) = &outcome.crossing else { return };
        let Some(realm) = &outcome.realm else { return };
        let trust = TrustPair { trusting: realm.clone(), trusted: partner.clone() };
        if !state.reported.contains(&trust) && self.shared.nudges.used(trust.clone()) {
            state.reported.push(trust);
        }
    }
}

/// A request, and where and how it came.
struct Asked<'a> {
    request: &'a [u8],
    post: Post,
    transport: Transport,
    started: Duration,
}
