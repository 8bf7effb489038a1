//! Running a foreign program to its end, under a time limit and in a bare environment.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
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

    /// Runs it to its end and collects what it printed. Stops the test if it cannot be started or does not end within
    /// a minute.
    pub fn run(self) -> Finished {
        self.start().wait()
    }

    /// Starts it and leaves it running; its standard input is what was given and then closed.
    pub fn start(mut self) -> Running {
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start `{}`: {error}", self.line));
        let stdout = Printed::by(child.stdout.take().expect("stdout is piped"));
        let stderr = Printed::by(child.stderr.take().expect("stderr is piped"));
        let mut stdin = child.stdin.take().expect("stdin is piped");
        // A program that ends without reading its input closes the pipe: that is its right.
        drop(stdin.write_all(&self.stdin));
        Running { line: self.line, child, stdout, stderr }
    }
}

/// A program that runs; killed on drop.
#[derive(Debug)]
pub struct Running {
    line: String,
    child: Child,
    stdout: Printed,
    stderr: Printed,
}

impl Running {
    /// What it printed on standard output so far.
    pub fn stdout(&self) -> String {
        self.stdout.so_far()
    }

    /// What it printed on standard error so far.
    pub fn stderr(&self) -> String {
        self.stderr.so_far()
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether it is still there.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("a child of ours can be waited for").is_none()
    }

    /// Waits for its end.
    pub fn wait(&mut self) -> Finished {
        let ended = wait_until(|| !self.is_running());
        assert!(ended, "`{}` did not end: {}{}", self.line, self.stdout(), self.stderr());
        let status = self.child.wait().expect("a child of ours can be waited for");
        self.stdout.finish();
        self.stderr.finish();
        Finished {
            line: self.line.clone(),
            code: status.code().unwrap_or(-1),
            stdout: self.stdout(),
            stderr: self.stderr(),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
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

    /// Stops the test unless the exit status is not 0 and the program says `text`.
    #[track_caller]
    pub fn expect_failure(self, text: &str) -> Finished {
        assert!(self.code != 0, "must fail with {text:?}: {self}");
        assert!(self.stderr.contains(text) || self.stdout.contains(text), "must say {text:?}: {self}");
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

/// The lines of a stream, collected aside so that the writer never blocks.
#[derive(Debug)]
struct Printed {
    text: Arc<Mutex<String>>,
    reader: Option<thread::JoinHandle<()>>,
}

impl Printed {
    fn by(stream: impl Read + Send + 'static) -> Printed {
        let text = Arc::new(Mutex::new(String::new()));
        let writer = Arc::clone(&text);
        let reader = thread::spawn(move || {
            for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
                let mut text = writer.lock().expect("no holder of this lock panics");
                text.push_str(&String::from_utf8_lossy(&line));
                text.push('\n');
            }
        });
        Printed { text, reader: Some(reader) }
    }

    fn so_far(&self) -> String {
        self.text.lock().expect("no holder of this lock panics").clone()
    }

    /// Waits for the end of the stream.
    fn finish(&mut self) {
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the reader of a stream does not panic");
        }
    }
}
