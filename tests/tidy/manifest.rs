//! What a `Cargo.toml` names.

use std::path::Path;

/// Names of the packages a crate depends on when it is built, on any platform; not those of its tests.
pub(crate) fn dependencies(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("Cargo.toml")).expect("a crate has a manifest");
    let manifest: toml::Table = text.parse().expect("cargo has read this manifest before us");
    let mut names = table_names(&manifest);
    if let Some(toml::Value::Table(platforms)) = manifest.get("target") {
        names.extend(platforms.values().filter_map(toml::Value::as_table).flat_map(table_names));
    }
    names
}

fn table_names(table: &toml::Table) -> Vec<String> {
    ["dependencies", "build-dependencies"]
        .iter()
        .filter_map(|section| table.get(*section)?.as_table())
        .flatten()
        .map(|(key, value)| value.get("package").and_then(toml::Value::as_str).unwrap_or(key).to_owned())
        .collect()
}
