//! The directory that a state stands for.

use std::sync::Arc;

use xrealm_admin::{Entry, Timeline};
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

    /// The directory with its past, as far as domain controllers still live in it; `None` if there was none yet.
    ///
    /// # Errors
    /// As of [`Loaded::directory`].
    pub fn timeline(&self) -> Result<Option<Timeline>, StoreError> {
        let Self::State { image, at, entries, .. } = self else { return Ok(None) };
        let mut timeline = Timeline::new(Arc::new(rebuilt(image, *at, &[])?), *at);
        for (seq, entry) in entries {
            let unbuildable = |(_, refusal)| StoreError::Unbuildable { at: *seq, refusal: Box::new(refusal) };
            let next = Arc::new(timeline.latest().apply_all(&entry.changes, entry.at).map_err(unbuildable)?);
            if entry.at < timeline.now() {
                // The clock went back, and with that nobody was behind any more.
                timeline = Timeline::new(next, entry.at);
            } else if !entry.changes.is_empty() {
                timeline.install(next, entry.at);
            }
        }
        Ok(Some(timeline))
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
