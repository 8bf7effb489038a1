//! Passwords from files, standard input and people.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Write, stderr, stdin};
use std::path::Path;

use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};
use xrealm_admin::SecretText;

use crate::failure::Failure;

/// The longest password line that is read.
const MAX_PASSWORD_LINE: u64 = 4096;

/// The first line of a file.
pub(crate) fn of_file(path: &Path) -> Result<SecretText, Failure> {
    let failed = |source| Failure::Read { path: path.to_owned(), source };
    first_line(BufReader::new(File::open(path).map_err(failed)?)).map_err(failed)
}

/// The next line of standard input: a password each, in the order in which they are needed.
pub(crate) fn next_of_stdin() -> Result<SecretText, Failure> {
    first_line(stdin().lock()).map_err(|source| Failure::Read { path: "standard input".into(), source })
}

/// Asks the person at the terminal, who does not see what is typed.
pub(crate) fn ask(prompt: &str) -> Result<SecretText, Failure> {
    if !stdin().is_terminal() {
        return Err(Failure::NoPassword);
    }
    let silent = Silent::begin().map_err(|_| Failure::NoPassword)?;
    let failed = |source| Failure::Read { path: "the terminal".into(), source };
    write!(stderr(), "{prompt}").map_err(failed)?;
    let password = first_line(stdin().lock()).map_err(failed)?;
    drop(silent);
    writeln!(stderr()).map_err(failed)?;
    Ok(password)
}

/// Asks the person at the terminal for the password of a user.
pub(crate) fn of_user(user: &str) -> Result<SecretText, Failure> {
    ask(&format!("Password for {user}: "))
}

/// Asks twice; what differs is nobody's password.
pub(crate) fn ask_twice(prompt: &str) -> Result<SecretText, Failure> {
    let first = ask(&format!("{prompt}: "))?;
    let second = ask(&format!("{prompt} again: "))?;
    if first == second { Ok(first) } else { Err(Failure::PasswordsDiffer) }
}

fn first_line(source: impl BufRead) -> io::Result<SecretText> {
    let mut line = String::new();
    if source.take(MAX_PASSWORD_LINE).read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok(line.into())
}

/// A terminal that does not show what is typed until this is dropped.
pub(crate) struct Silent(Termios);

impl Silent {
    pub(crate) fn begin() -> nix::Result<Self> {
        let before = tcgetattr(stdin())?;
        let mut silent = before.clone();
        silent.local_flags.remove(LocalFlags::ECHO);
        tcsetattr(stdin(), SetArg::TCSAFLUSH, &silent)?;
        Ok(Self(before))
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        // There is nobody left to tell if the terminal is gone.
        let _ = tcsetattr(stdin(), SetArg::TCSAFLUSH, &self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_a_line_without_its_end() {
        assert_eq!(first_line(&b"Secret-1\r\nSecret-2\n"[..]).unwrap().expose(), "Secret-1");
        assert_eq!(first_line(&b" with blanks \n"[..]).unwrap().expose(), " with blanks ");
        assert_eq!(first_line(&b"\n"[..]).unwrap().expose(), "");
        assert!(first_line(&b""[..]).is_err());
    }
}
