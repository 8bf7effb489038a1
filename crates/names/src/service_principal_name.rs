//! Service principal names as Active Directory stores them (MS-ADTS 3.1.1.5.1.3 and MS-KILE 3.1.5.11).

use std::fmt;
use std::hash::{Hash, Hasher};

use crate::{NameError, NameType, PrincipalName, fold, realm};

/// `class/host[:port][/service-name]`, compared in any case.
#[derive(Clone)]
pub struct ServicePrincipalName {
    class: Box<str>,
    /// Host with its port, as written.
    instance: Box<str>,
    service_name: Option<Box<str>>,
}

impl ServicePrincipalName {
    /// Reads `class/host`, `class/host:port` or `class/host/service-name`.
    ///
    /// # Errors
    /// [`NameError::MissingHost`] without a `/`, and as [`PrincipalName::new`].
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let mut parts = text.splitn(3, '/');
        let class = parts.next().unwrap_or_default();
        let instance = parts.next().ok_or(NameError::MissingHost)?;
        let service_name = parts.next();
        let components = [Some(class), Some(instance), service_name];
        let checked = PrincipalName::new(NameType::SRV_INST, components.into_iter().flatten())?;
        Self::from_principal_name(&checked).ok_or(NameError::MissingHost)
    }

    /// The SPN that a principal name of two or three components is.
    #[must_use]
    pub fn from_principal_name(name: &PrincipalName) -> Option<Self> {
        if name.component_count() > 3 {
            return None;
        }
        Some(Self {
            class: name.component(0)?.into(),
            instance: name.component(1)?.into(),
            service_name: name.component(2).map(Into::into),
        })
    }

    /// The SPN as a principal name of type NT-SRV-INST.
    #[must_use]
    pub fn to_principal_name(&self) -> Option<PrincipalName> {
        let components = [Some(&*self.class), Some(&*self.instance), self.service_name.as_deref()];
        PrincipalName::new(NameType::SRV_INST, components.into_iter().flatten()).ok()
    }

    /// The service class, such as `cifs`.
    #[must_use]
    pub fn class(&self) -> &str {
        &self.class
    }

    /// The host without its port.
    #[must_use]
    pub fn host(&self) -> &str {
        self.split_instance().0
    }

    /// What follows the `:` behind the host: a port number, or an instance name as SQL Server writes it.
    #[must_use]
    pub fn port(&self) -> Option<&str> {
        self.split_instance().1
    }

    /// The third part, if there is one: for a domain controller's SPNs the domain that the service serves.
    #[must_use]
    pub fn service_name(&self) -> Option<&str> {
        self.service_name.as_deref()
    }

    /// The part that says where the service lives: the service name of a three-part SPN, otherwise the host
    /// (MS-DRSR 4.1.4, DS_NAME_ERROR_TRUST_REFERRAL).
    #[must_use]
    pub fn routing_name(&self) -> &str {
        self.service_name().unwrap_or(self.host())
    }

    /// The same SPN with another service class, as `host/` stands for many classes (sPNMappings).
    ///
    /// # Errors
    /// As [`PrincipalName::new`].
    pub fn with_class(&self, class: &str) -> Result<Self, NameError> {
        PrincipalName::new(NameType::SRV_INST, [class])?;
        Ok(Self { class: class.into(), ..self.clone() })
    }

    /// The same SPN without its port.
    #[must_use]
    pub fn without_port(&self) -> Self {
        Self { instance: self.host().into(), ..self.clone() }
    }

    fn split_instance(&self) -> (&str, Option<&str>) {
        match self.instance.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (&self.instance, None),
        }
    }

    fn parts(&self) -> [&str; 3] {
        [&self.class, &self.instance, self.service_name.as_deref().unwrap_or_default()]
    }
}

impl PartialEq for ServicePrincipalName {
    fn eq(&self, other: &Self) -> bool {
        self.parts().into_iter().zip(other.parts()).all(|(left, right)| realm::eq_ignore_case(left, right))
    }
}

impl Eq for ServicePrincipalName {}

impl Hash for ServicePrincipalName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for part in self.parts() {
            fold(part).hash(state);
        }
    }
}

impl fmt::Display for ServicePrincipalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.class, self.instance)?;
        match &self.service_name {
            Some(name) => write!(f, "/{name}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for ServicePrincipalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spn(text: &str) -> ServicePrincipalName {
        ServicePrincipalName::parse(text).unwrap()
    }

    #[test]
    fn the_parts_of_each_form_are_told_apart() {
        let two = spn("MSSQLSvc/db.a.example:1433");
        assert_eq!(
            (two.class(), two.host(), two.port(), two.service_name()),
            ("MSSQLSvc", "db.a.example", Some("1433"), None)
        );
        let three = spn("ldap/dc1.a.example/a.example");
        assert_eq!(
            (three.host(), three.service_name(), three.routing_name()),
            ("dc1.a.example", Some("a.example"), "a.example")
        );
        assert_eq!(spn("http/WEB01").routing_name(), "WEB01");
    }

    #[test]
    fn spns_are_equal_in_any_case() {
        assert_eq!(spn("CIFS/FileServer1.usa.example"), spn("cifs/FILESERVER1.USA.EXAMPLE"));
        assert_ne!(spn("cifs/a"), spn("cifs/a/b"));
        assert_ne!(spn("cifs/a:1"), spn("cifs/a"));
        assert_eq!(spn("cifs/a:1").without_port(), spn("cifs/a"));
    }

    #[test]
    fn a_distinguished_name_is_kept_whole_as_the_service_name() {
        let scp = spn("ldap/host.a.example/CN=App,CN=System,DC=a,DC=example");
        assert_eq!(scp.service_name(), Some("CN=App,CN=System,DC=a,DC=example"));
        assert_eq!(scp.to_string(), "ldap/host.a.example/CN=App,CN=System,DC=a,DC=example");
    }

    #[test]
    fn a_name_without_a_host_is_no_spn() {
        assert_eq!(ServicePrincipalName::parse("krbtgt"), Err(NameError::MissingHost));
        assert_eq!(ServicePrincipalName::parse("cifs/"), Err(NameError::EmptyPart));
    }
}
