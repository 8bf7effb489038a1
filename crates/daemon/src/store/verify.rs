//! Whether a state is whole, and what is in it.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use xrealm_names::Moment;

use super::format::{STEPS, upgrade};
use super::state_file::Contents;
use super::{Folder, Loaded, StoreError, sound};

/// What a sound state holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// The file.
    pub file: PathBuf,
    /// Its size.
    pub octets: u64,
    /// Its format.
    pub format: u32,
    /// Version of the xrealm that made it.
    pub product: String,
    /// When that was, on the KDCs' clock.
    pub created: Moment,
    /// The image; none before the state is seeded.
    pub image: Option<ImageFacts>,
    /// Number of the first entry that is kept; 0 if there is none.
    pub first_entry: u64,
    /// Number of the last entry; 0 if there is none.
    pub last_entry: u64,
    /// Entries that are kept, those that the image includes among them.
    pub entries: u64,
    /// Entries that come after the image.
    pub entries_after_image: u64,
    /// Changes in those.
    pub changes_after_image: u64,
    /// Realms and domains that are served, when all is applied.
    pub realms: u64,
    /// Their accounts.
    pub accounts: u64,
}

/// What is known of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImageFacts {
    /// The last entry it includes.
    pub up_to: u64,
    /// When it was made, on the KDCs' clock.
    pub at: Moment,
    /// Its changes.
    pub changes: u64,
    /// Their size.
    pub octets: u64,
}

/// Reads and checks every record of the state in `folder`, and rebuilds the directory from it. Nothing is written.
///
/// # Errors
/// [`StoreError`] if a process has it open, or anything is not as it was written.
pub fn verify_state(folder: &Path) -> Result<Verified, StoreError> {
    let folder = Folder::with_state(folder)?;
    Verified::of(&folder.state_file(), &sound(&folder)?)
}

impl Verified {
    pub(super) fn of(path: &Path, contents: &Contents) -> Result<Self, StoreError> {
        let damaged = |damage| StoreError::Damaged { path: path.to_owned(), damage };
        let upgraded = upgrade(contents.clone(), STEPS).map_err(damaged)?;
        // Those that the image includes are not applied, but have to be understood all the same.
        Loaded::history(path, &upgraded)?;
        let loaded = Loaded::of(path, &upgraded)?;
        let directory = loaded.directory()?;
        let (entries, changes) = match &loaded {
            Loaded::Empty => (0, 0),
            Loaded::State { entries, .. } => {
                (entries.len(), entries.iter().map(|(_, entry)| entry.changes.len()).sum())
            }
        };
        let realms = || directory.iter().flat_map(|directory| directory.realms());
        Ok(Self {
            file: path.to_owned(),
            octets: fs::metadata(path).map_or(0, |metadata| metadata.len()),
            format: contents.format,
            product: contents.product.clone(),
            created: contents.head.created,
            image: contents.head.image.as_ref().map(|image| ImageFacts {
                up_to: image.up_to,
                at: image.at,
                changes: image.changes,
                octets: image.octets,
            }),
            first_entry: contents.entries.first().map_or(0, |(seq, _)| *seq),
            last_entry: contents.head.last.seq,
            entries: count(contents.entries.len()),
            entries_after_image: count(entries),
            changes_after_image: count(changes),
            realms: count(realms().count()),
            accounts: count(realms().map(|realm| realm.accounts().count()).sum()),
        })
    }
}

fn count(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}
