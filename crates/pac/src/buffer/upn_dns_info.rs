//! UPN_DNS_INFO (0xC) (MS-PAC 2.10), with and without the extension of 2021.

use xrealm_names::Sid;

use super::{BufferType, PacBuffer};
use crate::ndr::{Octets, write_sid};
use crate::{DecodeError, WideText};

/// UPN_DNS_INFO (MS-PAC 2.10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpnDnsInfo<'a> {
    /// The user principal name.
    pub upn: WideText<'a>,
    /// The DNS name of the account's domain, in upper case as Windows writes it.
    pub dns_domain_name: WideText<'a>,
    /// Whether the account has no userPrincipalName, and `upn` was built from its name and domain (flag U).
    pub upn_is_constructed: bool,
    /// Account name and SID (flag S).
    pub extension: Option<UpnDnsInfoExtension<'a>>,
    /// Flags without a name.
    pub other_flags: u32,
}

/// What flag S announces (MS-PAC 2.10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpnDnsInfoExtension<'a> {
    /// sAMAccountName.
    pub sam_name: WideText<'a>,
    /// The account's SID.
    pub sid: Sid,
}

impl<'a> UpnDnsInfo<'a> {
    /// Its number.
    pub const TYPE: BufferType = BufferType::UPN_DNS_INFO;

    /// Reads the buffer, wherever in it the parts lie.
    ///
    /// # Errors
    /// [`DecodeError`] if a part does not lie in the buffer, or is malformed.
    pub fn decode(octets: &'a [u8]) -> Result<Self, DecodeError> {
        let mut head = Octets(octets);
        let upn = WideText::from_utf16_le(part(octets, &mut head)?)?;
        let dns_domain_name = WideText::from_utf16_le(part(octets, &mut head)?)?;
        let flags = head.u32()?;
        let extension = if flags & EXTENDED != 0 {
            let sam_name = WideText::from_utf16_le(part(octets, &mut head)?)?;
            Some(UpnDnsInfoExtension { sam_name, sid: Sid::from_bytes(part(octets, &mut head)?)? })
        } else {
            None
        };
        Ok(Self {
            upn,
            dns_domain_name,
            upn_is_constructed: flags & CONSTRUCTED != 0,
            extension,
            other_flags: flags & !(CONSTRUCTED | EXTENDED),
        })
    }

    fn flags(&self) -> u32 {
        let constructed = if self.upn_is_constructed { CONSTRUCTED } else { 0 };
        let extended = if self.extension.is_some() { EXTENDED } else { 0 };
        self.other_flags & !(CONSTRUCTED | EXTENDED) | constructed | extended
    }
}

impl PacBuffer for UpnDnsInfo<'_> {
    fn buffer_type(&self) -> BufferType {
        Self::TYPE
    }

    /// As Windows lays it out: every part at a multiple of eight, padded at the end.
    fn encode_into(&self, out: &mut Vec<u8>) {
        let start = out.len();
        let mut next = if self.extension.is_some() { EXTENDED_HEAD_BYTES } else { HEAD_BYTES };
        let mut announce = |length: u16, out: &mut Vec<u8>| {
            out.extend_from_slice(&length.to_le_bytes());
            out.extend_from_slice(&next.to_le_bytes());
            next = next.saturating_add(length).next_multiple_of(ALIGNMENT);
        };
        announce(self.upn.length_field(), out);
        announce(self.dns_domain_name.length_field(), out);
        out.extend_from_slice(&self.flags().to_le_bytes());
        if let Some(extension) = &self.extension {
            announce(extension.sam_name.length_field(), out);
            announce(sid_length(&extension.sid), out);
        }
        pad(start, out);
        self.upn.write(out);
        pad(start, out);
        self.dns_domain_name.write(out);
        pad(start, out);
        if let Some(extension) = &self.extension {
            extension.sam_name.write(out);
            pad(start, out);
            write_sid(&extension.sid, out);
            pad(start, out);
        }
    }
}

/// The part whose length and offset come next in `head`.
fn part<'a>(octets: &'a [u8], head: &mut Octets<'_>) -> Result<&'a [u8], DecodeError> {
    let (length, offset) = (usize::from(head.u16()?), usize::from(head.u16()?));
    octets.get(offset..offset + length).ok_or(DecodeError::Truncated)
}

fn pad(start: usize, out: &mut Vec<u8>) {
    let written = out.len() - start;
    out.resize(start + written.next_multiple_of(usize::from(ALIGNMENT)), 0);
}

fn sid_length(sid: &Sid) -> u16 {
    u16::try_from(8 + 4 * sid.sub_authorities().len()).unwrap_or(u16::MAX)
}

const ALIGNMENT: u16 = 8;

/// Two parts and the flags, padded.
const HEAD_BYTES: u16 = 16;

/// Four parts and the flags, padded.
const EXTENDED_HEAD_BYTES: u16 = 24;

const CONSTRUCTED: u32 = 1;
const EXTENDED: u32 = 2;
