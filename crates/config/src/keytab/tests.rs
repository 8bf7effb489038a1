use proptest::prelude::*;

use super::*;

fn entry(principal: &str, kvno: u32) -> KeytabEntry {
    let key = Key::new(EncryptionType::Aes256CtsHmacSha196, &[0x11; 32]).unwrap();
    KeytabEntry::new(Principal::parse(principal).unwrap(), kvno, &key, Timestamp::from_unix(1_790_000_000))
}

/// Laid out by hand after the format's description: `a@R`, kvno 3, etype 18, four octets of key.
const BY_HAND: [u8; 38] = [
    5, 2, 0, 0, 0, 32, 0, 1, 0, 1, b'R', 0, 1, b'a', 0, 0, 0, 1, 0, 0, 0, 9, 3, 0, 18, 0, 4, 1, 2, 3, 4, 0, 0, 0, 3, 0,
    0, 0,
];

#[test]
fn what_was_written_is_read_again() {
    let keytab = Keytab { entries: vec![entry("host/a.test@A.TEST", 1), entry("WORKSTATION1$@A.TEST", 70_000)] };
    assert_eq!(Keytab::decode(&keytab.encode()), Ok(keytab));
}

#[test]
fn a_keytab_laid_out_by_hand_is_understood() {
    let keytab = Keytab::decode(&BY_HAND).unwrap();
    let [only] = keytab.entries.as_slice() else { panic!("{keytab:?}") };
    assert_eq!(only.principal.to_string(), "a@R");
    assert_eq!((only.timestamp, only.kvno, only.etype, only.octets.as_slice()), (9, 3, 18, [1, 2, 3, 4].as_slice()));
}

#[test]
fn holes_are_passed_over_and_zero_ends_the_file() {
    let mut octets = vec![5, 2];
    octets.extend((-3_i32).to_be_bytes());
    octets.extend([0xAA; 3]);
    octets.extend(Keytab { entries: vec![entry("a@R", 1)] }.encode().split_off(2));
    octets.extend([0; 4]);
    octets.extend([0xFF; 9]);
    assert_eq!(Keytab::decode(&octets).unwrap().entries, [entry("a@R", 1)]);
}

#[test]
fn a_record_without_the_long_version_number_has_the_short_one() {
    let mut octets = Keytab { entries: vec![entry("a@R", 7)] }.encode();
    octets.truncate(octets.len() - 4);
    let length = u32::try_from(octets.len() - 6).unwrap().to_be_bytes();
    octets[2..6].copy_from_slice(&length);
    assert_eq!(Keytab::decode(&octets).unwrap().entries[0].kvno, 7);
}

#[test]
fn lengths_that_lie_are_refused() {
    assert_eq!(Keytab::decode(&[]), Err(KeytabError::Version));
    assert_eq!(Keytab::decode(&[5, 1]), Err(KeytabError::Version));
    assert_eq!(Keytab::decode(&[5, 2, 0x7F, 0xFF, 0xFF, 0xFF]), Err(KeytabError::Truncated { record: 1 }));
    assert_eq!(Keytab::decode(&[5, 2, 0x80, 0, 0, 0]), Err(KeytabError::Truncated { record: 1 }));
    assert_eq!(Keytab::decode(&[5, 2, 0, 0, 0, 2, 0xFF, 0xFF]), Err(KeytabError::BadName { record: 1 }));
}

#[test]
fn debug_shows_no_key() {
    assert!(!format!("{:?}", entry("a@R", 1)).contains("17, 17"));
}

proptest! {
    #[test]
    fn any_octets_are_read_or_refused(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut file = vec![5, 2];
        file.extend(octets);
        let _ = Keytab::decode(&file);
    }
}
