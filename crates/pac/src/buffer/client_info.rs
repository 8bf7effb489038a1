//! CLIENT_INFO (0xA): PAC_CLIENT_INFO (MS-PAC 2.7), what ties a PAC to its ticket.

use super::{BufferType, PacBuffer};
use crate::ndr::Octets;
use crate::{DecodeError, FileTime, WideText};

/// PAC_CLIENT_INFO (MS-PAC 2.7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientInfo<'a> {
    /// The authtime of the initial TGT, hence whole seconds.
    pub client_id: FileTime,
    /// The client's name as it asked, without realm; `user@REALM` where S4U2Self crosses realms.
    pub name: WideText<'a>,
}

impl<'a> ClientInfo<'a> {
    /// Its number.
    pub const TYPE: BufferType = BufferType::CLIENT_INFO;

    /// Reads the buffer; what follows the name is not looked at.
    ///
    /// # Errors
    /// [`DecodeError`] if the name is not there as announced.
    pub fn decode(octets: &'a [u8]) -> Result<Self, DecodeError> {
        let mut octets = Octets(octets);
        let client_id = FileTime(octets.u64()?);
        let length = octets.u16()?;
        Ok(Self { client_id, name: WideText::from_utf16_le(octets.take(length.into())?)? })
    }
}

impl PacBuffer for ClientInfo<'_> {
    fn buffer_type(&self) -> BufferType {
        Self::TYPE
    }

    fn encode_into(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.client_id.0.to_le_bytes());
        out.extend_from_slice(&self.name.length_field().to_le_bytes());
        self.name.write(out);
    }
}
