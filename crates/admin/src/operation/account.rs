//! Operations on accounts, groups and password policies.

use serde::{Deserialize, Serialize};
use xrealm_names::EncryptionType;

use crate::{Octets, SecretText};

/// What can be asked about accounts. `realm` is a domain or realm, `name` an account of it in any form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountOperation {
    /// All accounts of a realm.
    List {
        /// The realm.
        realm: String,
    },
    /// One account.
    Show {
        /// The realm.
        realm: String,
        /// The account.
        name: String,
    },
    /// A new account.
    Add(Box<NewAccountWish>),
    /// Other attributes.
    Set(Box<AccountWish>),
    /// A new password, or a random one.
    SetPassword {
        /// The realm.
        realm: String,
        /// The account.
        name: String,
        /// The password; absent: a random one, which is told.
        #[serde(default)]
        password: Option<SecretText>,
        /// Whether it has to be changed before anything else.
        #[serde(default)]
        must_change: bool,
    },
    /// Deletes it.
    Delete {
        /// The realm.
        realm: String,
        /// The account.
        name: String,
    },
    /// Adds and removes service principal names.
    ServicePrincipalNames {
        /// The realm.
        realm: String,
        /// The account.
        name: String,
        /// Those that are added.
        #[serde(default)]
        add: Vec<String>,
        /// Those that are removed.
        #[serde(default)]
        remove: Vec<String>,
    },
    /// Adds the account, or a group, or a SID from elsewhere, to groups and removes it from others.
    Groups {
        /// The realm.
        realm: String,
        /// The account.
        name: String,
        /// Groups, as `NAME` or `NAME@REALM`.
        #[serde(default)]
        add: Vec<String>,
        /// Groups, as `NAME` or `NAME@REALM`.
        #[serde(default)]
        remove: Vec<String>,
    },
    /// All groups of a domain.
    ListGroups {
        /// The domain.
        realm: String,
    },
    /// A new group.
    AddGroup {
        /// The domain.
        realm: String,
        /// sAMAccountName.
        name: String,
        /// `global`, `universal` or `domain-local`.
        scope: String,
        /// Relative identifier; absent: the next one.
        #[serde(default)]
        rid: Option<u32>,
    },
    /// Deletes a group. Nobody belongs to it any more.
    DeleteGroup {
        /// The domain.
        realm: String,
        /// The group.
        name: String,
    },
    /// Its keys as a keytab.
    ExportKeytab {
        /// The realm.
        realm: String,
        /// The account.
        name: String,
        /// Whether the previous keys are in it too.
        #[serde(default)]
        previous: bool,
    },
    /// The keys of a keytab become its keys.
    ImportKeytab {
        /// The realm.
        realm: String,
        /// The account.
        name: String,
        /// The keytab.
        keytab: Octets,
    },
    /// The password policy of a realm.
    ShowPasswordPolicy {
        /// The realm.
        realm: String,
    },
    /// Another password policy; what is absent stays.
    SetPasswordPolicy {
        /// The realm.
        realm: String,
        /// Shortest password, in characters.
        #[serde(default)]
        min_length: Option<u32>,
        /// Whether three kinds of characters are needed.
        #[serde(default)]
        complexity: Option<bool>,
        /// How many old passwords cannot be used again.
        #[serde(default)]
        history: Option<u32>,
        /// How long a password is good, in days; 0 for ever.
        #[serde(default)]
        max_age_days: Option<u32>,
    },
}

/// An account to be created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAccountWish {
    /// The realm.
    pub realm: String,
    /// sAMAccountName or principal.
    pub name: String,
    /// `user`, `computer` or `service`.
    pub kind: String,
    /// The password; absent: a random one, which is told.
    #[serde(default)]
    pub password: Option<SecretText>,
    /// userPrincipalName.
    #[serde(default)]
    pub user_principal_name: Option<String>,
    /// servicePrincipalName values.
    #[serde(default)]
    pub service_principal_names: Vec<String>,
    /// Groups, as `NAME` or `NAME@REALM`.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Encryption types it asks for.
    #[serde(default)]
    pub etypes: Option<Vec<EncryptionType>>,
}

/// Other attributes of an account; what is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountWish {
    /// The realm.
    pub realm: String,
    /// The account.
    pub name: String,
    /// Whether it cannot be used.
    #[serde(default)]
    pub disabled: Option<bool>,
    /// Whether it is shut out.
    #[serde(default)]
    pub locked_out: Option<bool>,
    /// Whether the password has to be changed.
    #[serde(default)]
    pub password_expired: Option<bool>,
    /// Whether its password does not grow too old.
    #[serde(default)]
    pub password_never_expires: Option<bool>,
    /// Whether it logs in without pre-authentication.
    #[serde(default)]
    pub preauth_not_required: Option<bool>,
    /// Whether its credentials must not be forwarded.
    #[serde(default)]
    pub not_delegated: Option<bool>,
    /// Whether tickets for it carry ok-as-delegate.
    #[serde(default)]
    pub trusted_for_delegation: Option<bool>,
    /// Whether it may have tickets to itself for clients who did not log in with Kerberos.
    #[serde(default)]
    pub trusted_to_auth_for_delegation: Option<bool>,
    /// Whether tickets for it carry no authorization data.
    #[serde(default)]
    pub no_auth_data_required: Option<bool>,
    /// displayName; empty: none.
    #[serde(default)]
    pub full_name: Option<String>,
    /// The rest, which is for authorization.
    #[serde(default)]
    pub authorization: AuthorizationWish,
    /// userPrincipalName; empty: none.
    #[serde(default)]
    pub user_principal_name: Option<String>,
    /// accountExpires as a time; empty: never.
    #[serde(default)]
    pub expires: Option<String>,
    /// Encryption types; empty: those of the realm.
    #[serde(default)]
    pub etypes: Option<Vec<EncryptionType>>,
}

/// Another authorization for an account; what is absent stays, what is empty goes. Accounts and groups are `NAME`,
/// `NAME@REALM` or SIDs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuthorizationWish {
    /// sIDHistory.
    pub sid_history: Option<Vec<String>>,
    /// The services it may reach on behalf of its clients.
    pub allowed_to_delegate_to: Option<Vec<String>>,
    /// Accounts and groups that may reach it on behalf of clients.
    pub allowed_to_act_on_behalf: Option<Vec<String>>,
    /// Accounts and groups with the Allowed-To-Authenticate right on it.
    pub allowed_to_authenticate: Option<Vec<String>>,
    /// altSecurityIdentities, such as `Kerberos:name@REALM`.
    pub alt_security_identities: Option<Vec<String>>,
}
