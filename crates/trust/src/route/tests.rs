mod forest_search;
mod properties;
mod realms;

use crate::worlds::{End, World, realm, service, two_forests};
use crate::*;

use TrustDirection::{Bidirectional, Inbound, Outbound};

const FILESERVER: &str = "cifs/fileserver1.usa.wingtiptoys.com";

fn explained(world: &crate::worlds::Built, at: &str, decision: &Decision) -> Vec<(&'static str, String)> {
    decision.explain(world.view(at)).map(|line| (line.rule().id(), line.to_string())).collect()
}

#[test]
fn the_ten_steps_lead_through_both_roots() {
    let world = two_forests().build();
    let (path, issued) = world.path("europe.tailspintoys.com", FILESERVER, "usa.wingtiptoys.com");
    assert!(issued);
    assert_eq!(path, ["europe.tailspintoys.com", "tailspintoys.com", "wingtiptoys.com", "usa.wingtiptoys.com"]);
}

#[test]
fn the_grounds_tell_each_step_as_it_was_decided() {
    let world = two_forests().build();
    let decision = world.decide("europe.tailspintoys.com", FILESERVER);
    assert_eq!(
        explained(&world, "europe.tailspintoys.com", &decision),
        [
            ("own-database", "EUROPE.TAILSPINTOYS.COM does not hold the account".into()),
            ("referral-policy", "the request asks for referrals (canonicalize)".into()),
            ("global-catalog", "the global catalog of the own forest does not know the name".into()),
            (
                "routing-hint",
                "routing hint: WINGTIPTOYS.COM claims wingtiptoys.com, fileserver1.usa.wingtiptoys.com goes there"
                    .into()
            ),
            ("towards-root", "TAILSPINTOYS.COM is one step away, over a direct trust".into()),
        ]
    );
    let Verdict::Refer { reason, .. } = decision.verdict else { panic!("no referral") };
    assert_eq!(reason, ReferralReason::RoutingHint { forest: realm("WINGTIPTOYS.COM") });
}

#[test]
fn a_tree_is_walked_up_and_down_in_one_to_four_steps() {
    let mut world = World::default();
    world.forest("root.test");
    for (child, parent) in [
        ("a.root.test", "root.test"),
        ("x.a.root.test", "a.root.test"),
        ("b.root.test", "root.test"),
        ("y.b.root.test", "b.root.test"),
    ] {
        world.child(child, parent);
    }
    let world = world.build();
    for (client, home, path) in [
        ("a.root.test", "root.test", vec!["a.root.test", "root.test"]),
        ("a.root.test", "b.root.test", vec!["a.root.test", "root.test", "b.root.test"]),
        ("x.a.root.test", "b.root.test", vec!["x.a.root.test", "a.root.test", "root.test", "b.root.test"]),
        (
            "x.a.root.test",
            "y.b.root.test",
            vec!["x.a.root.test", "a.root.test", "root.test", "b.root.test", "y.b.root.test"],
        ),
        ("root.test", "y.b.root.test", vec!["root.test", "b.root.test", "y.b.root.test"]),
        ("a.root.test", "a.root.test", vec!["a.root.test"]),
    ] {
        let (walked, issued) = world.path(client, &format!("http/web.{home}"), home);
        assert!(issued);
        assert_eq!(walked, path);
    }
}

#[test]
fn a_shortcut_is_taken_when_it_is_shorter_and_only_in_its_direction() {
    let mut world = World::default();
    world.forest("root.test");
    for (child, parent) in
        [("a.root.test", "root.test"), ("x.a.root.test", "a.root.test"), ("b.root.test", "root.test")]
    {
        world.child(child, parent);
    }
    world.tree("tree.test", "root.test");
    world.within("x.a.root.test", "tree.test", Inbound);
    let world = world.build();
    assert_eq!(world.path("x.a.root.test", "http/w.tree.test", "tree.test").0, ["x.a.root.test", "tree.test"]);
    assert_eq!(
        world.path("tree.test", "http/w.x.a.root.test", "x.a.root.test").0,
        ["tree.test", "root.test", "a.root.test", "x.a.root.test"]
    );
    // Equally long: the tree is preferred.
    assert_eq!(
        world.path("x.a.root.test", "http/w.root.test", "root.test").0,
        ["x.a.root.test", "a.root.test", "root.test"]
    );
}

#[test]
fn the_hint_is_followed_only_after_the_own_forest_failed() {
    let world = two_forests().build();
    let view = world.view("europe.tailspintoys.com");
    let name = service(FILESERVER);
    let held = Query { own: OwnAnswer::Held, ..Query::absent(&name, Arrival::Own) };
    assert_eq!(route(view, &held).verdict, Verdict::IssueHere);
    let listed = Query { catalog: CatalogAnswer::Domain(DomainId(0)), ..Query::absent(&name, Arrival::Own) };
    let decision = route(view, &listed);
    assert_eq!(decision.verdict.next_realm(), Some(&realm("TAILSPINTOYS.COM")));
    assert!(decision.grounds().iter().all(|ground| ground.rule != Rule::RoutingHint));
}

#[test]
fn a_duplicate_service_name_is_refused_wherever_it_is_found() {
    let world = two_forests().build();
    let name = service("http/web.tailspintoys.com");
    for query in [
        Query { own: OwnAnswer::NotUnique, ..Query::absent(&name, Arrival::Own) },
        Query { catalog: CatalogAnswer::NotUnique, ..Query::absent(&name, Arrival::Own) },
    ] {
        let decision = route(world.view("tailspintoys.com"), &query);
        assert_eq!(decision.verdict, Verdict::Refuse(NoRoute::NotUnique { name: "web.tailspintoys.com".into() }));
    }
}

#[test]
fn service_names_of_every_shape_are_routed_by_their_host() {
    let world = two_forests().build();
    for name in [
        "http/web.wingtiptoys.com",
        "HTTP/WEB.WINGTIPTOYS.COM",
        "MSSQLSvc/db.wingtiptoys.com:1433",
        "ldap/dc1/usa.wingtiptoys.com",
        "ldap/dc1.elsewhere.test/usa.wingtiptoys.com",
        "svc/CN=scp,DC=usa,DC=wingtiptoys,DC=com",
        "http/web.wingtiptoys.com.",
        "http/wingtiptoys.com",
    ] {
        assert_eq!(world.next("tailspintoys.com", name), "WINGTIPTOYS.COM", "{name}");
    }
    for name in ["http/WEB01", "http/notwingtiptoys.com", "http/com", "http/wingtiptoys.com.evil.test", "FILESERVER1$"]
    {
        assert!(matches!(world.refusal("tailspintoys.com", name), NoRoute::UnknownService { .. }), "{name}");
    }
}

#[test]
fn a_domain_name_as_host_leads_to_that_domain() {
    let world = two_forests().build();
    assert_eq!(world.next("europe.tailspintoys.com", "ldap/tailspintoys.com"), "TAILSPINTOYS.COM");
    assert_eq!(world.next("tailspintoys.com", "ldap/dc.x.test/EUROPE.tailspintoys.com"), "EUROPE.TAILSPINTOYS.COM");
    // The own database has the last word on the own name.
    assert!(matches!(world.refusal("tailspintoys.com", "ldap/tailspintoys.com"), NoRoute::UnknownService { .. }));
}

#[test]
fn referrals_are_given_as_the_policy_says() {
    let world = two_forests().build();
    let (forest, id) = world.view("tailspintoys.com").domain().unwrap();
    let allowed = |policy, name_type, canonicalize| {
        let view = View::of_domain(forest.clone(), id, policy).unwrap();
        let name = service("host/web.wingtiptoys.com").with_type(name_type);
        let query = Query { canonicalize, ..Query::absent(&name, Arrival::Own) };
        route(&view, &query).verdict.next_realm().is_some()
    };
    use xrealm_names::NameType;
    for policy in [ReferralPolicy::Canonicalize, ReferralPolicy::HostBased, ReferralPolicy::Always] {
        assert!(allowed(policy, NameType::PRINCIPAL, true));
        assert!(allowed(policy, NameType::SRV_INST, false));
    }
    assert!(!allowed(ReferralPolicy::Canonicalize, NameType::SRV_HST, false));
    assert!(!allowed(ReferralPolicy::Canonicalize, NameType::PRINCIPAL, false));
    assert!(allowed(ReferralPolicy::HostBased, NameType::SRV_HST, false));
    assert!(allowed(ReferralPolicy::HostBased, NameType::PRINCIPAL, false));

    let name = service("FILESERVER1$");
    let query = Query { canonicalize: false, ..Query::absent(&name, Arrival::Own) };
    let refused = route(world.view("tailspintoys.com"), &query).verdict;
    assert_eq!(refused, Verdict::Refuse(NoRoute::ReferralNotAsked { name: "FILESERVER1$".into() }));
}

#[test]
fn a_ticket_granting_ticket_is_asked_for_by_dns_or_netbios_name() {
    let world = two_forests().build();
    for (at, asked, next) in [
        ("tailspintoys.com", "krbtgt/WINGTIPTOYS.COM", "WINGTIPTOYS.COM"),
        ("tailspintoys.com", "krbtgt/wingtiptoys", "WINGTIPTOYS.COM"),
        ("tailspintoys.com", "krbtgt/USA.WINGTIPTOYS.COM", "WINGTIPTOYS.COM"),
        ("tailspintoys.com", "krbtgt/USA", "WINGTIPTOYS.COM"),
        ("tailspintoys.com", "krbtgt/EUROPE", "EUROPE.TAILSPINTOYS.COM"),
        ("europe.tailspintoys.com", "krbtgt/USA.WINGTIPTOYS.COM", "TAILSPINTOYS.COM"),
        ("europe.tailspintoys.com", "krbtgt/WINGTIPTOYS", "TAILSPINTOYS.COM"),
    ] {
        let name = service(asked);
        // Neither canonicalize nor a policy is needed to ask for a realm by name.
        let query = Query { canonicalize: false, ..Query::absent(&name, Arrival::Own) };
        let decision = route(world.view(at), &query);
        assert_eq!(decision.verdict.next_realm().map(|realm| realm.as_str()), Some(next), "{asked} at {at}");
    }
    for own in ["krbtgt/TAILSPINTOYS.COM", "krbtgt/tailspintoys"] {
        assert_eq!(world.decide("tailspintoys.com", own).verdict, Verdict::IssueHere);
    }
    assert_eq!(
        world.refusal("tailspintoys.com", "krbtgt/NOWHERE.TEST"),
        NoRoute::NoPath { target: "NOWHERE.TEST".into() }
    );
}

#[test]
fn a_one_way_trust_leads_one_way() {
    let mut world = World::default();
    world.forest("resources.test");
    world.forest("accounts.test");
    // Seen from the resources: we trust the accounts.
    world.forest_trust("resources.test", "accounts.test", Outbound);
    let world = world.build();
    assert!(world.path("accounts.test", "http/w.resources.test", "resources.test").1);
    let back = NoRoute::WrongDirection { partner: realm("ACCOUNTS.TEST") };
    assert_eq!(world.refusal("resources.test", "http/w.accounts.test"), back);
    assert_eq!(world.refusal("resources.test", "krbtgt/ACCOUNTS.TEST"), back);
}

#[test]
fn a_disabled_trust_leads_nowhere() {
    let mut world = two_forests();
    world.object_mut("tailspintoys.com", "wingtiptoys.com").trust_direction = TrustDirection::Disabled;
    let world = world.build();
    let partner = realm("WINGTIPTOYS.COM");
    assert_eq!(world.refusal("tailspintoys.com", FILESERVER), NoRoute::WrongDirection { partner: partner.clone() });
    assert_eq!(world.refusal("europe.tailspintoys.com", FILESERVER), NoRoute::WrongDirection { partner });
}

#[test]
fn three_forests_do_not_chain() {
    let mut world = World::default();
    for root in ["one.test", "two.test", "three.test"] {
        world.forest(root);
    }
    world.forest_trust("one.test", "two.test", Bidirectional);
    world.forest_trust("two.test", "three.test", Bidirectional);
    let world = world.build();
    for (client, home) in [("one.test", "two.test"), ("two.test", "one.test"), ("two.test", "three.test")] {
        assert!(world.path(client, &format!("http/w.{home}"), home).1, "{client} to {home}");
    }
    assert_eq!(world.refusal("one.test", "http/w.three.test"), NoRoute::UnknownService { name: "w.three.test".into() });

    // Even if the client asks the one in the middle.
    let (middle, name, crealm) = (world.view("two.test"), service("http/w.three.test"), realm("ONE.TEST"));
    let arrival = Arrival::Over { trust: middle.trust_named("one.test").unwrap(), crealm: &crealm };
    let refused = NoRoute::ThirdForest { from: crealm.clone(), to: realm("THREE.TEST") };
    assert_eq!(route(middle, &Query::absent(&name, arrival)).verdict, Verdict::Refuse(refused.clone()));
    let name = service("krbtgt/THREE.TEST");
    assert_eq!(route(middle, &Query::absent(&name, arrival)).verdict, Verdict::Refuse(refused));
}

#[test]
fn a_foreign_client_does_not_leave_by_a_detour_through_a_child() {
    let mut world = two_forests();
    world.forest("three.test");
    world.forest_trust("wingtiptoys.com", "three.test", Bidirectional);
    let world = world.build();
    let (child, name, crealm) =
        (world.view("usa.wingtiptoys.com"), service("http/w.three.test"), realm("EUROPE.TAILSPINTOYS.COM"));
    let arrival = Arrival::Over { trust: child.trust_named("wingtiptoys.com").unwrap(), crealm: &crealm };
    let refused = NoRoute::ThirdForest { from: crealm.clone(), to: realm("THREE.TEST") };
    assert_eq!(route(child, &Query::absent(&name, arrival)).verdict, Verdict::Refuse(refused));
    // A client of this forest who came the same way may leave.
    let own = realm("WINGTIPTOYS.COM");
    let arrival = Arrival::Over { trust: child.trust_named("wingtiptoys.com").unwrap(), crealm: &own };
    assert!(route(child, &Query::absent(&name, arrival)).verdict.next_realm().is_some());
}

#[test]
fn an_external_trust_serves_its_two_ends_only() {
    let mut world = World::default();
    world.forest("a.test");
    world.child("child.a.test", "a.test");
    world.forest("b.test");
    world.child("child.b.test", "b.test");
    world.forest("c.test");
    world.external("a.test", "b.test", Bidirectional);
    world.external("a.test", "c.test", Bidirectional);
    let world = world.build();
    assert_eq!(world.path("a.test", "http/w.b.test", "b.test"), (vec!["a.test".into(), "b.test".into()], true));
    // Neither on to the partner's child nor for the own child nor on to another partner.
    let end = |client: &str, home: &str| world.walk(client, &format!("http/w.{home}"), home).end;
    assert_eq!(end("a.test", "child.b.test"), End::Refused(NoRoute::NonTransitive { partner: realm("A.TEST") }));
    assert!(matches!(end("child.a.test", "b.test"), End::Refused(NoRoute::UnknownService { .. })));
    let (at, crealm) = (world.view("a.test"), realm("CHILD.A.TEST"));
    let arrival = Arrival::Over { trust: at.trust_named("child.a.test").unwrap(), crealm: &crealm };
    let refused = NoRoute::NonTransitive { partner: realm("B.TEST") };
    let name = service("krbtgt/B.TEST");
    assert_eq!(route(at, &Query::absent(&name, arrival)).verdict, Verdict::Refuse(refused));
    let crealm = realm("B.TEST");
    let arrival = Arrival::Over { trust: at.trust_named("b.test").unwrap(), crealm: &crealm };
    let name = service("http/w.c.test");
    let refused = NoRoute::NonTransitive { partner: realm("B.TEST") };
    assert_eq!(route(at, &Query::absent(&name, arrival)).verdict, Verdict::Refuse(refused));
}

#[test]
fn a_downlevel_partner_is_known_but_never_referred_to() {
    let mut world = World::default();
    world.forest("a.test");
    world.forest("b.test");
    world.external("a.test", "b.test", Bidirectional);
    world.object_mut("a.test", "b.test").trust_type = TrustType::Downlevel;
    let world = world.build();
    assert_eq!(world.refusal("a.test", "krbtgt/B"), NoRoute::NoKerberos { partner: realm("B.TEST") });
}

#[test]
fn the_longest_claim_wins_and_the_losers_are_told() {
    let mut world = World::default();
    for root in ["here.test", "corp.example", "hr.corp.example"] {
        world.forest(root);
    }
    world.forest_trust("here.test", "corp.example", Bidirectional);
    world.forest_trust("here.test", "hr.corp.example", Bidirectional);
    let world = world.build();
    assert_eq!(world.next("here.test", "http/web.corp.example"), "CORP.EXAMPLE");
    let decision = world.decide("here.test", "http/web.hr.corp.example");
    assert_eq!(decision.verdict.next_realm(), Some(&realm("HR.CORP.EXAMPLE")));
    assert!(
        explained(&world, "here.test", &decision).contains(&(
            "routing-hint",
            "CORP.EXAMPLE claims corp.example: not used, another name matches better".into()
        ))
    );
}

#[test]
fn an_exclusion_is_held_against_the_full_name() {
    let mut world = two_forests();
    world.claim("tailspintoys.com", "wingtiptoys.com", [Record::top_level_name_ex("hr.wingtiptoys.com")]);
    let world = world.build();
    assert_eq!(world.next("tailspintoys.com", "http/web.wingtiptoys.com"), "WINGTIPTOYS.COM");
    for excluded in ["http/x.hr.wingtiptoys.com", "http/hr.wingtiptoys.com", "krbtgt/HR.WINGTIPTOYS.COM"] {
        let refused =
            NoRoute::SuffixExcluded { partner: realm("WINGTIPTOYS.COM"), suffix: "hr.wingtiptoys.com".into() };
        assert_eq!(world.refusal("tailspintoys.com", excluded), refused);
    }
    assert_eq!(world.next("tailspintoys.com", "http/x.nothr.wingtiptoys.com"), "WINGTIPTOYS.COM");
}

#[test]
fn disabled_claims_do_not_route_and_disabled_exclusions_still_exclude() {
    let mut world = two_forests();
    let disabled = RecordFlags(RecordFlags::TLN_DISABLED_NEW);
    world.claim(
        "tailspintoys.com",
        "wingtiptoys.com",
        [
            Record::top_level_name("toys.example").with_flags(disabled),
            Record::top_level_name("off.wingtiptoys.com").with_flags(disabled),
            Record::top_level_name_ex("x.wingtiptoys.com").with_flags(disabled),
        ],
    );
    let world = world.build();
    assert_eq!(
        world.refusal("tailspintoys.com", "http/web.toys.example"),
        NoRoute::SuffixDisabled { partner: realm("WINGTIPTOYS.COM"), suffix: "toys.example".into() }
    );
    // A disabled name takes out what lies below it, though an enabled one lies above (MS-ADTS 6.1.6.9.3.2).
    assert!(matches!(world.refusal("tailspintoys.com", "http/a.off.wingtiptoys.com"), NoRoute::SuffixDisabled { .. }));
    assert!(matches!(world.refusal("tailspintoys.com", "http/x.wingtiptoys.com"), NoRoute::SuffixExcluded { .. }));
}

#[test]
fn a_disabled_domain_is_out_by_dns_and_netbios_name_but_its_hosts_are_under_the_top_level_name() {
    let mut world = two_forests();
    let claims = world.object_mut("tailspintoys.com", "wingtiptoys.com").forest_trust_info.as_mut().unwrap();
    let usa = claims.records.iter_mut().find(|record| record.dns_name() == Some("usa.wingtiptoys.com")).unwrap();
    usa.flags = RecordFlags(RecordFlags::SID_DISABLED_ADMIN);
    let world = world.build();
    for asked in ["krbtgt/USA.WINGTIPTOYS.COM", "krbtgt/USA", "krbtgt/DEEP.USA.WINGTIPTOYS.COM"] {
        let refusal = world.refusal("tailspintoys.com", asked);
        assert!(matches!(refusal, NoRoute::SuffixDisabled { .. }), "{asked}: {refusal:?}");
    }
    assert_eq!(world.next("tailspintoys.com", FILESERVER), "WINGTIPTOYS.COM");
}

#[test]
fn the_own_forest_beats_a_partner_that_claims_its_names() {
    let mut world = two_forests();
    world.claim("tailspintoys.com", "wingtiptoys.com", [Record::top_level_name("tailspintoys.com")]);
    world.claim("tailspintoys.com", "wingtiptoys.com", [Record::top_level_name("lab.tailspintoys.com")]);
    let world = world.build();
    assert!(matches!(world.refusal("tailspintoys.com", "http/ghost.tailspintoys.com"), NoRoute::UnknownService { .. }));
    // A partner may live below an own name.
    assert_eq!(world.next("tailspintoys.com", "http/x.lab.tailspintoys.com"), "WINGTIPTOYS.COM");
}

#[test]
fn a_forest_trust_without_claims_is_found_by_the_partners_own_name() {
    let mut world = two_forests();
    world.object_mut("tailspintoys.com", "wingtiptoys.com").forest_trust_info = None;
    let world = world.build();
    assert_eq!(world.next("tailspintoys.com", FILESERVER), "WINGTIPTOYS.COM");
    assert!(matches!(world.refusal("europe.tailspintoys.com", FILESERVER), NoRoute::UnknownService { .. }));
}

#[test]
fn every_refusal_is_one_line_of_its_own() {
    let (partner, name): (_, Box<str>) = (realm("P.TEST"), "n".into());
    let all = [
        NoRoute::UnknownService { name: name.clone() },
        NoRoute::UnknownClient { name: name.clone() },
        NoRoute::NotUnique { name: name.clone() },
        NoRoute::ReferralNotAsked { name: name.clone() },
        NoRoute::WrongDirection { partner: partner.clone() },
        NoRoute::NoKerberos { partner: partner.clone() },
        NoRoute::NonTransitive { partner: partner.clone() },
        NoRoute::ThirdForest { from: partner.clone(), to: partner.clone() },
        NoRoute::NoPath { target: name.clone() },
        NoRoute::SuffixDisabled { partner: partner.clone(), suffix: name.clone() },
        NoRoute::SuffixExcluded { partner, suffix: name },
    ];
    let lines: std::collections::HashSet<String> = all.iter().map(ToString::to_string).collect();
    let kinds: std::collections::HashSet<_> = all.iter().map(NoRoute::kind).collect();
    assert_eq!((lines.len(), kinds.len()), (all.len(), all.len()));
    assert!(lines.iter().all(|line| !line.contains('\n')));
}
