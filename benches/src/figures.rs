//! The figures, as a table and as JSON.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::{Answers, Kind};

/// Everything that was measured.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// Times from the start of the program to its `ready` line; `None` if the KDC was running already.
    pub ready: Option<Ready>,
    /// Memory, if the process is known.
    pub resident: Option<Resident>,
    /// Requests under way at a time.
    pub window: usize,
    /// A line for each kind of request.
    pub loads: Vec<LoadFigures>,
}

/// Milliseconds from the start of the program to its `ready` line, of each start, in ascending order.
#[derive(Debug, Clone, Serialize)]
pub struct Ready {
    /// Started to serve and for nothing else.
    pub alone_ms: Vec<f64>,
    /// Started with `--out`, for which the key of every account is made first.
    pub with_out_ms: Vec<f64>,
}

/// Resident memory of the KDC, in KiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Resident {
    /// Before the first request.
    pub idle_kib: u64,
    /// After the last.
    pub loaded_kib: u64,
}

/// What one batch showed.
#[derive(Debug, Clone, Serialize)]
pub struct LoadFigures {
    /// The kind of request.
    pub kind: &'static str,
    /// Requests that were answered rightly.
    pub answered: usize,
    /// Requests that were not answered.
    pub lost: usize,
    /// Right answers per second.
    pub per_second: f64,
    /// Microseconds of the KDC's CPU time per answer.
    pub cpu_us: Option<f64>,
    /// Cores that the KDC kept busy. Below its number of threads, something else was the narrow place.
    pub cores_busy: Option<f64>,
}

impl LoadFigures {
    /// `cpu` is the KDC's CPU time over the batch, if it is known.
    #[must_use]
    pub fn new(kind: Kind, answers: Answers, cpu: Option<Duration>) -> Self {
        let (answered, seconds) = (answers.right.max(1) as f64, answers.took.as_secs_f64());
        Self {
            kind: kind.name(),
            answered: answers.right,
            lost: answers.lost,
            per_second: answers.right as f64 / seconds,
            cpu_us: cpu.map(|cpu| cpu.as_secs_f64() * 1e6 / answered),
            cores_busy: cpu.map(|cpu| cpu.as_secs_f64() / seconds),
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Ready { alone_ms, with_out_ms }) = &self.ready {
            writeln!(f, "start to ready   {}", Spread(alone_ms))?;
            writeln!(f, "with --out       {}", Spread(with_out_ms))?;
        }
        if let Some(resident) = self.resident {
            let (idle, loaded) = (mib(resident.idle_kib), mib(resident.loaded_kib));
            writeln!(f, "resident memory  {idle:.1} MiB idle, {loaded:.1} MiB after the load")?;
        }
        writeln!(f, "under way        {} requests at a time, by UDP\n", self.window)?;
        writeln!(f, "{:<24} {:>9} {:>6} {:>11} {:>11} {:>6}", "", "answered", "lost", "per second", "CPU us", "cores")?;
        for load in &self.loads {
            let LoadFigures { kind, answered, lost, per_second, cpu_us, cores_busy } = load;
            let (cpu_us, cores) = (known(*cpu_us, 1), known(*cores_busy, 2));
            writeln!(f, "{kind:<24} {answered:>9} {lost:>6} {per_second:>11.0} {cpu_us:>11} {cores:>6}")?;
        }
        Ok(())
    }
}

/// Median and range of times in ascending order.
struct Spread<'a>(&'a [f64]);

impl fmt::Display for Spread<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times = self.0;
        match (times.first(), times.get(times.len() / 2), times.last()) {
            (Some(least), Some(median), Some(most)) => {
                write!(f, "{median:.1} ms (median of {}, {least:.1} to {most:.1})", times.len())
            }
            _ => f.write_str("not measured"),
        }
    }
}

fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

fn known(figure: Option<f64>, decimals: usize) -> String {
    figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.decimals$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_of_answers_and_their_cpu_time() {
        let answers = Answers { right: 1000, lost: 2, took: Duration::from_millis(500) };
        let load = LoadFigures::new(Kind::TgsReferral, answers, Some(Duration::from_millis(250)));
        assert_eq!((load.per_second, load.cpu_us, load.cores_busy), (2000.0, Some(250.0), Some(0.5)));
    }

    #[test]
    fn the_table_leaves_out_what_is_not_known() {
        let answers = Answers { right: 10, lost: 0, took: Duration::from_secs(1) };
        let loads = vec![LoadFigures::new(Kind::AsFirstHalf, answers, None)];
        let table = Figures { ready: None, resident: None, window: 8, loads }.to_string();
        assert!(!table.contains("ready") && !table.contains("resident"), "{table}");
        assert!(table.lines().any(|line| line.starts_with("AS, first half") && line.contains(" - ")), "{table}");
    }
}
