//! Who waits for the disk: everybody who came in the meantime goes with the next write.

use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Records that wait to be written, in the order in which they are to be.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: Mutex<Vec<(Ticket, Vec<Vec<u8>>)>>,
}

/// What somebody who waits holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Ticket(Arc<AtomicU64>);

impl Queue {
    pub(super) fn join(&self, records: Vec<Vec<u8>>) -> Ticket {
        let ticket = Ticket::default();
        self.waiting().push((ticket.clone(), records));
        ticket
    }

    /// Everything that waits: whose it is and how many records, and the records.
    pub(super) fn take(&self) -> (Vec<(Ticket, u64)>, Vec<Vec<u8>>) {
        let mut all = Vec::new();
        let taken = mem::take(&mut *self.waiting());
        let tickets = taken.into_iter().map(|(ticket, records)| {
            let count = u64::try_from(records.len()).unwrap_or(u64::MAX);
            all.extend(records);
            (ticket, count)
        });
        (tickets.collect(), all)
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<(Ticket, Vec<Vec<u8>>)>> {
        // Nothing that holds it can panic half-way.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket {
    /// The number of the last record, once all are on the disk.
    pub(super) fn seq(&self) -> Option<u64> {
        Some(self.0.load(Ordering::Acquire)).filter(|seq| *seq > 0)
    }

    pub(super) fn keep(&self, seq: u64) {
        self.0.store(seq, Ordering::Release);
    }
}
