//! Findings in a topology file, shown in place: as snippets on a terminal, a line each otherwise.

use std::fmt::{self, Display};
use std::fs;
use std::io::{IsTerminal, Read, Write, stderr, stdin};
use std::path::Path;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, Report, Severity, SourceCode};
use xrealm_config::{Finding, Topology, TopologyErrors};
use xrealm_daemon::{Clock, ClockSetting, Seed, TopologyFile, TopologyFileError};
use xrealm_directory::{Directory, SecretSeed};
use xrealm_names::Moment;

use crate::failure::Failure;

/// Reads a topology; if it has faults they are shown and the failure only counts them.
pub(crate) fn read(file: &TopologyFile, at: Moment) -> Result<Topology, Failure> {
    file.read(at).map_err(|error| match error {
        TopologyFileError::Read { path, source } => Failure::Read { path, source },
        TopologyFileError::Findings { path, text, errors } => faulty(&path, &text, errors),
    })
}

/// The directory of a topology file, or of standard input for `-`. Which secrets are invented does not matter.
pub(crate) fn directory(path: &Path) -> Result<Directory, Failure> {
    let now = Clock::start(ClockSetting::System).now();
    if path != Path::new("-") {
        return Ok(read(&TopologyFile::new(path, &Seed::from_number(0)), now)?.directory);
    }
    let path = Path::new("standard input");
    let mut text = String::new();
    stdin().read_to_string(&mut text).map_err(|source| Failure::Read { path: path.to_owned(), source })?;
    let files = &mut |named: &str| fs::read(named).map_err(|error| error.to_string());
    match xrealm_config::load(&text, &secrets(), now, files) {
        Ok(topology) => Ok(topology.directory),
        Err(errors) => Err(faulty(path, &text, errors)),
    }
}

/// What secrets follow from where nobody uses them.
pub(crate) fn secrets() -> SecretSeed {
    SecretSeed::new(*Seed::from_number(0).octets())
}

fn faulty(path: &Path, text: &str, errors: TopologyErrors) -> Failure {
    let faults = errors.findings.len();
    show(path, text, errors.findings, Severity::Error);
    Failure::Faulty { path: path.to_owned(), faults }
}

/// Logs what is doubtful in a topology.
pub(crate) fn log_warnings(file: &TopologyFile, topology: &Topology) {
    for finding in &topology.warnings {
        tracing::warn!("{}:{finding}", file.path().display());
    }
}

/// Shows findings on standard error.
pub(crate) fn show(path: &Path, text: &str, findings: Vec<Finding>, severity: Severity) {
    let source = Arc::new(NamedSource::new(path.to_string_lossy(), text.to_owned()).with_language("TOML"));
    for finding in findings {
        let shown = Shown { source: Arc::clone(&source), finding, severity };
        // Standard error is the last place to complain to.
        let _ = if stderr().is_terminal() {
            writeln!(stderr(), "{:?}", Report::new(shown))
        } else {
            writeln!(stderr(), "{}", shown.line(path))
        };
    }
}

/// One finding.
#[derive(Debug)]
struct Shown {
    source: Arc<NamedSource<String>>,
    finding: Finding,
    severity: Severity,
}

impl Shown {
    /// `file:line:column: error: what; what was probably meant`
    fn line(&self, path: &Path) -> String {
        let Finding { line, column, problem, .. } = &self.finding;
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning | Severity::Advice => "warning",
        };
        let help = problem.help().map(|help| format!("; {help}")).unwrap_or_default();
        format!("{}:{line}:{column}: {severity}: {problem}{help}", path.display())
    }
}

impl Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.finding.problem.fmt(f)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        Some(Box::new(self.finding.problem.help()?))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::underline(self.finding.span.clone()))))
    }
}
