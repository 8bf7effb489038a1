//! Starting a daemon inside a process, and stopping it.

use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::path::Path;
use std::rc::Rc;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{io, mem};

use arc_swap::ArcSwap;
use thiserror::Error;
use tokio::runtime::LocalRuntime;
use tokio::sync::{broadcast, watch};
use tokio::task::spawn_local;
use xrealm_config::Topology;
use xrealm_directory::Directory;

use crate::addresses::Addresses;
#[cfg(feature = "admin-http")]
use crate::admin::{AdminHttp, AdminHttpError};
use crate::admin::{AdminSocket, AdminSocketError, Desk};
use crate::administration::{Administration, Keeping, Nudges, Replaced, Upkeep};
use crate::bind::{BindError, bind};
use crate::clock::Clock;
use crate::counters::{Counters, Counts};
use crate::listen::tcp::Tcp;
use crate::listen::{StopSignal, udp};
use crate::options::Options;
use crate::places::{ControllerSeat, Places};
use crate::record::{Record, RequestId};
use crate::records::Records;
use crate::rng::{NoRandomness, Seed};
use crate::store::{Deviation, StoreError};
use crate::worker::{Post, Shared, Snapshot, Worker};

/// The daemon, not running.
#[derive(Debug)]
pub struct Daemon;

/// A daemon could not be started.
#[derive(Debug, Error)]
pub enum StartError {
    /// A socket could not be bound.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// No seed was given and none could be drawn.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// A thread or its runtime could not be made.
    #[error("cannot start a worker: {0}")]
    Worker(io::Error),
    /// A worker ended before it was ready.
    #[error("a worker ended before it was ready")]
    WorkerLost,
}

impl Daemon {
    /// Binds every socket and starts the workers. On return every socket answers.
    ///
    /// # Errors
    /// [`StartError`]; nothing is left running then.
    pub fn start(topology: &Topology, options: Options) -> Result<Running, StartError> {
        Self::start_keeping(topology, Keeping::in_memory(topology), options)
    }

    /// Binds every socket of `topology` and serves the directory of `keeping`, where every change of it is kept.
    ///
    /// # Errors
    /// [`StartError`]; nothing is left running then.
    pub fn start_keeping(topology: &Topology, keeping: Keeping, options: Options) -> Result<Running, StartError> {
        let seed = options.seed.clone().map_or_else(Seed::from_os, Ok)?;
        let workers = options.workers.get();
        let (places, sockets) = bind_all(topology, &options)?;
        let (nudges, inbox) = Nudges::new();
        let directory = Arc::clone(keeping.directory());
        let views = places.controllers().iter().map(|_| Arc::clone(&directory)).collect();
        let shared = Arc::new(Shared {
            snapshot: ArcSwap::from_pointee(Snapshot { generation: 0, directory, views }),
            clock: Clock::start(options.clock),
            limits: options.limits.clone(),
            records: Records::new(workers, options.keep_records),
            places,
            nudges,
        });
        let administration = Arc::new(Administration::new(Arc::clone(&shared), keeping, &seed, &options));
        let upkeep = Upkeep::start(&administration, inbox).map_err(StartError::Worker)?;
        let (stop, signal) = StopSignal::new();
        let mut running =
            Running { shared, counters: Vec::new(), threads: Vec::new(), stop, _upkeep: upkeep, administration };
        let (ready, readiness) = mpsc::channel();
        for (number, sockets) in sockets.into_iter().enumerate() {
            let counters = Arc::new(Counters::default());
            running.counters.push(Arc::clone(&counters));
            let seat = Seat {
                number,
                connections: running.shared.limits.connections.div_ceil(workers),
                shared: Arc::clone(&running.shared),
                counters,
                seed: seed.clone(),
                sockets,
                stop: signal.clone(),
                ready: ready.clone(),
            };
            let thread = thread::Builder::new().name(format!("xrealm-{number}")).spawn(move || seat.run());
            running.threads.push(thread.map_err(StartError::Worker)?);
        }
        drop(ready);
        for _ in 0..workers {
            readiness.recv().map_err(|_| StartError::WorkerLost)?.map_err(StartError::Worker)?;
        }
        Ok(running)
    }
}

/// A running daemon. Dropping it stops it.
#[derive(Debug)]
pub struct Running {
    shared: Arc<Shared>,
    counters: Vec<Arc<Counters>>,
    threads: Vec<JoinHandle<()>>,
    stop: watch::Sender<bool>,
    /// Ends when this is dropped.
    _upkeep: Upkeep,
    administration: Arc<Administration>,
}

impl Running {
    /// Where the realms are served.
    #[must_use]
    pub fn addresses(&self) -> &Addresses {
        self.shared.places.addresses()
    }

    /// The clock the KDCs live by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Serves another directory from the next request on.
    ///
    /// What administrators changed since the start is lost, and nothing of it is kept anywhere; only for daemons without
    /// a store.
    pub fn replace(&self, directory: Directory) -> Replaced {
        self.administration.replace(directory)
    }

    /// Where the directory differs from what `topology` says. With `apply` it follows the topology from the next request
    /// on, and the store keeps that.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot follow or that cannot be kept; everything stays as it is then.
    pub fn reconcile(&self, topology: &Topology, apply: bool) -> Result<Deviation, StoreError> {
        self.administration.reconcile(topology, apply)
    }

    /// The latest directory.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.shared.snapshot.load().directory)
    }

    /// A record of each request from now on. A watcher that falls far behind loses the oldest.
    #[must_use]
    pub fn watch(&self) -> broadcast::Receiver<Arc<Record>> {
        self.shared.records.watch()
    }

    /// The record of a request, if it is one of the latest [`Options::keep_records`] of its worker.
    #[must_use]
    pub fn record(&self, id: RequestId) -> Option<Arc<Record>> {
        self.shared.records.find(id)
    }

    /// The latest `count` records that are kept, in the order in which the requests came.
    #[must_use]
    pub fn latest_records(&self, count: usize) -> Vec<Arc<Record>> {
        self.shared.records.latest(count)
    }

    /// Opens a Unix socket at `path`, for its owner only, on which this daemon can be asked. One that a daemon left
    /// behind which is no more is replaced.
    ///
    /// # Errors
    /// [`AdminSocketError`]; another daemon that answers there is one.
    pub fn open_admin_socket(&self, path: &Path) -> Result<AdminSocket, AdminSocketError> {
        let socket = AdminSocket::open(path, self.desk())?;
        self.administration.name_socket(path);
        Ok(socket)
    }

    /// Hears administrators by HTTP on `address`, which must be of loopback, if they bring the token in `token_file`. The
    /// file is made with a new token if it is not there.
    ///
    /// # Errors
    /// [`AdminHttpError`].
    #[cfg(feature = "admin-http")]
    pub fn open_admin_http(&self, address: SocketAddr, token_file: &Path) -> Result<AdminHttp, AdminHttpError> {
        AdminHttp::open(address, token_file, self.desk())
    }

    /// What was counted so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counters.iter().map(|counters| counters.read()).fold(Counts::default(), std::ops::Add::add)
    }

    /// Stops accepting, answers what has arrived, closes the sockets and returns the final counts.
    pub fn stop(mut self) -> Counts {
        self.halt();
        self.counts()
    }

    fn desk(&self) -> Desk {
        Desk { shared: Arc::clone(&self.shared), administration: Arc::clone(&self.administration) }
    }

    fn halt(&mut self) {
        self.stop.send_replace(true);
        for thread in mem::take(&mut self.threads) {
            if thread.join().is_err() {
                tracing::error!("a worker had panicked");
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.halt();
    }
}

/// How long replies may take to leave when the daemon stops.
const STOP_GRACE: Duration = Duration::from_secs(1);

/// The sockets of one worker.
type Sockets = Vec<(Post, UdpSocket, TcpListener)>;

fn bind_all(topology: &Topology, options: &Options) -> Result<(Places, Vec<Sockets>), StartError> {
    let workers = options.workers.get();
    let mut addresses = Addresses::default();
    let mut sockets: Vec<Sockets> = (0..workers).map(|_| Vec::new()).collect();
    let mut bind_one = |post: Post, address: SocketAddr| -> Result<SocketAddr, BindError> {
        let bound = bind(address, workers)?;
        for (worker, pair) in sockets.iter_mut().zip(bound.pairs) {
            worker.push((post, pair.0, pair.1));
        }
        Ok(bound.address)
    };
    for &address in &options.listen {
        addresses.add_shared(bind_one(Post::Latest, address)?);
    }
    for (realm, address) in &topology.listeners {
        addresses.add_own(realm.clone(), bind_one(Post::Latest, *address)?);
    }
    let mut seats = Vec::new();
    for (index, (realm, controller, address)) in topology.controllers.iter().enumerate() {
        let address = bind_one(Post::Controller(index), *address)?;
        seats.push(ControllerSeat { realm: realm.clone(), controller: controller.clone(), address });
    }
    Ok((Places::new(topology, addresses, seats), sockets))
}

/// Everything a worker takes with it into its thread.
struct Seat {
    number: usize,
    connections: usize,
    shared: Arc<Shared>,
    counters: Arc<Counters>,
    seed: Seed,
    sockets: Sockets,
    stop: StopSignal,
    ready: mpsc::Sender<io::Result<()>>,
}

impl Seat {
    fn run(self) {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build_local(Default::default());
        let ready = self.ready.clone();
        let served = runtime.and_then(|runtime: LocalRuntime| runtime.block_on(self.serve()));
        if let Err(error) = served {
            let _ = ready.send(Err(error));
        }
    }

    async fn serve(mut self) -> io::Result<()> {
        let worker = Rc::new(Worker::new(self.number, self.shared, self.counters, &self.seed));
        let tcp = Rc::new(Tcp::new(Rc::clone(&worker), self.connections));
        let mut loops = Vec::new();
        for (post, datagrams, listener) in self.sockets {
            let datagrams = tokio::net::UdpSocket::from_std(datagrams)?;
            let listener = tokio::net::TcpListener::from_std(listener)?;
            loops.push(spawn_local(udp::serve(Rc::clone(&worker), post, datagrams, self.stop.clone())));
            loops.push(spawn_local(Rc::clone(&tcp).accept(listener, post, self.stop.clone())));
        }
        spawn_local(Rc::clone(&tcp).sweep());
        let _ = self.ready.send(Ok(()));
        drop(self.ready);
        self.stop.wait().await;
        for ended in loops {
            if ended.await.is_err() {
                tracing::error!("a listener had panicked");
            }
        }
        tcp.drain(STOP_GRACE).await;
        Ok(())
    }
}
