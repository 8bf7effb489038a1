//! The text of one ground.

use std::fmt::{self, Display};

use super::{Fact, Ground, Lost, PathSource, Permission, Rule};
use crate::{DomainId, RecordData, RecordId, TrustId, View};

/// One ground, ready to be printed.
#[derive(Debug, Clone, Copy)]
pub struct GroundLine<'a> {
    ground: Ground,
    subject: &'a str,
    view: &'a View,
}

impl<'a> GroundLine<'a> {
    pub(crate) fn new(ground: Ground, subject: &'a str, view: &'a View) -> Self {
        Self { ground, subject, view }
    }

    /// The rule that was tried.
    #[must_use]
    pub fn rule(&self) -> Rule {
        self.ground.rule
    }

    /// What it found.
    #[must_use]
    pub fn fact(&self) -> Fact {
        self.ground.fact
    }

    fn domain(&self, id: DomainId) -> Name<'a> {
        Name(self.view.domain().and_then(|(forest, _)| forest.domain(id)).map(|domain| domain.dns_name.as_str()))
    }

    fn trust(&self, id: TrustId) -> Name<'a> {
        Name(self.view.partner(id).map(AsRef::as_ref))
    }

    fn root_trust(&self, id: TrustId) -> Name<'a> {
        let root = self.view.domain().map(|(forest, _)| forest.root());
        Name(root.and_then(|root| root.realm(id)).map(AsRef::as_ref))
    }

    fn record(&self, id: RecordId) -> Claim<'a> {
        let root = self.view.domain().map(|(forest, _)| forest.root());
        Claim {
            partner: Name(root.and_then(|root| root.realm(id.trust)).map(AsRef::as_ref)),
            data: root.and_then(|root| root.record(id)).map(|record| &record.data),
            position: id.position,
        }
    }
}

impl Display for GroundLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (subject, realm) = (self.subject, self.view.realm());
        match self.ground.fact {
            Fact::Own => write!(f, "{subject} is {realm} itself"),
            Fact::Held => write!(f, "{realm} holds the account"),
            Fact::Absent => match self.ground.rule {
                Rule::GlobalCatalog => write!(f, "the global catalog of the own forest does not know the name"),
                _ => write!(f, "{realm} does not hold the account"),
            },
            Fact::NotUnique => write!(f, "more than one account has the name"),
            Fact::NotAsked => write!(f, "the global catalog was not asked"),
            Fact::Permission(permission) => permission.fmt(f),
            Fact::Domain(id) => match self.ground.rule {
                Rule::GlobalCatalog => write!(f, "the global catalog finds the name in {}", self.domain(id)),
                _ => write!(f, "{subject} names the domain {}", self.domain(id)),
            },
            Fact::Step { to, hop } if to == hop.domain => {
                write!(f, "{} is one step away, over a direct trust", self.domain(to))
            }
            Fact::Step { to, hop } => {
                write!(f, "the shortest path to {} goes by {}", self.domain(to), self.domain(hop.domain))
            }
            Fact::NoStep(id) => write!(f, "no transitive trust path leads from {realm} to {}", self.domain(id)),
            Fact::Record(id, None) => write!(f, "routing hint: {}, {subject} goes there", self.record(id)),
            Fact::Record(id, Some(lost)) => {
                write!(f, "{}: not used, ", self.record(id))?;
                self.lost(f, lost)
            }
            Fact::Trust(id, None) => write!(f, "the trust with {} is taken", self.trust(id)),
            Fact::Trust(id, Some(lost)) => {
                write!(f, "the trust with {} is not taken, ", self.trust(id))?;
                self.lost(f, lost)
            }
            Fact::RootTrust(id, None) => write!(f, "{subject} is looked for in the forest {}", self.root_trust(id)),
            Fact::RootTrust(id, Some(lost)) => {
                write!(f, "the forest {} is not searched, ", self.root_trust(id))?;
                self.lost(f, lost)
            }
            Fact::Nothing => self.nothing(f),
            Fact::NoHost => write!(f, "{subject} has no host name that could be routed"),
            Fact::Mapped(entry) => {
                let map = self.view.kerberos_realm().map(|realm| &realm.host_to_realm);
                match map.and_then(|map| map.entry(usize::try_from(entry).ok()?)) {
                    Some((pattern, realm)) => write!(f, "{subject} is mapped by {pattern} to {realm}"),
                    None => write!(f, "{subject} is mapped"),
                }
            }
            Fact::Default => {
                let default = self.view.kerberos_realm().and_then(|realm| realm.default_referral_realm.as_ref());
                write!(f, "the default referral realm is {}", Name(default.map(AsRef::as_ref)))
            }
            Fact::Path(source, between) => {
                let source = match source {
                    PathSource::Capaths => "the configured path",
                    PathSource::ClientCapaths => "the rest of the client realm's configured path",
                    PathSource::Hierarchy => "the hierarchical path",
                };
                write!(f, "{source} has {between} realms between {realm} and the target")
            }
        }
    }
}

impl GroundLine<'_> {
    fn nothing(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = self.subject;
        match self.ground.rule {
            Rule::RoutingHint => write!(f, "no partner forest claims {subject}"),
            Rule::ForestSearch => write!(f, "no forest is searched for {subject}"),
            Rule::TrustByName => write!(f, "{subject} lies under no partner's name"),
            Rule::HostToRealm => write!(f, "{subject} is not in the host-to-realm map"),
            Rule::DefaultReferralRealm => write!(f, "there is no default referral realm"),
            Rule::RealmPath => write!(f, "no realm on the path shares a trust with {}", self.view.realm()),
            Rule::ExplicitRealm
            | Rule::OwnDatabase
            | Rule::ReferralPolicy
            | Rule::GlobalCatalog
            | Rule::OwnNamespace
            | Rule::TreePath
            | Rule::TowardsRoot
            | Rule::Crossing
            | Rule::RequestedRealm
            | Rule::UserSuffix => write!(f, "no trust is with {subject}"),
        }
    }

    fn lost(&self, f: &mut fmt::Formatter<'_>, lost: Lost) -> fmt::Result {
        match lost {
            Lost::Shorter => write!(f, "another name matches better"),
            Lost::Disabled => write!(f, "it is disabled"),
            Lost::Excluded(record) => write!(f, "{}", self.record(record)),
            Lost::DomainDisabled(record) => write!(f, "{}, which is disabled", self.record(record)),
            Lost::OwnForest(domain) => write!(f, "{} of the own forest goes before it", self.domain(domain)),
            Lost::WrongDirection => write!(f, "it does not lead from here to the partner"),
            Lost::NoKerberos => write!(f, "the partner knows no Kerberos"),
            Lost::NonTransitive => write!(f, "it is not transitive and serves its two ends only"),
            Lost::ArrivedNonTransitive(trust) => {
                write!(f, "the client came over the trust with {}, which is not transitive", self.trust(trust))
            }
            Lost::AlternateSuffix => write!(f, "this domain does not support alternate UPN suffixes"),
            Lost::ThirdForest => write!(f, "the client came from another forest, and forest trusts do not chain"),
            Lost::WayBack => write!(f, "the client came from there"),
        }
    }
}

impl Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Canonicalize => "the request asks for referrals (canonicalize)",
            Self::ServiceInstance => "names of type NT-SRV-INST are referred",
            Self::HostBased => "host-based names are referred without being asked",
            Self::Always => "this realm refers every name",
            Self::Denied => "the request does not ask for referrals, and the name is not host-based",
        })
    }
}

/// A name that should be there; the view it came from may not be the one that is shown.
struct Name<'a>(Option<&'a str>);

impl Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.unwrap_or("(unknown)"))
    }
}

/// A record as a statement of the partner that made it.
struct Claim<'a> {
    partner: Name<'a>,
    data: Option<&'a RecordData>,
    position: u32,
}

impl Display for Claim<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { partner, data, position } = self;
        match data {
            Some(RecordData::TopLevelName(name)) => write!(f, "{partner} claims {name}"),
            Some(RecordData::TopLevelNameEx(name)) => write!(f, "{partner} excludes {name}"),
            Some(RecordData::DomainInfo { dns_name, netbios_name, .. }) => {
                write!(f, "{partner} has the domain {dns_name} ({netbios_name})")
            }
            Some(RecordData::BinaryInfo { .. } | RecordData::ScannerInfo { .. } | RecordData::Unknown { .. })
            | None => write!(f, "record {position} of {partner}"),
        }
    }
}
