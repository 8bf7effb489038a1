//! A program that talks to a person: run on a terminal of its own, by Debian's `script` (`bsdutils`).

use std::io::{BufReader, Read, Write};
use std::process::{Command, Stdio};

/// What a terminal showed, and the exit status of the program on it.
#[derive(Debug)]
pub struct Shown {
    /// Everything, as octets came.
    pub text: String,
    /// The exit status.
    pub code: Option<i32>,
}

/// Runs a command line of the shell on a terminal and types each line once a prompt, which ends in `: `, is there.
pub fn on_terminal(command: &str, environment: &[(&str, &std::path::Path)], typed: &[&str]) -> Shown {
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--echo", "never", "--command", command, "/dev/null"])
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`script` is there: sudo apt-get install -y bsdutils");
    let mut keyboard = child.stdin.take().expect("stdin is piped");
    let mut screen = BufReader::new(child.stdout.take().expect("stdout is piped")).bytes();
    let mut shown = Vec::new();
    for line in typed {
        // What is typed before the prompt is there, the prompt throws away.
        let prompted = shown.len();
        while !shown.get(prompted..).is_some_and(|new: &[u8]| new.ends_with(b": ")) {
            let octet = screen.next().unwrap_or_else(|| panic!("no prompt: {}", String::from_utf8_lossy(&shown)));
            shown.push(octet.expect("the terminal can be read"));
        }
        writeln!(keyboard, "{line}").expect("the terminal takes a line");
    }
    shown.extend(screen.map_while(Result::ok));
    let status = child.wait().expect("a child of ours can be waited for");
    Shown { text: String::from_utf8_lossy(&shown).into_owned(), code: status.code() }
}
