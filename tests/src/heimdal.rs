//! Heimdal's programs, unpacked beside the build because Debian's packages conflict with MIT's.

use std::path::{Path, PathBuf};

use crate::client::{Client, Failure};
use crate::fixture::project_root;
use crate::process::{Finished, Program};
use crate::ticket_list::{self, CachedTicket};

/// Stops the test unless the client is unpacked.
pub(crate) fn require() {
    require_programs(&["usr/bin/kinit.heimdal", "usr/bin/kgetcred", "usr/bin/heimtools"]);
}

/// Stops the test unless `programs`, paths below the folder, are unpacked.
pub(crate) fn require_programs(programs: &[&str]) {
    for name in programs {
        let program = root().join(name);
        assert!(
            program.exists(),
            "{} is missing; unpack Heimdal's packages with: tests/run heimdal",
            program.display()
        );
    }
}

pub(crate) fn log_in(client: &Client, principal: &str, password: &str, options: &[&str]) -> Finished {
    let password = client.scratch.write("password", &format!("{password}\n"));
    let mut option = std::ffi::OsString::from("--password-file=");
    option.push(password);
    program(client, "kinit.heimdal").args(options).arg(option).arg(principal).run()
}

pub(crate) fn log_in_with_keytab(client: &Client, principal: &str, keytab: &Path) -> Finished {
    let mut option = std::ffi::OsString::from("--keytab=FILE:");
    option.push(keytab);
    program(client, "kinit.heimdal").arg("--use-keytab").arg(option).arg(principal).run()
}

pub(crate) fn renew(client: &Client) -> Finished {
    program(client, "kinit.heimdal").arg("--renew").run()
}

pub(crate) fn validate(client: &Client) -> Finished {
    program(client, "kinit.heimdal").arg("--validate").run()
}

pub(crate) fn get(client: &Client, service: &str) -> Finished {
    get_with(client, service, &["--canonicalize", "--name-type=SRV_HST"])
}

pub(crate) fn get_with(client: &Client, service: &str, options: &[&str]) -> Finished {
    program(client, "kgetcred").args(options).arg(service).run()
}

/// `klist.heimdal` is a link to `heimtools` that does not know its own name: it wants the verb spelt out.
pub(crate) fn tickets(client: &Client) -> Vec<CachedTicket> {
    ticket_list::parse_heimdal(&program(client, "heimtools").args(["klist", "-v"]).run().stdout)
}

/// Makes the library keep a log of its exchanges.
pub(crate) fn logging(file: &Path) -> String {
    format!("[logging]\n    krb5 = 0-/FILE:{}", file.display())
}

/// `Trying to find service kdc for realm A.TEST flags 0`.
pub(crate) fn realms_asked(log: &str) -> Vec<String> {
    log.lines()
        .filter_map(|line| line.split_once("Trying to find service kdc for realm ")?.1.split(' ').next())
        .map(str::to_owned)
        .collect()
}

/// Heimdal shows the `e-text` of an error where there is one, so these are our own words.
pub(crate) fn words_for(failure: Failure) -> &'static str {
    match failure {
        Failure::WrongPassword => "Password incorrect",
        Failure::UnknownClient => "client unknown: ",
        Failure::UnknownService => " is in no database and under no trusted name",
        Failure::Revoked => "the account ",
        Failure::PasswordExpired => "Password has expired",
        Failure::NoCommonEnctype => "no key of a requested encryption type",
        Failure::Policy => "KDC policy rejects request",
    }
}

fn program(client: &Client, name: &str) -> Program {
    unpacked(&format!("usr/bin/{name}"))
        .env("KRB5_CONFIG", client.configuration.clone())
        .env("KRB5CCNAME", client.cache())
}

/// The program at `path` below the folder, with its libraries.
pub(crate) fn unpacked(path: &str) -> Program {
    let root = root();
    Program::new(root.join(path)).env("LD_LIBRARY_PATH", root.join("usr/lib").join(multiarch_folder(&root)))
}

/// Where `tests/run` unpacks the packages.
fn root() -> PathBuf {
    std::env::var_os("XREALM_HEIMDAL").map_or_else(|| project_root().join("target/peers/heimdal"), PathBuf::from)
}

/// The folder below `usr/lib` that holds the libraries: its name is the machine's.
fn multiarch_folder(root: &Path) -> std::ffi::OsString {
    std::fs::read_dir(root.join("usr/lib"))
        .into_iter()
        .flatten()
        .flatten()
        .find(|entry| entry.path().join("libkrb5.so.26").exists())
        .map(|entry| entry.file_name())
        .expect("the unpacked packages hold libkrb5.so.26; run: tests/run heimdal")
}
