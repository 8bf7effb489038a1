//! Which names of other forests the DNS servers of a domain can resolve.

use serde::{Deserialize, Serialize};
use xrealm_names::fold;

/// What a domain's DNS can resolve beside the names of its own forest.
///
/// A forest trust needs it in both directions, by one of three arrangements.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum NameResolution {
    /// Every name.
    #[default]
    Everything,
    /// Only these.
    Only {
        /// The DNS root server it shares with others: the names of all that have the same can be resolved.
        shared_root: Option<Box<str>>,
        /// DNS names, at or below which it asks somebody who knows.
        conditional_forwarders: Vec<Box<str>>,
        /// DNS names, of which and below which it has a copy.
        secondary_zones: Vec<Box<str>>,
    },
}

impl NameResolution {
    /// None but those of the own forest.
    #[must_use]
    pub fn nothing() -> NameResolution {
        NameResolution::Only { shared_root: None, conditional_forwarders: Vec::new(), secondary_zones: Vec::new() }
    }

    /// Whether the DNS name `name` of a partner can be resolved, whose own DNS is arranged like `partner`; `None` if
    /// that is not known here.
    #[must_use]
    pub fn resolves(&self, name: &str, partner: Option<&NameResolution>) -> bool {
        match self {
            NameResolution::Everything => true,
            NameResolution::Only { conditional_forwarders, secondary_zones, .. } => {
                let covered =
                    conditional_forwarders.iter().chain(secondary_zones).any(|zone| is_at_or_below(name, zone));
                covered || partner.is_some_and(|partner| self.shares_root_with(partner))
            }
        }
    }

    fn shares_root_with(&self, partner: &NameResolution) -> bool {
        match (self.shared_root(), partner.shared_root()) {
            (Some(own), Some(other)) => own.eq_ignore_ascii_case(other),
            (None, _) | (_, None) => false,
        }
    }

    fn shared_root(&self) -> Option<&str> {
        match self {
            NameResolution::Everything => None,
            NameResolution::Only { shared_root, .. } => shared_root.as_deref(),
        }
    }
}

fn is_at_or_below(name: &str, zone: &str) -> bool {
    let (name, zone) = (fold(name), fold(zone));
    name.strip_suffix(zone.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(root: Option<&str>, forwarders: &[&str], zones: &[&str]) -> NameResolution {
        let names = |names: &[&str]| names.iter().map(|name| Box::from(*name)).collect();
        NameResolution::Only {
            shared_root: root.map(Box::from),
            conditional_forwarders: names(forwarders),
            secondary_zones: names(zones),
        }
    }

    #[test]
    fn a_forwarder_and_a_copy_of_a_zone_reach_what_lies_below() {
        for dns in [only(None, &["Partner.Test"], &[]), only(None, &[], &["partner.test"])] {
            assert!(dns.resolves("partner.test", None));
            assert!(dns.resolves("EU.partner.test", None));
            assert!(!dns.resolves("otherpartner.test", None));
            assert!(!dns.resolves("test", None));
        }
    }

    #[test]
    fn a_shared_root_is_one_that_both_have() {
        let (one, two) = (only(Some("root.test"), &[], &[]), only(Some("ROOT.test"), &[], &[]));
        assert!(one.resolves("partner.test", Some(&two)));
        assert!(!one.resolves("partner.test", None));
        assert!(!one.resolves("partner.test", Some(&only(Some("other.test"), &[], &[]))));
        assert!(!one.resolves("partner.test", Some(&NameResolution::Everything)));
    }

    #[test]
    fn by_default_every_name_is_resolved_and_none_if_that_is_said() {
        assert!(NameResolution::default().resolves("partner.test", None));
        assert!(!NameResolution::nothing().resolves("partner.test", Some(&NameResolution::nothing())));
    }
}
