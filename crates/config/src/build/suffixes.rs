//! Suffixes that are written into trusts and that others have.
//!
//! Names that are collected may collide as well; then the later trust does not get them, with a warning. What somebody
//! wrote down against the rest of the file is a mistake.

use std::collections::HashMap;

use xrealm_names::{RealmName, fold};

use super::Builder;
use super::forests::Forests;
use crate::entries::TrustEntry;
use crate::fields::At;
use crate::finding::Problem;

/// A suffix of one end of a trust, as the other end records it.
struct Claim<'a> {
    suffix: &'a At<Box<str>>,
    claimant: &'a RealmName,
    exclusions: &'a [Box<str>],
}

impl Builder<'_> {
    pub(super) fn suffixes(&self) {
        let entries = self.entries;
        let forests = Forests::of(&entries.domains);
        let mut claims: HashMap<(String, String), Claim<'_>> = HashMap::new();
        let written = || entries.trusts.iter().flat_map(both_ends);
        for (holder, claim) in written() {
            let key = (fold(holder.as_str()), fold(&claim.suffix.value));
            if let Some(owner) = forests.owner(&claim.suffix.value, claim.claimant) {
                let (suffix, claimant) = (claim.suffix.value.clone(), claim.claimant.clone());
                self.complain(&claim.suffix.span, Problem::SuffixOfAnotherForest { suffix, claimant, owner });
            } else {
                claims.entry(key).or_insert(claim);
            }
        }
        for (holder, claim) in written() {
            let holder = fold(holder.as_str());
            let above = ancestors(&claim.suffix.value).filter_map(|name| claims.get(&(holder.clone(), fold(name))));
            let other = above
                .filter(|other| !other.claimant.eq_ignore_case(claim.claimant.as_str()))
                .find(|other| !excludes(other, &claim.suffix.value));
            if let Some(other) = other {
                let problem = Problem::OverlappingSuffix {
                    suffix: claim.suffix.value.clone(),
                    other_suffix: other.suffix.value.clone(),
                    claimant: other.claimant.clone(),
                    line: self.findings.line(&other.suffix.span),
                };
                self.complain(&claim.suffix.span, problem);
            }
        }
    }
}

/// Who records it, and what is recorded, for both ends.
fn both_ends(trust: &TrustEntry) -> impl Iterator<Item = (&RealmName, Claim<'_>)> {
    let (one, other) = (&trust.trusting.value, &trust.trusted.value);
    let claim = |claimant, exclusions| move |suffix| Claim { suffix, claimant, exclusions };
    let of_trusting = trust.trusting_suffixes.iter().map(claim(one, &trust.trusting_namespaces.exclusions));
    let of_trusted = trust.trusted_suffixes.iter().map(claim(other, &trust.trusted_namespaces.exclusions));
    of_trusting.map(move |claim| (other, claim)).chain(of_trusted.map(move |claim| (one, claim)))
}

fn excludes(claim: &Claim<'_>, name: &str) -> bool {
    ancestors(name).any(|above| claim.exclusions.iter().any(|exclusion| fold(exclusion) == fold(above)))
}

/// The name itself and every name above it.
fn ancestors(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), |name| name.split_once('.').map(|(_, above)| above))
}
