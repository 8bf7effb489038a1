use super::*;
use crate::RecordFlags;

fn sid(number: u32) -> Sid {
    Sid::domain([7, 8, number])
}

fn set(records: impl IntoIterator<Item = Record>) -> ForestTrustInfo {
    ForestTrustInfo::new(records.into_iter().collect())
}

fn tln(name: &str) -> Record {
    Record::top_level_name(name)
}

fn scanner(dns_name: &str, netbios_name: &str) -> Record {
    Record::new(RecordData::ScannerInfo { sid: None, dns_name: dns_name.into(), netbios_name: netbios_name.into() })
}

fn violations(records: impl IntoIterator<Item = Record>) -> Vec<String> {
    set(records).well_formed().unwrap_err().iter().map(IllFormed::to_string).collect()
}

fn dropped(records: impl IntoIterator<Item = Record>) -> (Vec<String>, Vec<u32>) {
    let stay = set(records).well_formed().unwrap();
    (stay.dropped.iter().map(Dropped::to_string).collect(), stay.positions)
}

#[test]
fn a_set_claims_at_least_one_name() {
    assert_eq!(violations([]), ["there is no top-level name"]);
    assert_eq!(violations([scanner("a.test", "A")]), ["there is no top-level name"]);
}

#[test]
fn every_domain_lies_at_or_below_a_name_of_the_set() {
    assert!(set([tln("a.test"), Record::domain_info(sid(1), "x.A.test", "X")]).well_formed().is_ok());
    assert!(set([Record::domain_info(sid(1), "a.test", "X"), tln("a.test")]).well_formed().is_ok());
    assert_eq!(
        violations([tln("a.test"), Record::domain_info(sid(1), "nota.test", "X")]),
        ["domain nota.test of record 1 lies below no top-level name"]
    );
}

#[test]
fn an_exclusion_lies_strictly_below_a_name_of_the_set() {
    assert!(set([Record::top_level_name_ex("x.a.test"), tln("a.test")]).well_formed().is_ok());
    for outside in ["a.test", "b.test", "test"] {
        assert_eq!(
            violations([tln("a.test"), Record::top_level_name_ex(outside)]),
            [format!("exclusion {outside} of record 1 lies below no top-level name")]
        );
    }
}

#[test]
fn of_records_with_the_same_name_the_first_stays() {
    let records = [
        tln("a.test"),
        tln("A.test."),
        Record::top_level_name_ex("x.a.test"),
        Record::top_level_name_ex("X.a.test"),
        Record::domain_info(sid(1), "a.test", "A"),
        Record::domain_info(sid(2), "A.TEST", "B"),
        Record::domain_info(sid(3), "c.a.test", "a"),
        Record::domain_info(sid(1), "d.a.test", "D"),
    ];
    let (dropped, positions) = dropped(records);
    assert_eq!(
        dropped,
        [
            "record 1 (A.test.) repeats record 0",
            "record 3 (X.a.test) repeats record 2",
            "record 5 (A.TEST) repeats record 4",
            "record 6 (c.a.test) repeats record 4",
            "record 7 (d.a.test) repeats record 4",
        ]
    );
    assert_eq!(positions, [0, 2, 4]);
}

#[test]
fn a_name_below_another_one_is_superfluous_whatever_the_order() {
    let (dropped, positions) = dropped([tln("x.y.a.test"), tln("nota.test"), tln("a.test"), tln("y.a.test")]);
    assert_eq!(dropped, ["record 0 (x.y.a.test) lies below record 3", "record 3 (y.a.test) lies below record 2"]);
    assert_eq!(positions, [1, 2]);
}

#[test]
fn names_are_names() {
    for odd in ["", ".a.test", "a..test", "a.test..", "a\u{7}.test"] {
        let name = format!("record 1 holds {odd:?}, which is no DNS name");
        assert_eq!(violations([tln("a.test"), tln(odd)]), [name.as_str()]);
        assert_eq!(violations([tln("a.test"), Record::domain_info(sid(1), odd, "A")]), [name.as_str()]);
    }
    for odd in ["", "SIXTEENCHARACTER"] {
        assert_eq!(
            violations([tln("a.test"), Record::domain_info(sid(1), "a.test", odd)]),
            [format!("record 1 holds {odd:?}, which is no NetBIOS name")]
        );
    }
    assert!(set([tln("a.test"), Record::domain_info(sid(1), "a.test", "FIFTEENCHARACTE")]).well_formed().is_ok());
}

#[test]
fn a_scanner_record_needs_its_names_and_nothing_else() {
    assert!(set([tln("a.test"), scanner("other.test", "OTHER"), scanner("other.test", "OTHER")]).well_formed().is_ok());
    assert_eq!(violations([tln("a.test"), scanner("", "A")]), ["record 1 holds \"\", which is no DNS name"]);
    assert_eq!(violations([tln("a.test"), scanner("a.test", "")]), ["record 1 holds \"\", which is no NetBIOS name"]);
}

#[test]
fn everything_wrong_is_told_at_once_in_the_order_of_the_records() {
    let found = violations([Record::domain_info(sid(1), "", ""), Record::top_level_name_ex("x.test")]);
    assert_eq!(
        found,
        [
            "there is no top-level name",
            "record 0 holds \"\", which is no NetBIOS name",
            "record 0 holds \"\", which is no DNS name",
            "exclusion x.test of record 1 lies below no top-level name",
        ]
    );
}

#[test]
fn what_stays_is_not_changed_in_any_byte() {
    let unknown = Record::new(RecordData::Unknown { record_type: 9, data: (*b"whatever").into() });
    let binary = Record::new(RecordData::BinaryInfo { declared_length: 3, sub_record_type: 7, data: (*b"abc").into() });
    let tailed = Record { tail: (*b"tail").into(), ..tln("B.test.").with_flags(RecordFlags(0x8001_0001)) };
    let info = ForestTrustInfo { trailing: (*b"more").into(), ..set([unknown, tailed, binary, scanner("x", "X")]) };
    let blob = info.encode();
    assert_eq!(info.well_formed().unwrap().info.encode(), blob);
}
