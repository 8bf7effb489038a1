//! The `xrealm` command: parse, call, print.
//!
//! Each verb is a module with one `run`. It reads what its arguments name, calls the crate that does the work and prints
//! what comes back: as text for people, coloured on a terminal, or as JSON for programs. Sockets of the client's side
//! ([`exchange`]), password prompts and the log are here too, because the crates below do no IO.
//!
//! It holds no logic of the protocol and decides nothing. It takes no password as an argument and prints no key.
//! Exit status: 0 done, 1 refused or failed (with the reason on standard error), 2 wrong usage.
//!
//! ```sh
//! xrealm serve fixtures/realms/two-forests.toml --out run &
//! . run/env
//! xrealm walk user1@EUROPE.TAILSPINTOYS.COM cifs/fileserver1.usa.wingtiptoys.com
//! ```

mod account;
mod administration;
mod args;
mod audit;
mod check;
mod clock;
mod controller;
mod demo;
mod done;
mod duration;
mod errand;
mod exchange;
mod explain_live;
mod failure;
mod log;
mod man;
mod netdom;
mod nltest;
mod password;
mod progress;
mod route;
mod serve;
mod simulate;
mod state;
mod table;
mod terminal;
mod topology;
mod trust;
mod walk;
mod what_if;

use std::io::{Write, stdout};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::args::{Command, Verb};
use crate::failure::Failure;

fn main() -> ExitCode {
    let command = Command::parse();
    log::start(&command.log);
    let ended = match command.verb {
        Verb::Serve(args) => serve::run(&args),
        Verb::Check(args) => check::run(&args),
        Verb::Demo(args) => demo::run(&args),
        Verb::Walk(args) => walk::run(&args),
        Verb::Route(args) => route::run(&args),
        Verb::Explain(args) => explain(&args),
        Verb::WhatIf(args) => what_if::run(&args),
        Verb::Simulate(args) => simulate::run(&args),
        Verb::Trust(args) => return trust::run(&args).unwrap_or_else(ended_badly),
        Verb::Account(args) => account::run(&args),
        Verb::Clock(args) => clock::run(&args),
        Verb::Controller(args) => controller::run(&args),
        Verb::Audit(args) => audit::run(&args),
        Verb::Netdom(args) => return netdom::run(&args),
        Verb::Nltest(args) => return nltest::run(&args),
        Verb::State(args) => state::run(&args),
        Verb::Completions(args) => print_completions(&args),
        Verb::Man(args) => man::run(&args),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(report) => ended_badly(report),
    }
}

fn ended_badly(report: miette::Report) -> ExitCode {
    failure::tell(&report);
    failure::status(&report)
}

/// Out of a topology, or out of a running daemon's records.
fn explain(args: &args::Explain) -> miette::Result<()> {
    match (&args.client, &args.service, &args.topology) {
        (Some(client), Some(service), Some(topology)) => route::explain(client, service, topology, args),
        _ => explain_live::run(&args.live, args.json),
    }
}

fn print_completions(args: &args::Completions) -> miette::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Command::command(), "xrealm", &mut script);
    stdout().write_all(&script).map_err(Failure::Print)?;
    Ok(())
}
