//! Random histories: whatever administrators and domain controllers do in whatever order, what is kept of it gives the
//! same directory, and both ends of a trust stay of one mind unless somebody set one of them alone.

use std::collections::BTreeSet;

use rand_core::Rng;
use xrealm_directory::{Realm, Trust};

use super::*;
use crate::{ControllerOperation, SuffixChange, SuffixName, upkeep};

const PLACES: [&str; 8] =
    [TAILSPIN, WINGTIP, ENGINEERING, MARKETING, NORTHAMERICA, "usa.wingtiptoys.com", "ATHENA", "OUTSIDE.EXAMPLE"];
const KINDS: [Option<NewTrustKind>; 5] = [
    None,
    Some(NewTrustKind::Forest),
    Some(NewTrustKind::External),
    Some(NewTrustKind::Realm),
    Some(NewTrustKind::Shortcut),
];
const SIDES: [Option<TrustSide>; 6] = [None, None, None, None, Some(TrustSide::Trusting), Some(TrustSide::Trusted)];
const SWITCHES: [TrustSwitch; 9] = [
    TrustSwitch::Transitive,
    TrustSwitch::Quarantine,
    TrustSwitch::ForestTransitive,
    TrustSwitch::SelectiveAuth,
    TrustSwitch::SidHistory,
    TrustSwitch::TgtDelegation,
    TrustSwitch::PimTrust,
    TrustSwitch::AuthTargetValidation,
    TrustSwitch::Rc4,
];

/// A directory with all that became of it.
struct History {
    desk: Desk,
    now: Moment,
    begun: Directory,
    kept: Vec<(Moment, String)>,
    /// Trusts of which one end was set alone.
    alone: BTreeSet<(String, String)>,
    dice: ChaCha20Rng,
}

impl History {
    fn of(seed: u8) -> History {
        let mut desk = Desk::new().with_forest_trust();
        desk.rng = ChaCha20Rng::from_seed([seed; 32]);
        let begun = desk.directory.clone();
        let dice = ChaCha20Rng::from_seed([seed.wrapping_add(100); 32]);
        History { desk, now: at(), begun, kept: Vec::new(), alone: BTreeSet::new(), dice }
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.dice.next_u32()).unwrap() % count
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    fn ends(&mut self) -> TrustEnds {
        ends(self.one(&PLACES), self.one(&PLACES))
    }

    fn create(&mut self) -> TrustOperation {
        let level = |selective| if selective { Authentication::Selective } else { Authentication::Wide };
        let given = self.coin();
        create(CreateTrust {
            ends: self.ends(),
            kind: self.one(&KINDS),
            two_way: self.coin(),
            side: self.one(&SIDES),
            password: given.then(|| password("Shared-1")).flatten(),
            trusting_authentication: level(self.below(4) == 0),
            confirm: self.coin(),
            confirm_reverse: self.coin(),
            ..usual(ENGINEERING, MARKETING)
        })
    }

    fn operation(&mut self) -> Operation {
        let TrustEnds { trusting, trusted } = self.ends();
        let ends = TrustEnds { trusting: trusting.clone(), trusted: trusted.clone() };
        let (two_way, on, side) = (self.coin(), self.coin(), self.one(&SIDES));
        let suffix = SuffixName::Number(1 + self.below(4));
        Operation::Trust(match self.below(12) {
            0..3 => self.create(),
            3 => TrustOperation::Remove { ends, two_way, side, force: false },
            4 => {
                let word = if self.coin() { password("Other-2") } else { password("Shared-1") };
                TrustOperation::Reset { ends, two_way, side, password: word.filter(|_| on) }
            }
            5 => TrustOperation::Rotate { ends },
            6 => TrustOperation::Verify { ends, two_way },
            7 => setting(&trusting, &trusted, self.one(&SWITCHES), on),
            8 => TrustOperation::ChangeSuffixes {
                realm: trusting,
                partner: trusted,
                change: match self.below(3) {
                    0 => SuffixChange::Toggle(suffix),
                    1 => SuffixChange::Exclude("sub.tailspintoys.com".to_owned()),
                    _ => SuffixChange::Refresh,
                },
            },
            9 => TrustOperation::Scan { realm: trusting, partner: None },
            10 => {
                return Operation::Controller(ControllerOperation::SetLink { one: trusting, other: trusted, up: on });
            }
            _ => {
                let (delay_seconds, held) = (Some(60), Some(on));
                let controller = "DC1".to_owned();
                return Operation::Controller(ControllerOperation::SetReplication {
                    realm: trusting,
                    controller,
                    delay_seconds,
                    held,
                });
            }
        })
    }

    fn keep(&mut self, changes: &[Change]) {
        self.kept.extend(changes.iter().map(|change| (self.now, serde_json::to_string(change).unwrap())));
    }

    /// One operation of an administrator, refused or not.
    fn act(&mut self) {
        let operation = self.operation();
        let wish = Wish { operation: operation.clone(), dry_run: false, surface: Surface::Cli };
        let mut means = Means {
            directory: &self.desk.directory,
            now: self.now,
            rng: &mut self.desk.rng,
            partner_address: &|_| None,
            partner_names: &|_| Ok(None),
        };
        let Ok(Plan::Write(plan)) = plan(&wish, &mut means) else { return };
        let after = plan.apply(&self.desk.directory, self.now).unwrap();
        for change in &plan.changes {
            if let Some(trust) = set_alone(change) {
                self.alone.insert(trust);
            }
            if let Change::SetTrustSecret { trust, side: None, .. } = change {
                self.alone.remove(&both(&trust.trusting, &trust.trusted));
            }
        }
        self.keep(&plan.changes);
        self.desk.directory = after;
    }

    /// Lets time pass; domain controllers do what is due, each in its time.
    fn pass(&mut self, seconds: i64) {
        let to = self.now.shifted(seconds);
        while let Some(moment) = upkeep::next_due(&self.desk.directory, self.now).filter(|moment| *moment <= to) {
            assert!(moment >= self.now);
            self.now = moment;
            let rng = &mut self.desk.rng;
            let due = upkeep::due(&self.desk.directory, moment, &mut |_| xrealm_directory::NewKeys::fresh(rng));
            assert!(!due.is_empty(), "something is due and nothing is done");
            let changes: Vec<Change> = due.into_iter().map(|due| due.change).collect();
            self.desk.directory = self.desk.directory.apply_all(&changes, moment).unwrap();
            self.keep(&changes);
            self.check_trusts();
        }
        self.now = to;
    }

    fn check_trusts(&self) {
        for realm in self.desk.directory.realms() {
            for (_, trust) in realm.trusts() {
                let direction = trust.tdo.trust_direction;
                assert_eq!(direction.is_outbound(), trust.outgoing.is_some());
                assert_eq!(direction.is_inbound(), trust.incoming.is_some());
                self.check_direction(realm, trust);
            }
        }
    }

    fn check_direction(&self, trusting: &Realm, trust: &Trust) {
        let partner = &trust.tdo.trust_partner;
        let trusted = self.desk.directory.realm_named(partner.as_str().as_bytes());
        let mirrored = trusted.and_then(|trusted| trusted.trust_named(trusting.name().as_str().as_bytes()));
        let mirrored = mirrored.and_then(|(_, trust)| trust.incoming.as_ref());
        let (Some(opens), Some(seals)) = (&trust.outgoing, mirrored) else { return };
        if opens.confirmed.is_some() && seals.confirmed.is_some() {
            assert!(opens.is_in_step_with(seals), "{} and {partner} are sure of different secrets", trusting.name());
        }
        if self.alone.contains(&both(trusting.name(), partner)) {
            return;
        }
        let sealing = seals.sealing_keys(self.now.time);
        // Of all types the quickest to derive.
        let etype = xrealm_names::EncryptionType::Rc4Hmac;
        let opened = opens.key_sets().any(|keys| keys.key(etype) == sealing.key(etype));
        assert!(opened, "{} does not open what {partner} seals", trusting.name());
    }

    fn check_kept(&self) {
        let mut replayed = self.begun.clone();
        for (at, text) in &self.kept {
            let change: Change = serde_json::from_str(text).unwrap();
            replayed = replayed.apply(&change, *at).unwrap();
        }
        let image = self.desk.directory.image();
        assert!(replayed.image() == image, "the journal tells another story");
        let rebuilt = Directory::empty().apply_all(&image, self.now).unwrap();
        assert!(rebuilt.image() == image, "the image is not what it is made of");
    }
}

fn both(one: &RealmName, other: &RealmName) -> (String, String) {
    let (one, other) = (one.to_string(), other.to_string());
    if one <= other { (one, other) } else { (other, one) }
}

fn set_alone(change: &Change) -> Option<(String, String)> {
    match change {
        Change::CreateTrust(new) if new.side.is_some() => Some(both(&new.pair.trusting, &new.pair.trusted)),
        Change::SetTrustSecret { trust, side: Some(_), .. } => Some(both(&trust.trusting, &trust.trusted)),
        _ => None,
    }
}

#[test]
fn what_is_kept_of_any_history_gives_the_same_directory() {
    for seed in 0..SEEDS {
        let mut history = History::of(seed);
        let mut done = 0;
        for step in 0..STEPS {
            let before = history.kept.len();
            history.act();
            done += usize::from(history.kept.len() > before);
            history.check_trusts();
            let seconds = history.one(&[0, 60, 900, 5_000, 86_400, 20 * 86_400, 400 * 86_400]);
            history.pass(seconds);
            if step % 20 == 19 {
                history.check_kept();
            }
        }
        assert!(done > STEPS / 10, "seed {seed}: hardly anything was done");
    }
}

const SEEDS: u8 = 8;
const STEPS: usize = 100;
