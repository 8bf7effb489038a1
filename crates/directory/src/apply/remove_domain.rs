//! Taking a domain out of its forest: what is left is made again without it, for positions count domains and realms.
//!
//! What other forests and plain realms keep of it is theirs and stays: their ends of its trusts.

use std::collections::BTreeSet;

use xrealm_names::RealmName;

use super::Draft;
use crate::{Change, ChangeRefusal, Directory, Realm};

impl Draft {
    pub(super) fn remove_domain(&mut self, name: &RealmName) -> Result<(), ChangeRefusal> {
        let realm = self.served(name)?;
        refuse_needed(&self.directory, realm)?;
        let gone = realm.name.clone();
        let own = self.directory.forest_root(realm).map(Realm::id);
        let others = self.directory.realms().filter(|other| self.directory.forest_root(other).map(Realm::id) != own);
        let others: BTreeSet<RealmName> = others.map(|other| other.name.clone()).collect();
        let so_far = Draft::of(&self.directory, self.at);
        let directory = std::mem::replace(self, so_far).finish()?;
        let mut image = directory.image();
        image.retain(|change| !is_about(change, &gone, &others));
        image.iter_mut().for_each(|change| leave_groups(change, &gone));
        let rest = Directory::empty().apply_all(&image, self.at).map_err(|(_, refusal)| refusal)?;
        *self = Draft::of(&rest, self.at);
        Ok(())
    }
}

fn refuse_needed(directory: &Directory, realm: &Realm) -> Result<(), ChangeRefusal> {
    let name = realm.name.clone();
    let Some(domain) = realm.domain() else { return Err(ChangeRefusal::NotADomain { name }) };
    if domain.is_root() {
        return Err(ChangeRefusal::ForestRootStays { name });
    }
    let is_child = |other: &&Realm| {
        other.domain().is_some_and(|other| other.forest == domain.forest && other.parent == Some(domain.id))
    };
    match directory.realms().find(is_child) {
        Some(child) => Err(ChangeRefusal::HasChildDomain { name, child: child.name.clone() }),
        None => Ok(()),
    }
}

/// Whether a change of an image makes the domain, something of it, or something with it that is not `others`'.
fn is_about(change: &Change, gone: &RealmName, others: &BTreeSet<RealmName>) -> bool {
    match change {
        Change::RestoreTrust { realm, trust } => {
            let is_with = trust.object.trust_partner.eq_ignore_case(gone.as_str());
            realm == gone || (is_with && !others.contains(realm))
        }
        _ => change.realms().contains(&gone),
    }
}

/// Accounts of other domains are in no group of the domain any more.
fn leave_groups(change: &mut Change, gone: &RealmName) {
    if let Change::CreateAccount { account, .. } = change {
        account.member_of.retain(|membership| membership.realm != *gone);
    } else if let Change::SetMembership { groups, .. } | Change::SetGroupMembership { groups, .. } = change {
        groups.retain(|membership| membership.realm != *gone);
    }
}
