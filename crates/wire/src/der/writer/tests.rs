use super::*;
use crate::der::Reader;

#[test]
fn what_grows_stays_in_order() {
    let mut writer = Writer::new();
    for number in (0..5000_u32).rev() {
        writer.raw(&number.to_be_bytes());
    }
    let expected: Vec<u8> = (0..5000_u32).flat_map(u32::to_be_bytes).collect();
    assert_eq!(writer.as_slice(), expected);
}

#[test]
fn a_cleared_writer_keeps_its_buffer() {
    let mut writer = Writer::with_capacity(8);
    writer.raw(b"12345678");
    writer.clear();
    assert!(writer.is_empty());
    writer.raw(b"again");
    assert_eq!(writer.as_slice(), b"again");
}

#[test]
fn lengths_are_minimal() {
    for (length, header) in [
        (0, &b"\x04\x00"[..]),
        (127, b"\x04\x7f"),
        (128, b"\x04\x81\x80"),
        (255, b"\x04\x81\xff"),
        (256, b"\x04\x82\x01\x00"),
        (65_536, b"\x04\x83\x01\x00\x00"),
    ] {
        let mut writer = Writer::new();
        writer.octet_string(&vec![0; length]);
        assert_eq!(&writer.as_slice()[..header.len()], header);
        assert_eq!(writer.len(), header.len() + length);
        assert_eq!(Reader::new(writer.as_slice()).octet_string().map(<[u8]>::len), Ok(length));
    }
}

#[test]
fn integers_are_minimal() {
    for (value, octets) in [
        (0, &b"\x02\x01\x00"[..]),
        (127, b"\x02\x01\x7f"),
        (128, b"\x02\x02\x00\x80"),
        (-128, b"\x02\x01\x80"),
        (-129, b"\x02\x02\xff\x7f"),
        (-1, b"\x02\x01\xff"),
        (0xffff_ffff, b"\x02\x05\x00\xff\xff\xff\xff"),
        (i64::MIN, b"\x02\x08\x80\x00\x00\x00\x00\x00\x00\x00"),
    ] {
        let mut writer = Writer::new();
        writer.integer(value);
        assert_eq!(writer.as_slice(), octets, "{value}");
    }
}
