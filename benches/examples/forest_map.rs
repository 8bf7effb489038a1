//! Prints the topology of many forests: `forest_map --forests 200 > map.toml`.

use std::io::{Write, stdout};

use clap::Parser;
use xrealm_sim::{MapSize, forest_map};

/// A topology of many forests with many domains and suffixes, the same for the same seed
#[derive(Debug, Parser)]
struct Arguments {
    /// Forests
    #[arg(long, value_name = "N", default_value_t = MapSize::LARGE.forests)]
    forests: usize,
    /// Domains of each forest
    #[arg(long, value_name = "N", default_value_t = MapSize::LARGE.domains)]
    domains: usize,
    /// Suffixes for user principal names of each forest
    #[arg(long, value_name = "N", default_value_t = MapSize::LARGE.suffixes)]
    suffixes: usize,
    /// Forests that each forest trusts
    #[arg(long, value_name = "N", default_value_t = MapSize::LARGE.partners)]
    partners: usize,
    /// What the shape follows from
    #[arg(long, value_name = "NUMBER", default_value_t = 7)]
    seed: u64,
}

fn main() -> std::io::Result<()> {
    let Arguments { forests, domains, suffixes, partners, seed } = Arguments::parse();
    stdout().write_all(forest_map(seed, MapSize { forests, domains, suffixes, partners }).as_bytes())
}
