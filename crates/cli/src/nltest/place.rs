//! Which domain is asked, and which others there are.

use xrealm_admin::{Answer, ControllerFacts, ControllerOperation, DomainFacts, Operation, Surface};

use crate::administration::{Credentials, Session};
use crate::failure::Failure;
use crate::netdom;

/// The domain that is asked.
pub(super) struct Place {
    /// It.
    pub(super) primary: DomainFacts,
    /// All there are.
    pub(super) domains: Vec<DomainFacts>,
}

impl Place {
    /// The domain named as the server, or of which the server is a controller; where none is named, the domain of this
    /// computer, and where that is not known, the only one there is.
    pub(super) fn find(session: &mut Session, server: Option<&str>) -> Result<Self, Failure> {
        let domains = netdom::domains(session, Surface::Nltest)?;
        let primary = match server.map(|server| server.trim_start_matches('\\')) {
            Some(server) => match domains.iter().find(|domain| domain.answers_to(server)) {
                Some(domain) => Some(domain.clone()),
                None => of_controller(session, &domains, server)?,
            },
            None => netdom::joined(&domains).cloned().or_else(|| only(&domains)),
        };
        let primary = primary.filter(|domain| domain.served_here);
        let primary = primary.ok_or_else(|| match server {
            Some(server) => Failure::NoSuchRealm { name: server.to_owned() },
            None => Failure::Usage {
                what: "which domain is meant is not known".to_owned(),
                help: "name it with /SERVER:domain".to_owned(),
            },
        })?;
        Ok(Self { primary, domains })
    }

    /// Another domain by any of its names.
    pub(super) fn domain(&self, name: &str) -> Result<&DomainFacts, Failure> {
        let found = self.domains.iter().find(|domain| domain.answers_to(name));
        found.ok_or_else(|| Failure::NoSuchRealm { name: name.to_owned() })
    }
}

/// The controllers of a domain, or of all that have any.
pub(super) fn controllers(session: &mut Session, realm: Option<&str>) -> Result<Vec<ControllerFacts>, Failure> {
    let list = ControllerOperation::List { realm: realm.map(str::to_owned) };
    let answer = session.perform(&Operation::Controller(list), false, Surface::Nltest, &Credentials::default())?;
    let Answer::Controllers { controllers, .. } = answer else { return Err(Failure::AnotherAnswer) };
    Ok(controllers)
}

fn of_controller(session: &mut Session, domains: &[DomainFacts], server: &str) -> Result<Option<DomainFacts>, Failure> {
    let (name, suffix) = server.split_once('.').map_or((server, None), |(name, suffix)| (name, Some(suffix)));
    let all = controllers(session, None)?;
    let mut fits = domains.iter().filter(|domain| {
        suffix.is_none_or(|suffix| domain.answers_to(suffix))
            && all.iter().any(|known| known.realm == domain.realm && known.controller.eq_ignore_ascii_case(name))
    });
    let found = fits.next().cloned();
    // A name that several domains have names none of them.
    Ok(found.filter(|_| fits.next().is_none()))
}

fn only(domains: &[DomainFacts]) -> Option<DomainFacts> {
    let mut served = domains.iter().filter(|domain| domain.served_here && domain.netbios_name.is_some());
    let first = served.next()?;
    served.next().is_none().then(|| first.clone())
}
