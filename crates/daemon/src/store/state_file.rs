//! The file: what is in it, how it is checked, and how it grows.
//!
//! Three tables. `meta` has the format and the head, a record that says what all others must be; `image` has the
//! directory as of some entry; `entries` has one record for each operation. Every entry carries a digest that depends
//! on all before it, and the head has the last: no record can be lost, changed or exchanged unnoticed.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use redb::{Builder, Database, ReadTransaction, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
use serde::{Deserialize, Serialize};
use xrealm_names::Moment;

use super::digest::{Digest, Running};
use super::error::{Damage, RecordName, StoreError, StoredDigest};
use super::format::FORMAT;
use super::overlay::Overlay;
use super::unwinding::caught;

/// Everything in a file; each record as JSON.
#[derive(Debug, Clone)]
pub(super) struct Contents {
    pub(super) format: u32,
    /// Version of the xrealm that made the file.
    pub(super) product: String,
    pub(super) head: Head,
    pub(super) image: Vec<Vec<u8>>,
    /// From the first that is kept on; those that the image includes are history.
    pub(super) entries: Vec<(u64, Vec<u8>)>,
}

/// What the other records must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub(super) created: Moment,
    pub(super) image: Option<ImageHead>,
    /// The entry before the first that is kept.
    pub(super) before: Link,
    pub(super) last: Link,
}

/// Of which time the image is, and what it must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ImageHead {
    /// The last entry that it includes.
    pub(super) up_to: u64,
    /// When that was.
    pub(super) at: Moment,
    pub(super) changes: u64,
    pub(super) octets: u64,
    digest: Digest,
}

/// One link of the chain of entries; number 0 is where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Link {
    pub(super) seq: u64,
    digest: Digest,
}

impl ImageHead {
    /// Of an image that is still to be written; what it must be is counted then.
    pub(super) fn unchecked(up_to: u64, at: Moment) -> Self {
        Self { up_to, at, changes: 0, octets: 0, digest: Digest::default() }
    }
}

impl Link {
    pub(super) fn next(self, json: &[u8]) -> Self {
        let seq = self.seq.saturating_add(1);
        Self { seq, digest: Digest::of_entry(&self.digest, seq, json) }
    }
}

impl Head {
    pub(super) fn new(created: Moment) -> Self {
        let begin = Link::default();
        Self { created, image: None, before: begin, last: begin }
    }

    /// The last entry that the image includes.
    pub(super) fn image_up_to(&self) -> u64 {
        self.image.as_ref().map_or(self.before.seq, |image| image.up_to)
    }
}

/// The file, open for writing.
#[derive(Debug)]
pub(super) struct StateFile {
    database: Database,
    head: Head,
}

impl StateFile {
    /// Makes a file with these contents, durable when this returns.
    pub(super) fn create(file: File, contents: &Contents) -> Result<Self, redb::Error> {
        let database = Builder::new().set_cache_size(CACHE_OCTETS).create_file(file)?;
        let mut head = Head { last: contents.head.before, ..contents.head.clone() };
        let mut this = Self { database, head: head.clone() };
        let transaction = this.begin()?;
        transaction.open_table(META)?.insert(FORMAT_KEY, contents.format.to_string().as_bytes())?;
        transaction.open_table(META)?.insert(PRODUCT_KEY, contents.product.as_bytes())?;
        // It is asked for its entries even if whoever made it is killed before the first.
        transaction.open_table(ENTRIES)?;
        if let Some(image) = &contents.head.image {
            head.image = Some(put_image(&transaction, &contents.image, image.up_to, image.at)?);
        }
        for (_, json) in &contents.entries {
            head.last = put_entry(&transaction, head.last, json)?;
        }
        this.commit(transaction, head)?;
        Ok(this)
    }

    /// Opens a file that [`inspect`] found sound.
    pub(super) fn open(path: &Path, head: Head) -> Result<Self, redb::Error> {
        Ok(Self { database: Builder::new().set_cache_size(CACHE_OCTETS).open(path)?, head })
    }

    pub(super) fn head(&self) -> &Head {
        &self.head
    }

    /// Adds entries, all or none; durable when this returns.
    pub(super) fn append(&mut self, entries: &[Vec<u8>]) -> Result<(), redb::Error> {
        let mut head = self.head.clone();
        let transaction = self.begin()?;
        for json in entries {
            head.last = put_entry(&transaction, head.last, json)?;
        }
        self.commit(transaction, head)
    }

    /// Replaces the image by one that includes entries up to `up_to`, and adds `entries` after it. Of the entries that
    /// the image includes, the latest stay as history, within `bounds`.
    pub(super) fn replace_image(
        &mut self,
        image: &[Vec<u8>],
        (up_to, at): (u64, Moment),
        entries: &[Vec<u8>],
        bounds: HistoryBounds,
    ) -> Result<(), redb::Error> {
        let mut head = self.head.clone();
        let transaction = self.begin()?;
        for json in entries {
            head.last = put_entry(&transaction, head.last, json)?;
        }
        transaction.delete_table(IMAGE)?;
        head.image = Some(put_image(&transaction, image, up_to, at)?);
        head.before = forget(&transaction, head.before, up_to, bounds)?;
        self.commit(transaction, head)
    }

    /// Everything, as it is now.
    pub(super) fn contents(&self, path: &Path) -> Result<Contents, StoreError> {
        let transaction = self.database.begin_read().map_err(|error| Unusable::Damaged(torn(error)));
        transaction.and_then(|transaction| read(&transaction)).map_err(|unusable| unusable.at(path))
    }

    /// The latest entries, oldest first.
    pub(super) fn latest(&self, count: usize) -> Result<Vec<(u64, Vec<u8>)>, redb::Error> {
        let entries = self.database.begin_read()?.open_table(ENTRIES)?;
        let mut latest = Vec::new();
        for row in entries.iter()?.rev().take(count) {
            let (seq, value) = row?;
            let (_, json) = value.value().split_at_checked(Digest::OCTETS).unwrap_or_default();
            latest.push((seq.value(), json.to_vec()));
        }
        latest.reverse();
        Ok(latest)
    }

    fn begin(&self) -> Result<WriteTransaction, redb::Error> {
        let mut transaction = self.database.begin_write()?;
        // The pages are on the disk before the pointer to them: a torn file is then never taken for an older one.
        transaction.set_two_phase_commit(true);
        Ok(transaction)
    }

    fn commit(&mut self, transaction: WriteTransaction, head: Head) -> Result<(), redb::Error> {
        put_head(&transaction, &head)?;
        transaction.commit()?;
        self.head = head;
        Ok(())
    }
}

/// How many entries are kept after an image includes them.
#[derive(Debug, Clone, Copy)]
pub(super) struct HistoryBounds {
    pub(super) entries: u64,
    pub(super) octets: u64,
}

/// Why the contents of a file are of no use.
enum Unusable {
    Damaged(Damage),
    Newer { found: u32, product: String },
}

impl Unusable {
    fn at(self, path: &Path) -> StoreError {
        let path = path.to_owned();
        match self {
            Self::Damaged(damage) => StoreError::Damaged { path, damage },
            Self::Newer { found, product } => StoreError::Newer { path, found, known: FORMAT, product },
        }
    }
}

impl From<Damage> for Unusable {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage)
    }
}

/// Reads and checks everything in a file without changing one octet of it.
pub(super) fn inspect(path: &Path) -> Result<Contents, StoreError> {
    let damaged = |damage| StoreError::Damaged { path: path.to_owned(), damage };
    let failed = |source| StoreError::Io { path: path.to_owned(), source };
    let metadata = fs::symlink_metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(damaged(Damage::NoFile));
    }
    if metadata.len() == 0 {
        return Err(damaged(Damage::Empty));
    }
    let mut file = File::open(path).map_err(failed)?;
    let mut begin = Vec::new();
    file.by_ref().take(octets_of(MARK)).read_to_end(&mut begin).map_err(failed)?;
    if begin != MARK {
        return Err(damaged(Damage::Foreign));
    }
    let overlay = Overlay::over(file).map_err(failed)?;
    // What redb does with octets that it did not write is its own affair, and must not become ours.
    let read = caught(|| read_checked(overlay));
    read.unwrap_or(Err(Damage::Senseless.into())).map_err(|unusable| unusable.at(path))
}

fn read_checked(overlay: Overlay) -> Result<Contents, Unusable> {
    let mut database = Builder::new().set_cache_size(CACHE_OCTETS).create_with_backend(overlay).map_err(torn)?;
    if !database.check_integrity().map_err(torn)? {
        return Err(Damage::Checksums.into());
    }
    let transaction = database.begin_read().map_err(torn)?;
    read(&transaction)
}

fn read(transaction: &ReadTransaction) -> Result<Contents, Unusable> {
    let (format, product) = read_format(transaction)?;
    if format > FORMAT {
        return Err(Unusable::Newer { found: format, product });
    }
    let head = read_head(transaction)?;
    let image = read_image(transaction, &head)?;
    let entries = read_entries(transaction, &head)?;
    Ok(Contents { format, product, head, image, entries })
}

/// What every format says first.
fn read_format(transaction: &ReadTransaction) -> Result<(u32, String), Damage> {
    let missing = |missing| Damage::NoState { missing };
    let meta = transaction.open_table(META).map_err(|_| missing("format"))?;
    let text = |key| {
        let value = meta.get(key).map_err(torn)?.ok_or(missing(key))?;
        String::from_utf8(value.value().to_vec()).map_err(|_| missing(key))
    };
    Ok((text(FORMAT_KEY)?.parse().map_err(|_| missing(FORMAT_KEY))?, text(PRODUCT_KEY)?))
}

fn read_head(transaction: &ReadTransaction) -> Result<Head, Damage> {
    let missing = |_| Damage::NoState { missing: HEAD_KEY };
    let meta = transaction.open_table(META).map_err(missing)?;
    let sealed = meta.get(HEAD_KEY).map_err(torn)?.ok_or(Damage::NoState { missing: HEAD_KEY })?;
    let (digest, json) = sealed.value().split_at_checked(Digest::OCTETS).ok_or(Damage::Head)?;
    if digest != Digest::of_head(json).as_octets() {
        return Err(Damage::Head);
    }
    serde_json::from_slice(json).map_err(|source| Damage::Unreadable { record: RecordName::Head, source })
}

fn read_image(transaction: &ReadTransaction, head: &Head) -> Result<Vec<Vec<u8>>, Damage> {
    let Some(expected) = &head.image else { return Ok(Vec::new()) };
    let table = transaction.open_table(IMAGE).map_err(|_| Damage::NoState { missing: "image" })?;
    let mut image = Vec::new();
    let mut running = Running::new();
    for row in table.iter().map_err(torn)? {
        let (_, json) = row.map_err(torn)?;
        running.take(json.value());
        image.push(json.value().to_vec());
    }
    let found = running.finish();
    if found != expected.digest {
        return Err(Damage::Image { expected: StoredDigest(expected.digest), found: StoredDigest(found) });
    }
    Ok(image)
}

fn read_entries(transaction: &ReadTransaction, head: &Head) -> Result<Vec<(u64, Vec<u8>)>, Damage> {
    let mut entries = Vec::new();
    let mut link = head.before;
    if head.before == head.last {
        return Ok(entries);
    }
    let table = transaction.open_table(ENTRIES).map_err(|_| Damage::NoState { missing: "entries" })?;
    for row in table.iter().map_err(torn)? {
        let (seq, value) = row.map_err(torn)?;
        let seq = seq.value();
        let (digest, json) = value.value().split_at_checked(Digest::OCTETS).ok_or(Damage::Entry { seq })?;
        link = link.next(json);
        if seq != link.seq {
            return Err(Damage::Gap { expected: link.seq });
        }
        if digest != link.digest.as_octets() {
            return Err(Damage::Entry { seq });
        }
        entries.push((seq, json.to_vec()));
    }
    if link != head.last {
        return Err(Damage::End { expected: head.last.seq, found: link.seq });
    }
    Ok(entries)
}

fn put_head(transaction: &WriteTransaction, head: &Head) -> Result<(), redb::Error> {
    let json = serde_json::to_vec(head).map_err(|error| redb::Error::Io(error.into()))?;
    transaction.open_table(META)?.insert(HEAD_KEY, &*sealed(&Digest::of_head(&json), &json))?;
    Ok(())
}

fn put_image(
    transaction: &WriteTransaction,
    image: &[Vec<u8>],
    up_to: u64,
    at: Moment,
) -> Result<ImageHead, redb::Error> {
    let mut table = transaction.open_table(IMAGE)?;
    let mut running = Running::new();
    let mut octets = 0_u64;
    for (number, json) in (1..).zip(image) {
        running.take(json);
        octets = octets.saturating_add(octets_of(json));
        table.insert(number, &**json)?;
    }
    let changes = u64::try_from(image.len()).unwrap_or(u64::MAX);
    Ok(ImageHead { up_to, at, changes, octets, digest: running.finish() })
}

fn put_entry(transaction: &WriteTransaction, last: Link, json: &[u8]) -> Result<Link, redb::Error> {
    let link = last.next(json);
    transaction.open_table(ENTRIES)?.insert(link.seq, &*sealed(&link.digest, json))?;
    Ok(link)
}

/// Takes away the oldest of the entries that the image includes, until the rest is within the bounds. Returns the last
/// that went.
fn forget(
    transaction: &WriteTransaction,
    before: Link,
    up_to: u64,
    bounds: HistoryBounds,
) -> Result<Link, redb::Error> {
    let mut table = transaction.open_table(ENTRIES)?;
    let mut gone = None;
    let (mut entries, mut octets) = (0_u64, 0_u64);
    for row in table.range(..=up_to)?.rev() {
        let (seq, value) = row?;
        entries = entries.saturating_add(1);
        octets = octets.saturating_add(octets_of(value.value()));
        if entries > bounds.entries || octets > bounds.octets {
            let digest = value.value().first_chunk().copied().map(Digest::new).unwrap_or_default();
            gone = Some(Link { seq: seq.value(), digest });
            break;
        }
    }
    let Some(gone) = gone else { return Ok(before) };
    table.retain_in(..=gone.seq, |_, _| false)?;
    Ok(gone)
}

fn sealed(digest: &Digest, json: &[u8]) -> Vec<u8> {
    [digest.as_octets(), json].concat()
}

pub(super) fn octets_of(json: &[u8]) -> u64 {
    u64::try_from(json.len()).unwrap_or(u64::MAX)
}

fn torn(error: impl Into<redb::Error>) -> Damage {
    Damage::Torn(Box::new(error.into()))
}

const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");
const IMAGE: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("image");
const ENTRIES: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("entries");
const FORMAT_KEY: &str = "format";
const PRODUCT_KEY: &str = "product";
const HEAD_KEY: &str = "head";

/// What every database of redb begins with.
const MARK: &[u8] = b"redb";

/// The directory is in memory: the file is read once and then only written.
const CACHE_OCTETS: usize = 16 << 20;
