//! What domain controllers do by themselves: the regular change of trust secrets (MS-ADTS 6.1.6.9.6.1, MS-NRPC
//! 3.4.5.2.6).
//!
//! Every thirty days the PDC emulator of the trusting domain, and nobody else, has a new secret. It hands it to a
//! domain controller of the trusted domain, over a channel that the secret before protects, and the first use of the
//! new one confirms it. Where the link is cut, both secrets stay and it tries again every fifteen minutes; until it has
//! come through, there is no further change. Realm trusts, and trusts whose other end is served elsewhere, keep the
//! secret they were given.

use xrealm_directory::{Change, ChangeRefusal, Directory, NewKeys, Realm, RealmKind, TrustPair, TrustSecret};
use xrealm_names::{Moment, RealmName};
use xrealm_trust::TrustType;

/// Something that a domain controller does by itself.
#[derive(Debug, Clone)]
pub struct Due {
    /// The trust and direction whose secret it is about.
    pub trust: TrustPair,
    /// What it does.
    pub change: Change,
    /// The domain of the controller that does it.
    pub realm: RealmName,
    /// That controller's name.
    pub controller: Box<str>,
}

/// The first moment, `now` or a later one, at which something is due; `None` as long as nothing changes.
///
/// A daemon sleeps until then, and a clock that is set forward stops there: with [`due`] applied at each such moment
/// everything happens in its order and at its time.
#[must_use]
pub fn next_due(directory: &Directory, now: Moment) -> Option<Moment> {
    next_due_besides(directory, now, &[])
}

/// The same, without what is due of the trusts `besides`.
#[must_use]
pub fn next_due_besides(directory: &Directory, now: Moment, besides: &[TrustPair]) -> Option<Moment> {
    let counted = directions(directory).filter(|direction| !besides.iter().any(|trust| direction.is_of(trust)));
    let moments = counted.filter_map(|direction| match direction.stage() {
        Stage::Settled { until } => Some(until.max(now)),
        Stage::Changed { since } if direction.is_connected(directory) => Some(next_attempt(since, now)),
        Stage::Changed { .. } | Stage::Waiting => None,
    });
    moments.min()
}

/// All that is due at the moment `at`, in the order in which it is to be applied. `secrets` invents the new secret of a
/// trust.
#[must_use]
pub fn due(directory: &Directory, at: Moment, secrets: &mut dyn FnMut(&TrustPair) -> NewKeys) -> Vec<Due> {
    let mut list = Vec::new();
    for direction in directions(directory) {
        let connected = direction.is_connected(directory);
        let trust = direction.pair();
        match direction.stage() {
            Stage::Settled { until } if until <= at => {
                let keys = secrets(&trust);
                list.extend(direction.by_trusting(Change::RotateTrustSecret { trust, keys }));
            }
            Stage::Changed { since } if connected && since <= at => {}
            Stage::Settled { .. } | Stage::Changed { .. } | Stage::Waiting => continue,
        }
        if connected {
            list.extend(direction.by_trusted(Change::PushTrustSecret { trust: direction.pair() }));
            list.extend(direction.by_trusting(Change::ConfirmTrustSecret { trust: direction.pair() }));
        }
    }
    list
}

/// What became of what was due.
#[derive(Debug)]
pub struct Applied {
    /// The directory with all that could be done.
    pub directory: Directory,
    /// What was done, in its order.
    pub done: Vec<Due>,
    /// Of which trusts nothing was done, and why.
    pub refused: Vec<(TrustPair, ChangeRefusal)>,
}

/// Does what is due at the moment `at`, all or nothing of each trust: one that is refused holds up no other.
#[must_use]
pub fn apply(directory: &Directory, due: Vec<Due>, at: Moment) -> Applied {
    if let Ok(directory) = directory.apply_all(&changes(&due), at) {
        return Applied { directory, done: due, refused: Vec::new() };
    }
    let mut applied = Applied { directory: directory.clone(), done: Vec::new(), refused: Vec::new() };
    for of_trust in due.chunk_by(|one, next| one.trust == next.trust) {
        match applied.directory.apply_all(&changes(of_trust), at) {
            Ok(after) => {
                applied.directory = after;
                applied.done.extend_from_slice(of_trust);
            }
            Err((_, refusal)) => applied.refused.extend(of_trust.first().map(|due| (due.trust.clone(), refusal))),
        }
    }
    applied
}

fn changes(due: &[Due]) -> Vec<Change> {
    due.iter().map(|due| due.change.clone()).collect()
}

/// One direction of a trust whose secret changes by itself, with what each end keeps.
struct Direction<'d> {
    trusting: &'d Realm,
    trusted: &'d Realm,
    outgoing: &'d TrustSecret,
    incoming: &'d TrustSecret,
    /// The PDC emulator of the trusting domain.
    pdc: &'d str,
}

/// How far the change of a secret is.
enum Stage {
    /// Confirmed; the next change comes then.
    Settled {
        /// When.
        until: Moment,
    },
    /// Changed at the trusting end, and not confirmed yet.
    Changed {
        /// When it was changed.
        since: Moment,
    },
    /// Nobody can do anything: the first use is still to come, or the two ends have no secret in common.
    Waiting,
}

fn directions(directory: &Directory) -> impl Iterator<Item = Direction<'_>> {
    directory.realms().filter(|realm| is_domain(realm)).flat_map(|trusting| {
        trusting.trusts().filter_map(|(_, trust)| {
            let between_domains = trust.tdo.trust_type == TrustType::Uplevel && trust.tdo.trust_direction.is_outbound();
            let outgoing = trust.outgoing.as_ref().filter(|_| between_domains)?;
            let trusted = directory.realm_named(trust.tdo.trust_partner.as_str().as_bytes())?;
            let (_, mirrored) = trusted.trust_named(trusting.name().as_str().as_bytes())?;
            let incoming = mirrored.incoming.as_ref().filter(|_| is_domain(trusted))?;
            // A PDC emulator that others do not replicate from could tell nobody of its change.
            let pdc = trusting.pdc().filter(|pdc| pdc.held_since.is_none())?;
            Some(Direction { trusting, trusted, outgoing, incoming, pdc: &pdc.name })
        })
    })
}

fn is_domain(realm: &Realm) -> bool {
    matches!(realm.kind(), RealmKind::ActiveDirectory { .. })
}

impl Direction<'_> {
    fn stage(&self) -> Stage {
        let since = self.outgoing.changed_at();
        match self.outgoing.confirmed {
            Some(_) if !self.outgoing.is_in_step_with(self.incoming) => Stage::Waiting,
            Some(confirmed) => {
                let settled = Moment::at(confirmed).shifted(SETTLING_SECONDS);
                Stage::Settled { until: since.shifted(SECONDS_BETWEEN_CHANGES).max(settled) }
            }
            None if self.outgoing.previous.is_none() => Stage::Waiting,
            None if self.outgoing.is_in_step_with(self.incoming) || self.outgoing.is_one_ahead_of(self.incoming) => {
                Stage::Changed { since }
            }
            None => Stage::Waiting,
        }
    }

    /// Whether the PDC emulator reaches a controller of the trusted domain that others replicate from.
    fn is_connected(&self, directory: &Directory) -> bool {
        directory.link_is_up(self.trusting.name(), self.trusted.name()) && self.taker().is_some()
    }

    /// The controller of the trusted domain that the new secret is handed to: any that can be written.
    fn taker(&self) -> Option<&str> {
        let mut controllers = self.trusted.controllers().iter();
        controllers.find(|controller| controller.held_since.is_none()).map(|controller| &*controller.name)
    }

    fn is_of(&self, trust: &TrustPair) -> bool {
        *self.trusting.name() == trust.trusting && *self.trusted.name() == trust.trusted
    }

    fn pair(&self) -> TrustPair {
        TrustPair { trusting: self.trusting.name().clone(), trusted: self.trusted.name().clone() }
    }

    fn by_trusting(&self, change: Change) -> Option<Due> {
        Some(Due { trust: self.pair(), change, realm: self.trusting.name().clone(), controller: self.pdc.into() })
    }

    fn by_trusted(&self, change: Change) -> Option<Due> {
        Some(Due { trust: self.pair(), change, realm: self.trusted.name().clone(), controller: self.taker()?.into() })
    }
}

/// The first attempt at `now` or later of those made every fifteen minutes since a change. Who makes it may be a little
/// late, and makes it all the same.
fn next_attempt(since: Moment, now: Moment) -> Moment {
    if now <= since {
        return since;
    }
    let passed = now.time.as_unix().saturating_sub(since.time.as_unix());
    let late = passed % SECONDS_BETWEEN_ATTEMPTS;
    if late <= TOLERATED_LATENESS_SECONDS {
        return now;
    }
    since.shifted(passed - late + SECONDS_BETWEEN_ATTEMPTS)
}

const TOLERATED_LATENESS_SECONDS: i64 = 60;
const SECONDS_BETWEEN_CHANGES: i64 = 30 * 86_400;
const SECONDS_BETWEEN_ATTEMPTS: i64 = 15 * 60;
/// After a change that was long in coming through, the next one waits until no ticket under the secret before is left:
/// a day covers the life of a ticket and the time for which the secret before goes on being used.
const SETTLING_SECONDS: i64 = 86_400;

#[cfg(test)]
mod tests;
