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

/// How far below a root a domain hangs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Depth {
    /// Not looked at yet.
    Unknown,
    /// Being looked at.
    OnPath,
    /// So many steps.
    Steps(usize),
    /// It never ends.
    Circle,
}

impl Builder<'_> {
    pub(super) fn domains(&mut self) {
        let entries = self.entries;
        self.check_forest_search(&entries.settings);
        let above: Vec<_> = entries.domains.iter().map(|domain| self.above(domain)).collect();
        let depths = self.depths(&above);
        self.warn_of_roots_below();
        let netbios_names = netbios_names(&entries.domains, &above);
        let mut order: Vec<usize> = (0..entries.domains.len()).collect();
        order.sort_by_key(|&position| depths.get(position).copied());
        for position in order {
            if let (Some(domain), Some(Some(above)), Some(Depth::Steps(_)), Some(netbios_name)) =
                (entries.domains.get(position), above.get(position), depths.get(position), netbios_names.get(position))
            {
                self.domain(domain, *above, netbios_name.clone());
            }
        }
    }

    fn domain(&mut self, entry: &DomainEntry, above: Above, netbios_name: Box<str>) {
        let name = &entry.name.value;
        self.check_forest_search(&entry.served.settings);
        if !self.lies_below_parent(entry) {
            return;
        }
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

    /// Where the domain hangs; `None` if what it names does not exist or cannot have it below.
    fn above(&self, entry: &DomainEntry) -> Option<Above> {
        match (&entry.parent, &entry.forest) {
            (Some(parent), _) => self.domain_position(parent).map(Above::Parent),
            (None, Some(forest)) => {
                let position = self.domain_position(forest)?;
                let root = self.entries.domains.get(position)?;
                // A domain that names itself is its own ancestor, which is told as that.
                if root.name.value != entry.name.value && (root.parent.is_some() || root.forest.is_some()) {
                    let refusal = ChangeRefusal::NotAForestRoot { name: root.name.value.clone() };
                    self.complain(&forest.span, refusal.into());
                    return None;
                }
                Some(Above::ForestRoot(position))
            }
            (None, None) => Some(Above::Nothing),
        }
    }

    /// Whether a domain lies below the parent that it names; a finding if not.
    fn lies_below_parent(&self, entry: &DomainEntry) -> bool {
        let name = &entry.name.value;
        let Some(parent) = entry.parent.as_ref().filter(|parent| !name.is_at_or_below(&parent.value)) else {
            return true;
        };
        let above = self.nearest_above(name);
        let problem = Problem::WrongParent { name: name.clone(), parent: parent.value.clone(), above };
        self.complain(&parent.span, problem);
        false
    }

    /// The domain of the file whose name is the longest that `name` lies below.
    fn nearest_above(&self, name: &RealmName) -> Option<RealmName> {
        let mut rest = name.as_str();
        while let Some((_, above)) = rest.split_once('.') {
            rest = above;
            if let Some(known) = self.names.find(above)
                && matches!(known.kind, KnownKind::Domain(_))
            {
                return Some(known.name.clone());
            }
        }
        None
    }

    /// A forest may have its root below a domain of another one, but hardly any does.
    fn warn_of_roots_below(&self) {
        let roots = self.entries.domains.iter().filter(|domain| domain.parent.is_none() && domain.forest.is_none());
        for root in roots {
            if let Some(above) = self.nearest_above(&root.name.value) {
                let name = root.name.value.clone();
                self.warnings.add(root.name.span.clone(), Problem::RootBelowDomain { name, above });
            }
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

    /// How many domains hang above each, and which hang in a circle or below one. Each circle is reported once.
    fn depths(&self, above: &[Option<Above>]) -> Vec<Depth> {
        let mut depths = vec![Depth::Unknown; above.len()];
        for start in 0..above.len() {
            let mut path: Vec<usize> = Vec::new();
            let mut here = start;
            let base = loop {
                match depths.get(here) {
                    Some(Depth::Steps(depth)) => break Depth::Steps(depth + 1),
                    Some(Depth::Circle) => break Depth::Circle,
                    Some(Depth::OnPath) => {
                        let circle = path.iter().skip_while(|position| **position != here);
                        self.report_cycle(circle.min().copied().unwrap_or(start));
                        break Depth::Circle;
                    }
                    Some(Depth::Unknown) | None => {}
                }
                path.push(here);
                if let Some(depth) = depths.get_mut(here) {
                    *depth = Depth::OnPath;
                }
                match above.get(here) {
                    Some(Some(Above::Parent(next) | Above::ForestRoot(next))) => here = *next,
                    _ => break Depth::Steps(0),
                }
            };
            for (steps, position) in path.into_iter().rev().enumerate() {
                if let Some(depth) = depths.get_mut(position) {
                    *depth = match base {
                        Depth::Steps(base) => Depth::Steps(base + steps),
                        Depth::Unknown | Depth::OnPath | Depth::Circle => Depth::Circle,
                    };
                }
            }
        }
        depths
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
