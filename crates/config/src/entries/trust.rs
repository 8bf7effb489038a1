//! Trusts.

use std::ops::Range;

use xrealm_directory::{Namespaces, NewTrustKind};
use xrealm_names::{EncryptionType, RealmName};
use xrealm_trust::TrustAttributes;

use super::settings::etypes;
use crate::fields::{At, Fields};
use crate::finding::Problem;
use crate::suggestion::nearest;
use crate::values::{realm_name, suffix, text, values, word};

/// One `[[trust]]`.
pub(crate) struct TrustEntry {
    pub(crate) span: Range<usize>,
    /// `None` after a finding.
    pub(crate) kind: Option<NewTrustKind>,
    pub(crate) trusting: At<RealmName>,
    pub(crate) trusted: At<RealmName>,
    pub(crate) direction: Direction,
    pub(crate) transitive: Option<bool>,
    /// For tickets that `trusted` issues and `trusting` accepts.
    pub(crate) password: Option<Box<str>>,
    /// For the other direction.
    pub(crate) reverse_password: Option<Box<str>>,
    pub(crate) kvno: Option<u32>,
    pub(crate) etypes: Option<Vec<EncryptionType>>,
    pub(crate) attributes: Option<TrustAttributes>,
    /// What of `trusting_namespaces` was written down, and where.
    pub(crate) trusting_suffixes: Vec<At<Box<str>>>,
    pub(crate) trusted_suffixes: Vec<At<Box<str>>>,
    pub(crate) trusting_namespaces: Namespaces,
    pub(crate) trusted_namespaces: Namespaces,
}

/// Who trusts whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    OneWay,
    TwoWay,
}

impl TrustEntry {
    pub(crate) fn read(fields: Fields<'_>) -> Option<TrustEntry> {
        let kinds = [NewTrustKind::Forest, NewTrustKind::External, NewTrustKind::Realm, NewTrustKind::Shortcut];
        let kind = fields.required("kind", kind(kinds));
        let trusting = fields.required("trusting", realm_name);
        let trusted = fields.required("trusted", realm_name);
        let words = word("direction", &["one-way", "two-way"], &[Direction::OneWay, Direction::TwoWay]);
        let direction = fields.parsed("direction", words).map_or(Direction::OneWay, |at| at.value);
        let (password, reverse_password) = passwords(&fields, direction);
        let transitive = fields.bool("transitive");
        let kvno = fields.u32("kvno", 0).map(|at| at.value);
        let etypes = etypes(&fields);
        let attributes = attributes(&fields);
        let trusting_namespaces =
            namespaces(&fields, ["trusting_suffixes", "trusting_exclusions", "trusting_disabled"]);
        let trusted_namespaces = namespaces(&fields, ["trusted_suffixes", "trusted_exclusions", "trusted_disabled"]);
        let written = |key| fields.list(key, suffix).unwrap_or_default();
        let (trusting_suffixes, trusted_suffixes) = (written("trusting_suffixes"), written("trusted_suffixes"));
        let span = fields.span();
        fields.finish();
        Some(TrustEntry {
            span,
            kind: kind.map(|at| at.value),
            trusting: trusting?,
            trusted: trusted?,
            direction,
            transitive,
            password,
            reverse_password,
            kvno,
            etypes,
            attributes,
            trusting_suffixes,
            trusted_suffixes,
            trusting_namespaces,
            trusted_namespaces,
        })
    }
}

/// `password` for both directions, or one for each, named as `trusting` sees them.
fn passwords(fields: &Fields<'_>, direction: Direction) -> (Option<Box<str>>, Option<Box<str>>) {
    fields.exclude("password", "password_outgoing");
    fields.exclude("password", "password_incoming");
    let read = |key| fields.parsed(key, text).map(|at| at.value);
    let (both, outgoing, incoming) = (read("password"), read("password_outgoing"), read("password_incoming"));
    if incoming.is_some() && direction == Direction::OneWay {
        let problem = Problem::Meaningless { key: "password_incoming", because: "on a one-way trust" };
        fields.complain("password_incoming", problem);
    }
    (both.clone().or(outgoing), both.or(incoming))
}

fn namespaces(fields: &Fields<'_>, [suffixes, exclusions, disabled]: [&'static str; 3]) -> Namespaces {
    Namespaces {
        suffixes: fields.list(suffixes, suffix).map(values),
        exclusions: values(fields.list(exclusions, suffix).unwrap_or_default()),
        disabled: values(fields.list(disabled, suffix).unwrap_or_default()),
    }
}

fn attributes(fields: &Fields<'_>) -> Option<TrustAttributes> {
    let list = fields.list("attributes", attribute)?;
    Some(list.into_iter().fold(TrustAttributes::default(), |all, one| all | one.value))
}

fn attribute(name: &str) -> Result<TrustAttributes, Problem> {
    if let Some(fixed) = FIXED_ATTRIBUTES.into_iter().find(|fixed| *fixed == name) {
        return Err(Problem::FixedAttribute { name: fixed });
    }
    let known = ATTRIBUTES.contains(&name).then(|| TrustAttributes::from_name(name)).flatten();
    known.ok_or_else(|| Problem::UnknownWord {
        word: name.into(),
        what: "trust attribute",
        possible: &ATTRIBUTES,
        suggestion: nearest(name, ATTRIBUTES),
    })
}

fn kind(kinds: [NewTrustKind; 4]) -> impl Fn(&str) -> Result<NewTrustKind, Problem> {
    move |text| {
        let found = kinds.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| Problem::UnknownWord {
            word: text.into(),
            what: "kind of trust",
            possible: &["forest", "external", "realm", "shortcut"],
            suggestion: nearest(text, kinds.map(NewTrustKind::as_str)),
        })
    }
}

const FIXED_ATTRIBUTES: [&str; 2] = ["NON_TRANSITIVE", "WITHIN_FOREST"];

const ATTRIBUTES: [&str; 11] = [
    "UPLEVEL_ONLY",
    "QUARANTINED_DOMAIN",
    "FOREST_TRANSITIVE",
    "CROSS_ORGANIZATION",
    "TREAT_AS_EXTERNAL",
    "USES_RC4_ENCRYPTION",
    "USES_AES_KEYS",
    "CROSS_ORGANIZATION_NO_TGT_DELEGATION",
    "PIM_TRUST",
    "CROSS_ORGANIZATION_ENABLE_TGT_DELEGATION",
    "DISABLE_AUTH_TARGET_VALIDATION",
];
