//! What to ask for when it is only to be known who reaches whom.

use xrealm_directory::{Account, AccountKind, Realm, ServiceLookup};
use xrealm_names::PrincipalName;

/// A service that stands for its realm: the first usable one with a full host name, otherwise the realm's
/// ticket-granting service.
#[must_use]
pub fn representative_service(realm: &Realm) -> PrincipalName {
    let usable = realm.accounts().filter(|account| is_usable(account));
    let mut names = usable.flat_map(names_of).filter(is_routable);
    let held_once = |name: &PrincipalName| matches!(realm.service(name), ServiceLookup::Held(_));
    names.find(held_once).unwrap_or_else(|| PrincipalName::krbtgt(realm.name()))
}

fn is_usable(account: &Account) -> bool {
    let flags = account.flags;
    let service = matches!(account.kind, AccountKind::Computer | AccountKind::Service | AccountKind::User);
    service && !flags.disabled && account.account_expires.is_none() && !account.is_password_service()
}

/// In a domain the service principal names, in a plain realm the principal itself.
fn names_of(account: &Account) -> Vec<PrincipalName> {
    let registered = account.service_principal_names.iter().filter_map(|spn| spn.to_principal_name());
    let own = std::iter::once(account.name.clone()).filter(|_| account.kind == AccountKind::Service);
    registered.chain(own).collect()
}

/// Whether a name tells other realms by its host where it is.
fn is_routable(name: &PrincipalName) -> bool {
    name.component_count() == 2 && name.component(1).is_some_and(|host| host.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Net;

    #[test]
    fn a_realm_is_represented_by_a_service_with_a_host_or_by_its_krbtgt() {
        let net = Net::from_fixture("two-forests").unwrap();
        let of =
            |realm: &str| representative_service(net.directory().realm_named(realm.as_bytes()).unwrap()).to_string();
        assert_eq!(of("EUROPE.TAILSPINTOYS.COM"), "host/workstation1.europe.tailspintoys.com");
        let bare = Net::from_topology("[[realm]]\nname = \"BARE.TEST\"").unwrap();
        let realm = bare.directory().realm_named(b"BARE.TEST").unwrap();
        assert_eq!(representative_service(realm).to_string(), "krbtgt/BARE.TEST");
    }
}
