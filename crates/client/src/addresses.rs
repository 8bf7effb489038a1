//! Where the KDC of a realm listens, and which realm a host is in.
//!
//! Two texts are understood: MIT's `krb5.conf` ([`krb5_conf`]) and the `topology.json` that `xrealm serve --out`
//! writes ([`topology_json`]). Nothing is looked up: no DNS, no files.

pub mod krb5_conf;
pub mod topology_json;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use xrealm_names::{PrincipalName, RealmName};

/// What a client was told about its surroundings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KdcAddresses {
    /// Realm of a principal that was given without one.
    pub default_realm: Option<RealmName>,
    /// MIT's `udp_preference_limit`: requests longer than this many octets go by TCP first.
    pub udp_preference_limit: Option<u32>,
    realms: BTreeMap<RealmName, Vec<KdcAddress>>,
    hosts: BTreeMap<String, RealmName>,
    capaths: BTreeMap<RealmName, BTreeMap<RealmName, Vec<RealmName>>>,
}

impl KdcAddresses {
    /// The KDCs of `realm` in the order they were given; a realm that differs only in case is taken if none is exact.
    pub fn kdcs_of(&self, realm: &RealmName) -> &[KdcAddress] {
        if let Some(exact) = self.realms.get(realm) {
            return exact;
        }
        let folded = self.realms.iter().find(|(known, _)| known.eq_ignore_case(realm.as_str()));
        folded.map_or(&[], |(_, kdcs)| kdcs)
    }

    /// Every realm with its KDCs, sorted by name.
    pub fn realms(&self) -> impl Iterator<Item = (&RealmName, &[KdcAddress])> {
        self.realms.iter().map(|(realm, kdcs)| (realm, kdcs.as_slice()))
    }

    /// The realm `[domain_realm]` gives a host: an entry for the host itself, else for the nearest parent domain that
    /// is written with a leading dot.
    pub fn realm_of_host(&self, host: &str) -> Option<&RealmName> {
        let host = host.trim_end_matches('.').to_lowercase();
        if let Some(realm) = self.hosts.get(&host) {
            return Some(realm);
        }
        let dots = host.match_indices('.').map(|(at, _)| at);
        dots.filter_map(|at| host.get(at..)).find_map(|suffix| self.hosts.get(suffix))
    }

    /// The realm `[domain_realm]` gives the host of a `class/host` service name.
    pub fn realm_of_service(&self, service: &PrincipalName) -> Option<&RealmName> {
        let host = service.component(1)?;
        self.realm_of_host(host.split(':').next().unwrap_or(host))
    }

    /// The realms a client of `client` passes on its way to `server`, without either end. Empty for a direct trust
    /// and where `[capaths]` says nothing.
    pub fn capath(&self, client: &RealmName, server: &RealmName) -> &[RealmName] {
        self.capaths.get(client).and_then(|servers| servers.get(server)).map_or(&[], Vec::as_slice)
    }

    /// Adds a KDC behind those already known for the realm.
    pub fn add_kdc(&mut self, realm: RealmName, kdc: KdcAddress) {
        self.realms.entry(realm).or_default().push(kdc);
    }

    /// Says that `host` (or, with a leading dot, every host below that domain) is in `realm`.
    pub fn add_host(&mut self, host: &str, realm: RealmName) {
        self.hosts.insert(host.to_lowercase(), realm);
    }

    fn add_capath(&mut self, client: RealmName, server: RealmName, via: impl IntoIterator<Item = RealmName>) {
        self.capaths.entry(client).or_default().entry(server).or_default().extend(via);
    }
}

/// One address of a KDC, as written; the shell resolves the host.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KdcAddress {
    /// The only transport to use, `None` for both.
    pub transport: Option<KdcTransport>,
    /// Host name or literal address, IPv6 without brackets.
    pub host: String,
    /// Port, [`KERBEROS_PORT`] if none was written.
    pub port: u16,
}

/// How a KDC is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KdcTransport {
    /// One datagram each way.
    Udp,
    /// Length-prefixed messages on a connection.
    Tcp,
}

/// Port of a KDC unless another is given (RFC 4120 §7.2.3.2).
pub const KERBEROS_PORT: u16 = 88;

/// A KDC address that cannot be read.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum KdcAddressError {
    /// Nothing where the host belongs.
    #[error("no host")]
    NoHost,
    /// `[` without `]`, or something other than a port behind it.
    #[error("malformed bracketed address")]
    Brackets,
    /// Not a number from 1 to 65535.
    #[error("port {0:?} is not a number from 1 to 65535")]
    Port(String),
    /// A transport this client does not speak, such as `https://`.
    #[error("transport {0:?} is not udp or tcp")]
    Transport(String),
}

impl FromStr for KdcAddress {
    type Err = KdcAddressError;

    /// Reads `host`, `host:port`, `[v6]:port`, `v6`, each with an optional `udp/` or `tcp/` before it.
    fn from_str(text: &str) -> Result<KdcAddress, KdcAddressError> {
        let (transport, rest) = match text.split_once('/') {
            None => (None, text),
            Some(("udp", rest)) => (Some(KdcTransport::Udp), rest),
            Some(("tcp", rest)) => (Some(KdcTransport::Tcp), rest),
            Some((other, _)) => return Err(KdcAddressError::Transport(other.to_owned())),
        };
        let (host, port) = split_port(rest)?;
        if host.is_empty() {
            return Err(KdcAddressError::NoHost);
        }
        let port = match port {
            None => KERBEROS_PORT,
            Some(digits) => match digits.parse() {
                Ok(port) if port != 0 => port,
                _ => return Err(KdcAddressError::Port(digits.to_owned())),
            },
        };
        Ok(KdcAddress { transport, host: host.to_owned(), port })
    }
}

fn split_port(text: &str) -> Result<(&str, Option<&str>), KdcAddressError> {
    if let Some(inside) = text.strip_prefix('[') {
        let (host, behind) = inside.split_once(']').ok_or(KdcAddressError::Brackets)?;
        return match behind.strip_prefix(':') {
            Some(port) => Ok((host, Some(port))),
            None if behind.is_empty() => Ok((host, None)),
            None => Err(KdcAddressError::Brackets),
        };
    }
    match text.split_once(':') {
        Some((_, port)) if port.contains(':') => Ok((text, None)),
        Some((host, port)) => Ok((host, Some(port))),
        None => Ok((text, None)),
    }
}

impl fmt::Display for KdcAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.transport {
            Some(KdcTransport::Udp) => f.write_str("udp/")?,
            Some(KdcTransport::Tcp) => f.write_str("tcp/")?,
            None => {}
        }
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Option<KdcTransport>, String, u16) {
        let address: KdcAddress = text.parse().unwrap();
        (address.transport, address.host, address.port)
    }

    #[test]
    fn addresses_are_read_in_every_spelling() {
        assert_eq!(parsed("kdc.test"), (None, "kdc.test".into(), 88));
        assert_eq!(parsed("kdc.test:1088"), (None, "kdc.test".into(), 1088));
        assert_eq!(parsed("tcp/127.0.0.1:88"), (Some(KdcTransport::Tcp), "127.0.0.1".into(), 88));
        assert_eq!(parsed("udp/[::1]:750"), (Some(KdcTransport::Udp), "::1".into(), 750));
        assert_eq!(parsed("fe80::1"), (None, "fe80::1".into(), 88));
    }

    #[test]
    fn addresses_print_as_they_are_read() {
        for text in ["kdc.test:88", "tcp/127.0.0.1:1088", "udp/[::1]:750"] {
            assert_eq!(text.parse::<KdcAddress>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn bad_addresses_are_refused() {
        assert_eq!("kdc:0".parse::<KdcAddress>(), Err(KdcAddressError::Port("0".into())));
        assert_eq!("kdc:65536".parse::<KdcAddress>(), Err(KdcAddressError::Port("65536".into())));
        assert_eq!("[::1".parse::<KdcAddress>(), Err(KdcAddressError::Brackets));
        assert_eq!(":88".parse::<KdcAddress>(), Err(KdcAddressError::NoHost));
        assert_eq!("https://kdc.test/".parse::<KdcAddress>(), Err(KdcAddressError::Transport("https:".into())));
    }

    #[test]
    fn the_nearest_parent_domain_gives_the_realm() {
        let mut addresses = KdcAddresses::default();
        addresses.add_host(".example.test", RealmName::new("EXAMPLE.TEST").unwrap());
        addresses.add_host(".eu.example.test", RealmName::new("EU.EXAMPLE.TEST").unwrap());
        addresses.add_host("odd.eu.example.test", RealmName::new("ODD.TEST").unwrap());

        let realm = |host| addresses.realm_of_host(host).map(RealmName::as_str);
        assert_eq!(realm("a.EU.example.test"), Some("EU.EXAMPLE.TEST"));
        assert_eq!(realm("b.us.example.test."), Some("EXAMPLE.TEST"));
        assert_eq!(realm("odd.eu.example.test"), Some("ODD.TEST"));
        assert_eq!(realm("example.test"), None);
    }
}
