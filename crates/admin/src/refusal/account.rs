//! Why an operation on an account is not done.

use thiserror::Error;
use xrealm_config::keytab::KeytabError;
use xrealm_names::{NameError, PrincipalName, RealmName, Sid};

use super::RefusalKind;

/// Why an operation on an account is not done.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum AccountRefusal {
    /// No account goes by this name.
    #[error("{realm} has no account {name}{}", super::meant(.suggestion.as_deref()))]
    Unknown {
        /// The realm.
        realm: RealmName,
        /// The name as it was typed.
        name: String,
        /// The account that was probably meant.
        suggestion: Option<String>,
    },
    /// An interdomain trust account is what its trust makes it.
    #[error(
        "{account} is the account of the trust with {partner} and follows its secret: change that with `xrealm trust reset {partner} {realm}`, or remove the trust"
    )]
    FollowsTrust {
        /// The realm.
        realm: RealmName,
        /// The account.
        account: PrincipalName,
        /// Who logs in as it.
        partner: String,
    },
    /// No group has this name.
    #[error("{realm} has no group {name}{}", super::meant(.suggestion.as_deref()))]
    UnknownGroup {
        /// The realm.
        realm: RealmName,
        /// The name as it was typed.
        name: String,
        /// The group that was probably meant.
        suggestion: Option<String>,
    },
    /// Not a name at all.
    #[error("{name:?} cannot be the name of an account: {reason}")]
    BadName {
        /// The name as it was typed.
        name: String,
        /// Why not.
        reason: NameError,
    },
    /// Not a service principal name.
    #[error("{name:?} is no service principal name: {reason}")]
    BadServicePrincipalName {
        /// The name as it was typed.
        name: String,
        /// Why not.
        reason: NameError,
    },
    /// Another account of the forest has the service principal name: no ticket could be issued for it.
    #[error("{holder} has the service principal name {name} already: remove it there first")]
    ServicePrincipalNameTaken {
        /// The service principal name.
        name: String,
        /// Who has it.
        holder: String,
    },
    /// The account does not have the service principal name that it is to lose.
    #[error("{account} has no service principal name {name}")]
    NoServicePrincipalName {
        /// The service principal name.
        name: String,
        /// The account.
        account: PrincipalName,
    },
    /// Who is to leave a group is not in it.
    #[error("{member} was not put into the group {group}")]
    NotAMember {
        /// The group.
        group: String,
        /// The account, group or SID.
        member: String,
    },
    /// A SID from elsewhere is entered where the groups are.
    #[error("{sid} is entered at the domain of its groups: name it there, as {sid}@{realm}")]
    ForeignElsewhere {
        /// The SID.
        sid: Sid,
        /// The domain of the group.
        realm: RealmName,
    },
    /// None of the scopes of groups.
    #[error("{scope:?} is no scope of a group: write global, universal or domain-local")]
    UnknownScope {
        /// What was typed.
        scope: String,
    },
    /// Not a SID.
    #[error("{text:?} is no SID: it is written S-1-5-21-1-2-3-1000")]
    BadSid {
        /// What was typed.
        text: String,
    },
    /// None of the kinds of accounts.
    #[error("{kind:?} is no kind of account: write user, computer or service")]
    UnknownKind {
        /// What was typed.
        kind: String,
    },
    /// A plain realm has neither computers nor what goes with them.
    #[error("{realm} is a plain Kerberos realm, which has no {what}")]
    OnlyInDomains {
        /// The realm.
        realm: RealmName,
        /// What it does not have.
        what: &'static str,
    },
    /// Not a time.
    #[error("{text:?} is no time: write 2030-01-31T12:00:00Z")]
    BadTime {
        /// What was typed.
        text: String,
    },
    /// Octets that are no keytab.
    #[error("the keytab cannot be read: {0}")]
    BadKeytab(#[from] KeytabError),
    /// A keytab without a key of the account.
    #[error("the keytab has no key for {account} of an encryption type in use")]
    KeytabWithoutKeys {
        /// The account.
        account: PrincipalName,
    },
}

impl AccountRefusal {
    pub(super) fn kind(&self) -> RefusalKind {
        match self {
            AccountRefusal::Unknown { .. }
            | AccountRefusal::UnknownGroup { .. }
            | AccountRefusal::NoServicePrincipalName { .. }
            | AccountRefusal::NotAMember { .. }
            | AccountRefusal::KeytabWithoutKeys { .. } => RefusalKind::NotFound,
            AccountRefusal::ServicePrincipalNameTaken { .. } => RefusalKind::Exists,
            AccountRefusal::BadName { .. }
            | AccountRefusal::BadServicePrincipalName { .. }
            | AccountRefusal::UnknownKind { .. }
            | AccountRefusal::BadTime { .. }
            | AccountRefusal::UnknownScope { .. }
            | AccountRefusal::ForeignElsewhere { .. }
            | AccountRefusal::BadSid { .. }
            | AccountRefusal::BadKeytab(_) => RefusalKind::Usage,
            AccountRefusal::OnlyInDomains { .. } | AccountRefusal::FollowsTrust { .. } => RefusalKind::Rule,
        }
    }
}
