//! Other names, dates and encryption types for accounts.

use xrealm_names::{PrincipalName, RealmName};

use super::Draft;
use super::accounts::{AccountRef, Index};
use crate::account_table::AccountId;
use crate::folded_name::FoldedName;
use crate::{Account, AccountAttributes, ChangeRefusal, RealmId};

impl Draft {
    pub(super) fn set_account_attributes(
        &mut self,
        realm: &RealmName,
        name: &PrincipalName,
        attributes: &AccountAttributes,
    ) -> Result<(), ChangeRefusal> {
        let (id, account) = self.find(realm, name)?;
        let AccountRef::Listed(account) = account else {
            return Err(ChangeRefusal::ReservedAccount { realm: realm.clone() });
        };
        self.index(id, account, Index::Remove);
        self.forget_aliases(id, account);
        let served = self.served(realm)?;
        for alias in &attributes.aliases {
            self.refuse_taken_account_name(served, alias)?;
        }
        self.refuse_bad_user_principal_name(served, attributes.user_principal_name.as_deref())?;
        if let Some(realm) = self.realm_mut(id) {
            let case = realm.name_case();
            for alias in &attributes.aliases {
                realm.names.insert(FoldedName::principal(alias, case).as_bytes(), account);
            }
            realm.accounts.change(account, |account| attributes.clone().move_to(account));
        }
        self.index(id, account, Index::Add);
        Ok(())
    }

    fn forget_aliases(&mut self, id: RealmId, account: AccountId) {
        let Some(realm) = self.realm_mut(id) else { return };
        let case = realm.name_case();
        let aliases = realm.accounts.get(account).map(|held| held.aliases.clone()).unwrap_or_default();
        for alias in &aliases {
            realm.names.remove(FoldedName::principal(alias, case).as_bytes());
        }
    }
}

impl AccountAttributes {
    fn move_to(self, account: &mut Account) {
        account.full_name = self.full_name;
        account.user_principal_name = self.user_principal_name;
        account.aliases = self.aliases;
        account.dns_host_name = self.dns_host_name;
        account.account_expires = self.account_expires;
        account.password_expires = self.password_expires;
        account.etypes = self.etypes;
        account.max_ticket_life_seconds = self.max_ticket_life_seconds;
    }
}
