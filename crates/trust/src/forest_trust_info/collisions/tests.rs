use proptest::prelude::*;

use super::*;
use crate::OwnDomain;

const TLN: u32 = RecordFlags::TLN_DISABLED_CONFLICT;
const SID: u32 = RecordFlags::SID_DISABLED_CONFLICT;
const NETBIOS: u32 = RecordFlags::NB_DISABLED_CONFLICT;

fn sid(number: u32) -> Sid {
    Sid::domain([7, 8, number])
}

fn set(records: impl IntoIterator<Item = Record>) -> ForestTrustInfo {
    ForestTrustInfo::new(records.into_iter().collect())
}

fn tln(name: &str) -> Record {
    Record::top_level_name(name)
}

fn tln_ex(name: &str) -> Record {
    Record::top_level_name_ex(name)
}

fn domain(number: u32, dns_name: &str, netbios_name: &str) -> Record {
    Record::domain_info(sid(number), dns_name, netbios_name)
}

/// The forest own.test with a child, another tree and a suffix, and what its trusts have stored: the first with
/// p0.test, and so on.
fn taken(trusts: &[&[Record]]) -> TakenNames {
    let names = [("own.test", "OWN", true), ("child.own.test", "CHILD", false), ("tree.example", "TREE", true)];
    let sids: Vec<Sid> = (100..103).map(sid).collect();
    let own = names.iter().zip(&sids).map(|(&(dns_name, netbios_name, is_tree_root), sid)| OwnDomain {
        dns_name,
        netbios_name,
        sid,
        is_tree_root,
    });
    let mut taken = TakenNames::new(own, ["upn.example"]);
    for (number, records) in (0..).zip(trusts) {
        let partner = RealmName::from_dns(&format!("p{number}.test")).unwrap();
        taken.add(TrustId(number), &partner, &set(records.iter().cloned()));
    }
    taken
}

type Entry = (u32, CollisionKind, u32, String);

fn listed(taken: &TakenNames, own: Option<TrustId>, records: &[Record]) -> Vec<Entry> {
    let collisions = taken.collisions(own, &set(records.iter().cloned()));
    collisions.into_iter().map(|found| (found.record, found.kind, found.flags.0, found.name.to_dns())).collect()
}

fn tdo(record: u32, flags: u32, partner: &str) -> Entry {
    (record, CollisionKind::CollisionTdo, flags, partner.into())
}

fn xref(record: u32, flags: u32, name: &str) -> Entry {
    (record, CollisionKind::CollisionXref, flags, name.into())
}

#[test]
fn a_name_that_another_trust_has_is_in_conflict() {
    let taken = taken(&[&[tln("corp.example")]]);
    assert_eq!(listed(&taken, None, &[tln("b.test"), tln("CORP.example.")]), [tdo(1, TLN, "p0.test")]);
}

#[test]
fn names_and_suffixes_of_the_own_forest_are_in_conflict_when_equal() {
    let new = ["own.test", "tree.example", "upn.example", "child.own.test", "x.own.test", "test"].map(tln);
    assert_eq!(
        listed(&taken(&[]), None, &new),
        [
            xref(0, TLN, "own.test"),
            xref(1, TLN, "tree.example"),
            xref(2, TLN, "own.test"),
            xref(3, TLN, "child.own.test")
        ]
    );
}

#[test]
fn a_name_below_that_of_another_trust_is_in_conflict_unless_excluded_there() {
    let claims = [tln("a.test"), tln_ex("free.a.test")];
    let taken = taken(&[&claims]);
    assert_eq!(
        listed(&taken, None, &[tln("x.a.test"), tln("free.a.test"), tln("x.free.a.test"), tln("nota.test")]),
        [tdo(0, TLN, "p0.test")]
    );
}

#[test]
fn a_name_above_that_of_another_trust_is_in_conflict_unless_excluded_here() {
    let taken = taken(&[&[tln("x.a.test"), tln("y.a.test")]]);
    assert_eq!(listed(&taken, None, &[tln("a.test")]), [tdo(0, TLN, "p0.test")]);
    assert_eq!(listed(&taken, None, &[tln("a.test"), tln_ex("x.a.test")]), [tdo(0, TLN, "p0.test")]);
    assert_eq!(listed(&taken, None, &[tln("a.test"), tln_ex("x.a.test"), tln_ex("y.a.test")]), []);
}

#[test]
fn an_exclusion_never_is_in_conflict() {
    let taken = taken(&[&[tln("a.test")]]);
    assert_eq!(listed(&taken, None, &[tln("b.test"), tln_ex("a.test"), tln_ex("own.test")]), []);
}

#[test]
fn disabled_records_are_not_compared_on_either_side() {
    let disabled = |flags| tln("a.test").with_flags(RecordFlags(flags));
    for flags in [RecordFlags::TLN_DISABLED_NEW, RecordFlags::TLN_DISABLED_ADMIN, TLN] {
        assert_eq!(listed(&taken(&[&[disabled(flags)]]), None, &[tln("a.test")]), []);
        assert_eq!(listed(&taken(&[&[tln("a.test")]]), None, &[disabled(flags)]), []);
    }
}

#[test]
fn a_domain_collides_by_sid_dns_name_and_netbios_name() {
    let taken = taken(&[&[tln("a.test"), domain(1, "a.test", "A")]]);
    let of = |record| listed(&taken, None, &[tln("b.test"), record]);
    assert_eq!(of(domain(1, "b.test", "B")), [tdo(1, SID, "p0.test")]);
    assert_eq!(of(domain(2, "A.TEST", "B")), [tdo(1, SID, "p0.test")]);
    assert_eq!(of(domain(2, "b.test", "a")), [tdo(1, NETBIOS, "p0.test")]);
    assert_eq!(of(domain(1, "b.test", "A")), [tdo(1, SID | NETBIOS, "p0.test")]);
    assert_eq!(of(domain(100, "b.test", "B")), [xref(1, SID, "own.test")]);
    assert_eq!(of(domain(2, "child.own.test", "B")), [xref(1, SID, "child.own.test")]);
    assert_eq!(of(domain(2, "b.test", "Tree")), [xref(1, NETBIOS, "tree.example")]);
    assert_eq!(of(domain(1, "b.test", "Own")), [tdo(1, SID, "p0.test"), xref(1, NETBIOS, "own.test")]);
}

#[test]
fn what_is_disabled_of_a_domain_is_not_compared() {
    let flagged = |flags| domain(1, "a.test", "A").with_flags(RecordFlags(flags));
    let new = [tln("b.test"), domain(1, "b.test", "A")];
    let against = |flags| listed(&taken(&[&[flagged(flags)]]), None, &new);
    assert_eq!(against(RecordFlags::SID_DISABLED_ADMIN), []);
    assert_eq!(against(RecordFlags::NB_DISABLED_ADMIN), [tdo(1, SID, "p0.test")]);
    let taken = taken(&[&[domain(1, "a.test", "A")]]);
    let of = |flags| listed(&taken, None, &[domain(1, "b.test", "A").with_flags(RecordFlags(flags))]);
    assert_eq!(of(RecordFlags::SID_DISABLED_ADMIN), []);
    assert_eq!(of(RecordFlags::NB_DISABLED_ADMIN), [tdo(0, SID, "p0.test")]);
}

#[test]
fn a_domain_that_an_exclusion_hides_still_collides_with_the_name_above_it() {
    let taken = taken(&[&[tln("x.a.test")]]);
    let new = [tln("a.test"), tln_ex("x.a.test"), domain(1, "y.x.a.test", "Y"), domain(2, "a.test", "A")];
    assert_eq!(listed(&taken, None, &new), [tdo(2, SID, "p0.test")]);
}

#[test]
fn scanner_records_are_not_compared() {
    let scanner =
        RecordData::ScannerInfo { sid: Some(sid(100)), dns_name: "own.test".into(), netbios_name: "OWN".into() };
    assert_eq!(listed(&taken(&[]), None, &[tln("b.test"), Record::new(scanner)]), []);
}

#[test]
fn a_trust_does_not_collide_with_what_it_has_stored() {
    let claims = [tln("a.test"), domain(1, "a.test", "A")];
    let taken = taken(&[&claims, &[]]);
    assert_eq!(listed(&taken, Some(TrustId(0)), &claims), []);
    assert_eq!(listed(&taken, Some(TrustId(1)), &claims).len(), 2);
}

#[test]
fn the_own_forest_goes_before_trusts_and_the_first_trust_before_others() {
    let both = [tln("own.test"), tln("a.test")];
    let taken = taken(&[&both, &both]);
    assert_eq!(listed(&taken, None, &both), [xref(0, TLN, "own.test"), tdo(1, TLN, "p0.test")]);
    assert_eq!(listed(&taken, Some(TrustId(0)), &both[1..]), [tdo(0, TLN, "p1.test")]);
}

#[test]
fn marks_are_kept_in_the_records_and_nothing_else_is_changed() {
    let taken = taken(&[&[tln("a.test"), domain(1, "a.test", "A")]]);
    let mut info = set([tln("a.test"), domain(1, "b.test", "B"), tln("c.test"), tln_ex("x.c.test")]);
    let clean = info.clone();
    info.mark(&taken.collisions(None, &info));
    assert_eq!(info.records.iter().map(|record| record.flags.0).collect::<Vec<_>>(), [TLN, SID, 0, 0]);
    assert!(info.has_conflicts() && !clean.has_conflicts());
    assert_eq!(info.without_conflicts(), clean);
    assert_eq!(taken.collisions(None, &info), []);
}

#[test]
fn a_hundred_thousand_records_are_compared_with_as_many() {
    let names = |from: u32| (from..from + 100_000).map(|number| tln(&format!("n{number}.f{}.test", number % 200)));
    let mut taken = TakenNames::default();
    taken.add(TrustId(0), &RealmName::from_dns("p0.test").unwrap(), &set(names(0)));
    let mut new = set(names(50_000));
    assert_eq!(taken.collisions(None, &new).len(), 50_000);
    let excluded = (0..200).map(|number| tln_ex(&format!("f{number}.test")));
    new.records = std::iter::once(tln("test")).chain(excluded).collect();
    assert_eq!(taken.collisions(None, &new), []);
}

fn records() -> impl Strategy<Value = Vec<Record>> {
    let name = || "([ab]\\.){0,3}[tu]|own\\.test|\\.|";
    let record = prop_oneof![
        name().prop_map(|name| tln(&name)),
        name().prop_map(|name| tln_ex(&name)),
        (98..103u32, name(), "[A-C]|OWN|").prop_map(|(number, name, netbios)| domain(number, &name, &netbios)),
    ];
    let flagged = (record, prop_oneof![Just(0), 0..16u32]);
    prop::collection::vec(flagged.prop_map(|(record, flags)| record.with_flags(RecordFlags(flags))), 0..10)
}

/// Whether one name lies at or below another, found without any index.
fn covers(above: &str, name: &str) -> bool {
    let (above, name) = (above.trim_end_matches('.'), name.trim_end_matches('.'));
    !above.is_empty() && (name == above || name.ends_with(&format!(".{above}")))
}

fn enabled_names(records: &[Record]) -> Vec<&str> {
    let names = records.iter().filter(|record| record.record_type() == 0 && record.is_enabled());
    names.filter_map(Record::dns_name).filter(|name| DnsKey::of(name).is_some()).collect()
}

fn excludes(records: &[Record], name: &str) -> bool {
    let mut exclusions = records.iter().filter(|record| record.record_type() == 1);
    exclusions.any(|record| covers(record.dns_name().unwrap(), name))
}

proptest! {
    #[test]
    fn the_index_finds_what_comparing_all_with_all_finds(stored in prop::collection::vec(records(), 0..4), new in records()) {
        let slices: Vec<&[Record]> = stored.iter().map(Vec::as_slice).collect();
        let taken = taken(&slices);
        let found: Vec<u32> = taken
            .collisions(None, &set(new.clone()))
            .iter()
            .filter(|found| found.flags.0 == TLN && new[found.record as usize].record_type() == 0)
            .map(|found| found.record)
            .collect();
        let own = ["own.test", "child.own.test", "tree.example", "upn.example"];
        let collides = |name: &str| {
            own.contains(&name)
                || slices.iter().any(|other| {
                    enabled_names(other).iter().any(|taken| {
                        taken == &name
                            || (covers(taken, name) && !excludes(other, name))
                            || (covers(name, taken) && !excludes(&new, taken))
                    })
                })
        };
        let expected: Vec<u32> = (0..)
            .zip(&new)
            .filter(|(_, record)| enabled_names(std::slice::from_ref(record)).iter().any(|name| collides(name)))
            .map(|(position, _)| position)
            .collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_marked_set_collides_no_more(stored in prop::collection::vec(records(), 0..4), new in records()) {
        let slices: Vec<&[Record]> = stored.iter().map(Vec::as_slice).collect();
        let taken = taken(&slices);
        let mut info = set(new);
        let collisions = taken.collisions(None, &info);
        prop_assert!(collisions.is_sorted_by_key(|found| found.record));
        prop_assert!(collisions.iter().all(|found| info.records[found.record as usize].conflict_flags() & found.flags.0 == found.flags.0));
        info.mark(&collisions);
        prop_assert_eq!(taken.collisions(None, &info), []);
    }
}
