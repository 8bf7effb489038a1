//! Trusts that cannot be: `xrealm check` tells the line and what to do instead.

use xrealm_tests::{Program, Scratch, xrealm};

use super::{child, domain, trust};

/// Row 57: a forest trust joins two roots.
#[test]
fn a_forest_trust_of_a_child_is_refused_and_the_root_asked_for() {
    for (trusting, trusted) in [("sub.a.test", "b.test"), ("b.test", "sub.a.test")] {
        refused(
            &[trust("forest", trusting, trusted, "")],
            "SUB.A.TEST is not the root of its forest; name the root, the domain with neither `parent` nor `forest`",
        );
    }
}

/// Row 86.
#[test]
fn an_external_trust_cannot_be_made_transitive() {
    refused(
        &[trust("external", "a.test", "b.test", "transitive = true")],
        "trusts of kind external are never transitive; leave `transitive` out",
    );
    refused(
        &[trust("external", "a.test", "b.test", "attributes = [\"FOREST_TRANSITIVE\"]")],
        "attribute FOREST_TRANSITIVE is not for a trust of kind external",
    );
}

/// Row 86: a Windows NT 4 domain is no exception.
#[test]
fn a_trust_with_an_nt4_domain_cannot_be_made_transitive() {
    refused(
        &[
            "[[realm]]\nname = \"OLDDOM\"\ndownlevel = true\n".to_owned(),
            trust("external", "a.test", "OLDDOM", "transitive = true"),
        ],
        "trusts of kind external are never transitive; leave `transitive` out",
    );
}

/// Row 87: what would be transitive between two forests is a forest trust, and nothing else passes for it.
#[test]
fn domains_of_two_forests_have_no_shortcut() {
    refused(
        &[trust("shortcut", "sub.a.test", "b.test", "")],
        "no shortcut trust between SUB.A.TEST and B.TEST is possible: they are in different forests; use an external \
         or a forest trust",
    );
    refused(
        &[trust("realm", "sub.a.test", "b.test", "transitive = true")],
        "SUB.A.TEST and B.TEST are both Active Directory domains: use a forest, external or shortcut trust",
    );
}

/// The finding stands at the line of the last table, the trust.
fn refused(trusts: &[String], finding: &str) {
    let tables = [domain("a.test", ""), child("sub.a.test"), domain("b.test", ""), trusts.concat()];
    let text = tables.concat();
    let line = 1 + text.lines().position(|line| line == "[[trust]]").expect("a trust");
    let scratch = Scratch::new("topology");

    let done = Program::new(xrealm()).arg("check").arg(scratch.write("bad.toml", &text)).run();

    assert_eq!(done.code, 1, "{done}");
    assert!(done.stderr.contains(&format!("bad.toml:{line}:1: error: {finding}")), "{done}");
}
