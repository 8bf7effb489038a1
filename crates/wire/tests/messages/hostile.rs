//! Octets no peer should send.

use xrealm_wire::der::{Tag, Writer};
use xrealm_wire::{
    AuthorizationData, DecodeError, EncTicketPart, KdcReq, KdcReqBody, MAX_ADDITIONAL_TICKETS, MAX_AUTHORIZATION_DATA,
    MAX_ETYPES, MAX_HOST_ADDRESSES, MAX_NAME_COMPONENTS, MAX_PA_DATA, Message, PaDataList, Ticket,
};

use super::support::{Capture, packets, plaintexts};

#[test]
fn a_message_cut_off_anywhere_is_refused() {
    for Capture { file, octets, .. } in packets().iter().step_by(7) {
        for length in 0..octets.len() {
            let error = Message::decode(&octets[..length]).expect_err(file);
            assert!(matches!(error, DecodeError::Truncated { .. }), "{file} at {length}: {error}");
        }
    }
}

#[test]
fn octets_behind_a_message_are_refused() {
    for Capture { file, mut octets, .. } in packets() {
        octets.push(0);
        assert_eq!(Message::decode(&octets), Err(DecodeError::TrailingOctets { count: 1 }), "{file}");
    }
}

#[test]
fn a_length_bomb_is_refused() {
    for bomb in [
        &b"\x6a\x84\xff\xff\xff\xff\x30"[..],
        b"\x6a\x84\x7f\xff\xff\xff\x30",
        b"\x6a\x88\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x6a\xfe\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x6a\x06\x30\x84\xff\xff\xff\xff",
    ] {
        assert!(Message::decode(bomb).is_err());
    }
}

#[test]
fn indefinite_length_is_refused() {
    let request = packets().into_iter().next().unwrap().octets;
    let header = request.len() - 0xaf;
    let mut octets = vec![request[0], 0x80];
    octets.extend(&request[header..]);
    octets.extend([0, 0]);
    assert_eq!(Message::decode(&octets), Err(DecodeError::IndefiniteLength));
}

#[test]
fn deep_nesting_costs_nothing() {
    for tag in [0x30_u8, 0x6a, 0xa0, 0x24] {
        let mut writer = Writer::new();
        for _ in 0..100_000 {
            let inside = writer.len();
            writer.raw(&u32::try_from(inside).unwrap().to_be_bytes());
            writer.raw(&[tag, 0x84]);
        }
        let nested = writer.as_slice();
        assert!(Message::decode(nested).is_err());
        assert!(PaDataList::decode(nested).is_err());
        assert!(AuthorizationData::decode(nested).is_err());
    }
}

#[test]
fn a_well_formed_tower_of_containers_is_read_one_floor_at_a_time() {
    let mut tower = b"bottom".to_vec();
    for _ in 0..2_000 {
        let data: AuthorizationData<'_> = AuthorizationData([element(&tower)].into());
        tower = data.to_vec();
    }
    let read = AuthorizationData::decode(&tower).unwrap();
    assert_eq!(read.0.len(), 1);
}

#[test]
fn times_with_fractions_are_refused() {
    let part = plaintexts().into_iter().find(|capture| capture.file.ends_with("encticketpart.bin")).unwrap().octets;
    let at = part.windows(2).position(|pair| pair == [0x18, 0x0f]).unwrap();
    let mut fractional = part.clone();
    fractional[at + 16] = b'.';
    assert_eq!(EncTicketPart::decode(&fractional), Err(DecodeError::Time));
    fractional[at + 16] = b'z';
    assert_eq!(EncTicketPart::decode(&fractional), Err(DecodeError::Time));
}

#[test]
fn a_wrong_version_or_type_is_told() {
    let request = packets().into_iter().next().unwrap().octets;
    let at = request.windows(5).position(|octets| octets == [0xa1, 3, 2, 1, 5]).unwrap();
    let mut other_version = request.clone();
    other_version[at + 4] = 4;
    assert_eq!(KdcReq::decode(&other_version), Err(DecodeError::ProtocolVersion(4)));
    let mut other_type = request.clone();
    other_type[0] = 0x6c;
    assert_eq!(KdcReq::decode(&other_type), Err(DecodeError::MsgType { expected: 12, found: 10 }));
    let mut no_request = request;
    no_request[0] = 0x30;
    assert_eq!(KdcReq::decode(&no_request), Err(DecodeError::UnknownMessage { found: Tag::SEQUENCE }));
}

#[test]
fn every_list_has_its_limit() {
    let too_many = |what, limit| Err(DecodeError::TooMany { what, limit });

    let padata = repeated(MAX_PA_DATA + 1, b"\x30\x09\xa1\x03\x02\x01\x01\xa2\x02\x04\x00");
    assert_eq!(PaDataList::decode(&padata).map(|_| ()), too_many("padata", MAX_PA_DATA));

    let data = repeated(MAX_AUTHORIZATION_DATA + 1, b"\x30\x09\xa0\x03\x02\x01\x01\xa1\x02\x04\x00");
    let limit = too_many("authorization data elements", MAX_AUTHORIZATION_DATA);
    assert_eq!(AuthorizationData::decode(&data).map(|_| ()), limit);

    let etypes = repeated(MAX_ETYPES + 1, b"\x02\x01\x12");
    assert_eq!(body_with(8, &etypes), too_many("encryption types", MAX_ETYPES));
    let addresses = repeated(MAX_HOST_ADDRESSES + 1, b"\x30\x09\xa0\x03\x02\x01\x02\xa1\x02\x04\x00");
    assert_eq!(body_with(9, &addresses), too_many("addresses", MAX_HOST_ADDRESSES));
    let tickets = repeated(MAX_ADDITIONAL_TICKETS + 1, b"\x61\x00");
    assert_eq!(body_with(11, &tickets), too_many("additional tickets", MAX_ADDITIONAL_TICKETS));

    let components = repeated(MAX_NAME_COMPONENTS + 1, b"\x1b\x00");
    let mut name = Writer::new();
    name.sequence(|w| {
        w.field(1, |w| w.raw(&components));
        w.field(0, |w| w.integer(1));
    });
    assert_eq!(body_with(1, name.as_slice()), too_many("name components", MAX_NAME_COMPONENTS));
}

#[test]
fn a_ticket_is_not_taken_for_another_application_value() {
    let expected = Tag::application(1);
    let found = Tag::application(2);
    assert_eq!(Ticket::decode(b"\x62\x02\x30\x00"), Err(DecodeError::UnexpectedTag { expected, found }));
}

fn element(ad_data: &[u8]) -> xrealm_wire::AuthDataElement<'_> {
    xrealm_wire::AuthDataElement { ad_type: 1, ad_data }
}

fn repeated(count: usize, element: &[u8]) -> Vec<u8> {
    let mut list = Writer::new();
    list.sequence(|w| w.raw(&element.repeat(count)));
    list.to_vec()
}

/// Reads a request body whose field `[number]` is `value`.
fn body_with(number: u8, value: &[u8]) -> Result<(), DecodeError> {
    let fields: [(u8, &[u8]); 4] =
        [(0, b"\x03\x05\0\0\0\0\0"), (2, b"\x1b\x01R"), (7, b"\x02\x01\x01"), (8, b"\x30\x03\x02\x01\x12")];
    let mut fields: Vec<(u8, &[u8])> = fields.into_iter().filter(|(other, _)| *other != number).collect();
    fields.push((number, value));
    fields.sort_unstable_by_key(|(number, _)| *number);
    let mut body = Writer::new();
    body.sequence(|w| fields.iter().rev().for_each(|(number, value)| w.field(*number, |w| w.raw(value))));
    KdcReqBody::decode(body.as_slice()).map(|_| ())
}
