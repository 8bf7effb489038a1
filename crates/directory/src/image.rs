//! The directory as the changes that make it again.

mod seen;

use std::sync::Arc;

use xrealm_names::RealmName;
use xrealm_trust::{Capaths, HostToRealm};

use self::seen::Seen;
use crate::change::{Common, RestoredBody, RestoredPlace, RestoredRealm, RestoredSecret, SharedCapaths, TrustEnd};
use crate::controllers::Controllers;
use crate::directory::{ForestMembers, Links};
use crate::realm::{Body, Domain, PlainRealm};
use crate::{
    Account, AccountAttributes, AccountKind, Change, Directory, ExternalRealm, KeySet, NewAccount, NewExternalRealm,
    Realm, Trust, TrustSecret,
};

impl Directory {
    /// The changes that make this directory out of an empty one, with everything in it: secrets of all versions, times,
    /// and what administrators said of claimed names.
    ///
    /// Two directories have the same image exactly if they have the same content. The work is in proportion to it.
    #[must_use]
    pub fn image(&self) -> Vec<Change> {
        // What is not in the image is an index of what is, or follows from it.
        let Directory { realms, names: _, netbios_names: _, sids: _, externals, forests: _, links } = self;
        let Links { cut } = links.as_ref();
        let mut image = Vec::new();
        let mut commons = Commons::default();
        image.extend(realms.iter().map(|realm| self.restored_realm(realm, &mut commons)));
        image.extend(externals.iter().map(|external| external_realm(external)));
        for realm in realms {
            controllers(realm, &mut image);
            accounts(realm, &mut image);
        }
        realms.iter().for_each(|realm| members(realm, &mut image));
        for realm in realms {
            image.extend(
                realm
                    .trusts
                    .iter()
                    .map(|trust| Change::RestoreTrust { realm: realm.name.clone(), trust: Box::new(trust_end(trust)) }),
            );
        }
        let links = cut.iter().map(|(one, other)| (one.clone(), other.clone()));
        image.extend(links.map(|(one, other)| Change::SetLink { one, other, up: false }));
        image
    }

    fn restored_realm<'d>(&'d self, realm: &'d Realm, commons: &mut Commons<'d>) -> Change {
        let Realm {
            id: _,
            name,
            body,
            settings,
            krbtgt,
            password_service: _,
            admin_service: _,
            accounts: _,
            names: _,
            trusts: _,
            controllers: _,
            partners: _,
            view: _,
        } = realm;
        let body = match body {
            Body::ActiveDirectory(domain) => self.restored_domain(domain),
            Body::Kerberos(plain) => restored_plain(name, plain, commons),
        };
        let (settings, krbtgt) = (settings.as_ref().clone(), new_account(krbtgt));
        Change::RestoreRealm(Box::new(RestoredRealm { name: name.clone(), body, settings, krbtgt }))
    }

    fn restored_domain(&self, domain: &Domain) -> RestoredBody {
        let Domain {
            forest,
            id: _,
            parent,
            dns_name: _,
            netbios_name,
            sid,
            next_rid: _,
            groups,
            identities: _,
            catalog: _,
        } = domain;
        let members = self.forests.get(*forest);
        let name = |position: u32| {
            let id = *members?.domains.get(position as usize)?;
            self.realm(id).map(|realm| realm.name().clone())
        };
        let place = match (parent.and_then(|parent| name(parent.0)), name(0)) {
            (Some(parent), _) => RestoredPlace::Child(parent),
            (None, Some(root)) if !domain.is_root() => RestoredPlace::TreeRoot(root),
            (None, _) => suffixes(members.map(AsRef::as_ref)),
        };
        let groups = groups.created().to_vec();
        RestoredBody::Domain { netbios_name: netbios_name.clone(), sid: sid.clone(), place, groups }
    }
}

fn suffixes(members: Option<&ForestMembers>) -> RestoredPlace {
    let (upn_suffixes, spn_suffixes) = match members {
        Some(ForestMembers { domains: _, upn_suffixes, spn_suffixes, catalog: _ }) => {
            (upn_suffixes.clone(), spn_suffixes.clone())
        }
        None => (Vec::new(), Vec::new()),
    };
    RestoredPlace::ForestRoot { upn_suffixes, spn_suffixes }
}

fn restored_plain<'d>(name: &'d RealmName, plain: &'d PlainRealm, commons: &mut Commons<'d>) -> RestoredBody {
    let PlainRealm { host_to_realm, capaths, default_referral_realm } = plain;
    RestoredBody::Realm {
        host_to_realm: match commons.hosts.before(name, host_to_realm) {
            Some(first) => Common::SameAs(first.clone()),
            None => Common::Own(host_to_realm.clone()),
        },
        capaths: match commons.paths.before(name, capaths) {
            Some(first) => Common::SameAs(first.clone()),
            None => Common::Own(SharedCapaths(Arc::clone(capaths))),
        },
        default_referral_realm: default_referral_realm.clone(),
    }
}

fn external_realm(external: &ExternalRealm) -> Change {
    let ExternalRealm { name, active_directory, downlevel } = external;
    Change::CreateExternalRealm(NewExternalRealm {
        name: name.clone(),
        active_directory: active_directory.clone(),
        downlevel: *downlevel,
    })
}

fn controllers(realm: &Realm, image: &mut Vec<Change>) {
    let Some(Controllers { list, pdc }) = realm.controllers.as_deref() else { return };
    image.extend(
        list.iter()
            .map(|controller| Change::AddController { realm: realm.name.clone(), controller: controller.clone() }),
    );
    if let Some(controller) = list.get(*pdc) {
        image.push(Change::MovePdcRole { realm: realm.name.clone(), controller: controller.name.clone() });
    }
}

/// By relative identifier, so that each is above all before it and none has to be looked for. A plain realm's accounts
/// have none and stay in the order of their making.
fn accounts(realm: &Realm, image: &mut Vec<Change>) {
    let mut accounts: Vec<&Account> = realm.accounts.iter().collect();
    accounts.sort_by_key(|account| account.rid);
    for account in accounts {
        let name = realm.name.clone();
        image.push(Change::CreateAccount { realm: name.clone(), account: Box::new(new_account(account)) });
        if account.kind == AccountKind::Computer && account.dns_host_name.is_none() && realm.domain().is_some() {
            // A new computer would be given a host name.
            let attributes = Box::new(AccountAttributes::of(account));
            image.push(Change::SetAccountAttributes { realm: name, name: account.name.clone(), attributes });
        }
    }
    if let Some(domain) = realm.domain() {
        image.push(Change::SetNextRid { realm: realm.name.clone(), next_rid: domain.next_rid });
    }
}

/// What groups and others from elsewhere belong to.
fn members(realm: &Realm, image: &mut Vec<Change>) {
    let Some(domain) = realm.domain() else { return };
    image.extend(domain.groups.nested().filter_map(|(id, above)| {
        let group = realm.groups().find(|group| group.id() == id)?;
        let (realm, group) = (realm.name.clone(), Box::from(&*group.name));
        Some(Change::SetGroupMembership { realm, group, groups: above.to_vec() })
    }));
    image.extend(domain.groups.foreign().map(|(sid, groups)| Change::SetForeignMembership {
        realm: realm.name.clone(),
        sid: sid.clone(),
        groups: groups.to_vec(),
    }));
}

fn new_account(account: &Account) -> NewAccount {
    let Account {
        name,
        kind,
        full_name,
        user_principal_name,
        service_principal_names,
        aliases,
        dns_host_name,
        rid,
        flags,
        account_expires,
        password_expires,
        password_last_set,
        etypes,
        max_ticket_life_seconds,
        member_of,
        authorization: _,
        password_history,
        keys,
        previous_keys,
    } = account;
    NewAccount {
        name: name.clone(),
        kind: *kind,
        full_name: full_name.clone(),
        user_principal_name: user_principal_name.clone(),
        service_principal_names: service_principal_names.clone(),
        aliases: aliases.clone(),
        dns_host_name: dns_host_name.clone(),
        rid: *rid,
        flags: *flags,
        account_expires: *account_expires,
        password_expires: *password_expires,
        password_last_set: Some(*password_last_set),
        etypes: etypes.clone(),
        max_ticket_life_seconds: *max_ticket_life_seconds,
        member_of: member_of.clone(),
        authorization: account.authorization().to_change(),
        password_history: password_history.clone(),
        keys: keys.to_new_keys(),
        previous_keys: previous_keys.as_ref().map(KeySet::to_new_keys),
    }
}

fn trust_end(trust: &Trust) -> TrustEnd {
    let Trust { tdo, incoming, outgoing, etypes, posix_offset, account: _ } = trust;
    TrustEnd {
        object: tdo.as_ref().clone(),
        incoming: incoming.as_ref().map(restored_secret),
        outgoing: outgoing.as_ref().map(restored_secret),
        etypes: etypes.clone(),
        posix_offset: *posix_offset,
    }
}

fn restored_secret(secret: &TrustSecret) -> RestoredSecret {
    let TrustSecret { current, previous, last_update, confirmed, seal_with_previous_until, stored } = secret;
    RestoredSecret {
        current: current.to_new_keys(),
        previous: previous.as_ref().map(KeySet::to_new_keys),
        last_update: *last_update,
        confirmed: *confirmed,
        seal_with_previous_until: *seal_with_previous_until,
        imported: stored.as_ref().map(|stored| stored.as_ref().clone()),
    }
}

#[derive(Default)]
struct Commons<'d> {
    hosts: Seen<'d, HostToRealm>,
    paths: Seen<'d, Arc<Capaths>>,
}

#[cfg(test)]
mod tests;
