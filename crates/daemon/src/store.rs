//! The state that lasts: an image of the directory and every operation since, in one file that survives a kill.
//!
//! [`Store::append`] returns when an operation is on the disk; only then may anybody be told of it. A file that is
//! torn, cut off, changed or somebody else's is refused and not touched: everything in it is checked before anything is
//! written. There is no answer to "repair": what was acknowledged is either there, or known to be missing.
//!
//! The folder and the file can be read by their owner only, because they hold the secrets of every account and trust.
//! One process writes at a time.

mod digest;
mod dump;
mod error;
mod folder;
mod follow;
mod format;
mod overlay;
mod queue;
mod rebuild;
#[cfg(test)]
mod scratch;
mod state_file;
#[cfg(test)]
mod tests;
mod unwinding;
mod verify;
mod witness;

use std::io::{self, Write};
use std::path::{self, Path, PathBuf};
use std::slice;
use std::sync::{Mutex, MutexGuard};

use serde::Deserialize;
use xrealm_admin::{Entry, KeptClock, UsedProof, Who};
use xrealm_directory::Change;
use xrealm_names::Moment;

pub use dump::{Dumped, Restored, Secrets, dump_state, restore_state};
pub use error::{Damage, DumpFault, RecordName, StoreError, StoredDigest};
pub use follow::{Deviation, Following};
pub use verify::{ImageFacts, Verified, verify_state};

use folder::Folder;
use format::{FORMAT, STEPS, upgrade};
use queue::Queue;
use state_file::{Contents, Head, HistoryBounds, StateFile, inspect, octets_of};
use witness::{Witness, witnessed};

/// A state that is open for writing.
#[derive(Debug)]
pub struct Store {
    folder: Folder,
    path: PathBuf,
    queue: Queue,
    open: Mutex<Open>,
}

#[derive(Debug)]
struct Open {
    file: StateFile,
    witness: Witness,
    /// What was added since the image.
    entries: u64,
    octets: u64,
    /// A write failed: what the disk has is not known.
    stopped: bool,
}

/// What a store held when it was opened.
#[derive(Debug)]
pub enum Loaded {
    /// Nothing: it was made just now, or never seeded.
    Empty,
    /// A directory.
    State {
        /// The changes that make the directory as of entry `up_to` out of an empty one.
        image: Vec<Change>,
        /// When that was.
        at: Moment,
        /// The last entry that the image includes.
        up_to: u64,
        /// The entries after that, by number.
        entries: Vec<(u64, Entry)>,
    },
}

impl Store {
    /// Opens the state in the folder `path`, which is made if it is not there, and reads and checks all of it.
    ///
    /// # Errors
    /// [`StoreError`] if the folder is somebody else's or in use, or the file not what was written to it. Nothing is
    /// changed then.
    pub fn open(path: &Path, now: Moment) -> Result<(Self, Loaded), StoreError> {
        let folder = Folder::open(path)?;
        if !folder.has_state() {
            let contents = Contents {
                format: FORMAT,
                product: PRODUCT.to_owned(),
                head: Head::new(now),
                image: Vec::new(),
                entries: Vec::new(),
            };
            make(&folder, &contents)?;
        }
        let contents = load(&folder)?;
        let loaded = Loaded::of(&folder.state_file(), &contents)?;
        Ok((Self::over(folder, contents)?, loaded))
    }

    fn over(folder: Folder, contents: Contents) -> Result<Self, StoreError> {
        let path = folder.state_file();
        let since = contents.entries.iter().filter(|(seq, _)| *seq > contents.head.image_up_to());
        let (entries, octets) =
            since.fold((0, 0), |(entries, octets), (_, json)| (entries + 1, octets + octets_of(json)));
        let witness = folder.witness_file();
        let witness = Witness::open(&witness).map_err(|source| StoreError::Io { path: witness, source })?;
        let file = StateFile::open(&path, contents.head).map_err(write_failed)?;
        Ok(Self {
            folder,
            path,
            queue: Queue::default(),
            open: Mutex::new(Open { file, witness, entries, octets, stopped: false }),
        })
    }

    /// The folder it is in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Says in the folder where the process is asked that has it open, so that others can tell.
    ///
    /// # Errors
    /// It cannot be written; the state is in order all the same.
    pub fn name_socket(&self, socket: &Path) -> io::Result<()> {
        self.folder.name_socket(&path::absolute(socket)?)
    }

    /// Keeps an operation. Its number is returned when it is on the disk, all of it.
    ///
    /// Threads that call this at the same time share one write.
    ///
    /// # Errors
    /// [`StoreError::WriteFailed`] if the disk fails; whether the operation is kept is then only known when the state
    /// is opened again, and nothing more is written before that.
    pub fn append(&self, entry: &Entry) -> Result<u64, StoreError> {
        self.append_all(slice::from_ref(entry))
    }

    /// Keeps several operations as [`Store::append`] does, all or none; returns the number of the last.
    ///
    /// # Errors
    /// As of [`Store::append`].
    pub fn append_all(&self, entries: &[Entry]) -> Result<u64, StoreError> {
        if entries.is_empty() {
            return self.last();
        }
        let ticket = self.queue.join(written(entries)?);
        let mut open = self.open.lock().map_err(|_| StoreError::Stopped)?;
        // Somebody who was here before may have taken ours along.
        if let Some(seq) = ticket.seq() {
            return Ok(seq);
        }
        let (tickets, records) = self.queue.take();
        let mut seq = open.file.head().last.seq;
        open.write(|file| file.append(&records))?;
        open.bear_witness();
        open.entries = open.entries.saturating_add(count(&records));
        open.octets = open.octets.saturating_add(records.iter().map(|json| octets_of(json)).sum());
        for (other, records) in tickets {
            seq = seq.saturating_add(records);
            other.keep(seq);
        }
        ticket.seq().ok_or(StoreError::Stopped)
    }

    /// Keeps the first directory: its image, and the entry that says where it comes from. The changes of that entry
    /// are in the image.
    ///
    /// # Errors
    /// As of [`Store::append`].
    pub fn seed(&self, image: &[Change], entry: &Entry) -> Result<u64, StoreError> {
        let image = written(image)?;
        let entry = Entry { changes: Vec::new(), ..entry.clone() };
        let records = written(slice::from_ref(&entry))?;
        let mut open = self.writer()?;
        let seq = open.file.head().last.seq.saturating_add(1);
        open.write(|file| file.replace_image(&image, (seq, entry.at), &records, HISTORY))?;
        open.bear_witness();
        (open.entries, open.octets) = (0, 0);
        Ok(seq)
    }

    /// Whether so much was added since the image that a new one is worth its while. It is made aside:
    /// [`Store::compact`].
    #[must_use]
    pub fn wants_image(&self) -> bool {
        self.writer().is_ok_and(|open| {
            let image = open.file.head().image.as_ref().map_or(0, |image| image.octets);
            open.entries >= ENTRIES_BEFORE_IMAGE || open.octets >= image.max(OCTETS_BEFORE_IMAGE)
        })
    }

    /// Replaces the image by that of the directory after entry `up_to`, which was made at the moment `at`. Entries may
    /// have come since. Of those that the image includes, the latest stay as history.
    ///
    /// # Errors
    /// [`StoreError::NoSuchEntry`] if there is no such entry after the present image; else as of [`Store::append`].
    pub fn compact(&self, image: &[Change], up_to: u64, at: Moment) -> Result<(), StoreError> {
        let image = written(image)?;
        let mut open = self.writer()?;
        let (first, last) = (open.file.head().image_up_to(), open.file.head().last.seq);
        if !(first..=last).contains(&up_to) {
            return Err(StoreError::NoSuchEntry { up_to, first, last });
        }
        open.write(|file| file.replace_image(&image, (up_to, at), &[], HISTORY))?;
        let since = usize::try_from(last.saturating_sub(up_to)).unwrap_or(usize::MAX);
        let since = open.file.latest(since).map_err(write_failed)?;
        open.entries = count(&since);
        open.octets = since.iter().map(|(_, json)| octets_of(json)).sum();
        Ok(())
    }

    /// The number of the last entry; 0 if there is none.
    ///
    /// # Errors
    /// [`StoreError::Stopped`] after a failed write.
    pub fn last(&self) -> Result<u64, StoreError> {
        Ok(self.writer()?.file.head().last.seq)
    }

    /// The latest `count` entries with their numbers, oldest first; as far back as history goes.
    ///
    /// # Errors
    /// [`StoreError`] if they cannot be read.
    pub fn latest(&self, count: usize) -> Result<Vec<(u64, Entry)>, StoreError> {
        let latest = self.writer()?.file.latest(count).map_err(write_failed)?;
        latest.iter().map(|(seq, json)| Ok((*seq, read_entry(&self.path, *seq, json)?))).collect()
    }

    /// How the clock was set the last time that it was.
    ///
    /// # Errors
    /// [`StoreError`] if the entries cannot be read.
    pub fn clock(&self) -> Result<Option<KeptClock>, StoreError> {
        let open = self.writer()?;
        if open.file.head().last.seq == 0 {
            return Ok(None);
        }
        let entries = open.file.latest(usize::MAX).map_err(write_failed)?;
        drop(open);
        let set = |(seq, json): &(u64, Vec<u8>)| {
            let clock: Result<ClockOf, _> = read_record(&self.path, RecordName::Entry(*seq), json);
            clock.map(|of| of.clock).transpose()
        };
        entries.iter().rev().find_map(set).transpose()
    }

    /// The proofs that were used, as far back as history goes.
    ///
    /// # Errors
    /// [`StoreError`] if the entries cannot be read.
    pub fn used_proofs(&self) -> Result<Vec<UsedProof>, StoreError> {
        let open = self.writer()?;
        if open.file.head().last.seq == 0 {
            return Ok(Vec::new());
        }
        let entries = open.file.latest(usize::MAX).map_err(write_failed)?;
        drop(open);
        let mut used = Vec::new();
        for (seq, json) in &entries {
            let entry: ProofsOf = read_record(&self.path, RecordName::Entry(*seq), json)?;
            used.extend(entry.by.proofs);
        }
        Ok(used)
    }

    /// Writes everything as lines of JSON; see [`dump_state`].
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be read or written.
    pub fn dump(&self, secrets: Secrets, to: &mut dyn Write) -> Result<Dumped, StoreError> {
        let contents = self.writer()?.file.contents(&self.path)?;
        dump::write(&self.folder, &contents, secrets, to)
    }

    /// Reads and checks everything again; see [`verify_state`].
    ///
    /// # Errors
    /// [`StoreError`] if anything is not as it was written.
    pub fn verify(&self) -> Result<Verified, StoreError> {
        let contents = self.writer()?.file.contents(&self.path)?;
        Verified::of(&self.path, &contents)
    }

    fn writer(&self) -> Result<MutexGuard<'_, Open>, StoreError> {
        let open = self.open.lock().map_err(|_| StoreError::Stopped)?;
        if open.stopped { Err(StoreError::Stopped) } else { Ok(open) }
    }
}

/// Of an entry only what it says of the clock.
#[derive(Deserialize)]
struct ClockOf {
    #[serde(default)]
    clock: Option<KeptClock>,
}

/// Of an entry only the proofs that were used for it.
#[derive(Deserialize)]
struct ProofsOf {
    by: Who,
}

impl Open {
    fn bear_witness(&self) {
        if let Err(error) = self.witness.say(self.file.head().last.seq) {
            tracing::warn!(%error, "the number of the last entry is not said beside the state; the entry is kept");
        }
    }

    fn write(&mut self, write: impl FnOnce(&mut StateFile) -> Result<(), redb::Error>) -> Result<(), StoreError> {
        if self.stopped {
            return Err(StoreError::Stopped);
        }
        write(&mut self.file).map_err(|error| {
            self.stopped = true;
            write_failed(error)
        })
    }
}

impl Loaded {
    fn of(path: &Path, contents: &Contents) -> Result<Self, StoreError> {
        let head = &contents.head;
        if head.image.is_none() && head.last.seq == 0 {
            return Ok(Self::Empty);
        }
        let image = (1..).zip(&contents.image);
        let image = image.map(|(number, json)| read_change(path, number, json));
        let up_to = head.image_up_to();
        Ok(Self::State {
            image: image.collect::<Result<_, _>>()?,
            at: head.image.as_ref().map_or(head.created, |image| image.at),
            up_to,
            entries: read_entries(path, contents, |seq| seq > up_to)?,
        })
    }

    /// The entries that the image includes.
    fn history(path: &Path, contents: &Contents) -> Result<Vec<(u64, Entry)>, StoreError> {
        read_entries(path, contents, |seq| seq <= contents.head.image_up_to())
    }
}

fn read_entries(path: &Path, contents: &Contents, of: impl Fn(u64) -> bool) -> Result<Vec<(u64, Entry)>, StoreError> {
    let entries = contents.entries.iter().filter(|(seq, _)| of(*seq));
    entries.map(|(seq, json)| Ok((*seq, read_entry(path, *seq, json)?))).collect()
}

/// Reads a state, bringing it to the present format first.
fn load(folder: &Folder) -> Result<Contents, StoreError> {
    let path = folder.state_file();
    let contents = sound(folder)?;
    if contents.format == FORMAT {
        return Ok(contents);
    }
    let old = contents.format;
    let upgraded = upgrade(contents, STEPS).map_err(|damage| StoreError::Damaged { path: path.clone(), damage })?;
    folder
        .keep_as(&format!("state.redb.format-{old}"))
        .map_err(|source| StoreError::Io { path: path.clone(), source })?;
    make(folder, &upgraded)?;
    inspect(&path)
}

/// Reads and checks the state, and that it is the latest there was.
fn sound(folder: &Folder) -> Result<Contents, StoreError> {
    let path = folder.state_file();
    let contents = inspect(&path)?;
    let found = contents.head.last.seq;
    match witnessed(&folder.witness_file()).filter(|expected| *expected > found) {
        Some(expected) => Err(StoreError::Damaged { path, damage: Damage::End { expected, found } }),
        None => Ok(contents),
    }
}

/// Makes the file of a state; it is there whole, or not at all.
fn make(folder: &Folder, contents: &Contents) -> Result<(), StoreError> {
    let failed = |source| StoreError::Io { path: folder.path().to_owned(), source };
    let (_, file) = folder.begin().map_err(failed)?;
    drop(StateFile::create(file, contents).map_err(write_failed)?);
    folder.finish().map_err(failed)
}

fn written<T: serde::Serialize>(records: &[T]) -> Result<Vec<Vec<u8>>, StoreError> {
    records.iter().map(serde_json::to_vec).collect::<Result<_, _>>().map_err(StoreError::Unwritable)
}

fn read_change(path: &Path, number: u64, json: &[u8]) -> Result<Change, StoreError> {
    read_record(path, RecordName::Image(number), json)
}

fn read_entry(path: &Path, seq: u64, json: &[u8]) -> Result<Entry, StoreError> {
    read_record(path, RecordName::Entry(seq), json)
}

fn read_record<T: serde::de::DeserializeOwned>(path: &Path, record: RecordName, json: &[u8]) -> Result<T, StoreError> {
    let damaged = |source| StoreError::Damaged { path: path.to_owned(), damage: Damage::Unreadable { record, source } };
    serde_json::from_slice(json).map_err(damaged)
}

fn count<T>(of: &[T]) -> u64 {
    u64::try_from(of.len()).unwrap_or(u64::MAX)
}

fn write_failed(error: redb::Error) -> StoreError {
    StoreError::WriteFailed(Box::new(error))
}

/// Version of this xrealm.
const PRODUCT: &str = env!("CARGO_PKG_VERSION");

/// Entries after which a new image is made, so that a start does not take longer and longer.
const ENTRIES_BEFORE_IMAGE: u64 = 1_000;

/// Octets of entries after which a new image is made, unless the image itself is larger.
const OCTETS_BEFORE_IMAGE: u64 = 4 << 20;

/// What stays to be looked up of operations that the image includes.
const HISTORY: HistoryBounds = HistoryBounds { entries: 10_000, octets: 16 << 20 };
