//! The account a change creates.

use serde::{Deserialize, Serialize};
use xrealm_names::{EncryptionType, NameError, NameType, PrincipalName, ServicePrincipalName, Timestamp};

use super::NewKeys;
use crate::{Account, AccountFlags, AccountKind, Authorization, GroupMembership, PasswordDigest, Trustee};

/// An account that is to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// In a domain the sAMAccountName (a computer's ends in `$`), in a plain realm the principal.
    pub name: PrincipalName,
    /// What kind of account.
    pub kind: AccountKind,
    /// displayName.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_name: Option<Box<str>>,
    /// userPrincipalName, if not the implicit one.
    pub user_principal_name: Option<Box<str>>,
    /// servicePrincipalName values.
    pub service_principal_names: Vec<ServicePrincipalName>,
    /// Other names.
    pub aliases: Vec<PrincipalName>,
    /// dNSHostName; `None`: a computer's is made of its name and its domain's.
    pub dns_host_name: Option<Box<str>>,
    /// Relative identifier; `None`: the next one.
    pub rid: Option<u32>,
    /// Marks.
    pub flags: AccountFlags,
    /// When the account stops working.
    pub account_expires: Option<Timestamp>,
    /// When the password has to be changed.
    pub password_expires: Option<Timestamp>,
    /// Encryption types it asks for.
    pub etypes: Option<Vec<EncryptionType>>,
    /// Longest life of its tickets, in seconds.
    pub max_ticket_life_seconds: Option<u32>,
    /// The groups it belongs to, beside those of its kind.
    pub member_of: Vec<GroupMembership>,
    /// Who it is taken for besides itself, and who may do what in its name.
    #[serde(default, skip_serializing_if = "Authorization::is_empty")]
    pub authorization: Authorization<Trustee>,
    /// Passwords it had before those of its keys, the latest first.
    pub password_history: Vec<PasswordDigest>,
    /// When the current secret was set; `None`: now.
    pub password_last_set: Option<Timestamp>,
    /// Its secret.
    pub keys: NewKeys,
    /// The secret it had before, if that is still to be accepted.
    pub previous_keys: Option<NewKeys>,
}

/// What an account is known by and how long it is good: all that [`crate::Change::SetAccountAttributes`] replaces.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountAttributes {
    /// displayName.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_name: Option<Box<str>>,
    /// userPrincipalName, if not the implicit one.
    pub user_principal_name: Option<Box<str>>,
    /// Other names.
    pub aliases: Vec<PrincipalName>,
    /// dNSHostName.
    pub dns_host_name: Option<Box<str>>,
    /// When the account stops working.
    pub account_expires: Option<Timestamp>,
    /// When the password has to be changed, whatever the policy says.
    pub password_expires: Option<Timestamp>,
    /// Encryption types it asks for, preferred first; `None`: those of the realm.
    pub etypes: Option<Vec<EncryptionType>>,
    /// Longest life of its tickets, in seconds.
    pub max_ticket_life_seconds: Option<u32>,
}

impl AccountAttributes {
    /// Those that `account` has.
    #[must_use]
    pub fn of(account: &Account) -> AccountAttributes {
        AccountAttributes {
            full_name: account.full_name.clone(),
            user_principal_name: account.user_principal_name.clone(),
            aliases: account.aliases.clone(),
            dns_host_name: account.dns_host_name.clone(),
            account_expires: account.account_expires,
            password_expires: account.password_expires,
            etypes: account.etypes.clone(),
            max_ticket_life_seconds: account.max_ticket_life_seconds,
        }
    }
}

impl NewAccount {
    /// An account with a name, a kind and a secret, and defaults for the rest.
    #[must_use]
    pub fn new(name: PrincipalName, kind: AccountKind, keys: NewKeys) -> NewAccount {
        NewAccount {
            name,
            kind,
            full_name: None,
            user_principal_name: None,
            service_principal_names: Vec::new(),
            aliases: Vec::new(),
            dns_host_name: None,
            rid: None,
            flags: AccountFlags::default(),
            account_expires: None,
            password_expires: None,
            etypes: None,
            max_ticket_life_seconds: None,
            member_of: Vec::new(),
            authorization: Authorization::none(),
            password_history: Vec::new(),
            password_last_set: None,
            keys,
            previous_keys: None,
        }
    }

    /// A user with a password.
    ///
    /// # Errors
    /// [`NameError`] if `name` is no account name.
    pub fn user(name: &str, password: &str) -> Result<NewAccount, NameError> {
        let name = PrincipalName::new(NameType::PRINCIPAL, [name])?;
        Ok(NewAccount::new(name, AccountKind::User, NewKeys::password(password)))
    }
}
