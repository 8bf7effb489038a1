//! What administrators say about the names that a partner forest claims.

use serde::{Deserialize, Serialize};
use xrealm_names::{Sid, fold};
use xrealm_trust::{Record, RecordData, RecordFlags};

/// The names one end of a new forest trust claims.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Namespaces {
    /// Top-level names; `None`: those collected from the partner.
    pub suffixes: Option<Vec<Box<str>>>,
    /// Names below them that are not routed.
    pub exclusions: Vec<Box<str>>,
    /// Top-level names and domains that are recorded, but disabled.
    pub disabled: Vec<Box<str>>,
}

impl Namespaces {
    /// Whether nothing was said.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.suffixes.is_none() && self.exclusions.is_empty() && self.disabled.is_empty()
    }
}

/// What can be enabled and disabled by itself. It is named, as the position of a record would do only until the next
/// change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Claim {
    /// A top-level name, with all names and domains below it.
    TopLevelName(Box<str>),
    /// A domain, by its SID: for SIDs and DNS names.
    Domain(Sid),
    /// A domain's NetBIOS name.
    NetbiosName(Box<str>),
}

impl Claim {
    /// Whether it is what `record` claims, or a part of it.
    #[must_use]
    pub fn is_of(&self, record: &Record) -> bool {
        match (self, &record.data) {
            (Claim::TopLevelName(name), RecordData::TopLevelName(claimed)) => dns(name) == dns(claimed),
            (Claim::Domain(sid), RecordData::DomainInfo { sid: claimed, .. }) => sid == claimed,
            (Claim::NetbiosName(name), RecordData::DomainInfo { netbios_name, .. }) => fold(name) == fold(netbios_name),
            (Claim::TopLevelName(_) | Claim::Domain(_) | Claim::NetbiosName(_), _) => false,
        }
    }

    pub(crate) fn text(&self) -> Box<str> {
        match self {
            Claim::TopLevelName(name) | Claim::NetbiosName(name) => name.clone(),
            Claim::Domain(sid) => sid.to_string().into(),
        }
    }

    /// The flags of its record once it is enabled or disabled.
    pub(crate) fn switched(&self, flags: RecordFlags, enabled: bool) -> RecordFlags {
        let (by_admin, other_reasons) = match self {
            Claim::TopLevelName(_) => {
                (RecordFlags::TLN_DISABLED_ADMIN, RecordFlags::TLN_DISABLED_NEW | RecordFlags::TLN_DISABLED_CONFLICT)
            }
            Claim::Domain(_) => (RecordFlags::SID_DISABLED_ADMIN, RecordFlags::SID_DISABLED_CONFLICT),
            Claim::NetbiosName(_) => (RecordFlags::NB_DISABLED_ADMIN, RecordFlags::NB_DISABLED_CONFLICT),
        };
        RecordFlags(if enabled { flags.0 & !(by_admin | other_reasons) } else { flags.0 | by_admin })
    }
}

/// A DNS name as names are compared.
pub(crate) fn dns(name: &str) -> String {
    fold(name.trim_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enabling_takes_every_reason_away_and_disabling_adds_the_administrators() {
        let all = RecordFlags(0xF);
        let (name, domain, netbios) = (
            Claim::TopLevelName("a.test".into()),
            Claim::Domain(Sid::domain([1, 2, 3])),
            Claim::NetbiosName("A".into()),
        );
        assert_eq!([&name, &domain, &netbios].map(|claim| claim.switched(all, true).0), [0x8, 0xC, 0x3]);
        let none = RecordFlags(0);
        assert_eq!([&name, &domain, &netbios].map(|claim| claim.switched(none, false).0), [0x2, 0x1, 0x4]);
    }

    #[test]
    fn a_claim_is_found_by_its_name_in_any_case() {
        let record = Record::top_level_name("Corp.Example.");
        assert!(Claim::TopLevelName("corp.EXAMPLE".into()).is_of(&record));
        assert!(!Claim::NetbiosName("corp.example".into()).is_of(&record));
        assert!(!Claim::TopLevelName("corp.example".into()).is_of(&Record::top_level_name_ex("corp.example")));
        let domain = Record::domain_info(Sid::domain([1, 2, 3]), "corp.example", "CORP");
        assert!(
            Claim::NetbiosName("Corp".into()).is_of(&domain) && Claim::Domain(Sid::domain([1, 2, 3])).is_of(&domain)
        );
    }
}
