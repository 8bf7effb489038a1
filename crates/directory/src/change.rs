//! Changes: values that say what is to become different.
//!
//! Secrets travel inside them, and `Debug` does not show them.

mod account;
mod group;
mod namespaces;
mod realm;
mod restored;
mod secret;
mod trust;
mod trust_side;

pub use account::{AccountAttributes, NewAccount};
pub use group::NewGroup;
pub(crate) use namespaces::dns;
pub use namespaces::{Claim, Namespaces};
pub use realm::{DomainPlace, NewDomain, NewExternalRealm, NewRealm};
pub use restored::{Common, RestoredBody, RestoredPlace, RestoredRealm, RestoredSecret, SharedCapaths, TrustEnd};
pub use secret::{KeyMaterial, NewKeys, Password, Utf16lePassword};
pub use trust::{NewTrust, NewTrustKind, TrustPair};
pub use trust_side::TrustSide;

use serde::{Deserialize, Serialize};
use xrealm_names::{PrincipalName, RealmName, ServicePrincipalName, Sid};
use xrealm_trust::{ForestTrustInfo, TrustAttributes, TrustDirection};

use crate::{AccountFlags, Authorization, Controller, GroupMembership, Settings, TrustedDomain, Trustee};

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
    /// What is learned of a realm that others serve: it is a Windows domain, with this NetBIOS name and this SID. Only
    /// of one that was known by its name alone.
    DescribeExternalRealm {
        /// The realm.
        realm: RealmName,
        /// Its NetBIOS name.
        netbios_name: Box<str>,
        /// Its SID.
        sid: Sid,
    },
    /// A domain less, without child domains and not the root of its forest: its accounts, the forest's cross-reference
    /// to it, and all trusts with it. The work is in proportion to the whole directory.
    RemoveDomain {
        /// The domain.
        realm: RealmName,
    },
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
    /// Other names, dates and encryption types for an account.
    SetAccountAttributes {
        /// The realm the account is in.
        realm: RealmName,
        /// Its canonical name.
        name: PrincipalName,
        /// All of them.
        attributes: Box<AccountAttributes>,
    },
    /// Another authorization for an account of a domain.
    SetAuthorization {
        /// The domain the account is in.
        realm: RealmName,
        /// Its canonical name.
        name: PrincipalName,
        /// All of it.
        authorization: Box<Authorization<Trustee>>,
    },
    /// A new group of a domain.
    CreateGroup {
        /// The domain.
        realm: RealmName,
        /// The group.
        group: NewGroup,
    },
    /// A group less. Nobody belongs to it any more.
    DeleteGroup {
        /// The domain.
        realm: RealmName,
        /// Its sAMAccountName.
        group: Box<str>,
    },
    /// Other groups for a group, as far as their scopes allow.
    SetGroupMembership {
        /// The domain the group is in.
        realm: RealmName,
        /// Its sAMAccountName.
        group: Box<str>,
        /// All the groups it belongs to.
        groups: Vec<GroupMembership>,
    },
    /// Other groups for somebody who is known by a SID only, as a foreign security principal is.
    SetForeignMembership {
        /// The domain of the groups.
        realm: RealmName,
        /// The SID of an account or group elsewhere, or a well-known one.
        sid: Sid,
        /// All the domain-local and built-in groups of the domain it belongs to.
        groups: Vec<Box<str>>,
    },
    /// Other groups for an account.
    SetMembership {
        /// The domain the account is in.
        realm: RealmName,
        /// Its canonical name.
        name: PrincipalName,
        /// All the groups it belongs to, beside those of its kind.
        groups: Vec<GroupMembership>,
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
    /// A new trust, at each end that is served here or at the one that is asked for. Where there is one of the same kind in the other direction only,
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
    /// A trust less at one end only, or one direction of it. The partner's end stays as it is.
    RemoveTrustEnd {
        /// The end that forgets it.
        realm: RealmName,
        /// The partner.
        partner: RealmName,
        /// Which directions go, as that end sees them.
        directions: TrustDirection,
    },
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
        /// The one end that gets it; `None`: every end that is served here.
        side: Option<TrustSide>,
        /// The new secret.
        keys: NewKeys,
    },
    /// The regular change of a secret begins: the trusting end has a new one and keeps the one before, under which
    /// tickets still come. Only between domains served here, and only if the current one is confirmed.
    RotateTrustSecret {
        /// Which trust and direction.
        trust: TrustPair,
        /// The new secret.
        keys: NewKeys,
    },
    /// The regular change goes on: the trusted end takes the trusting end's current secret over. For a while it goes on
    /// sealing with the one before, until every controller of the trusting end knows the new one.
    PushTrustSecret {
        /// Which trust and direction.
        trust: TrustPair,
    },
    /// The current secret was seen to be the same at both ends.
    ConfirmTrustSecret {
        /// Which trust and direction.
        trust: TrustPair,
    },
    /// A domain controller more. The first one that is named takes the place, and the role as PDC emulator, of the one
    /// that every domain has.
    AddController {
        /// The domain.
        realm: RealmName,
        /// The controller.
        controller: Controller,
    },
    /// How soon a domain controller learns of changes.
    SetReplication {
        /// The domain.
        realm: RealmName,
        /// The controller's name.
        controller: Box<str>,
        /// After how many seconds.
        delay_seconds: u64,
        /// Whether it learns of none from now on.
        held: bool,
    },
    /// Another domain controller is the PDC emulator.
    MovePdcRole {
        /// The domain.
        realm: RealmName,
        /// The controller's name.
        controller: Box<str>,
    },
    /// Cuts or restores the link between the domain controllers of two realms. Clients reach both all the same.
    SetLink {
        /// One realm.
        one: RealmName,
        /// The other.
        other: RealmName,
        /// Whether it is there.
        up: bool,
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
    /// Where the relative identifiers of a domain go on; never back.
    SetNextRid {
        /// The domain.
        realm: RealmName,
        /// The next one that is given out.
        next_rid: u32,
    },
    /// A realm as it was, but for its accounts and trusts; see [`crate::Directory::image`].
    RestoreRealm(Box<RestoredRealm>),
    /// One end of a trust as it was, the automatic ones of a forest among them. Nothing is asked of the partner.
    RestoreTrust {
        /// The end that keeps it.
        realm: RealmName,
        /// All that it keeps.
        trust: Box<TrustEnd>,
    },
}
