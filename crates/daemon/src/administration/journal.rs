//! The latest operations, for whoever asks what was done and by whom.

use std::collections::VecDeque;

use xrealm_admin::{AuditFacts, Entry, Surface, Who};
use xrealm_names::Moment;

/// The latest entries in words, the latest last. Where there is a store it has them all, and this begins with its
/// latest.
#[derive(Debug, Default)]
pub(super) struct Journal {
    latest: VecDeque<AuditFacts>,
    last: u64,
}

impl Journal {
    /// The number that the next entry gets where no store numbers them.
    pub(super) fn next(&self) -> u64 {
        self.last.saturating_add(1)
    }

    /// Adds an entry, and writes it to the log.
    pub(super) fn add(&mut self, number: u64, entry: &Entry) {
        let facts = facts(number, entry);
        log(&facts);
        self.remember(facts);
    }

    /// Adds an entry of an earlier run.
    pub(super) fn recall(&mut self, number: u64, entry: &Entry) {
        self.remember(facts(number, entry));
    }

    /// The latest `count` entries, the latest last.
    pub(super) fn latest(&self, count: usize) -> Vec<AuditFacts> {
        self.latest.iter().skip(self.latest.len().saturating_sub(count)).cloned().collect()
    }

    fn remember(&mut self, facts: AuditFacts) {
        self.last = facts.number;
        if self.latest.len() >= KEPT {
            self.latest.pop_front();
        }
        self.latest.push_back(facts);
    }
}

/// Entries that can be asked for.
pub(super) const KEPT: usize = 1000;

fn facts(number: u64, entry: &Entry) -> AuditFacts {
    let mut changes: Vec<String> =
        entry.changes.iter().take(MOST_CHANGES).map(|change| change.summary().text).collect();
    let more = entry.changes.len().saturating_sub(MOST_CHANGES);
    if more > 0 {
        changes.push(format!("and {more} changes more"));
    }
    AuditFacts {
        number,
        at: entry.at.time.to_string(),
        by: entry.by.to_string(),
        surface: entry.surface.to_string(),
        operation: entry.operation.clone(),
        changes,
        replaced: entry.replaced.clone(),
        refused: entry.refused.clone(),
    }
}

/// Changes of one operation that are told one by one; a topology has as many as accounts.
const MOST_CHANGES: usize = 100;

/// Logs what changed nothing, such as a test of a secret: it is no entry, but it was asked and something came of it.
pub(super) fn log_unchanged(at: Moment, by: &Who, surface: Surface, operation: &str) {
    let at = at.time;
    tracing::info!(target: "xrealm::audit", %at, %by, %surface, "{operation}");
}

fn log(facts: &AuditFacts) {
    let AuditFacts { number, at, by, surface, operation, changes, .. } = facts;
    match &facts.refused {
        None => tracing::info!(
            target: "xrealm::audit", number, %at, %by, %surface, changes = changes.join("; "), "{operation}"
        ),
        Some(refused) => {
            tracing::warn!(target: "xrealm::audit", number, %at, %by, %surface, "refused: {operation}: {refused}");
        }
    }
}
