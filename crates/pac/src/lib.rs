//! The privilege attribute certificate (PAC) of MS-PAC: PACTYPE, its buffers, their NDR, and the four signatures.
//!
//! Two types carry everything. [`Pac`] borrows the octets of a PAC that came with a ticket: it looks buffers up and
//! verifies signatures without copying anything. [`PacDraft`] is the PAC to be issued: buffers are set, kept as they
//! were received, dropped; signing writes all of it into one vector, once. A draft made of a [`Pac`] passes each buffer
//! on octet for octet, unknown ones too, so re-signing never decodes KERB_VALIDATION_INFO unless somebody changes it.
//!
//! This crate decides nothing: not which SIDs pass a trust, not which buffers belong into which ticket, not which
//! missing signature is acceptable. It knows no ticket and no DER, reads no clock, and takes no count or length on
//! trust: what it allocates while reading is in proportion to what it was given.
//!
//! ```
//! use xrealm_crypto::Key;
//! use xrealm_names::{EncryptionType, Timestamp};
//! use xrealm_pac::{
//!     AttributesInfo, ClientInfo, GroupMembership, KerbValidationInfo, Pac, PacDraft, RequestorSid, SigningKeys,
//!     WideText,
//! };
//!
//! let authtime = Timestamp::from_unix(1_795_171_440);
//! let mut logon = KerbValidationInfo::new("S-1-5-21-1-2-3".parse()?, 1105);
//! logon.effective_name = WideText::new("user1")?;
//! logon.logon_domain_name = WideText::new("EUROPE")?;
//! logon.group_ids.push(GroupMembership::enabled(513));
//!
//! let client = ClientInfo { client_id: authtime.into(), name: WideText::new("user1")? };
//! let requestor = RequestorSid(logon.user_sid()?);
//! let attributes = AttributesInfo::new(AttributesInfo::PAC_WAS_REQUESTED);
//!
//! let krbtgt = Key::new(EncryptionType::Aes256CtsHmacSha196, &[7; 32])?;
//! let mut draft = PacDraft::new();
//! draft.set(&logon).set(&client).set(&attributes).set(&requestor);
//! let octets = draft.sign(&SigningKeys { server: &krbtgt, kdc: &krbtgt }, None);
//!
//! // Another KDC receives it and passes it on under its own keys.
//! let pac = Pac::decode(&octets)?;
//! pac.verify_server(&krbtgt)?;
//! assert_eq!(pac.client_info()?.unwrap().name, "user1");
//!
//! let service = Key::new(EncryptionType::Aes128CtsHmacSha196, &[8; 16])?;
//! let mut draft = pac.to_draft();
//! draft.remove(AttributesInfo::TYPE).remove(RequestorSid::TYPE);
//! let octets = draft.sign(&SigningKeys { server: &service, kdc: &krbtgt }, Some(b"EncTicketPart of this ticket"));
//! Pac::decode(&octets)?.verify_ticket(&krbtgt, b"EncTicketPart of this ticket")?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod buffer;
mod draft;
mod error;
mod file_time;
mod ndr;
mod pactype;
mod signing;
mod wide_text;

#[cfg(test)]
mod tests;

pub use buffer::attributes_info::AttributesInfo;
pub use buffer::claims::{ClaimsInfo, ClaimsOf};
pub use buffer::client_info::ClientInfo;
pub use buffer::credentials_info::CredentialsInfo;
pub use buffer::delegation_info::DelegationInfo;
pub use buffer::device_info::{DeviceInfo, DomainGroupMembership};
pub use buffer::logon_info::KerbValidationInfo;
pub use buffer::membership::{GroupAttributes, GroupMembership, SidAndAttributes};
pub use buffer::requestor::{RequestorGuid, RequestorSid};
pub use buffer::sids::{PlacedSid, SidPlace};
pub use buffer::signature::{MAX_SIGNATURE_BYTES, PacSignatureData};
pub use buffer::upn_dns_info::{UpnDnsInfo, UpnDnsInfoExtension};
pub use buffer::user_flags::UserFlags;
pub use buffer::{BufferType, PacBuffer};
pub use draft::PacDraft;
pub use error::{DecodeError, TextTooLong, VerifyError};
pub use file_time::FileTime;
pub use pactype::{MAX_BUFFERS, MAX_PAC_BYTES, Pac, RawBuffer};
pub use signing::{SignatureKind, SigningKeys};
pub use wide_text::{MAX_TEXT_BYTES, WideText};
