//! What becomes different if a directory changes.

use std::collections::BTreeSet;

use xrealm_directory::{Directory, Errand, Itinerary, Realm, Traveller};
use xrealm_names::{PrincipalName, RealmName, fold};

use crate::representative_service;

/// An errand that takes another way, or ends otherwise, after a change.
#[derive(Debug, Clone)]
pub struct Difference {
    /// Who goes: a client's name, or `None` for any client of the realm.
    pub client: Option<PrincipalName>,
    /// The realm asked first.
    pub from: RealmName,
    /// The service.
    pub service: PrincipalName,
    /// Before the change.
    pub before: Itinerary,
    /// After it.
    pub after: Itinerary,
}

/// Compares two snapshots of the same realms errand by errand: clients of every realm to a service of every realm, and
/// for every suffix of user principal names a user of that suffix who logs on in every realm to a service there. `done`
/// hears of each realm that is done.
#[must_use]
pub fn differences(before: &Directory, after: &Directory, mut done: impl FnMut()) -> Vec<Difference> {
    let services: Vec<PrincipalName> = before.realms().map(representative_service).collect();
    let users = users_by_suffix(before, after);
    let mut found = Vec::new();
    for ((old, new), own_service) in before.realms().zip(after.realms()).zip(&services) {
        for service in &services {
            let errand = |realm| Errand { traveller: Traveller::Of(realm), service, canonicalize: true };
            found.extend(difference([before, after], [errand(old), errand(new)]));
        }
        for name in &users {
            let errand =
                |at| Errand { traveller: Traveller::Named { name, at }, service: own_service, canonicalize: true };
            found.extend(difference([before, after], [errand(old), errand(new)]));
        }
        done();
    }
    found
}

/// Compares one errand in two snapshots.
#[must_use]
pub fn difference(snapshots: [&Directory; 2], errands: [Errand<'_>; 2]) -> Option<Difference> {
    let ([before, after], [first, second]) = (snapshots, errands);
    let (before, after) = (before.itinerary(&first), after.itinerary(&second));
    if same_way(&before, &after) {
        return None;
    }
    let (client, from) = match first.traveller {
        Traveller::Of(realm) => (None, realm),
        Traveller::Named { name, at } => (Some(name.clone()), at),
    };
    Some(Difference { client, from: from.name().clone(), service: first.service.clone(), before, after })
}

/// Whether both ask the same realms and end alike; the grounds may differ.
#[must_use]
pub fn same_way(one: &Itinerary, other: &Itinerary) -> bool {
    let logins = |way: &Itinerary| way.login.iter().map(|hop| hop.realm.clone()).collect::<Vec<_>>();
    one.end == other.end && one.realms().eq(other.realms()) && logins(one) == logins(other)
}

/// A user principal name for each suffix in use that is no domain's own: of an account that has one, or made up.
fn users_by_suffix(before: &Directory, after: &Directory) -> Vec<PrincipalName> {
    let own_names: BTreeSet<String> = before.realms().map(|realm| fold(realm.name().as_str())).collect();
    let mut seen = BTreeSet::new();
    let explicit = [before, after].into_iter().flat_map(Directory::realms).flat_map(explicit_names);
    let invented = [before, after].into_iter().flat_map(Directory::upn_suffixes).map(|suffix| format!("user@{suffix}"));
    let names = explicit.chain(invented).filter(|name| {
        let suffix = name.rsplit_once('@').map(|(_, suffix)| fold(suffix));
        suffix.is_some_and(|suffix| !own_names.contains(&suffix) && seen.insert(suffix))
    });
    names.filter_map(|name| PrincipalName::enterprise(&name).ok()).collect()
}

fn explicit_names(realm: &Realm) -> impl Iterator<Item = String> {
    realm.accounts().filter_map(|account| account.user_principal_name.as_deref().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use xrealm_directory::{Change, TrustPair};

    use super::*;
    use crate::Net;

    fn without_the_forest_trust() -> (Directory, Directory) {
        let net = Net::from_fixture("two-forests").unwrap();
        let [one, other] = ["WINGTIPTOYS.COM", "TAILSPINTOYS.COM"].map(|name| RealmName::new(name).unwrap());
        let change = Change::RemoveTrustDirection(TrustPair { trusting: one, trusted: other });
        (net.directory().clone(), net.directory().apply(&change, Net::START).unwrap())
    }

    #[test]
    fn without_one_direction_of_a_forest_trust_its_users_stay_at_home() {
        let (before, after) = without_the_forest_trust();
        let found = differences(&before, &after, || {});
        let ways: BTreeSet<(&str, String)> = found
            .iter()
            .filter(|difference| difference.client.is_none())
            .map(|difference| (difference.from.as_str(), difference.service.to_string()))
            .collect();
        assert_eq!(ways.len(), 4, "{ways:?}");
        assert!(
            ways.iter()
                .all(|(from, service)| from.ends_with("TAILSPINTOYS.COM") && service.ends_with("wingtiptoys.com"))
        );
        assert!(found.iter().all(|difference| difference.before.is_issued() && !difference.after.is_issued()));
    }

    /// A user of the other forest's suffix logs on where the trust leads back home.
    #[test]
    fn users_with_a_suffix_are_looked_at_too() {
        let (before, after) = without_the_forest_trust();
        let found = differences(&before, &after, || {});
        let logons: Vec<&str> = found
            .iter()
            .filter(|difference| difference.client.as_ref().is_some_and(|name| name.first() == "user1@toys.example"))
            .map(|difference| difference.from.as_str())
            .collect();
        assert_eq!(logons, ["WINGTIPTOYS.COM", "USA.WINGTIPTOYS.COM"]);
    }

    #[test]
    fn nothing_differs_from_itself() {
        let (before, _) = without_the_forest_trust();
        assert!(differences(&before, &before, || {}).is_empty());
    }
}
