//! Contradicting topologies: everything is found, in one report.

use super::*;

macro_rules! bad {
    ($name:literal) => {
        include_str!(concat!("../../../../../fixtures/realms/bad/", $name, ".toml"))
    };
}

#[test]
fn a_domain_lies_below_a_parent_of_its_own_forest() {
    assert_eq!(
        findings(bad!("parent-of-another-forest")),
        [
            "11:10: LAB.WINGTIPTOYS.COM does not lie below its parent TAILSPINTOYS.COM; write parent = \"wingtiptoys.com\"",
            "20:10: CONTOSO.TEST does not lie below its parent TAILSPINTOYS.COM; give the root of another tree `forest` instead of `parent`",
            "27:10: ATHENA.EXAMPLE is not an Active Directory domain",
        ]
    );
}

#[test]
fn a_forest_has_one_root() {
    assert_eq!(
        findings(bad!("two-roots")),
        [
            "12:10: CHILD.ROOT.TEST is not the root of its forest; name the root, the domain with neither `parent` nor `forest`",
            "17:10: `parent` and `forest` exclude each other",
            "21:10: OWN.TEST is its own ancestor; one domain of a forest has neither `parent` nor `forest`",
        ]
    );
}

#[test]
fn nobody_trusts_itself() {
    assert_eq!(
        findings(bad!("trust-to-itself")),
        [
            "13:1: A.TEST cannot trust itself; name two different ends",
            "18:1: R.TEST cannot trust itself; name two different ends",
            "23:1: A.TEST has a trust with B.A.TEST already; one trust in each direction is enough",
            "28:1: no external trust between B.A.TEST and A.TEST is possible: they are in one forest; use a shortcut trust, or none: a forest hangs together without",
        ]
    );
}

#[test]
fn names_and_sids_are_given_once() {
    assert_eq!(
        findings(bad!("duplicate-names")),
        [
            "9:8: NetBIOS name CORP of SALES.CORP.TEST belongs to CORP.TEST; leave `netbios` out, or give each domain of a forest its own",
            "14:8: SID S-1-5-21-1-2-3 of LAB.CORP.TEST belongs to CORP.TEST; leave `sid` out, or give each domain its own",
            "19:8: SID S-1-5-21-1-2-3 of CORP.EXAMPLE belongs to CORP.TEST; leave `sid` out, or give each domain its own",
            "23:8: CORP.TEST is defined already in line 4",
            "26:8: SID S-1-5-21-1-2-3 of SAMBA.EXAMPLE belongs to CORP.TEST; leave `sid` out, or give each domain its own",
        ]
    );
}

#[test]
fn no_domain_is_its_own_ancestor() {
    assert_eq!(
        findings(bad!("cyclic-parents")),
        [
            "5:10: C.TEST is its own ancestor; one domain of a forest has neither `parent` nor `forest`",
            "21:10: SELF.TEST is its own ancestor; one domain of a forest has neither `parent` nor `forest`",
        ]
    );
}

#[test]
fn every_realm_that_is_named_exists() {
    assert_eq!(
        findings(bad!("unknown-domain")),
        [
            "5:18: there is no realm or domain nowhere.test",
            "9:10: there is no realm or domain b.test; did you mean a.test?",
            "13:10: there is no realm or domain aa.test; did you mean a.test?",
            "17:26: there is no realm or domain PLANE.TEST; did you mean PLAIN.TEST?",
            "22:11: there is no realm or domain c.test; did you mean a.test?",
            "26:12: there is no realm or domain a.tset; did you mean a.test?",
            "27:11: there is no realm or domain plain.test; did you mean PLAIN.TEST?",
            "30:13: there is no realm or domain d.test; did you mean a.test?",
            "37:16: there is no realm or domain X.EXAMPLE",
            "40:1: there is no realm or domain Y.EXAMPLE",
        ]
    );
}

#[test]
fn suffixes_that_are_written_down_do_not_overlap() {
    assert_eq!(
        findings(bad!("overlapping-suffixes")),
        [
            "26:5: eu.three.test is no name of one.test: it is the domain EU.THREE.TEST of another forest; take it away: forest trusts do not chain, and the own forest goes first",
            "27:5: corp.test is no name of one.test: it is the domain CORP.TEST of another forest; take it away: forest trusts do not chain, and the own forest goes first",
            "38:5: shared.example overlaps with shared.example of one.test in line 25; take one of them away, or exclude the lower one where the upper one is claimed",
            "39:5: deep.shared.example overlaps with shared.example of one.test in line 25; take one of them away, or exclude the lower one where the upper one is claimed",
        ]
    );
}

/// Rows 42, 57, 62, 81, 86 and 87.
#[test]
fn trusts_fit_their_ends() {
    assert_eq!(
        findings(bad!("impossible-trusts")),
        [
            "22:8: CLOUD2.TEST is a managed domain: alternate UPN suffixes are not supported",
            "33:1: KID.A.TEST is not the root of its forest; name the root, the domain with neither `parent` nor `forest`",
            "38:1: trusts of kind external are never transitive; leave `transitive` out",
            "44:1: no shortcut trust between KID.A.TEST and KID.B.TEST is possible: they are in different forests; use an external or a forest trust",
            "49:1: KID.A.TEST and KID.B.TEST are both Active Directory domains: use a forest, external or shortcut trust; choose another `kind`",
            "54:1: OLDDOM is a Windows NT 4 domain: only an external trust is possible",
            "59:1: attribute PIM_TRUST has no effect on this trust: it needs FOREST_TRANSITIVE, and PIM_TRUST also TREAT_AS_EXTERNAL",
            "65:1: attribute TREAT_AS_EXTERNAL has no effect on this trust: it needs FOREST_TRANSITIVE, and PIM_TRUST also TREAT_AS_EXTERNAL",
            "71:1: KID.A.TEST is not the root of its forest; name the root, the domain with neither `parent` nor `forest`",
            "77:1: CLOUD.TEST is a managed domain: only outgoing one-way forest trusts are possible",
        ]
    );
}

#[test]
fn circles_and_second_paths_are_warned_of() {
    let warnings: Vec<_> = topology(bad!("circles")).warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "4:8: A.TEST reaches DEEP.LEFT.A.TEST in 2 steps over LEFT.A.TEST and over RIGHT.A.TEST: LEFT.A.TEST is taken",
            "22:8: ISLAND.B.TEST is the root of a forest of its own, although it lies below B.TEST; write parent = \"b.test\" if it belongs there",
            "25:8: the configured paths send clients for FAR.TEST in a circle: R1.TEST, R2.TEST, R1.TEST",
            "25:8: the default referral realms send clients for unknown hosts in a circle: R1.TEST, R2.TEST, R1.TEST",
            "35:1: RIGHT.A.TEST reaches LEFT.A.TEST in 2 steps over A.TEST and over DEEP.LEFT.A.TEST: A.TEST is taken",
            "45:1: B.TEST and LEFT.A.TEST are joined by an external trust and by the forest trust of B.TEST and A.TEST: host names go over the roots",
            "56:1: R2.TEST reaches R3.TEST directly and over R1.TEST: the direct trust is taken",
            "61:1: R1.TEST reaches R3.TEST directly and over R2.TEST: the direct trust is taken",
        ]
    );
}
