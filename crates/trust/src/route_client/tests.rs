use super::*;
use crate::worlds::{Built, World, realm, two_forests};
use crate::{Record, RecordFlags, TrustDirection};

fn ask(world: &Built, at: &str, name: &PrincipalName, catalog: CatalogAnswer) -> ClientVerdict {
    let view = world.view(at);
    let query = ClientQuery { name, realm: view.realm().as_str(), canonicalize: true, own: OwnAnswer::Absent, catalog };
    route_client(view, &query).verdict
}

fn enterprise(name: &str) -> PrincipalName {
    PrincipalName::enterprise(name).unwrap()
}

fn to(name: &str) -> ClientVerdict {
    ClientVerdict::Refer { realm: realm(name) }
}

#[test]
fn the_own_database_goes_first() {
    let world = two_forests().build();
    let name = enterprise("user1@wingtiptoys.com");
    let view = world.view("tailspintoys.com");
    let query = ClientQuery {
        name: &name,
        realm: "tailspintoys",
        canonicalize: false,
        own: OwnAnswer::Held,
        catalog: CatalogAnswer::NotAsked,
    };
    assert_eq!(route_client(view, &query).verdict, ClientVerdict::AnswerHere);
    let twice = ClientQuery { own: OwnAnswer::NotUnique, ..query };
    assert!(matches!(route_client(view, &twice).verdict, ClientVerdict::Refuse(NoRoute::NotUnique { .. })));
}

#[test]
fn a_user_of_another_domain_is_found_by_the_catalog() {
    let world = two_forests().build();
    let name = enterprise("user1@toys.example");
    assert_eq!(
        ask(&world, "tailspintoys.com", &name, CatalogAnswer::Domain(DomainId(1))),
        to("EUROPE.TAILSPINTOYS.COM")
    );
}

#[test]
fn a_suffix_of_a_partner_forest_leads_to_its_root() {
    let mut world = two_forests();
    world.claim(
        "tailspintoys.com",
        "wingtiptoys.com",
        [
            Record::top_level_name("wing.example"),
            Record::top_level_name("new.example").with_flags(RecordFlags(RecordFlags::TLN_DISABLED_NEW)),
            Record::top_level_name_ex("x.wing.example"),
        ],
    );
    let world = world.build();
    for at in ["tailspintoys.com", "europe.tailspintoys.com"] {
        for suffix in ["wing.example", "deep.wing.example", "USA.wingtiptoys.com", "wingtiptoys.com"] {
            let name = enterprise(&format!("user1@{suffix}"));
            assert_eq!(ask(&world, at, &name, CatalogAnswer::Absent), to("WINGTIPTOYS.COM"), "{suffix}");
        }
        let refused = |suffix| match ask(&world, at, &enterprise(&format!("user1@{suffix}")), CatalogAnswer::Absent) {
            ClientVerdict::Refuse(refusal) => refusal,
            other => panic!("{other:?}"),
        };
        assert!(matches!(refused("new.example"), NoRoute::SuffixDisabled { .. }));
        assert!(matches!(refused("a.x.wing.example"), NoRoute::SuffixExcluded { .. }));
        assert_eq!(refused("nowhere.example"), NoRoute::UnknownClient { name: "nowhere.example".into() });
    }
}

#[test]
fn only_the_suffix_is_compared_and_never_the_user_part() {
    let world = two_forests().build();
    let name = enterprise("user1@wingtiptoys.com@nowhere.example");
    assert!(matches!(ask(&world, "tailspintoys.com", &name, CatalogAnswer::Absent), ClientVerdict::Refuse(_)));
}

#[test]
fn a_user_that_the_forest_does_not_have_is_unknown_whatever_the_suffix() {
    let world = two_forests().build();
    for suffix in ["europe.tailspintoys.com", "tailspintoys.com"] {
        let name = enterprise(&format!("ghost@{suffix}"));
        let verdict = ask(&world, "tailspintoys.com", &name, CatalogAnswer::Absent);
        assert!(matches!(verdict, ClientVerdict::Refuse(NoRoute::UnknownClient { .. })), "{suffix}: {verdict:?}");
    }
}

#[test]
fn without_canonicalize_nobody_is_sent_away() {
    let world = two_forests().build();
    let name = enterprise("user1@wingtiptoys.com");
    let view = world.view("tailspintoys.com");
    for realm in ["TAILSPINTOYS.COM", "WINGTIPTOYS.COM"] {
        let query = ClientQuery {
            name: &name,
            realm,
            canonicalize: false,
            own: OwnAnswer::Absent,
            catalog: CatalogAnswer::Absent,
        };
        let verdict = route_client(view, &query).verdict;
        assert!(matches!(verdict, ClientVerdict::Refuse(NoRoute::ReferralNotAsked { .. })));
    }
}

#[test]
fn a_foreign_realm_in_the_request_leads_there() {
    let mut world = two_forests();
    world.realm("ATHENA.EXAMPLE");
    world.realm_trust("tailspintoys.com", "ATHENA.EXAMPLE", TrustDirection::Outbound, false);
    let world = world.build();
    let name = PrincipalName::parse("user1").unwrap();
    let at = |asked: &str| {
        let query = ClientQuery {
            name: &name,
            realm: asked,
            canonicalize: true,
            own: OwnAnswer::Absent,
            catalog: CatalogAnswer::NotAsked,
        };
        route_client(world.view("tailspintoys.com"), &query).verdict
    };
    assert_eq!(at("europe"), to("EUROPE.TAILSPINTOYS.COM"));
    assert_eq!(at("USA.WINGTIPTOYS.COM"), to("WINGTIPTOYS.COM"));
    assert_eq!(at("USA"), to("WINGTIPTOYS.COM"));
    assert_eq!(at("ATHENA.EXAMPLE"), to("ATHENA.EXAMPLE"));
    assert!(matches!(at("NOWHERE"), ClientVerdict::Refuse(NoRoute::UnknownClient { .. })));
}

#[test]
fn a_plain_realm_sends_enterprise_names_to_a_partner_of_that_name_only() {
    let mut world = World::default();
    world.realm("A.EXAMPLE");
    world.realm("B.EXAMPLE");
    world.realm_trust("A.EXAMPLE", "B.EXAMPLE", TrustDirection::Bidirectional, true);
    let world = world.build();
    let at = |name: &str| ask(&world, "A.EXAMPLE", &enterprise(name), CatalogAnswer::NotAsked);
    assert_eq!(at("u@B.EXAMPLE"), to("B.EXAMPLE"));
    assert!(matches!(at("u@b.example"), ClientVerdict::Refuse(_)));
    assert!(matches!(at("u@A.EXAMPLE"), ClientVerdict::Refuse(NoRoute::UnknownClient { .. })));
}

/// Row 81: in a managed domain alternate suffixes of other forests do not count, their domains do.
#[test]
fn a_managed_domain_knows_other_forests_by_their_domains_only() {
    let mut world = two_forests();
    world.claim("tailspintoys.com", "wingtiptoys.com", [Record::top_level_name("wing.example")]);
    let world = world.build();
    let view = world.view("tailspintoys.com").clone();
    let managed = view.clone().without_alternate_suffixes();
    let decide = |view: &View, name: &str| {
        let query = ClientQuery {
            name: &enterprise(name),
            realm: "TAILSPINTOYS.COM",
            canonicalize: true,
            own: OwnAnswer::Absent,
            catalog: CatalogAnswer::Absent,
        };
        route_client(view, &query)
    };
    assert_eq!(decide(&view, "user@wing.example").verdict, to("WINGTIPTOYS.COM"));
    let refused = decide(&managed, "user@wing.example");
    assert!(matches!(refused.verdict, ClientVerdict::Refuse(NoRoute::UnknownClient { .. })));
    let lines: Vec<String> = refused.explain(&managed).map(|line| line.to_string()).collect();
    let expected = "WINGTIPTOYS.COM claims wing.example: not used, this domain does not support alternate UPN suffixes";
    assert!(lines.iter().any(|line| line == expected), "{lines:#?}");
    for domain in ["user@wingtiptoys.com", "user@USA.wingtiptoys.com"] {
        assert_eq!(decide(&managed, domain).verdict, to("WINGTIPTOYS.COM"), "{domain}");
    }
}
