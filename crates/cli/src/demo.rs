//! `xrealm demo`: two forests, and the ten steps of a logon across them.
//!
//! Nothing is staged: the daemon is the one `xrealm serve` runs, the client walks over loopback sockets and knows only
//! what stands in the files written for clients, and every ground comes out of the record of the request it explains.

mod show;
mod story;

use std::fs::{self, DirBuilder};
use std::io::{self, Write, stdout};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use xrealm_client::ap::{Accepted, Acceptor, ApError, Initiator, InitiatorOptions, ServiceKey};
use xrealm_client::{Credential, Secret, topology_json};
use xrealm_config::keytab::Keytab;
use xrealm_config::{Topology, load};
use xrealm_daemon::{AdminSocket, Clock, ClockSetting, Daemon, Options, OutFolder, Running, Seed, Signals};
use xrealm_directory::SecretSeed;
use xrealm_names::{Principal, PrincipalName, RealmName};

use crate::args;
use crate::exchange::Network;
use crate::failure::Failure;
use crate::terminal::Style;
use crate::walk::{Plan, Walked, walk};
use show::Shown;
use story::Scene;

/// The topology, as shipped in `fixtures/realms/`.
const TWO_FORESTS: &str = include_str!("../../../fixtures/realms/two-forests.toml");

/// Who goes where: the names and the password are those of [`TWO_FORESTS`].
const USER: &str = "user1@EUROPE.TAILSPINTOYS.COM";
const PASSWORD: &str = "Secret-1";
const SERVICE: &str = "cifs/fileserver1.usa.wingtiptoys.com";
const SERVER_REALM: &str = "USA.WINGTIPTOYS.COM";
const SERVER: &str = "FILESERVER1$";
/// Who may change the forest trust.
const ADMINISTRATORS: [&str; 2] = ["admin1@TAILSPINTOYS.COM", "admin2@WINGTIPTOYS.COM"];

pub(crate) fn run(args: &args::Demo) -> miette::Result<()> {
    let mut signals = Signals::watch().map_err(Failure::Signals)?;
    let folder = Folder::of(args.out.as_deref())?;
    let stage = Stage::set(&folder.out)?;
    let scene = stage.play()?;
    let shown = Shown { scene: &scene, steps: story::tell(&scene)? };
    let printed = if args.json {
        writeln!(stdout(), "{:#}", shown.json())
    } else {
        write!(stdout(), "{}", shown.text(Style::of_stdout()))
    };
    printed.map_err(Failure::Print)?;
    if !args.once {
        if !args.json {
            let invitation = show::invitation(folder.out.path(), stage.admin.is_some(), Style::of_stdout());
            write!(stdout(), "{invitation}").map_err(Failure::Print)?;
        }
        stdout().flush().map_err(Failure::Print)?;
        signals.until_stopped(|| {});
    }
    drop(stage.admin);
    stage.running.stop();
    Ok(())
}

/// The folder for clients; one of our own making is removed in the end.
struct Folder {
    out: OutFolder,
    temporary: Option<PathBuf>,
}

impl Folder {
    fn of(given: Option<&Path>) -> Result<Self, Failure> {
        match given {
            Some(path) => Ok(Self { out: OutFolder::new(path, false)?, temporary: None }),
            None => {
                let path = own_folder()?;
                Ok(Self { out: OutFolder::new(&path, false)?, temporary: Some(path) })
            }
        }
    }
}

/// A new folder that nobody else can have prepared or can look into, for keys are put there.
fn own_folder() -> Result<PathBuf, Failure> {
    let mut attempt = 0;
    loop {
        let path = std::env::temp_dir().join(format!("xrealm-demo-{}-{attempt}", std::process::id()));
        match DirBuilder::new().mode(0o700).create(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < MAX_FOLDER_ATTEMPTS => attempt += 1,
            Err(source) => return Err(Failure::Write { path, source }),
        }
    }
}

const MAX_FOLDER_ATTEMPTS: u32 = 1000;

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(path) = &self.temporary {
            // What cannot be removed from the temporary folder is the system's to clean.
            let _ = fs::remove_dir_all(path);
        }
    }
}

/// The forests, running.
struct Stage {
    running: Running,
    out: OutFolder,
    /// Where administrators ask; a folder whose name is too long for a socket has none.
    admin: Option<AdminSocket>,
}

impl Stage {
    fn set(out: &OutFolder) -> Result<Self, Failure> {
        let seed = Seed::from_os()?;
        let topology = two_forests(&seed)?;
        let running = Daemon::start(&topology, Options { seed: Some(seed), ..Options::default() })?;
        let mut out = out.clone();
        let admin = running.open_admin_socket(&out.admin_socket());
        let admin = admin.inspect_err(|error| tracing::warn!("{error}: these forests cannot be administered")).ok();
        if let Some(admin) = &admin {
            out.name_admin_socket(admin.path());
        }
        out.write(&topology, running.addresses(), running.clock().now())?;
        Ok(Self { running, out, admin })
    }

    /// Walks from the user to the service and has the service look at the ticket.
    fn play(&self) -> Result<Scene, Failure> {
        let mut records = self.running.watch();
        let plan = Plan::new(principal(USER)?, Secret::password(PASSWORD), service()?);
        let text = read(&self.out.path().join("topology.json"))?;
        let addresses = topology_json::parse(&text)
            .map_err(|source| Failure::TopologyJson { path: self.out.path().join("topology.json"), source })?;
        let walked = walk(&mut Network::new(addresses, false), plan)?;
        // A reply leaves after its record was published, so all of them are here.
        let records = std::iter::from_fn(|| records.try_recv().ok()).collect();
        let Walked { steps, failure } = walked;
        if let Some(error) = failure {
            return Err(Failure::Client(error));
        }
        let ticket = steps.last().map(|step| step.hop.credential.clone()).ok_or(Failure::DemoStep { step: 9 })?;
        let accepted = self.present(&ticket)?;
        Ok(Scene { user: principal(USER)?, service: service()?, steps, records, accepted })
    }

    /// Makes an AP-REQ as the workstation would and checks it as the file server would, with its keytab.
    fn present(&self, ticket: &Credential) -> Result<Accepted, Failure> {
        let now = self.running.clock().now();
        let mut rng = Seed::from_os()?.generator(0);
        let realm = RealmName::new(SERVER_REALM).map_err(named(SERVER_REALM))?;
        let acceptor = Acceptor::new(service_keys(&self.out.keytab(&realm, SERVER))?);
        let options = InitiatorOptions { mutual: true, subkey: true, ..InitiatorOptions::default() };
        let (initiator, request) = Initiator::new(ticket, &options, now, &mut rng);
        let mut mutual = || -> Result<Accepted, ApError> {
            let accepted = acceptor.accept(&request, None, now)?;
            let (reply, _) = accepted.reply(&mut rng);
            initiator.read_reply(&reply)?;
            Ok(accepted)
        };
        mutual().map_err(Failure::Service)
    }
}

fn two_forests(seed: &Seed) -> Result<Topology, Failure> {
    let now = Clock::start(ClockSetting::System).now();
    let shipped = PathBuf::from("two-forests.toml");
    let no_files = &mut |_: &str| Err("the shipped topology names no files".to_owned());
    load(TWO_FORESTS, &SecretSeed::new(*seed.octets()), now, no_files)
        .map_err(|errors| Failure::Faulty { path: shipped, faults: errors.findings.len() })
}

fn service_keys(path: &Path) -> Result<Vec<ServiceKey>, Failure> {
    let octets = fs::read(path).map_err(|source| Failure::Read { path: path.to_owned(), source })?;
    let keytab = Keytab::decode(&octets).map_err(|source| Failure::Keytab { path: path.to_owned(), source })?;
    Ok(keytab
        .entries
        .into_iter()
        .filter_map(|entry| {
            let key = entry.key()?.ok()?;
            Some(ServiceKey { principal: Some(entry.principal), kvno: Some(entry.kvno), key })
        })
        .collect())
}

fn principal(text: &str) -> Result<Principal, Failure> {
    Principal::parse(text).map_err(named(text))
}

fn service() -> Result<PrincipalName, Failure> {
    PrincipalName::parse(SERVICE).map_err(named(SERVICE))
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|source| Failure::Read { path: path.to_owned(), source })
}

fn named(what: &str) -> impl FnOnce(xrealm_names::NameError) -> Failure {
    let what = what.to_owned();
    |source| Failure::Name { what, source }
}

#[cfg(test)]
mod tests;
