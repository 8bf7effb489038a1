//! What the client proves itself with, from wherever it is kept.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, IsTerminal, Read, Write, stderr, stdin};
use std::path::{Path, PathBuf};

use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};
use xrealm_client::{Secret, VersionedKey};
use xrealm_config::keytab::Keytab;
use xrealm_crypto::Key;
use xrealm_names::Principal;

use crate::args::ClientSecret;
use crate::failure::Failure;

/// The longest password line that is read.
const MAX_PASSWORD_LINE: u64 = 4096;

/// Keytab, file, standard input, environment, or else the person at the terminal.
pub(super) fn of(given: &ClientSecret, client: &Principal) -> Result<Secret, Failure> {
    if let Some(path) = &given.keytab {
        return from_keytab(path, client);
    }
    if let Some(path) = &given.password_file {
        let failed = |source| Failure::Read { path: path.clone(), source };
        return first_line(File::open(path).map_err(failed)?).map_err(failed);
    }
    if given.password_stdin {
        return first_line(stdin()).map_err(|source| Failure::Read { path: "standard input".into(), source });
    }
    match std::env::var("XREALM_PASSWORD") {
        Ok(password) => Ok(Secret::password(&password)),
        Err(_) => ask(client),
    }
}

/// Every key of every keytab.
pub(super) fn every_key(paths: &[PathBuf]) -> Result<Vec<Key>, Failure> {
    let mut keys = Vec::new();
    for path in paths {
        keys.extend(read_keytab(path)?.entries.iter().filter_map(|entry| entry.key()?.ok()));
    }
    Ok(keys)
}

fn from_keytab(path: &Path, client: &Principal) -> Result<Secret, Failure> {
    let own =
        |principal: &Principal| principal.name == client.name && principal.realm.eq_ignore_case(client.realm.as_str());
    let keys: Vec<VersionedKey> = read_keytab(path)?
        .entries
        .into_iter()
        .filter(|entry| own(&entry.principal))
        .filter_map(|entry| Some(VersionedKey { kvno: Some(entry.kvno), key: entry.key()?.ok()? }))
        .collect();
    if keys.is_empty() {
        return Err(Failure::NoKey { path: path.to_owned(), name: client.to_string() });
    }
    Ok(Secret::Keys(keys))
}

fn read_keytab(path: &Path) -> Result<Keytab, Failure> {
    let octets = fs::read(path).map_err(|source| Failure::Read { path: path.to_owned(), source })?;
    Keytab::decode(&octets).map_err(|source| Failure::Keytab { path: path.to_owned(), source })
}

fn first_line(source: impl Read) -> std::io::Result<Secret> {
    let mut line = String::new();
    BufReader::new(source.take(MAX_PASSWORD_LINE)).read_line(&mut line)?;
    Ok(Secret::password(line.trim_end_matches(['\r', '\n'])))
}

fn ask(client: &Principal) -> Result<Secret, Failure> {
    if !stdin().is_terminal() {
        return Err(Failure::NoPassword);
    }
    let silent = Silent::begin().map_err(|_| Failure::NoPassword)?;
    let failed = |source| Failure::Read { path: "the terminal".into(), source };
    write!(stderr(), "Password for {client}: ").map_err(failed)?;
    let secret = first_line(stdin()).map_err(failed)?;
    drop(silent);
    writeln!(stderr()).map_err(failed)?;
    Ok(secret)
}

/// A terminal that does not show what is typed until this is dropped.
struct Silent(Termios);

impl Silent {
    fn begin() -> nix::Result<Self> {
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
