//! DELEGATION_INFO (0xB): S4U_DELEGATION_INFO (MS-PAC 2.9), the services a client was handed on by.

use super::{BufferType, PacBuffer};
use crate::ndr::writer::Spare;
use crate::ndr::{NdrReader, NdrWriter};
use crate::{DecodeError, WideText};

/// S4U_DELEGATION_INFO (MS-PAC 2.9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegationInfo<'a> {
    /// The service the ticket is for.
    pub s4u2proxy_target: WideText<'a>,
    /// The services that delegated, first to last.
    pub s4u_transited_services: Vec<WideText<'a>>,
}

impl<'a> DelegationInfo<'a> {
    /// Its number.
    pub const TYPE: BufferType = BufferType::DELEGATION_INFO;

    /// Reads the buffer.
    ///
    /// # Errors
    /// [`DecodeError`] if it is not the NDR of this structure.
    pub fn decode(octets: &'a [u8]) -> Result<Self, DecodeError> {
        let mut ndr = NdrReader::open(octets)?;
        let target = ndr.text_header()?;
        let services = ndr.counted_pointer()?;
        let s4u2proxy_target = ndr.text(target)?;
        let headers = ndr.elements(services, LEAST_TEXT_BYTES, NdrReader::text_header)?;
        let s4u_transited_services =
            headers.into_iter().map(|header| ndr.text(header)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { s4u2proxy_target, s4u_transited_services })
    }
}

impl PacBuffer for DelegationInfo<'_> {
    fn buffer_type(&self) -> BufferType {
        Self::TYPE
    }

    fn encode_into(&self, out: &mut Vec<u8>) {
        let services = &self.s4u_transited_services;
        let mut ndr = NdrWriter::open(out);
        ndr.text_header(&self.s4u2proxy_target, Spare::None);
        ndr.count(services.len());
        ndr.pointer(!services.is_empty());
        ndr.text(&self.s4u2proxy_target, Spare::None);
        if !services.is_empty() {
            ndr.count(services.len());
            services.iter().for_each(|service| ndr.text_header(service, Spare::None));
            services.iter().for_each(|service| ndr.text(service, Spare::None));
        }
        ndr.close();
    }
}

/// RPC_UNICODE_STRING with a null pointer.
const LEAST_TEXT_BYTES: usize = 8;
