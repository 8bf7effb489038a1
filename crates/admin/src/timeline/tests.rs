use xrealm_directory::{Change, Controller, DomainPlace, NewDomain, NewKeys, Settings};
use xrealm_names::{Sid, Timestamp};

use super::*;

fn at(seconds: i64) -> Moment {
    Moment::at(Timestamp::from_unix(1_800_000_000 + seconds))
}

fn name() -> RealmName {
    RealmName::from_dns("corp.test").unwrap()
}

/// A domain with a controller that is up to date, and one half an hour behind.
fn timeline() -> Timeline {
    let domain = NewDomain {
        name: name(),
        netbios_name: "CORP".into(),
        sid: Sid::domain([1, 2, 3]),
        place: DomainPlace::ForestRoot,
        upn_suffixes: vec![],
        spn_suffixes: vec![],
        settings: Settings::active_directory(),
        krbtgt_keys: NewKeys::password("krbtgt"),
    };
    let slow = Controller { delay_seconds: 1800, ..Controller::new("SLOW") };
    let changes = [
        Change::CreateDomain(Box::new(domain)),
        Change::AddController { realm: name(), controller: Controller::new("FAST") },
        Change::AddController { realm: name(), controller: slow },
    ];
    let directory = Directory::empty().apply_all(&changes, at(0)).unwrap();
    Timeline::new(Arc::new(directory), at(0))
}

/// Sets the suffixes to one that tells when it was set.
fn mark(timeline: &mut Timeline, seconds: i64) {
    let suffix = format!("s{seconds}.test");
    let change = Change::SetSuffixes { realm: name(), upn_suffixes: vec![suffix.into()], spn_suffixes: vec![] };
    timeline.apply(&[change], at(seconds)).unwrap();
}

fn hold(timeline: &mut Timeline, held: bool, seconds: i64) {
    let change = Change::SetReplication { realm: name(), controller: "SLOW".into(), delay_seconds: 1800, held };
    timeline.apply(&[change], at(seconds)).unwrap();
}

fn known(timeline: &Timeline, controller: &str) -> Option<String> {
    timeline.view_of(&name(), controller).unwrap().upn_suffixes().next().map(str::to_owned)
}

/// Acceptance row 71.
#[test]
fn a_controller_knows_the_directory_as_of_its_delay_ago() {
    let mut timeline = timeline();
    mark(&mut timeline, 10);
    mark(&mut timeline, 20);
    assert_eq!((known(&timeline, "FAST").as_deref(), known(&timeline, "slow")), (Some("s20.test"), None));
    assert_eq!(timeline.next_arrival(), Some(at(1810)));
    timeline.advance(at(1810));
    assert_eq!(known(&timeline, "SLOW").as_deref(), Some("s10.test"));
    assert_eq!(timeline.next_arrival(), Some(at(1820)));
    timeline.advance(at(1820));
    assert_eq!(known(&timeline, "SLOW").as_deref(), Some("s20.test"));
    assert_eq!(timeline.next_arrival(), None);
    assert!(timeline.view_of(&name(), "NOBODY").is_none());
}

#[test]
fn a_held_controller_learns_nothing_until_it_is_let_go() {
    let mut timeline = timeline();
    mark(&mut timeline, 10);
    hold(&mut timeline, true, 4000);
    mark(&mut timeline, 4010);
    timeline.advance(at(1_000_000));
    mark(&mut timeline, 1_000_010);
    assert_eq!(known(&timeline, "SLOW").as_deref(), Some("s10.test"));
    hold(&mut timeline, false, 1_000_020);
    assert_eq!(known(&timeline, "SLOW").as_deref(), Some("s4010.test"));
    timeline.advance(at(1_000_010 + 1800));
    assert_eq!(known(&timeline, "SLOW").as_deref(), Some("s1000010.test"));
}

#[test]
fn only_what_somebody_can_still_come_to_know_is_kept() {
    let mut timeline = timeline();
    for seconds in 1..=100 {
        mark(&mut timeline, seconds * 600);
        assert!(timeline.snapshots() <= 4, "{}", timeline.snapshots());
    }
    hold(&mut timeline, true, 60_001);
    for seconds in 101..=200 {
        mark(&mut timeline, seconds * 600);
        assert!(timeline.snapshots() <= 6, "{}", timeline.snapshots());
    }
    assert_eq!(known(&timeline, "SLOW").as_deref(), Some("s58200.test"));
}

#[test]
fn a_refused_change_leaves_no_trace_and_time_never_runs_backwards() {
    let mut timeline = timeline();
    mark(&mut timeline, 100);
    let refused = timeline.apply(&[Change::MovePdcRole { realm: name(), controller: "NOBODY".into() }], at(200));
    assert!(refused.is_err());
    assert_eq!((timeline.now(), timeline.snapshots()), (at(100), 2));
    timeline.advance(at(50));
    mark(&mut timeline, 60);
    assert_eq!(timeline.now(), at(100));
    assert_eq!(known(&timeline, "FAST").as_deref(), Some("s60.test"));
}

/// What is dropped is never missed: a history that drops nothing says the same.
#[test]
fn a_controller_knows_what_it_would_if_everything_were_kept() {
    for seed in 0..50_u64 {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut below = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from((state >> 33) % bound).unwrap()
        };
        let mut timeline = timeline();
        let mut all = vec![(at(0), known(&timeline, "FAST"))];
        let mut seconds = 0;
        for _ in 0..200 {
            seconds += below(900);
            match below(8) {
                0 => hold(&mut timeline, true, seconds),
                1 => hold(&mut timeline, false, seconds),
                2 => timeline.advance(at(seconds)),
                _ => mark(&mut timeline, seconds),
            }
            all.push((timeline.now(), known(&timeline, "FAST")));
            let slow = timeline.latest().realms().next().unwrap().controller("SLOW").unwrap().clone();
            let moment = slow.knows_as_of(timeline.now());
            let (_, expected) = all.iter().rev().find(|(since, _)| *since <= moment).unwrap_or(&all[0]);
            assert_eq!(known(&timeline, "SLOW"), *expected, "seed {seed}, second {seconds}");
        }
    }
}
