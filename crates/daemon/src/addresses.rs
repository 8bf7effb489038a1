//! Where the realms of a running daemon are served.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use xrealm_names::RealmName;

/// Bound addresses, ports filled in. Each is UDP and TCP alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses {
    shared: Vec<SocketAddr>,
    own: BTreeMap<RealmName, Vec<SocketAddr>>,
}

impl Addresses {
    /// The addresses that belong to no realm in particular.
    #[must_use]
    pub fn shared(&self) -> &[SocketAddr] {
        &self.shared
    }

    /// Every bound address.
    pub fn all(&self) -> impl Iterator<Item = SocketAddr> {
        self.shared.iter().chain(self.own.values().flatten()).copied()
    }

    /// Where clients are to look for the KDC of `realm`: its own addresses if it has some, else the shared ones. An
    /// address bound to every interface is given as loopback.
    #[must_use]
    pub fn of_realm(&self, realm: &RealmName) -> Vec<SocketAddr> {
        let addresses = self.own.get(realm).unwrap_or(&self.shared);
        addresses.iter().map(|&address| reachable(address)).collect()
    }

    pub(crate) fn add_shared(&mut self, address: SocketAddr) {
        self.shared.push(address);
    }

    pub(crate) fn add_own(&mut self, realm: RealmName, address: SocketAddr) {
        self.own.entry(realm).or_default().push(address);
    }
}

/// How clients reach an address; one bound to every interface is given as loopback.
pub(crate) fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            SocketAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        });
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    fn realm(name: &str) -> RealmName {
        RealmName::new(name).unwrap()
    }

    #[test]
    fn a_realm_with_its_own_address_is_found_there_and_the_others_at_the_shared_one() {
        let mut addresses = Addresses::default();
        addresses.add_shared("0.0.0.0:88".parse().unwrap());
        addresses.add_own(realm("A.TEST"), "127.0.0.2:88".parse().unwrap());

        assert_eq!(addresses.of_realm(&realm("A.TEST")), ["127.0.0.2:88".parse().unwrap()]);
        assert_eq!(addresses.of_realm(&realm("B.TEST")), ["127.0.0.1:88".parse().unwrap()]);
        assert_eq!(addresses.all().count(), 2);
    }
}
