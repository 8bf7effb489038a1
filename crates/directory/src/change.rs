//! Changes: values that say what is to become different.
//!
//! Secrets travel inside them, and `Debug` does not show them.

mod account;
mod namespaces;
mod realm;
mod secret;
mod trust;
mod trust_side;

pub use account::NewAccount;
pub(crate) use namespaces::dns;
pub use namespaces::{Claim, Namespaces};
pub use realm::{DomainPlace, NewDomain, NewExternalRealm, NewRealm};
pub use secret::{KeyMaterial, NewKeys, Password};
pub use trust::{NewTrust, NewTrustKind, TrustPair};
pub use trust_side::TrustSide;

use serde::{Deserialize, Serialize};
use xrealm_names::{PrincipalName, RealmName, ServicePrincipalName};
use xrealm_trust::{ForestTrustInfo, TrustAttributes};

use crate::{AccountFlags, Settings, TrustedDomain};

/// One change to a directory; see [`crate::Directory::apply`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Change {
    /// A new domain: of a new forest, below a parent, or as a new tree.
    CreateDomain(Box<NewDomain>),
    /// A new plain Kerberos realm served here.
    CreateRealm(Box<NewRealm>),
    /// A realm or domain that others serve and that can be trusted.
    CreateExternalRealm(NewExternalRealm),
    /// Other settings for a realm.
    SetSettings {
        /// The realm.
        realm: RealmName,
        /// All its settings.
        settings: Box<Settings>,
    },
    /// A new account.
    CreateAccount {
        /// The realm it is for.
        realm: RealmName,
        /// The account.
        account: Box<NewAccount>,
    },
    /// An account less.
    DeleteAccount {
        /// The realm it is in.
        realm: RealmName,
        /// Its canonical name.
        name: PrincipalName,
    },
    /// A new password or new keys; the current ones become the previous ones.
    SetKeys {
        /// The realm the account is in.
        realm: RealmName,
        /// Its canonical name; `krbtgt` for the ticket-granting service.
        name: PrincipalName,
        /// The new secret.
        keys: NewKeys,
    },
    /// Other marks on an account.
    SetAccountFlags {
        /// The realm the account is in.
        realm: RealmName,
        /// Its canonical name.
        name: PrincipalName,
        /// All its marks.
        flags: AccountFlags,
    },
    /// Other service principal names for an account of a domain.
    SetServicePrincipalNames {
        /// The domain the account is in.
        realm: RealmName,
        /// Its canonical name.
        name: PrincipalName,
        /// All its service principal names.
        service_principal_names: Vec<ServicePrincipalName>,
    },
    /// A new trust, at each end that is served here. Where there is one of the same kind in the other direction only,
    /// the two make it two-way: each with its own secret, and each removed on its own.
    CreateTrust(Box<NewTrust>),
    /// A trust as another directory stores it, at one end only. Nothing is asked of the partner, who may be unknown
    /// here.
    ImportTrustedDomain {
        /// The end that is to keep the object.
        realm: RealmName,
        /// The object.
        object: Box<TrustedDomain>,
    },
    /// A trust less, at each end that is served here and in both directions.
    RemoveTrust(TrustPair),
    /// One direction of a trust less, the one in which `trusting` trusts `trusted`, at each end that is served here.
    /// The other direction, if there is one, stays.
    RemoveTrustDirection(TrustPair),
    /// Other trustAttributes at one end of a trust. Without FOREST_TRANSITIVE the names claimed by the partner go.
    SetTrustAttributes {
        /// The end that keeps the trusted domain object.
        realm: RealmName,
        /// The partner.
        partner: RealmName,
        /// All attributes.
        attributes: TrustAttributes,
    },
    /// A new secret for one direction of a trust, at each end that is served here; the current one becomes the
    /// previous one.
    SetTrustSecret {
        /// Which trust and direction: the one in which `trusting` trusts `trusted`.
        trust: TrustPair,
        /// The new secret.
        keys: NewKeys,
    },
    /// Another msDS-TrustForestTrustInfo of a forest trust. It is stored without superfluous records, and with conflict
    /// flags where others have what it claims; see [`crate::Directory::check_forest_trust_info`].
    SetForestTrustInfo {
        /// The forest root that keeps it.
        realm: RealmName,
        /// The partner whose names it lists.
        partner: RealmName,
        /// All its records.
        info: ForestTrustInfo,
    },
    /// What a partner served here claims now. New names wait until they are enabled; what was said of known ones stays.
    RefreshForestTrustInfo {
        /// The forest root that keeps it.
        realm: RealmName,
        /// The partner that is asked.
        partner: RealmName,
    },
    /// One claim of a partner enabled or disabled. Nothing is enabled that somebody else has.
    EnableClaim {
        /// The forest root that keeps it.
        realm: RealmName,
        /// The partner that claims it.
        partner: RealmName,
        /// What is claimed.
        claim: Claim,
        /// Whether it is to be routed.
        enabled: bool,
    },
    /// Other suffixes of a forest beside its domains' names. Partners learn of them when they ask again.
    SetSuffixes {
        /// The forest root.
        realm: RealmName,
        /// All its uPNSuffixes.
        upn_suffixes: Vec<Box<str>>,
        /// All its msDS-SPNSuffixes.
        spn_suffixes: Vec<Box<str>>,
    },
}
