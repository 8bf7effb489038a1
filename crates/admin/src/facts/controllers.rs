//! What is told of domain controllers and links, read from the directory.

use xrealm_directory::{Controller, Directory, Realm};
use xrealm_names::Moment;

use super::{ControllerFacts, LinkFacts};

impl ControllerFacts {
    /// The controllers of one realm.
    #[must_use]
    pub fn of(realm: &Realm, now: Moment) -> Vec<ControllerFacts> {
        let pdc = realm.pdc().map(|controller| &controller.name);
        let facts = |controller: &Controller| ControllerFacts {
            realm: realm.name().to_string(),
            controller: controller.name.to_string(),
            pdc: pdc == Some(&controller.name),
            delay_seconds: controller.delay_seconds,
            held_since: controller.held_since.map(|since| since.time.to_string()),
            knows_until: controller.knows_as_of(now).time.to_string(),
        };
        realm.controllers().iter().map(facts).collect()
    }
}

impl LinkFacts {
    /// The links that are cut.
    #[must_use]
    pub fn cut(directory: &Directory) -> Vec<LinkFacts> {
        let links = directory.cut_links();
        links.map(|(one, other)| LinkFacts { one: one.to_string(), other: other.to_string() }).collect()
    }
}
