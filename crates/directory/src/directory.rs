//! The snapshot.

use std::collections::BTreeSet;
use std::sync::Arc;

use xrealm_names::{Moment, RealmName, Sid};

use crate::catalog::Catalog;
use crate::folded_name::FoldedName;
use crate::name_map::NameMap;
use crate::{Change, ChangeRefusal, Realm, RealmId};

/// Every realm of the world as of one moment; immutable.
///
/// Cloning and [`Directory::apply`] share whatever stays the same, so a change among a million accounts costs
/// microseconds and readers of the older snapshot are not disturbed.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    pub(crate) realms: Vec<Arc<Realm>>,
    /// All realm names, folded.
    pub(crate) names: NameMap<NameOwner>,
    /// NetBIOS names of domains served here; different forests may use one twice.
    pub(crate) netbios_names: NameMap<Vec<RealmId>>,
    /// Packed SIDs of the domains, here and elsewhere.
    pub(crate) sids: NameMap<NameOwner>,
    pub(crate) externals: Vec<Arc<ExternalRealm>>,
    pub(crate) forests: Vec<Arc<ForestMembers>>,
    pub(crate) links: Arc<Links>,
}

/// The links between the domain controllers of two realms. There is one between any two, unless it was cut.
#[derive(Debug, Clone, Default)]
pub(crate) struct Links {
    /// The smaller name first.
    pub(crate) cut: BTreeSet<(RealmName, RealmName)>,
}

impl Links {
    pub(crate) fn pair(one: &RealmName, other: &RealmName) -> (RealmName, RealmName) {
        let (first, second) = if one <= other { (one, other) } else { (other, one) };
        (first.clone(), second.clone())
    }
}

/// Who has a realm name.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NameOwner {
    Served(RealmId),
    External(usize),
}

/// A realm that can be one end of a trust.
#[derive(Debug, Clone, Copy)]
pub(crate) enum End<'a> {
    Served(&'a Realm),
    External(&'a ExternalRealm),
}

/// A realm whose KDC is somebody else's.
#[derive(Debug, Clone)]
pub struct ExternalRealm {
    /// Its name.
    pub name: RealmName,
    /// Its NetBIOS name and SID if it is a Windows domain.
    pub active_directory: Option<(Box<str>, Sid)>,
    /// Whether that domain is one of Windows NT 4, which knows no Kerberos.
    pub downlevel: bool,
}

/// What the domains of one forest share.
#[derive(Debug, Clone, Default)]
pub(crate) struct ForestMembers {
    /// By [`xrealm_trust::DomainId`]; the root first.
    pub(crate) domains: Vec<RealmId>,
    pub(crate) upn_suffixes: Vec<Box<str>>,
    pub(crate) spn_suffixes: Vec<Box<str>>,
    pub(crate) catalog: Arc<Catalog>,
}

impl ExternalRealm {
    pub(crate) fn flat_name(&self) -> &str {
        self.active_directory.as_ref().map_or(self.name.as_str(), |(netbios_name, _)| netbios_name)
    }
}

impl Directory {
    /// A directory with nothing in it.
    #[must_use]
    pub fn empty() -> Directory {
        Directory::default()
    }

    /// The directory after `change`, made at the moment `at`.
    ///
    /// # Errors
    /// [`ChangeRefusal`] if the change contradicts what is there.
    pub fn apply(&self, change: &Change, at: Moment) -> Result<Directory, ChangeRefusal> {
        self.apply_all(std::slice::from_ref(change), at).map_err(|(_, refusal)| refusal)
    }

    /// The directory after all of `changes` in their order, made at the moment `at`.
    ///
    /// Costs much less than one [`Directory::apply`] after the other.
    ///
    /// # Errors
    /// The position of the first change that is refused, and why. What only shows when everything is in place
    /// is reported for the last one.
    pub fn apply_all(&self, changes: &[Change], at: Moment) -> Result<Directory, (usize, ChangeRefusal)> {
        let mut draft = crate::apply::Draft::of(self, at);
        for (position, change) in changes.iter().enumerate() {
            draft.apply(change).map_err(|refusal| (position, refusal))?;
        }
        draft.finish().map_err(|refusal| (changes.len().saturating_sub(1), refusal))
    }

    /// The realm served here that goes by `wire_name`: a domain by its DNS name, or by its NetBIOS name if no
    /// other domain has the same, in any case; a plain realm octet for octet.
    #[must_use]
    pub fn realm_named(&self, wire_name: &[u8]) -> Option<&Realm> {
        let name = std::str::from_utf8(wire_name).ok()?;
        let key = FoldedName::folded(name);
        match self.names.get(key.as_bytes()) {
            Some(NameOwner::Served(id)) => self.realm(*id).filter(|realm| realm.answers_to(name)),
            Some(NameOwner::External(_)) => None,
            None => match self.netbios_names.get(key.as_bytes())?.as_slice() {
                [id] => self.realm(*id),
                _ => None,
            },
        }
    }

    /// Whoever goes by `name` among served and external realms, compared as [`Directory::realm_named`] does.
    pub(crate) fn owner(&self, name: &RealmName) -> Option<End<'_>> {
        match *self.names.get(FoldedName::folded(name.as_str()).as_bytes())? {
            NameOwner::Served(id) => self.realm(id).filter(|realm| realm.answers_to(name.as_str())).map(End::Served),
            NameOwner::External(index) => self.externals.get(index).map(|external| End::External(external)),
        }
    }

    pub(crate) fn name_of(&self, owner: NameOwner) -> Option<&RealmName> {
        match owner {
            NameOwner::Served(id) => self.realm(id).map(Realm::name),
            NameOwner::External(index) => self.externals.get(index).map(|external| &external.name),
        }
    }

    /// The realm at this position.
    #[must_use]
    pub fn realm(&self, id: RealmId) -> Option<&Realm> {
        self.realms.get(id.0 as usize).map(AsRef::as_ref)
    }

    /// Every realm served here, in the order of creation.
    pub fn realms(&self) -> impl ExactSizeIterator<Item = &Realm> {
        self.realms.iter().map(AsRef::as_ref)
    }

    /// The suffixes of user principal names that the forests have beside the names of their domains.
    pub fn upn_suffixes(&self) -> impl Iterator<Item = &str> {
        self.forests.iter().flat_map(|forest| &forest.upn_suffixes).map(AsRef::as_ref)
    }

    /// The uPNSuffixes and the msDS-SPNSuffixes of the forest that `realm` is a domain of; `None` for a plain realm.
    #[must_use]
    pub fn forest_suffixes(&self, realm: &Realm) -> Option<[&[Box<str>]; 2]> {
        let members = self.forests.get(realm.domain()?.forest)?;
        Some([&members.upn_suffixes, &members.spn_suffixes])
    }

    /// Whether `name` is a Windows domain, served here or elsewhere.
    #[must_use]
    pub fn is_domain(&self, name: &RealmName) -> bool {
        self.owner(name).is_some_and(|end| end.is_domain())
    }

    /// Whether the domain controllers of two realms, named as they are listed, reach each other.
    #[must_use]
    pub fn link_is_up(&self, one: &RealmName, other: &RealmName) -> bool {
        self.links.cut.is_empty() || !self.links.cut.contains(&Links::pair(one, other))
    }

    /// The pairs of realms whose domain controllers cannot reach each other.
    pub fn cut_links(&self) -> impl ExactSizeIterator<Item = (&RealmName, &RealmName)> {
        self.links.cut.iter().map(|(one, other)| (one, other))
    }

    /// The realms that are known but served by others.
    pub fn external_realms(&self) -> impl ExactSizeIterator<Item = &ExternalRealm> {
        self.externals.iter().map(AsRef::as_ref)
    }
}
