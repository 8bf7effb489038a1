//! Starts `xrealm serve`, or is pointed at any KDC, and prints its figures.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use chacha20::ChaCha20Rng;
use clap::Parser;
use rand_core::SeedableRng;
use xrealm_benches::{Acquaintance, Figures, KdcProcess, Kind, LoadFigures, Network, Ready, Resident, Subject, drive};
use xrealm_client::{KdcAddresses, krb5_conf, topology_json};
use xrealm_names::{Principal, PrincipalName};

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let causes = std::iter::successors(error.source(), |&cause| cause.source());
            let causes: String = causes.map(|cause| format!(": {cause}")).collect();
            eprintln!("daemon_figures: {error}{causes}");
            ExitCode::FAILURE
        }
    }
}

/// Start-up time, memory, requests per second and CPU time per request of a KDC
///
/// The defaults start `xrealm serve` with the two forests. With --krb5-conf a KDC that runs already is asked.
#[derive(Debug, Parser)]
struct Arguments {
    /// The program to start
    #[arg(long, value_name = "FILE", default_value = "target/release/xrealm")]
    xrealm: PathBuf,
    /// The topology it serves
    #[arg(long, value_name = "FILE", default_value = "fixtures/realms/two-forests.toml")]
    topology: PathBuf,
    /// Its threads
    #[arg(long, value_name = "N", default_value_t = 1)]
    workers: usize,
    /// The folder it writes topology.json into
    #[arg(long, value_name = "DIR", default_value = "target/daemon-figures")]
    out: PathBuf,
    /// How often it is started without --out, and again with it, to learn how long that takes
    #[arg(long, value_name = "N", default_value_t = 5)]
    starts: usize,
    /// Start nothing; ask the KDCs that this file names
    #[arg(long, value_name = "FILE", conflicts_with_all = ["xrealm", "topology", "workers", "out", "starts"])]
    krb5_conf: Option<PathBuf>,
    /// The process of that KDC, to learn its memory and CPU time
    #[arg(long, requires = "krb5_conf")]
    pid: Option<u32>,
    /// Who logs in
    #[arg(long, value_name = "PRINCIPAL", default_value = "user1@EUROPE.TAILSPINTOYS.COM")]
    client: String,
    /// With what; it is not secret
    #[arg(long, default_value = "Secret-1")]
    password: String,
    /// A service of the client's realm
    #[arg(long, value_name = "SERVICE", default_value = "host/workstation1.europe.tailspintoys.com")]
    own_service: String,
    /// A service of another realm, which the client is referred to
    #[arg(long, value_name = "SERVICE", default_value = "cifs/fileserver1.usa.wingtiptoys.com")]
    far_service: String,
    /// Requests of each kind
    #[arg(long, value_name = "N", default_value_t = 50_000)]
    requests: usize,
    /// Requests under way at a time
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..))]
    window: u16,
    /// What nonces and session subkeys follow from
    #[arg(long, value_name = "NUMBER", default_value_t = 7)]
    seed: u64,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let mut rng = ChaCha20Rng::seed_from_u64(arguments.seed);
    let Started { process, addresses, ready } = match &arguments.krb5_conf {
        None => start(arguments)?,
        Some(path) => Started {
            process: arguments.pid.map(KdcProcess::running),
            addresses: krb5_conf::parse(&fs::read_to_string(path)?)?,
            ready: None,
        },
    };
    let resident = || process.as_ref().map(KdcProcess::resident_kib).transpose();
    let idle = resident()?;
    let mut network = Network::new(addresses);
    let acquaintance = Acquaintance::make(subject(arguments)?, &mut network, &mut rng)?;
    let mut loads = Vec::new();
    for kind in Kind::ALL {
        let batch = kind.batch(&acquaintance, arguments.requests, &mut rng);
        let cpu_time = || process.as_ref().map(KdcProcess::cpu_time).transpose();
        let before = cpu_time()?;
        let answers = drive(network.socket(&batch.realm)?, &batch, arguments.window.into())?;
        let cpu = cpu_time()?.zip(before).map(|(after, before)| after.saturating_sub(before));
        loads.push(LoadFigures::new(kind, answers, cpu));
    }
    let resident = resident()?.zip(idle).map(|(loaded_kib, idle_kib)| Resident { idle_kib, loaded_kib });
    let figures = Figures { ready, resident, window: arguments.window.into(), loads };
    let text = if arguments.json { serde_json::to_string_pretty(&figures)? + "\n" } else { figures.to_string() };
    Ok(stdout().write_all(text.as_bytes())?)
}

/// A KDC that answers.
struct Started {
    process: Option<KdcProcess>,
    addresses: KdcAddresses,
    ready: Option<Ready>,
}

/// Starts the daemon as often as was asked for, without and with `--out`; the last one stays.
fn start(arguments: &Arguments) -> Result<Started, Box<dyn Error>> {
    let mut command: Vec<OsString> =
        ["serve", "--log", "error", "--udp-reply-limit", "9000", "--workers"].map(Into::into).into();
    command.extend([arguments.workers.to_string().into(), arguments.topology.clone().into()]);
    let (_, alone_ms) = start_often(arguments, &command)?;
    command.extend(["--out".into(), arguments.out.clone().into()]);
    let (process, with_out_ms) = start_often(arguments, &command)?;
    let addresses = topology_json::parse(&fs::read_to_string(arguments.out.join("topology.json"))?)?;
    Ok(Started { process, addresses, ready: Some(Ready { alone_ms, with_out_ms }) })
}

fn start_often(arguments: &Arguments, command: &[OsString]) -> Result<(Option<KdcProcess>, Vec<f64>), Box<dyn Error>> {
    let mut process = None;
    let mut ready_ms = Vec::new();
    for _ in 0..arguments.starts.max(1) {
        // The one before ends first.
        drop(process.take());
        let (started, took) = KdcProcess::start(arguments.xrealm.as_os_str(), command)?;
        process = Some(started);
        ready_ms.push(took.as_secs_f64() * 1e3);
    }
    ready_ms.sort_by(f64::total_cmp);
    Ok((process, ready_ms))
}

fn subject(arguments: &Arguments) -> Result<Subject, Box<dyn Error>> {
    Ok(Subject {
        client: Principal::parse(&arguments.client)?,
        password: arguments.password.clone(),
        own_service: PrincipalName::parse(&arguments.own_service)?,
        far_service: PrincipalName::parse(&arguments.far_service)?,
    })
}
