//! Why it was decided so: facts while deciding, text when somebody reads.

mod line;

use std::borrow::Cow;

use smallvec::SmallVec;

pub use self::line::GroundLine;
use crate::{DomainId, NextHop, RecordId, TrustId};

/// One rule that was tried, and what it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ground {
    /// The rule.
    pub rule: Rule,
    /// What it found.
    pub fact: Fact,
}

/// The rules, in the order in which a domain controller tries them (MS-KILE 3.3.5.6.1, MS-DRSR 5.64.2, RFC 4120 §3.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// `krbtgt/REALM` asks for a realm by name.
    ExplicitRealm,
    /// The own database goes before everything else.
    OwnDatabase,
    /// A referral must be asked for, or be usual for the kind of name.
    ReferralPolicy,
    /// The global catalog knows the own forest.
    GlobalCatalog,
    /// A name of an own domain is never another forest's.
    OwnNamespace,
    /// Within the forest the shortest path of transitive trusts is taken.
    TreePath,
    /// A partner forest's claims give the routing hint.
    RoutingHint,
    /// Forests that are searched for hosts of a single label.
    ForestSearch,
    /// Only the forest root has the forest trusts: go there.
    TowardsRoot,
    /// A trust of this realm is crossed only in its direction and to its reach.
    Crossing,
    /// The host lies at or below the partner's own name.
    TrustByName,
    /// The host-to-realm map of a Kerberos realm.
    HostToRealm,
    /// The default referral realm of a Kerberos realm.
    DefaultReferralRealm,
    /// The nearest realm along the configured or hierarchical path.
    RealmPath,
    /// The realm that the request names.
    RequestedRealm,
    /// The suffix of a user principal name.
    UserSuffix,
}

impl Rule {
    /// The rule's name for machines.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::ExplicitRealm => "explicit-realm",
            Self::OwnDatabase => "own-database",
            Self::ReferralPolicy => "referral-policy",
            Self::GlobalCatalog => "global-catalog",
            Self::OwnNamespace => "own-namespace",
            Self::TreePath => "tree-path",
            Self::RoutingHint => "routing-hint",
            Self::ForestSearch => "forest-search",
            Self::TowardsRoot => "towards-root",
            Self::Crossing => "crossing",
            Self::TrustByName => "trust-by-name",
            Self::HostToRealm => "host-to-realm",
            Self::DefaultReferralRealm => "default-referral-realm",
            Self::RealmPath => "realm-path",
            Self::RequestedRealm => "requested-realm",
            Self::UserSuffix => "user-suffix",
        }
    }
}

/// What a rule found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// The name is this realm's own.
    Own,
    /// The account is there.
    Held,
    /// The account is not there.
    Absent,
    /// More than one account holds the name.
    NotUnique,
    /// Nobody asked.
    NotAsked,
    /// Whether and why a referral may be given.
    Permission(Permission),
    /// The name leads to this domain of the forest.
    Domain(DomainId),
    /// The next step to a domain.
    Step {
        /// The domain to reach.
        to: DomainId,
        /// The step.
        hop: NextHop,
    },
    /// No path leads to the domain.
    NoStep(DomainId),
    /// A record of the forest root's trusts was compared: it won, or lost for a reason.
    Record(RecordId, Option<Lost>),
    /// A trust of this realm was considered: it is taken, or not for a reason.
    Trust(TrustId, Option<Lost>),
    /// A trust of the forest root was considered: it is taken, or not for a reason.
    RootTrust(TrustId, Option<Lost>),
    /// No trust, record or entry matches.
    Nothing,
    /// The name has no host that could be routed.
    NoHost,
    /// An entry of the host-to-realm map.
    Mapped(u32),
    /// The default applies.
    Default,
    /// A path of so many realms between here and the target was looked along.
    Path(PathSource, u32),
}

/// Whether and why a referral may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// The canonicalize option is set.
    Canonicalize,
    /// The name is NT-SRV-INST.
    ServiceInstance,
    /// The name is host-based.
    HostBased,
    /// The realm refers every name.
    Always,
    /// None of these.
    Denied,
}

/// Where a path between realms came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PathSource {
    /// `[capaths]` from this realm to the target.
    Capaths,
    /// The rest of a `[capaths]` path from the client's realm to the target.
    ClientCapaths,
    /// The hierarchy of the names.
    Hierarchy,
}

/// Why a candidate lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lost {
    /// A longer name, or one that was read before, matches.
    Shorter,
    /// Its flags disable it.
    Disabled,
    /// The forest excludes the full name by this record.
    Excluded(RecordId),
    /// This domain record, at or above the name, is disabled.
    DomainDisabled(RecordId),
    /// This domain of the own forest has the name, or a longer part of it.
    OwnForest(DomainId),
    /// The trust does not lead there.
    WrongDirection,
    /// The partner knows no Kerberos.
    NoKerberos,
    /// The trust serves its two ends only, and the client or the target is neither.
    NonTransitive,
    /// The client came over this trust, which serves its two ends only.
    ArrivedNonTransitive(TrustId),
    /// The client came from another forest.
    ThirdForest,
    /// The client came from there, or lives there: the paths of two realms contradict each other.
    WayBack,
    /// The name is no domain of the partner's, and alternate suffixes do not count here.
    AlternateSuffix,
}

/// `text` fit for one line of a log: names come from the wire and may hold control characters.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) {
        Cow::Owned(text.replace(char::is_control, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The part of a name that routing is about, usually without an allocation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Subject(SmallVec<[u8; 56]>);

impl Subject {
    pub(crate) fn new(text: &str) -> Self {
        Self(SmallVec::from_slice(printable(text).as_bytes()))
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}
