//! Kerberos messages in DER and their framing, as pure codecs.
//!
//! The messages of RFC 4120 with what RFC 6113, RFC 6806, MS-KILE and MS-SFU add to them, one type a file with its
//! ASN.1 above it, and how they are framed on UDP and TCP. Messages borrow from the octets they were read from:
//! reading copies nothing, keeps tickets and the request body as the octets that checksums and keys cover, and
//! writing fills a reused buffer from its back.
//!
//! This crate refuses to decrypt, to verify and to decide; it opens no socket and reads no clock. It trusts no length
//! it has not checked and enters nothing deeper than the type at hand is nested. Every list has a named bound.
//!
//! ```
//! use xrealm_names::{NameType, PrincipalName, RealmName, Timestamp};
//! use xrealm_wire::{Echo32, KdcOptions, KdcReq, KdcReqBody, MsgType, PaDataList};
//!
//! let realm = RealmName::from_dns("tailspintoys.com")?;
//! let (user, krbtgt) = (PrincipalName::parse("user1")?, PrincipalName::krbtgt(&realm));
//! let body = KdcReqBody {
//!     kdc_options: KdcOptions::FORWARDABLE | KdcOptions::CANONICALIZE,
//!     cname: Some((&user).into()),
//!     realm: realm.as_str().as_bytes(),
//!     sname: Some((&krbtgt).into()),
//!     from: None,
//!     till: Some(Timestamp::EPOCH),
//!     rtime: None,
//!     nonce: Echo32::from(7),
//!     etypes: [18, 17].into(),
//!     addresses: None,
//!     enc_authorization_data: None,
//!     additional_tickets: Default::default(),
//! };
//! let body_octets = body.to_vec();
//! let request = KdcReq { msg_type: MsgType::AsReq, padata: PaDataList::default(), body, body_octets: &body_octets };
//!
//! let octets = request.to_vec();
//! let read = KdcReq::decode(&octets).expect("what was written can be read");
//! assert_eq!(read.body.realm, b"TAILSPINTOYS.COM");
//! assert_eq!(read.body.cname.expect("a client").name_type, NameType::PRINCIPAL);
//! assert_eq!(read.body_octets, body_octets);
//! # Ok::<(), xrealm_names::NameError>(())
//! ```

mod ap_rep;
mod ap_req;
mod authenticator;
mod authorization_data;
mod checksum;
mod enc_ap_rep_part;
mod enc_kdc_rep_part;
mod enc_krb_cred_part;
mod enc_krb_priv_part;
mod enc_ticket_part;
mod encrypted_data;
mod encryption_key;
mod error;
mod flags;
mod host_address;
mod kdc_rep;
mod kdc_req;
mod kdc_req_body;
mod krb_cred;
mod krb_cred_info;
mod krb_error;
mod krb_priv;
mod krb_safe;
mod last_req;
mod list;
mod message;
mod msg_type;
mod pa_data;
mod principal_name;
mod ticket;
mod transited_encoding;
mod user_message;

pub mod der;
pub mod error_code;
pub mod framing;
pub mod padata;

pub use ap_rep::ApRep;
pub use ap_req::ApReq;
pub use authenticator::Authenticator;
pub use authorization_data::{AuthDataElement, AuthorizationData, MAX_AUTHORIZATION_DATA, ad_type};
pub use checksum::Checksum;
pub use der::Echo32;
pub use enc_ap_rep_part::EncApRepPart;
pub use enc_kdc_rep_part::{EncKdcRepPart, EncRepTag};
pub use enc_krb_cred_part::EncKrbCredPart;
pub use enc_krb_priv_part::EncKrbPrivPart;
pub use enc_ticket_part::EncTicketPart;
pub use encrypted_data::EncryptedData;
pub use encryption_key::EncryptionKey;
pub use error::DecodeError;
pub use flags::{ApOptions, KdcOptions, TicketFlags};
pub use host_address::{HostAddress, HostAddresses, MAX_HOST_ADDRESSES, addr_type};
pub use kdc_rep::KdcRep;
pub use kdc_req::KdcReq;
pub use kdc_req_body::{KdcReqBody, MAX_ADDITIONAL_TICKETS, MAX_ETYPES};
pub use krb_cred::{KrbCred, MAX_CRED_TICKETS};
pub use krb_cred_info::KrbCredInfo;
pub use krb_error::KrbError;
pub use krb_priv::KrbPriv;
pub use krb_safe::KrbSafe;
pub use last_req::{LastReq, MAX_LAST_REQ, lr_type};
pub use list::List;
pub use message::Message;
pub use msg_type::MsgType;
pub use pa_data::{MAX_PA_DATA, PaData, PaDataList};
pub use principal_name::{MAX_NAME_COMPONENTS, PrincipalName};
pub use ticket::Ticket;
pub use transited_encoding::TransitedEncoding;
pub use user_message::UserMessage;

/// Octets of the message a value was read from.
pub type Octets<'a> = &'a [u8];
