//! Who wants to go where, as the command line says it.

use xrealm_directory::{Directory, Errand, Realm, Traveller};
use xrealm_names::{NameError, NameType, Principal, PrincipalName};

use crate::args;
use crate::failure::Failure;

/// A client and a service, as names.
#[derive(Debug)]
pub(crate) struct Asked {
    /// `None` for any client of the realm.
    name: Option<PrincipalName>,
    /// The realm asked first.
    at: String,
    pub(crate) service: PrincipalName,
    canonicalize: bool,
}

impl Asked {
    /// Reads the names; realms are those of `directory`.
    pub(crate) fn read(
        client: &str,
        service: &str,
        manner: &args::Manner,
        directory: &Directory,
    ) -> Result<Self, Failure> {
        let service = service_named(service)?;
        // Kerberos clients that are told a realm send plain names.
        let service = if manner.no_canonicalize { service.with_type(NameType::PRINCIPAL) } else { service };
        let at = manner.at.as_deref().map(|at| realm(directory, at)).transpose()?;
        let (name, at) = traveller(client, at, directory)?;
        Ok(Self { name, at: at.name().to_string(), service, canonicalize: !manner.no_canonicalize })
    }

    /// The errand in a directory, which may be another one than the names were read in.
    pub(crate) fn errand<'a>(&'a self, directory: &'a Directory) -> Result<Errand<'a>, Failure> {
        let at = realm(directory, &self.at)?;
        let traveller = match &self.name {
            Some(name) => Traveller::Named { name, at },
            None => Traveller::Of(at),
        };
        Ok(Errand { traveller, service: &self.service, canonicalize: self.canonicalize })
    }

    /// Who asks, for people.
    pub(crate) fn client(&self) -> String {
        match &self.name {
            Some(name) if name.name_type == NameType::ENTERPRISE => name.first().to_owned(),
            Some(name) => format!("{name}@{}", self.at),
            None => format!("a client of {}", self.at),
        }
    }
}

/// A realm alone is any client of it; of a name with `@` the part behind may be a realm or any suffix.
fn traveller<'d>(
    client: &str,
    at: Option<&'d Realm>,
    directory: &'d Directory,
) -> Result<(Option<PrincipalName>, &'d Realm), Failure> {
    let bad = |source| Failure::Name { what: client.to_owned(), source };
    let Some((_, suffix)) = client.rsplit_once('@') else {
        return Ok((None, realm(directory, client)?));
    };
    match (directory.realm_named(suffix.as_bytes()), at) {
        (Some(home), None) => Ok((Some(Principal::parse(client).map_err(bad)?.name), home)),
        (_, at) => {
            let first = at.or_else(|| directory.realms().next()).ok_or(Failure::NoRealms)?;
            Ok((Some(PrincipalName::enterprise(client).map_err(bad)?), first))
        }
    }
}

fn service_named(text: &str) -> Result<PrincipalName, Failure> {
    let bad = |source| Failure::Name { what: text.to_owned(), source };
    match Principal::parse(text) {
        Ok(principal) => Err(Failure::ServiceWithRealm { service: principal }),
        Err(NameError::MissingRealm) => PrincipalName::parse(text).map_err(bad),
        Err(error) => Err(bad(error)),
    }
}

fn realm<'d>(directory: &'d Directory, name: &str) -> Result<&'d Realm, Failure> {
    directory.realm_named(name.as_bytes()).ok_or_else(|| Failure::NoSuchRealm { name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use xrealm_sim::Net;

    fn asked(client: &str, service: &str) -> Result<String, String> {
        let net = Net::from_fixture("two-forests").unwrap();
        let manner = args::Manner { at: None, no_canonicalize: false };
        let asked = Asked::read(client, service, &manner, net.directory()).map_err(|failure| failure.to_string())?;
        Ok(format!("{} at {}", asked.client(), asked.at))
    }

    #[test]
    fn a_client_is_a_realm_a_principal_or_a_user_principal_name() {
        let service = "host/a.b";
        assert_eq!(asked("usa", service).unwrap(), "a client of USA.WINGTIPTOYS.COM at USA.WINGTIPTOYS.COM");
        let principal = "user3@USA.WINGTIPTOYS.COM";
        assert_eq!(asked("user3@usa.wingtiptoys.com", service).unwrap(), format!("{principal} at USA.WINGTIPTOYS.COM"));
        assert_eq!(asked("user1@toys.example", service).unwrap(), "user1@toys.example at TAILSPINTOYS.COM");
        assert_eq!(asked("nowhere", service).unwrap_err(), "there is no realm nowhere in the topology");
    }

    #[test]
    fn a_service_has_no_realm() {
        let told = asked("usa", "host/a.b@USA.WINGTIPTOYS.COM").unwrap_err();
        assert_eq!(told, "the service host/a.b@USA.WINGTIPTOYS.COM is given with its realm");
        assert!(asked("usa", "").is_err());
    }
}
