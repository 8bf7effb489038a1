//! The CRC-32 of Kerberos: the polynomial of ISO 3309, but neither preset nor complemented (RFC 3961 §6.1.3).

/// The checksum, in the octet order of the wire.
pub(crate) fn checksum(data: &[u8]) -> [u8; 4] {
    data.iter().fold(0, |remainder, octet| divide(remainder ^ u32::from(*octet))).to_le_bytes()
}

/// Eight steps of the division, least significant bit first.
fn divide(remainder: u32) -> u32 {
    (0..8).fold(remainder, |rest, _| if rest & 1 == 1 { rest >> 1 ^ REVERSED_POLYNOMIAL } else { rest >> 1 })
}

const REVERSED_POLYNOMIAL: u32 = 0xEDB8_8320;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_3961_appendix_a5() {
        let examples: [(&[u8], [u8; 4]); 5] = [
            (b"foo", [0x33, 0xBC, 0x32, 0x73]),
            (b"test0123456789", [0xD6, 0x88, 0x3E, 0xB8]),
            (b"MASSACHVSETTS INSTITVTE OF TECHNOLOGY", [0xF7, 0x80, 0x41, 0xE3]),
            (&[0x80, 0, 0, 0], [0x3B, 0xB6, 0x59, 0xED]),
            (&[0, 0, 0, 1], [0x96, 0x30, 0x07, 0x77]),
        ];
        for (data, expected) in examples {
            assert_eq!(checksum(data), expected, "{data:02x?}");
        }
    }
}
