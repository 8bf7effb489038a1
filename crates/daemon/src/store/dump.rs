//! A state as lines of JSON, and back.
//!
//! The first line is a header, then come the changes of the image, the entries, and a last line with the digest of all
//! before it. Without secrets each change is told in words, and the dump is for reading only.

use std::io::{self, BufRead, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use xrealm_admin::Entry;
use xrealm_directory::Change;
use xrealm_names::Moment;

use super::digest::{Digest, Running};
use super::error::DumpFault;
use super::folder::Folder;
use super::format::{FORMAT, STEPS, upgrade};
use super::state_file::{Contents, Head, ImageHead, Link};
use super::{StoreError, Verified, load, make, sound};

/// Whether a dump has the secrets of accounts and trusts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// It has: it can be restored, and has to be kept as safe as the state.
    Shown,
    /// It tells of each change in words. It cannot be restored.
    LeftOut,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dumped {
    /// Whether it can be restored.
    pub restorable: bool,
    /// Changes of the image.
    pub image_changes: u64,
    /// Entries.
    pub entries: u64,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// Version of the xrealm that wrote the dump.
    pub from_product: String,
    /// What is there now.
    pub state: Verified,
}

/// Writes the state in `folder` as lines of JSON.
///
/// # Errors
/// [`StoreError`] if a process has it open, it is not as it was written, or `to` takes no more.
pub fn dump_state(folder: &Path, secrets: Secrets, to: &mut dyn Write) -> Result<Dumped, StoreError> {
    let folder = Folder::with_state(folder)?;
    write(&folder, &sound(&folder)?, secrets, to)
}

/// Makes a state of a dump in `folder`, which is made if it is not there.
///
/// # Errors
/// [`StoreError`] if there is a state already, or the dump is not whole, without secrets, or does not rebuild. There is
/// no state then.
pub fn restore_state(folder: &Path, from: &mut dyn BufRead) -> Result<Restored, StoreError> {
    let folder = Folder::open(folder)?;
    if folder.has_state() {
        return Err(StoreError::StateThere { folder: folder.path().to_owned() });
    }
    let path = folder.state_file();
    let (contents, seed) = read(from)?;
    let from_product = contents.product.clone();
    let contents = upgrade(contents, STEPS).map_err(|damage| StoreError::Damaged { path: path.clone(), damage })?;
    let contents = Contents { product: super::PRODUCT.to_owned(), ..contents };
    Verified::of(&path, &contents)?;
    if let Some(seed) = seed {
        let put = serde_json::to_vec(&seed).map_err(io::Error::from).and_then(|json| folder.put_seed(&json));
        put.map_err(|source| StoreError::Io { path: folder.path().to_owned(), source })?;
    }
    make(&folder, &contents)?;
    let state = Verified::of(&path, &load(&folder)?)?;
    Ok(Restored { from_product, state })
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    XrealmState(Header),
    Image(Value),
    Entry(NumberedEntry),
    End { digest: Digest },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: u32,
    product: String,
    created: Moment,
    secrets: bool,
    /// The last entry that the image includes, and when that was.
    image: Option<ImageTime>,
    /// Where the chain of entries stood before the first that is kept.
    before: Link,
    /// What the secrets follow from that the topology file does not give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    topology_seed: Option<Value>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ImageTime {
    up_to: u64,
    at: Moment,
}

#[derive(Debug, Serialize, Deserialize)]
struct NumberedEntry {
    seq: u64,
    entry: Value,
}

/// Writes all lines of a dump.
pub(super) fn write(
    folder: &Folder,
    contents: &Contents,
    secrets: Secrets,
    to: &mut dyn Write,
) -> Result<Dumped, StoreError> {
    let path = &*folder.state_file();
    let damaged = |damage| StoreError::Damaged { path: path.to_owned(), damage };
    let contents = upgrade(contents.clone(), STEPS).map_err(damaged)?;
    let shown = secrets == Secrets::Shown;
    let value = |json: &[u8]| serde_json::from_slice::<Value>(json).map_err(StoreError::Unwritable);
    let seed = if shown { folder.seed() } else { Ok(None) };
    let seed = seed.map_err(|source| StoreError::Io { path: folder.path().to_owned(), source })?;
    let mut lines = Lines { to, running: Running::new() };
    let image = contents.head.image.as_ref().map(|image| ImageTime { up_to: image.up_to, at: image.at });
    lines.put(&Line::XrealmState(Header {
        format: contents.format,
        product: contents.product.clone(),
        created: contents.head.created,
        secrets: shown,
        image,
        before: contents.head.before,
        topology_seed: seed.map(|json| value(&json)).transpose()?,
    }))?;
    for (number, json) in (1..).zip(&contents.image) {
        let change = if shown { value(json)? } else { told(&super::read_change(path, number, json)?)? };
        lines.put(&Line::Image(change))?;
    }
    for (seq, json) in &contents.entries {
        let entry = if shown { value(json)? } else { without_secrets(super::read_entry(path, *seq, json)?)? };
        lines.put(&Line::Entry(NumberedEntry { seq: *seq, entry }))?;
    }
    lines.end()?;
    Ok(Dumped {
        restorable: shown,
        image_changes: super::count(&contents.image),
        entries: super::count(&contents.entries),
    })
}

/// A change in words.
fn told(change: &Change) -> Result<Value, StoreError> {
    serde_json::to_value(change.summary()).map_err(StoreError::Unwritable)
}

fn without_secrets(mut entry: Entry) -> Result<Value, StoreError> {
    let changes = std::mem::take(&mut entry.changes);
    let mut value = serde_json::to_value(entry).map_err(StoreError::Unwritable)?;
    if let Some(fields) = value.as_object_mut() {
        fields.insert("changes".to_owned(), changes.iter().map(told).collect::<Result<_, _>>()?);
    }
    Ok(value)
}

struct Lines<'a> {
    to: &'a mut dyn Write,
    running: Running,
}

impl Lines<'_> {
    fn put(&mut self, line: &Line) -> Result<(), StoreError> {
        let json = serde_json::to_vec(line).map_err(StoreError::Unwritable)?;
        self.running.take(&json);
        self.to.write_all(&json).and_then(|()| self.to.write_all(b"\n")).map_err(StoreError::DumpIo)
    }

    fn end(mut self) -> Result<(), StoreError> {
        let digest = std::mem::replace(&mut self.running, Running::new()).finish();
        self.put(&Line::End { digest })?;
        self.to.flush().map_err(StoreError::DumpIo)
    }
}

/// Reads all lines of a dump.
fn read(from: &mut dyn BufRead) -> Result<(Contents, Option<Value>), StoreError> {
    let mut reader = Reader { contents: None, seed: None, image_over: false, running: Running::new() };
    let mut number = 0;
    for (line, text) in (1..).zip(from.split(b'\n')) {
        let text = text.map_err(StoreError::DumpIo)?;
        number = line;
        if let Some(digest) = reader.take(&text).map_err(|fault| StoreError::Dump { line, fault })? {
            let found = reader.running.finish();
            let contents = reader.contents.filter(|_| found == digest);
            return contents
                .map(|contents| (contents, reader.seed))
                .ok_or(StoreError::Dump { line, fault: DumpFault::Digest });
        }
    }
    Err(StoreError::Dump { line: number, fault: DumpFault::CutOff })
}

struct Reader {
    contents: Option<Contents>,
    seed: Option<Value>,
    image_over: bool,
    running: Running,
}

impl Reader {
    /// Takes one line; returns what the last one says.
    fn take(&mut self, text: &[u8]) -> Result<Option<Digest>, DumpFault> {
        let line = serde_json::from_slice(text).map_err(DumpFault::Unreadable)?;
        let Some(contents) = &mut self.contents else {
            let Line::XrealmState(mut header) = line else { return Err(DumpFault::NoHeader) };
            self.seed = header.topology_seed.take();
            self.contents = Some(begin(header)?);
            self.running.take(text);
            return Ok(None);
        };
        match line {
            Line::XrealmState(_) => return Err(DumpFault::Misplaced { found: "a second header" }),
            Line::Image(_) if self.image_over => return Err(DumpFault::Misplaced { found: "a change of the image" }),
            Line::Image(change) => contents.image.push(serde_json::to_vec(&change).map_err(DumpFault::Unreadable)?),
            Line::Entry(NumberedEntry { seq, entry }) => {
                self.image_over = true;
                let json = serde_json::to_vec(&entry).map_err(DumpFault::Unreadable)?;
                let expected = contents.head.last.seq.saturating_add(1);
                if seq != expected {
                    return Err(DumpFault::Gap { expected });
                }
                contents.head.last = contents.head.last.next(&json);
                contents.entries.push((seq, json));
            }
            Line::End { digest } => return Ok(Some(digest)),
        }
        self.running.take(text);
        Ok(None)
    }
}

fn begin(header: Header) -> Result<Contents, DumpFault> {
    if header.format > FORMAT {
        return Err(DumpFault::Newer { found: header.format, known: FORMAT, product: header.product });
    }
    if !header.secrets {
        return Err(DumpFault::Redacted);
    }
    let mut head = Head::new(header.created);
    (head.before, head.last) = (header.before, header.before);
    head.image = header.image.map(|image| ImageHead::unchecked(image.up_to, image.at));
    Ok(Contents { format: header.format, product: header.product, head, image: Vec::new(), entries: Vec::new() })
}
