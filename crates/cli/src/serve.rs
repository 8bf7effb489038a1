//! `xrealm serve`: run the realms of a topology until told to stop.

use std::io::{Write, stdout};
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::Path;
use std::thread::available_parallelism;
use std::time::Duration;

use xrealm_admin::KeptClock;
use xrealm_config::Topology;
use xrealm_daemon::{
    AdminHttp, AdminSocket, Clock, ClockSetting, Daemon, Deviation, Keeping, Limits, LookAsideBounds, Options, Origin,
    OutFolder, ReadyLine, Running, Seed, Signals, StateFolder, TopologyFile, make_room_for, notify,
};
use xrealm_directory::Directory;
use xrealm_names::{Moment, RealmName};

use crate::args;
use crate::failure::Failure;
use crate::topology;

pub(crate) fn run(args: &args::Serve) -> miette::Result<()> {
    let seed = args.seed.map_or_else(Seed::from_os, |number| Ok(Seed::from_number(number)));
    let seed = seed.map_err(Failure::from)?;
    let mut beginning = Beginning::read(args, &seed)?;
    let mut signals = Signals::watch().map_err(Failure::Signals)?;
    let keeping = beginning.keeping.take().unwrap_or_else(|| Keeping::in_memory(&beginning.topology));
    let running = Daemon::start_keeping(&beginning.topology, keeping, options(args, seed, beginning.clock))
        .map_err(Failure::from)?;
    let Beginning { file, topology, at, .. } = beginning;
    let out = args.out.as_deref().map(|path| OutFolder::new(path, args.domain_realm)).transpose();
    let mut out = out.map_err(Failure::from)?;
    let admin = open_admin_socket(args.admin.as_deref(), out.as_ref(), &running)?;
    if let (Some(out), Some(admin)) = (&mut out, &admin) {
        out.name_admin_socket(admin.path());
    }
    let http = open_admin_http(args, out.as_ref(), &running)?;
    if let Some(out) = &out {
        out.write(&topology, running.addresses(), running.clock().now()).map_err(Failure::from)?;
    }
    say_ready(&running, &topology, http.as_ref()).map_err(Failure::Print)?;
    tell("READY=1");
    let listeners = topology.listeners.clone();
    // The running daemon has the directory; how it came about is needed no more.
    drop(topology);
    let kept = at.map(|at| Kept { at, reconcile: args.reconcile });
    let mut server = Server { file, running, out, listeners, kept };
    signals.until_stopped(|| server.reload());
    tell("STOPPING=1");
    drop(admin);
    drop(http);
    let counts = server.running.stop();
    tracing::debug!(?counts, "stopped");
    Ok(())
}

/// What is served at first.
struct Beginning {
    file: TopologyFile,
    /// As the file says it, with the directory that is served.
    topology: Topology,
    /// With a state: where changes are kept.
    keeping: Option<Keeping>,
    /// With a state: as of when the file is read.
    at: Option<Moment>,
    clock: ClockSetting,
}

impl Beginning {
    fn read(args: &args::Serve, seed: &Seed) -> miette::Result<Self> {
        let clock = args.clock.unwrap_or_default();
        let now = Clock::start(clock).now();
        let Some(folder) = &args.state else {
            let file = TopologyFile::new(&args.topology, seed);
            let topology = topology::read(&file, now)?;
            topology::log_warnings(&file, &topology);
            return Ok(Self { file, topology, keeping: None, at: None, clock });
        };
        let state = StateFolder::open(folder, seed, now).map_err(Failure::from)?;
        let clock = clock_of(args.clock, state.clock().map_err(Failure::from)?);
        let now = Clock::start(clock).now();
        let (file, at) = (TopologyFile::new(&args.topology, state.seed()), state.at());
        let mut topology = topology::read(&file, at)?;
        topology::log_warnings(&file, &topology);
        let begun = state.begin(&topology, args.reconcile, now).map_err(Failure::from)?;
        log_origin(&begun.origin, folder);
        topology.directory = Directory::clone(begun.keeping.directory());
        Ok(Self { file, topology, keeping: Some(begun.keeping), at: Some(at), clock })
    }
}

/// What the command line says, or else the clock as an administrator set it in an earlier run.
fn clock_of(said: Option<ClockSetting>, kept: Option<KeptClock>) -> ClockSetting {
    match (said, kept) {
        (None, None) => ClockSetting::System,
        (None, Some(kept)) => {
            let clock = ClockSetting::Kept(kept);
            tracing::info!("the clock goes on as it was set: it is {}", Clock::start(clock).now().time);
            clock
        }
        (Some(said), None) => said,
        (Some(said), Some(kept)) => {
            let (time, kept) = (Clock::start(said).now().time, Clock::start(ClockSetting::Kept(kept)).now().time);
            tracing::warn!("it is {time}, as --clock says; by the clock that was set it would be {kept}");
            said
        }
    }
}

fn log_origin(origin: &Origin, folder: &Path) {
    let folder = folder.display();
    match origin {
        Origin::Topology => tracing::info!("a new state in {folder}, filled from the topology"),
        Origin::State { deviation } => {
            tracing::info!("the state in {folder} is served");
            log_deviation(deviation, false);
        }
        Origin::Reconciled { deviation } => log_deviation(deviation, true),
    }
}

fn log_deviation(deviation: &Deviation, followed: bool) {
    let Deviation { otherwise, only_kept } = deviation;
    for otherwise in otherwise.iter().take(MOST_TOLD) {
        tracing::info!("the topology says otherwise: {otherwise}");
    }
    for kept in only_kept.iter().take(MOST_TOLD) {
        tracing::info!("not in the topology, and stays: {kept}");
    }
    if let Some(more @ 1..) = only_kept.len().checked_sub(MOST_TOLD) {
        tracing::info!("not in the topology, and stay: {more} more");
    }
    let differences = otherwise.len();
    if followed && differences > 0 {
        tracing::info!(differences, "the state was made to follow the topology");
    } else if differences > 0 {
        tracing::warn!(differences, "the state stays as it is; --reconcile makes it follow the topology");
    }
}

/// Lines of each kind: administrators may have made any number of accounts.
const MOST_TOLD: usize = 100;

/// What a reload needs.
struct Server {
    file: TopologyFile,
    running: Running,
    out: Option<OutFolder>,
    /// Those of the file as it was first read.
    listeners: Vec<(RealmName, SocketAddr)>,
    kept: Option<Kept>,
}

/// Of a daemon with a state.
struct Kept {
    /// As of when the file is read.
    at: Moment,
    reconcile: bool,
}

impl Server {
    /// Serves what the file says now; if it has faults, they are logged and nothing changes.
    fn reload(&mut self) {
        let now = self.running.clock().now();
        let mut topology = match self.file.read(self.kept.as_ref().map_or(now, |kept| kept.at)) {
            Ok(topology) => topology,
            Err(error) => {
                error.log();
                tracing::error!("{error}: not reloaded, the old realms stay");
                return;
            }
        };
        topology::log_warnings(&self.file, &topology);
        if topology.listeners != self.listeners {
            tracing::warn!("addresses of realms have changed: that takes a restart");
        }
        if !self.take_over(&topology) {
            return;
        }
        topology.directory = Directory::clone(&self.running.directory());
        if let Some(out) = &self.out
            && let Err(error) = out.write(&topology, self.running.addresses(), now)
        {
            tracing::error!("{error}");
        }
        tracing::info!(realms = topology.directory.realms().len(), "reloaded {}", self.file.path().display());
    }

    /// Without a state the file replaces everything; with one it is asked for nothing that was not asked for.
    fn take_over(&self, topology: &Topology) -> bool {
        let Some(kept) = &self.kept else {
            let replaced = self.running.replace(topology.directory.clone());
            if replaced.lost > 0 {
                let lost = replaced.lost;
                tracing::warn!(lost, "operations of administrators are lost with the old topology; --state keeps them");
            }
            return true;
        };
        match self.running.reconcile(topology, kept.reconcile) {
            Ok(deviation) => {
                log_deviation(&deviation, kept.reconcile);
                true
            }
            Err(error) => {
                tracing::error!("{error}: not reloaded, the state stays");
                false
            }
        }
    }
}

/// HTTP is had where it was asked for.
fn open_admin_http(
    args: &args::Serve,
    out: Option<&OutFolder>,
    running: &Running,
) -> Result<Option<AdminHttp>, Failure> {
    let Some(address) = args.admin_http else { return Ok(None) };
    let given = args.admin_token_file.clone();
    let token_file = given.or_else(|| out.map(OutFolder::admin_token)).ok_or(Failure::NoTokenFile)?;
    let http = running.open_admin_http(address, &token_file)?;
    tracing::info!(
        "administrators are heard on http://{}/v1 with the token in {}",
        http.address(),
        token_file.display()
    );
    Ok(Some(http))
}

/// The socket that was asked for must be had; the one that is there by default may be missed, for some folders hold no
/// sockets and some names are too long for one.
fn open_admin_socket(
    asked: Option<&Path>,
    out: Option<&OutFolder>,
    running: &Running,
) -> Result<Option<AdminSocket>, Failure> {
    if let Some(path) = asked {
        return Ok(Some(running.open_admin_socket(path)?));
    }
    let Some(out) = out else { return Ok(None) };
    let opened = running.open_admin_socket(&out.admin_socket());
    Ok(opened.inspect_err(|error| tracing::warn!("{error}: this daemon cannot be asked")).ok())
}

fn options(args: &args::Serve, seed: Seed, clock: ClockSetting) -> Options {
    let one_for_each_core = || available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let default = if args.seed.is_some() { NonZeroUsize::MIN } else { one_for_each_core() };
    let connections = make_room_for(args.limits.max_connections);
    if connections < args.limits.max_connections {
        tracing::warn!(connections, "fewer TCP connections than asked for: the limit on descriptors is lower");
    }
    Options {
        listen: args.listen.clone(),
        workers: args.workers.unwrap_or(default),
        clock,
        seed: Some(seed),
        keep_records: args.keep_records,
        partner_token_file: args.partner_token_file.clone(),
        limits: Limits {
            udp_reply: args.limits.udp_reply_limit,
            connections,
            idle: Duration::from_secs(args.limits.idle_timeout),
            look_aside: LookAsideBounds { entries: args.limits.look_aside, ..LookAsideBounds::default() },
        },
    }
}

fn say_ready(running: &Running, topology: &Topology, http: Option<&AdminHttp>) -> std::io::Result<()> {
    let realms = topology.directory.realms().len();
    let mut out = stdout().lock();
    writeln!(out, "{}", ReadyLine { addresses: running.addresses(), realms, http: http.map(AdminHttp::address) })?;
    out.flush()
}

fn tell(state: &str) {
    if let Err(error) = notify(state) {
        tracing::warn!(%error, "NOTIFY_SOCKET does not answer");
    }
}
