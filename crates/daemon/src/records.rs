//! Where records go: to the log, to watchers, and into a ring that keeps the latest for whoever asks later.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use tokio::sync::broadcast;

use crate::record::{Record, RequestId};

/// Where the records of all workers go.
#[derive(Debug)]
pub(crate) struct Records {
    watchers: broadcast::Sender<Arc<Record>>,
    rings: Box<[Ring]>,
}

impl Records {
    /// For so many workers, with the latest `kept` records of each.
    pub(crate) fn new(workers: usize, kept: usize) -> Self {
        let rings = (0..workers).map(|_| Ring::new(kept)).collect();
        Self { watchers: broadcast::Sender::new(WATCHER_BACKLOG), rings }
    }

    pub(crate) fn watch(&self) -> broadcast::Receiver<Arc<Record>> {
        self.watchers.subscribe()
    }

    /// Whether a record would be read or kept by anybody.
    pub(crate) fn wanted(&self) -> bool {
        self.kept() > 0 || self.watchers.receiver_count() > 0 || Record::is_logged()
    }

    pub(crate) fn publish(&self, record: Record) {
        if Record::is_logged() {
            record.log();
        }
        let record = Arc::new(record);
        if self.watchers.receiver_count() > 0 {
            // Nobody watching any more is not a failure.
            let _ = self.watchers.send(Arc::clone(&record));
        }
        if let Some(ring) = self.ring(record.id) {
            ring.put(record);
        }
    }

    /// How many records each worker keeps.
    pub(crate) fn kept(&self) -> usize {
        self.rings.first().map_or(0, |ring| ring.0.len())
    }

    /// The record of this request, if it is still kept.
    pub(crate) fn find(&self, id: RequestId) -> Option<Arc<Record>> {
        self.ring(id)?.slot(id)?.load_full().filter(|record| record.id == id)
    }

    /// The latest `count` records that are kept, in the order in which the requests came.
    pub(crate) fn latest(&self, count: usize) -> Vec<Arc<Record>> {
        let slots = self.rings.iter().flat_map(|ring| ring.0.iter());
        let mut records: Vec<_> = slots.filter_map(ArcSwapOption::load_full).collect();
        records.sort_by_key(|record| (record.came_at, record.id));
        records.split_off(records.len().saturating_sub(count))
    }

    fn ring(&self, id: RequestId) -> Option<&Ring> {
        self.rings.get(usize::try_from(id.worker).ok()?)
    }
}

/// Records a slow watcher may fall behind before it loses the oldest.
const WATCHER_BACKLOG: usize = 4096;

/// The latest records of one worker, each in the slot of its number. The worker never waits for who reads.
#[derive(Debug)]
struct Ring(Box<[ArcSwapOption<Record>]>);

impl Ring {
    fn new(kept: usize) -> Self {
        Self((0..kept).map(|_| ArcSwapOption::empty()).collect())
    }

    fn put(&self, record: Arc<Record>) {
        if let Some(slot) = self.slot(record.id) {
            slot.store(Some(record));
        }
    }

    fn slot(&self, id: RequestId) -> Option<&ArcSwapOption<Record>> {
        let slots = u64::try_from(self.0.len()).ok()?;
        self.0.get(usize::try_from(id.number.checked_rem(slots)?).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn ids(records: &[Arc<Record>]) -> Vec<String> {
        records.iter().map(|record| record.id.to_string()).collect()
    }

    #[test]
    fn the_latest_of_all_workers_come_in_the_order_of_the_requests() {
        let records = Records::new(2, 8);
        for (seconds, id) in [(1, (0, 1)), (2, (1, 1)), (3, (0, 2)), (4, (1, 2))] {
            records.publish(Record::sample(RequestId::new(id.0, id.1), Duration::from_secs(seconds)));
        }
        assert_eq!(ids(&records.latest(3)), ["1-1", "0-2", "1-2"]);
        assert_eq!(ids(&records.latest(99)).len(), 4);
    }

    #[test]
    fn a_full_ring_forgets_the_oldest() {
        let records = Records::new(1, 3);
        for number in 1..=5 {
            records.publish(Record::sample(RequestId::new(0, number), Duration::from_secs(number)));
        }
        assert_eq!(ids(&records.latest(99)), ["0-3", "0-4", "0-5"]);
        assert!(records.find(RequestId::new(0, 2)).is_none());
        assert!(records.find(RequestId::new(0, 3)).is_some());
    }

    #[test]
    fn no_record_is_kept_where_none_is_wanted() {
        let records = Records::new(1, 0);
        records.publish(Record::sample(RequestId::new(0, 1), Duration::ZERO));
        assert!(records.latest(99).is_empty());
        assert!(records.find(RequestId::new(7, 1)).is_none(), "a worker that is not there");
    }
}
