//! `xrealm state`: the folder of a durable state.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Write, stdin, stdout};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde::Serialize;
use xrealm_daemon::{Dumped, Secrets, StateFacts, StoreError, Verified, dump_state, restore_state, verify_state};

use crate::administration::Session;
use crate::args::{Daemon, State, StateDump, StateRestore, StateVerb, StateVerify};
use crate::failure::Failure;

pub(crate) fn run(args: &State) -> miette::Result<()> {
    match &args.what {
        StateVerb::Dump(args) => dump(args),
        StateVerb::Restore(args) => restore(args),
        StateVerb::Verify(args) => verify(args),
    }
}

fn dump(args: &StateDump) -> miette::Result<()> {
    let Some(path) = &args.to else {
        write_dump(args, &mut BufWriter::new(stdout().lock()))?;
        return Ok(());
    };
    let failed = |source| Failure::Write { path: path.clone(), source };
    let file = OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY).open(path).map_err(failed)?;
    let dumped = write_dump(args, &mut BufWriter::new(&file)).inspect_err(|_| {
        // It is new and not whole: why there is none is told.
        let _ = fs::remove_file(path);
    })?;
    file.sync_all().map_err(failed)?;
    if args.json {
        return Ok(print_json(&dumped)?);
    }
    let restorable = if dumped.restorable { "" } else { "; without secrets, for reading only" };
    print(&format!(
        "{}: {} of the image, {}{restorable}\n",
        path.display(),
        counted(dumped.image_changes, "change"),
        entries(dumped.entries)
    ))
}

/// The dump of the folder, or of the daemon that has it open.
fn write_dump(args: &StateDump, to: &mut dyn Write) -> Result<Dumped, Failure> {
    let folder = args.folder.as_deref();
    let daemon = &args.daemon;
    let (Some(path), None, None, None) = (folder, &daemon.admin, &daemon.out, &daemon.http) else {
        return ask(daemon, folder, args.secrets, to);
    };
    let secrets = if args.secrets { Secrets::Shown } else { Secrets::LeftOut };
    match dump_state(path, secrets, to) {
        Err(StoreError::Held { socket: Some(socket), .. }) => {
            ask(&Daemon { admin: Some(socket), ..Daemon::default() }, folder, args.secrets, to)
        }
        dumped => Ok(dumped?),
    }
}

/// The dump of what a daemon keeps, in `folder` if one is named.
fn ask(daemon: &Daemon, folder: Option<&Path>, secrets: bool, to: &mut dyn Write) -> Result<Dumped, Failure> {
    let StateFacts { folder: kept, dumped, lines } = Session::open(daemon)?.state(secrets)?;
    if let Some(asked) = folder
        && fs::canonicalize(asked).ok() != fs::canonicalize(&kept).ok()
    {
        return Err(Failure::OtherState { asked: asked.to_owned(), kept });
    }
    for line in lines {
        writeln!(to, "{line}").map_err(Failure::Print)?;
    }
    to.flush().map_err(Failure::Print)?;
    Ok(dumped)
}

fn restore(args: &StateRestore) -> miette::Result<()> {
    let mut from: Box<dyn BufRead> = match &args.from {
        Some(path) => Box::new(BufReader::new(open(path)?)),
        None => Box::new(stdin().lock()),
    };
    let restored = restore_state(&args.folder, &mut *from).map_err(Failure::from)?;
    if args.json {
        return Ok(print_json(&restored)?);
    }
    print(&format!("restored from a dump of xrealm {}\n{}", restored.from_product, told(&restored.state)))
}

fn verify(args: &StateVerify) -> miette::Result<()> {
    let verified = verify_state(&args.folder).map_err(Failure::from)?;
    if args.json {
        return Ok(print_json(&verified)?);
    }
    print(&format!("every record is as it was written\n{}", told(&verified)))
}

/// What is in a state, a line for each kind of thing.
fn told(state: &Verified) -> String {
    let Verified { file, octets, format, product, created, .. } = state;
    let image = match &state.image {
        Some(image) => format!("{} as of entry {}, {}", counted(image.changes, "change"), image.up_to, image.at.time),
        None => "none: never seeded".to_owned(),
    };
    let kept = match (state.first_entry, state.last_entry) {
        (0, _) => "none".to_owned(),
        (first, last) => format!("{first} to {last}"),
    };
    format!(
        "file:     {} ({octets} octets, format {format}, made by xrealm {product} at {})\n\
         image:    {image}\n\
         entries:  {kept}; {} since the image, with {}\n\
         rebuilt:  {}, {}\n",
        file.display(),
        created.time,
        state.entries_after_image,
        counted(state.changes_after_image, "change"),
        counted(state.realms, "realm"),
        counted(state.accounts, "account"),
    )
}

fn entries(count: u64) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
}

fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn open(path: &Path) -> Result<File, Failure> {
    File::open(path).map_err(|source| Failure::Read { path: path.to_owned(), source })
}

fn print(text: &str) -> miette::Result<()> {
    stdout().write_all(text.as_bytes()).map_err(Failure::Print)?;
    Ok(())
}

fn print_json(facts: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer_pretty(stdout(), facts).map_err(|error| Failure::Print(error.into()))?;
    writeln!(stdout()).map_err(Failure::Print)
}

const OWNER_ONLY: u32 = 0o600;
