//! SERVER_CHECKSUM (6), KDC_CHECKSUM (7), TICKET_CHECKSUM (0x10), FULL_CHECKSUM (0x13): PAC_SIGNATURE_DATA
//! (MS-PAC 2.8.1).

use xrealm_crypto::checksum_type;

use crate::DecodeError;
use crate::ndr::Octets;

/// The most octets of one signature. The longest that is defined has 24.
pub const MAX_SIGNATURE_BYTES: usize = 64;

/// PAC_SIGNATURE_DATA (MS-PAC 2.8.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PacSignatureData<'a> {
    /// The number of a checksum type.
    pub signature_type: i32,
    /// The octets.
    pub signature: &'a [u8],
    /// Which read-only domain controller signed. Of an unknown type it counts as part of the signature.
    pub rodc_identifier: Option<u16>,
}

impl<'a> PacSignatureData<'a> {
    /// Reads the buffer.
    ///
    /// # Errors
    /// [`DecodeError::SignatureLength`] if a known type has another length, with or without RODCIdentifier, or an
    /// unknown one is longer than [`MAX_SIGNATURE_BYTES`].
    pub fn decode(octets: &'a [u8]) -> Result<Self, DecodeError> {
        let mut octets = Octets(octets);
        let signature_type = i32::from_le_bytes(octets.array()?);
        let wrong = DecodeError::SignatureLength { signature_type, found: octets.0.len() };
        let length = length_of_type(signature_type).unwrap_or(octets.0.len());
        if length > MAX_SIGNATURE_BYTES {
            return Err(wrong);
        }
        let signature = octets.take(length).map_err(|_| wrong)?;
        let rodc_identifier = match octets.0 {
            [] => None,
            [low, high] => Some(u16::from_le_bytes([*low, *high])),
            _ => return Err(wrong),
        };
        Ok(Self { signature_type, signature, rodc_identifier })
    }
}

/// Octets of a signature of a known type (MS-PAC 2.8.1; 19 and 20 as MIT continues the table with RFC 8009).
const fn length_of_type(signature_type: i32) -> Option<usize> {
    match signature_type {
        checksum_type::HMAC_SHA1_96_AES128 | checksum_type::HMAC_SHA1_96_AES256 => Some(12),
        checksum_type::HMAC_MD5 | checksum_type::HMAC_SHA256_128_AES128 => Some(16),
        checksum_type::HMAC_SHA384_192_AES256 => Some(24),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_only_domain_controller_signs_with_its_number() {
        let mut octets = [0; 18];
        octets[0] = 16;
        octets[16] = 0x34;
        octets[17] = 0x12;
        let signature = PacSignatureData::decode(&octets).unwrap();
        assert_eq!((signature.signature.len(), signature.rodc_identifier), (12, Some(0x1234)));
    }

    #[test]
    fn a_signature_of_another_length_is_refused() {
        let wrong = |signature_type, found| Err(DecodeError::SignatureLength { signature_type, found });
        assert_eq!(PacSignatureData::decode(&[16, 0, 0, 0, 1, 2]), wrong(16, 2));
        assert_eq!(PacSignatureData::decode(&[&[16, 0, 0, 0][..], &[0; 13]].concat()), wrong(16, 13));
        assert_eq!(PacSignatureData::decode(&[&[99, 0, 0, 0][..], &[0; 65]].concat()), wrong(99, 65));
        assert_eq!(PacSignatureData::decode(&[16, 0]), Err(DecodeError::Truncated));
    }

    #[test]
    fn a_signature_of_an_unknown_type_is_kept_whole() {
        let signature = PacSignatureData::decode(&[99, 0, 0, 0, 1, 2, 3]).unwrap();
        assert_eq!((signature.signature_type, signature.signature), (99, &[1, 2, 3][..]));
    }
}
