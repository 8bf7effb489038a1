//! Which domains of a file make a forest, before anything is built of them.

use std::collections::{HashMap, HashSet};

use xrealm_names::{RealmName, fold};

use crate::entries::DomainEntry;

/// The forests of a file, by folded names.
pub(super) struct Forests {
    /// Domain to the root of its forest.
    roots: HashMap<String, String>,
    /// Root and every suffix of user principal names that its forest knows.
    suffixes: HashSet<(String, String)>,
}

impl Forests {
    pub(super) fn of(domains: &[DomainEntry]) -> Forests {
        let above: HashMap<String, Option<String>> = domains
            .iter()
            .map(|domain| {
                let above = domain.parent.as_ref().or(domain.forest.as_ref());
                (fold(domain.name.value.as_str()), above.map(|above| fold(above.value.as_str())))
            })
            .collect();
        let root = |name: &String| {
            let mut here = name;
            for _ in domains {
                match above.get(here) {
                    Some(Some(next)) => here = next,
                    _ => break,
                }
            }
            here.clone()
        };
        let roots: HashMap<String, String> = above.keys().map(|name| (name.clone(), root(name))).collect();
        let mut suffixes = HashSet::new();
        for domain in domains {
            let name = fold(domain.name.value.as_str());
            let root = roots.get(&name).cloned().unwrap_or_default();
            suffixes.extend(domain.upn_suffixes.iter().map(|suffix| (root.clone(), fold(suffix))));
            suffixes.insert((root, name));
        }
        Forests { roots, suffixes }
    }

    /// The root of the forest of a domain, folded; nothing for what is no domain of the file.
    pub(super) fn root(&self, domain: &RealmName) -> String {
        self.roots.get(&fold(domain.as_str())).cloned().unwrap_or_default()
    }

    /// The domain called `name`, if it is not in the forest of `claimant`.
    pub(super) fn owner(&self, name: &str, claimant: &RealmName) -> Option<RealmName> {
        let root = self.roots.get(&fold(name))?;
        if *root == self.root(claimant) { None } else { RealmName::from_dns(name).ok() }
    }

    /// Whether a user principal name of the domain may have the suffix.
    pub(super) fn knows(&self, domain: &RealmName, suffix: &str) -> bool {
        self.suffixes.contains(&(self.root(domain), fold(suffix)))
    }
}
