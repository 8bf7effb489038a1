//! How a state follows a topology file that says something else by now.
//!
//! What is new in the file is made, and what it says otherwise of what is there is set. What administrators made and
//! the file does not have stays, and so do secrets that the file does not give: they have a life of their own.

use std::collections::HashMap;

use xrealm_admin::{Entry, Surface, Who};
use xrealm_config::Topology;
use xrealm_directory::{
    Account, AccountAttributes, Change, Difference, DifferenceKind, Directory, KeyMaterial, NewAccount, NewKeys, Realm,
    image_difference,
};
use xrealm_names::{Moment, PrincipalName, RealmName};

use super::StoreError;

/// The difference between a state and a topology file, and the way from one to the other.
#[derive(Debug)]
pub struct Following {
    /// What the file says otherwise, and what only the state has.
    pub differences: Vec<Difference>,
    /// What makes the state follow the file.
    pub changes: Vec<Change>,
}

impl Following {
    /// The way from `kept` to what `topology` says.
    #[must_use]
    pub fn of(kept: &Directory, topology: &Topology) -> Self {
        let (before, mut wanted) = (kept.image(), topology.directory.image());
        add_learned(&before, &mut wanted);
        let secrets = Secrets { before: secrets_of(&before), wanted: secrets_of(&wanted) };
        let realms = topology.directory.realms();
        let pairs: Vec<_> = realms.filter_map(|realm| Some((realm_of(kept, realm.name())?, realm))).collect();
        let mut changes = Vec::new();
        // New trusts collect the names that a forest has by then, and accounts may belong to new groups.
        for (there, realm) in &pairs {
            follow_realm(there, realm, &mut changes);
            follow_suffixes((kept, there), (&topology.directory, realm), &mut changes);
        }
        changes.extend(topology.changes.iter().filter(|change| is_new(kept, change)).cloned());
        for (there, realm) in &pairs {
            follow_accounts(there, realm, topology, &mut changes);
            follow_groups(there, realm, &mut changes);
            follow_trusts(there, realm, &mut changes);
        }
        changes.extend(topology.passwords.iter().filter_map(|given| secrets.change(&given.realm, &given.name)));
        Self { differences: image_difference(&before, &wanted), changes }
    }

    /// What the file has and the state has not, or has otherwise; without what only the state has.
    pub fn said_by_the_file(&self) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(|difference| difference.kind != DifferenceKind::Removed)
    }

    /// What there is to tell of it.
    #[must_use]
    pub fn deviation(&self) -> Deviation {
        let only_kept = self.differences.iter().filter(|difference| difference.kind == DifferenceKind::Removed);
        Deviation {
            otherwise: self.changes.iter().map(|change| change.summary().text).collect(),
            only_kept: only_kept.map(|difference| difference.object.clone()).collect(),
        }
    }

    /// Goes the way from `kept`: the directory that follows the file, and the entry that is to be kept of it.
    ///
    /// # Errors
    /// [`StoreError::NotFollowed`] if a change does not fit what is kept.
    pub fn followed(self, kept: &Directory, at: Moment) -> Result<(Directory, Entry), StoreError> {
        let after = kept.apply_all(&self.changes, at).map_err(|(position, refusal)| {
            let change = self.changes.get(position).map(|change| change.summary().text).unwrap_or_default();
            StoreError::NotFollowed { change, refusal: Box::new(refusal) }
        })?;
        let replaced = image_difference(&kept.image(), &after.image());
        let entry = Entry {
            at,
            by: Who::default(),
            surface: Surface::Topology,
            operation: "made the state follow the topology".to_owned(),
            changes: self.changes,
            replaced: replaced.iter().map(ToString::to_string).collect(),
            refused: None,
            clock: None,
        };
        Ok((after, entry))
    }
}

/// How a topology file and a state differ, in words and without secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deviation {
    /// What has to be changed to follow the file.
    pub otherwise: Vec<String>,
    /// What the file does not have, and the state does. It stays.
    pub only_kept: Vec<String>,
}

/// Whether a change of the file makes something that is not there yet.
fn is_new(kept: &Directory, change: &Change) -> bool {
    let served = |name: &RealmName| realm_of(kept, name);
    let trusts = |one: &RealmName, other: &RealmName| {
        served(one).is_some_and(|realm| realm.trust_named(other.as_str().as_bytes()).is_some())
    };
    match change {
        Change::CreateDomain(new) => served(&new.name).is_none(),
        Change::CreateRealm(new) => served(&new.name).is_none(),
        Change::CreateExternalRealm(new) => !kept.external_realms().any(|external| external.name == new.name),
        Change::CreateAccount { realm, account } => {
            served(realm).is_none_or(|there| !there.accounts().any(|known| there.same_name(&known.name, &account.name)))
        }
        Change::SetAuthorization { realm, name, .. } => {
            served(realm).is_none_or(|there| !there.accounts().any(|known| there.same_name(&known.name, name)))
        }
        Change::CreateGroup { realm, group } => {
            served(realm).is_none_or(|there| there.group_named(&group.name).is_none())
        }
        Change::AddController { realm, controller } => {
            served(realm).is_none_or(|there| there.controller(&controller.name).is_none())
        }
        Change::MovePdcRole { realm, controller } => {
            served(realm).and_then(Realm::pdc).is_none_or(|pdc| pdc.name != *controller)
        }
        Change::CreateTrust(new) => {
            !trusts(&new.pair.trusting, &new.pair.trusted) && !trusts(&new.pair.trusted, &new.pair.trusting)
        }
        Change::ImportTrustedDomain { realm, object } => !trusts(realm, &object.trust_partner),
        // A file says what there is, not what is to become of it.
        Change::RemoveDomain { .. }
        | Change::DescribeExternalRealm { .. }
        | Change::SetSettings { .. }
        | Change::DeleteAccount { .. }
        | Change::SetKeys { .. }
        | Change::SetAccountFlags { .. }
        | Change::SetAccountAttributes { .. }
        | Change::DeleteGroup { .. }
        | Change::SetMembership { .. }
        | Change::SetGroupMembership { .. }
        | Change::SetForeignMembership { .. }
        | Change::SetServicePrincipalNames { .. }
        | Change::SetReplication { .. }
        | Change::SetLink { .. }
        | Change::RemoveTrust(_)
        | Change::RemoveTrustDirection(_)
        | Change::RemoveTrustEnd { .. }
        | Change::SetTrustAttributes { .. }
        | Change::SetTrustSecret { .. }
        | Change::RotateTrustSecret { .. }
        | Change::PushTrustSecret { .. }
        | Change::ConfirmTrustSecret { .. }
        | Change::SetForestTrustInfo { .. }
        | Change::RefreshForestTrustInfo { .. }
        | Change::EnableClaim { .. }
        | Change::SetSuffixes { .. }
        | Change::SetNextRid { .. }
        | Change::RestoreRealm(_)
        | Change::RestoreTrust { .. } => false,
    }
}

/// A file that gives the name of a realm elsewhere alone does not deny what was learned of it since.
fn add_learned(before: &[Change], wanted: &mut [Change]) {
    let known = before.iter().filter_map(|change| {
        let Change::CreateExternalRealm(realm) = change else { return None };
        Some((&realm.name, realm))
    });
    let known: HashMap<_, _> = known.collect();
    for change in wanted {
        if let Change::CreateExternalRealm(realm) = change
            && realm.active_directory.is_none()
            && let Some(known) = known.get(&realm.name)
        {
            realm.active_directory.clone_from(&known.active_directory);
        }
    }
}

fn realm_of<'d>(directory: &'d Directory, name: &RealmName) -> Option<&'d Realm> {
    directory.realm_named(name.as_str().as_bytes()).filter(|realm| realm.name() == name)
}

fn follow_realm(there: &Realm, wanted: &Realm, changes: &mut Vec<Change>) {
    if there.settings() != wanted.settings() {
        let settings = Box::new(wanted.settings().clone());
        changes.push(Change::SetSettings { realm: wanted.name().clone(), settings });
    }
}

fn follow_suffixes(there: (&Directory, &Realm), wanted: (&Directory, &Realm), changes: &mut Vec<Change>) {
    let said = wanted.0.forest_suffixes(wanted.1);
    if let Some([upn_suffixes, spn_suffixes]) = said
        && said != there.0.forest_suffixes(there.1)
        && wanted.0.forest_root(wanted.1).is_some_and(|root| root.name() == wanted.1.name())
    {
        changes.push(Change::SetSuffixes {
            realm: wanted.1.name().clone(),
            upn_suffixes: upn_suffixes.to_vec(),
            spn_suffixes: spn_suffixes.to_vec(),
        });
    }
}

fn follow_accounts(there: &Realm, wanted: &Realm, topology: &Topology, changes: &mut Vec<Change>) {
    let known: HashMap<&PrincipalName, &Account> = there.accounts().map(|account| (&account.name, account)).collect();
    for account in wanted.accounts() {
        if let Some(before) = known.get(&account.name) {
            follow_account(wanted.name(), before, account, changes);
            if before.authorization() != account.authorization() {
                changes.push(authorization(topology, wanted.name(), &account.name));
            }
        }
    }
}

/// As the file says it, by names: what has a name here may have another SID than there.
fn authorization(topology: &Topology, realm: &RealmName, name: &PrincipalName) -> Change {
    let said = topology.changes.iter().rfind(|change| {
        matches!(change, Change::SetAuthorization { realm: of, name: account, .. } if of == realm && account == name)
    });
    said.cloned().unwrap_or_else(|| Change::SetAuthorization {
        realm: realm.clone(),
        name: name.clone(),
        authorization: Box::default(),
    })
}

fn follow_groups(there: &Realm, wanted: &Realm, changes: &mut Vec<Change>) {
    for group in wanted.groups() {
        let groups = wanted.groups_above(group);
        if there.group_named(&group.name).map_or(&[][..], |before| there.groups_above(before)) != groups {
            let (realm, group) = (wanted.name().clone(), Box::from(&*group.name));
            changes.push(Change::SetGroupMembership { realm, group, groups: groups.to_vec() });
        }
    }
    for (sid, groups) in wanted.foreign_members() {
        if !there.foreign_members().any(|before| before == (sid, groups)) {
            let (realm, sid) = (wanted.name().clone(), sid.clone());
            changes.push(Change::SetForeignMembership { realm, sid, groups: groups.to_vec() });
        }
    }
}

fn follow_account(realm: &RealmName, there: &Account, wanted: &Account, changes: &mut Vec<Change>) {
    let (realm, name) = (|| realm.clone(), || wanted.name.clone());
    if there.flags != wanted.flags {
        changes.push(Change::SetAccountFlags { realm: realm(), name: name(), flags: wanted.flags });
    }
    if there.service_principal_names != wanted.service_principal_names {
        let service_principal_names = wanted.service_principal_names.clone();
        changes.push(Change::SetServicePrincipalNames { realm: realm(), name: name(), service_principal_names });
    }
    if there.member_of != wanted.member_of {
        changes.push(Change::SetMembership { realm: realm(), name: name(), groups: wanted.member_of.clone() });
    }
    let attributes = AccountAttributes::of(wanted);
    if AccountAttributes::of(there) != attributes {
        let attributes = Box::new(attributes);
        changes.push(Change::SetAccountAttributes { realm: realm(), name: name(), attributes });
    }
}

fn follow_trusts(there: &Realm, wanted: &Realm, changes: &mut Vec<Change>) {
    for (_, trust) in wanted.trusts() {
        let partner = &trust.tdo.trust_partner;
        let attributes = trust.tdo.trust_attributes;
        if let Some((_, before)) = there.trust_named(partner.as_str().as_bytes())
            && before.tdo.trust_attributes != attributes
        {
            let (realm, partner) = (wanted.name().clone(), partner.clone());
            changes.push(Change::SetTrustAttributes { realm, partner, attributes });
        }
    }
}

type SecretsOf<'i> = HashMap<(&'i RealmName, &'i PrincipalName), &'i KeyMaterial>;

/// The secrets of the accounts, of the state and of the file.
struct Secrets<'i> {
    before: SecretsOf<'i>,
    wanted: SecretsOf<'i>,
}

impl Secrets<'_> {
    /// The change to the password in the file, if the account is there with another.
    fn change(&self, realm: &RealmName, name: &PrincipalName) -> Option<Change> {
        let before = self.before.get(&(realm, name))?;
        let wanted = self.wanted.get(&(realm, name)).filter(|wanted| *wanted != before)?;
        let keys = NewKeys { kvno: None, material: (*wanted).clone() };
        Some(Change::SetKeys { realm: realm.clone(), name: name.clone(), keys })
    }
}

fn secrets_of(image: &[Change]) -> SecretsOf<'_> {
    let accounts = image.iter().filter_map(|change| {
        let Change::CreateAccount { realm, account } = change else { return None };
        let NewAccount { name, keys, .. } = account.as_ref();
        Some(((realm, name), &keys.material))
    });
    accounts.collect()
}
