//! The realms and domains a file defines, by every spelling that may refer to them.

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use xrealm_names::{RealmName, fold};

use crate::entries::{Entries, ExternalEntry, RealmBody};
use crate::fields::At;
use crate::finding::{Findings, Problem};
use crate::suggestion::nearest;

/// What a name stands for.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// As it is spelled canonically.
    pub(super) name: RealmName,
    pub(super) kind: KnownKind,
    span: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KnownKind {
    /// A `[[domain]]`, by its position.
    Domain(usize),
    /// A `[[realm]]` served here.
    Plain,
    /// A `[[realm]]` served elsewhere that is an Active Directory domain.
    ExternalDomain,
    /// A `[[realm]]` that is a Windows NT 4 domain.
    Downlevel,
    /// A `[[realm]]` served elsewhere.
    External,
}

/// All names, folded.
#[derive(Debug)]
pub(super) struct KnownNames {
    by_name: HashMap<String, Known>,
    suggestions_left: Cell<usize>,
}

impl KnownNames {
    /// Collects the names and reports those defined twice.
    pub(super) fn of(entries: &Entries, findings: &Findings<'_>) -> KnownNames {
        let domains = entries.domains.iter().enumerate().map(|(position, domain)| Known {
            name: domain.name.value.clone(),
            kind: KnownKind::Domain(position),
            span: domain.name.span.clone(),
        });
        let realms = entries.realms.iter().map(|realm| Known {
            name: realm.name.value.clone(),
            kind: match &realm.body {
                RealmBody::Served(_) => KnownKind::Plain,
                RealmBody::External(ExternalEntry { downlevel: true, .. }) => KnownKind::Downlevel,
                RealmBody::External(ExternalEntry { sid: None, netbios: None, .. }) => KnownKind::External,
                RealmBody::External(_) => KnownKind::ExternalDomain,
            },
            span: realm.name.span.clone(),
        });
        let mut names: HashMap<String, Known> = HashMap::new();
        for known in domains.chain(realms) {
            let key = fold(known.name.as_str());
            match names.get(&key) {
                Some(first) => findings.add(
                    known.span.clone(),
                    Problem::DuplicateName { name: known.name.as_str().into(), first_line: findings.line(&first.span) },
                ),
                None => {
                    names.insert(key, known);
                }
            }
        }
        KnownNames { by_name: names, suggestions_left: Cell::new(MAX_SUGGESTIONS) }
    }

    /// What `name` refers to: a domain in any case, a plain realm as it is spelled.
    pub(super) fn find(&self, name: &str) -> Option<&Known> {
        let known = self.by_name.get(&fold(name.strip_suffix('.').unwrap_or(name)))?;
        match known.kind {
            KnownKind::Domain(_) | KnownKind::ExternalDomain | KnownKind::Downlevel => Some(known),
            KnownKind::Plain | KnownKind::External => (known.name.as_str() == name).then_some(known),
        }
    }

    /// As [`KnownNames::find`], with a finding where there is none.
    pub(super) fn resolve(&self, name: &At<RealmName>, findings: &Findings<'_>) -> Option<&Known> {
        let text = name.value.as_str();
        let found = self.find(text);
        if found.is_none() {
            let problem =
                Problem::UnknownRealm { name: findings.as_written(&name.span).into(), suggestion: self.nearest(text) };
            findings.add(name.span.clone(), problem);
        }
        found
    }

    /// The name most like `text`, the first in the file of several; each time all are compared.
    fn nearest(&self, text: &str) -> Option<Box<str>> {
        self.suggestions_left.set(self.suggestions_left.get().checked_sub(1)?);
        let mut names: Vec<&Known> = self.by_name.values().collect();
        names.sort_by_key(|known| known.span.start);
        nearest(text, names.into_iter().map(Known::spelling)).map(Into::into)
    }
}

impl Known {
    /// As an administrator would write it: domains in lower case.
    fn spelling(&self) -> String {
        match self.kind {
            KnownKind::Domain(_) => self.name.to_dns(),
            KnownKind::Plain | KnownKind::External | KnownKind::ExternalDomain | KnownKind::Downlevel => {
                self.name.as_str().to_owned()
            }
        }
    }

    pub(super) fn is_domain(&self) -> bool {
        matches!(self.kind, KnownKind::Domain(_) | KnownKind::ExternalDomain | KnownKind::Downlevel)
    }

    /// Whether somebody else's KDC has to be told the password of a trust with it.
    pub(super) fn has_foreign_kdc(&self) -> bool {
        matches!(self.kind, KnownKind::External | KnownKind::ExternalDomain)
    }
}

/// A file with more unknown names than this has another fault than misspelling.
const MAX_SUGGESTIONS: usize = 20;
