//! What in a valid topology is probably not meant: claims in conflict, circles and second paths.

use std::collections::HashMap;
use std::ops::Range;

use xrealm_directory::{Change, Directory};
use xrealm_names::RealmName;

use crate::finding::{Findings, Problem};

/// Warns of everything doubtful in the directory that `changes`, written at `spans`, made.
pub(crate) fn warn(directory: &Directory, changes: &[Change], spans: &[Range<usize>], warnings: &Findings<'_>) {
    let places = Places::of(changes, spans);
    for collision in directory.claim_collisions() {
        let place = places.of_trust(&collision.realm, &collision.partner);
        warnings.add(place, Problem::ClaimInConflict(Box::new(collision)));
    }
    for ambiguity in directory.ambiguities() {
        let place = ambiguity.place().map(|(one, other)| places.of_trust(one, other)).unwrap_or_default();
        warnings.add(place, Problem::Ambiguous(Box::new(ambiguity)));
    }
}

/// Where realms and the trusts between them stand in the text.
struct Places<'a>(HashMap<(&'a RealmName, &'a RealmName), &'a Range<usize>>);

impl<'a> Places<'a> {
    /// The first place of each; a realm stands for itself and itself.
    fn of(changes: &'a [Change], spans: &'a [Range<usize>]) -> Places<'a> {
        let mut places = HashMap::new();
        for (change, span) in changes.iter().zip(spans) {
            let ends = match change {
                Change::CreateTrust(new) => (&new.pair.trusting, &new.pair.trusted),
                Change::CreateDomain(new) => (&new.name, &new.name),
                Change::CreateRealm(new) => (&new.name, &new.name),
                Change::CreateExternalRealm(new) => (&new.name, &new.name),
                Change::ImportTrustedDomain { realm, object } => (realm, &object.trust_partner),
                _ => continue,
            };
            places.entry(ends).or_insert(span);
        }
        Places(places)
    }

    /// The trust between the two, or else the first of them.
    fn of_trust(&self, one: &RealmName, other: &RealmName) -> Range<usize> {
        let place = [(one, other), (other, one), (one, one)].into_iter().find_map(|ends| self.0.get(&ends));
        place.map(|span| (*span).clone()).unwrap_or_default()
    }
}
