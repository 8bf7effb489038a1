//! A program that talks to a person: run on a terminal of its own, by Debian's `script` (`bsdutils`).

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::process::{TIME_LIMIT, wait_until};

/// What a terminal showed, and the exit status of the program on it.
#[derive(Debug)]
pub struct Shown {
    /// Everything, as octets came.
    pub text: String,
    /// The exit status.
    pub code: Option<i32>,
}

/// Runs a command line of the shell on a terminal and types each line once the terminal ends in its prompt. Stops the
/// test if a prompt does not come, or if the program does not end, within a minute.
pub fn on_terminal(command: &str, environment: &[(&str, &Path)], typed: &[(&str, &str)]) -> Shown {
    let mut terminal = Terminal::start(command, environment);
    for (prompt, line) in typed {
        terminal.wait_for(prompt);
        terminal.enter(line);
    }
    terminal.end()
}

struct Terminal {
    child: Child,
    keyboard: ChildStdin,
    screen: Receiver<Vec<u8>>,
    shown: Vec<u8>,
    /// Where what was shown after the last line typed begins.
    new: usize,
}

impl Terminal {
    fn start(command: &str, environment: &[(&str, &Path)]) -> Terminal {
        let mut child = Command::new("script")
            .args(["--quiet", "--return", "--echo", "never", "--command", command, "/dev/null"])
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("`script` is there: sudo apt-get install -y bsdutils");
        let keyboard = child.stdin.take().expect("stdin is piped");
        let screen = watch(child.stdout.take().expect("stdout is piped"));
        Terminal { child, keyboard, screen, shown: Vec::new(), new: 0 }
    }

    /// Reads until the last line ends in `prompt` and nothing more comes. A person would type then; what is typed while
    /// the program still writes may come before it asks, and a prompt for a password throws that away.
    fn wait_for(&mut self, prompt: &str) {
        loop {
            let last_line = self.shown.get(self.new..).and_then(|new| new.rsplit(|octet| *octet == b'\n').next());
            let prompted = last_line.is_some_and(|line| line.ends_with(prompt.as_bytes()));
            match self.screen.recv_timeout(if prompted { PAUSE } else { TIME_LIMIT }) {
                Ok(octets) => self.shown.extend(octets),
                Err(RecvTimeoutError::Timeout) if prompted => return,
                Err(RecvTimeoutError::Timeout) => panic!("{prompt:?} does not come: {}", self.text()),
                Err(RecvTimeoutError::Disconnected) => panic!("ended before {prompt:?}: {}", self.text()),
            }
        }
    }

    fn enter(&mut self, line: &str) {
        self.new = self.shown.len();
        self.keyboard.write_all(format!("{line}\n").as_bytes()).expect("the terminal takes a line");
    }

    fn end(mut self) -> Shown {
        loop {
            match self.screen.recv_timeout(TIME_LIMIT) {
                Ok(octets) => self.shown.extend(octets),
                Err(RecvTimeoutError::Timeout) => panic!("it waits for more to be typed: {}", self.text()),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        let mut code = None;
        let ended = wait_until(|| {
            let status = self.child.try_wait().expect("a child of ours can be waited for");
            code = status.and_then(|status| status.code());
            status.is_some()
        });
        assert!(ended, "the terminal was closed and stays: {}", self.text());
        Shown { text: self.text(), code }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.shown).into_owned()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What is shown from now on, piece by piece as it comes.
fn watch(mut stream: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, screen) = mpsc::channel();
    thread::spawn(move || {
        let mut piece = [0; 4096];
        while let Ok(length @ 1..) = stream.read(&mut piece) {
            let octets = piece.get(..length).map(<[u8]>::to_vec).unwrap_or_default();
            if sender.send(octets).is_err() {
                return;
            }
        }
    });
    screen
}

/// After so long nothing more comes.
const PAUSE: Duration = Duration::from_millis(30);
