//! How a change becomes the next snapshot.

mod account_attributes;
mod accounts;
mod authorization;
mod claimed_names;
mod controllers;
mod groups;
mod namespaces;
mod realms;
mod remove_domain;
mod restore;
mod trust_attributes;
mod trust_ends;
mod trust_secrets;
mod trusted_domains;
mod trusts;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use xrealm_names::{Moment, RealmName};
use xrealm_trust::{Forest, ForestDomain, TakenNames, View};

use crate::directory::{End, ForestMembers};
use crate::realm::Body;
use crate::{Change, ChangeRefusal, Directory, Realm, RealmId};

/// The next snapshot while it is being made: changed parts are copied once, the rest stays shared.
///
/// Views and catalogs that realms hold are brought up to date at the end, once for all changes.
pub(crate) struct Draft {
    directory: Directory,
    at: Moment,
    stale_forests: BTreeSet<usize>,
    stale_catalogs: BTreeSet<usize>,
    stale_realms: BTreeSet<RealmId>,
    /// Forests whose names partners may have claimed before.
    renamed_forests: BTreeSet<usize>,
    /// What new claims are compared with at each forest's root, for as long as it is true.
    taken: BTreeMap<usize, TakenNames>,
}

impl Draft {
    pub(crate) fn of(directory: &Directory, at: Moment) -> Draft {
        Draft {
            directory: directory.clone(),
            at,
            stale_forests: BTreeSet::new(),
            stale_catalogs: BTreeSet::new(),
            stale_realms: BTreeSet::new(),
            renamed_forests: BTreeSet::new(),
            taken: BTreeMap::new(),
        }
    }

    pub(crate) fn apply(&mut self, change: &Change) -> Result<(), ChangeRefusal> {
        match change {
            Change::CreateDomain(new) => self.create_domain(new),
            Change::CreateRealm(new) => self.create_realm(new),
            Change::CreateExternalRealm(new) => self.create_external_realm(new),
            Change::DescribeExternalRealm { realm, netbios_name, sid } => {
                self.describe_external_realm(realm, netbios_name, sid)
            }
            Change::RemoveDomain { realm } => self.remove_domain(realm),
            Change::SetSettings { realm, settings } => self.set_settings(realm, settings),
            Change::CreateAccount { realm, account } => self.create_account(realm, account),
            Change::DeleteAccount { realm, name } => self.delete_account(realm, name),
            Change::SetKeys { realm, name, keys } => self.set_keys(realm, name, keys),
            Change::SetAccountFlags { realm, name, flags } => self.set_account_flags(realm, name, *flags),
            Change::SetServicePrincipalNames { realm, name, service_principal_names } => {
                self.set_service_principal_names(realm, name, service_principal_names)
            }
            Change::SetAccountAttributes { realm, name, attributes } => {
                self.set_account_attributes(realm, name, attributes)
            }
            Change::SetAuthorization { realm, name, authorization } => {
                self.set_authorization(realm, name, authorization)
            }
            Change::CreateGroup { realm, group } => self.create_group(realm, group),
            Change::DeleteGroup { realm, group } => self.delete_group(realm, group),
            Change::SetGroupMembership { realm, group, groups } => self.set_group_membership(realm, group, groups),
            Change::SetForeignMembership { realm, sid, groups } => self.set_foreign_membership(realm, sid, groups),
            Change::SetMembership { realm, name, groups } => self.set_membership(realm, name, groups),
            Change::SetNextRid { realm, next_rid } => self.set_next_rid(realm, *next_rid),
            Change::RestoreRealm(old) => self.restore_realm(old),
            Change::RestoreTrust { realm, trust } => self.restore_trust(realm, trust),
            Change::CreateTrust(new) => self.create_trust(new),
            Change::ImportTrustedDomain { realm, object } => self.import_trusted_domain(realm, object),
            Change::RemoveTrust(pair) => self.remove_trust(pair),
            Change::RemoveTrustDirection(pair) => self.remove_trust_direction(pair),
            Change::SetTrustAttributes { realm, partner, attributes } => {
                self.set_trust_attributes(realm, partner, *attributes)
            }
            Change::RemoveTrustEnd { realm, partner, directions } => self.remove_trust_end(realm, partner, *directions),
            Change::SetTrustSecret { trust, side, keys } => self.set_trust_secret(trust, *side, keys),
            Change::RotateTrustSecret { trust, keys } => self.rotate_trust_secret(trust, keys),
            Change::PushTrustSecret { trust } => self.push_trust_secret(trust),
            Change::ConfirmTrustSecret { trust } => self.confirm_trust_secret(trust),
            Change::AddController { realm, controller } => self.add_controller(realm, controller),
            Change::SetReplication { realm, controller, delay_seconds, held } => {
                self.set_replication(realm, controller, *delay_seconds, *held)
            }
            Change::MovePdcRole { realm, controller } => self.move_pdc_role(realm, controller),
            Change::SetLink { one, other, up } => self.set_link(one, other, *up),
            Change::SetForestTrustInfo { realm, partner, info } => self.set_forest_trust_info(realm, partner, info),
            Change::RefreshForestTrustInfo { realm, partner } => self.refresh_forest_trust_info(realm, partner),
            Change::EnableClaim { realm, partner, claim, enabled } => {
                self.enable_claim(realm, partner, claim, *enabled)
            }
            Change::SetSuffixes { realm, upn_suffixes, spn_suffixes } => {
                self.set_suffixes(realm, upn_suffixes, spn_suffixes)
            }
        }
    }

    pub(crate) fn finish(mut self) -> Result<Directory, ChangeRefusal> {
        for forest in std::mem::take(&mut self.renamed_forests) {
            self.yield_to_own_names(forest);
        }
        for forest in std::mem::take(&mut self.stale_forests) {
            self.refresh_forest(forest)?;
        }
        for forest in std::mem::take(&mut self.stale_catalogs) {
            self.refresh_catalog(forest);
        }
        for realm in std::mem::take(&mut self.stale_realms) {
            self.refresh_realm(realm);
        }
        Ok(self.directory)
    }

    /// Gives every domain of the forest a view of its domains and trusts as they are now.
    fn refresh_forest(&mut self, forest: usize) -> Result<(), ChangeRefusal> {
        let Some(members) = self.directory.forests.get(forest).map(Arc::clone) else { return Ok(()) };
        let domains = members.domains.iter().filter_map(|&id| forest_domain(self.directory.realm(id)?)).collect();
        let topology = Arc::new(Forest::new(domains)?);
        for &id in &members.domains {
            if let Some(realm) = self.realm_mut(id)
                && let Body::ActiveDirectory(domain) = &realm.body
                && let Some(view) = View::of_domain(Arc::clone(&topology), domain.id, realm.settings.referrals)
            {
                let view = view.with_forest_search(&realm.settings.forest_search);
                realm.view = if realm.settings.managed { view.without_alternate_suffixes() } else { view };
            }
        }
        Ok(())
    }

    fn refresh_catalog(&mut self, forest: usize) {
        let Some(members) = self.directory.forests.get(forest).map(Arc::clone) else { return };
        for &id in &members.domains {
            if let Some(realm) = self.realm_mut(id)
                && let Body::ActiveDirectory(domain) = &mut realm.body
            {
                domain.catalog = Arc::clone(&members.catalog);
            }
        }
    }

    fn refresh_realm(&mut self, id: RealmId) {
        if let Some(realm) = self.realm_mut(id)
            && let Some(view) = realm.plain_view()
        {
            realm.view = view;
        }
    }

    /// Has the view of this realm, or of its whole forest, made anew at the end.
    fn touch(&mut self, id: RealmId) {
        match self.directory.realm(id).and_then(Realm::domain) {
            Some(domain) => {
                self.stale_forests.insert(domain.forest);
                if domain.is_root() {
                    self.taken.remove(&domain.forest);
                }
            }
            None => {
                self.stale_realms.insert(id);
            }
        }
    }

    fn end(&self, name: &RealmName) -> Result<End<'_>, ChangeRefusal> {
        self.directory.owner(name).ok_or_else(|| ChangeRefusal::UnknownRealm { name: name.clone() })
    }

    fn served(&self, name: &RealmName) -> Result<&Realm, ChangeRefusal> {
        match self.end(name)? {
            End::Served(realm) => Ok(realm),
            End::External(_) => Err(ChangeRefusal::UnknownRealm { name: name.clone() }),
        }
    }

    fn realm_mut(&mut self, id: RealmId) -> Option<&mut Realm> {
        self.directory.realms.get_mut(id.0 as usize).map(Arc::make_mut)
    }

    fn forest_mut(&mut self, forest: usize) -> Option<&mut ForestMembers> {
        self.directory.forests.get_mut(forest).map(Arc::make_mut)
    }
}

fn forest_domain(realm: &Realm) -> Option<ForestDomain> {
    let domain = realm.domain()?;
    Some(ForestDomain {
        dns_name: realm.name.clone(),
        netbios_name: domain.netbios_name.clone(),
        sid: domain.sid.clone(),
        parent: domain.parent,
        trusts: realm.trusted_domain_objects(),
    })
}
