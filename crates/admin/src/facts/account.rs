//! What is told of accounts.

use serde::{Deserialize, Serialize};
use xrealm_directory::{Account, AccountFlags, AccountKind, Authorization, Directory, Realm};
use xrealm_names::{PrincipalName, RealmName, Sid};

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountFacts {
    /// The realm.
    pub realm: String,
    /// sAMAccountName or principal.
    pub name: String,
    /// `user`, `computer`, `service`, `krbtgt`, `interdomain trust account`.
    pub kind: String,
    /// SID, in a domain.
    pub sid: Option<String>,
    /// displayName.
    #[serde(default)]
    pub full_name: Option<String>,
    /// userPrincipalName.
    pub user_principal_name: Option<String>,
    /// servicePrincipalName values.
    pub service_principal_names: Vec<String>,
    /// Groups, as `NAME@REALM`.
    pub groups: Vec<String>,
    /// Who it is taken for besides itself, and who may do what in its name.
    #[serde(default)]
    pub authorization: AuthorizationFacts,
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

/// The authorization of an account; others are told by their SIDs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuthorizationFacts {
    /// sIDHistory.
    pub sid_history: Vec<String>,
    /// The services it may reach on behalf of its clients.
    pub allowed_to_delegate_to: Vec<String>,
    /// Who may reach it on behalf of clients.
    pub allowed_to_act_on_behalf: Vec<String>,
    /// Who has the Allowed-To-Authenticate right on it.
    pub allowed_to_authenticate: Vec<String>,
    /// altSecurityIdentities.
    pub alt_security_identities: Vec<String>,
}

/// The password policy of a realm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordPolicyFacts {
    /// The realm.
    pub realm: String,
    /// Shortest password, in characters.
    pub min_length: u32,
    /// Whether three kinds of characters are needed.
    pub complexity: bool,
    /// How many old passwords cannot be used again.
    pub history: u32,
    /// How long a password is good, in days; absent: for ever.
    pub max_age_days: Option<u32>,
}

impl AccountFacts {
    /// What there is to know of an account.
    #[must_use]
    pub fn of(realm: &Realm, account: &Account) -> AccountFacts {
        let by_kind = realm.primary_group(account).map(|group| format!("{}@{}", group.name, realm.name()));
        let said = account.member_of.iter().map(|of| format!("{}@{}", of.group, of.realm));
        AccountFacts {
            realm: realm.name().to_string(),
            name: account.name.to_string(),
            kind: word(account.kind).to_owned(),
            sid: realm.sid().zip(account.rid).and_then(|(sid, rid)| Some(sid.with_rid(rid).ok()?.to_string())),
            full_name: account.full_name.as_deref().map(str::to_owned),
            user_principal_name: account.user_principal_name.as_deref().map(str::to_owned),
            service_principal_names: account.service_principal_names.iter().map(ToString::to_string).collect(),
            groups: by_kind.into_iter().chain(said).collect(),
            authorization: AuthorizationFacts::of(account.authorization()),
            flags: flags(account.flags).map(str::to_owned).collect(),
            kvno: account.keys.kvno(),
            previous_kvno: account.previous_keys.as_ref().map(|keys| keys.kvno()),
            etypes: realm.etypes_of(account).map(|etype| etype.to_string()).collect(),
            password_last_set: account.password_last_set.to_string(),
            password_expires: realm.password_expires(account).map(|at| at.to_string()),
            account_expires: account.account_expires.map(|at| at.to_string()),
        }
    }

    /// The same of the account with this canonical name, if it is there.
    #[must_use]
    pub fn find(directory: &Directory, realm: &RealmName, name: &PrincipalName) -> Option<AccountFacts> {
        let realm = directory.realm_named(realm.as_str().as_bytes())?;
        let account = realm.accounts().find(|account| realm.same_name(&account.name, name))?;
        Some(AccountFacts::of(realm, account))
    }
}

impl AuthorizationFacts {
    fn of(authorization: &Authorization<Sid>) -> AuthorizationFacts {
        let Authorization {
            sid_history,
            allowed_to_delegate_to,
            allowed_to_act_on_behalf,
            allowed_to_authenticate,
            alt_security_identities,
        } = authorization;
        AuthorizationFacts {
            sid_history: texts(sid_history),
            allowed_to_delegate_to: texts(allowed_to_delegate_to),
            allowed_to_act_on_behalf: texts(allowed_to_act_on_behalf),
            allowed_to_authenticate: texts(allowed_to_authenticate),
            alt_security_identities: texts(alt_security_identities),
        }
    }
}

fn texts(values: &[impl ToString]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

impl PasswordPolicyFacts {
    /// The password policy of a realm.
    #[must_use]
    pub fn of(realm: &Realm) -> PasswordPolicyFacts {
        let policy = &realm.settings().password_policy;
        PasswordPolicyFacts {
            realm: realm.name().to_string(),
            min_length: policy.min_length,
            complexity: policy.complexity,
            history: policy.history,
            max_age_days: policy.max_age_seconds.map(|seconds| seconds.div_ceil(SECONDS_OF_DAY)),
        }
    }
}

fn word(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::User => "user",
        AccountKind::Computer => "computer",
        AccountKind::Service => "service",
        AccountKind::Krbtgt => "krbtgt",
        AccountKind::InterdomainTrust => "interdomain trust account",
    }
}

fn flags(flags: AccountFlags) -> impl Iterator<Item = &'static str> {
    let marks = [
        (flags.disabled, "disabled"),
        (flags.locked_out, "locked-out"),
        (flags.password_expired, "password-expired"),
        (flags.password_never_expires, "password-never-expires"),
        (flags.preauth_not_required, "preauth-not-required"),
        (flags.not_delegated, "not-delegated"),
        (flags.trusted_for_delegation, "trusted-for-delegation"),
        (flags.trusted_to_auth_for_delegation, "trusted-to-auth-for-delegation"),
        (flags.no_auth_data_required, "no-auth-data-required"),
    ];
    marks.into_iter().filter(|(set, _)| *set).map(|(_, word)| word)
}

const SECONDS_OF_DAY: u32 = 86_400;
