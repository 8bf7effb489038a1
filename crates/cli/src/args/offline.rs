//! Verbs that ask a topology, without any KDC.

use std::path::PathBuf;

use clap::Args;
use xrealm_config::ChangeWords;

/// Show which realms a client asks for a service, and what each answers
///
/// CLIENT is `user@REALM`, a user principal name of any suffix, or a realm alone, for any client of it. SERVICE is
/// `class/host`, or `krbtgt/REALM` for the way to a realm. Nothing is sent; accounts need not exist for a realm alone.
/// Exit status 1 if there is no ticket at the end.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm route user1@EUROPE.TAILSPINTOYS.COM cifs/fileserver1.usa.wingtiptoys.com --topology two-forests.toml"
)]
pub(crate) struct Route {
    #[command(flatten)]
    pub(crate) errand: Errand,
    #[command(flatten)]
    pub(crate) topology: TopologyArg,
    /// Print the hops as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Who wants to go where.
#[derive(Debug, Args)]
pub(crate) struct Errand {
    /// Who asks: `user@REALM`, a user principal name, or a realm
    pub(crate) client: String,
    /// The service to reach
    pub(crate) service: String,
    #[command(flatten)]
    pub(crate) manner: Manner,
}

/// How a client asks.
#[derive(Debug, Args)]
pub(crate) struct Manner {
    /// Realm whose KDC the client asks first, for a user principal name [default: the name's realm, or the first of the
    /// topology]
    #[arg(long, value_name = "REALM")]
    pub(crate) at: Option<String>,
    /// The client asks for no referrals, as Kerberos clients that are told a realm
    #[arg(long)]
    pub(crate) no_canonicalize: bool,
}

/// The topology that is asked.
#[derive(Debug, Args)]
pub(crate) struct TopologyArg {
    /// The topology file; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) topology: PathBuf,
}

/// Show which answers a change of the topology would change, and why
///
/// Clients of every realm ask for a service of every realm, and a user of every suffix logs on in every realm, before
/// and after. The topology itself stays as it is. Exit status 0, whatever changes.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm what-if remove-trust wingtiptoys.com tailspintoys.com --topology two-forests.toml",
    after_long_help = changes_and_example()
)]
pub(crate) struct WhatIf {
    /// One change or several, one after the other: a verb and its words
    #[arg(required = true, value_name = "CHANGE")]
    pub(crate) changes: Vec<String>,
    /// Look at this client and service only, and show both ways whole. May be given more than once
    #[arg(long, num_args = 2, value_names = ["CLIENT", "SERVICE"])]
    pub(crate) pair: Vec<String>,
    #[command(flatten)]
    pub(crate) manner: Manner,
    #[command(flatten)]
    pub(crate) topology: TopologyArg,
    /// Print the differences as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

fn changes_and_example() -> String {
    let mut text = String::from(
        "Example:\n  xrealm what-if remove-trust wingtiptoys.com tailspintoys.com --topology two-forests.toml\n\nChanges:\n",
    );
    for (words, does) in ChangeWords::usage() {
        text.push_str(&format!("  {words}\n      {does}\n"));
    }
    text
}

/// Ask for a service of every realm in the name of a client of every realm, and count
///
/// Of a topology, or of random ones. With --walk the clients also walk through KDCs in memory, message by message, and
/// what they meet is held against what was decided: a difference is a failure, and its seed is shown.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm simulate --topology two-forests.toml\n  xrealm simulate --seed 7 --seeds 100 --forests 4 --domains 5 --walk"
)]
pub(crate) struct Simulate {
    /// The topology file; `-` for standard input
    #[arg(long, value_name = "FILE", conflicts_with = "random")]
    pub(crate) topology: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) random: Random,
    /// Walk as well, and compare
    #[arg(long)]
    pub(crate) walk: bool,
    /// Pairs that are listed at most, of each kind
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) list: usize,
    /// Print the figures as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// What the dice make.
#[derive(Debug, Args)]
#[group(id = "random", multiple = true)]
#[command(next_help_heading = "Random topology")]
pub(crate) struct Random {
    /// What the topology is made of; the same number gives the same one [default: 0]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,
    /// Topologies, with this seed and those after it [default: 1]
    #[arg(long, value_name = "N")]
    pub(crate) seeds: Option<u64>,
    /// Forests [default: 3]
    #[arg(long, value_name = "N")]
    pub(crate) forests: Option<usize>,
    /// Domains in each forest [default: 4]
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(crate) domains: Option<usize>,
    /// Plain Kerberos realms [default: 2]
    #[arg(long, value_name = "N")]
    pub(crate) realms: Option<usize>,
    /// Trusts beside those inside the forests [default: two for each forest and realm]
    #[arg(long, value_name = "N")]
    pub(crate) trusts: Option<usize>,
    /// Print the topology instead of asking it
    #[arg(long)]
    pub(crate) print: bool,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("a forest has one domain at least".to_owned()),
        Ok(number) => Ok(number),
        Err(error) => Err(format!("{error}")),
    }
}
