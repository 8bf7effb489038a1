//! The part of a service name that says where the service lives (MS-DRSR 4.1.4).

use std::borrow::Cow;

use xrealm_names::PrincipalName;

/// The host of a service name: of `class/host` the host without its port, of a name with more parts the last one.
///
/// A distinguished name in its place stands for the domain that its `DC=` parts spell. `None` if the name has one part
/// only, or nothing is left.
///
/// ```
/// # use xrealm_names::PrincipalName;
/// let host = |text| xrealm_trust::service_host(&PrincipalName::parse(text).unwrap()).map(|host| host.into_owned());
/// assert_eq!(host("MSSQLSvc/db.example.com:1433").as_deref(), Some("db.example.com"));
/// assert_eq!(host("ldap/dc1.example.com/example.com").as_deref(), Some("example.com"));
/// assert_eq!(host("svc/CN=scp,DC=usa,DC=example,DC=com").as_deref(), Some("usa.example.com"));
/// assert_eq!(host("WORKSTATION1$"), None);
/// ```
#[must_use]
pub fn service_host(name: &PrincipalName) -> Option<Cow<'_, str>> {
    let last = name.component_count().checked_sub(1).filter(|last| *last > 0)?;
    let place = name.component(last)?;
    if let Some(domain) = domain_of_distinguished_name(place) {
        return Some(Cow::Owned(domain));
    }
    let host = place.split(['/', ':']).next().unwrap_or_default();
    let host = host.strip_suffix('.').unwrap_or(host);
    (!host.is_empty()).then_some(Cow::Borrowed(host))
}

/// `usa.example.com` of `CN=scp,DC=usa,DC=example,DC=com`; `None` for what is no distinguished name.
fn domain_of_distinguished_name(text: &str) -> Option<String> {
    if !text.contains('=') {
        return None;
    }
    let labels: Vec<&str> = text
        .split(',')
        .filter_map(|part| part.trim().split_once('='))
        .filter(|(attribute, _)| attribute.eq_ignore_ascii_case("DC"))
        .map(|(_, value)| value)
        .collect();
    (!labels.is_empty()).then(|| labels.join("."))
}
