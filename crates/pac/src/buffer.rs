//! The buffers of a PAC, one kind a file.

pub(crate) mod attributes_info;
pub(crate) mod claims;
pub(crate) mod client_info;
pub(crate) mod credentials_info;
pub(crate) mod delegation_info;
pub(crate) mod device_info;
pub(crate) mod logon_info;
pub(crate) mod membership;
pub(crate) mod requestor;
pub(crate) mod sids;
pub(crate) mod signature;
pub(crate) mod upn_dns_info;
pub(crate) mod user_flags;

use std::fmt;

/// What a buffer is: ulType of PAC_INFO_BUFFER (MS-PAC 2.4). Any number may occur; those without a name are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BufferType(
    /// The number, as on the wire.
    pub u32,
);

impl BufferType {
    /// KERB_VALIDATION_INFO (2.5).
    pub const LOGON_INFO: Self = Self(0x01);
    /// PAC_CREDENTIAL_INFO (2.6).
    pub const CREDENTIALS_INFO: Self = Self(0x02);
    /// The server signature (2.8.4).
    pub const SERVER_CHECKSUM: Self = Self(0x06);
    /// The KDC signature (2.8.5).
    pub const KDC_CHECKSUM: Self = Self(0x07);
    /// PAC_CLIENT_INFO (2.7).
    pub const CLIENT_INFO: Self = Self(0x0A);
    /// S4U_DELEGATION_INFO (2.9).
    pub const DELEGATION_INFO: Self = Self(0x0B);
    /// UPN_DNS_INFO (2.10).
    pub const UPN_DNS_INFO: Self = Self(0x0C);
    /// PAC_CLIENT_CLAIMS_INFO (2.11).
    pub const CLIENT_CLAIMS_INFO: Self = Self(0x0D);
    /// PAC_DEVICE_INFO (2.12).
    pub const DEVICE_INFO: Self = Self(0x0E);
    /// PAC_DEVICE_CLAIMS_INFO (2.13).
    pub const DEVICE_CLAIMS_INFO: Self = Self(0x0F);
    /// The ticket signature (2.8.2).
    pub const TICKET_CHECKSUM: Self = Self(0x10);
    /// PAC_ATTRIBUTES_INFO (2.14).
    pub const ATTRIBUTES_INFO: Self = Self(0x11);
    /// PAC_REQUESTOR (2.15).
    pub const REQUESTOR_SID: Self = Self(0x12);
    /// The full or extended KDC signature (2.8.3).
    pub const FULL_CHECKSUM: Self = Self(0x13);
    /// PAC_REQUESTOR_GUID (2.16).
    pub const REQUESTOR_GUID: Self = Self(0x14);

    /// The name the specification gives it.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::LOGON_INFO => Some("LOGON_INFO"),
            Self::CREDENTIALS_INFO => Some("CREDENTIALS_INFO"),
            Self::SERVER_CHECKSUM => Some("SERVER_CHECKSUM"),
            Self::KDC_CHECKSUM => Some("KDC_CHECKSUM"),
            Self::CLIENT_INFO => Some("CLIENT_INFO"),
            Self::DELEGATION_INFO => Some("DELEGATION_INFO"),
            Self::UPN_DNS_INFO => Some("UPN_DNS_INFO"),
            Self::CLIENT_CLAIMS_INFO => Some("CLIENT_CLAIMS_INFO"),
            Self::DEVICE_INFO => Some("DEVICE_INFO"),
            Self::DEVICE_CLAIMS_INFO => Some("DEVICE_CLAIMS_INFO"),
            Self::TICKET_CHECKSUM => Some("TICKET_CHECKSUM"),
            Self::ATTRIBUTES_INFO => Some("ATTRIBUTES_INFO"),
            Self::REQUESTOR_SID => Some("REQUESTOR_SID"),
            Self::FULL_CHECKSUM => Some("FULL_CHECKSUM"),
            Self::REQUESTOR_GUID => Some("REQUESTOR_GUID"),
            Self(_) => None,
        }
    }
}

impl fmt::Display for BufferType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => write!(f, "{:#x}", self.0),
        }
    }
}

/// The content of a buffer that can be put into a [`PacDraft`](crate::PacDraft).
pub trait PacBuffer {
    /// Which buffer it is.
    fn buffer_type(&self) -> BufferType;

    /// Appends the buffer's octets to `out`, without the padding that separates buffers.
    fn encode_into(&self, out: &mut Vec<u8>);

    /// Whether it has no octets at all.
    fn is_empty(&self) -> bool {
        false
    }

    /// The buffer's octets, to be kept for many tickets.
    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.encode_into(&mut out);
        out
    }
}
