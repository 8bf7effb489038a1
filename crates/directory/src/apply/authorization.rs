//! Who accounts are taken for, and who may do what in their name.

use smallvec::SmallVec;
use xrealm_names::{NameType, PrincipalName, RealmName, Sid};

use super::Draft;
use super::accounts::{AccountRef, Index};
use super::realms::as_domain;
use crate::account_table::AccountId;
use crate::authorization::kerberos_identity;
use crate::folded_name::FoldedName;
use crate::realm::Body;
use crate::{Account, Authorization, ChangeRefusal, Realm, RealmId, Trustee};

impl Draft {
    pub(super) fn set_authorization(
        &mut self,
        realm: &RealmName,
        name: &PrincipalName,
        authorization: &Authorization<Trustee>,
    ) -> Result<(), ChangeRefusal> {
        let authorization = self.authorization(self.served(realm)?, authorization)?;
        let (id, account) = self.find(realm, name)?;
        let AccountRef::Listed(account) = account else {
            return Err(ChangeRefusal::ReservedAccount { realm: realm.clone() });
        };
        self.index_identities(id, account, Index::Remove);
        if let Some(realm) = self.realm_mut(id) {
            realm.accounts.change(account, |account| account.authorization = authorization);
        }
        self.index_identities(id, account, Index::Add);
        Ok(())
    }

    /// The same with everybody by their SIDs; `None` if it says nothing.
    pub(super) fn authorization(
        &self,
        realm: &Realm,
        asked: &Authorization<Trustee>,
    ) -> Result<Option<Box<Authorization<Sid>>>, ChangeRefusal> {
        if asked.is_empty() {
            return Ok(None);
        }
        as_domain(realm)?;
        for identity in &asked.alt_security_identities {
            if kerberos_identity(identity).is_some_and(|principal| !principal.contains('@')) {
                return Err(ChangeRefusal::BadIdentity { identity: identity.clone() });
            }
        }
        asked.renamed(|trustee| self.sid_of(trustee)).map(|authorization| Some(Box::new(authorization)))
    }

    fn sid_of(&self, trustee: &Trustee) -> Result<Sid, ChangeRefusal> {
        let (realm, name) = match trustee {
            Trustee::Sid(sid) => return Ok(sid.clone()),
            Trustee::Named { realm, name } => (self.served(realm)?, name),
        };
        let domain = as_domain(realm)?;
        if let Some(sid) = realm.group_named(name).and_then(|group| realm.group_sid(group)) {
            return Ok(sid);
        }
        let unknown = || ChangeRefusal::UnknownTrustee { realm: realm.name.clone(), name: name.clone() };
        let principal = PrincipalName::new(NameType::PRINCIPAL, [&**name]).map_err(|_| unknown())?;
        let rid = match self.find(&realm.name, &principal) {
            Ok((_, AccountRef::Listed(account))) => realm.accounts.get(account).and_then(|account| account.rid),
            Ok((_, AccountRef::Krbtgt)) => realm.krbtgt.rid,
            Err(_) => None,
        };
        rid.and_then(|rid| domain.sid.with_rid(rid).ok()).ok_or_else(unknown)
    }

    /// Enters an account under the principals that are mapped to it, or takes it out.
    pub(super) fn index_identities(&mut self, id: RealmId, account: AccountId, index: Index) {
        let held = self.directory.realm(id).and_then(|realm| realm.accounts.get(account));
        let keys: Vec<FoldedName> = held.into_iter().flat_map(identity_keys).collect();
        if keys.is_empty() {
            return;
        }
        let Some(Body::ActiveDirectory(domain)) = self.realm_mut(id).map(|realm| &mut realm.body) else { return };
        for key in keys {
            domain.identities.update(key.as_bytes(), |accounts| match index {
                Index::Add => accounts.push(account),
                Index::Remove => accounts.retain(|held| *held != account),
            });
            if domain.identities.get(key.as_bytes()).is_some_and(SmallVec::is_empty) {
                domain.identities.remove(key.as_bytes());
            }
        }
    }
}

fn identity_keys(account: &Account) -> impl Iterator<Item = FoldedName> {
    let identities = account.authorization().alt_security_identities.iter();
    identities.filter_map(|identity| kerberos_identity(identity)).map(FoldedName::folded)
}
