//! What can be said: verbs, the words they take, and what they do.

use thiserror::Error;
use xrealm_directory::NewTrustKind;
use xrealm_trust::TrustAttributes;

use crate::suggestion::nearest;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    AddTrust,
    RemoveTrust,
    SetAttribute,
    EnableSuffix,
    DisableSuffix,
    EnableDomain,
    DisableDomain,
    ExcludeSuffix,
    IncludeSuffix,
    RefreshSuffixes,
    AddUpnSuffix,
    RemoveUpnSuffix,
    AddSpnSuffix,
    RemoveSpnSuffix,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    TwoWay,
    Transitive,
    NonTransitive,
}

/// How a verb is said, and what it does.
pub(super) struct Syntax {
    pub(super) word: &'static str,
    pub(super) verb: Verb,
    pub(super) names: &'static [&'static str],
    pub(super) marks: &'static [Mark],
    pub(super) does: &'static str,
}

pub(super) const SYNTAX: [Syntax; 14] = {
    const fn of(
        word: &'static str,
        verb: Verb,
        names: &'static [&'static str],
        marks: &'static [Mark],
        does: &'static str,
    ) -> Syntax {
        Syntax { word, verb, names, marks, does }
    }
    const PAIR: &[&str] = &["TRUSTING", "TRUSTED"];
    const NAME: &[&str] = &["REALM", "PARTNER", "NAME"];
    const SUFFIX: &[&str] = &["FOREST", "SUFFIX"];
    [
        of(
            "add-trust",
            Verb::AddTrust,
            &["KIND", "TRUSTING", "TRUSTED"],
            &[Mark::TwoWay, Mark::Transitive, Mark::NonTransitive],
            "TRUSTING trusts the users of TRUSTED; KIND is forest, external, realm or shortcut",
        ),
        of("remove-trust", Verb::RemoveTrust, PAIR, &[Mark::TwoWay], "TRUSTING trusts the users of TRUSTED no more"),
        of(
            "set-attribute",
            Verb::SetAttribute,
            &["REALM", "PARTNER", "ATTRIBUTE", "on|off"],
            &[],
            "a trustAttributes bit of the trust with PARTNER, as REALM keeps it",
        ),
        of("disable-suffix", Verb::DisableSuffix, NAME, &[], "REALM routes NAME, which PARTNER claims, no more"),
        of("enable-suffix", Verb::EnableSuffix, NAME, &[], "REALM routes NAME, which PARTNER claims"),
        of("disable-domain", Verb::DisableDomain, NAME, &[], "REALM trusts PARTNER for its domain NAME no more"),
        of("enable-domain", Verb::EnableDomain, NAME, &[], "REALM trusts PARTNER for its domain NAME"),
        of(
            "exclude-suffix",
            Verb::ExcludeSuffix,
            NAME,
            &[],
            "REALM routes NAME not to PARTNER, which claims a name above",
        ),
        of("include-suffix", Verb::IncludeSuffix, NAME, &[], "takes that back"),
        of(
            "refresh-suffixes",
            Verb::RefreshSuffixes,
            &["REALM", "PARTNER"],
            &[],
            "REALM asks PARTNER what it claims; names that are new wait to be enabled",
        ),
        of("add-upn-suffix", Verb::AddUpnSuffix, SUFFIX, &[], "users of FOREST may be called user@SUFFIX"),
        of("remove-upn-suffix", Verb::RemoveUpnSuffix, SUFFIX, &[], "takes that back"),
        of("add-spn-suffix", Verb::AddSpnSuffix, SUFFIX, &[], "services of FOREST may be on hosts below SUFFIX"),
        of("remove-spn-suffix", Verb::RemoveSpnSuffix, SUFFIX, &[], "takes that back"),
    ]
};

/// Words that say no change.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum ChangeSyntaxError {
    /// The word is no verb.
    #[error("`{word}` is no change{}", meant(suggestion))]
    UnknownVerb {
        /// The word.
        word: String,
        /// What was probably meant.
        suggestion: Option<&'static str>,
    },
    /// The verb takes more words.
    #[error("`{verb}` takes {takes}")]
    TooFewWords {
        /// The verb.
        verb: &'static str,
        /// The words it takes.
        takes: String,
    },
    /// Not one of the words that may stand there.
    #[error("`{word}` is no {what}{}", meant(suggestion))]
    UnknownWord {
        /// The word.
        word: String,
        /// What should stand there.
        what: &'static str,
        /// What was probably meant.
        suggestion: Option<&'static str>,
    },
}

impl Syntax {
    pub(super) fn of_verb(word: &str) -> Result<&'static Syntax, ChangeSyntaxError> {
        SYNTAX.iter().find(|syntax| syntax.word == word).ok_or_else(|| ChangeSyntaxError::UnknownVerb {
            word: word.to_owned(),
            suggestion: nearest(word, SYNTAX.iter().map(|syntax| syntax.word)),
        })
    }

    pub(super) fn mark(&self, word: &str) -> Option<Mark> {
        self.marks.iter().copied().find(|mark| mark.word() == word)
    }
}

impl Mark {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Mark::TwoWay => "two-way",
            Mark::Transitive => "transitive",
            Mark::NonTransitive => "non-transitive",
        }
    }
}

/// Words of which only some have a meaning.
pub(super) fn check_words(syntax: &Syntax, names: &[String]) -> Result<(), ChangeSyntaxError> {
    let unknown = |word: &str, what, known: &[&'static str]| ChangeSyntaxError::UnknownWord {
        word: word.to_owned(),
        what,
        suggestion: nearest(word, known.iter().copied()),
    };
    match (syntax.verb, names) {
        (Verb::AddTrust, [kind, ..]) if trust_kind(kind).is_none() => {
            Err(unknown(kind, "kind of trust", &KINDS.map(NewTrustKind::as_str)))
        }
        (Verb::SetAttribute, [_, _, attribute, _]) if TrustAttributes::from_name(attribute).is_none() => {
            let known: Vec<&'static str> = TrustAttributes(u32::MAX).names().collect();
            Err(unknown(attribute, "trust attribute", &known))
        }
        (Verb::SetAttribute, [_, _, _, state]) if ![ON, OFF].contains(&state.as_str()) => {
            Err(unknown(state, "on or off", &[ON, OFF]))
        }
        _ => Ok(()),
    }
}

pub(super) fn trust_kind(word: &str) -> Option<NewTrustKind> {
    KINDS.into_iter().find(|kind| kind.as_str() == word)
}

pub(super) fn meant(suggestion: &Option<impl AsRef<str>>) -> String {
    suggestion.as_ref().map(|word| format!("; did you mean {}?", word.as_ref())).unwrap_or_default()
}

const KINDS: [NewTrustKind; 4] =
    [NewTrustKind::Forest, NewTrustKind::External, NewTrustKind::Realm, NewTrustKind::Shortcut];
pub(super) const ON: &str = "on";
const OFF: &str = "off";
