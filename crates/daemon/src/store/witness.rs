//! The number of the last entry, said a second time beside the state.
//!
//! One octet of a damaged disk can set a database back to what it was before the last write, and that is whole in
//! itself; the witness knows better. It is written once an entry is on the disk, and not waited for: a kill leaves it as
//! it is, and after a power failure it may be older than the state, never newer.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use super::digest::Digest;

/// The file, open for writing.
#[derive(Debug)]
pub(super) struct Witness(File);

impl Witness {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(OWNER_ONLY).open(path)?;
        Ok(Self(file))
    }

    /// Says that entry `last` is kept. All texts have the same length, so nothing of an older one stays.
    pub(super) fn say(&self, last: u64) -> io::Result<()> {
        self.0.write_all_at(text(last).as_bytes(), 0)
    }
}

/// The entry that was kept last, if that is known.
pub(super) fn witnessed(path: &Path) -> Option<u64> {
    let said = fs::read_to_string(path).ok()?;
    let last = said.split_once(' ')?.0.parse().ok()?;
    // One that is damaged says nothing.
    (said == text(last)).then_some(last)
}

fn text(last: u64) -> String {
    let number = format!("{last:020}");
    let digest = Digest::of_head(number.as_bytes());
    format!("{number} {digest}\n")
}

const OWNER_ONLY: u32 = 0o600;
