//! Everything that is not done, with the rule that says so. None of it changes anything.

use super::*;

const USA: &str = "usa.wingtiptoys.com";

/// Every wrong combination at creation. Acceptance rows 16, 30, 57, 86 and 87.
#[test]
fn what_does_not_go_together_is_not_created() {
    use NewTrustKind::{External, Forest, Realm, Shortcut};
    let selective = Authentication::Selective;
    let one_side = |side| CreateTrust { side: Some(side), ..usual(ENGINEERING, MARKETING) };
    let table = [
        (usual(ENGINEERING, "marketting.contoso.com"), "did you mean MARKETING.CONTOSO.COM?"),
        (usual(ENGINEERING, "nobody.example"), "there is no realm or domain nobody.example"),
        (usual(ENGINEERING, ENGINEERING), "cannot trust itself"),
        (usual("FAR.EXAMPLE", "OUTSIDE.EXAMPLE"), "neither FAR.EXAMPLE nor OUTSIDE.EXAMPLE is served here"),
        (new(Forest, USA, TAILSPIN), "USA.WINGTIPTOYS.COM is not the root of its forest"),
        (new(Forest, WINGTIP, USA), "USA.WINGTIPTOYS.COM is not the root of its forest"),
        (new(Forest, WINGTIP, "ATHENA"), "ATHENA is not an Active Directory domain"),
        (new(Shortcut, WINGTIP, TAILSPIN), "different forests"),
        (new(External, WINGTIP, USA), "one forest"),
        (new(Realm, ENGINEERING, MARKETING), "both Active Directory domains"),
        (usual(NORTHAMERICA, "athena"), "realm names are case-sensitive, use ATHENA"),
        (new(Realm, NORTHAMERICA, "mit.example"), "must be upper case: use MIT.EXAMPLE"),
        (usual(NORTHAMERICA, "OUTSIDE.EXAMPLE"), "give the password"),
        (one_side(TrustSide::Trusting), "give the password"),
        (CreateTrust { transitive: Some(true), ..usual(ENGINEERING, MARKETING) }, "never transitive"),
        (CreateTrust { transitive: Some(false), ..new(Forest, TAILSPIN, WINGTIP) }, "always transitive"),
        (
            CreateTrust { forest_transitive: true, ..usual(ENGINEERING, MARKETING) },
            "forest-transitive is for realm trusts",
        ),
        (
            CreateTrust { forest_transitive: true, transitive: Some(true), ..usual(USA, "ATHENA") },
            "USA.WINGTIPTOYS.COM is not the root of its forest",
        ),
        (
            CreateTrust { trusting_authentication: selective, ..usual(NORTHAMERICA, "ATHENA") },
            "selective authentication is for forest and external trusts",
        ),
        (CreateTrust { trusted_authentication: selective, ..usual(ENGINEERING, MARKETING) }, "the trust is one-way"),
        (CreateTrust { quarantine: Some(true), ..usual(NORTHAMERICA, "ATHENA") }, "quarantine filters SIDs"),
        (usual("ENGINEERING", MARKETING), "ENGINEERING could be ENGINEERING.CONTOSO.COM or CONTOSO.TEST"),
    ];
    let mut desk = Desk::new();
    for (wish, rule) in table {
        let asked = format!("{wish:?}");
        let refusal = desk.refused(create(wish));
        assert!(refusal.to_string().contains(rule), "{asked}: {refusal}");
    }
}

/// Acceptance row 27.
#[test]
fn a_trust_that_is_there_is_not_created_again() {
    let mut desk = Desk::new();
    desk.done(create(usual(ENGINEERING, MARKETING)));
    let refusal = desk.refused(create(usual(ENGINEERING, MARKETING)));
    assert_eq!(refusal.kind(), RefusalKind::Exists);
    assert!(refusal.to_string().contains("STATUS_OBJECT_NAME_COLLISION"), "{refusal}");
}

/// Acceptance row 51.
#[test]
fn netdom_makes_no_forest_trust_between_domains() {
    let mut desk = Desk::new();
    desk.surface = Surface::Netdom;
    let transitive = CreateTrust { forest_transitive: true, ..usual(TAILSPIN, WINGTIP) };
    for wish in [new(NewTrustKind::Forest, TAILSPIN, WINGTIP), transitive] {
        let refusal = desk.refused(create(wish));
        let verb = "xrealm trust new TAILSPINTOYS.COM WINGTIPTOYS.COM --kind forest";
        assert!(refusal.to_string().contains(verb), "{refusal}");
    }
}

#[test]
fn both_ends_or_none_are_made_while_the_link_is_cut() {
    let mut desk = Desk::new();
    desk.make(Change::SetLink { one: name(ENGINEERING), other: name(MARKETING), up: false });
    assert_eq!(desk.refused(create(usual(ENGINEERING, MARKETING))).kind(), RefusalKind::Unreachable);
    let alone = CreateTrust {
        side: Some(TrustSide::Trusting),
        password: password("Shared-1"),
        ..usual(ENGINEERING, MARKETING)
    };
    desk.done(create(alone));
}

/// Acceptance row 62.
#[test]
fn a_managed_domain_has_five_outgoing_forest_trusts_at_most() {
    let forests: String = (1..=6).map(|n| format!("[[domain]]\nname = \"forest{n}.example\"\n")).collect();
    let mut desk = Desk::with(&format!("[[domain]]\nname = \"managed.example\"\nmanaged = true\n{forests}"));
    let forest = |n| create(new(NewTrustKind::Forest, "managed.example", &format!("forest{n}.example")));
    (1..=5).for_each(|n| drop(desk.done(forest(n))));
    let refusal = desk.refused(forest(6));
    assert!(refusal.to_string().contains("5 forest trusts already"), "{refusal}");
    let refusal = desk.refused(create(usual("managed.example", MARKETING)));
    assert!(refusal.to_string().contains("only outgoing one-way forest trusts"), "{refusal}");
}

/// Every operation on a trust that is not there, or not of that kind.
#[test]
fn what_is_not_there_is_not_changed() {
    let mut desk = Desk::new();
    desk.done(create(usual(ENGINEERING, MARKETING)));
    let refresh = |realm: &str, partner: &str| TrustOperation::ChangeSuffixes {
        realm: realm.to_owned(),
        partner: partner.to_owned(),
        change: crate::SuffixChange::Refresh,
    };
    let verify = |one, other| TrustOperation::Verify { ends: ends(one, other), two_way: false };
    let table = [
        (remove(MARKETING, ENGINEERING), "does not trust"),
        (remove(TAILSPIN, WINGTIP), "does not trust"),
        (remove(TAILSPIN, "wingtiptoy.com"), "did you mean WINGTIPTOYS.COM?"),
        (reset(MARKETING, ENGINEERING, None, None), "does not trust"),
        (reset(ENGINEERING, MARKETING, Some(TrustSide::Trusting), None), "give the password"),
        (TrustOperation::Rotate { ends: ends(MARKETING, ENGINEERING) }, "does not trust"),
        (TrustOperation::Rotate { ends: ends(ENGINEERING, MARKETING) }, "not confirmed yet"),
        (verify(TAILSPIN, WINGTIP), "does not trust"),
        (refresh(ENGINEERING, MARKETING), "listed for forest trusts only"),
        (refresh(ENGINEERING, TAILSPIN), "ENGINEERING.CONTOSO.COM has no trust with TAILSPINTOYS.COM"),
        (
            TrustOperation::Show { realm: ENGINEERING.to_owned(), partner: "marketin.contoso.com".to_owned() },
            "did you mean MARKETING.CONTOSO.COM?",
        ),
        (TrustOperation::List { realm: Some("OUTSIDE.EXAMPLE".to_owned()) }, "OUTSIDE.EXAMPLE is not served here"),
    ];
    for (operation, rule) in table {
        let asked = format!("{operation:?}");
        let refusal = desk.refused(operation);
        assert!(refusal.to_string().contains(rule), "{asked}: {refusal}");
    }
}

#[test]
fn a_reset_of_both_ends_needs_both() {
    let mut desk = Desk::new();
    let alone = CreateTrust {
        side: Some(TrustSide::Trusting),
        password: password("Shared-1"),
        ..usual(ENGINEERING, MARKETING)
    };
    desk.done(create(alone));
    let refusal = desk.refused(reset(ENGINEERING, MARKETING, None, None));
    assert!(matches!(&refusal, OperationRefusal::EndMissing { realm, .. } if *realm == name(MARKETING)), "{refusal}");
}
