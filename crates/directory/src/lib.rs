//! An immutable snapshot of forests, realms, accounts and trusts, and the changes to it.
//!
//! A [`Directory`] is what a KDC answers from. [`Directory::apply`] makes the next one out of a [`Change`]; both
//! share what did not change. Lookups follow the rules of the kind of realm: names of Active Directory domains
//! compare in any case and in their several forms, names of plain Kerberos realms octet for octet.
//!
//! This crate knows no message and no file, reads no clock and draws no random numbers: where secrets are to be
//! invented, [`SecretSeed`] derives them from a seed the caller brings.
//!
//! ```
//! use xrealm_directory::{Change, Directory, DomainPlace, NewAccount, NewDomain, SecretSeed, NewKeys, Settings};
//! use xrealm_names::{EncryptionType, Moment, PrincipalName, RealmName, Sid, Timestamp};
//!
//! let at = Moment::at(Timestamp::from_unix(1_790_000_000));
//! let seed = SecretSeed::new([7; 32]);
//! let name = RealmName::from_dns("tailspintoys.com")?;
//! let directory = Directory::empty().apply_all(
//!     &[
//!         Change::CreateDomain(Box::new(NewDomain {
//!             name: name.clone(),
//!             netbios_name: "TAILSPINTOYS".into(),
//!             sid: Sid::domain([1, 2, 3]),
//!             place: DomainPlace::ForestRoot,
//!             upn_suffixes: vec!["toys.example".into()],
//!             spn_suffixes: vec![],
//!             settings: Settings::active_directory(),
//!             krbtgt_keys: NewKeys::keys(seed.keys("krbtgt")),
//!         })),
//!         Change::CreateAccount { realm: name, account: Box::new(NewAccount::user("user1", "Secret-1")?) },
//!     ],
//!     at,
//! ).map_err(|(_, refusal)| refusal)?;
//!
//! let realm = directory.realm_named(b"TailspinToys.com").ok_or("no such realm")?;
//! let user = realm.client(&PrincipalName::enterprise("USER1@tailspintoys.com")?).ok_or("no such user")?;
//! assert!(user.keys.key(EncryptionType::Aes256CtsHmacSha196).is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod account;
mod account_table;
mod ambiguity;
mod apply;
mod authorization;
mod catalog;
mod change;
mod claimed_names;
mod controllers;
mod difference;
mod directory;
mod file_time;
mod folded_name;
mod group;
mod group_table;
mod host_aliases;
mod image;
mod itinerary;
mod key_set;
mod name_map;
mod name_resolution;
mod names_refusal;
mod nt_status;
mod password_policy;
mod realm;
mod refusal;
mod secret_seed;
mod settings;
mod sid_holder;
mod stored;
mod summary;
mod token;
mod transit;
mod trust;
mod trust_auth_info;
mod trusted_domain;
mod user_account_control;

pub use account::{Account, AccountFlags, AccountKind};
pub use ambiguity::{Ambiguity, MAX_AMBIGUITIES};
pub use authorization::{Authorization, Trustee};
pub use change::{
    AccountAttributes, Change, Claim, Common, DomainPlace, KeyMaterial, Namespaces, NewAccount, NewDomain,
    NewExternalRealm, NewGroup, NewKeys, NewRealm, NewTrust, NewTrustKind, Password, RestoredBody, RestoredPlace,
    RestoredRealm, RestoredSecret, SharedCapaths, TrustEnd, TrustPair, TrustSide, Utf16lePassword,
};
pub use claimed_names::{CheckedNames, ClaimCollision};
pub use controllers::Controller;
pub use difference::{Difference, DifferenceKind, image_difference};
pub use directory::{Directory, ExternalRealm};
pub use file_time::{file_time, moment};
pub use group::{Group, GroupMembership, GroupScope};
pub use itinerary::{Errand, Hop, Itinerary, ItineraryEnd, LoginHop, Obstacle, Traveller};
pub use key_set::{KeySet, SaltedKey};
pub use name_resolution::NameResolution;
pub use names_refusal::NamesRefusal;
pub use nt_status::NtStatus;
pub use password_policy::{PasswordDigest, PasswordPolicy, PasswordRule};
pub use realm::{Realm, RealmId, RealmKind, ServiceLookup};
pub use refusal::{ChangeRefusal, ManagedLimit};
pub use secret_seed::SecretSeed;
pub use settings::{Profile, Settings, TransitedStyle};
pub use sid_holder::SidHolder;
pub use summary::ChangeSummary;
pub use token::Token;
pub use transit::{Passage, Transit, TransitRefusal, TransitedField};
pub use trust::{Trust, TrustSecret};
pub use trust_auth_info::{AuthInfo, AuthType, NotStorable, TrustAuthInfo, TrustAuthInfoError};
pub use trusted_domain::{BadAttribute, TrustedDomain};

#[cfg(test)]
mod tests;
