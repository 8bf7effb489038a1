//! `xrealm serve`: run the realms of a topology until told to stop.

use std::io::{Write, stdout};
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::Path;
use std::thread::available_parallelism;
use std::time::Duration;

use xrealm_config::Topology;
use xrealm_daemon::{
    AdminSocket, Clock, Daemon, Limits, LookAsideBounds, Options, OutFolder, ReadyLine, Running, Seed, Signals,
    TopologyFile, make_room_for, notify,
};
use xrealm_names::RealmName;

use crate::args;
use crate::failure::Failure;
use crate::topology;

pub(crate) fn run(args: &args::Serve) -> miette::Result<()> {
    let seed = args.seed.map_or_else(Seed::from_os, |number| Ok(Seed::from_number(number)));
    let seed = seed.map_err(Failure::from)?;
    let file = TopologyFile::new(&args.topology, &seed);
    let topology = topology::read(&file, Clock::start(args.clock).now())?;
    topology::log_warnings(&file, &topology);
    let mut signals = Signals::watch().map_err(Failure::Signals)?;
    let running = Daemon::start(&topology, options(args, seed)).map_err(Failure::from)?;
    let out = args.out.as_deref().map(|path| OutFolder::new(path, args.domain_realm)).transpose();
    let mut out = out.map_err(Failure::from)?;
    let admin = open_admin_socket(args.admin.as_deref(), out.as_ref(), &running)?;
    if let (Some(out), Some(admin)) = (&mut out, &admin) {
        out.name_admin_socket(admin.path());
    }
    if let Some(out) = &out {
        out.write(&topology, running.addresses(), running.clock().now()).map_err(Failure::from)?;
    }
    say_ready(&running, &topology).map_err(Failure::Print)?;
    tell("READY=1");
    let listeners = topology.listeners.clone();
    // The running daemon has the directory; how it came about is needed no more.
    drop(topology);
    let mut server = Server { file, running, out, listeners };
    signals.until_stopped(|| server.reload());
    tell("STOPPING=1");
    drop(admin);
    let counts = server.running.stop();
    tracing::debug!(?counts, "stopped");
    Ok(())
}

/// What a reload needs.
struct Server {
    file: TopologyFile,
    running: Running,
    out: Option<OutFolder>,
    /// Those of the file as it was first read.
    listeners: Vec<(RealmName, SocketAddr)>,
}

impl Server {
    /// Serves what the file says now; if it has faults, they are logged and nothing changes.
    fn reload(&mut self) {
        let now = self.running.clock().now();
        let topology = match self.file.read(now) {
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
        self.running.replace(topology.directory.clone());
        if let Some(out) = &self.out
            && let Err(error) = out.write(&topology, self.running.addresses(), now)
        {
            tracing::error!("{error}");
        }
        tracing::info!(realms = topology.directory.realms().len(), "reloaded {}", self.file.path().display());
    }
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

fn options(args: &args::Serve, seed: Seed) -> Options {
    let one_for_each_core = || available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let default = if args.seed.is_some() { NonZeroUsize::MIN } else { one_for_each_core() };
    let connections = make_room_for(args.limits.max_connections);
    if connections < args.limits.max_connections {
        tracing::warn!(connections, "fewer TCP connections than asked for: the limit on descriptors is lower");
    }
    Options {
        listen: args.listen.clone(),
        workers: args.workers.unwrap_or(default),
        clock: args.clock,
        seed: Some(seed),
        keep_records: args.keep_records,
        limits: Limits {
            udp_reply: args.limits.udp_reply_limit,
            connections,
            idle: Duration::from_secs(args.limits.idle_timeout),
            look_aside: LookAsideBounds { entries: args.limits.look_aside, ..LookAsideBounds::default() },
        },
    }
}

fn say_ready(running: &Running, topology: &Topology) -> std::io::Result<()> {
    let realms = topology.directory.realms().len();
    let mut out = stdout().lock();
    writeln!(out, "{}", ReadyLine { addresses: running.addresses(), realms })?;
    out.flush()
}

fn tell(state: &str) {
    if let Err(error) = notify(state) {
        tracing::warn!(%error, "NOTIFY_SOCKET does not answer");
    }
}
