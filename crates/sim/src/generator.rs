//! Topologies by the dice.

use std::fmt::Write as _;

use crate::dice::Dice;

/// How large a generated topology is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Forests.
    pub forests: usize,
    /// Domains in each forest, its root among them.
    pub domains: usize,
    /// Plain Kerberos realms.
    pub realms: usize,
    /// Trusts beside those inside a forest; where the dice name the same two ends again, there is one less.
    pub trusts: usize,
}

/// The text of a topology of random forests and realms, the same for the same seed.
///
/// A domain `d<n>` hangs below one of its forest, a domain `t<n>` is the root of a tree of its own. Every domain and realm
/// has a user `user` and a service `host/db.<name>`; some forests have a suffix for user principal names, which now
/// and then is another forest's as well. Trusts are forest, external, shortcut and realm trusts between random ends,
/// one-way or two-way, realm trusts transitive or not; of forest trusts some names are excluded, some disabled. Hosts of
/// plain realms are in `[domain_realm]`, some of the ways between them in `[capaths]`, of which some realms know nothing.
/// Now and then there is no encryption type in common.
#[must_use]
pub fn random_forests(seed: u64, size: Size) -> String {
    let mut world = World::thrown(Dice::of(seed), size);
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = world.write(&mut text, size.trusts);
    text
}

struct World {
    dice: Dice,
    forests: Vec<Forest>,
    /// Realm names, upper case.
    realms: Vec<String>,
    /// Lines that only some realms have, in the order of the realms.
    realm_lines: Vec<String>,
}

struct Forest {
    /// DNS names; the root first, each other one below one before it or the root of a tree.
    domains: Vec<String>,
    upn_suffix: Option<String>,
    /// A line that only some forests have.
    etypes: String,
}

/// A trust to be.
struct Ends<'w> {
    kind: &'static str,
    trusting: &'w str,
    trusted: &'w str,
    /// Lines for this kind of trust only.
    extra: String,
}

impl World {
    fn thrown(mut dice: Dice, size: Size) -> World {
        let forests = (0..size.forests).map(|number| Forest::thrown(&mut dice, number, size)).collect();
        let realms = (0..size.realms).map(|number| format!("R{number}.TEST")).collect();
        let realm_lines = (0..size.realms).map(|_| paths_of_its_own(&mut dice) + &few_etypes(&mut dice)).collect();
        World { dice, forests, realms, realm_lines }
    }

    fn write(&mut self, text: &mut String, trusts: usize) -> std::fmt::Result {
        for forest in &self.forests {
            for domain in &forest.domains {
                forest.write_domain(text, domain)?;
            }
        }
        for (realm, lines) in self.realms.iter().zip(&self.realm_lines) {
            write_realm(text, realm, lines)?;
        }
        let mut linked: Vec<(String, String)> = Vec::new();
        for _ in 0..trusts {
            let Some(Ends { kind, trusting, trusted, extra }) =
                random_ends(&mut self.dice, &self.forests, &self.realms)
            else {
                continue;
            };
            let taken = linked.iter().any(|(a, b)| (a == trusting && b == trusted) || (a == trusted && b == trusting));
            if taken || trusting == trusted || holds_forest_together(&self.forests, trusting, trusted) {
                continue;
            }
            linked.push((trusting.to_owned(), trusted.to_owned()));
            let direction = if self.dice.one_in(2) { "one-way" } else { "two-way" };
            writeln!(text, "[[trust]]\nkind = \"{kind}\"\ntrusting = \"{trusting}\"\ntrusted = \"{trusted}\"")?;
            writeln!(text, "direction = \"{direction}\"\n{extra}")?;
        }
        self.write_maps(text)
    }

    /// `[domain_realm]` and `[capaths]`.
    fn write_maps(&mut self, text: &mut String) -> std::fmt::Result {
        if !self.realms.is_empty() {
            writeln!(text, "[domain_realm]")?;
        }
        for realm in &self.realms {
            writeln!(text, "\".{}\" = \"{realm}\"", realm.to_lowercase())?;
        }
        for client in &self.realms {
            writeln!(text, "[capaths.\"{client}\"]")?;
            for target in self.realms.iter().filter(|target| *target != client) {
                let between = self.dice.pick(&self.realms).filter(|between| *between != client && *between != target);
                match between {
                    _ if self.dice.one_in(2) => {}
                    Some(between) => writeln!(text, "\"{target}\" = [\"{between}\"]")?,
                    None => writeln!(text, "\"{target}\" = []")?,
                }
            }
        }
        Ok(())
    }
}

impl Forest {
    fn thrown(dice: &mut Dice, number: usize, size: Size) -> Forest {
        let mut domains = vec![format!("f{number}.test")];
        for position in 1..size.domains {
            let domain = match dice.pick(&domains) {
                Some(parent) if !dice.one_in(5) => format!("d{position}.{parent}"),
                Some(_) | None => format!("t{position}f{number}.test"),
            };
            domains.push(domain);
        }
        let whose = if dice.one_in(4) { dice.below(size.forests) } else { number };
        let upn_suffix = dice.one_in(2).then(|| format!("mail{whose}.example"));
        Forest { domains, upn_suffix, etypes: few_etypes(dice) }
    }

    fn root(&self) -> Option<&str> {
        self.domains.first().map(String::as_str)
    }

    fn parent(&self, domain: &str) -> Option<&str> {
        let (_, above) = domain.split_once('.')?;
        self.domains.iter().map(String::as_str).find(|name| *name == above)
    }

    fn write_domain(&self, text: &mut String, domain: &str) -> std::fmt::Result {
        let netbios = domain.trim_end_matches(".test").replace('.', "").to_uppercase();
        writeln!(text, "[[domain]]\nname = \"{domain}\"\nnetbios = \"{netbios}\"")?;
        write!(text, "{}", self.etypes)?;
        match (self.root(), self.parent(domain), &self.upn_suffix) {
            (Some(root), _, Some(suffix)) if root == domain => writeln!(text, "upn_suffixes = [\"{suffix}\"]")?,
            (Some(root), _, None) if root == domain => {}
            (_, Some(parent), _) => writeln!(text, "parent = \"{parent}\"")?,
            (root, None, _) => writeln!(text, "forest = \"{}\"", root.unwrap_or_default())?,
        }
        let upn = self.upn_suffix.as_ref().map(|suffix| format!(", upn = \"user.{netbios}@{suffix}\""));
        let upn = upn.unwrap_or_default();
        writeln!(text, "users = [{{ name = \"user\", password = \"Secret-1\"{upn} }}]")?;
        writeln!(text, "computers = [{{ name = \"DB\", spns = [\"host/db.{domain}\"] }}]\n")
    }
}

/// Now and then one realm or forest has a single encryption type, which others may not have.
fn few_etypes(dice: &mut Dice) -> String {
    match dice.below(16) {
        0 => "etypes = [\"aes128-sha1\"]\n".to_owned(),
        1 => "etypes = [\"aes256-sha1\"]\n".to_owned(),
        _ => String::new(),
    }
}

/// Now and then a realm knows no paths and refuses those that others know.
fn paths_of_its_own(dice: &mut Dice) -> String {
    if dice.one_in(4) { "capaths = {}\n".to_owned() } else { String::new() }
}

fn write_realm(text: &mut String, realm: &str, lines: &str) -> std::fmt::Result {
    writeln!(text, "[[realm]]\nname = \"{realm}\"\n{lines}users = [{{ name = \"user\", password = \"Secret-1\" }}]")?;
    writeln!(text, "services = [\"host/db.{}\"]\n", realm.to_lowercase())
}

fn random_ends<'w>(dice: &mut Dice, forests: &'w [Forest], realms: &'w [String]) -> Option<Ends<'w>> {
    let domains: usize = forests.iter().map(|forest| forest.domains.len()).sum();
    if dice.below(domains + realms.len()) < realms.len() {
        let domain = dice.pick(forests).and_then(|forest| dice.pick(&forest.domains));
        let (one, other) = (dice.pick(realms)?, dice.pick(realms)?);
        let one = domain.filter(|_| dice.one_in(3)).unwrap_or(one);
        let extra = format!("transitive = {}\n{}", !dice.one_in(3), no_key(dice));
        let (trusting, trusted) = if dice.one_in(2) { (one, other) } else { (other, one) };
        return Some(Ends { kind: "realm", trusting, trusted, extra });
    }
    let (one, other) = (dice.pick(forests)?, dice.pick(forests)?);
    if std::ptr::eq(one, other) {
        let (trusting, trusted) = (dice.pick(&one.domains)?, dice.pick(&one.domains)?);
        return Some(Ends { kind: "shortcut", trusting, trusted, extra: String::new() });
    }
    if dice.one_in(3) {
        let (trusting, trusted) = (dice.pick(&one.domains)?, dice.pick(&other.domains)?);
        return Some(Ends { kind: "external", trusting, trusted, extra: no_key(dice) });
    }
    let extra = names_left_out(dice, "trusting", one) + &names_left_out(dice, "trusted", other) + &no_key(dice);
    Some(Ends { kind: "forest", trusting: one.root()?, trusted: other.root()?, extra })
}

/// Now and then RC4 was agreed for a trust, which the realms do not use.
fn no_key(dice: &mut Dice) -> String {
    if dice.one_in(12) { "etypes = [\"rc4-hmac\"]\n".to_owned() } else { String::new() }
}

/// Now and then a name that the forest claims is excluded, or disabled.
fn names_left_out(dice: &mut Dice, end: &str, forest: &Forest) -> String {
    let Some(root) = forest.root() else { return String::new() };
    let mut text = String::new();
    let below: Vec<&String> = forest.domains.iter().filter(|domain| domain.ends_with(&format!(".{root}"))).collect();
    if let Some(domain) = dice.pick(&below).filter(|_| dice.one_in(3)) {
        let _ = writeln!(text, "{end}_exclusions = [\"{domain}\"]");
    }
    if dice.one_in(6) {
        let _ = writeln!(text, "{end}_disabled = [\"{root}\"]");
    }
    text
}

/// Parent and child, or forest root and tree root: their trust is there already.
fn holds_forest_together(forests: &[Forest], one: &str, other: &str) -> bool {
    forests.iter().any(|forest| {
        let is_tree_root = |name: &str| forest.parent(name).is_none() && forest.domains.iter().any(|own| own == name);
        let to_root = [one, other].iter().any(|name| forest.root() == Some(name));
        forest.parent(one) == Some(other)
            || forest.parent(other) == Some(one)
            || (to_root && is_tree_root(one) && is_tree_root(other))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Net;

    const SMALL: Size = Size { forests: 3, domains: 4, realms: 3, trusts: 12 };

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
            assert_eq!(net.directory().realms().len(), 15);
        }
    }
}
