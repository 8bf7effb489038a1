//! Proofs that were accepted, so that none is accepted twice.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::mem;

use xrealm_admin::UsedProof;
use xrealm_names::{Moment, Principal, Timestamp};

/// What was accepted, by the time in the authenticator.
///
/// Nothing is forgotten before room is needed, for the clock may be set back. Then what the clock skew would refuse
/// anyway goes, and the times at which that was made are closed: no proof of theirs is taken any more, whatever becomes
/// of the clock.
#[derive(Debug, Default)]
pub(super) struct Replays {
    seen: BTreeSet<Key>,
    closed: Vec<Span>,
    /// What was taken and is in no entry of the journal yet.
    fresh: Vec<UsedProof>,
}

type Key = (Moment, String, String);

/// A time and all of what is between its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    from: Moment,
    to: Moment,
}

/// Why a proof is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Replayed {
    /// It was taken before.
    Again,
    /// It was made at a time of which it is not known any more what was taken.
    Forgotten,
    /// So many were taken lately that nobody could tell.
    NoRoom,
}

impl Replays {
    /// Takes a proof of `client` for `server` that was made at `sent_at`, once.
    pub(super) fn take(
        &mut self,
        client: &Principal,
        server: &Principal,
        sent_at: Moment,
        now: Moment,
        skew: i64,
    ) -> Result<(), Replayed> {
        let key = (sent_at, client.to_string(), server.to_string());
        if self.seen.contains(&key) {
            return Err(Replayed::Again);
        }
        if self.closed.iter().any(|span| (span.from..=span.to).contains(&sent_at)) {
            return Err(Replayed::Forgotten);
        }
        if self.seen.len() >= MOST {
            self.forget(now.time, skew);
        }
        if self.seen.len() >= MOST {
            return Err(Replayed::NoRoom);
        }
        self.fresh.push(one(&key));
        self.seen.insert(key);
        Ok(())
    }

    /// What was taken since this was asked the last time.
    pub(super) fn fresh(&mut self) -> Vec<UsedProof> {
        mem::take(&mut self.fresh)
    }

    /// Everything that is not taken any more.
    pub(super) fn all(&self) -> Vec<UsedProof> {
        let closed = self.closed.iter().map(|&Span { from, to }| UsedProof::Between { from, to });
        closed.chain(self.seen.iter().map(one)).collect()
    }

    /// Remembers what was used in an earlier run.
    pub(super) fn recall(&mut self, used: impl IntoIterator<Item = UsedProof>) {
        for used in used {
            match used {
                UsedProof::One { sent_at, client, server } => {
                    self.seen.insert((sent_at, client, server));
                }
                UsedProof::Between { from, to } => self.closed.push(Span { from, to }),
            }
        }
        self.closed = few(mem::take(&mut self.closed));
    }

    fn forget(&mut self, now: Timestamp, skew: i64) {
        let (kept, gone) = mem::take(&mut self.seen).into_iter().partition(|(at, ..)| (at.time - now).abs() <= skew);
        self.seen = kept;
        let gone: BTreeSet<Key> = gone;
        self.closed.extend(gone.into_iter().map(|(at, ..)| Span { from: at, to: at }));
        self.closed = few(mem::take(&mut self.closed));
    }
}

fn one((sent_at, client, server): &Key) -> UsedProof {
    UsedProof::One { sent_at: *sent_at, client: client.clone(), server: server.clone() }
}

/// Makes few spans of many: closes what is between them as well, but not the longest times.
fn few(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let spans = joined(spans, 1);
    let (all, next) = (spans.iter(), spans.iter().skip(1));
    let mut gaps: Vec<i64> = all.zip(next).map(|(span, next)| next.from.time - span.to.time).collect();
    gaps.sort_unstable_by_key(|&gap| Reverse(gap));
    match gaps.get(MOST_SPANS - 1) {
        Some(&gap) => joined(spans, gap),
        None => spans,
    }
}

/// Sorted spans, with those made one that have at most `gap` seconds between them.
fn joined(mut spans: Vec<Span>, gap: i64) -> Vec<Span> {
    spans.dedup_by(|next, span| {
        let touches = next.from.time - span.to.time <= gap;
        if touches {
            span.to = span.to.max(next.to);
        }
        touches
    });
    spans
}

/// Proofs that are remembered at most, some 200 octets each.
const MOST: usize = 16_384;

/// Times that are closed at most.
const MOST_SPANS: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn principal(name: &str) -> Principal {
        Principal::parse(name).unwrap()
    }

    fn at(seconds: i64) -> Moment {
        Moment::at(Timestamp::from_unix(seconds))
    }

    /// What a proof comes to that was made at `sent_at` and comes at `now`.
    fn take(replays: &mut Replays, sent_at: i64, now: i64) -> Result<(), Replayed> {
        let (admin, server) = (principal("a@A.TEST"), principal("kadmin/admin@A.TEST"));
        replays.take(&admin, &server, at(sent_at), at(now), 300)
    }

    #[test]
    fn a_proof_is_taken_once() {
        let (other, server) = (principal("b@A.TEST"), principal("kadmin/admin@A.TEST"));
        let mut replays = Replays::default();
        assert_eq!(take(&mut replays, 5, 5), Ok(()));
        assert_eq!(replays.take(&other, &server, at(5), at(5), 300), Ok(()));
        assert_eq!(take(&mut replays, 5, 9), Err(Replayed::Again));
        assert_eq!(take(&mut replays, 5, 9_000), Err(Replayed::Again), "the clock may go back");
    }

    #[test]
    fn where_there_is_no_room_the_old_go_and_the_young_stay() {
        let mut replays = Replays::default();
        for second in 0..MOST as i64 {
            take(&mut replays, second, 0).unwrap();
        }
        let now = MOST as i64;
        let (admin, server) = (principal("a@A.TEST"), principal("kadmin/admin@A.TEST"));
        assert_eq!(replays.take(&admin, &server, at(now), at(now), i64::MAX), Err(Replayed::NoRoom));
        assert_eq!(take(&mut replays, now, now), Ok(()));
        assert_eq!(take(&mut replays, now - 1, now), Err(Replayed::Again));
        assert_eq!(replays.seen.len(), 301);
    }

    #[test]
    fn what_went_is_not_taken_when_the_clock_goes_back() {
        const YEAR: i64 = 366 * 86_400;
        let mut replays = Replays::default();
        take(&mut replays, 1_000, 1_000).unwrap();
        for second in 0..MOST as i64 {
            take(&mut replays, YEAR + second, YEAR + second).unwrap();
        }
        assert_eq!(take(&mut replays, 1_000, 1_000), Err(Replayed::Forgotten));
        assert_eq!(take(&mut replays, 1_010, 1_010), Ok(()), "what is made from now on is taken");
        for second in 0..2 * MOST as i64 {
            let _ = take(&mut replays, 2_000 + second, 2_000 + second);
        }
        for second in [0, 1, MOST as i64 / 2, MOST as i64 - 1] {
            assert!(take(&mut replays, YEAR + second, YEAR + second).is_err(), "{second}");
        }
        assert!(replays.seen.len() <= MOST && replays.closed.len() <= MOST_SPANS);
    }

    #[test]
    fn closed_times_stay_few_and_only_grow() {
        let points: Vec<i64> = (0..1_000).map(|number| number * number).collect();
        let spans = few(points.iter().map(|&point| Span { from: at(point), to: at(point) }).collect());
        assert_eq!(spans.len(), MOST_SPANS);
        assert!(
            !spans.iter().any(|span| (span.from..=span.to).contains(&at(998 * 998 + 1))),
            "the longest times stay open"
        );
        for point in points {
            assert!(spans.iter().any(|span| (span.from..=span.to).contains(&at(point))), "{point}");
        }
    }

    #[test]
    fn another_run_takes_nothing_that_this_one_took() {
        let mut replays = Replays::default();
        take(&mut replays, 7, 5).unwrap();
        let fresh = replays.fresh();
        assert_eq!((fresh.len(), replays.fresh().len()), (1, 0));
        replays.closed.push(Span { from: at(20), to: at(30) });

        let (mut next, mut after) = (Replays::default(), Replays::default());
        next.recall(fresh);
        after.recall(replays.all());

        assert_eq!(take(&mut next, 7, 5), Err(Replayed::Again));
        assert_eq!((take(&mut next, 25, 25), take(&mut after, 25, 25)), (Ok(()), Err(Replayed::Forgotten)));
        assert_eq!(take(&mut after, 7, 5), Err(Replayed::Again));
        assert_eq!(next.fresh().len(), 1, "what was recalled is kept already");
    }
}
