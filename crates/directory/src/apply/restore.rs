//! Making realms and trusts again as they were.

use std::sync::Arc;

use xrealm_names::{PrincipalName, RealmName};
use xrealm_trust::{Capaths, HostToRealm, TrustId};

use super::Draft;
use super::realms::{as_domain, built_in_service};
use super::trusts::index_partner;
use crate::change::{Common, RestoredBody, RestoredPlace, RestoredRealm, RestoredSecret, SharedCapaths, TrustEnd};
use crate::directory::End;
use crate::group_table::GroupTable;
use crate::realm::{Body, MadeAccount, PlainRealm};
use crate::{
    Account, AccountKind, ChangeRefusal, DomainPlace, KeySet, NewAccount, NewDomain, NewKeys, NewRealm, Realm, RealmId,
    Trust, TrustSecret,
};

impl Draft {
    pub(super) fn restore_realm(&mut self, old: &RestoredRealm) -> Result<(), ChangeRefusal> {
        let id = match &old.body {
            RestoredBody::Domain { netbios_name, sid, place, groups } => {
                let (upn_suffixes, spn_suffixes) = place.suffixes();
                let (_, id) = self.enter_domain(&NewDomain {
                    name: old.name.clone(),
                    netbios_name: netbios_name.clone(),
                    sid: sid.clone(),
                    place: place.unbound(),
                    upn_suffixes: upn_suffixes.to_vec(),
                    spn_suffixes: spn_suffixes.to_vec(),
                    settings: old.settings.clone(),
                    krbtgt_keys: old.krbtgt.keys.clone(),
                })?;
                if let Some(Body::ActiveDirectory(domain)) = self.realm_mut(id).map(|realm| &mut realm.body) {
                    *domain.groups = GroupTable::of(groups);
                }
                id
            }
            RestoredBody::Realm { host_to_realm, capaths, default_referral_realm } => {
                let new = NewRealm {
                    name: old.name.clone(),
                    settings: old.settings.clone(),
                    krbtgt_keys: old.krbtgt.keys.clone(),
                    host_to_realm: self.restored_hosts(host_to_realm)?,
                    capaths: self.restored_paths(capaths)?,
                    default_referral_realm: default_referral_realm.clone(),
                };
                let id = self.next_realm_id();
                self.create_realm(&new)?;
                id
            }
        };
        self.restore_krbtgt(id, &old.krbtgt)
    }

    pub(super) fn set_next_rid(&mut self, name: &RealmName, next_rid: u32) -> Result<(), ChangeRefusal> {
        let realm = self.served(name)?;
        let domain = as_domain(realm)?;
        if next_rid < domain.next_rid {
            return Err(ChangeRefusal::RidTaken { realm: realm.name.clone(), rid: next_rid });
        }
        let id = realm.id;
        if let Some(Body::ActiveDirectory(domain)) = self.realm_mut(id).map(|realm| &mut realm.body) {
            domain.next_rid = next_rid;
        }
        Ok(())
    }

    pub(super) fn restore_trust(&mut self, name: &RealmName, end: &TrustEnd) -> Result<(), ChangeRefusal> {
        let TrustEnd { object, incoming, outgoing, etypes, posix_offset } = end;
        let realm = self.served(name)?;
        let (id, partner) = (realm.id, object.trust_partner.clone());
        if realm.answers_to(partner.as_str()) {
            return Err(ChangeRefusal::TrustToItself { name: realm.name.clone() });
        }
        if realm.trust_named(partner.as_str().as_bytes()).is_some() {
            return Err(ChangeRefusal::TrustExists { realm: realm.name.clone(), partner });
        }
        if realm.trust_named(object.flat_name.as_bytes()).is_some() {
            let flat_name = object.flat_name.clone();
            return Err(ChangeRefusal::FlatNameTaken { realm: realm.name.clone(), flat_name });
        }
        let theirs = self.key_sets_of_partner(realm, &partner);
        let secret = |old: &Option<RestoredSecret>, issuer, target| {
            old.as_ref().map(|old| restored_secret(old, issuer, target, &theirs)).transpose()
        };
        let incoming = secret(incoming, &realm.name, &partner)?;
        let outgoing = secret(outgoing, &partner, &realm.name)?;
        if let Some(realm) = self.realm_mut(id) {
            index_partner(realm, object, TrustId(u32::try_from(realm.trusts.len()).unwrap_or(u32::MAX)));
            let (tdo, etypes, posix_offset) = (Arc::new(object.clone()), etypes.clone(), *posix_offset);
            let account = MadeAccount::default();
            realm.trusts.push(Arc::new(Trust { tdo, incoming, outgoing, etypes, posix_offset, account }));
        }
        self.touch(id);
        Ok(())
    }

    fn restore_krbtgt(&mut self, id: RealmId, old: &NewAccount) -> Result<(), ChangeRefusal> {
        for keys in std::iter::once(&old.keys).chain(&old.previous_keys) {
            keys.refuse_if_empty()?;
        }
        let at = self.at.time;
        if let Some(realm) = self.realm_mut(id) {
            let salt = || realm.default_salt(AccountKind::Krbtgt, &realm.krbtgt.name);
            let krbtgt = Account {
                flags: old.flags,
                account_expires: old.account_expires,
                password_expires: old.password_expires,
                password_last_set: old.password_last_set.unwrap_or(at),
                etypes: old.etypes.clone(),
                max_ticket_life_seconds: old.max_ticket_life_seconds,
                password_history: old.password_history.clone(),
                keys: old.keys.key_set(None, salt),
                previous_keys: old.previous_keys.as_ref().map(|keys| keys.key_set(None, salt)),
                ..Account::clone(&realm.krbtgt)
            };
            realm.password_service = Arc::new(built_in_service("changepw", &krbtgt));
            realm.admin_service = Arc::new(built_in_service("admin", &krbtgt));
            realm.krbtgt = Arc::new(krbtgt);
        }
        Ok(())
    }

    fn restored_hosts(&self, old: &Common<HostToRealm>) -> Result<HostToRealm, ChangeRefusal> {
        match old {
            Common::Own(own) => Ok(own.clone()),
            Common::SameAs(name) => Ok(self.plain(name)?.host_to_realm.clone()),
        }
    }

    fn restored_paths(&self, old: &Common<SharedCapaths>) -> Result<Arc<Capaths>, ChangeRefusal> {
        match old {
            Common::Own(SharedCapaths(own)) => Ok(Arc::clone(own)),
            Common::SameAs(name) => Ok(Arc::clone(&self.plain(name)?.capaths)),
        }
    }

    fn plain(&self, name: &RealmName) -> Result<&PlainRealm, ChangeRefusal> {
        match &self.served(name)?.body {
            Body::Kerberos(plain) => Ok(plain),
            Body::ActiveDirectory(_) => Err(ChangeRefusal::UnknownRealm { name: name.clone() }),
        }
    }

    /// What the other end keeps, if it was restored before: keys are derived once for both ends.
    fn key_sets_of_partner(&self, realm: &Realm, partner: &RealmName) -> Vec<KeySet> {
        let Some(End::Served(other)) = self.directory.owner(partner) else { return Vec::new() };
        let Some((_, trust)) = other.trust_named(realm.name.as_str().as_bytes()) else { return Vec::new() };
        trust.incoming.iter().chain(&trust.outgoing).flat_map(TrustSecret::key_sets).cloned().collect()
    }
}

impl RestoredPlace {
    fn suffixes(&self) -> (&[Box<str>], &[Box<str>]) {
        match self {
            RestoredPlace::ForestRoot { upn_suffixes, spn_suffixes } => (upn_suffixes, spn_suffixes),
            RestoredPlace::Child(_) | RestoredPlace::TreeRoot(_) => (&[], &[]),
        }
    }

    /// The same place without secrets for the automatic trust, which is restored by itself.
    fn unbound(&self) -> DomainPlace {
        let none = || NewKeys::keys(Vec::new());
        match self {
            RestoredPlace::ForestRoot { .. } => DomainPlace::ForestRoot,
            RestoredPlace::Child(parent) => {
                DomainPlace::Child { parent: parent.clone(), child_trusts_parent: none(), parent_trusts_child: none() }
            }
            RestoredPlace::TreeRoot(forest) => {
                DomainPlace::TreeRoot { forest: forest.clone(), tree_trusts_forest: none(), forest_trusts_tree: none() }
            }
        }
    }
}

/// The secret with which `issuer` seals tickets for `target`.
fn restored_secret(
    old: &RestoredSecret,
    issuer: &RealmName,
    target: &RealmName,
    known: &[KeySet],
) -> Result<TrustSecret, ChangeRefusal> {
    let RestoredSecret { current, previous, last_update, confirmed, seal_with_previous_until, imported } = old;
    let key_set = |keys: &NewKeys| -> Result<KeySet, ChangeRefusal> {
        keys.refuse_if_empty()?;
        let made = keys.key_set(None, || xrealm_crypto::salt::principal(issuer, &PrincipalName::krbtgt(target)));
        let same = known.iter().find(|known| known.to_new_keys() == made.to_new_keys());
        Ok(same.cloned().unwrap_or(made))
    };
    Ok(TrustSecret {
        current: key_set(current)?,
        previous: previous.as_ref().map(key_set).transpose()?,
        last_update: *last_update,
        confirmed: *confirmed,
        seal_with_previous_until: *seal_with_previous_until,
        stored: imported.clone().map(Arc::new),
    })
}
