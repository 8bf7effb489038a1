//! What is told of accounts.

use serde::{Deserialize, Serialize};

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountFacts {
    /// The realm.
    pub realm: String,
    /// sAMAccountName or principal.
    pub name: String,
    /// `user`, `computer`, `service`, `krbtgt`.
    pub kind: String,
    /// SID, in a domain.
    pub sid: Option<String>,
    /// userPrincipalName.
    pub user_principal_name: Option<String>,
    /// servicePrincipalName values.
    pub service_principal_names: Vec<String>,
    /// Groups, as `NAME@REALM`.
    pub groups: Vec<String>,
    /// The marks that are set: `disabled`, `locked-out`, `password-expired` and so on.
    pub flags: Vec<String>,
    /// Version of the current keys.
    pub kvno: u32,
    /// Version of the previous keys.
    pub previous_kvno: Option<u32>,
    /// Encryption types there are keys of and that it may use.
    pub etypes: Vec<String>,
    /// When the password was set.
    pub password_last_set: String,
    /// When the password has to be changed.
    pub password_expires: Option<String>,
    /// When the account stops working.
    pub account_expires: Option<String>,
}

/// The password policy of a realm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordPolicyFacts {
    /// The realm.
    pub realm: String,
    /// Shortest password, in characters.
    pub min_length: u32,
    /// Whether three of four kinds of characters are needed.
    pub complexity: bool,
    /// How many old passwords cannot be used again.
    pub history: u32,
    /// How long a password is good, in days; absent: for ever.
    pub max_age_days: Option<u32>,
}
