//! Classes of SIDs for filtering (MS-PAC 4.1.2.2, table of SID patterns and note 35).

use std::fmt;
use std::ops::RangeInclusive;

use xrealm_names::Sid;

use super::Evidence;

/// What kind of SID it is, as far as filtering cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SidClass {
    /// Means something on one machine or in one domain only: never accepted from elsewhere.
    AlwaysFilter,
    /// A well-known account or group of a domain: means nothing outside its forest, unless its domain sent it.
    ForestSpecific,
    /// Enterprise Domain Controllers, S-1-5-9.
    Edc,
    /// As ForestSpecific, with the rules of [`FilterEdition::Until2008R2`]. No pattern has this class today.
    DomainSpecific,
    /// An account or group that somebody made in a domain, RID 1000 and above: the domain decides.
    Account,
    /// Never taken out.
    NeverFilter,
}

/// Which generation of domain controllers filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FilterEdition {
    /// Windows Server 2012 and later.
    #[default]
    Current,
    /// Up to Windows Server 2008 R2 (MS-PAC note 35): RIDs 500 to 999 were DomainSpecific.
    Until2008R2,
}

/// One row of the table of patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SidPattern {
    /// Which SIDs it fits.
    pub shape: SidShape,
    /// Their class.
    pub class: SidClass,
    /// Their class up to Windows Server 2008 R2.
    pub until_2008_r2: SidClass,
    /// How well this is known.
    pub evidence: Evidence,
}

/// A set of SIDs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SidShape {
    /// S-1-5-21-X-Y-Z-R with R in the range.
    InDomain(RangeInclusive<u32>),
    /// S-1-5-21-0-0-0-R with R in the range: the KDC's own marks.
    InNoDomain(RangeInclusive<u32>),
    /// S-1-5-21 with fewer or more sub-authorities.
    NotInDomain,
    /// The authority alone, without sub-authorities.
    Bare(u64),
    /// This authority with exactly one sub-authority, in the range.
    Single(u64, RangeInclusive<u32>),
    /// This authority with a first sub-authority in the range, whatever follows.
    Below(u64, RangeInclusive<u32>),
    /// All of these authorities.
    Authorities(RangeInclusive<u64>),
    /// Any SID.
    Any,
}

/// The sub-authority that begins the SIDs of domains.
const SECURITY_NT_NON_UNIQUE: u32 = 21;

const NT: u64 = 5;

impl SidClass {
    /// The table of patterns; the first that fits decides. The last fits every SID.
    pub const PATTERNS: &'static [SidPattern] = {
        use SidClass::{Account, AlwaysFilter, DomainSpecific, Edc, ForestSpecific, NeverFilter};
        use SidShape::{Any, Authorities, Bare, Below, InDomain, InNoDomain, NotInDomain, Single};
        &[
            row(InNoDomain(496..=497), NeverFilter).before(ForestSpecific),
            row(InDomain(0..=499), ForestSpecific),
            row(InDomain(500..=999), ForestSpecific).before(DomainSpecific),
            row(InDomain(1000..=u32::MAX), Account),
            row(NotInDomain, AlwaysFilter),
            row(Single(0, 0..=0), AlwaysFilter),
            row(Single(1, 0..=0), AlwaysFilter),
            row(Single(2, 0..=0), AlwaysFilter),
            row(Single(3, 0..=3), AlwaysFilter),
            row(Authorities(4..=4), NeverFilter),
            row(Bare(NT), AlwaysFilter),
            row(Below(NT, 1..=8), AlwaysFilter),
            row(Single(NT, 9..=9), Edc),
            row(Below(NT, 10..=14), AlwaysFilter),
            row(Single(NT, 15..=15), NeverFilter),
            row(Below(NT, 18..=20), AlwaysFilter),
            row(Below(NT, 0..=999), AlwaysFilter),
            row(Below(NT, 1000..=u32::MAX), NeverFilter),
            row(Authorities(6..=9), AlwaysFilter),
            row(Authorities(10..=10), NeverFilter),
            row(Single(18, 1..=2), NeverFilter).known(Evidence::Inferred),
            row(Any, AlwaysFilter).known(Evidence::Chosen),
        ]
    };

    /// The class of a SID. Total: what no document classifies is [`SidClass::AlwaysFilter`].
    #[must_use]
    pub fn of(sid: &Sid, edition: FilterEdition) -> Self {
        match (SidPattern::of(sid), edition) {
            (Some(pattern), FilterEdition::Current) => pattern.class,
            (Some(pattern), FilterEdition::Until2008R2) => pattern.until_2008_r2,
            (None, FilterEdition::Current | FilterEdition::Until2008R2) => Self::AlwaysFilter,
        }
    }
}

impl SidPattern {
    /// The row of [`SidClass::PATTERNS`] that a SID falls under.
    #[must_use]
    pub fn of(sid: &Sid) -> Option<&'static Self> {
        SidClass::PATTERNS.iter().find(|pattern| pattern.shape.fits(sid))
    }

    const fn before(mut self, class: SidClass) -> Self {
        self.until_2008_r2 = class;
        self
    }

    const fn known(mut self, evidence: Evidence) -> Self {
        self.evidence = evidence;
        self
    }
}

impl SidShape {
    /// Whether a SID is one of these.
    #[must_use]
    pub fn fits(&self, sid: &Sid) -> bool {
        let (authority, parts) = (sid.authority(), sid.sub_authorities());
        match (self, parts) {
            (Self::InDomain(rids), [SECURITY_NT_NON_UNIQUE, _, _, _, rid]) => authority == NT && rids.contains(rid),
            (Self::InNoDomain(rids), [SECURITY_NT_NON_UNIQUE, 0, 0, 0, rid]) => authority == NT && rids.contains(rid),
            (Self::NotInDomain, [SECURITY_NT_NON_UNIQUE, rest @ ..]) => authority == NT && rest.len() != 4,
            (Self::Bare(wanted), []) => authority == *wanted,
            (Self::Single(wanted, range), [only]) => authority == *wanted && range.contains(only),
            (Self::Below(wanted, range), [first, ..]) => authority == *wanted && range.contains(first),
            (Self::Authorities(range), _) => range.contains(&authority),
            (Self::Any, _) => true,
            (
                Self::InDomain(_)
                | Self::InNoDomain(_)
                | Self::NotInDomain
                | Self::Bare(_)
                | Self::Single(..)
                | Self::Below(..),
                _,
            ) => false,
        }
    }
}

impl fmt::Display for SidShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InDomain(rids) => write!(f, "S-1-5-21-X-Y-Z-R, R {}", Numbers(rids)),
            Self::InNoDomain(rids) => write!(f, "S-1-5-21-0-0-0-R, R {}", Numbers(rids)),
            Self::NotInDomain => f.write_str("S-1-5-21 with fewer or more than four numbers after it"),
            Self::Bare(authority) => write!(f, "S-1-{authority} alone"),
            Self::Single(authority, range) if range.start() == range.end() => {
                write!(f, "S-1-{authority}-{}", range.start())
            }
            Self::Single(authority, range) => write!(f, "S-1-{authority}-R, R {}", Numbers(range)),
            Self::Below(authority, range) => write!(f, "S-1-{authority}-R and all below, R {}", Numbers(range)),
            Self::Authorities(range) if range.start() == range.end() => {
                write!(f, "S-1-{} and all below", range.start())
            }
            Self::Authorities(range) => write!(f, "S-1-{} to S-1-{} and all below", range.start(), range.end()),
            Self::Any => f.write_str("any other"),
        }
    }
}

impl fmt::Display for SidClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::AlwaysFilter => "AlwaysFilter",
            Self::ForestSpecific => "ForestSpecific",
            Self::Edc => "EDC",
            Self::DomainSpecific => "DomainSpecific",
            Self::Account => "account",
            Self::NeverFilter => "NeverFilter",
        })
    }
}

struct Numbers<'a>(&'a RangeInclusive<u32>);

impl fmt::Display for Numbers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.start(), self.0.end()) {
            (start, &u32::MAX) => write!(f, "from {start}"),
            (start, end) => write!(f, "{start} to {end}"),
        }
    }
}

const fn row(shape: SidShape, class: SidClass) -> SidPattern {
    SidPattern { shape, class, until_2008_r2: class, evidence: Evidence::Documented }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which row of the table a SID falls under, and its class then and now.
    fn found(text: &str) -> (String, SidClass, SidClass) {
        let sid: Sid = text.parse().unwrap();
        let now = SidClass::of(&sid, FilterEdition::Current);
        let then = SidClass::of(&sid, FilterEdition::Until2008R2);
        (SidPattern::of(&sid).unwrap().shape.to_string(), now, then)
    }

    #[test]
    fn every_pattern_of_the_document_has_its_class() {
        use SidClass::{Account, AlwaysFilter, Edc, ForestSpecific, NeverFilter};
        let table = [
            (AlwaysFilter, "S-1-0-0 S-1-1-0 S-1-2-0 S-1-3-0 S-1-3-1 S-1-3-2 S-1-3-3"),
            (NeverFilter, "S-1-4 S-1-4-1 S-1-4-1-2"),
            (AlwaysFilter, "S-1-5 S-1-5-1 S-1-5-2 S-1-5-3 S-1-5-4 S-1-5-5 S-1-5-5-0-99 S-1-5-6 S-1-5-7 S-1-5-8"),
            (Edc, "S-1-5-9"),
            (AlwaysFilter, "S-1-5-10 S-1-5-11 S-1-5-12 S-1-5-13 S-1-5-14 S-1-5-18 S-1-5-19 S-1-5-20"),
            (NeverFilter, "S-1-5-15"),
            (AlwaysFilter, "S-1-5-21 S-1-5-21-1 S-1-5-21-1-2 S-1-5-21-1-2-3 S-1-5-21-1-2-3-1000-1"),
            (NeverFilter, "S-1-5-21-0-0-0-496 S-1-5-21-0-0-0-497"),
            (ForestSpecific, "S-1-5-21-1-2-3-0 S-1-5-21-1-2-3-498 S-1-5-21-1-2-3-499 S-1-5-21-1-2-3-496"),
            (ForestSpecific, "S-1-5-21-1-2-3-500 S-1-5-21-1-2-3-501 S-1-5-21-1-2-3-502 S-1-5-21-1-2-3-512"),
            (ForestSpecific, "S-1-5-21-1-2-3-513 S-1-5-21-1-2-3-520 S-1-5-21-1-2-3-553 S-1-5-21-1-2-3-999"),
            (Account, "S-1-5-21-1-2-3-1000 S-1-5-21-1-2-3-4294967295"),
            (AlwaysFilter, "S-1-5-32 S-1-5-32-544 S-1-5-64-10 S-1-5-64-14 S-1-5-64-21"),
            (AlwaysFilter, "S-1-5-16 S-1-5-17 S-1-5-80-1-2-3-4-5 S-1-5-84-0-0-0-0-0 S-1-5-113 S-1-5-999"),
            (NeverFilter, "S-1-5-1000 S-1-5-1000-7 S-1-5-1001 S-1-5-1001-7"),
            (AlwaysFilter, "S-1-6 S-1-7-1 S-1-8-1-2 S-1-9"),
            (NeverFilter, "S-1-10 S-1-10-1"),
            (NeverFilter, "S-1-18-1 S-1-18-2"),
        ];
        for (class, sids) in table {
            for sid in sids.split(' ') {
                assert_eq!(found(sid).1, class, "{sid} falls under {}", found(sid).0);
            }
        }
    }

    #[test]
    fn what_no_document_classifies_is_always_filtered() {
        for sid in
            ["S-1-0-1", "S-1-2-1", "S-1-3-4", "S-1-5-9-1", "S-1-5-15-1", "S-1-11-1", "S-1-15-2-1", "S-1-16-12288"]
        {
            assert_eq!(found(sid).1, SidClass::AlwaysFilter, "{sid}");
        }
        for sid in ["S-1-18-3", "S-1-18-1-1", "S-1-0x000100000000-7"] {
            assert_eq!(found(sid), ("any other".into(), SidClass::AlwaysFilter, SidClass::AlwaysFilter), "{sid}");
        }
    }

    #[test]
    fn relative_identifiers_from_500_were_domain_specific_once() {
        assert_eq!(found("S-1-5-21-1-2-3-499").2, SidClass::ForestSpecific);
        assert_eq!(found("S-1-5-21-1-2-3-500").2, SidClass::DomainSpecific);
        assert_eq!(found("S-1-5-21-1-2-3-999").2, SidClass::DomainSpecific);
        assert_eq!(found("S-1-5-21-1-2-3-1000").2, SidClass::Account);
        assert_eq!(found("S-1-5-21-0-0-0-497").2, SidClass::ForestSpecific);
    }

    #[test]
    fn every_pattern_is_reached_by_some_sid() {
        let sids = "S-1-5-21-0-0-0-496 S-1-5-21-1-2-3-4 S-1-5-21-1-2-3-512 S-1-5-21-1-2-3-1000 S-1-5-21 S-1-0-0 S-1-1-0 \
                    S-1-2-0 S-1-3-3 S-1-4 S-1-5 S-1-5-5-1-2 S-1-5-9 S-1-5-11 S-1-5-15 S-1-5-18 S-1-5-32-544 S-1-5-1000 \
                    S-1-7 S-1-10 S-1-18-2 S-1-18-3";
        let reached: Vec<String> = sids.split_whitespace().map(|sid| found(sid).0).collect();
        let all: Vec<String> = SidClass::PATTERNS.iter().map(|pattern| pattern.shape.to_string()).collect();
        assert_eq!(reached, all);
    }
}
