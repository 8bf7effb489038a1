//! The map of a large organisation: many forests of many domains, trusting some of the others.

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use crate::dice::Dice;

/// How large a map is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapSize {
    /// Forests.
    pub forests: usize,
    /// Domains of each forest, its root among them.
    pub domains: usize,
    /// Suffixes for user principal names of each forest.
    pub suffixes: usize,
    /// Forests that each forest trusts, and that trust it; fewer if there are not as many.
    pub partners: usize,
}

impl MapSize {
    /// 10 domains in 2 forests.
    pub const SMALL: MapSize = MapSize { forests: 2, domains: 5, suffixes: 49, partners: 10 };
    /// 1,000 domains in 20 forests, 10,000 claimed suffixes.
    pub const MEDIUM: MapSize = MapSize { forests: 20, domains: 50, suffixes: 49, partners: 10 };
    /// 10,000 domains in 200 forests, 100,000 claimed suffixes.
    pub const LARGE: MapSize = MapSize { forests: 200, domains: 50, suffixes: 49, partners: 10 };

    /// Domains of all forests.
    #[must_use]
    pub fn all_domains(&self) -> usize {
        self.forests * self.domains
    }
}

/// The text of a map, the same for the same seed.
///
/// Forest `n` is called `f<n>.test`; each of its domains `d<m>` hangs below one drawn from those before it, `d1` below
/// the root, and has a user `user` and a service `host/db.<domain>`. Each forest has suffixes `s<m>.f<n>.example`. All
/// forest trusts are two-way and none is excluded, so that all names are claimed and none in conflict. Forests `f0` and
/// `f1` are partners.
#[must_use]
pub fn forest_map(seed: u64, size: MapSize) -> String {
    let mut dice = Dice::of(seed);
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_map(&mut text, &mut dice, size);
    text
}

fn write_map(text: &mut String, dice: &mut Dice, size: MapSize) -> fmt::Result {
    for forest in 0..size.forests {
        write_forest(text, dice, forest, size)?;
    }
    for (one, other) in partners(dice, size) {
        writeln!(text, "[[trust]]\nkind = \"forest\"\ndirection = \"two-way\"")?;
        writeln!(text, "trusting = \"f{one}.test\"\ntrusted = \"f{other}.test\"\n")?;
    }
    Ok(())
}

fn write_forest(text: &mut String, dice: &mut Dice, forest: usize, size: MapSize) -> fmt::Result {
    let mut names: Vec<String> = Vec::with_capacity(size.domains);
    for number in 0..size.domains {
        let parent = dice.pick(&names);
        let name = parent.map_or_else(|| format!("f{forest}.test"), |parent| format!("d{number}.{parent}"));
        writeln!(text, "[[domain]]\nname = \"{name}\"\nnetbios = \"F{forest}D{number}\"")?;
        match parent {
            Some(parent) => writeln!(text, "parent = \"{parent}\"")?,
            None => {
                let suffixes: Vec<String> = (0..size.suffixes).map(|m| format!("\"s{m}.f{forest}.example\"")).collect();
                writeln!(text, "upn_suffixes = [{}]", suffixes.join(", "))?;
            }
        }
        writeln!(text, "users = [{{ name = \"user\", password = \"Secret-1\" }}]")?;
        writeln!(text, "computers = [{{ name = \"DB{number}\", spns = [\"host/db.{name}\"] }}]\n")?;
        names.push(name);
    }
    Ok(())
}

/// Pairs of forests. In a ring of all forests each trusts those a few drawn distances away, so all have as many.
fn partners(dice: &mut Dice, size: MapSize) -> BTreeSet<(usize, usize)> {
    let mut distances: Vec<usize> = (2..size.forests.div_ceil(2)).collect();
    let mut drawn = vec![1];
    while drawn.len() < size.partners.div_ceil(2) && !distances.is_empty() {
        drawn.push(distances.swap_remove(dice.below(distances.len())));
    }
    let pairs = (0..size.forests).flat_map(|one| {
        let partner = move |distance: usize| (one + distance) % size.forests;
        drawn.iter().map(move |&distance| (one.min(partner(distance)), one.max(partner(distance))))
    });
    pairs.filter(|(one, other)| one != other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{End, Net};

    #[test]
    fn the_same_seed_gives_the_same_map() {
        assert_eq!(forest_map(1, MapSize::MEDIUM), forest_map(1, MapSize::MEDIUM));
        assert_ne!(forest_map(1, MapSize::MEDIUM), forest_map(2, MapSize::MEDIUM));
    }

    #[test]
    fn every_forest_has_as_many_partners() {
        let mut counts = vec![0; MapSize::LARGE.forests];
        for (one, other) in partners(&mut Dice::of(1), MapSize::LARGE) {
            counts[one] += 1;
            counts[other] += 1;
        }
        assert_eq!(counts, vec![MapSize::LARGE.partners; MapSize::LARGE.forests]);
    }

    #[test]
    fn every_partner_claims_its_root_its_suffixes_and_its_domains() {
        let net = Net::from_topology(&forest_map(1, MapSize::MEDIUM)).unwrap();
        let trusts = net.directory().realms().flat_map(|realm| realm.trusts());
        let claims: Vec<_> = trusts.filter_map(|(_, trust)| trust.tdo.forest_trust_info.as_ref()).collect();
        assert_eq!(claims.len(), 20 * 10);
        for info in claims {
            assert_eq!(info.records.len(), 1 + MapSize::MEDIUM.suffixes + MapSize::MEDIUM.domains);
            assert!(info.records.iter().all(|record| record.is_enabled()));
        }
    }

    #[test]
    fn child_domains_of_partners_reach_each_other() {
        let mut net = Net::from_topology(&forest_map(1, MapSize::SMALL)).unwrap();
        let walk = net.walk("user@D1.F0.TEST", "host/db.d1.f1.test");
        assert_eq!(walk.realms(), ["D1.F0.TEST", "F0.TEST", "F1.TEST", "D1.F1.TEST"]);
        assert!(matches!(walk.end(), End::Ticket(_)));
    }
}
