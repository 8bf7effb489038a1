//! Where everything is: the realms served here, those served elsewhere, single domain controllers.

use std::net::SocketAddr;

use xrealm_config::{AdminAddress, KdcAddress, Topology};
use xrealm_names::RealmName;

use crate::addresses::Addresses;

/// Addresses, as they were when the daemon was started.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    addresses: Addresses,
    external_kdcs: Vec<(RealmName, Vec<KdcAddress>)>,
    external_admins: Vec<(RealmName, AdminAddress)>,
    controllers: Box<[ControllerSeat]>,
}

/// A domain controller with an address of its own.
#[derive(Debug, Clone)]
pub(crate) struct ControllerSeat {
    pub(crate) realm: RealmName,
    pub(crate) controller: Box<str>,
    pub(crate) address: SocketAddr,
}

impl Places {
    /// Those of `topology`, where the sockets are bound.
    pub(crate) fn new(topology: &Topology, addresses: Addresses, controllers: Vec<ControllerSeat>) -> Self {
        Self {
            addresses,
            external_kdcs: topology.external_kdcs.clone(),
            external_admins: topology.external_admins.clone(),
            controllers: controllers.into(),
        }
    }

    /// Where the realms are served here.
    pub(crate) fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// The KDCs of realms that others serve.
    pub(crate) fn external_kdcs(&self) -> &[(RealmName, Vec<KdcAddress>)] {
        &self.external_kdcs
    }

    /// Domain controllers with addresses of their own, in the order of the views of a snapshot.
    pub(crate) fn controllers(&self) -> &[ControllerSeat] {
        &self.controllers
    }

    /// Where the process can be asked that serves another realm.
    pub(crate) fn partner_address(&self, realm: &RealmName) -> Option<String> {
        let (_, address) = self.external_admins.iter().find(|(name, _)| name == realm)?;
        Some(match address {
            AdminAddress::Socket(path) => path.to_string(),
            AdminAddress::Http(url) => url.to_string(),
        })
    }
}
