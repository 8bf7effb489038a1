//! REQUESTOR_SID (0x12) and REQUESTOR_GUID (0x14): who asked for the initial TGT (MS-PAC 2.15, 2.16).

use xrealm_names::Sid;

use super::{BufferType, PacBuffer};
use crate::DecodeError;
use crate::ndr::{Octets, write_sid};

/// PAC_REQUESTOR (MS-PAC 2.15): the SID of the client of the initial TGT.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestorSid(
    /// The client.
    pub Sid,
);

impl RequestorSid {
    /// Its number.
    pub const TYPE: BufferType = BufferType::REQUESTOR_SID;

    /// Reads the buffer.
    ///
    /// # Errors
    /// [`DecodeError::Sid`] if it is not exactly one SID.
    pub fn decode(octets: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self(Sid::from_bytes(octets)?))
    }
}

impl PacBuffer for RequestorSid {
    fn buffer_type(&self) -> BufferType {
        Self::TYPE
    }

    fn encode_into(&self, out: &mut Vec<u8>) {
        write_sid(&self.0, out);
    }
}

/// PAC_REQUESTOR_GUID (MS-PAC 2.16): objectGUID of the client of the initial TGT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestorGuid(
    /// The octets as they stand in the attribute.
    pub [u8; 16],
);

impl RequestorGuid {
    /// Its number.
    pub const TYPE: BufferType = BufferType::REQUESTOR_GUID;

    /// Reads the buffer.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`].
    pub fn decode(octets: &[u8]) -> Result<Self, DecodeError> {
        Octets(octets).array().map(Self)
    }
}

impl PacBuffer for RequestorGuid {
    fn buffer_type(&self) -> BufferType {
        Self::TYPE
    }

    fn encode_into(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }
}
