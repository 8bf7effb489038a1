//! PA-SUPPORTED-ENCTYPES, MS-KILE 2.2.8.

use xrealm_names::SupportedEncryptionTypes;

use crate::DecodeError;

/// The encryption types a KDC's account supports: the mask of `msDS-SupportedEncryptionTypes`, four octets, least
/// significant first. No ASN.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaSupportedEnctypes(pub SupportedEncryptionTypes);

impl PaSupportedEnctypes {
    /// Reads the value that is all of `octets`.
    ///
    /// # Errors
    /// If there are not four octets.
    pub fn decode(octets: &[u8]) -> Result<Self, DecodeError> {
        match octets.split_first_chunk() {
            Some((mask, [])) => Ok(Self(SupportedEncryptionTypes(u32::from_le_bytes(*mask)))),
            Some((_, rest)) => Err(DecodeError::TrailingOctets { count: rest.len() }),
            None => Err(DecodeError::Truncated { missing: 4 - octets.len() }),
        }
    }

    /// The four octets.
    #[must_use]
    pub const fn to_octets(self) -> [u8; 4] {
        self.0.0.to_le_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mask_is_little_endian() {
        let mask = PaSupportedEnctypes(SupportedEncryptionTypes(0x1f));
        assert_eq!(mask.to_octets(), [0x1f, 0, 0, 0]);
        assert_eq!(PaSupportedEnctypes::decode(&[0x1f, 0, 0, 0]), Ok(mask));
        assert_eq!(PaSupportedEnctypes::decode(&[0x1f, 0, 0]), Err(DecodeError::Truncated { missing: 1 }));
        assert_eq!(PaSupportedEnctypes::decode(&[0; 6]), Err(DecodeError::TrailingOctets { count: 2 }));
    }
}
