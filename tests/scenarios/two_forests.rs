//! The two forests of the ten-step walk, and names in them.

use xrealm_names::{Principal, PrincipalName, RealmName};
use xrealm_sim::Net;

pub(crate) const USER1: &str = "user1@EUROPE.TAILSPINTOYS.COM";
pub(crate) const FILESERVER1: &str = "cifs/fileserver1.usa.wingtiptoys.com";

pub(crate) const EUROPE: &str = "EUROPE.TAILSPINTOYS.COM";
pub(crate) const TAILSPINTOYS: &str = "TAILSPINTOYS.COM";
pub(crate) const WINGTIPTOYS: &str = "WINGTIPTOYS.COM";
pub(crate) const USA: &str = "USA.WINGTIPTOYS.COM";

pub(crate) fn two_forests() -> Net {
    Net::from_fixture("two-forests").unwrap()
}

pub(crate) fn topology(text: &str) -> Net {
    Net::from_topology(text).unwrap()
}

pub(crate) fn realm(name: &str) -> RealmName {
    RealmName::new(name).unwrap()
}

pub(crate) fn name(text: &str) -> PrincipalName {
    PrincipalName::parse(text).unwrap()
}

pub(crate) fn principal(text: &str) -> Principal {
    Principal::parse(text).unwrap()
}
