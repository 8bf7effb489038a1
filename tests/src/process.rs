//! Running a foreign program to its end, under a time limit and in a bare environment.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// A command line to be run with nothing of our own environment but `PATH`.
#[derive(Debug)]
pub struct Program {
    command: Command,
    stdin: Vec<u8>,
    line: String,
}

impl Program {
    /// The program at `path`, in a C locale and in UTC.
    pub fn new(path: impl AsRef<OsStr>) -> Program {
        let mut command = Command::new(&path);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("LC_ALL", "C")
            .env("TZ", "UTC")
            .env("HOME", "/nonexistent");
        Program { command, stdin: Vec::new(), line: path.as_ref().to_string_lossy().into_owned() }
    }

    /// Adds one argument.
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Program {
        self.line.push(' ');
        self.line.push_str(&argument.as_ref().to_string_lossy());
        self.command.arg(argument);
        self
    }

    /// Adds arguments.
    pub fn args<A: AsRef<OsStr>>(self, arguments: impl IntoIterator<Item = A>) -> Program {
        arguments.into_iter().fold(self, Program::arg)
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Program {
        self.command.env(name, value.into());
        self
    }

    /// What the program reads on its standard input; nothing unless given.
    pub fn stdin(mut self, text: &str) -> Program {
        self.stdin = text.as_bytes().to_vec();
        self
    }

    /// Runs it to its end and collects what it printed. Stops the test if it cannot be started or takes longer than
    /// [`TIME_LIMIT`].
    pub fn run(mut self) -> Finished {
        let mut child = self.spawn();
        let output = read_to_end_aside(child.stdout.take().expect("stdout is piped"));
        let errors = read_to_end_aside(child.stderr.take().expect("stderr is piped"));
        let mut stdin = child.stdin.take().expect("stdin is piped");
        // A program that ends without reading its input closes the pipe: that is its right.
        drop(stdin.write_all(&self.stdin));
        drop(stdin);
        let code = wait(&mut child, &self.line);
        Finished {
            line: self.line,
            code,
            stdout: output.join().expect("the reader of stdout does not panic"),
            stderr: errors.join().expect("the reader of stderr does not panic"),
        }
    }

    /// Starts it with all three streams piped and leaves it running.
    pub fn spawn(&mut self) -> Child {
        self.command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start `{}`: {error}", self.line))
    }
}

/// A program that ended.
#[derive(Debug)]
pub struct Finished {
    line: String,
    /// Exit status; -1 if a signal ended it.
    pub code: i32,
    /// Everything printed to standard output.
    pub stdout: String,
    /// Everything printed to standard error.
    pub stderr: String,
}

impl Finished {
    /// Stops the test unless the exit status is 0.
    #[track_caller]
    pub fn expect_success(self) -> Finished {
        assert!(self.code == 0, "must succeed: {self}");
        self
    }

    /// Stops the test unless the exit status is not 0 and standard error says `text`.
    #[track_caller]
    pub fn expect_failure(self, text: &str) -> Finished {
        assert!(self.code != 0, "must fail with {text:?}: {self}");
        assert!(self.stderr.contains(text), "must say {text:?}: {self}");
        self
    }
}

impl fmt::Display for Finished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ended with {}\n--- stdout\n{}\n--- stderr\n{}", self.line, self.code, self.stdout, self.stderr)
    }
}

/// Sleeps in small steps until `done` says so, for a minute at most; false if that passed first.
pub fn wait_until(mut done: impl FnMut() -> bool) -> bool {
    for _ in 0..(TIME_LIMIT.as_millis() / STEP.as_millis()) {
        if done() {
            return true;
        }
        thread::sleep(STEP);
    }
    done()
}

/// Longer than any peer needs on a loaded machine, shorter than anybody's patience.
pub(crate) const TIME_LIMIT: Duration = Duration::from_secs(60);

const STEP: Duration = Duration::from_millis(4);

fn wait(child: &mut Child, line: &str) -> i32 {
    let mut status = None;
    let ended = wait_until(|| {
        status = child.try_wait().expect("a child of ours can be waited for");
        status.is_some()
    });
    if !ended {
        drop(child.kill());
        panic!("`{line}` did not end within {TIME_LIMIT:?}");
    }
    status.and_then(|status| status.code()).unwrap_or(-1)
}

fn read_to_end_aside(mut stream: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut octets = Vec::new();
        drop(stream.read_to_end(&mut octets));
        String::from_utf8_lossy(&octets).into_owned()
    })
}
