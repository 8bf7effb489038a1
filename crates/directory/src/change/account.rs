//! The account a change creates.

use serde::{Deserialize, Serialize};
use xrealm_names::{EncryptionType, NameError, NameType, PrincipalName, ServicePrincipalName, Timestamp};

use super::NewKeys;
use crate::{AccountFlags, AccountKind};

/// An account that is to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// In a domain the sAMAccountName (a computer's ends in `$`), in a plain realm the principal.
    pub name: PrincipalName,
    /// What kind of account.
    pub kind: AccountKind,
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
    /// Its secret.
    pub keys: NewKeys,
    /// The secret it had before, if that is still to be accepted.
    pub previous_keys: Option<NewKeys>,
}

impl NewAccount {
    /// An account with a name, a kind and a secret, and defaults for the rest.
    #[must_use]
    pub fn new(name: PrincipalName, kind: AccountKind, keys: NewKeys) -> NewAccount {
        NewAccount {
            name,
            kind,
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
