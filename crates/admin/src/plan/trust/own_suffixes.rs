//! The suffixes that a forest itself has beside the names of its domains: uPNSuffixes and msDS-SPNSuffixes.
//!
//! Partners are not told: they learn of a suffix when they ask the next time, and route to it once it is enabled there.

use xrealm_directory::{Change, ChangeRefusal};
use xrealm_names::{RealmName, fold};

use super::super::{Means, Plan, Told, WritePlan, applied};
use crate::names::Names;
use crate::{OperationRefusal, OwnSuffixChange, OwnSuffixKind, Requirement, Right};

pub(super) fn plan(realm: &str, wishes: &[OwnSuffixChange], means: &mut Means<'_>) -> Result<Plan, OperationRefusal> {
    let realm = Names::of(means.directory).served(realm)?;
    let not_a_domain = || ChangeRefusal::NotADomain { name: realm.name().clone() };
    let root = means.directory.forest_root(realm).ok_or_else(not_a_domain)?.name();
    let [upn, spn] = means.directory.forest_suffixes(realm).ok_or_else(not_a_domain)?;
    let before = [upn.to_vec(), spn.to_vec()];
    let mut suffixes = Suffixes { root, upn: before[0].clone(), spn: before[1].clone(), notes: Vec::new() };
    let words: Vec<String> = wishes.iter().map(|wish| suffixes.make(wish)).collect::<Result<_, _>>()?;
    let Suffixes { upn, spn, mut notes, .. } = suffixes;
    let mut changes = Vec::new();
    let mut replaced = Vec::new();
    if before != [upn.clone(), spn.clone()] {
        replaced = vec![format!("UPN suffixes: {}; SPN suffixes: {}", listed(&before[0]), listed(&before[1]))];
        notes.push("partners learn of it when they ask again, and route to a new name once it is enabled there".into());
        changes.push(Change::SetSuffixes { realm: root.clone(), upn_suffixes: upn, spn_suffixes: spn });
    }
    applied(means.directory, &changes, means.now)?;
    Ok(Plan::from(WritePlan {
        replaced,
        requires: vec![Requirement { realm: root.clone(), right: Right::DomainAdmins }],
        told: Told { notes, ..Told::default() },
        ..WritePlan::new(format!("suffixes of the forest of {root}: {}", words.join(", ")), changes)
    }))
}

/// The lists in the making.
struct Suffixes<'d> {
    root: &'d RealmName,
    upn: Vec<Box<str>>,
    spn: Vec<Box<str>>,
    notes: Vec<String>,
}

impl Suffixes<'_> {
    fn make(&mut self, wish: &OwnSuffixChange) -> Result<String, OperationRefusal> {
        let (root, kind) = (self.root, wish.kind.as_str());
        let suffix = suffix(&wish.suffix)?;
        let list = match wish.kind {
            OwnSuffixKind::Upn => &mut self.upn,
            OwnSuffixKind::Spn => &mut self.spn,
        };
        let known = list.iter().position(|known| fold(known) == suffix);
        match (wish.add, known) {
            (true, None) => list.push(suffix.as_str().into()),
            (true, Some(_)) => self.notes.push(format!("{suffix} was a {kind} suffix already")),
            (false, Some(position)) => {
                list.remove(position);
            }
            (false, None) => {
                let had = listed(list);
                return Err(OperationRefusal::NoOwnSuffix { root: root.clone(), kind, name: suffix, had });
            }
        }
        let verb = if wish.add { "add" } else { "remove" };
        Ok(format!("{verb} the {kind} suffix {suffix}"))
    }
}

/// A suffix as it is compared; a DNS name without a dot at either end.
fn suffix(typed: &str) -> Result<String, OperationRefusal> {
    let name = fold(typed.trim_end_matches('.'));
    let is_label = |label: &str| {
        let letters = label.chars().all(|letter| letter.is_alphanumeric() || letter == '-' || letter == '_');
        letters && !label.is_empty() && label.len() <= LONGEST_LABEL
    };
    let is_name = name.len() <= LONGEST_NAME && name.split('.').all(is_label);
    if is_name { Ok(name) } else { Err(OperationRefusal::NotADnsName { given: typed.to_owned() }) }
}

const LONGEST_LABEL: usize = 63;
const LONGEST_NAME: usize = 253;

fn listed(suffixes: &[Box<str>]) -> String {
    if suffixes.is_empty() { "none".to_owned() } else { suffixes.join(", ") }
}
