//! What a realm's password policy means for its accounts.

use xrealm_names::{PrincipalName, Timestamp};

use crate::folded_name::FoldedName;
use crate::{Account, AccountKind, ChangeRefusal, Realm};

impl Realm {
    /// When the password of `account` has to be changed: when that was said of the account, else when a user's gets
    /// older than the realm's policy allows.
    #[must_use]
    pub fn password_expires(&self, account: &Account) -> Option<Timestamp> {
        let ages = account.kind == AccountKind::User && !account.flags.password_never_expires;
        let max_age = self.settings.password_policy.max_age_seconds.filter(|_| ages);
        account.password_expires.or_else(|| Some(account.password_last_set + i64::from(max_age?)))
    }

    /// Holds a new password for the account called `name`, which need not be there yet, against the realm's policy.
    ///
    /// # Errors
    /// [`ChangeRefusal::PasswordPolicy`] with the demand that is not met.
    pub fn check_password(&self, name: &PrincipalName, kind: AccountKind, password: &str) -> Result<(), ChangeRefusal> {
        let account = self.names.get(FoldedName::principal(name, self.name_case()).as_bytes());
        let account = account.and_then(|id| self.accounts.get(*id));
        let (kind, canonical) = account.map_or((kind, name), |account| (account.kind, &account.name));
        let salt = self.default_salt(kind, canonical);
        self.settings.password_policy.check(password, canonical, &salt, account).map_err(|rule| {
            ChangeRefusal::PasswordPolicy { realm: self.name.clone(), account: canonical.clone(), rule }
        })
    }

    /// The salt that a KDC of this kind gives this kind of account.
    pub(crate) fn default_salt(&self, kind: AccountKind, name: &PrincipalName) -> String {
        let in_domain = self.domain().is_some();
        match kind {
            AccountKind::Computer if in_domain => xrealm_crypto::salt::ad_computer(&self.name, name.first()),
            AccountKind::User | AccountKind::Service if in_domain => {
                xrealm_crypto::salt::ad_user(&self.name, name.first())
            }
            AccountKind::InterdomainTrust => xrealm_crypto::salt::trust_account(&self.name, name.first()),
            AccountKind::User | AccountKind::Service | AccountKind::Computer | AccountKind::Krbtgt => {
                xrealm_crypto::salt::principal(&self.name, name)
            }
        }
    }
}
