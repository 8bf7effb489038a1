//! CREDENTIALS_INFO (2): PAC_CREDENTIAL_INFO (MS-PAC 2.6.1), sealed secrets for who logged in with a certificate.

use super::{BufferType, PacBuffer};
use crate::DecodeError;
use crate::ndr::Octets;

/// PAC_CREDENTIAL_INFO (MS-PAC 2.6.1). What is sealed is not looked at here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CredentialsInfo<'a> {
    /// The number of the encryption type.
    pub encryption_type: i32,
    /// PAC_CREDENTIAL_DATA under the AS reply key, key usage 16.
    pub ciphertext: &'a [u8],
}

impl<'a> CredentialsInfo<'a> {
    /// Its number.
    pub const TYPE: BufferType = BufferType::CREDENTIALS_INFO;

    /// Reads the buffer.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`], [`DecodeError::CredentialsVersion`].
    pub fn decode(octets: &'a [u8]) -> Result<Self, DecodeError> {
        let mut octets = Octets(octets);
        match octets.u32()? {
            0 => Ok(Self { encryption_type: i32::from_le_bytes(octets.array()?), ciphertext: octets.0 }),
            version => Err(DecodeError::CredentialsVersion(version)),
        }
    }
}

impl PacBuffer for CredentialsInfo<'_> {
    fn buffer_type(&self) -> BufferType {
        Self::TYPE
    }

    fn encode_into(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&0_u32.to_le_bytes());
        out.extend_from_slice(&self.encryption_type.to_le_bytes());
        out.extend_from_slice(self.ciphertext);
    }
}
