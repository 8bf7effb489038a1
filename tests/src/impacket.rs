//! impacket, Debian package `python3-impacket`, driven by `interop/impacket/walk.py`.

use std::net::SocketAddr;
use std::path::Path;

use crate::fixture::project_root;
use crate::mit::require_programs;
use crate::process::{Finished, Program};

/// What impacket logs in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImpacketSecret<'a> {
    /// A password; impacket asks for AES256, and for RC4 if that is refused.
    Password(&'a str),
    /// An NT hash in hexadecimal digits; impacket asks for RC4 alone.
    NtHash(&'a str),
    /// An AES key in hexadecimal digits; impacket asks for its type alone.
    AesKey(&'a str),
}

/// Logs in as `user` of `realm` at the KDC of `address`, and asks for `services` one after the other. Prints tickets.
pub fn impacket_walk(
    address: SocketAddr,
    realm: &str,
    user: &str,
    secret: ImpacketSecret<'_>,
    services: &[&str],
) -> Finished {
    require_programs(&[PYTHON, LIBRARY], "python3-impacket");
    let (how, secret) = match secret {
        ImpacketSecret::Password(password) => ("password", password),
        ImpacketSecret::NtHash(hash) => ("nthash", hash),
        ImpacketSecret::AesKey(key) => ("aeskey", key),
    };
    Program::new(PYTHON)
        .arg(project_root().join("tests/interop/impacket/walk.py"))
        .args([&address.ip().to_string(), &address.port().to_string(), realm, user, how, secret])
        .args(services)
        .run()
}

/// What impacket reads in the PAC of the ticket for `service` in a credential cache, opened with a keytab.
pub fn impacket_pac(cache: &str, keytab: &Path, service: &str) -> Finished {
    require_programs(&[PYTHON, LIBRARY], "python3-impacket");
    Program::new(PYTHON)
        .arg(project_root().join("tests/interop/impacket/pac.py"))
        .arg(cache.trim_start_matches("FILE:"))
        .arg(keytab)
        .arg(service)
        .run()
}

/// Debian's own, which alone finds Debian's packages.
const PYTHON: &str = "/usr/bin/python3";

const LIBRARY: &str = "/usr/lib/python3/dist-packages/impacket/krb5/kerberosv5.py";
