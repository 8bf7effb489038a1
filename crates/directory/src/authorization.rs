//! Who an account is taken for besides itself, and who may do what in its name.

use serde::{Deserialize, Serialize};
use xrealm_names::{PrincipalName, RealmName, ServicePrincipalName, Sid, eq_ignore_case};

use crate::catalog::service_key;
use crate::folded_name::{FoldedName, NameCase};

/// Who an account is taken for besides itself, and who may do what in its name or with it. `T` is how others are named:
/// by [`Sid`] in a directory, as [`Trustee`] in changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Authorization<T> {
    /// sIDHistory: what the account was known as in domains it came from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sid_history: Vec<Sid>,
    /// msDS-AllowedToDelegateTo: the services it may reach on behalf of its clients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_to_delegate_to: Vec<ServicePrincipalName>,
    /// msDS-AllowedToActOnBehalfOfOtherIdentity: who may reach this account on behalf of clients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_to_act_on_behalf: Vec<T>,
    /// Who has the Allowed-To-Authenticate right on this account, for those who come over a trust with selective
    /// authentication.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_to_authenticate: Vec<T>,
    /// altSecurityIdentities: `Kerberos:name@REALM` maps a principal of a plain realm to this account.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alt_security_identities: Vec<Box<str>>,
}

/// Somebody that something is allowed to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Trustee {
    /// Whoever has this SID, here or elsewhere.
    Sid(Sid),
    /// An account or a group of a domain served here.
    Named {
        /// The domain.
        realm: RealmName,
        /// The sAMAccountName of an account or group.
        name: Box<str>,
    },
}

impl<T> Default for Authorization<T> {
    fn default() -> Self {
        Authorization::none()
    }
}

impl<T> Authorization<T> {
    /// Nothing at all.
    #[must_use]
    pub const fn none() -> Authorization<T> {
        Authorization {
            sid_history: Vec::new(),
            allowed_to_delegate_to: Vec::new(),
            allowed_to_act_on_behalf: Vec::new(),
            allowed_to_authenticate: Vec::new(),
            alt_security_identities: Vec::new(),
        }
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Authorization {
            sid_history,
            allowed_to_delegate_to,
            allowed_to_act_on_behalf,
            allowed_to_authenticate,
            alt_security_identities,
        } = self;
        sid_history.is_empty()
            && allowed_to_delegate_to.is_empty()
            && allowed_to_act_on_behalf.is_empty()
            && allowed_to_authenticate.is_empty()
            && alt_security_identities.is_empty()
    }

    /// Whether the account may reach `service` on behalf of its clients: names compare as those of a domain do.
    #[must_use]
    pub fn may_delegate_to(&self, service: &PrincipalName) -> bool {
        let asked = FoldedName::principal(service, NameCase::Folded);
        self.allowed_to_delegate_to.iter().any(|allowed| service_key(allowed) == asked)
    }

    /// The same with everybody named another way.
    pub(crate) fn renamed<U, E>(&self, mut name: impl FnMut(&T) -> Result<U, E>) -> Result<Authorization<U>, E> {
        let mut each = |trustees: &[T]| trustees.iter().map(&mut name).collect::<Result<Vec<U>, E>>();
        Ok(Authorization {
            sid_history: self.sid_history.clone(),
            allowed_to_delegate_to: self.allowed_to_delegate_to.clone(),
            allowed_to_act_on_behalf: each(&self.allowed_to_act_on_behalf)?,
            allowed_to_authenticate: each(&self.allowed_to_authenticate)?,
            alt_security_identities: self.alt_security_identities.clone(),
        })
    }
}

impl Authorization<Sid> {
    /// The same as changes say it.
    #[must_use]
    pub fn to_change(&self) -> Authorization<Trustee> {
        let renamed = self.renamed(|sid| Ok::<_, std::convert::Infallible>(Trustee::Sid(sid.clone())));
        let Ok(renamed) = renamed;
        renamed
    }

    /// Whether one of `sids` may act on behalf of clients at this account.
    pub fn lets_act_on_behalf<'s>(&self, sids: impl IntoIterator<Item = &'s Sid>) -> bool {
        any_of(&self.allowed_to_act_on_behalf, sids)
    }

    /// Whether one of `sids` has the Allowed-To-Authenticate right on this account.
    pub fn lets_authenticate<'s>(&self, sids: impl IntoIterator<Item = &'s Sid>) -> bool {
        any_of(&self.allowed_to_authenticate, sids)
    }
}

impl std::fmt::Display for Trustee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Trustee::Sid(sid) => write!(f, "{sid}"),
            Trustee::Named { realm, name } => write!(f, "{name}@{realm}"),
        }
    }
}

/// The principal that an altSecurityIdentities value names, if it is one of Kerberos.
pub(crate) fn kerberos_identity(value: &str) -> Option<&str> {
    let (kind, principal) = value.split_once(':')?;
    eq_ignore_case(kind, "Kerberos").then_some(principal)
}

fn any_of<'s>(allowed: &[Sid], sids: impl IntoIterator<Item = &'s Sid>) -> bool {
    !allowed.is_empty() && sids.into_iter().any(|sid| allowed.contains(sid))
}
