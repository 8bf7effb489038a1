//! Creating trusts at both ends.

use super::*;

/// Acceptance rows 1 and 14.
#[test]
fn a_two_way_external_trust_is_recorded_at_both_ends() {
    let mut desk = Desk::new();
    let done = desk.done(create(CreateTrust { two_way: true, ..usual(ENGINEERING, MARKETING) }));
    let [own, other] = &done.trusts[..] else { panic!("{done:?}") };
    for end in [own, other] {
        assert_eq!((end.kind.as_str(), end.direction.as_str(), end.transitive), ("external", "two-way", false));
        assert_eq!(end.attributes, ["QUARANTINED_DOMAIN"]);
        assert!(end.incoming.is_some() && end.outgoing.is_some());
    }
    let netdom = {
        let mut desk = Desk::new();
        desk.surface = Surface::Netdom;
        desk.done(create(CreateTrust { two_way: true, ..usual("ENGINEERING.contoso.com", "MARKETING") }))
    };
    assert_eq!(netdom.trusts, done.trusts);
}

/// Acceptance row 2.
#[test]
fn netbios_names_are_resolved_and_shown_in_full() {
    let mut desk = Desk::new();
    let done = desk.done(create(usual("Usa-Chicago", "northAMERICA")));
    let end = &done.trusts[0];
    assert_eq!((end.realm.as_str(), end.partner_dns_name.as_str()), ("USA-CHICAGO.FABRIKAM.COM", NORTHAMERICA));
    assert_eq!((end.flat_name.as_str(), end.direction.as_str()), ("NORTHAMERICA", "outbound"));
    assert_eq!(done.trusts[1].direction, "inbound");
}

/// Acceptance row 8.
#[test]
fn each_direction_has_its_own_authentication_level() {
    let mut desk = Desk::new();
    desk.done(create(CreateTrust {
        two_way: true,
        trusted_authentication: Authentication::Selective,
        ..usual(ENGINEERING, MARKETING)
    }));
    assert_eq!(desk.end(ENGINEERING, MARKETING).unwrap().attributes, ["QUARANTINED_DOMAIN"]);
    assert_eq!(desk.end(MARKETING, ENGINEERING).unwrap().attributes, ["QUARANTINED_DOMAIN", "CROSS_ORGANIZATION"]);
}

/// Acceptance rows 10 to 12.
#[test]
fn each_direction_is_confirmed_on_request_and_else_at_first_use() {
    let mut desk = Desk::new();
    let create = create(CreateTrust { two_way: true, confirm: true, ..usual(ENGINEERING, MARKETING) });
    let done = desk.done(create);
    assert_eq!(done.verified.len(), 1);
    assert!(done.notes.iter().any(|note| note.contains("not confirmed yet")), "{:?}", done.notes);
    let end = desk.end(ENGINEERING, MARKETING).unwrap();
    assert!(end.outgoing.unwrap().confirmed.is_some() && end.incoming.unwrap().confirmed.is_none());
    let far = desk.end(MARKETING, ENGINEERING).unwrap();
    assert!(far.incoming.unwrap().confirmed.is_some() && far.outgoing.unwrap().confirmed.is_none());
}

/// Acceptance rows 65 and 78.
#[test]
fn both_ends_of_a_forest_trust_collect_what_the_other_claims() {
    let desk = Desk::new().with_forest_trust();
    let names: Vec<_> = desk.suffixes(WINGTIP, TAILSPIN).into_iter().map(|suffix| (suffix.kind, suffix.name)).collect();
    let expected = [
        ("top-level-name", "tailspintoys.com"),
        ("top-level-name", "toys.example"),
        ("domain", "tailspintoys.com"),
        ("domain", "europe.tailspintoys.com"),
    ];
    assert_eq!(names, expected.map(|(kind, name)| (kind.to_owned(), name.to_owned())));
    assert!(desk.suffixes(TAILSPIN, WINGTIP).iter().all(|suffix| suffix.status == "enabled"));
}

/// Acceptance row 61.
#[test]
fn a_random_secret_is_new_every_time_and_told_nowhere() {
    let mut desk = Desk::new();
    let plan = desk.write(create(CreateTrust { two_way: true, ..usual(ENGINEERING, MARKETING) }));
    let Some(Change::CreateTrust(trust)) = plan.changes.first() else { panic!("{:?}", plan.changes) };
    let secrets = [&trust.keys, trust.reverse_keys.as_ref().unwrap()].map(crate::plan::trust::password_of);
    let [Some(one), Some(other)] = secrets else { panic!("no passwords") };
    assert!(one.expose().len() >= 64 && one != other);
    let after = plan.apply(&desk.directory, at()).unwrap();
    let told = serde_json::to_string(&plan.answer(&after, at(), false)).unwrap() + &plan.operation;
    assert!(!told.contains(one.expose()) && !told.contains(other.expose()));
}

#[test]
fn the_kind_follows_from_the_ends() {
    let mut desk = Desk::new();
    for (trusting, trusted, kind) in [
        (ENGINEERING, MARKETING, "external"),
        ("europe.tailspintoys.com", "usa.wingtiptoys.com", "external"),
        (NORTHAMERICA, "ATHENA", "realm"),
    ] {
        assert_eq!(desk.done(create(usual(trusting, trusted))).trusts[0].kind, kind);
    }
}

#[test]
fn a_kerberos_realm_nobody_knows_yet_can_be_trusted() {
    let mut desk = Desk::new();
    let wish = CreateTrust { password: password("Shared-1"), ..new(NewTrustKind::Realm, NORTHAMERICA, "MIT.EXAMPLE") };
    let done = desk.done(create(wish));
    assert_eq!(done.trusts[0].trust_type, "mit");
    assert!(done.notes[0].contains("krbtgt/NORTHAMERICA.ADATUM.COM@MIT.EXAMPLE"), "{:?}", done.notes);
}

/// Acceptance row 60.
#[test]
fn a_forest_trust_takes_name_resolution_both_ways() {
    let forest = || create(CreateTrust { two_way: true, ..new(NewTrustKind::Forest, TAILSPIN, WINGTIP) });
    let resolving = |realm: &str, root: Option<&str>, forwarders: &[&str], zones: &[&str]| {
        let listed = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Operation::Controller(crate::ControllerOperation::SetNameResolution {
            realm: realm.to_owned(),
            everything: false,
            shared_root: root.map(str::to_owned),
            conditional_forwarders: listed(forwarders),
            secondary_zones: listed(zones),
        })
    };
    let mut desk = Desk::new();
    let arrange = |desk: &mut Desk, operation| {
        let Plan::Write(plan) = desk.plan(operation).unwrap() else { panic!("nothing to arrange") };
        desk.directory = plan.apply(&desk.directory, at()).unwrap();
    };
    arrange(&mut desk, resolving(WINGTIP, None, &[], &[]));
    let refusal = desk.refused(forest());
    assert_eq!(refusal.kind(), RefusalKind::Dns);
    assert!(refusal.to_string().starts_with("DNS: WINGTIPTOYS.COM cannot resolve tailspintoys.com"), "{refusal}");
    for (forwarders, zones) in [(&[TAILSPIN][..], &[][..]), (&[], &[TAILSPIN])] {
        arrange(&mut desk, resolving(WINGTIP, None, forwarders, zones));
        assert_eq!(desk.write(forest()).changes.len(), 1);
    }
    arrange(&mut desk, resolving(WINGTIP, Some("root.example"), &[], &[]));
    assert_eq!(desk.refused(forest()).kind(), RefusalKind::Dns);
    arrange(&mut desk, resolving(TAILSPIN, Some("root.example"), &[], &[]));
    desk.done(forest());
}
