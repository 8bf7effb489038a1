//! Shortest paths within a forest, one step at a time.
//!
//! Each domain's row is written as runs over the domains in tree order: everything outside its own subtree usually
//! goes to the parent, so a row is about as long as the domain has links, and all rows together as the forest has.

use std::collections::VecDeque;

use crate::DomainId;
use crate::forest::NextHop;

#[derive(Debug, Clone)]
pub(crate) struct NextHops {
    /// Place of each domain in tree order.
    places: Vec<u32>,
    rows: Vec<Vec<Run>>,
}

/// All domains from this place to the next run's go the same way.
#[derive(Debug, Clone, Copy)]
struct Run {
    from: u32,
    step: Option<NextHop>,
}

impl NextHops {
    /// `links` are what each domain can reach at once, the preferred ones first.
    pub(crate) fn new(links: &[Vec<NextHop>], preorder: &[DomainId]) -> Self {
        let mut places = vec![0; preorder.len()];
        for (id, place) in preorder.iter().zip(0..) {
            if let Some(slot) = places.get_mut(id.index()) {
                *slot = place;
            }
        }
        let mut search = Search { steps: vec![None; links.len()], queue: VecDeque::new() };
        let rows = (0..links.len()).map(|source| compress(search.run(links, source), preorder)).collect();
        Self { places, rows }
    }

    /// How many entries all rows have together.
    #[cfg(test)]
    pub(crate) fn runs(&self) -> usize {
        self.rows.iter().map(Vec::len).sum()
    }

    pub(crate) fn step(&self, from: DomainId, to: DomainId) -> Option<NextHop> {
        let place = *self.places.get(to.index())?;
        let row = self.rows.get(from.index())?;
        let after = row.partition_point(|run| run.from <= place);
        row.get(after.checked_sub(1)?)?.step
    }
}

fn compress(steps: &[Option<NextHop>], preorder: &[DomainId]) -> Vec<Run> {
    let mut row: Vec<Run> = Vec::new();
    for (id, from) in preorder.iter().zip(0..) {
        let step = steps.get(id.index()).copied().flatten();
        if row.last().is_none_or(|run| run.step != step) {
            row.push(Run { from, step });
        }
    }
    row.shrink_to_fit();
    row
}

/// Breadth first from one domain, with its memory kept for the next.
struct Search {
    /// For each domain the first step towards it.
    steps: Vec<Option<NextHop>>,
    queue: VecDeque<usize>,
}

impl Search {
    fn run(&mut self, links: &[Vec<NextHop>], source: usize) -> &[Option<NextHop>] {
        self.steps.fill(None);
        for &hop in links.get(source).into_iter().flatten() {
            self.reach(hop.domain, hop);
        }
        while let Some(at) = self.queue.pop_front() {
            let Some(first) = self.steps.get(at).copied().flatten() else { continue };
            for hop in links.get(at).into_iter().flatten().filter(|hop| hop.domain.index() != source) {
                self.reach(hop.domain, first);
            }
        }
        &self.steps
    }

    fn reach(&mut self, domain: DomainId, first: NextHop) {
        if let Some(step @ None) = self.steps.get_mut(domain.index()) {
            *step = Some(first);
            self.queue.push_back(domain.index());
        }
    }
}
