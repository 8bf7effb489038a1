//! What the client proves itself with, from wherever it is kept.

use std::fs;
use std::path::{Path, PathBuf};

use xrealm_client::{Secret, VersionedKey};
use xrealm_config::keytab::Keytab;
use xrealm_crypto::Key;
use xrealm_names::Principal;

use crate::args::ClientSecret;
use crate::failure::Failure;
use crate::password;

/// Keytab, file, standard input, environment, or else the person at the terminal.
pub(super) fn of(given: &ClientSecret, client: &Principal) -> Result<Secret, Failure> {
    if let Some(path) = &given.keytab {
        return from_keytab(path, client);
    }
    if let Some(path) = &given.password_file {
        return Ok(Secret::password(password::of_file(path)?.expose()));
    }
    if given.password_stdin {
        return Ok(Secret::password(password::next_of_stdin()?.expose()));
    }
    match std::env::var("XREALM_PASSWORD") {
        Ok(password) => Ok(Secret::password(&password)),
        Err(_) => Ok(Secret::password(password::ask(&format!("Password for {client}: "))?.expose())),
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
