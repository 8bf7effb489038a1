//! CLIENT_CLAIMS_INFO (0xD) and DEVICE_CLAIMS_INFO (0xF): CLAIMS_SET_METADATA (MS-PAC 2.11, 2.13; MS-ADTS 2.2.18.8),
//! carried and not entered.

use super::{BufferType, PacBuffer};

/// Claims, octet for octet; no octets at all say that there are no claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimsInfo<'a> {
    /// Whose.
    pub whose: ClaimsOf,
    /// The NDR of CLAIMS_SET_METADATA.
    pub octets: &'a [u8],
}

/// Whose claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClaimsOf {
    /// The client's.
    Client,
    /// Those of the machine it sits at.
    Device,
}

impl ClaimsOf {
    /// The number of the buffer.
    #[must_use]
    pub const fn buffer_type(self) -> BufferType {
        match self {
            Self::Client => BufferType::CLIENT_CLAIMS_INFO,
            Self::Device => BufferType::DEVICE_CLAIMS_INFO,
        }
    }
}

impl PacBuffer for ClaimsInfo<'_> {
    fn buffer_type(&self) -> BufferType {
        self.whose.buffer_type()
    }

    fn encode_into(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.octets);
    }

    fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }
}
