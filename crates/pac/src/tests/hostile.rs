//! Octets of somebody who means harm: refused, without panic, and without memory for what is not there.

use xrealm_names::SidError;

use super::vectors;
use crate::*;

#[test]
fn a_directory_is_not_believed() {
    let entry = |buffer_type: u32, size: u32, offset: u64| {
        [&buffer_type.to_le_bytes()[..], &size.to_le_bytes(), &offset.to_le_bytes()].concat()
    };
    let pac =
        |count: u32, entries: &[Vec<u8>]| [&count.to_le_bytes()[..], &[0; 4], &entries.concat(), &[0xAA; 32]].concat();
    let refused = |octets: Vec<u8>| Pac::decode(&octets).map(drop).unwrap_err();
    assert_eq!(refused(vec![1, 0, 0, 0]), DecodeError::Truncated);
    assert_eq!(refused(vec![0, 0, 0, 0, 1, 0, 0, 0]), DecodeError::Version(1));
    assert_eq!(refused(pac(u32::MAX, &[])), DecodeError::TooManyBuffers(u32::MAX));
    assert_eq!(refused(pac(64, &[])), DecodeError::Truncated);
    assert_eq!(refused(pac(65, &[])), DecodeError::TooManyBuffers(65));
    assert_eq!(refused(pac(1, &[entry(1, 8, 16)])), DecodeError::Outside(BufferType(1)), "in the directory");
    assert_eq!(refused(pac(1, &[entry(1, 33, 24)])), DecodeError::Outside(BufferType(1)), "beyond the end");
    assert_eq!(refused(pac(1, &[entry(1, u32::MAX, u64::MAX - 7)])), DecodeError::Outside(BufferType(1)));
    assert_eq!(refused(pac(1, &[entry(1, 4, 28)])), DecodeError::Unaligned(BufferType(1)));
    assert_eq!(refused(pac(2, &[entry(1, 9, 40), entry(2, 8, 48)])), DecodeError::Overlap);
    assert_eq!(refused(pac(2, &[entry(1, 8, 40), entry(2, 8, 40)])), DecodeError::Overlap);
    assert!(Pac::decode(&pac(2, &[entry(1, 8, 48), entry(2, 8, 40)])).is_ok(), "in any order");
    assert!(Pac::decode(&pac(2, &[entry(1, 16, 40), entry(2, 0, 48)])).is_ok(), "an empty one lies nowhere");
    assert_eq!(refused(vec![0; MAX_PAC_BYTES + 1]), DecodeError::PacTooLong(MAX_PAC_BYTES + 1));
}

#[test]
fn every_prefix_of_a_real_buffer_is_refused() {
    for vector in vectors::pacs() {
        let octets = vector.hex("pac_hex");
        let pac = Pac::decode(&octets).unwrap();
        let logon = pac.buffer(BufferType::LOGON_INFO).unwrap();
        for length in 0..logon.len() {
            assert!(KerbValidationInfo::decode(&logon[..length]).is_err(), "{} {length}", vector.name());
        }
        let client = pac.buffer(BufferType::CLIENT_INFO).unwrap();
        for length in 0..client.len() {
            assert!(ClientInfo::decode(&client[..length]).is_err());
        }
        for length in 0..octets.len().min(100) {
            assert!(Pac::decode(&octets[..length]).is_err());
        }
    }
}

#[test]
fn counts_of_what_is_not_there_are_refused() {
    // Fields of the fixed part: octets behind the headers and the first pointer.
    for (field, what) in [(108, "GroupCount"), (196, "SidCount"), (208, "ResourceGroupCount")] {
        for count in [u32::MAX, 0x1000_0000, 100, 4] {
            let mut octets = across_trust();
            octets[20 + field..24 + field].copy_from_slice(&count.to_le_bytes());
            assert!(matches!(KerbValidationInfo::decode(&octets), Err(DecodeError::Count { .. })), "{what} {count}");
        }
    }
}

#[test]
fn an_array_as_long_as_its_count_but_not_its_octets_is_refused() {
    let info = KerbValidationInfo { group_ids: vec![GroupMembership::enabled(0x1234_5678)], ..empty() };
    let mut octets = info.encode();
    let rid = find(&octets, &0x1234_5678_u32.to_le_bytes());
    octets[20 + 108..20 + 112].copy_from_slice(&u32::MAX.to_le_bytes());
    octets[rid - 4..rid].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(KerbValidationInfo::decode(&octets), Err(DecodeError::Truncated));
}

#[test]
fn null_pointers_where_something_must_stand_are_refused() {
    for field in [112, 152, 200, 212] {
        let mut octets = across_trust();
        octets[20 + field..24 + field].fill(0);
        assert_eq!(KerbValidationInfo::decode(&octets), Err(DecodeError::NullPointer), "field at {field}");
    }
    let mut octets = across_trust();
    octets[16..20].fill(0);
    assert_eq!(KerbValidationInfo::decode(&octets), Err(DecodeError::NullPointer), "the structure itself");
    let mut octets = across_trust();
    octets[20 + 52..20 + 56].fill(0);
    assert_eq!(KerbValidationInfo::decode(&octets), Err(DecodeError::NullPointer), "a text that has a length");
}

#[test]
fn a_null_pointer_to_an_empty_text_is_accepted() {
    let mut octets = empty().encode();
    octets[20 + 52..20 + 56].fill(0); // EffectiveName
    let text = find(&octets[236..], &[0; 12]) + 236;
    octets.drain(text..text + 12);
    octets.extend([0; 12]);
    assert_eq!(KerbValidationInfo::decode(&octets), Ok(empty()));
}

#[test]
fn texts_whose_lengths_contradict_each_other_are_refused() {
    let info = KerbValidationInfo { effective_name: WideText::new("user1").unwrap(), ..empty() };
    for (at, value) in [(20 + 48, 9_u32), (20 + 48, 12), (236, 4), (240, 1), (244, 4), (244, 0x8000_0005)] {
        let mut octets = info.encode();
        match at {
            68 => octets[at..at + 2].copy_from_slice(&(value as u16).to_le_bytes()),
            _ => octets[at..at + 4].copy_from_slice(&value.to_le_bytes()),
        }
        assert_eq!(KerbValidationInfo::decode(&octets), Err(DecodeError::TextLength), "{at} {value}");
    }
}

#[test]
fn malformed_sids_are_refused() {
    let octets = empty().encode();
    let sid = find(&octets, &[1, 4, 0, 0, 0, 0, 0, 5]);
    let with = |at: usize, octet: u8| {
        let mut octets = octets.clone();
        octets[at] = octet;
        KerbValidationInfo::decode(&octets).map(drop).unwrap_err()
    };
    assert_eq!(with(sid, 2), DecodeError::Sid(SidError::Revision(2)));
    assert_eq!(with(sid + 1, 5), DecodeError::Count { counted: 4, found: 5 });
    assert_eq!(with(sid - 4, 16), DecodeError::Count { counted: 16, found: 4 });
}

#[test]
fn big_endian_and_foreign_headers_are_refused() {
    for (at, octet) in [(0, 2), (1, 0), (2, 9)] {
        let mut octets = across_trust();
        octets[at] = octet;
        assert_eq!(KerbValidationInfo::decode(&octets), Err(DecodeError::NdrHeader));
    }
}

#[test]
fn parts_of_upn_dns_info_outside_of_it_are_refused() {
    let mut octets = [0; 24];
    octets[0] = 4;
    octets[2] = 22;
    assert_eq!(UpnDnsInfo::decode(&octets), Err(DecodeError::Truncated));
    octets[2] = 20;
    assert!(UpnDnsInfo::decode(&octets).is_ok());
    octets[0] = 3;
    assert_eq!(UpnDnsInfo::decode(&octets), Err(DecodeError::TextLength));
}

/// Seeded mutations of every vector; `XREALM_FUZZ_SEED` and `XREALM_FUZZ_ROUNDS` give others and more.
#[test]
fn mutations_of_real_pacs_are_read_or_refused_and_read_as_they_are_written() {
    let mut dice = Dice(number("XREALM_FUZZ_SEED").unwrap_or(1));
    let rounds = number("XREALM_FUZZ_ROUNDS").unwrap_or(2000);
    println!("XREALM_FUZZ_SEED={} XREALM_FUZZ_ROUNDS={rounds}", dice.0);
    for vector in vectors::pacs() {
        let octets = vector.hex("pac_hex");
        for _ in 0..rounds {
            read_everything(&dice.mutate(&octets));
        }
    }
    for vector in vectors::buffers() {
        let octets = vector.hex("buffer_hex");
        for _ in 0..rounds {
            read_every_buffer(&dice.mutate(&octets));
        }
    }
}

fn read_everything(octets: &[u8]) {
    let key = xrealm_crypto::Key::new(xrealm_names::EncryptionType::Rc4Hmac, &[1; 16]).unwrap();
    let Ok(pac) = Pac::decode(octets) else { return };
    let _ = (pac.verify_server(&key), pac.verify_kdc(&key), pac.verify_full(&key), pac.verify_ticket(&key, b""));
    for buffer in pac.buffers() {
        read_every_buffer(buffer.octets);
    }
    let written = pac.to_draft().sign(&SigningKeys { server: &key, kdc: &key }, Some(b"ticket"));
    let again = Pac::decode(&written).unwrap();
    assert_eq!((again.verify_server(&key), again.verify_full(&key)), (Ok(()), Ok(())));
}

/// Whatever a buffer claims to be; what can be read is read again as it is written.
fn read_every_buffer(octets: &[u8]) {
    if let Ok(mut info) = KerbValidationInfo::decode(octets) {
        assert_eq!(KerbValidationInfo::decode(&info.encode()).as_ref(), Ok(&info));
        let _ = (info.sids().count(), info.user_sid());
        info.retain_sids(|_, sid| sid.authority() == 5);
    }
    if let Ok(info) = ClientInfo::decode(octets) {
        assert_eq!(ClientInfo::decode(&info.encode()).as_ref(), Ok(&info));
    }
    if let Ok(info) = UpnDnsInfo::decode(octets) {
        assert_eq!(UpnDnsInfo::decode(&info.encode()).as_ref(), Ok(&info));
    }
    if let Ok(info) = DelegationInfo::decode(octets) {
        assert_eq!(DelegationInfo::decode(&info.encode()).as_ref(), Ok(&info));
    }
    if let Ok(info) = DeviceInfo::decode(octets) {
        assert_eq!(DeviceInfo::decode(&info.encode()).as_ref(), Ok(&info));
    }
    let _ = (PacSignatureData::decode(octets), AttributesInfo::decode(octets), RequestorSid::decode(octets));
}

fn across_trust() -> Vec<u8> {
    vectors::named("gokrb5-kvi-across-trust").hex("buffer_hex")
}

fn empty() -> KerbValidationInfo<'static> {
    KerbValidationInfo::new("S-1-5-21-1-2-3".parse().unwrap(), 1105)
}

fn find(octets: &[u8], wanted: &[u8]) -> usize {
    octets.windows(wanted.len()).position(|window| window == wanted).unwrap()
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// SplitMix64: the same seed gives the same mutations.
struct Dice(u64);

impl Dice {
    fn mutate(&mut self, octets: &[u8]) -> Vec<u8> {
        let mut octets = octets.to_vec();
        for _ in 0..=self.below(3) {
            let at = self.below(octets.len());
            match self.below(6) {
                0 => octets.truncate(at),
                1 => octets.insert(at, self.next() as u8),
                2 if at < octets.len() => octets[at] ^= 1 << self.below(8),
                3 if at < octets.len() => octets[at] = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF][self.below(6)],
                4 if at + 4 <= octets.len() => octets[at..at + 4].copy_from_slice(&(self.next() as u32).to_le_bytes()),
                _ if at + 4 <= octets.len() => octets[at..at + 4].fill(0xFF * self.below(2) as u8),
                _ => {}
            }
        }
        octets
    }

    fn below(&mut self, bound: usize) -> usize {
        self.next() as usize % bound.max(1)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}
