//! Topologies by the dice.

use std::fmt::Write as _;

use chacha20::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

/// How large a generated topology is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Forests.
    pub forests: usize,
    /// Domains in each forest, its root among them.
    pub domains: usize,
    /// Trusts beside those inside a forest.
    pub trusts: usize,
}

/// The text of a topology of random forests, the same for the same seed.
///
/// Domain `d<n>` hangs below a domain of the same forest; each has a user `user` and a service `host/db.<domain>`.
/// Trusts are forest, external or shortcut trusts between random ends, one-way or two-way; a pair gets one at most.
#[must_use]
pub fn random_forests(seed: u64, size: Size) -> String {
    let mut dice = Dice(ChaCha20Rng::seed_from_u64(seed));
    let forests: Vec<Vec<String>> = (0..size.forests).map(|forest| domains(&mut dice, forest, size.domains)).collect();
    let mut text = String::new();
    for forest in &forests {
        for domain in forest {
            write_domain(&mut text, domain, forest);
        }
    }
    let mut pairs: Vec<(String, String)> = Vec::new();
    for _ in 0..size.trusts {
        let Some((kind, trusting, trusted)) = random_ends(&mut dice, &forests) else { continue };
        let taken = pairs.iter().any(|(a, b)| (a == trusting && b == trusted) || (a == trusted && b == trusting));
        if taken || trusting == trusted || is_parent(trusting, trusted) || is_parent(trusted, trusting) {
            continue;
        }
        pairs.push((trusting.to_owned(), trusted.to_owned()));
        let direction = if dice.below(2) == 0 { "one-way" } else { "two-way" };
        let _ = write!(
            text,
            "[[trust]]\nkind = \"{kind}\"\ntrusting = \"{trusting}\"\ntrusted = \"{trusted}\"\n\
             direction = \"{direction}\"\n\n"
        );
    }
    text
}

/// The DNS names of a forest's domains, each below one before it.
fn domains(dice: &mut Dice, forest: usize, count: usize) -> Vec<String> {
    let mut names = vec![format!("f{forest}.test")];
    for number in 1..count {
        let parent = dice.pick(&names).cloned().unwrap_or_default();
        names.push(format!("d{number}.{parent}"));
    }
    names
}

fn write_domain(text: &mut String, domain: &str, forest: &[String]) {
    let netbios = domain.replace('.', "").trim_end_matches("test").to_uppercase();
    let parent = domain.split_once('.').map(|(_, above)| above).filter(|above| forest.iter().any(|name| name == above));
    let parent = parent.map(|parent| format!("parent = \"{parent}\"\n")).unwrap_or_default();
    let _ = write!(
        text,
        "[[domain]]\nname = \"{domain}\"\nnetbios = \"{netbios}\"\n{parent}\
         users = [{{ name = \"user\", password = \"Secret-1\" }}]\n\
         computers = [{{ name = \"DB\", spns = [\"host/db.{domain}\"] }}]\n\n"
    );
}

fn random_ends<'f>(dice: &mut Dice, forests: &'f [Vec<String>]) -> Option<(&'static str, &'f str, &'f str)> {
    let (one, other) = (dice.pick(forests)?, dice.pick(forests)?);
    if std::ptr::eq(one, other) {
        return Some(("shortcut", dice.pick(one)?, dice.pick(one)?));
    }
    match dice.below(2) {
        0 => Some(("forest", one.first()?, other.first()?)),
        _ => Some(("external", dice.pick(one)?, dice.pick(other)?)),
    }
}

fn is_parent(above: &str, below: &str) -> bool {
    below.split_once('.').is_some_and(|(_, parent)| parent == above)
}

struct Dice(ChaCha20Rng);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        // The bias of a remainder is below 2^-50 for any bound that occurs here.
        usize::try_from(self.0.next_u64() % (bound.max(1) as u64)).unwrap_or(0)
    }

    fn pick<'t, T>(&mut self, list: &'t [T]) -> Option<&'t T> {
        let at = self.below(list.len());
        list.get(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Net;

    const SMALL: Size = Size { forests: 3, domains: 4, trusts: 8 };

    #[test]
    fn the_same_seed_gives_the_same_topology() {
        assert_eq!(random_forests(1, SMALL), random_forests(1, SMALL));
        assert_ne!(random_forests(1, SMALL), random_forests(2, SMALL));
    }

    #[test]
    fn every_generated_topology_is_one() {
        for seed in 0..50 {
            let text = random_forests(seed, SMALL);
            let net = Net::from_topology(&text).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}"));
            assert_eq!(net.directory().realms().len(), 12);
        }
    }
}
