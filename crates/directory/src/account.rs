//! Accounts: users, computers, services and the ticket-granting service itself.

use serde::{Deserialize, Serialize};
use xrealm_names::{EncryptionType, PrincipalName, ServicePrincipalName, Sid, SupportedEncryptionTypes, Timestamp};

use crate::{Authorization, GroupMembership, KeySet, PasswordDigest};

/// One account of a realm.
#[derive(Debug, Clone)]
pub struct Account {
    /// The canonical name: in an Active Directory domain the sAMAccountName, in a plain realm the principal.
    pub name: PrincipalName,
    /// What kind of account it is.
    pub kind: AccountKind,
    /// displayName: what people call it.
    pub full_name: Option<Box<str>>,
    /// userPrincipalName, if one was given; `sAMAccountName@dns-domain` works without it.
    pub user_principal_name: Option<Box<str>>,
    /// servicePrincipalName values; only in an Active Directory domain.
    pub service_principal_names: Vec<ServicePrincipalName>,
    /// Other names of the same account.
    pub aliases: Vec<PrincipalName>,
    /// dNSHostName of a computer.
    pub dns_host_name: Option<Box<str>>,
    /// Relative identifier; every account of an Active Directory domain has one.
    pub rid: Option<u32>,
    /// Marks an administrator set.
    pub flags: AccountFlags,
    /// When the account stops working (accountExpires).
    pub account_expires: Option<Timestamp>,
    /// When the password has to be changed, if that was said of this account; see [`crate::Realm::password_expires`].
    pub password_expires: Option<Timestamp>,
    /// When the current keys were set.
    pub password_last_set: Timestamp,
    /// The encryption types the account itself asks for, preferred first; `None`: those of the realm.
    /// See [`crate::Realm::etypes_of`].
    pub etypes: Option<Vec<EncryptionType>>,
    /// Longest life of tickets for this account, in seconds, where it is shorter than the realm's.
    pub max_ticket_life_seconds: Option<u32>,
    /// The groups it belongs to, beside those of its kind; see [`crate::Directory::belongs_to`].
    pub member_of: Vec<GroupMembership>,
    /// `None` for the many accounts of which nothing is said; see [`Account::authorization`].
    pub(crate) authorization: Option<Box<Authorization<Sid>>>,
    /// Passwords it had before those of its keys, the latest first; only as many as the realm's policy asks for.
    pub password_history: Vec<PasswordDigest>,
    /// The keys in use.
    pub keys: KeySet,
    /// The keys in use before, still good for opening what was sealed with them.
    pub previous_keys: Option<KeySet>,
}

/// What kind of account it is: this decides the default salt and which names it goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountKind {
    /// A person, or a program that logs in like one.
    User,
    /// A computer: its sAMAccountName ends in `$`.
    Computer,
    /// An account that only services run under.
    Service,
    /// The ticket-granting service of the realm.
    Krbtgt,
    /// Under which a domain logs in that trusts this one. It comes and goes with the trust.
    InterdomainTrust,
}

/// Marks on an account, all clear by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountFlags {
    /// Its password does not grow too old, whatever the realm's policy says.
    pub password_never_expires: bool,
    /// Cannot be used at all.
    pub disabled: bool,
    /// Shut out after too many wrong passwords.
    pub locked_out: bool,
    /// The password must be changed before anything else.
    pub password_expired: bool,
    /// Logs in without pre-authentication.
    pub preauth_not_required: bool,
    /// Its credentials must not be forwarded to services.
    pub not_delegated: bool,
    /// A service that may be handed its clients' tickets: tickets for it carry ok-as-delegate.
    pub trusted_for_delegation: bool,
    /// A service that may have tickets to itself on behalf of clients who did not log in with Kerberos, and pass them on
    /// to where it may delegate.
    #[serde(default)]
    pub trusted_to_auth_for_delegation: bool,
    /// Tickets for it carry no authorization data.
    #[serde(default)]
    pub no_auth_data_required: bool,
}

impl Account {
    /// The sAMAccountName, or the first component of a plain realm's principal.
    #[must_use]
    pub fn sam_account_name(&self) -> &str {
        self.name.first()
    }

    /// Whether it is `kadmin/changepw`, which an expired password opens. Tickets for it are issued to who logs in for
    /// it, and are good for nothing else.
    #[must_use]
    pub fn is_password_service(&self) -> bool {
        self.name.components().eq(["kadmin", "changepw"])
    }

    /// Whether it is `kadmin/admin`, the service to which administrators prove who they are.
    #[must_use]
    pub fn is_admin_service(&self) -> bool {
        self.name.components().eq(["kadmin", "admin"])
    }

    /// Who it is taken for besides itself, and who may do what in its name.
    #[must_use]
    pub fn authorization(&self) -> &Authorization<Sid> {
        self.authorization.as_deref().unwrap_or(&NOTHING_SAID)
    }

    /// The current keys, then the previous ones.
    pub fn key_sets(&self) -> impl Iterator<Item = &KeySet> + Clone {
        std::iter::once(&self.keys).chain(&self.previous_keys)
    }

    /// msDS-SupportedEncryptionTypes, if the account asks for types of its own.
    #[must_use]
    pub fn supported_encryption_types(&self) -> Option<SupportedEncryptionTypes> {
        self.etypes.as_ref().map(|etypes| SupportedEncryptionTypes::of(etypes.iter().copied()))
    }
}

static NOTHING_SAID: Authorization<Sid> = Authorization::none();
