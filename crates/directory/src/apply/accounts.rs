//! Creating and changing accounts.

use std::sync::Arc;

use xrealm_names::{PrincipalName, RealmName, ServicePrincipalName};

use super::Draft;
use super::groups::refuse_taken_rid;
use super::realms::{as_domain, built_in_service};
use crate::account_table::AccountId;
use crate::catalog::Holder;
use crate::folded_name::FoldedName;
use crate::realm::Body;
use crate::{Account, AccountFlags, AccountKind, ChangeRefusal, NewAccount, NewKeys, Realm, RealmId};

impl Draft {
    pub(super) fn create_account(&mut self, realm: &RealmName, new: &NewAccount) -> Result<(), ChangeRefusal> {
        let realm = self.served(realm)?;
        let id = realm.id;
        self.refuse_taken_names(realm, new)?;
        let rid = rid(realm, new)?;
        let account = self.account(realm, new, rid)?;
        let holder = self.register(id, account);
        if let (Some(rid), Some(realm)) = (rid, self.realm_mut(id))
            && let Body::ActiveDirectory(domain) = &mut realm.body
        {
            domain.next_rid = domain.next_rid.max(rid.saturating_add(1));
        }
        self.index(id, holder, Index::Add);
        self.index_local_groups(id, holder, Index::Add);
        self.index_identities(id, holder, Index::Add);
        Ok(())
    }

    pub(super) fn delete_account(&mut self, realm: &RealmName, name: &PrincipalName) -> Result<(), ChangeRefusal> {
        let (id, account) = self.find(realm, name)?;
        let AccountRef::Listed(account) = account else {
            return Err(ChangeRefusal::ReservedAccount { realm: realm.clone() });
        };
        self.index(id, account, Index::Remove);
        self.index_local_groups(id, account, Index::Remove);
        self.index_identities(id, account, Index::Remove);
        let Some(realm) = self.realm_mut(id) else { return Ok(()) };
        let case = realm.name_case();
        if let Some(held) = realm.accounts.get(account) {
            for name in std::iter::once(&held.name).chain(&held.aliases) {
                realm.names.remove(FoldedName::principal(name, case).as_bytes());
            }
        }
        realm.accounts.remove(account);
        Ok(())
    }

    pub(super) fn set_keys(
        &mut self,
        realm: &RealmName,
        name: &PrincipalName,
        keys: &NewKeys,
    ) -> Result<(), ChangeRefusal> {
        keys.refuse_if_empty()?;
        let at = self.at.time;
        self.change(realm, name, |realm, account| {
            let salt = realm.default_salt(account.kind, &account.name);
            let policy = realm.settings.password_policy;
            policy.remember(account.previous_keys.as_ref(), &salt, &mut account.password_history);
            let next = keys.key_set(Some(account.keys.kvno()), || salt);
            account.previous_keys = Some(std::mem::replace(&mut account.keys, next));
            account.password_last_set = at;
            account.password_expires = None;
            account.flags.password_expired = false;
        })?;
        self.renew_built_in_services(realm, name)
    }

    pub(super) fn set_account_flags(
        &mut self,
        realm: &RealmName,
        name: &PrincipalName,
        flags: AccountFlags,
    ) -> Result<(), ChangeRefusal> {
        self.change(realm, name, |_, account| account.flags = flags)
    }

    pub(super) fn set_service_principal_names(
        &mut self,
        realm: &RealmName,
        name: &PrincipalName,
        spns: &[ServicePrincipalName],
    ) -> Result<(), ChangeRefusal> {
        as_domain(self.served(realm)?)?;
        let (id, account) = self.find(realm, name)?;
        let AccountRef::Listed(account) = account else {
            return Err(ChangeRefusal::ReservedAccount { realm: realm.clone() });
        };
        self.index(id, account, Index::Remove);
        if let Some(realm) = self.realm_mut(id) {
            realm.accounts.change(account, |account| account.service_principal_names = spns.to_vec());
        }
        self.index(id, account, Index::Add);
        Ok(())
    }

    fn change(
        &mut self,
        realm: &RealmName,
        name: &PrincipalName,
        change: impl FnOnce(&Realm, &mut Account),
    ) -> Result<(), ChangeRefusal> {
        let (id, account) = self.find(realm, name)?;
        let Some(before) = self.directory.realms.get(id.0 as usize).map(Arc::clone) else { return Ok(()) };
        let Some(realm) = self.realm_mut(id) else { return Ok(()) };
        match account {
            AccountRef::Krbtgt => change(&before, Arc::make_mut(&mut realm.krbtgt)),
            AccountRef::Listed(account) => realm.accounts.change(account, |account| change(&before, account)),
        }
        Ok(())
    }

    /// The account whose canonical name or alias is `name`.
    pub(super) fn find(&self, realm: &RealmName, name: &PrincipalName) -> Result<(RealmId, AccountRef), ChangeRefusal> {
        let realm = self.served(realm)?;
        if is_krbtgt(realm, name) {
            return Ok((realm.id, AccountRef::Krbtgt));
        }
        match realm.names.get(FoldedName::principal(name, realm.name_case()).as_bytes()) {
            Some(id) => Ok((realm.id, AccountRef::Listed(*id))),
            None => Err(ChangeRefusal::UnknownAccount { realm: realm.name.clone(), account: name.clone() }),
        }
    }

    fn refuse_taken_names(&self, realm: &Realm, new: &NewAccount) -> Result<(), ChangeRefusal> {
        for name in std::iter::once(&new.name).chain(&new.aliases) {
            self.refuse_taken_account_name(realm, name)?;
        }
        if realm.domain().is_some() && new.name.component_count() != 1 {
            return Err(ChangeRefusal::BadAccountName { account: new.name.clone() });
        }
        self.refuse_bad_user_principal_name(realm, new.user_principal_name.as_deref())
    }

    pub(super) fn refuse_taken_account_name(&self, realm: &Realm, name: &PrincipalName) -> Result<(), ChangeRefusal> {
        if is_krbtgt(realm, name) || name.ticket_granting_realm().is_some() {
            return Err(ChangeRefusal::ReservedAccount { realm: realm.name.clone() });
        }
        if realm.names.contains(FoldedName::principal(name, realm.name_case()).as_bytes()) {
            return Err(ChangeRefusal::AccountExists { realm: realm.name.clone(), account: name.clone() });
        }
        match realm.group_named(name.first()) {
            Some(_) if name.component_count() == 1 => {
                Err(ChangeRefusal::GroupExists { realm: realm.name.clone(), group: name.first().into() })
            }
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn refuse_bad_user_principal_name(
        &self,
        realm: &Realm,
        user_principal_name: Option<&str>,
    ) -> Result<(), ChangeRefusal> {
        let (Some(domain), Some(upn)) = (realm.domain(), user_principal_name) else { return Ok(()) };
        if !upn.contains('@') {
            return Err(ChangeRefusal::BadUserPrincipalName { user_principal_name: upn.into() });
        }
        let forest = self.directory.forests.get(domain.forest);
        if forest.is_some_and(|forest| forest.catalog.has_user(upn)) {
            return Err(ChangeRefusal::UserPrincipalNameTaken {
                realm: realm.name.clone(),
                user_principal_name: upn.into(),
            });
        }
        Ok(())
    }

    fn account(&self, realm: &Realm, new: &NewAccount, rid: Option<u32>) -> Result<Account, ChangeRefusal> {
        for keys in std::iter::once(&new.keys).chain(&new.previous_keys) {
            keys.refuse_if_empty()?;
        }
        let salt = || realm.default_salt(new.kind, &new.name);
        Ok(Account {
            name: new.name.clone(),
            kind: new.kind,
            full_name: new.full_name.clone(),
            user_principal_name: new.user_principal_name.clone(),
            service_principal_names: new.service_principal_names.clone(),
            aliases: new.aliases.clone(),
            dns_host_name: new.dns_host_name.clone().or_else(|| default_host_name(realm, new)),
            rid,
            flags: new.flags,
            account_expires: new.account_expires,
            password_expires: new.password_expires,
            password_last_set: new.password_last_set.unwrap_or(self.at.time),
            etypes: new.etypes.clone(),
            max_ticket_life_seconds: new.max_ticket_life_seconds,
            member_of: self.memberships(&realm.name, &new.member_of)?,
            authorization: self.authorization(realm, &new.authorization)?,
            password_history: new.password_history.clone(),
            keys: new.keys.key_set(None, salt),
            previous_keys: new.previous_keys.as_ref().map(|keys| keys.key_set(None, salt)),
        })
    }

    /// Keeps `kadmin/changepw` and `kadmin/admin` to the keys of the ticket-granting service, if that is who `name` is.
    fn renew_built_in_services(&mut self, realm: &RealmName, name: &PrincipalName) -> Result<(), ChangeRefusal> {
        let (id, AccountRef::Krbtgt) = self.find(realm, name)? else { return Ok(()) };
        if let Some(realm) = self.realm_mut(id) {
            realm.password_service = Arc::new(built_in_service("changepw", &realm.krbtgt));
            realm.admin_service = Arc::new(built_in_service("admin", &realm.krbtgt));
        }
        Ok(())
    }

    fn register(&mut self, id: RealmId, account: Account) -> AccountId {
        let Some(realm) = self.realm_mut(id) else { return AccountId::default() };
        let case = realm.name_case();
        let names: Vec<_> = std::iter::once(&account.name)
            .chain(&account.aliases)
            .map(|name| FoldedName::principal(name, case))
            .collect();
        let account = realm.accounts.push(account);
        for name in names {
            realm.names.insert(name.as_bytes(), account);
        }
        account
    }

    /// Enters the account into its forest's catalog, or takes it out; a plain realm has none.
    pub(super) fn index(&mut self, id: RealmId, account: AccountId, index: Index) {
        let Some(realm) = self.directory.realms.get(id.0 as usize).map(Arc::clone) else { return };
        let (Some(domain), Some(held)) = (realm.domain(), realm.accounts.get(account)) else { return };
        if held.service_principal_names.is_empty() && held.user_principal_name.is_none() && held.dns_host_name.is_none()
        {
            return;
        }
        self.stale_catalogs.insert(domain.forest);
        let Some(members) = self.forest_mut(domain.forest) else { return };
        let catalog = Arc::make_mut(&mut members.catalog);
        let holder = Holder { domain: domain.id, account };
        match index {
            Index::Add => catalog.add_account(held, holder),
            Index::Remove => catalog.remove_account(held, holder),
        }
    }
}

pub(super) enum AccountRef {
    Krbtgt,
    Listed(AccountId),
}

#[derive(Clone, Copy)]
pub(super) enum Index {
    Add,
    Remove,
}

/// `krbtgt/OWN`, and in a domain the sAMAccountName `krbtgt`.
fn is_krbtgt(realm: &Realm, name: &PrincipalName) -> bool {
    match name.ticket_granting_realm() {
        Some(target) => realm.answers_to(target),
        None => realm.domain().is_some() && name.component_count() == 1 && name.first().eq_ignore_ascii_case("krbtgt"),
    }
}

/// The relative identifier of a new account; a plain realm has none.
fn rid(realm: &Realm, new: &NewAccount) -> Result<Option<u32>, ChangeRefusal> {
    let Some(domain) = realm.domain() else { return Ok(None) };
    match new.rid {
        None => Ok(Some(domain.next_rid)),
        Some(rid) => refuse_taken_rid(realm, rid).map(|()| Some(rid)),
    }
}

fn default_host_name(realm: &Realm, new: &NewAccount) -> Option<Box<str>> {
    let domain = realm.domain()?;
    let sam = new.name.first();
    let host = xrealm_names::fold(sam.strip_suffix('$').unwrap_or(sam));
    (new.kind == AccountKind::Computer).then(|| format!("{host}.{}", domain.dns_name).into())
}
