//! What is told of domains and realms.

use serde::{Deserialize, Serialize};
use xrealm_directory::{Directory, ExternalRealm, Realm};

/// One domain or realm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DomainFacts {
    /// The realm.
    pub realm: String,
    /// The DNS name in lower case; of a plain realm its name.
    pub dns_name: String,
    /// The NetBIOS name of a domain.
    pub netbios_name: Option<String>,
    /// The SID of a domain.
    pub sid: Option<String>,
    /// The root of its forest; absent: no domain, or one that is not served here.
    pub forest: Option<String>,
    /// Its parent.
    pub parent: Option<String>,
    /// Whether it is served here.
    pub served_here: bool,
}

impl DomainFacts {
    /// Every domain and realm of a directory: those of one forest together, roots first.
    #[must_use]
    pub fn of(directory: &Directory) -> Vec<DomainFacts> {
        let mut served: Vec<DomainFacts> = directory.realms().map(served).collect();
        served.sort_by_key(|domain| (domain.forest.is_none(), domain.forest.clone(), domain.parent.is_some()));
        served.extend(directory.external_realms().map(external));
        served
    }

    /// Whether it is called so: by realm, DNS name or NetBIOS name, in any case; a plain realm octet for octet.
    #[must_use]
    pub fn answers_to(&self, name: &str) -> bool {
        if self.netbios_name.is_none() {
            return self.realm == name;
        }
        let name = name.strip_suffix('.').unwrap_or(name);
        self.realm.eq_ignore_ascii_case(name)
            || self.netbios_name.as_deref().is_some_and(|flat| flat.eq_ignore_ascii_case(name))
    }
}

fn served(realm: &Realm) -> DomainFacts {
    let place = realm.view().domain();
    let named = |id| place.and_then(|(forest, _)| Some(forest.domain(id)?.dns_name.to_string()));
    let parent = place.and_then(|(forest, id)| forest.domain(id)?.parent);
    DomainFacts {
        realm: realm.name().to_string(),
        dns_name: realm.dns_name().map_or_else(|| realm.name().to_string(), str::to_owned),
        netbios_name: realm.netbios_name().map(str::to_owned),
        sid: realm.sid().map(ToString::to_string),
        forest: named(xrealm_trust::Forest::ROOT),
        parent: parent.and_then(named),
        served_here: true,
    }
}

fn external(realm: &ExternalRealm) -> DomainFacts {
    let windows = realm.active_directory.as_ref();
    let name = realm.name.to_string();
    DomainFacts {
        dns_name: if windows.is_some() { name.to_ascii_lowercase() } else { name.clone() },
        realm: name,
        netbios_name: windows.map(|(flat, _)| flat.to_string()),
        sid: windows.map(|(_, sid)| sid.to_string()),
        forest: None,
        parent: None,
        served_here: false,
    }
}
