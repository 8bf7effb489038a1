//! The `xrealm` command.

fn main() {}
