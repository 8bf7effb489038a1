//! Domain controllers.

use std::fmt::Write as _;
use std::net::IpAddr;

use super::told::Told;
use crate::guid::guid_of;
use crate::{ControllerFacts, DomainFacts};

/// The only site there is.
const SITE: &str = "Default-First-Site-Name";

/// A domain controller that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<'a> {
    /// Its domain.
    pub domain: &'a DomainFacts,
    /// The controller.
    pub controller: &'a ControllerFacts,
    /// Where it answers.
    pub address: Option<IpAddr>,
}

impl Located<'_> {
    /// The DNS name of the controller.
    #[must_use]
    pub fn dns_name(&self) -> String {
        host(self.controller, self.domain)
    }
}

/// /DSGETDC: where a controller is and what it does. It does what is listed under `Flags` and nothing else: no LDAP, for
/// one.
#[must_use]
pub fn located(found: &Located<'_>) -> Told {
    let domain = found.domain;
    let forest = domain.forest.as_deref().unwrap_or(&domain.realm).to_ascii_lowercase();
    let pdc = if found.controller.pdc { "PDC " } else { "" };
    let rows = [
        ("DC", format!("\\\\{}", found.dns_name())),
        ("Address", found.address.map(|address| format!("\\\\{address}")).unwrap_or_default()),
        ("Dom Guid", guid_of(domain.sid.as_deref().unwrap_or(&domain.realm))),
        ("Dom Name", domain.dns_name.clone()),
        ("Forest Name", forest),
        ("Dc Site Name", SITE.to_owned()),
        ("Our Site Name", SITE.to_owned()),
        ("Flags", format!("{pdc}KDC WRITABLE DNS_DC DNS_DOMAIN DNS_FOREST CLOSE_SITE")),
    ];
    let lines: String = rows.iter().map(|(name, value)| format!("{name:>13}: {value}\n")).collect();
    Told::done(&lines)
}

/// /DCLIST: the controllers of a domain, the PDC emulator marked; `asked` is how the domain was named.
#[must_use]
pub fn controllers(asked: &str, domain: &DomainFacts, list: &[ControllerFacts]) -> Told {
    let from = list.iter().find(|controller| controller.pdc).map(|pdc| host(pdc, domain)).unwrap_or_default();
    let mut text = format!("Get list of DCs in domain '{asked}' from '\\\\{from}'.\n");
    for controller in list {
        let pdc = if controller.pdc { "[PDC]" } else { "     " };
        let _ = writeln!(text, "    {} {pdc}  [DS] Site: {SITE}", host(controller, domain));
    }
    Told::done(&text)
}

fn host(controller: &ControllerFacts, domain: &DomainFacts) -> String {
    format!("{}.{}", controller.controller, domain.dns_name)
}
