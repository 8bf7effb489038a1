//! What the shipped binary links: no copyleft, no OpenSSL, nothing from outside the public registry.
//!
//! `deny.toml` says the same to those who have `cargo-deny`; this runs everywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;
use xrealm_tests::project_root;

#[test]
fn the_product_does_not_link_what_is_banned() {
    let linked = Product::read().linked();
    let wrong: Vec<_> = BANNED.iter().filter(|name| linked.contains(**name)).collect();
    assert!(wrong.is_empty(), "banned but linked: {wrong:?}");
}

#[test]
fn everything_linked_has_a_permissive_licence() {
    let product = Product::read();
    let wrong: Vec<_> = product
        .linked()
        .into_iter()
        .map(|name| (product.licences.get(&name).cloned().unwrap_or_default(), name))
        .filter(|(licence, _)| !is_permissive(licence))
        .collect();
    assert!(wrong.is_empty(), "licence not on the list: {wrong:?}");
}

#[test]
fn every_locked_package_comes_from_the_public_registry() {
    let lock = std::fs::read_to_string(project_root().join("Cargo.lock")).expect("Cargo.lock is kept");
    let wrong: Vec<_> = lock
        .lines()
        .filter_map(|line| line.strip_prefix("source = "))
        .filter(|source| *source != "\"registry+https://github.com/rust-lang/crates.io-index\"")
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Copyleft or foreign-code packages that must stay out of the binary.
const BANNED: [&str; 8] =
    ["kerberos_asn1", "red_asn1", "rasn-kerberos", "picky-krb", "openssl", "openssl-sys", "aws-lc-sys", "rsa"];

const PERMISSIVE: [&str; 10] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "CC0-1.0",
];

/// The packages cargo resolved and what each links.
struct Product {
    links: BTreeMap<String, BTreeSet<String>>,
    licences: BTreeMap<String, String>,
}

impl Product {
    fn read() -> Product {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--locked"])
            .current_dir(project_root())
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
        let names: BTreeMap<&str, &str> =
            list(&metadata["packages"]).map(|package| (text(&package["id"]), text(&package["name"]))).collect();
        let licences = list(&metadata["packages"])
            .map(|package| (text(&package["name"]).to_owned(), text(&package["license"]).to_owned()))
            .collect();
        let mut links: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for node in list(&metadata["resolve"]["nodes"]) {
            let below = links.entry(names[text(&node["id"])].to_owned()).or_default();
            for dependency in list(&node["deps"]) {
                let built_in = list(&dependency["dep_kinds"]).any(|kind| kind["kind"].as_str() != Some("dev"));
                if built_in {
                    below.insert(names[text(&dependency["pkg"])].to_owned());
                }
            }
        }
        Product { links, licences }
    }

    /// Everything reachable from the binary without passing a dev-dependency.
    fn linked(&self) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let mut todo = vec!["xrealm-cli".to_owned()];
        while let Some(name) = todo.pop() {
            if seen.insert(name.clone()) {
                todo.extend(self.links.get(&name).into_iter().flatten().cloned());
            }
        }
        assert!(seen.len() > 10, "the walk lost its way: {seen:?}");
        seen
    }
}

/// One alternative of the SPDX expression is made of permissive licences only.
fn is_permissive(expression: &str) -> bool {
    let flat = expression.replace('/', " OR ").replace(['(', ')'], " ");
    flat.split(" OR ").any(|alternative| alternative.split(" AND ").all(|licence| PERMISSIVE.contains(&licence.trim())))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
