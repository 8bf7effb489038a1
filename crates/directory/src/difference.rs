//! What is different between two images, for people.

mod facts;
mod part;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use xrealm_names::RealmName;

use self::facts::{Fact, Facts};
use self::part::Part;
use crate::Change;

/// An object that is not the same in two images. It holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The object: `trust of A.TEST with B.TEST`.
    pub object: String,
    /// The realms it is about, the one that keeps it first.
    pub realms: Vec<RealmName>,
    /// What became of it.
    pub kind: DifferenceKind,
}

/// What became of an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceKind {
    /// Only the new image has it.
    Added,
    /// Only the old image has it.
    Removed,
    /// Both have it; what is different, a phrase each.
    Changed(Vec<String>),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            DifferenceKind::Added => write!(f, "{} is new", self.object),
            DifferenceKind::Removed => write!(f, "{} is gone", self.object),
            DifferenceKind::Changed(phrases) => write!(f, "{}: {}", self.object, phrases.join("; ")),
        }
    }
}

/// What is different between two images of directories (see [`crate::Directory::image`]), realm by realm. Nothing, if
/// and only if they are equal.
///
/// Of secrets it only says that they differ.
#[must_use]
pub fn image_difference(old: &[Change], new: &[Change]) -> Vec<Difference> {
    let (before, after) = (objects(old), objects(new));
    let mut differences: Vec<Difference> = Vec::new();
    for (key, object) in &before {
        match after.get(key) {
            None => differences.push(key.differs(object, DifferenceKind::Removed)),
            Some(now) if now.changes != object.changes => {
                differences.push(key.differs(now, DifferenceKind::Changed(phrases(object, now))));
            }
            Some(_) => {}
        }
    }
    let added = after.iter().filter(|(key, _)| !before.contains_key(key));
    differences.extend(added.map(|(key, object)| key.differs(object, DifferenceKind::Added)));
    differences.sort_by(|one, other| one.realms.first().cmp(&other.realms.first()));
    if differences.is_empty() && old != new {
        let phrase = DifferenceKind::Changed(vec!["the order of realms, accounts or trusts differs".to_owned()]);
        differences.push(Difference { object: "directory".to_owned(), realms: Vec::new(), kind: phrase });
    }
    differences
}

/// What tells objects apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    realm: RealmName,
    rank: Rank,
    /// Its name within the realm.
    name: String,
}

/// The kinds of objects, in the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Realm,
    ExternalRealm,
    Controller,
    Account,
    Trust,
    CutLink,
    /// A change that no image has.
    Other,
}

/// Everything an image says of one object.
#[derive(Default)]
struct Object<'c> {
    changes: Vec<&'c Change>,
    realms: Vec<&'c RealmName>,
}

impl Key {
    fn of(change: &Change) -> Option<Key> {
        let (realm, rank, name) = match Part::of(change) {
            Part::Realm(old) => (&old.name, Rank::Realm, String::new()),
            Part::GroupMembership(realm, ..) | Part::ForeignMembership(realm, ..) => {
                (realm, Rank::Realm, String::new())
            }
            Part::NextRid(realm, _) | Part::PdcRole(realm, _) => (realm, Rank::Realm, String::new()),
            Part::ExternalRealm(new) => (&new.name, Rank::ExternalRealm, String::new()),
            Part::Controller(realm, controller) => (realm, Rank::Controller, controller.name.to_string()),
            Part::Account(realm, account) => (realm, Rank::Account, account.name.to_string()),
            Part::Attributes(realm, name, _) => (realm, Rank::Account, name.to_string()),
            Part::Trust(realm, trust) => (realm, Rank::Trust, trust.object.trust_partner.to_string()),
            Part::CutLink(one, other) => (one, Rank::CutLink, other.to_string()),
            Part::Other(change) => (*change.realms().first()?, Rank::Other, change.summary().text),
        };
        Some(Key { realm: realm.clone(), rank, name })
    }

    fn differs(&self, object: &Object<'_>, kind: DifferenceKind) -> Difference {
        let Key { realm, rank, name } = self;
        let described = match rank {
            Rank::Realm => format!("realm {realm}"),
            Rank::ExternalRealm => format!("external realm {realm}"),
            Rank::Controller => format!("domain controller {name} of {realm}"),
            Rank::Account => format!("account {name}@{realm}"),
            Rank::Trust => format!("trust of {realm} with {name}"),
            Rank::CutLink => format!("cut link between {realm} and {name}"),
            Rank::Other => name.clone(),
        };
        let realms = object.realms.iter().copied().cloned().collect();
        Difference { object: described, realms, kind }
    }
}

fn objects(image: &[Change]) -> BTreeMap<Key, Object<'_>> {
    let mut objects: BTreeMap<Key, Object<'_>> = BTreeMap::new();
    for change in image {
        if let Some(key) = Key::of(change) {
            let object = objects.entry(key).or_default();
            object.changes.push(change);
            if object.realms.is_empty() {
                object.realms = change.realms();
            }
        }
    }
    objects
}

/// What is different about an object that both have.
fn phrases(before: &Object<'_>, after: &Object<'_>) -> Vec<String> {
    let [before, after] = [before, after].map(|object| Facts::of(&object.changes));
    let mut phrases: Vec<String> = before.phrases_after(&after).collect();
    if phrases.is_empty() {
        phrases.push("something that is not told here differs".to_owned());
    }
    phrases
}

impl Facts<'_> {
    /// How each fact is different in `after`.
    fn phrases_after(&self, after: &Facts<'_>) -> impl Iterator<Item = String> {
        let gone_or_other = self.iter().filter_map(|(name, fact)| match after.get(name) {
            Some(now) if now == fact => None,
            Some(now) => Some(other(name, fact, now)),
            None => Some(format!("{name} is gone")),
        });
        let new = after.iter().filter(|(name, _)| self.get(name).is_none());
        gone_or_other.chain(new.map(|(name, fact)| match fact {
            Fact::Shown(text) if !text.is_empty() => format!("{name} is new: {text}"),
            Fact::Shown(_) | Fact::Keys(_) | Fact::Digests(_) | Fact::Imported(_) => format!("{name} is new"),
        }))
    }
}

fn other(name: &str, before: &Fact<'_>, after: &Fact<'_>) -> String {
    match (before, after) {
        (Fact::Shown(before), Fact::Shown(after)) => format!("{name} is {after}, was {before}"),
        (Fact::Shown(_) | Fact::Keys(_) | Fact::Digests(_) | Fact::Imported(_), _) => format!("{name} differs"),
    }
}

#[cfg(test)]
mod tests;
