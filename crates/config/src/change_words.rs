//! Changes as an administrator says them: `remove-trust wingtiptoys.com tailspintoys.com`.
//!
//! [`ChangeWords::parse_all`] reads the words alone, [`ChangeWords::changes`] looks the names up in a directory.
//! Everything can be said this way that decides who reaches whom.

mod syntax;

use thiserror::Error;
use xrealm_directory::{
    Change, ChangeRefusal, Claim, Directory, Namespaces, NewKeys, NewTrust, NewTrustKind, Realm, SecretSeed, TrustPair,
};
use xrealm_names::{Moment, RealmName, fold};
use xrealm_trust::{ForestTrustInfo, Record, RecordData, TrustAttributes};

pub use self::syntax::ChangeSyntaxError;
use self::syntax::{Mark, ON, SYNTAX, Syntax, Verb, check_words, meant, trust_kind};
use crate::suggestion::nearest;

/// One change, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeWords {
    verb: Verb,
    /// As many as the verb takes.
    names: Vec<String>,
    /// What may follow.
    marks: Vec<Mark>,
}

/// Why a change that was said cannot be made.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum ChangeWordsRefusal {
    /// No realm or domain has the name.
    #[error("there is no realm or domain {name}{}", meant(suggestion))]
    UnknownRealm {
        /// The name.
        name: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// The realm has no trust with the partner.
    #[error("{realm} has no trust with {partner}")]
    UnknownTrust {
        /// The realm.
        realm: RealmName,
        /// The partner.
        partner: RealmName,
    },
    /// The trust lists no names.
    #[error("{realm} keeps no list of names that {partner} claims: it is no forest trust")]
    NoNames {
        /// The realm.
        realm: RealmName,
        /// The partner.
        partner: RealmName,
    },
    /// The partner's list has no such record.
    #[error("{partner} has no {what} {name} in the list of {realm}")]
    UnknownName {
        /// The realm that keeps the list.
        realm: RealmName,
        /// The partner.
        partner: RealmName,
        /// What was looked for.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A plain realm has no such suffixes.
    #[error("{realm} is no domain of a forest and has no suffixes")]
    NotAForest {
        /// The realm.
        realm: RealmName,
    },
    /// The directory refuses the change.
    #[error(transparent)]
    Refused(#[from] ChangeRefusal),
}

impl ChangeWords {
    /// Reads changes, one after the other; an argument may hold several words.
    ///
    /// # Errors
    /// [`ChangeSyntaxError`] for the first word that does not fit.
    pub fn parse_all<S: AsRef<str>>(words: &[S]) -> Result<Vec<ChangeWords>, ChangeSyntaxError> {
        let mut words = words.iter().flat_map(|words| words.as_ref().split_whitespace()).peekable();
        let mut changes = Vec::new();
        while let Some(word) = words.next() {
            let syntax = Syntax::of_verb(word)?;
            let names: Vec<String> = words.by_ref().take(syntax.names.len()).map(str::to_owned).collect();
            if names.len() < syntax.names.len() {
                return Err(ChangeSyntaxError::TooFewWords { verb: syntax.word, takes: syntax.names.join(" ") });
            }
            let mut marks = Vec::new();
            while let Some(mark) = words.peek().and_then(|word| syntax.mark(word)) {
                marks.push(mark);
                words.next();
            }
            check_words(syntax, &names)?;
            changes.push(ChangeWords { verb: syntax.verb, names, marks });
        }
        Ok(changes)
    }

    /// Every change that can be said, a line each with what it does.
    pub fn usage() -> impl Iterator<Item = (String, &'static str)> {
        SYNTAX.iter().map(|syntax| {
            let marks = syntax.marks.iter().map(|mark| format!(" [{}]", mark.word()));
            (format!("{} {}{}", syntax.word, syntax.names.join(" "), marks.collect::<String>()), syntax.does)
        })
    }

    /// Applies changes in words one after the other; gives the last directory and the changes.
    ///
    /// # Errors
    /// The position of the first change that cannot be made, and why.
    pub fn apply_all(
        changes: &[ChangeWords],
        directory: &Directory,
        seed: &SecretSeed,
        at: Moment,
    ) -> Result<(Directory, Vec<Change>), (usize, ChangeWordsRefusal)> {
        let mut made = Vec::new();
        let mut now = directory.clone();
        for (position, words) in changes.iter().enumerate() {
            let step = words.changes(&now, seed).map_err(|refusal| (position, refusal))?;
            now = now.apply_all(&step, at).map_err(|(_, refusal)| (position, refusal.into()))?;
            made.extend(step);
        }
        Ok((now, made))
    }

    /// The changes to `directory` that these words say. Secrets that they need follow from `seed`.
    ///
    /// # Errors
    /// [`ChangeWordsRefusal`] for a name that means nothing there.
    pub fn changes(&self, directory: &Directory, seed: &SecretSeed) -> Result<Vec<Change>, ChangeWordsRefusal> {
        let names = Names { directory };
        let change = match (self.verb, self.names.as_slice()) {
            (Verb::AddTrust, [kind, trusting, trusted]) => {
                self.new_trust(kind, names.realm(trusting)?, names.realm(trusted)?, directory, seed)
            }
            (Verb::RemoveTrust, [trusting, trusted]) => {
                let pair = TrustPair { trusting: names.realm(trusting)?, trusted: names.realm(trusted)? };
                match self.marks.contains(&Mark::TwoWay) {
                    true => Change::RemoveTrust(pair),
                    false => Change::RemoveTrustDirection(pair),
                }
            }
            (Verb::SetAttribute, [realm, partner, attribute, state]) => {
                let (realm, partner) = (names.served(realm)?, names.realm(partner)?);
                let Some((_, trust)) = realm.trust_named(partner.as_str().as_bytes()) else {
                    return Err(ChangeWordsRefusal::UnknownTrust { realm: realm.name().clone(), partner });
                };
                let bit = TrustAttributes::from_name(attribute).unwrap_or_default();
                let now = trust.tdo.trust_attributes;
                let attributes = if state == ON { now.with(bit) } else { now.without(bit) };
                Change::SetTrustAttributes { realm: realm.name().clone(), partner, attributes }
            }
            (Verb::EnableSuffix | Verb::DisableSuffix, [realm, partner, name]) => {
                let enabled = self.verb == Verb::EnableSuffix;
                names.claim(realm, partner, enabled, |_| Ok(Claim::TopLevelName(name.as_str().into())))?
            }
            (Verb::EnableDomain | Verb::DisableDomain, [realm, partner, name]) => {
                let enabled = self.verb == Verb::EnableDomain;
                names.claim(realm, partner, enabled, |list| list.domain(name))?
            }
            (Verb::ExcludeSuffix | Verb::IncludeSuffix, [realm, partner, name]) => {
                let list = names.list(realm, partner)?;
                let info = if self.verb == Verb::ExcludeSuffix { list.excluding(name) } else { list.including(name)? };
                Change::SetForestTrustInfo { realm: list.realm, partner: list.partner, info }
            }
            (Verb::RefreshSuffixes, [realm, partner]) => {
                let realm = names.served(realm)?.name().clone();
                Change::RefreshForestTrustInfo { realm, partner: names.realm(partner)? }
            }
            (
                Verb::AddUpnSuffix | Verb::RemoveUpnSuffix | Verb::AddSpnSuffix | Verb::RemoveSpnSuffix,
                [forest, suffix],
            ) => names.suffixes(self.verb, forest, suffix)?,
            // As many names as the verb takes were read.
            _ => return Ok(Vec::new()),
        };
        Ok(vec![change])
    }

    fn new_trust(
        &self,
        kind: &str,
        trusting: RealmName,
        trusted: RealmName,
        directory: &Directory,
        seed: &SecretSeed,
    ) -> Change {
        let kind = trust_kind(kind).unwrap_or(NewTrustKind::Realm);
        let is_domain = |name: &RealmName| directory.is_domain(name);
        let usual = kind.is_usually_transitive(!is_domain(&trusting) && !is_domain(&trusted));
        let keys = |trusting, trusted| NewKeys::keys(seed.keys(&format!("krbtgt/{trusting}@{trusted}")));
        Change::CreateTrust(Box::new(NewTrust {
            kind,
            transitive: match self.marks.iter().rev().find(|mark| **mark != Mark::TwoWay) {
                Some(mark) => *mark == Mark::Transitive,
                None => usual,
            },
            keys: keys(&trusting, &trusted),
            reverse_keys: self.marks.contains(&Mark::TwoWay).then(|| keys(&trusted, &trusting)),
            pair: TrustPair { trusting, trusted },
            attributes: kind.usual_attributes(),
            etypes: None,
            side: None,
            confirmed: true,
            trusting_namespaces: Namespaces::default(),
            trusted_namespaces: Namespaces::default(),
        }))
    }
}

/// Names, looked up.
struct Names<'d> {
    directory: &'d Directory,
}

impl<'d> Names<'d> {
    /// A realm served here or elsewhere.
    fn realm(&self, name: &str) -> Result<RealmName, ChangeWordsRefusal> {
        if let Some(realm) = self.directory.realm_named(name.as_bytes()) {
            return Ok(realm.name().clone());
        }
        let external = self.directory.external_realms().find(|external| external.name.eq_ignore_case(name));
        external.map(|external| external.name.clone()).ok_or_else(|| self.unknown(name))
    }

    fn served(&self, name: &str) -> Result<&'d Realm, ChangeWordsRefusal> {
        self.directory.realm_named(name.as_bytes()).ok_or_else(|| self.unknown(name))
    }

    fn unknown(&self, name: &str) -> ChangeWordsRefusal {
        let known = self.directory.realms().map(|realm| realm.name().to_string());
        ChangeWordsRefusal::UnknownRealm { name: name.to_owned(), suggestion: nearest(name, known) }
    }

    /// The names that `partner` claims, as `realm` keeps them.
    fn list(&self, realm: &str, partner: &str) -> Result<List<'d>, ChangeWordsRefusal> {
        let (realm, partner) = (self.served(realm)?, self.realm(partner)?);
        let Some((_, trust)) = realm.trust_named(partner.as_str().as_bytes()) else {
            return Err(ChangeWordsRefusal::UnknownTrust { realm: realm.name().clone(), partner });
        };
        match &trust.tdo.forest_trust_info {
            Some(info) => Ok(List { realm: realm.name().clone(), partner, info }),
            None => Err(ChangeWordsRefusal::NoNames { realm: realm.name().clone(), partner }),
        }
    }

    fn claim(
        &self,
        realm: &str,
        partner: &str,
        enabled: bool,
        find: impl FnOnce(&List<'_>) -> Result<Claim, ChangeWordsRefusal>,
    ) -> Result<Change, ChangeWordsRefusal> {
        let list = self.list(realm, partner)?;
        let claim = find(&list)?;
        Ok(Change::EnableClaim { realm: list.realm, partner: list.partner, claim, enabled })
    }

    fn suffixes(&self, verb: Verb, forest: &str, suffix: &str) -> Result<Change, ChangeWordsRefusal> {
        let realm = self.served(forest)?;
        let not_a_forest = || ChangeWordsRefusal::NotAForest { realm: realm.name().clone() };
        let suffixes = self.directory.forest_suffixes(realm).ok_or_else(not_a_forest)?;
        let [mut upn_suffixes, mut spn_suffixes] = suffixes.map(<[Box<str>]>::to_vec);
        let list = match verb {
            Verb::AddSpnSuffix | Verb::RemoveSpnSuffix => &mut spn_suffixes,
            _ => &mut upn_suffixes,
        };
        list.retain(|other| fold(other) != fold(suffix));
        if matches!(verb, Verb::AddUpnSuffix | Verb::AddSpnSuffix) {
            list.push(suffix.into());
        }
        Ok(Change::SetSuffixes { realm: realm.name().clone(), upn_suffixes, spn_suffixes })
    }
}

/// The names that a partner claims.
struct List<'d> {
    realm: RealmName,
    partner: RealmName,
    info: &'d ForestTrustInfo,
}

impl List<'_> {
    fn domain(&self, name: &str) -> Result<Claim, ChangeWordsRefusal> {
        let domain = self.info.records.iter().find_map(|record| match &record.data {
            RecordData::DomainInfo { sid, dns_name, netbios_name }
                if fold(dns_name) == fold(name) || fold(netbios_name) == fold(name) =>
            {
                Some(Claim::Domain(sid.clone()))
            }
            _ => None,
        });
        domain.ok_or_else(|| self.unknown("domain", name))
    }

    fn excluding(&self, name: &str) -> ForestTrustInfo {
        let mut records = self.info.records.clone();
        if !records.iter().any(|record| excludes(record, name)) {
            records.push(Record::top_level_name_ex(name));
        }
        ForestTrustInfo::new(records)
    }

    fn including(&self, name: &str) -> Result<ForestTrustInfo, ChangeWordsRefusal> {
        let mut records = self.info.records.clone();
        records.retain(|record| !excludes(record, name));
        if records.len() == self.info.records.len() {
            return Err(self.unknown("exclusion", name));
        }
        Ok(ForestTrustInfo::new(records))
    }

    fn unknown(&self, what: &'static str, name: &str) -> ChangeWordsRefusal {
        let (realm, partner) = (self.realm.clone(), self.partner.clone());
        ChangeWordsRefusal::UnknownName { realm, partner, what, name: name.to_owned() }
    }
}

fn excludes(record: &Record, name: &str) -> bool {
    matches!(&record.data, RecordData::TopLevelNameEx(excluded) if fold(excluded) == fold(name))
}

#[cfg(test)]
mod tests;
