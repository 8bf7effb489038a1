//! MIT's client programs, Debian package `krb5-user`.

use std::path::Path;

use crate::client::{Client, Failure};
use crate::process::{Finished, Program};
use crate::ticket_list::{self, CachedTicket};

/// Stops the test unless the client is installed.
pub(crate) fn require() {
    require_programs(&["/usr/bin/kinit", "/usr/bin/kvno", "/usr/bin/klist"], "krb5-user");
}

/// Stops the test unless `programs` are there; `package` brings them.
pub(crate) fn require_programs(programs: &[&str], package: &str) {
    for program in programs {
        assert!(
            Path::new(program).exists(),
            "{program} is missing; install it with: sudo apt-get install -y {package}"
        );
    }
}

pub(crate) fn log_in(client: &Client, principal: &str, password: &str, options: &[&str]) -> Finished {
    program(client, "/usr/bin/kinit").args(options).arg(principal).stdin(&format!("{password}\n")).run()
}

pub(crate) fn log_in_with_keytab(client: &Client, principal: &str, keytab: &Path) -> Finished {
    program(client, "/usr/bin/kinit").arg("-k").arg("-t").arg(keytab).arg(principal).run()
}

pub(crate) fn renew(client: &Client) -> Finished {
    program(client, "/usr/bin/kinit").arg("-R").run()
}

pub(crate) fn validate(client: &Client) -> Finished {
    program(client, "/usr/bin/kinit").arg("-v").run()
}

/// `kvno -S class host` makes the host-based name that real applications ask for, realm left to the KDC.
pub(crate) fn get(client: &Client, service: &str) -> Finished {
    match service.split_once('/') {
        Some((class, host)) if !host.contains('@') => program(client, "/usr/bin/kvno").args(["-S", class, host]).run(),
        _ => get_with(client, service, &[]),
    }
}

pub(crate) fn get_with(client: &Client, service: &str, options: &[&str]) -> Finished {
    program(client, "/usr/bin/kvno").args(options).arg(service).run()
}

pub(crate) fn tickets(client: &Client) -> Vec<CachedTicket> {
    ticket_list::parse_mit(&program(client, "/usr/bin/klist").args(["-e", "-f"]).run().stdout)
}

/// `Sending request (181 bytes) to A.TEST`, with `, tcp only` after the realm where that is so.
pub(crate) fn realms_asked(trace: &str) -> Vec<String> {
    trace
        .lines()
        .filter_map(|line| line.split_once("Sending request (")?.1.split_once(" to "))
        .filter_map(|(_, realm)| realm.split([' ', ',']).next())
        .map(str::to_owned)
        .collect()
}

/// `TGS reply is for u@A.TEST -> krbtgt/B.TEST@A.TEST with session key aes256-cts/A720`.
pub(crate) fn tickets_received(trace: &str) -> Vec<String> {
    trace
        .lines()
        .filter_map(|line| line.split_once("TGS reply is for ")?.1.split_once(" -> "))
        .filter_map(|(_, server)| server.split(' ').next())
        .map(str::to_owned)
        .collect()
}

/// The texts of MIT krb5 1.20 (`lib/krb5/error_tables/krb5_err.et`), which MIT's own tests pin too.
pub(crate) fn words_for(failure: Failure) -> &'static str {
    match failure {
        Failure::WrongPassword => "Password incorrect",
        Failure::UnknownClient => "not found in Kerberos database while getting initial credentials",
        Failure::UnknownService => "not found in Kerberos database",
        Failure::Revoked => "Client's credentials have been revoked",
        Failure::PasswordExpired => "Password expired",
        Failure::NoCommonEnctype => "KDC has no support for encryption type",
        Failure::Policy => "KDC policy rejects request",
    }
}

/// A program of MIT's with this client's configuration, cache and trace file.
pub(crate) fn program(client: &Client, path: &str) -> Program {
    Program::new(path)
        .env("KRB5_CONFIG", client.configuration.clone())
        .env("KRB5CCNAME", client.cache())
        .env("KRB5_TRACE", client.trace_file())
}
