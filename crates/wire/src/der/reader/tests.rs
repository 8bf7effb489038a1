use super::*;

#[test]
fn a_value_is_read_with_its_octets() {
    let mut reader = Reader::new(b"\x04\x02hi\x02\x01\x05");
    let element = reader.element().unwrap();
    assert_eq!((element.tag, element.contents, element.octets), (Tag::OCTET_STRING, &b"hi"[..], &b"\x04\x02hi"[..]));
    assert_eq!(reader.integer(), Ok(5));
    assert_eq!(reader.end(), Ok(()));
    assert_eq!(reader.integer(), Err(DecodeError::Missing { expected: Tag::INTEGER }));
}

#[test]
fn lengths_longer_than_they_need_be_are_read() {
    for octets in [&b"\x04\x02hi"[..], b"\x04\x81\x02hi", b"\x04\x82\x00\x02hi", b"\x04\x84\x00\x00\x00\x02hi"] {
        assert_eq!(Reader::new(octets).octet_string(), Ok(&b"hi"[..]));
    }
}

#[test]
fn an_indefinite_length_is_refused() {
    assert_eq!(Reader::new(b"\x30\x80\x05\x00\x00\x00").element(), Err(DecodeError::IndefiniteLength));
}

#[test]
fn a_length_bomb_is_refused() {
    let four_gigabytes = Reader::new(b"\x04\x84\xff\xff\xff\xff\x00").element();
    assert_eq!(four_gigabytes, Err(DecodeError::Truncated { missing: 0xffff_fffe }));
    let more = Reader::new(b"\x04\x88\xff\xff\xff\xff\xff\xff\xff\xff\x00").element();
    assert_eq!(more, Err(DecodeError::LengthOfLength { octets: 8 }));
    assert_eq!(Reader::new(b"\x04\xff").element(), Err(DecodeError::LengthOfLength { octets: 0x7f }));
}

#[test]
fn truncated_headers_are_refused() {
    assert_eq!(Reader::new(b"").element(), Err(DecodeError::Truncated { missing: 2 }));
    assert_eq!(Reader::new(b"\x04").element(), Err(DecodeError::Truncated { missing: 1 }));
    assert_eq!(Reader::new(b"\x04\x82\x01").element(), Err(DecodeError::Truncated { missing: 1 }));
}

#[test]
fn multi_octet_tags_are_refused() {
    assert_eq!(Reader::new(b"\xbf\x1f\x00").element(), Err(DecodeError::HighTagNumber));
}

#[test]
fn integers_need_not_be_minimal() {
    for (octets, value) in [
        (&b"\x02\x01\x05"[..], 5),
        (b"\x02\x04\x00\x00\x00\x05", 5),
        (b"\x02\x01\xff", -1),
        (b"\x02\x05\xff\xff\xff\xff\x7f", -129),
        (b"\x02\x05\x00\xff\xff\xff\xff", 0xffff_ffff),
    ] {
        assert_eq!(Reader::new(octets).integer(), Ok(value));
    }
}

#[test]
fn integers_outside_their_field_are_refused() {
    let refused = Err(DecodeError::IntegerOutOfRange);
    assert_eq!(Reader::new(b"\x02\x00").int32(), refused);
    assert_eq!(Reader::new(b"\x02\x05\x00\x80\x00\x00\x00").int32(), refused);
    assert_eq!(Reader::new(b"\x02\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01").int32(), refused);
    assert_eq!(Reader::new(b"\x02\x03\x0f\x42\x40").microseconds(), Err(DecodeError::IntegerOutOfRange));
    assert_eq!(Reader::new(b"\x02\x03\x0f\x42\x3f").microseconds(), Ok(999_999));
    assert_eq!(Reader::new(b"\x02\x01\xff").microseconds(), Err(DecodeError::IntegerOutOfRange));
}

#[test]
fn flags_of_any_length_are_read_as_32_bits() {
    for (octets, flags) in [
        (&b"\x03\x05\x00\x40\x81\x00\x10"[..], 0x4081_0010),
        (b"\x03\x02\x00\x40", 0x4000_0000),
        (b"\x03\x02\x06\x7f", 0x4000_0000),
        (b"\x03\x01\x00", 0),
        (b"\x03\x06\x00\x40\x81\x00\x10\xff", 0x4081_0010),
    ] {
        assert_eq!(Reader::new(octets).flags(), Ok(flags));
    }
    for octets in [&b"\x03\x00"[..], b"\x03\x01\x01", b"\x03\x02\x08\x00"] {
        assert_eq!(Reader::new(octets).flags(), Err(DecodeError::BitString));
    }
}

#[test]
fn times_are_whole_seconds_of_utc() {
    let time = |text: &str| {
        let mut octets = vec![0x18, text.len() as u8];
        octets.extend(text.as_bytes());
        Reader::new(&octets).time().map(Timestamp::as_unix)
    };
    assert_eq!(time("19700101000001Z"), Ok(1));
    for text in ["19700101000001.5Z", "19700101000001.0Z", "197001010000Z", "19700101000001+0100", "19700101000001"] {
        assert_eq!(time(text), Err(DecodeError::Time), "{text}");
    }
}

#[test]
fn booleans_are_one_octet() {
    assert_eq!(Reader::new(b"\x01\x01\x00").boolean(), Ok(false));
    assert_eq!(Reader::new(b"\x01\x01\x01").boolean(), Ok(true));
    assert_eq!(Reader::new(b"\x01\x02\xff\xff").boolean(), Err(DecodeError::Boolean));
}

#[test]
fn unknown_fields_behind_the_known_ones_are_skipped() {
    let read = |octets: &[u8]| Reader::new(octets).sequence(0, |r| r.field(0, Reader::int32));
    assert_eq!(read(b"\x30\x09\xa0\x03\x02\x01\x07\xa1\x02\x05\x00"), Ok(7));
    let again = DecodeError::UnexpectedTag { expected: Tag::context(1), found: Tag::context(0) };
    assert_eq!(read(b"\x30\x0a\xa0\x03\x02\x01\x07\xa0\x03\x02\x01\x08"), Err(again));
    let octets_behind = DecodeError::UnexpectedTag { expected: Tag::context(1), found: Tag::INTEGER };
    assert_eq!(read(b"\x30\x08\xa0\x03\x02\x01\x07\x02\x01\x08"), Err(octets_behind));
}

#[test]
fn a_field_holds_one_value() {
    let two = Reader::new(b"\xa0\x06\x02\x01\x07\x02\x01\x08").field(0, Reader::int32);
    assert_eq!(two, Err(DecodeError::TrailingOctets { count: 3 }));
}

#[test]
fn a_list_ends_at_its_limit() {
    let limit = Limit { what: "numbers", max: 2 };
    let read = |octets: &[u8]| Reader::new(octets).sequence_of::<i32, 2>(limit, Reader::int32).map(|list| list.len());
    assert_eq!(read(b"\x30\x06\x02\x01\x01\x02\x01\x02"), Ok(2));
    assert_eq!(
        read(b"\x30\x09\x02\x01\x01\x02\x01\x02\x02\x01\x03"),
        Err(DecodeError::TooMany { what: "numbers", limit: 2 })
    );
}
