//! `xrealm account keytab`: keys for programs of others.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde_json::json;
use xrealm_admin::{AccountOperation, Answer, Octets, Operation};
use xrealm_config::keytab::Keytab;

use super::{act, print};
use crate::administration::ask;
use crate::args::{AccountName, Asking, KeytabVerb};
use crate::failure::Failure;

pub(super) fn run(verb: &KeytabVerb) -> Result<(), Failure> {
    match verb {
        KeytabVerb::Export { account, file, previous, force, asking } => {
            export(account, *previous, file, *force, asking)
        }
        KeytabVerb::Import { account, file, changing } => {
            let AccountName { name, realm } = account.clone();
            let octets = fs::read(file).map_err(|source| Failure::Read { path: file.clone(), source })?;
            // What is no keytab need not travel.
            Keytab::decode(&octets).map_err(|source| Failure::Keytab { path: file.clone(), source })?;
            act(AccountOperation::ImportKeytab { realm, name, keytab: Octets(octets) }, changing)
        }
    }
}

fn export(account: &AccountName, previous: bool, file: &Path, force: bool, asking: &Asking) -> Result<(), Failure> {
    if !force && file.exists() {
        return Err(Failure::InTheWay { path: file.to_owned() });
    }
    let AccountName { name, realm } = account.clone();
    let operation = Operation::Account(AccountOperation::ExportKeytab { realm, name, previous });
    let Answer::Keytab(Octets(octets)) = ask(asking, &operation)? else { return Err(Failure::AnotherAnswer) };
    let keytab = Keytab::decode(&octets).map_err(|source| Failure::Keytab { path: file.to_owned(), source })?;
    write(file, &octets, force).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => Failure::InTheWay { path: file.to_owned() },
        _ => Failure::Write { path: file.to_owned(), source },
    })?;
    if asking.json {
        let keys = keytab.entries.iter();
        let keys: Vec<_> =
            keys.map(|entry| json!({ "principal": entry.principal.to_string(), "kvno": entry.kvno })).collect();
        return print(&format!("{:#}\n", json!({ "file": file, "keys": keys })));
    }
    print(&format!("{} keys written to {}\n", keytab.entries.len(), file.display()))
}

/// For its owner only from the first moment on. What is replaced stays until the new one is whole.
fn write(file: &Path, octets: &[u8], replace: bool) -> io::Result<()> {
    if !replace {
        return write_new(file, octets);
    }
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = file.with_file_name(name);
    write_new(&beside, octets)?;
    fs::rename(&beside, file)
}

fn write_new(file: &Path, octets: &[u8]) -> io::Result<()> {
    let mut created = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    created.write_all(octets)?;
    created.sync_all()
}
