//! Selective authentication: which mark a PAC carries when it has crossed a trust (MS-KILE 3.3.5.7.5).
//!
//! A user who came over a trust with CROSS_ORGANIZATION is of another organization, and stays so while his tickets walk
//! down the trusting forest. The domain of the service he asks for then wants the Allowed-To-Authenticate right on the
//! service's account, once, when it issues the ticket; ticket-granting tickets are not checked. Whether the right was
//! granted is the directory's to say.

use std::fmt;

use xrealm_names::Sid;

use crate::TrustAttributes;

/// The two SIDs of which a token carries one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Organization {
    /// S-1-5-15, THIS_ORGANIZATION: what everybody has who is not of another one.
    This,
    /// S-1-5-1000, OTHER_ORGANIZATION: whom selective authentication concerns.
    Other,
}

/// What has to be done with the organization SIDs of a PAC that arrives.
///
/// The KDC never adds S-1-5-15: no PAC that was captured carries it. The server that makes a token of the PAC does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OrganizationMarks {
    /// Whether S-1-5-1000 has to be added.
    pub adds_other: bool,
    /// Whether S-1-5-15 has to be taken out.
    pub drops_this: bool,
    /// What the user is from here on.
    pub organization: Organization,
}

impl Organization {
    /// What a trust makes of those who arrive over it. `attributes` is of the outbound object of the domain that
    /// receives the ticket; the other direction has an object, and a setting, of its own.
    #[must_use]
    pub const fn over(attributes: TrustAttributes) -> Self {
        if attributes.contains(TrustAttributes::CROSS_ORGANIZATION) { Self::Other } else { Self::This }
    }

    /// What a PAC that holds these SIDs says of its user. Of both, S-1-5-1000 counts.
    #[must_use]
    pub fn of_sids<'a>(sids: impl IntoIterator<Item = &'a Sid>) -> Self {
        if sids.into_iter().any(|sid| Self::of_sid(sid) == Some(Self::Other)) { Self::Other } else { Self::This }
    }

    /// The organization that has this SID.
    #[must_use]
    pub fn of_sid(sid: &Sid) -> Option<Self> {
        match (sid.authority(), sid.sub_authorities()) {
            (5, [15]) => Some(Self::This),
            (5, [1000]) => Some(Self::Other),
            _ => None,
        }
    }

    /// Its SID.
    #[must_use]
    pub fn sid(self) -> Sid {
        match self {
            Self::This => Sid::well_known(5, 15),
            Self::Other => Sid::well_known(5, 1000),
        }
    }

    /// Whether the ticket for a service takes the Allowed-To-Authenticate right on its account.
    #[must_use]
    pub const fn needs_permission(self) -> bool {
        match self {
            Self::This => false,
            Self::Other => true,
        }
    }
}

impl OrganizationMarks {
    /// For a PAC with these SIDs that arrives over a trust with these attributes.
    ///
    /// Who is of another organization already stays so: the SID is never filtered, and no trust takes it back. The two
    /// SIDs exclude each other, so that a partner's S-1-5-15 does not stand beside an S-1-5-1000.
    #[must_use]
    pub fn on_arrival<'a>(attributes: TrustAttributes, sids: impl IntoIterator<Item = &'a Sid>) -> Self {
        let (mut has_this, mut has_other) = (false, false);
        for organization in sids.into_iter().filter_map(Organization::of_sid) {
            match organization {
                Organization::This => has_this = true,
                Organization::Other => has_other = true,
            }
        }
        match (Organization::over(attributes), has_other) {
            (Organization::This, false) => {
                Self { adds_other: false, drops_this: false, organization: Organization::This }
            }
            (Organization::Other, _) | (Organization::This, true) => {
                Self { adds_other: !has_other, drops_this: has_this, organization: Organization::Other }
            }
        }
    }
}

impl fmt::Display for Organization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::This => "this organization",
            Self::Other => "another organization",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SELECTIVE: TrustAttributes = TrustAttributes(0x18);
    const FOREST_WIDE: TrustAttributes = TrustAttributes(0x8);

    fn arriving(attributes: TrustAttributes, sids: &[&str]) -> OrganizationMarks {
        let sids: Vec<Sid> = sids.iter().map(|sid| sid.parse().unwrap()).collect();
        OrganizationMarks::on_arrival(attributes, &sids)
    }

    /// Acceptance rows 6 and 7, as far as the trust decides.
    #[test]
    fn selective_authentication_marks_who_arrives() {
        let marked = OrganizationMarks { adds_other: true, drops_this: false, organization: Organization::Other };
        assert_eq!(arriving(SELECTIVE, &["S-1-18-1"]), marked);
        assert!(marked.organization.needs_permission());
        assert_eq!(arriving(FOREST_WIDE, &["S-1-18-1"]).organization, Organization::This);
        assert!(!Organization::This.needs_permission());
    }

    /// Acceptance row 8, as far as the trust decides.
    #[test]
    fn each_direction_has_an_object_with_a_setting_of_its_own() {
        assert_eq!(
            (Organization::over(SELECTIVE), Organization::over(FOREST_WIDE)),
            (Organization::Other, Organization::This)
        );
    }

    #[test]
    fn the_mark_is_not_doubled_and_stays_within_the_forest() {
        let within_forest = TrustAttributes::WITHIN_FOREST;
        for attributes in [SELECTIVE, FOREST_WIDE, within_forest] {
            let marks = arriving(attributes, &["S-1-5-1000"]);
            assert_eq!((marks.adds_other, marks.organization), (false, Organization::Other), "{attributes:?}");
        }
    }

    #[test]
    fn the_two_organizations_exclude_each_other() {
        assert!(arriving(SELECTIVE, &["S-1-5-15"]).drops_this);
        assert!(arriving(FOREST_WIDE, &["S-1-5-1000", "S-1-5-15"]).drops_this);
        assert!(!arriving(FOREST_WIDE, &["S-1-5-15"]).drops_this);
        let both = [Organization::This.sid(), Organization::Other.sid()];
        assert_eq!(Organization::of_sids(&both), Organization::Other);
    }

    #[test]
    fn the_sids_are_the_well_known_ones() {
        assert_eq!(Organization::This.sid().to_string(), "S-1-5-15");
        assert_eq!(Organization::Other.sid().to_string(), "S-1-5-1000");
        for organization in [Organization::This, Organization::Other] {
            assert_eq!(Organization::of_sid(&organization.sid()), Some(organization));
        }
    }
}
