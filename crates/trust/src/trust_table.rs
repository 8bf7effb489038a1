//! The trusts of one realm, found by name in constant time.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;
use xrealm_names::{RealmName, fold};

use crate::folded::{with_folded, without_final_dot};
use crate::label_trie::LabelTrie;
use crate::{Record, RecordId, TrustId, TrustKind, TrustType, TrustedDomainObject};

/// How a realm compares names (MS-KILE 3.1.5.7; RFC 4120 §6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// Active Directory: any case, NetBIOS names too.
    AnyCase,
    /// Kerberos: byte for byte.
    Exact,
}

#[derive(Debug, Clone)]
pub(crate) struct TrustTable {
    spelling: Spelling,
    trusts: Vec<Entry>,
    by_name: HashMap<Box<str>, TrustId, FixedState>,
    by_suffix: LabelTrie<TrustId>,
}

#[derive(Debug, Clone)]
struct Entry {
    object: Arc<TrustedDomainObject>,
    realm: RealmName,
}

impl TrustTable {
    pub(crate) fn new(objects: &[Arc<TrustedDomainObject>], spelling: Spelling) -> Self {
        let mut table =
            Self { spelling, trusts: Vec::new(), by_name: HashMap::default(), by_suffix: LabelTrie::default() };
        for (id, object) in (0..).map(TrustId).zip(objects) {
            table.trusts.push(Entry { object: Arc::clone(object), realm: realm_of(object, spelling) });
            if routes_by_name(object, spelling) {
                table.by_suffix.insert(object.trust_partner.as_str(), id);
            }
        }
        // A partner's own name goes before the flat name of another.
        for (id, object) in (0..).map(TrustId).zip(objects) {
            table.name(object.trust_partner.as_str(), id);
        }
        if spelling == Spelling::AnyCase {
            for (id, object) in (0..).map(TrustId).zip(objects) {
                table.name(&object.flat_name, id);
            }
        }
        table
    }

    fn name(&mut self, name: &str, id: TrustId) {
        let key = match self.spelling {
            Spelling::AnyCase => fold(without_final_dot(name)),
            Spelling::Exact => name.to_owned(),
        };
        self.by_name.entry(key.into()).or_insert(id);
    }

    pub(crate) fn object(&self, id: TrustId) -> Option<&Arc<TrustedDomainObject>> {
        self.trusts.get(id.index()).map(|entry| &entry.object)
    }

    /// The partner's realm as it stands in tickets: of an AD domain in upper case.
    pub(crate) fn realm(&self, id: TrustId) -> Option<&RealmName> {
        self.trusts.get(id.index()).map(|entry| &entry.realm)
    }

    pub(crate) fn record(&self, id: RecordId) -> Option<&Record> {
        self.object(id.trust)?.forest_trust_info.as_ref()?.record(usize::try_from(id.position).ok()?)
    }

    pub(crate) fn named(&self, name: &str) -> Option<TrustId> {
        match self.spelling {
            Spelling::Exact => self.by_name.get(name).copied(),
            Spelling::AnyCase => with_folded(without_final_dot(name), |name| self.by_name.get(name).copied()),
        }
    }

    /// The trust whose partner's name is the longest that `host` equals or lies below.
    pub(crate) fn above(&self, host: &str) -> Option<TrustId> {
        let mut longest = None;
        self.by_suffix.walk(host, |_, id| longest = Some(*id));
        longest
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (TrustId, &Arc<TrustedDomainObject>)> {
        (0..).map(TrustId).zip(self.trusts.iter().map(|entry| &entry.object))
    }
}

fn realm_of(object: &TrustedDomainObject, spelling: Spelling) -> RealmName {
    let partner = &object.trust_partner;
    match (spelling, object.trust_type) {
        (Spelling::AnyCase, TrustType::Uplevel) => {
            RealmName::from_dns(partner.as_str()).unwrap_or_else(|_| partner.clone())
        }
        (Spelling::AnyCase, _) | (Spelling::Exact, _) => partner.clone(),
    }
}

/// Whether hosts under the partner's own name go over this trust. Inside a forest the catalog knows better, and a
/// forest trust has its claimed names.
fn routes_by_name(object: &TrustedDomainObject, spelling: Spelling) -> bool {
    match (spelling, object.kind()) {
        (Spelling::Exact, _) => true,
        (Spelling::AnyCase, TrustKind::WithinForest) => !object.is_transitive(),
        (Spelling::AnyCase, TrustKind::Forest) => !claims_names(object),
        (Spelling::AnyCase, TrustKind::External | TrustKind::Realm | TrustKind::Downlevel | TrustKind::Foreign) => true,
    }
}

/// Whether the object's forest trust information takes part in routing (MS-DRSR 5.64.2).
pub(crate) fn claims_names(object: &TrustedDomainObject) -> bool {
    object.kind() == TrustKind::Forest && object.is_transitive() && object.forest_trust_info.is_some()
}
