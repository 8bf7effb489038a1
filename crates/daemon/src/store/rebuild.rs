//! The directory that a state stands for.

use xrealm_admin::Entry;
use xrealm_directory::{Change, Directory};
use xrealm_names::Moment;

use super::{Loaded, StoreError};

impl Loaded {
    /// The directory; `None` if there was none yet.
    ///
    /// # Errors
    /// [`StoreError::Unbuildable`] if a change does not fit what the ones before it made.
    pub fn directory(&self) -> Result<Option<Directory>, StoreError> {
        match self {
            Self::Empty => Ok(None),
            Self::State { image, at, entries, .. } => rebuilt(image, *at, entries).map(Some),
        }
    }
}

/// The directory of `image`, made at the moment `at`, after `entries`, each applied as of its own moment.
///
/// # Errors
/// [`StoreError::Unbuildable`] if a change does not fit what the ones before it made.
pub(super) fn rebuilt(image: &[Change], at: Moment, entries: &[(u64, Entry)]) -> Result<Directory, StoreError> {
    let unbuildable = |seq| move |(_, refusal)| StoreError::Unbuildable { at: seq, refusal: Box::new(refusal) };
    let directory = Directory::empty().apply_all(image, at).map_err(unbuildable(0))?;
    entries.iter().try_fold(directory, |directory, (seq, entry)| {
        directory.apply_all(&entry.changes, entry.at).map_err(unbuildable(*seq))
    })
}
