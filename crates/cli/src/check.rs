//! `xrealm check`: validate a topology file.

use std::io::{Write, stdout};

use miette::Severity;
use serde_json::{Value, json};
use xrealm_config::{Finding, Topology};
use xrealm_daemon::{Clock, ClockSetting, Seed, TopologyFile, TopologyFileError};
use xrealm_directory::RealmKind;

use crate::args;
use crate::failure::Failure;
use crate::topology;

pub(crate) fn run(args: &args::Check) -> miette::Result<()> {
    // Which secrets would be invented does not matter for what is wrong.
    let file = TopologyFile::new(&args.topology, &Seed::from_number(0));
    let now = Clock::start(ClockSetting::System).now();
    if args.json {
        return Ok(print_json(&file, file.read(now))?);
    }
    let topology = topology::read(&file, now)?;
    let text = std::fs::read_to_string(file.path())
        .map_err(|source| Failure::Read { path: file.path().to_owned(), source })?;
    let summary = Summary::of(&topology);
    topology::show(file.path(), &text, topology.warnings, Severity::Warning);
    writeln!(stdout(), "{}: {summary}", args.topology.display()).map_err(Failure::Print)?;
    Ok(())
}

fn print_json(file: &TopologyFile, read: Result<Topology, TopologyFileError>) -> Result<(), Failure> {
    let (errors, warnings) = match read {
        Ok(topology) => (Vec::new(), topology.warnings),
        Err(TopologyFileError::Findings { errors, .. }) => (errors.findings, Vec::new()),
        Err(TopologyFileError::Read { path, source }) => return Err(Failure::Read { path, source }),
    };
    let faults = errors.len();
    let facts = json!({
        "file": file.path().to_string_lossy(),
        "valid": errors.is_empty(),
        "errors": errors.iter().map(finding).collect::<Vec<_>>(),
        "warnings": warnings.iter().map(finding).collect::<Vec<_>>(),
    });
    writeln!(stdout(), "{facts:#}").map_err(Failure::Print)?;
    if faults == 0 { Ok(()) } else { Err(Failure::Faulty { path: file.path().to_owned(), faults }) }
}

fn finding(finding: &Finding) -> Value {
    json!({
        "line": finding.line,
        "column": finding.column,
        "message": finding.problem.to_string(),
        "help": finding.problem.help(),
    })
}

/// What a valid topology holds.
struct Summary {
    domains: usize,
    realms: usize,
    external: usize,
    accounts: usize,
    trusts: usize,
}

impl Summary {
    fn of(topology: &Topology) -> Self {
        let realms = || topology.directory.realms();
        let is_domain = |kind| matches!(kind, RealmKind::ActiveDirectory { .. });
        Self {
            domains: realms().filter(|realm| is_domain(realm.kind())).count(),
            realms: realms().filter(|realm| !is_domain(realm.kind())).count(),
            external: topology.directory.external_realms().len(),
            // The ticket-granting services are nobody's accounts.
            accounts: realms().map(|realm| realm.accounts().count() - 1).sum(),
            trusts: realms().map(|realm| realm.trusts().count()).sum(),
        }
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { domains, realms, external, accounts, trusts } = self;
        write!(f, "valid: {domains} domains, {realms} plain realms, {external} realms served elsewhere, ")?;
        write!(f, "{accounts} accounts, {trusts} trusted domain objects")
    }
}
