//! Why a state cannot be had, and what to do.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::digest::Digest;

/// Why a state cannot be opened, read, written or restored. Nothing was changed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The operating system says no.
    #[error("{}: {source}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What it says.
        source: io::Error,
    },
    /// Somebody else has it open.
    #[error("the state in {} is in use by {}", folder.display(), holder_text(*holder))]
    Held {
        /// The folder.
        folder: PathBuf,
        /// The process that has it.
        holder: Option<u32>,
        /// Where it is asked, if it is a daemon with a socket.
        socket: Option<PathBuf>,
    },
    /// Others than the owner may read or write the secrets in it.
    #[error("the folder {} is open to others (mode {mode:04o})", folder.display())]
    Exposed {
        /// The folder.
        folder: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// The folder is used for something else.
    #[error("the folder {} holds no state, but {found}", folder.display())]
    Foreign {
        /// The folder.
        folder: PathBuf,
        /// What is in it.
        found: String,
    },
    /// There is nothing to read.
    #[error("there is no state in {}", folder.display())]
    NoState {
        /// The folder.
        folder: PathBuf,
    },
    /// A state is only restored where there is none.
    #[error("there is a state in {} already", folder.display())]
    StateThere {
        /// The folder.
        folder: PathBuf,
    },
    /// The file is not as it was written.
    #[error("{} is damaged: {damage}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        damage: Damage,
    },
    /// The file was written by a later xrealm.
    #[error("{} has format {found}, written by xrealm {product}; this xrealm reads formats up to {known}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format that is known here.
        known: u32,
        /// Version of the xrealm that made it.
        product: String,
    },
    /// The lines are no whole dump.
    #[error("line {line} of the dump: {fault}")]
    Dump {
        /// Which line, counted from 1.
        line: usize,
        /// What is wrong with it.
        fault: DumpFault,
    },
    /// The dump could not be read or written.
    #[error("the dump: {0}")]
    DumpIo(#[source] io::Error),
    /// A change cannot be applied to what was there.
    #[error("the state does not rebuild at {at}: {refusal}")]
    Unbuildable {
        /// Which entry: 0 for the image.
        at: u64,
        /// Why not.
        refusal: Box<xrealm_directory::ChangeRefusal>,
    },
    /// A change that the topology asks for does not fit the state.
    #[error("the state cannot follow the topology: {change}: {refusal}")]
    NotFollowed {
        /// The change.
        change: String,
        /// Why not.
        refusal: Box<xrealm_directory::ChangeRefusal>,
    },
    /// An entry could not be written down.
    #[error("an entry cannot be written down: {0}")]
    Unwritable(#[source] serde_json::Error),
    /// The image is not of a time the store knows.
    #[error("an image up to entry {up_to} does not fit entries {first} to {last}")]
    NoSuchEntry {
        /// The entry the image is to include last.
        up_to: u64,
        /// The entry the present image includes last.
        first: u64,
        /// The last entry.
        last: u64,
    },
    /// The disk failed.
    #[error("writing the state failed: {0}")]
    WriteFailed(#[source] Box<redb::Error>),
    /// A write has failed before: what the disk has is only known when the state is opened again.
    #[error("writing the state failed before; nothing more is written")]
    Stopped,
}

impl StoreError {
    /// What whoever reads it can do.
    #[must_use]
    pub fn advice(&self) -> Option<String> {
        match self {
            Self::Held { folder, holder, socket } => {
                let dump = format!("`xrealm state dump {}", folder.display());
                let dump = match socket {
                    Some(socket) => format!("{dump} --admin {}` asks it", socket.display()),
                    None => format!("{dump} --out OUT` asks it, with OUT as it was given to `xrealm serve`"),
                };
                let stop = holder.map_or_else(|| "stop it".to_owned(), |pid| format!("`kill {pid}`"));
                Some(format!("one process has a state open. If it is a daemon, {dump}; for anything else {stop} first"))
            }
            Self::Exposed { folder, .. } => Some(format!("`chmod 700 {}`: it holds secrets", folder.display())),
            Self::Foreign { .. } => Some("name a folder of its own; it is made if it is not there".to_owned()),
            Self::NoState { .. } => Some("`xrealm serve --state DIR` makes one".to_owned()),
            Self::StateThere { .. } => {
                Some("name another folder, or move this one away: nothing is overwritten".to_owned())
            }
            Self::Damaged { path, .. } => Some(format!(
                "nothing was written to it. Move {} away and restore the latest dump: `xrealm state restore DIR --from FILE`",
                path.display()
            )),
            Self::Newer { product, .. } => {
                Some(format!("use xrealm {product} or later; or have that one write a dump and restore it elsewhere"))
            }
            Self::Dump { fault: DumpFault::Redacted, .. } => {
                Some("only `xrealm state dump --secrets` writes what can be restored".to_owned())
            }
            Self::Unbuildable { .. } => {
                Some("this xrealm understands the state otherwise than the one that wrote it: use that one".to_owned())
            }
            Self::NotFollowed { .. } => Some(
                "nothing was changed. Change the file or the state; without --reconcile the state is served".to_owned(),
            ),
            Self::WriteFailed(_) | Self::Stopped => {
                Some("look after the disk and start again: what was acknowledged is kept".to_owned())
            }
            Self::Io { .. } | Self::Dump { .. } | Self::DumpIo(_) | Self::Unwritable(_) | Self::NoSuchEntry { .. } => {
                None
            }
        }
    }
}

/// What is wrong with a file.
#[derive(Debug, Error)]
pub enum Damage {
    /// It is a folder, a link or a device.
    #[error("it is no regular file")]
    NoFile,
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// It is something else altogether.
    #[error("it is no state of xrealm: it does not begin as one")]
    Foreign,
    /// Its pages do not hold together.
    #[error("its pages do not hold together ({0})")]
    Torn(#[source] Box<redb::Error>),
    /// Its pages make no sense to their reader at all.
    #[error("its pages make no sense")]
    Senseless,
    /// It would have to be repaired.
    #[error("its pages differ from their checksums")]
    Checksums,
    /// It is a database of somebody else.
    #[error("it is no state of xrealm: it has no {missing}")]
    NoState {
        /// What every state has.
        missing: &'static str,
    },
    /// The record that describes the others is not as it was written.
    #[error("its head differs from its digest")]
    Head,
    /// The image is not as it was written.
    #[error("the image has digest {found} instead of {expected}")]
    Image {
        /// What the head says.
        expected: StoredDigest,
        /// What is there.
        found: StoredDigest,
    },
    /// An entry is missing.
    #[error("entry {expected} is missing")]
    Gap {
        /// Which.
        expected: u64,
    },
    /// An entry is not as it was written, or not in its place.
    #[error("entry {seq} differs from its digest")]
    Entry {
        /// Which.
        seq: u64,
    },
    /// The last entry is not the one that was written last.
    #[error("it ends with entry {found} instead of {expected}")]
    End {
        /// What the head says.
        expected: u64,
        /// What is there.
        found: u64,
    },
    /// A record is whole but says nothing that is understood.
    #[error("{record}: {source}")]
    Unreadable {
        /// Which.
        record: RecordName,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

/// A digest, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredDigest(pub(super) Digest);

impl std::fmt::Display for StoredDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Names a record of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordName {
    /// The one that describes the others.
    Head,
    /// A change of the image, counted from 1.
    Image(u64),
    /// An entry.
    Entry(u64),
}

impl std::fmt::Display for RecordName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Head => f.write_str("the head"),
            Self::Image(number) => write!(f, "change {number} of the image"),
            Self::Entry(seq) => write!(f, "entry {seq}"),
        }
    }
}

/// What is wrong with a line of a dump.
#[derive(Debug, Error)]
pub enum DumpFault {
    /// It is no JSON, or not that of a dump.
    #[error("{0}")]
    Unreadable(#[source] serde_json::Error),
    /// A dump begins with its header.
    #[error("it is no header of a dump")]
    NoHeader,
    /// The secrets were left out.
    #[error("it was written without secrets and cannot be restored")]
    Redacted,
    /// A later xrealm wrote it.
    #[error("it has format {found}, written by xrealm {product}; this xrealm reads formats up to {known}")]
    Newer {
        /// Its format.
        found: u32,
        /// The newest format that is known here.
        known: u32,
        /// Version of the xrealm that wrote it.
        product: String,
    },
    /// Header, image, entries, end: the order is fixed.
    #[error("{found} is out of place")]
    Misplaced {
        /// What is there.
        found: &'static str,
    },
    /// Entries are numbered one by one.
    #[error("entry {expected} is missing")]
    Gap {
        /// Which.
        expected: u64,
    },
    /// It ends before its end.
    #[error("the dump ends here, and is not whole")]
    CutOff,
    /// The lines are not those that were written.
    #[error("the dump differs from its digest")]
    Digest,
}

fn holder_text(holder: Option<u32>) -> String {
    holder.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"))
}
