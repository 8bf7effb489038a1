//! What was decided.

use smallvec::SmallVec;
use thiserror::Error;
use xrealm_names::RealmName;

use crate::grounds::Subject;
use crate::{DomainId, Ground, GroundLine, TrustId, View};

/// A verdict with its grounds.
///
/// The grounds are facts without text: they cost next to nothing until [`Decision::explain`] is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision<V = Verdict> {
    /// What to do.
    pub verdict: V,
    pub(crate) subject: Subject,
    pub(crate) grounds: SmallVec<[Ground; 6]>,
}

impl<V> Decision<V> {
    /// The rules that were tried, in order, and what each found.
    #[must_use]
    pub fn grounds(&self) -> &[Ground] {
        &self.grounds
    }

    /// The part of the name that routing was about: a host, a realm, or a user name's suffix.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.subject.as_str()
    }

    /// The grounds as lines of text; each also tells its rule ([`GroundLine::rule`]) for machines.
    ///
    /// `view` is the view that the decision was made with.
    pub fn explain<'a>(&'a self, view: &'a View) -> impl Iterator<Item = GroundLine<'a>> {
        self.grounds.iter().map(|ground| GroundLine::new(*ground, self.subject.as_str(), view))
    }
}

/// What to do with a request for a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The service is this realm's: issue its ticket.
    IssueHere,
    /// Issue `krbtgt/next` over a trust of this realm.
    Refer {
        /// The trust whose key seals the ticket.
        trust: TrustId,
        /// The realm that the ticket leads to.
        next: RealmName,
        /// What the referral rests on.
        reason: ReferralReason,
    },
    /// Issue nothing.
    Refuse(NoRoute),
}

impl Verdict {
    /// The realm that is referred to.
    #[must_use]
    pub fn next_realm(&self) -> Option<&RealmName> {
        match self {
            Self::Refer { next, .. } => Some(next),
            Self::IssueHere | Self::Refuse(_) => None,
        }
    }
}

/// What a referral rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferralReason {
    /// The client asked for a ticket-granting ticket of a directly trusting realm.
    DirectTrust,
    /// The service or realm is in a domain of the own forest.
    OwnForest {
        /// That domain.
        domain: DomainId,
    },
    /// A partner forest claims the name.
    RoutingHint {
        /// The partner's forest root.
        forest: RealmName,
    },
    /// The host is a single label, and this forest is searched for such.
    ForestSearch {
        /// The partner's forest root.
        forest: RealmName,
    },
    /// The name equals the partner's or lies below it.
    TrustByName,
    /// The host-to-realm map names the realm.
    HostToRealm {
        /// The realm that the map names; the next realm is on the way there.
        realm: RealmName,
    },
    /// Hosts of no known realm go to the default.
    DefaultReferralRealm {
        /// The default; the next realm is on the way there.
        realm: RealmName,
    },
    /// The client asked for a ticket-granting ticket of a realm further on.
    RealmPath {
        /// That realm.
        realm: RealmName,
    },
}

/// What to do with a request in which a client is to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientVerdict {
    /// The client is this realm's.
    AnswerHere,
    /// KDC_ERR_WRONG_REALM with this realm as crealm.
    Refer {
        /// Where the client is to ask.
        realm: RealmName,
    },
    /// The client is not found.
    Refuse(NoRoute),
}

/// Why there is no way, in one line. Which KRB-ERROR code says so is the KDC's business; the customary one is named.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum NoRoute {
    /// No database and no trust knows the service (code 7).
    #[error("{name} is in no database and under no trusted name")]
    UnknownService {
        /// The host, or the name itself if it has none.
        name: Box<str>,
    },
    /// No database and no trust knows the client (code 6).
    #[error("{name} is no client here and under no trusted name")]
    UnknownClient {
        /// The client's name, or its suffix.
        name: Box<str>,
    },
    /// Two accounts hold the name (code 8, or 7).
    #[error("{name} belongs to more than one account")]
    NotUnique {
        /// The host, or the name itself if it has none.
        name: Box<str>,
    },
    /// The name may be elsewhere, but the client did not ask for referrals (code 7, for clients 6).
    #[error("{name} is not here, and the request asks for no referral")]
    ReferralNotAsked {
        /// The host, or the name itself if it has none.
        name: Box<str>,
    },
    /// The trust leads the other way only, or is disabled (code 7).
    #[error("{partner} does not trust this realm: the trust leads the other way only")]
    WrongDirection {
        /// The partner.
        partner: RealmName,
    },
    /// The partner knows no Kerberos (code 7).
    #[error("{partner} cannot be reached by Kerberos")]
    NoKerberos {
        /// The partner.
        partner: RealmName,
    },
    /// A third realm would cross a link that serves its two ends only (code 7 in a domain, 28 in a plain realm).
    #[error("trust with {partner} is not transitive")]
    NonTransitive {
        /// The partner.
        partner: RealmName,
    },
    /// A client of another forest would leave over a second trust (code 12).
    #[error("forest trusts do not chain: a client of {from} cannot go on to {to}")]
    ThirdForest {
        /// The client's realm.
        from: RealmName,
        /// The partner.
        to: RealmName,
    },
    /// No trust, path or claim leads to the realm (code 7).
    #[error("no trust path leads to {target}")]
    NoPath {
        /// The realm.
        target: Box<str>,
    },
    /// Only a disabled claim matches (code 7).
    #[error("{partner} claims {suffix}, but the claim is disabled")]
    SuffixDisabled {
        /// The partner.
        partner: RealmName,
        /// The name claimed.
        suffix: Box<str>,
    },
    /// The claim that matches has an exception (code 7).
    #[error("{partner} excludes {suffix} from what it claims")]
    SuffixExcluded {
        /// The partner.
        partner: RealmName,
        /// The name excluded.
        suffix: Box<str>,
    },
}

impl NoRoute {
    /// A word for counting.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::UnknownService { .. } => "unknown-service",
            Self::UnknownClient { .. } => "unknown-client",
            Self::NotUnique { .. } => "not-unique",
            Self::ReferralNotAsked { .. } => "referral-not-asked",
            Self::WrongDirection { .. } => "wrong-direction",
            Self::NoKerberos { .. } => "no-kerberos",
            Self::NonTransitive { .. } => "non-transitive",
            Self::ThirdForest { .. } => "third-forest",
            Self::NoPath { .. } => "no-path",
            Self::SuffixDisabled { .. } => "suffix-disabled",
            Self::SuffixExcluded { .. } => "suffix-excluded",
        }
    }
}
