//! The vocabulary of Kerberos and Active Directory.
//!
//! Realm and principal names, service principal names, security identifiers, encryption types and times, in the
//! words of RFC 4120, MS-KILE and MS-DTYP. Every other crate speaks in these types.
//!
//! This crate parses, prints and compares. It looks nothing up, knows no message and reads no clock.
//!
//! ```
//! use xrealm_names::{EncryptionType, Principal, RealmName, ServicePrincipalName};
//!
//! let user = Principal::parse("user1@EUROPE.TAILSPINTOYS.COM")?;
//! assert_eq!(user.realm, RealmName::from_dns("europe.tailspintoys.com")?);
//!
//! let spn = ServicePrincipalName::parse("cifs/FILESERVER1.usa.wingtiptoys.com:445")?;
//! assert_eq!((spn.host(), spn.port()), ("FILESERVER1.usa.wingtiptoys.com", Some("445")));
//!
//! assert_eq!("aes256-cts".parse(), Ok(EncryptionType::Aes256CtsHmacSha196));
//! # Ok::<(), xrealm_names::NameError>(())
//! ```

pub mod base64;
mod encryption_type;
mod principal;
mod realm;
mod service_principal_name;
mod sid;
mod stored;
mod timestamp;

pub use encryption_type::{EncryptionType, SupportedEncryptionTypes, UnknownEncryptionType};
pub use principal::{NameType, Principal, PrincipalName};
pub use realm::{RealmName, eq_ignore_case, fold};
pub use service_principal_name::ServicePrincipalName;
pub use sid::{Sid, SidError};
pub use timestamp::{Moment, TimeError, Timestamp};

use thiserror::Error;

/// Why a text is not the name it was taken for.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum NameError {
    /// Nothing stands where a name was expected.
    #[error("the name is empty")]
    Empty,
    /// A component between two `/`, or a label between two `.`, is empty.
    #[error("the name has an empty part")]
    EmptyPart,
    /// The name is longer than [`RealmName::MAX_BYTES`] or [`PrincipalName::MAX_COMPONENT_BYTES`] allow.
    #[error("the name is longer than {limit} bytes")]
    TooLong {
        /// The most bytes that are accepted.
        limit: usize,
    },
    /// The name has more than [`PrincipalName::MAX_COMPONENTS`] components.
    #[error("the name has more than {limit} components")]
    TooManyComponents {
        /// The most components that are accepted.
        limit: usize,
    },
    /// A character that no such name may hold: NUL, a control character, or a separator of the form.
    #[error("the name holds the character {found:?}")]
    Character {
        /// The first offending character.
        found: char,
    },
    /// `principal@REALM` was expected and there is no `@REALM`.
    #[error("the realm is missing: write name@REALM")]
    MissingRealm,
    /// `class/host` was expected and there is no `/`.
    #[error("the host is missing: write class/host")]
    MissingHost,
    /// A `\` at the end, with nothing after it to quote.
    #[error("the name ends in a lone backslash")]
    DanglingEscape,
    /// The octets are not UTF-8.
    #[error("the name is not UTF-8")]
    NotUtf8,
}
