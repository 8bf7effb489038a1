//! The shipped topologies.

/// Name and text of every topology in `fixtures/realms`.
pub const FIXTURES: &[(&str, &str)] = &[
    ("two-forests", include_str!("../../../fixtures/realms/two-forests.toml")),
    ("single-realm", include_str!("../../../fixtures/realms/single-realm.toml")),
    ("chain", include_str!("../../../fixtures/realms/chain.toml")),
    ("administration", include_str!("../../../fixtures/realms/administration.toml")),
    ("tree-with-shortcut", include_str!("../../../fixtures/realms/tree-with-shortcut.toml")),
];

pub(crate) fn text(name: &str) -> Option<&'static str> {
    FIXTURES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
