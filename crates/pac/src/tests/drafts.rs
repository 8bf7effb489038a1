//! Drafts: what is set, kept and dropped, and how it is laid out.

use crate::*;

const UNKNOWN: BufferType = BufferType(0x4711);

#[test]
fn unknown_buffers_survive_in_their_place() {
    let mut draft = PacDraft::new();
    draft.push_octets(BufferType::LOGON_INFO, &[1; 5][..]);
    draft.push_octets(UNKNOWN, &[2; 3][..]);
    draft.push_octets(BufferType::CLIENT_INFO, &[3; 9][..]);
    let octets = draft.encode();
    let pac = Pac::decode(&octets).unwrap();
    assert_eq!(pac.buffer(UNKNOWN), Some(&[2; 3][..]));
    let mut again = pac.to_draft();
    again.set_octets(BufferType::LOGON_INFO, &[4; 40][..]);
    let types: Vec<_> = again.buffer_types().collect();
    assert_eq!(types, [BufferType::LOGON_INFO, UNKNOWN, BufferType::CLIENT_INFO]);
    let octets = again.encode();
    assert_eq!(Pac::decode(&octets).unwrap().buffer(UNKNOWN), Some(&[2; 3][..]));
}

#[test]
fn of_duplicates_the_first_counts_and_all_are_kept() {
    let mut draft = PacDraft::new();
    draft.push_octets(UNKNOWN, &b"first"[..]).push_octets(UNKNOWN, &b"second"[..]);
    let octets = draft.encode();
    let pac = Pac::decode(&octets).unwrap();
    assert!(pac.has_duplicates());
    assert_eq!(pac.buffer(UNKNOWN), Some(&b"first"[..]));
    assert_eq!(pac.to_draft().encode(), octets);
}

#[test]
fn removing_a_buffer_removes_its_duplicates() {
    let mut draft = PacDraft::new();
    draft.push_octets(UNKNOWN, &b"first"[..]).push_octets(UNKNOWN, &b"second"[..]);
    assert!(!draft.remove(UNKNOWN).contains(UNKNOWN));
}

#[test]
fn buffers_begin_at_multiples_of_eight_and_so_does_what_follows() {
    for length in 0..20 {
        let mut draft = PacDraft::new();
        draft.push_octets(UNKNOWN, vec![1; length]).push_octets(BufferType::CLIENT_INFO, vec![2; 3]);
        let octets = draft.encode();
        assert!(octets.len().is_multiple_of(8));
        let pac = Pac::decode(&octets).unwrap();
        assert_eq!(pac.buffer(UNKNOWN).map(<[u8]>::len), Some(length));
    }
}

/// MS-KILE 3.3.5.7.
#[test]
fn no_empty_buffer_stands_at_the_end() {
    let none = ClaimsInfo { whose: ClaimsOf::Client, octets: &[] };
    let mut draft = PacDraft::new();
    draft.push_octets(BufferType::LOGON_INFO, &[1; 8][..]).push_octets(BufferType::CLIENT_INFO, &[2; 8][..]);
    draft.set(&none).push_octets(UNKNOWN, &[][..]);
    let octets = draft.encode();
    let pac = Pac::decode(&octets).unwrap();
    let types: Vec<_> = pac.buffers().map(|buffer| buffer.buffer_type).collect();
    let expected = [BufferType::LOGON_INFO, BufferType::CLIENT_CLAIMS_INFO, UNKNOWN, BufferType::CLIENT_INFO];
    assert_eq!(types, expected);
    assert_eq!(pac.claims(ClaimsOf::Client), Some(none));
}

#[test]
fn a_pac_of_nothing_or_of_empty_buffers_is_written() {
    assert_eq!(PacDraft::new().encode(), [0; 8]);
    let mut draft = PacDraft::new();
    draft.push_octets(UNKNOWN, &[][..]);
    let octets = draft.encode();
    assert_eq!(Pac::decode(&octets).unwrap().buffer(UNKNOWN), Some(&[][..]));
}

#[test]
fn contents_may_be_made_after_the_draft() {
    let octets = PacDraft::new().set_octets(UNKNOWN, &b"kept"[..]).encode();
    let mut draft = Pac::decode(&octets).unwrap().to_draft();
    let client = ClientInfo { client_id: FileTime::ZERO, name: WideText::new("user1").unwrap() };
    let octets = draft.set(&client).encode();
    assert_eq!(Pac::decode(&octets).unwrap().client_info(), Ok(Some(client)));
}

#[test]
fn only_wanted_types_are_retained() {
    let mut draft = PacDraft::new();
    draft.push_octets(BufferType::ATTRIBUTES_INFO, &[1; 8][..]).push_octets(UNKNOWN, &[1][..]);
    let types: Vec<_> = draft.retain(|buffer_type| buffer_type == UNKNOWN).buffer_types().collect();
    assert_eq!(types, [UNKNOWN]);
}

#[test]
fn buffer_types_have_names_or_numbers() {
    assert_eq!(BufferType::FULL_CHECKSUM.to_string(), "FULL_CHECKSUM");
    assert_eq!(UNKNOWN.to_string(), "0x4711");
}
