//! Domains, ordered so that each comes after what it hangs on.

use std::collections::HashSet;

use xrealm_directory::{Change, ChangeRefusal, DomainPlace, NewDomain, NewKeys, SecretSeed, Settings};
use xrealm_names::{RealmName, Sid, fold};

use super::Builder;
use super::known_names::KnownKind;
use crate::entries::{DomainEntry, SettingsEntry};
use crate::fields::At;
use crate::finding::Problem;

/// Where a domain hangs, by position in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Above {
    Nothing,
    Parent(usize),
    ForestRoot(usize),
}

impl Builder<'_> {
    pub(super) fn domains(&mut self) {
        let entries = self.entries;
        self.check_forest_search(&entries.settings);
        let above: Vec<_> = entries.domains.iter().map(|domain| self.above(domain)).collect();
        let Some(depths) = self.depths(&above) else { return };
        let netbios_names = netbios_names(&entries.domains, &above);
        let mut order: Vec<usize> = (0..entries.domains.len()).collect();
        order.sort_by_key(|&position| depths.get(position).copied());
        for position in order {
            if let (Some(domain), Some(Some(above)), Some(netbios_name)) =
                (entries.domains.get(position), above.get(position), netbios_names.get(position))
            {
                self.domain(domain, *above, netbios_name.clone());
            }
        }
    }

    fn domain(&mut self, entry: &DomainEntry, above: Above, netbios_name: Box<str>) {
        let name = &entry.name.value;
        self.check_forest_search(&entry.served.settings);
        let base = Settings::active_directory();
        let krbtgt = format!("krbtgt {name}");
        let Some(krbtgt_keys) = self.krbtgt_keys(entry.served.krbtgt.as_ref(), &krbtgt) else { return };
        let new = NewDomain {
            name: name.clone(),
            netbios_name,
            sid: entry.sid.clone().unwrap_or_else(|| sid_of(name)),
            place: self.place(name, above),
            upn_suffixes: entry.upn_suffixes.clone(),
            spn_suffixes: entry.spn_suffixes.clone(),
            settings: entry.served.settings.over(self.entries.settings.over(base)),
            krbtgt_keys,
        };
        self.listeners.extend(entry.served.listen.map(|address| (name.clone(), address)));
        self.change(&entry.name.span, Change::CreateDomain(Box::new(new)));
    }

    /// Forests that are searched have to exist.
    fn check_forest_search(&self, settings: &SettingsEntry) {
        for forest in settings.forest_search.iter().flatten() {
            self.names.resolve(forest, self.findings);
        }
    }

    fn place(&self, name: &RealmName, above: Above) -> DomainPlace {
        let other = |position: usize| self.entries.domains.get(position).map(|domain| domain.name.value.clone());
        let keys = |trusting: &RealmName, trusted: &RealmName| {
            NewKeys::keys(self.seed.keys(&format!("krbtgt/{trusting}@{trusted}")))
        };
        match above {
            Above::Nothing => DomainPlace::ForestRoot,
            Above::Parent(position) => other(position).map_or(DomainPlace::ForestRoot, |parent| DomainPlace::Child {
                child_trusts_parent: keys(name, &parent),
                parent_trusts_child: keys(&parent, name),
                parent,
            }),
            Above::ForestRoot(position) => {
                other(position).map_or(DomainPlace::ForestRoot, |forest| DomainPlace::TreeRoot {
                    tree_trusts_forest: keys(name, &forest),
                    forest_trusts_tree: keys(&forest, name),
                    forest,
                })
            }
        }
    }

    /// Where the domain hangs; `None` if what it names does not exist or is no domain.
    fn above(&self, entry: &DomainEntry) -> Option<Above> {
        match (&entry.parent, &entry.forest) {
            (Some(parent), _) => self.domain_position(parent).map(Above::Parent),
            (None, Some(forest)) => self.domain_position(forest).map(Above::ForestRoot),
            (None, None) => Some(Above::Nothing),
        }
    }

    fn domain_position(&self, name: &At<RealmName>) -> Option<usize> {
        let known = self.names.resolve(name, self.findings)?;
        match known.kind {
            KnownKind::Domain(position) => Some(position),
            KnownKind::Plain | KnownKind::External | KnownKind::ExternalDomain | KnownKind::Downlevel => {
                self.complain(&name.span, ChangeRefusal::NotADomain { name: known.name.clone() }.into());
                None
            }
        }
    }

    /// How many domains hang above each; `None` if one of them is its own ancestor.
    fn depths(&self, above: &[Option<Above>]) -> Option<Vec<usize>> {
        let mut depths: Vec<Option<usize>> = vec![None; above.len()];
        for start in 0..above.len() {
            let mut path = Vec::new();
            let mut here = start;
            let base = loop {
                if let Some(Some(depth)) = depths.get(here) {
                    break depth + 1;
                }
                if path.len() > above.len() {
                    self.report_cycle(start);
                    return None;
                }
                path.push(here);
                match above.get(here) {
                    Some(Some(Above::Parent(next) | Above::ForestRoot(next))) => here = *next,
                    _ => break 0,
                }
            };
            for (steps, position) in path.into_iter().rev().enumerate() {
                if let Some(depth) = depths.get_mut(position) {
                    *depth = Some(base + steps);
                }
            }
        }
        depths.into_iter().collect()
    }

    fn report_cycle(&self, position: usize) {
        if let Some(domain) = self.entries.domains.get(position) {
            let at = domain.parent.as_ref().or(domain.forest.as_ref()).unwrap_or(&domain.name);
            self.complain(&at.span, Problem::ParentCycle { name: domain.name.value.clone() });
        }
    }
}

/// The SID of a domain nobody gave one: from its name alone, so that it never changes.
pub(super) fn sid_of(name: &RealmName) -> Sid {
    let octets = SecretSeed::new([0; 32]).derive(&format!("sid {}", fold(name.as_str())));
    let mut parts = octets.chunks_exact(4).map(|part| {
        // Real domains have numbers above 100 million nearly always; below 1000 would look like a RID.
        part.iter().fold(0_u32, |number, octet| number << 8 | u32::from(*octet)) | 0x1000_0000
    });
    Sid::domain([(); 3].map(|()| parts.next().unwrap_or(0x1000_0000)))
}

/// Each domain's NetBIOS name: the given one, or its first label with a number where its forest has that one.
fn netbios_names(domains: &[DomainEntry], above: &[Option<Above>]) -> Vec<Box<str>> {
    let root = |position: usize| {
        let mut here = position;
        for _ in above {
            match above.get(here) {
                Some(Some(Above::Parent(next) | Above::ForestRoot(next))) => here = *next,
                _ => break,
            }
        }
        here
    };
    let mut taken: HashSet<(usize, String)> = HashSet::new();
    for (position, domain) in domains.iter().enumerate() {
        taken.extend(domain.netbios.as_ref().map(|name| (root(position), fold(&name.value))));
    }
    let name = |(position, domain): (usize, &DomainEntry)| match &domain.netbios {
        Some(name) => name.value.clone(),
        None => {
            let name = free_netbios_name(&domain.name.value, |name| taken.contains(&(root(position), fold(name))));
            taken.insert((root(position), fold(&name)));
            name.into()
        }
    };
    domains.iter().enumerate().map(name).collect()
}

fn free_netbios_name(name: &RealmName, taken: impl Fn(&str) -> bool) -> String {
    let label = name.as_str().split('.').next().unwrap_or_default();
    let cut = |length: usize| label.chars().take(length).collect::<String>();
    let plain = cut(NETBIOS_CHARACTERS);
    if !taken(&plain) {
        return plain;
    }
    let numbered = (0_u32..).map(|number| {
        let number = number.to_string();
        cut(NETBIOS_CHARACTERS - number.len()) + &number
    });
    numbered.into_iter().find(|name| !taken(name)).unwrap_or(plain)
}

const NETBIOS_CHARACTERS: usize = 15;
