//! ATTRIBUTES_INFO (0x11): PAC_ATTRIBUTES_INFO (MS-PAC 2.14).

use super::{BufferType, PacBuffer};
use crate::DecodeError;
use crate::ndr::Octets;

/// PAC_ATTRIBUTES_INFO (MS-PAC 2.14): how the client came to have a PAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttributesInfo {
    /// How many of `flags` mean anything, in bits.
    pub flags_length: u32,
    /// The first 32 flags.
    pub flags: u32,
}

impl AttributesInfo {
    /// Its number.
    pub const TYPE: BufferType = BufferType::ATTRIBUTES_INFO;
    /// The client asked for a PAC.
    pub const PAC_WAS_REQUESTED: u32 = 1;
    /// The client did not say whether it wanted one.
    pub const PAC_WAS_GIVEN_IMPLICITLY: u32 = 2;

    /// These flags, of the two that are defined.
    #[must_use]
    pub const fn new(flags: u32) -> Self {
        Self { flags_length: 2, flags }
    }

    /// Whether tickets obtained with this one are to have a PAC.
    #[must_use]
    pub const fn wants_pac(self) -> bool {
        self.flags & (Self::PAC_WAS_REQUESTED | Self::PAC_WAS_GIVEN_IMPLICITLY) != 0
    }

    /// Reads the buffer; flags beyond the first 32 are not looked at.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`].
    pub fn decode(octets: &[u8]) -> Result<Self, DecodeError> {
        let mut octets = Octets(octets);
        Ok(Self { flags_length: octets.u32()?, flags: octets.u32()? })
    }
}

impl PacBuffer for AttributesInfo {
    fn buffer_type(&self) -> BufferType {
        Self::TYPE
    }

    fn encode_into(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.flags_length.to_le_bytes());
        out.extend_from_slice(&self.flags.to_le_bytes());
    }
}
