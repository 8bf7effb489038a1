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
use crate::admin::{AdminSocket, AdminSocketError};
use crate::bind::{BindError, bind};
use crate::clock::Clock;
use crate::counters::{Counters, Counts};
use crate::listen::tcp::Tcp;
use crate::listen::{StopSignal, udp};
use crate::options::Options;
use crate::record::{Record, RequestId};
use crate::records::Records;
use crate::rng::{NoRandomness, Seed};
use crate::worker::{Shared, Snapshot, Worker};

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
        let seed = options.seed.clone().map_or_else(Seed::from_os, Ok)?;
        let workers = options.workers.get();
        let (addresses, sockets) = bind_all(topology, &options)?;
        let shared = Arc::new(Shared {
            snapshot: ArcSwap::from_pointee(Snapshot { generation: 0, directory: topology.directory.clone() }),
            clock: Clock::start(options.clock),
            limits: options.limits,
            records: Records::new(workers, options.keep_records),
        });
        let (stop, signal) = StopSignal::new();
        let mut running = Running { addresses, shared, counters: Vec::new(), threads: Vec::new(), stop };
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
    addresses: Addresses,
    shared: Arc<Shared>,
    counters: Vec<Arc<Counters>>,
    threads: Vec<JoinHandle<()>>,
    stop: watch::Sender<bool>,
}

impl Running {
    /// Where the realms are served.
    #[must_use]
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// The clock the KDCs live by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Serves another directory from the next request on.
    pub fn replace(&self, directory: Directory) {
        self.shared
            .snapshot
            .rcu(|current| Snapshot { generation: current.generation + 1, directory: directory.clone() });
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
        AdminSocket::open(path, Arc::clone(&self.shared))
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
type Sockets = Vec<(UdpSocket, TcpListener)>;

fn bind_all(topology: &Topology, options: &Options) -> Result<(Addresses, Vec<Sockets>), StartError> {
    let workers = options.workers.get();
    let mut addresses = Addresses::default();
    let mut sockets: Vec<Sockets> = (0..workers).map(|_| Vec::new()).collect();
    let mut bind_one = |address: SocketAddr| -> Result<SocketAddr, BindError> {
        let bound = bind(address, workers)?;
        for (worker, pair) in sockets.iter_mut().zip(bound.pairs) {
            worker.push(pair);
        }
        Ok(bound.address)
    };
    for &address in &options.listen {
        addresses.add_shared(bind_one(address)?);
    }
    for (realm, address) in &topology.listeners {
        addresses.add_own(realm.clone(), bind_one(*address)?);
    }
    Ok((addresses, sockets))
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
        for (datagrams, listener) in self.sockets {
            let datagrams = tokio::net::UdpSocket::from_std(datagrams)?;
            let listener = tokio::net::TcpListener::from_std(listener)?;
            loops.push(spawn_local(udp::serve(Rc::clone(&worker), datagrams, self.stop.clone())));
            loops.push(spawn_local(Rc::clone(&tcp).accept(listener, self.stop.clone())));
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
