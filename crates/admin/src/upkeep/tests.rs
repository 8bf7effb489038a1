use std::sync::Arc;

use xrealm_directory::{
    Change, Controller, DomainPlace, KeyMaterial, Namespaces, NewDomain, NewExternalRealm, NewKeys, NewTrust,
    NewTrustKind, Settings, TrustSide,
};
use xrealm_names::{Sid, Timestamp};
use xrealm_trust::TrustAttributes;

use super::*;
use crate::Timeline;

const DAY: i64 = 86_400;

fn at(seconds: i64) -> Moment {
    Moment::at(Timestamp::from_unix(1_800_000_000 + seconds))
}

fn realm(name: &str) -> RealmName {
    RealmName::new(name).unwrap()
}

fn pair(trusting: &str, trusted: &str) -> TrustPair {
    TrustPair { trusting: realm(trusting), trusted: realm(trusted) }
}

fn domain(name: &str, number: u32) -> Change {
    Change::CreateDomain(Box::new(NewDomain {
        name: realm(name),
        netbios_name: name.split('.').next().unwrap().into(),
        sid: Sid::domain([number, 2, 3]),
        place: DomainPlace::ForestRoot,
        upn_suffixes: vec![],
        spn_suffixes: vec![],
        settings: Settings::active_directory(),
        krbtgt_keys: NewKeys::password("krbtgt"),
    }))
}

fn trust(kind: NewTrustKind, ends: TrustPair) -> NewTrust {
    NewTrust {
        kind,
        pair: ends,
        transitive: kind.is_usually_transitive(false),
        keys: NewKeys::password("first"),
        reverse_keys: None,
        attributes: TrustAttributes::default(),
        etypes: None,
        side: None,
        confirmed: true,
        trusting_namespaces: Namespaces::default(),
        trusted_namespaces: Namespaces::default(),
    }
}

/// A.TEST trusts B.TEST; both have a second controller.
fn world(trusts: Vec<NewTrust>) -> Timeline {
    let mut changes = vec![domain("A.TEST", 1), domain("B.TEST", 2)];
    changes.push(Change::CreateExternalRealm(NewExternalRealm {
        name: realm("ATHENA"),
        active_directory: None,
        downlevel: false,
    }));
    for name in ["A.TEST", "B.TEST"] {
        for controller in ["DC1", "DC2"] {
            changes.push(Change::AddController { realm: realm(name), controller: Controller::new(controller) });
        }
    }
    changes.extend(trusts.into_iter().map(|new| Change::CreateTrust(Box::new(new))));
    Timeline::new(Arc::new(Directory::empty().apply_all(&changes, at(0)).unwrap()), at(0))
}

fn one_way() -> Timeline {
    world(vec![trust(NewTrustKind::Forest, pair("A.TEST", "B.TEST"))])
}

/// What happens until `end`, each with when it does.
fn live(timeline: &mut Timeline, end: Moment) -> Vec<(i64, Due)> {
    let mut log = Vec::new();
    while let Some(moment) = next_due(timeline.latest(), timeline.now()).filter(|moment| *moment <= end) {
        let mut serial = log.len();
        let list = due(timeline.latest(), moment, &mut |trust| {
            serial += 1;
            NewKeys::password(&format!("{} {serial}", trust.trusting))
        });
        assert!(!list.is_empty(), "nothing was due");
        let changes: Vec<Change> = list.iter().map(|due| due.change.clone()).collect();
        timeline.apply(&changes, moment).unwrap();
        log.extend(list.into_iter().map(|due| (moment.time.as_unix() - at(0).time.as_unix(), due)));
        assert!(log.len() < 1000, "no end");
    }
    timeline.advance(end);
    log
}

fn rotations(log: &[(i64, Due)]) -> Vec<(i64, &str, &str)> {
    let rotations = log.iter().filter(|(_, due)| matches!(due.change, Change::RotateTrustSecret { .. }));
    rotations.map(|(when, due)| (*when, due.realm.as_str(), &*due.controller)).collect()
}

fn pushes(log: &[(i64, Due)]) -> Vec<i64> {
    let pushes = log.iter().filter(|(_, due)| matches!(due.change, Change::PushTrustSecret { .. }));
    pushes.map(|(when, _)| *when).collect()
}

fn link(up: bool) -> Change {
    Change::SetLink { one: realm("B.TEST"), other: realm("A.TEST"), up }
}

/// The versions that A.TEST and B.TEST hold of the secret for A.TEST trusting B.TEST, the current one first.
fn versions(timeline: &Timeline) -> [Vec<u32>; 2] {
    let secret = |own: &[u8], other: &[u8]| {
        let (_, trust) = timeline.latest().realm_named(own).unwrap().trust_named(other).unwrap();
        if own == b"A.TEST" { trust.outgoing.clone() } else { trust.incoming.clone() }.unwrap()
    };
    let versions = |secret: TrustSecret| secret.key_sets().map(|keys| keys.kvno()).collect();
    [versions(secret(b"A.TEST", b"B.TEST")), versions(secret(b"B.TEST", b"A.TEST"))]
}

/// Acceptance row 72.
#[test]
fn each_direction_changes_every_thirty_days_at_its_own_trusting_end() {
    let two_way = NewTrust {
        reverse_keys: Some(NewKeys::password("back")),
        ..trust(NewTrustKind::Forest, pair("A.TEST", "B.TEST"))
    };
    let mut timeline = world(vec![two_way]);
    let log = live(&mut timeline, at(61 * DAY));
    let expected = [30, 30, 60, 60].map(|day| day * DAY);
    assert_eq!(rotations(&log).iter().map(|(when, ..)| *when).collect::<Vec<_>>(), expected);
    assert_eq!(pushes(&log), expected);
    assert_eq!(rotations(&log)[..2], [(30 * DAY, "A.TEST", "DC1"), (30 * DAY, "B.TEST", "DC1")]);
    assert_eq!(versions(&timeline), [[3, 2], [3, 2]]);
}

/// Acceptance row 75.
#[test]
fn only_the_pdc_emulator_starts_and_any_controller_takes() {
    let mut timeline = one_way();
    live(&mut timeline, at(DAY));
    timeline.apply(&[Change::MovePdcRole { realm: realm("A.TEST"), controller: "DC2".into() }], at(DAY)).unwrap();
    let hold =
        Change::SetReplication { realm: realm("B.TEST"), controller: "DC1".into(), delay_seconds: 0, held: true };
    timeline.apply(&[hold], at(DAY)).unwrap();
    let log = live(&mut timeline, at(31 * DAY));
    assert_eq!(rotations(&log), [(30 * DAY, "A.TEST", "DC2")]);
    let taker = log.iter().find(|(_, due)| matches!(due.change, Change::PushTrustSecret { .. })).unwrap();
    assert_eq!((taker.1.realm.as_str(), &*taker.1.controller), ("B.TEST", "DC2"));
}

/// Acceptance row 73.
#[test]
fn a_change_that_does_not_come_through_is_tried_again_every_fifteen_minutes() {
    let mut timeline = one_way();
    timeline.apply(&[link(false)], at(DAY)).unwrap();
    let log = live(&mut timeline, at(30 * DAY + 10_000));
    assert_eq!((rotations(&log).len(), pushes(&log).len()), (1, 0));
    assert_eq!(versions(&timeline), [vec![2, 1], vec![1]]);
    timeline.apply(&[link(true)], at(30 * DAY + 10_000)).unwrap();
    let log = live(&mut timeline, at(40 * DAY));
    assert_eq!(pushes(&log), [30 * DAY + 12 * 900]);
    assert_eq!(versions(&timeline), [[2, 1], [2, 1]]);
}

#[test]
fn there_is_no_further_change_until_the_last_one_came_through() {
    let mut timeline = one_way();
    timeline.apply(&[link(false)], at(DAY)).unwrap();
    assert_eq!(rotations(&live(&mut timeline, at(100 * DAY))).len(), 1);
    timeline.apply(&[link(true)], at(100 * DAY)).unwrap();
    let log = live(&mut timeline, at(101 * DAY + 900));
    assert_eq!(pushes(&log), [100 * DAY, 101 * DAY]);
    assert_eq!(rotations(&log).iter().map(|(when, ..)| *when).collect::<Vec<_>>(), [101 * DAY]);
}

#[test]
fn what_nobody_has_used_or_nobody_else_has_is_left_alone() {
    let trusts = vec![
        NewTrust { confirmed: false, ..trust(NewTrustKind::Forest, pair("A.TEST", "B.TEST")) },
        trust(NewTrustKind::Realm, pair("A.TEST", "ATHENA")),
    ];
    let mut timeline = world(trusts);
    assert_eq!(next_due(timeline.latest(), at(0)), None);
    timeline.apply(&[Change::ConfirmTrustSecret { trust: pair("A.TEST", "B.TEST") }], at(DAY)).unwrap();
    assert_eq!(next_due(timeline.latest(), at(DAY)), Some(at(30 * DAY)));
    let elsewhere = Change::SetTrustSecret {
        trust: pair("A.TEST", "B.TEST"),
        side: Some(TrustSide::Trusted),
        keys: NewKeys::password("other"),
    };
    timeline.apply(&[elsewhere], at(2 * DAY)).unwrap();
    assert_eq!(next_due(timeline.latest(), at(2 * DAY)), None);
}

#[test]
fn attempts_fall_on_quarters_of_an_hour_after_the_change() {
    for (now, expected) in [(-5, 0), (0, 0), (61, 900), (899, 900), (900, 900), (961, 1800)] {
        assert_eq!(next_attempt(at(0), at(now)), at(expected));
    }
    let late = Moment { micros: 7, ..at(900) };
    assert_eq!(next_attempt(at(0), late), late, "whoever wakes up late is not put off");
}

#[test]
fn a_trust_that_is_refused_holds_up_no_other() {
    let (refused, other) = (pair("A.TEST", "B.TEST"), pair("B.TEST", "A.TEST"));
    let one_way = |ends| trust(NewTrustKind::External, ends);
    let world = world(vec![one_way(refused.clone()), one_way(other.clone())]);
    let directory = world.latest();
    let now = at(31 * DAY);
    let none = NewKeys { kvno: None, material: KeyMaterial::Keys(Vec::new()) };
    let secrets = |trust: &TrustPair| if *trust == refused { none.clone() } else { NewKeys::password("second") };
    let due = due(directory, now, &mut { secrets });

    let applied = apply(directory, due, now);

    let stuck: Vec<TrustPair> = applied.refused.into_iter().map(|(trust, _)| trust).collect();
    assert_eq!(stuck, [refused]);
    assert_eq!(applied.done.len(), 3);
    assert!(applied.done.iter().all(|due| due.trust == other));
    assert_eq!(next_due(&applied.directory, now), Some(now), "it stays due");
    let next = next_due_besides(&applied.directory, now, &stuck);
    assert!(next.is_some_and(|next| next >= now.shifted(30 * DAY)), "{next:?}");
}
