//! The KDC as a process: its start, and what Linux tells of it in `/proc`.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{fs, mem};

use thiserror::Error;

use crate::Stopwatch;

/// A KDC that runs. One that was started here ends when this is dropped.
#[derive(Debug)]
pub struct KdcProcess {
    pid: u32,
    child: Option<Child>,
}

/// Why a process tells nothing.
#[derive(Debug, Error)]
pub enum ProcessError {
    /// The program cannot be started.
    #[error("{program} does not start")]
    Start {
        /// Its path.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// The program ended, or said something else before it was ready.
    #[error("not ready: the first line is {line:?}")]
    NotReady {
        /// The first line it printed; empty if it ended.
        line: String,
    },
    /// Its standard output or its files in `/proc` cannot be read.
    #[error("the process cannot be watched")]
    Watch(#[from] io::Error),
    /// A file in `/proc` does not say what it should.
    #[error("/proc/{pid}/{file} is not understood")]
    Proc {
        /// The process.
        pid: u32,
        /// The file.
        file: &'static str,
    },
}

impl KdcProcess {
    /// Starts a program that prints a line beginning with `ready` once it answers, and tells how long that took.
    ///
    /// # Errors
    /// [`ProcessError`] if it does not start or says something else.
    pub fn start<A: AsRef<OsStr>>(
        program: &OsStr,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<(Self, Duration), ProcessError> {
        let stopwatch = Stopwatch::start();
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|source| ProcessError::Start { program: program.to_string_lossy().into_owned(), source })?;
        let stdout = child.stdout.take();
        let process = Self { pid: child.id(), child: Some(child) };
        let mut line = String::new();
        if let Some(stdout) = stdout {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let took = stopwatch.elapsed();
        if line.starts_with("ready") { Ok((process, took)) } else { Err(ProcessError::NotReady { line }) }
    }

    /// Watches a process that somebody else started.
    #[must_use]
    pub fn running(pid: u32) -> Self {
        Self { pid, child: None }
    }

    /// Memory in use, in KiB: `VmRSS` of `/proc/PID/status`.
    ///
    /// # Errors
    /// [`ProcessError`] if the process is gone.
    pub fn resident_kib(&self) -> Result<u64, ProcessError> {
        resident_kib(&self.read("status")?).ok_or(ProcessError::Proc { pid: self.pid, file: "status" })
    }

    /// CPU time of all threads since the start, in the kernel and out of it: `utime` and `stime` of `/proc/PID/stat`.
    ///
    /// # Errors
    /// [`ProcessError`] if the process is gone.
    pub fn cpu_time(&self) -> Result<Duration, ProcessError> {
        cpu_time(&self.read("stat")?).ok_or(ProcessError::Proc { pid: self.pid, file: "stat" })
    }

    fn read(&self, file: &'static str) -> Result<String, ProcessError> {
        Ok(fs::read_to_string(format!("/proc/{}/{file}", self.pid))?)
    }
}

impl Drop for KdcProcess {
    fn drop(&mut self) {
        if let Some(mut child) = mem::take(&mut self.child) {
            // It may have ended by itself; either way there is nobody left to tell.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn resident_kib(status: &str) -> Option<u64> {
    let value = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    value.trim().strip_suffix("kB")?.trim_end().parse().ok()
}

/// proc(5): the name stands in parentheses and may hold anything; the third field is the first behind it.
fn cpu_time(stat: &str) -> Option<Duration> {
    let (_, behind_name) = stat.rsplit_once(')')?;
    let mut fields = behind_name.split_whitespace().skip(UTIME - 3);
    let (utime, stime): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(Duration::from_millis((utime + stime) * MILLISECONDS_PER_TICK))
}

/// The number of the field `utime`, counted from 1; `stime` follows.
const UTIME: usize = 14;
/// Linux tells all programs of 100 ticks a second, whatever its own timer does (`USER_HZ`).
const MILLISECONDS_PER_TICK: u64 = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_and_blanks_does_not_move_the_fields() {
        let stat = "4711 (a) b (c) S 1 4711 4711 0 -1 4194560 1130 0 0 0 150 50 0 0 20 0 3 0 5157 1 1";
        assert_eq!(cpu_time(stat), Some(Duration::from_secs(2)));
    }

    #[test]
    fn resident_memory_is_found_among_the_others() {
        assert_eq!(resident_kib("Name:\txrealm\nVmHWM:\t  9000 kB\nVmRSS:\t    8120 kB\nThreads:\t2\n"), Some(8120));
        assert_eq!(resident_kib("Name:\tkthreadd\n"), None);
    }

    #[test]
    fn a_program_that_does_not_get_ready_is_told_of() {
        let failed = KdcProcess::start("echo".as_ref(), ["error"]).unwrap_err();
        assert!(matches!(failed, ProcessError::NotReady { line } if line == "error\n"));
    }
}
