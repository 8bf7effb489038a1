//! Proofs that were accepted, so that none is accepted twice.

use std::collections::BTreeMap;

use xrealm_names::{Moment, Principal, Timestamp};

/// What was accepted, by the time in the authenticator.
///
/// Nothing is forgotten before room is needed, for the clock may be set back; then what the clock skew would refuse
/// anyway goes.
#[derive(Debug, Default)]
pub(super) struct Replays {
    seen: BTreeMap<(Moment, String), ()>,
}

/// Why a proof is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Replayed {
    /// It was taken before.
    Again,
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
        let key = (sent_at, format!("{client} {server}"));
        if self.seen.contains_key(&key) {
            return Err(Replayed::Again);
        }
        if self.seen.len() >= MOST {
            self.forget(now.time, skew);
        }
        if self.seen.len() >= MOST {
            return Err(Replayed::NoRoom);
        }
        self.seen.insert(key, ());
        Ok(())
    }

    fn forget(&mut self, now: Timestamp, skew: i64) {
        self.seen.retain(|(sent_at, _), ()| (sent_at.time - now).abs() <= skew);
    }
}

/// Proofs that are remembered at most, some 200 octets each.
const MOST: usize = 16_384;

#[cfg(test)]
mod tests {
    use super::*;

    fn principal(name: &str) -> Principal {
        Principal::parse(name).unwrap()
    }

    fn at(seconds: i64) -> Moment {
        Moment::at(Timestamp::from_unix(seconds))
    }

    #[test]
    fn a_proof_is_taken_once() {
        let (admin, other, server) = (principal("a@A.TEST"), principal("b@A.TEST"), principal("kadmin/admin@A.TEST"));
        let mut replays = Replays::default();
        assert_eq!(replays.take(&admin, &server, at(5), at(5), 300), Ok(()));
        assert_eq!(replays.take(&other, &server, at(5), at(5), 300), Ok(()));
        assert_eq!(replays.take(&admin, &server, at(5), at(9), 300), Err(Replayed::Again));
        assert_eq!(replays.take(&admin, &server, at(5), at(9_000), 300), Err(Replayed::Again), "the clock may go back");
    }

    #[test]
    fn where_there_is_no_room_the_old_go_and_the_young_stay() {
        let (admin, server) = (principal("a@A.TEST"), principal("kadmin/admin@A.TEST"));
        let mut replays = Replays::default();
        for second in 0..MOST as i64 {
            replays.take(&admin, &server, at(second), at(0), 300).unwrap();
        }
        let now = MOST as i64;
        assert_eq!(replays.take(&admin, &server, at(now), at(now), i64::MAX), Err(Replayed::NoRoom));
        assert_eq!(replays.take(&admin, &server, at(now), at(now), 300), Ok(()));
        assert_eq!(replays.take(&admin, &server, at(now - 1), at(now), 300), Err(Replayed::Again));
        assert_eq!(replays.seen.len(), 301);
    }
}
