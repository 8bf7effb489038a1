use proptest::prelude::*;
use serde_json::Value;
use xrealm_names::Sid;

use super::*;

const VECTORS: [&str; 5] = [
    include_str!("../../../../fixtures/vectors/ftinfo/msdn-blog-spatdsg-kz.com.json"),
    include_str!("../../../../fixtures/vectors/ftinfo/samba-f2.test.json"),
    include_str!("../../../../fixtures/vectors/ftinfo/samba-w4edom-l4.json"),
    include_str!("../../../../fixtures/vectors/ftinfo/forest-trust-tools-domd.local.json"),
    include_str!("../../../../fixtures/vectors/ftinfo/public-ldif-lab-scanner.json"),
];

fn vectors() -> impl Iterator<Item = (Value, Vec<u8>)> {
    VECTORS.iter().map(|text| {
        let vector: Value = serde_json::from_str(text).unwrap();
        let blob = bytes(vector["blob_hex"].as_str().unwrap());
        (vector, blob)
    })
}

fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

#[test]
fn real_blobs_are_written_as_they_were_read() {
    for (vector, blob) in vectors() {
        assert_eq!(ForestTrustInfo::decode(&blob).unwrap().encode(), blob, "{}", vector["name"]);
    }
}

#[test]
fn real_blobs_are_well_formed_and_lose_nothing() {
    for (vector, blob) in vectors() {
        let stay = ForestTrustInfo::decode(&blob).unwrap().well_formed().unwrap();
        assert_eq!((stay.info.encode(), stay.dropped), (blob, vec![]), "{}", vector["name"]);
    }
}

#[test]
fn real_blobs_say_what_their_decodings_say() {
    for (vector, blob) in vectors() {
        let info = ForestTrustInfo::decode(&blob).unwrap();
        let expected = vector["decoded"]["records"].as_array().unwrap();
        assert_eq!(info.records.len(), expected.len());
        for (record, expected) in info.records.iter().zip(expected) {
            assert_eq!(u64::from(record.record_type()), expected["record_type"]);
            assert_eq!(u64::from(record.flags.0), expected["flags"]);
            assert_eq!(record.timestamp.0, expected["timestamp_filetime_high_dword_first"]);
            let names: Vec<&str> = record.flags.names(&record.data).collect();
            assert_eq!(Value::from(names), expected["flag_names"]);
            match &record.data {
                RecordData::TopLevelName(name) | RecordData::TopLevelNameEx(name) => {
                    assert_eq!(**name, *expected["name"].as_str().unwrap());
                }
                RecordData::DomainInfo { sid, dns_name, netbios_name } => {
                    assert_eq!(sid.to_string(), expected["sid"]);
                    assert_eq!(**dns_name, *expected["dns_name"].as_str().unwrap());
                    assert_eq!(**netbios_name, *expected["netbios_name"].as_str().unwrap());
                }
                RecordData::ScannerInfo { sid, dns_name, netbios_name } => {
                    assert_eq!(sid.as_ref().map(Sid::to_string).map_or(Value::Null, Value::from), expected["sid"]);
                    assert_eq!(**dns_name, *expected["dns_name"].as_str().unwrap());
                    assert_eq!(**netbios_name, *expected["netbios_name"].as_str().unwrap());
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

fn blob(record_type: u8, data: &[u8]) -> Vec<u8> {
    let mut blob = vec![1, 0, 0, 0, 1, 0, 0, 0];
    blob.extend_from_slice(&u32::try_from(13 + data.len()).unwrap().to_le_bytes());
    blob.extend_from_slice(&[0; 12]);
    blob.push(record_type);
    blob.extend_from_slice(data);
    blob
}

#[test]
fn what_the_format_does_not_explain_survives() {
    let unknown = blob(9, b"whatever");
    let tail = blob(0, b"\x01\0\0\0xtail");
    let binary = blob(3, b"\x03\0\0\0\x07abc");
    let short_binary = blob(3, b"\x03\0");
    let odd_scanner = blob(4, b"\x01\0\0\0\x04abc");
    let mut trailing = tail.clone();
    trailing.extend_from_slice(b"more");
    for blob in [unknown, tail, binary, short_binary, odd_scanner, trailing] {
        assert_eq!(ForestTrustInfo::decode(&blob).unwrap().encode(), blob);
    }
}

#[test]
fn lengths_that_lie_are_refused() {
    let record = |count: u32| {
        let mut blob = blob(0, b"\x01\0\0\0x");
        blob[4..8].copy_from_slice(&count.to_le_bytes());
        blob
    };
    for (blob, error) in [
        (vec![], ForestTrustInfoError::Header),
        (vec![1, 0, 0, 0, 1], ForestTrustInfoError::Header),
        (vec![2, 0, 0, 0, 0, 0, 0, 0], ForestTrustInfoError::Version(2)),
        (record(u32::MAX), ForestTrustInfoError::Truncated { record: 1 }),
        (blob(0, b"\xFF\xFF\xFF\xFFx"), ForestTrustInfoError::Length { record: 0 }),
        (blob(0, b"\x02\0\0\0x"), ForestTrustInfoError::Length { record: 0 }),
        (blob(1, b"\x01\0\0\0\xFF"), ForestTrustInfoError::NotUtf8 { record: 0 }),
        (blob(2, b"\x01\0\0\0\x01\0\0\0\0\0\0\0\0"), ForestTrustInfoError::Sid { record: 0 }),
    ] {
        assert_eq!(ForestTrustInfo::decode(&blob), Err(error));
    }
}

#[test]
fn an_exclusion_counts_whatever_its_flags_and_a_domain_whatever_its_netbios_flags() {
    let enabled = |record: Record, flags| record.with_flags(RecordFlags(flags)).is_enabled();
    assert!(!enabled(Record::top_level_name("a.test"), RecordFlags::TLN_DISABLED_CONFLICT));
    assert!(enabled(Record::top_level_name_ex("a.test"), RecordFlags::TLN_DISABLED_ADMIN));
    let domain = Record::domain_info(Sid::domain([1, 2, 3]), "a.test", "A");
    assert!(enabled(domain.clone(), RecordFlags::NB_DISABLED_ADMIN));
    assert!(!enabled(domain, RecordFlags::SID_DISABLED_CONFLICT));
}

#[test]
fn text_that_no_blob_can_hold_is_refused() {
    let read = |text: &str| serde_json::from_str::<ForestTrustInfo>(text).map_err(|error| error.to_string());
    let record = |data: &str| format!(r#"{{"records":[{{"flags":0,"timestamp":0,"data":{data}}}]}}"#);
    assert!(read(&record(r#"{"unknown":{"record_type":9,"data":"AAAA"}}"#)).is_ok());
    let refused = read(&record(r#"{"unknown":{"record_type":0,"data":"AQAAAGE="}}"#)).unwrap_err();
    assert!(refused.contains("no blob can hold"), "{refused}");
    assert!(read(&record(r#"{"domain-info":{"sid":"S-1","dns_name":"a","netbios_name":"A"}}"#)).is_err());
    assert!(read(r#"{"records":[],"more":1}"#).is_err());
}

fn records() -> impl Strategy<Value = Record> {
    let text = || "[a-zA-Zé.]{0,12}".prop_map(|text| text.into_boxed_str());
    let octets = || prop::collection::vec(any::<u8>(), 0..12).prop_map(Vec::into_boxed_slice);
    let sid = || prop::array::uniform3(any::<u32>()).prop_map(Sid::domain);
    let data =
        prop_oneof![
            text().prop_map(RecordData::TopLevelName),
            text().prop_map(RecordData::TopLevelNameEx),
            (sid(), text(), text()).prop_map(|(sid, dns_name, netbios_name)| RecordData::DomainInfo {
                sid,
                dns_name,
                netbios_name
            }),
            (prop::option::of(sid()), text(), text())
                .prop_map(|(sid, dns_name, netbios_name)| RecordData::ScannerInfo { sid, dns_name, netbios_name }),
            (any::<u32>(), any::<u8>(), octets()).prop_map(|(declared_length, sub_record_type, data)| {
                RecordData::BinaryInfo { declared_length, sub_record_type, data }
            }),
            (5..=255u8, octets()).prop_map(|(record_type, data)| RecordData::Unknown { record_type, data }),
        ];
    (any::<u32>(), any::<u64>(), data).prop_map(|(flags, timestamp, data)| Record {
        flags: RecordFlags(flags),
        timestamp: FileTime(timestamp),
        data,
        tail: Box::default(),
    })
}

proptest! {
    #[test]
    fn decoding_undoes_encoding(records in prop::collection::vec(records(), 0..8)) {
        let info = ForestTrustInfo::new(records);
        let text = serde_json::to_string(&info).unwrap();
        prop_assert_eq!(&serde_json::from_str::<ForestTrustInfo>(&text).unwrap(), &info);
        prop_assert_eq!(ForestTrustInfo::decode(&info.encode()), Ok(info));
    }

    #[test]
    fn whatever_is_decoded_is_encoded_as_it_was(noise in prop::collection::vec(any::<u8>(), 0..64), at in 0..5usize, cut in 0..256usize) {
        let (_, mut blob) = vectors().nth(at).unwrap();
        let place = cut.min(blob.len());
        blob.splice(place..(place + noise.len()).min(blob.len()), noise);
        if let Ok(info) = ForestTrustInfo::decode(&blob) {
            prop_assert_eq!(info.encode(), blob);
        }
    }
}
