use proptest::prelude::*;

use super::*;

const NOW: FileTime = FileTime(1000);

fn sid(number: u32) -> Sid {
    Sid::domain([7, 8, number])
}

fn set(records: impl IntoIterator<Item = Record>) -> ForestTrustInfo {
    ForestTrustInfo::new(records.into_iter().collect())
}

fn tln(name: &str) -> Record {
    Record::top_level_name(name)
}

fn flagged(record: Record, flags: u32) -> Record {
    Record { timestamp: FileTime(5), ..record.with_flags(RecordFlags(flags)) }
}

/// What is left after `partner.test` has said `new`.
fn merged(old: &[Record], new: &[Record]) -> Vec<(String, u32, u64)> {
    let merged = set(old.to_vec()).merge("partner.test", &set(new.to_vec()), NewNames::Disabled, NOW);
    let name = |record: &Record| format!("{} {}", record.record_type(), record.dns_name().unwrap_or("-"));
    merged.records.iter().map(|record| (name(record), record.flags.0, record.timestamp.0)).collect()
}

#[test]
fn the_partners_own_name_is_routed_and_others_wait() {
    assert_eq!(
        merged(&[], &[tln("Partner.test"), tln("other.test")]),
        [("0 Partner.test".into(), 0, 1000), ("0 other.test".into(), RecordFlags::TLN_DISABLED_NEW, 1000)]
    );
}

#[test]
fn when_the_trust_is_made_every_name_is_routed() {
    let info = ForestTrustInfo::default().merge("partner.test", &set([tln("other.test")]), NewNames::Routed, NOW);
    assert_eq!((info.records[0].flags, info.records[0].timestamp), (RecordFlags(0), NOW));
}

#[test]
fn a_known_name_keeps_its_flags_and_its_date() {
    let old = [flagged(tln("OTHER.test"), 0), flagged(tln("third.test"), 2), flagged(tln("partner.test"), 2)];
    assert_eq!(
        merged(&old, &[tln("partner.test"), tln("other.test"), tln("third.test")]),
        [("0 partner.test".into(), 2, 5), ("0 OTHER.test".into(), 0, 5), ("0 third.test".into(), 2, 5)]
    );
}

#[test]
fn a_name_that_is_gone_or_below_a_merged_one_is_dropped() {
    assert_eq!(
        merged(&[tln("gone.test")], &[tln("partner.test"), tln("x.partner.test"), tln("PARTNER.test")]),
        [("0 partner.test".into(), 0, 1000)]
    );
}

#[test]
fn a_domain_keeps_the_flags_of_the_one_with_its_netbios_name() {
    let old = [tln("partner.test"), flagged(Record::domain_info(sid(1), "old.partner.test", "Child"), 4)];
    let new = [
        tln("partner.test"),
        Record::domain_info(sid(2), "new.partner.test", "CHILD"),
        Record::domain_info(sid(3), "fresh.partner.test", "FRESH"),
        Record::domain_info(sid(2), "again.partner.test", "AGAIN"),
    ];
    assert_eq!(
        merged(&old, &new)[1..],
        [("2 new.partner.test".into(), 4, 5), ("2 fresh.partner.test".into(), 0, 1000)]
    );
}

#[test]
fn a_domain_that_is_gone_stays_only_if_an_administrator_disabled_it() {
    let gone = |number, flags| {
        flagged(Record::domain_info(sid(number), &format!("d{number}.partner.test"), &format!("D{number}")), flags)
    };
    let old = [tln("partner.test"), gone(1, 0), gone(2, 1), gone(3, 2), gone(4, 4), gone(5, 8)];
    let left = merged(&old, &[tln("partner.test")]);
    assert_eq!(left[1..], [("2 d2.partner.test".into(), 1, 5), ("2 d4.partner.test".into(), 4, 5)]);
}

#[test]
fn exclusions_stay_below_the_names_that_are_left() {
    let old = [
        tln("partner.test"),
        tln("gone.test"),
        Record::top_level_name_ex("x.partner.test"),
        Record::top_level_name_ex("x.gone.test"),
    ];
    let left = merged(&old, &[tln("partner.test"), Record::top_level_name_ex("told.partner.test")]);
    assert_eq!(left[1..], [("1 x.partner.test".into(), 0, 0)]);
    let old = [tln("test"), Record::top_level_name_ex("x.test")];
    assert_eq!(merged(&old, &[tln("x.test")]), [("0 x.test".into(), RecordFlags::TLN_DISABLED_NEW, 1000)]);
}

#[test]
fn what_is_not_for_the_partner_to_say_stays_byte_for_byte() {
    let scanner = RecordData::ScannerInfo { sid: None, dns_name: "x.test".into(), netbios_name: "X".into() };
    let kept = [
        Record { tail: (*b"tail").into(), ..flagged(tln("Partner.Test."), 0x10) },
        flagged(Record::new(scanner), 1),
        Record::new(RecordData::BinaryInfo { declared_length: 3, sub_record_type: 7, data: (*b"abc").into() }),
        Record::new(RecordData::Unknown { record_type: 200, data: (*b"whatever").into() }),
    ];
    let old = ForestTrustInfo { trailing: (*b"more").into(), ..set(kept) };
    let new = set([tln("partner.test")]);
    assert_eq!(old.merge("partner.test", &new, NewNames::Disabled, NOW).encode(), old.encode());
}

fn records() -> impl Strategy<Value = Vec<Record>> {
    let name = || "([ab]\\.){0,2}(partner|other)\\.test";
    let record = prop_oneof![
        name().prop_map(|name| tln(&name)),
        name().prop_map(|name| Record::top_level_name_ex(&name)),
        (0..4u32, name(), "[A-D]").prop_map(|(number, name, netbios)| Record::domain_info(
            sid(number),
            &name,
            &netbios
        )),
        Just(Record::new(RecordData::Unknown { record_type: 9, data: Box::default() })),
    ];
    let flagged = (record, 0..16u32, 0..3u64, prop::collection::vec(any::<u8>(), 0..2)).prop_map(
        |(record, flags, timestamp, tail)| Record {
            timestamp: FileTime(timestamp),
            tail: tail.into(),
            ..record.with_flags(RecordFlags(flags))
        },
    );
    prop::collection::vec(flagged, 0..12)
}

proptest! {
    #[test]
    fn merging_the_same_again_changes_nothing(old in records(), new in records(), routed in any::<bool>()) {
        let new_names = if routed { NewNames::Routed } else { NewNames::Disabled };
        let new = set(new);
        let once = set(old).merge("partner.test", &new, new_names, NOW);
        prop_assert_eq!(once.merge("partner.test", &new, new_names, FileTime(2000)), once);
    }

    #[test]
    fn what_comes_of_a_merge_with_what_was_collected_is_well_formed(old in records(), names in prop::collection::vec("([ab]\\.){0,2}(partner|other)\\.test", 1..6)) {
        let roots: Vec<(String, Sid)> = (0..).zip(names).map(|(number, name)| (name, sid(number))).collect();
        let domains = roots.iter().map(|(dns_name, sid)| crate::OwnDomain { dns_name, netbios_name: "N", sid, is_tree_root: true });
        let Ok(old) = set(old).well_formed() else { return Ok(()) };
        let new = ForestTrustInfo::collect(domains, []);
        let merged = old.info.merge("partner.test", &new, NewNames::Disabled, NOW);
        prop_assert!(merged.well_formed().is_ok());
    }
}
