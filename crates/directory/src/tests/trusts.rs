//! Kinds of trust, their directions, attributes and limits.

use xrealm_trust::{TrustDirection, TrustKind, TrustType};

use super::*;

fn create(kind: NewTrustKind, trusting: &str, trusted: &str) -> Change {
    Change::CreateTrust(Box::new(trust(kind, trusting, trusted)))
}

fn pair(trusting: &str, trusted: &str) -> TrustPair {
    TrustPair { trusting: realm(trusting), trusted: realm(trusted) }
}

fn stored(directory: &Directory, own: &str, partner: &str) -> Option<Trust> {
    let realm = directory.realm_named(own.as_bytes()).unwrap();
    realm.trust_named(partner.as_bytes()).map(|(_, trust)| trust.clone())
}

fn direction(directory: &Directory, own: &str, partner: &str) -> TrustDirection {
    stored(directory, own, partner).map_or(TrustDirection::Disabled, |trust| trust.tdo.trust_direction)
}

fn set(realm_name: &str, partner: &str, attributes: TrustAttributes) -> Change {
    Change::SetTrustAttributes { realm: realm(realm_name), partner: realm(partner), attributes }
}

fn tree_of(forest: &str) -> DomainPlace {
    DomainPlace::TreeRoot {
        forest: realm(forest),
        tree_trusts_forest: NewKeys::password("up"),
        forest_trusts_tree: NewKeys::password("down"),
    }
}

fn downlevel(name: &str, number: u32) -> Change {
    Change::CreateExternalRealm(NewExternalRealm {
        name: realm(name),
        active_directory: Some((name.into(), Sid::domain([9, 9, number]))),
        downlevel: true,
    })
}

/// Row 56: a new tree, as a new child, brings its trust with the forest root, two-way and transitive.
#[test]
fn a_new_tree_and_the_forest_root_trust_each_other_at_once() {
    let world = after(&world(), &[domain("TREE.TEST", 9, tree_of("A.TEST"))]);
    for (own, partner) in [("A.TEST", "TREE.TEST"), ("TREE.TEST", "A.TEST")] {
        let trust = stored(&world, own, partner).unwrap();
        assert_eq!((trust.tdo.kind(), trust.tdo.is_transitive()), (TrustKind::WithinForest, true));
        assert_eq!(trust.tdo.trust_direction, TrustDirection::Bidirectional);
        assert!(trust.incoming.is_some() && trust.outgoing.is_some());
    }
    for refused_change in
        [Change::RemoveTrust(pair("TREE.TEST", "A.TEST")), Change::RemoveTrustDirection(pair("A.TEST", "TREE.TEST"))]
    {
        assert!(refused(&world, &refused_change).ends_with("holds their forest together and stays"));
    }
}

/// Rows 55 and 85: one direction unless two are asked for, and nothing of the other one.
#[test]
fn a_trust_is_one_way_unless_two_ways_are_asked_for() {
    let cases = [(NewTrustKind::External, "CHILD.A.TEST", "KID.B.TEST"), (NewTrustKind::Realm, "A.TEST", "Plain.TEST")];
    for (kind, trusting, trusted) in cases {
        let one = after(&world(), &[create(kind, trusting, trusted)]);
        assert_eq!(direction(&one, trusting, trusted), TrustDirection::Outbound);
        assert_eq!(direction(&one, trusted, trusting), TrustDirection::Inbound);
        let two = after(&world(), &[two_way(trust(kind, trusting, trusted))]);
        assert_eq!(direction(&two, trusting, trusted), TrustDirection::Bidirectional);
    }
}

/// Row 85: two-way is two one-ways, and removing one leaves the other with its secret.
#[test]
fn of_a_two_way_trust_each_direction_is_made_and_removed_on_its_own() {
    for (kind, one, other) in [
        (NewTrustKind::External, "CHILD.A.TEST", "KID.B.TEST"),
        (NewTrustKind::Forest, "A.TEST", "B.TEST"),
        (NewTrustKind::Realm, "A.TEST", "Plain.TEST"),
    ] {
        let first = after(&world(), &[create(kind, one, other)]);
        let both = after(&first, &[create(kind, other, one)]);
        assert_eq!(direction(&both, one, other), TrustDirection::Bidirectional);
        assert_eq!(direction(&both, other, one), TrustDirection::Bidirectional);
        assert_eq!(
            both.realm_named(one.as_bytes())
                .unwrap()
                .trusts()
                .filter(|(_, trust)| trust.tdo.trust_partner.as_str() == other)
                .count(),
            1
        );
        let salt = |trust: Option<Trust>, side: fn(&Trust) -> &Option<TrustSecret>| {
            side(&trust.unwrap()).as_ref().map(|secret| secret.current.salt(AES256).unwrap().to_owned())
        };
        let back = salt(stored(&both, one, other), |trust| &trust.incoming);
        assert_eq!(back, Some(format!("{one}krbtgt{other}")));
        let left = after(&both, &[Change::RemoveTrustDirection(pair(one, other))]);
        assert_eq!(direction(&left, one, other), TrustDirection::Inbound);
        assert_eq!(direction(&left, other, one), TrustDirection::Outbound);
        assert_eq!(salt(stored(&left, one, other), |trust| &trust.incoming), back);
        assert!(stored(&left, one, other).unwrap().outgoing.is_none());
        let gone = after(&left, &[Change::RemoveTrustDirection(pair(other, one))]);
        assert!(stored(&gone, one, other).is_none() && stored(&gone, other, one).is_none());
        assert_eq!(
            refused(&gone, &Change::RemoveTrustDirection(pair(one, other))),
            format!("{one} does not trust {other}")
        );
        assert_eq!(refused(&both, &create(kind, one, other)), format!("{one} has a trust with {other} already"));
    }
}

/// Row 8: each direction has its own authentication level, at its trusting end.
#[test]
fn each_direction_keeps_its_attributes_at_its_trusting_end() {
    let selective = NewTrust {
        attributes: TrustAttributes::CROSS_ORGANIZATION,
        ..trust(NewTrustKind::External, "CHILD.A.TEST", "KID.B.TEST")
    };
    let back = create(NewTrustKind::External, "KID.B.TEST", "CHILD.A.TEST");
    let world = after(&world(), &[Change::CreateTrust(Box::new(selective)), back]);
    let attributes = |own, partner| stored(&world, own, partner).unwrap().tdo.trust_attributes;
    assert_eq!(attributes("CHILD.A.TEST", "KID.B.TEST"), TrustAttributes::CROSS_ORGANIZATION);
    assert_eq!(attributes("KID.B.TEST", "CHILD.A.TEST"), TrustAttributes::default());
}

#[test]
fn the_two_directions_are_of_one_kind_and_reach() {
    let closed = NewTrust { transitive: false, ..trust(NewTrustKind::Realm, "A.TEST", "Plain.TEST") };
    let first =
        after(&world(), &[Change::CreateTrust(Box::new(closed)), create(NewTrustKind::Forest, "A.TEST", "B.TEST")]);
    for (change, partner) in [
        (create(NewTrustKind::Realm, "Plain.TEST", "A.TEST"), "Plain.TEST has a trust with A.TEST"),
        (create(NewTrustKind::External, "B.TEST", "A.TEST"), "B.TEST has a trust with A.TEST"),
    ] {
        let expected = format!("{partner} already, of another kind or reach: the two directions cannot differ");
        assert_eq!(refused(&first, &change), expected);
    }
}

/// Rows 13, 86 and 87: two domains of two forests are joined for themselves only, whatever one asks for.
#[test]
fn an_external_trust_is_never_transitive() {
    let wish = NewTrust { transitive: true, ..trust(NewTrustKind::External, "CHILD.A.TEST", "KID.B.TEST") };
    assert_eq!(refused(&world(), &Change::CreateTrust(Box::new(wish))), "trusts of kind external are never transitive");
    let made = after(&world(), &[create(NewTrustKind::External, "CHILD.A.TEST", "KID.B.TEST")]);
    assert!(!stored(&made, "CHILD.A.TEST", "KID.B.TEST").unwrap().tdo.is_transitive());
    assert_eq!(
        refused(&made, &set("CHILD.A.TEST", "KID.B.TEST", TrustAttributes::FOREST_TRANSITIVE)),
        "KID.B.TEST is not the root of its forest"
    );
    assert_eq!(
        refused(&made, &create(NewTrustKind::Shortcut, "A.TEST", "B.TEST")),
        "no shortcut trust between A.TEST and B.TEST is possible: they are in different forests"
    );
}

/// Row 57: a forest trust joins two roots, whichever end is none.
#[test]
fn a_forest_trust_is_possible_between_roots_only() {
    for (trusting, trusted, inner) in
        [("CHILD.A.TEST", "B.TEST", "CHILD.A.TEST"), ("A.TEST", "KID.B.TEST", "KID.B.TEST")]
    {
        let refusal = world().apply(&create(NewTrustKind::Forest, trusting, trusted), at()).unwrap_err();
        assert_eq!(refusal.to_string(), format!("{inner} is not the root of its forest"));
        assert_eq!(refusal.nt_status(), Some(NtStatus::InvalidDomainState));
    }
    let made = after(&world(), &[create(NewTrustKind::External, "CHILD.A.TEST", "B.TEST")]);
    assert_eq!(
        refused(&made, &set("CHILD.A.TEST", "B.TEST", TrustAttributes::FOREST_TRANSITIVE)),
        "CHILD.A.TEST cannot have this trust with B.TEST: FOREST_TRANSITIVE is only possible at the root of a forest"
    );
}

/// Row 42: clearing FOREST_TRANSITIVE erases the names that the partner claimed.
#[test]
fn a_trust_that_is_no_forest_trust_any_more_claims_no_names() {
    let world = after(&world(), &[create(NewTrustKind::Forest, "A.TEST", "B.TEST")]);
    assert!(stored(&world, "A.TEST", "B.TEST").unwrap().tdo.forest_trust_info.is_some());
    let cleared = after(&world, &[set("A.TEST", "B.TEST", TrustAttributes::QUARANTINED_DOMAIN)]);
    let object = stored(&cleared, "A.TEST", "B.TEST").unwrap().tdo;
    assert_eq!((object.kind(), object.forest_trust_info.is_none()), (TrustKind::External, true));
}

/// Rows 32, 41, 43, 46, 47 and 48: which attribute is for which trust.
#[test]
fn attributes_that_mean_nothing_on_a_trust_are_refused() {
    let forest = create(NewTrustKind::Forest, "A.TEST", "B.TEST");
    let external = create(NewTrustKind::External, "CHILD.A.TEST", "KID.B.TEST");
    let with_realm = create(NewTrustKind::Realm, "A.TEST", "Plain.TEST");
    let world = after(&world(), &[forest, external, with_realm]);
    let ft = TrustAttributes::FOREST_TRANSITIVE;
    let allowed = [
        ("A.TEST", "B.TEST", ft | TrustAttributes::TREAT_AS_EXTERNAL | TrustAttributes::PIM_TRUST),
        ("A.TEST", "B.TEST", ft | TrustAttributes::CROSS_ORGANIZATION_ENABLE_TGT_DELEGATION),
        ("A.TEST", "B.TEST", ft | TrustAttributes::DISABLE_AUTH_TARGET_VALIDATION),
        ("CHILD.A.TEST", "KID.B.TEST", TrustAttributes::CROSS_ORGANIZATION),
        ("CHILD.A.TEST", "A.TEST", TrustAttributes::WITHIN_FOREST | TrustAttributes::QUARANTINED_DOMAIN),
        ("A.TEST", "Plain.TEST", TrustAttributes::NON_TRANSITIVE | TrustAttributes::USES_RC4_ENCRYPTION),
        ("A.TEST", "Plain.TEST", ft),
    ];
    for (own, partner, attributes) in allowed {
        let changed = after(&world, &[set(own, partner, attributes)]);
        assert_eq!(stored(&changed, own, partner).unwrap().tdo.trust_attributes, attributes);
    }
    let needs = "has no effect on this trust: it needs FOREST_TRANSITIVE, and PIM_TRUST also TREAT_AS_EXTERNAL";
    let table = [
        ("A.TEST", "B.TEST", ft | TrustAttributes::PIM_TRUST, format!("attribute PIM_TRUST {needs}")),
        (
            "CHILD.A.TEST",
            "KID.B.TEST",
            TrustAttributes::TREAT_AS_EXTERNAL,
            format!("attribute TREAT_AS_EXTERNAL {needs}"),
        ),
        (
            "A.TEST",
            "B.TEST",
            ft | TrustAttributes::USES_RC4_ENCRYPTION,
            "attribute USES_RC4_ENCRYPTION has no effect on this trust: it is for Kerberos realms".into(),
        ),
        (
            "A.TEST",
            "B.TEST",
            ft | TrustAttributes::NON_TRANSITIVE,
            "trusts of kind forest are always transitive".into(),
        ),
        (
            "A.TEST",
            "B.TEST",
            TrustAttributes::WITHIN_FOREST,
            "attribute WITHIN_FOREST is not for a trust of kind forest".into(),
        ),
        (
            "CHILD.A.TEST",
            "A.TEST",
            TrustAttributes::WITHIN_FOREST | TrustAttributes::CROSS_ORGANIZATION,
            "CHILD.A.TEST cannot have this trust with A.TEST: WITHIN_FOREST and CROSS_ORGANIZATION exclude each other"
                .into(),
        ),
        ("A.TEST", "NO.TEST", ft, "A.TEST does not trust NO.TEST".into()),
    ];
    for (own, partner, attributes, reason) in table {
        assert_eq!(refused(&world, &set(own, partner, attributes)), reason);
    }
}

#[test]
fn a_partner_borrows_no_name_of_the_own_forest() {
    let stranger = Change::CreateExternalRealm(NewExternalRealm {
        name: realm("X.TEST"),
        active_directory: Some(("GRAND".into(), Sid::domain([8, 8, 8]))),
        downlevel: false,
    });
    let grandchild = domain("GRAND.CHILD.A.TEST", 9, child_of("CHILD.A.TEST"));
    let world = after(&world(), &[grandchild, stranger]);
    let refusal = world.apply(&create(NewTrustKind::Forest, "A.TEST", "X.TEST"), at()).unwrap_err();
    assert_eq!(refusal.nt_status(), Some(NtStatus::InvalidParameter));
    assert_eq!(
        refusal.to_string(),
        "A.TEST cannot have this trust with X.TEST: its NetBIOS name is that of a domain of this forest, \
         its DNS name is not"
    );
    // The other forest has no such domain.
    assert!(world.apply(&create(NewTrustKind::Forest, "B.TEST", "X.TEST"), at()).is_ok());
}

#[test]
fn a_realm_known_by_its_name_alone_can_turn_out_to_be_a_domain_once() {
    let stranger = Change::CreateExternalRealm(NewExternalRealm {
        name: realm("X.TEST"),
        active_directory: None,
        downlevel: false,
    });
    let world = after(&world(), &[stranger]);
    let describe = |name: &str, sid: &Sid| Change::DescribeExternalRealm {
        realm: realm(name),
        netbios_name: "X".into(),
        sid: sid.clone(),
    };
    let own = world.realm_named(b"A.TEST").unwrap().sid().unwrap();
    assert!(world.apply(&create(NewTrustKind::Forest, "A.TEST", "X.TEST"), at()).is_err());
    assert!(refused(&world, &describe("X.TEST", own)).contains("A.TEST"));
    assert!(world.apply(&describe("A.TEST", &Sid::domain([8, 8, 8])), at()).is_err());

    let described = after(&world, &[describe("X.TEST", &Sid::domain([8, 8, 8]))]);

    let trusting = after(&described, &[create(NewTrustKind::Forest, "A.TEST", "X.TEST")]);
    let object = stored(&trusting, "A.TEST", "X").unwrap().tdo;
    assert_eq!(object.security_identifier, Some(Sid::domain([8, 8, 8])));
    assert!(described.apply(&describe("X.TEST", &Sid::domain([8, 8, 9])), at()).is_err());
    let again = Directory::empty().apply_all(&trusting.image(), at()).unwrap();
    assert!(again.image() == trusting.image());
}

/// Row 86: with a Windows NT 4 domain there are external trusts: stored, shown, and of no use to Kerberos.
#[test]
fn a_trust_with_a_downlevel_domain_is_stored_and_speaks_no_kerberos() {
    let world = after(&world(), &[downlevel("OLDDOM", 1), create(NewTrustKind::External, "CHILD.A.TEST", "OLDDOM")]);
    let object = stored(&world, "CHILD.A.TEST", "olddom").unwrap().tdo;
    assert_eq!((object.trust_type, object.kind()), (TrustType::Downlevel, TrustKind::Downlevel));
    assert_eq!((object.trust_partner.as_str(), &*object.flat_name), ("OLDDOM", "OLDDOM"));
    assert!(object.security_identifier.is_some() && !object.is_transitive() && !object.speaks_kerberos());
    for kind in [NewTrustKind::Forest, NewTrustKind::Realm, NewTrustKind::Shortcut] {
        assert_eq!(
            refused(&world, &create(kind, "A.TEST", "OLDDOM")),
            "OLDDOM is a Windows NT 4 domain: only an external trust is possible"
        );
    }
}

/// Row 62: a managed domain has outgoing one-way forest trusts only, and at most five.
#[test]
fn a_managed_domain_trusts_five_forests_one_way_and_nobody_else() {
    let managed = Settings { managed: true, ..Settings::active_directory() };
    let settings = Change::SetSettings { realm: realm("A.TEST"), settings: Box::new(managed) };
    let mut world = after(&world(), &[settings]);
    let limit = "A.TEST is a managed domain: only outgoing one-way forest trusts are possible";
    for change in [
        create(NewTrustKind::Forest, "B.TEST", "A.TEST"),
        two_way(trust(NewTrustKind::Forest, "A.TEST", "B.TEST")),
        create(NewTrustKind::External, "A.TEST", "KID.B.TEST"),
        create(NewTrustKind::Realm, "A.TEST", "Plain.TEST"),
        create(NewTrustKind::Realm, "Plain.TEST", "A.TEST"),
    ] {
        assert_eq!(refused(&world, &change), limit, "{change:?}");
    }
    for number in 1..=6 {
        let name = format!("F{number}.TEST");
        world = after(&world, &[domain(&name, 20 + number, DomainPlace::ForestRoot)]);
        let trust = create(NewTrustKind::Forest, "A.TEST", &name);
        match number {
            6 => assert_eq!(refused(&world, &trust), "A.TEST is a managed domain: it has 5 forest trusts already"),
            _ => world = after(&world, &[trust]),
        }
    }
}

/// Row 81: a managed domain has no alternate suffixes.
#[test]
fn a_managed_domain_adds_no_upn_suffix() {
    let Change::CreateDomain(mut new) = domain("M.TEST", 30, DomainPlace::ForestRoot) else { panic!("a domain") };
    new.settings.managed = true;
    new.upn_suffixes = vec!["m.example".into()];
    let refusal = refused(&world(), &Change::CreateDomain(new));
    assert_eq!(refusal, "M.TEST is a managed domain: alternate UPN suffixes are not supported");
}

#[test]
fn rc4_seals_over_a_trust_only_where_its_attributes_allow_it() {
    let (rc4, aes) = (EncryptionType::Rc4Hmac, AES256);
    let with_rc4 = Settings { etypes: vec![aes, rc4], ..Settings::active_directory() };
    let settings = |name: &str| Change::SetSettings { realm: realm(name), settings: Box::new(with_rc4.clone()) };
    let base = after(&world(), &[settings("A.TEST"), settings("Plain.TEST")]);
    let none = TrustAttributes::default();
    let (uses_rc4, uses_aes) = (TrustAttributes::USES_RC4_ENCRYPTION, TrustAttributes::USES_AES_KEYS);
    let table = [
        (NewTrustKind::Realm, "Plain.TEST", none, None, vec![aes]),
        (NewTrustKind::Realm, "Plain.TEST", uses_rc4, None, vec![aes, rc4]),
        (NewTrustKind::Realm, "Plain.TEST", none, Some(vec![rc4]), vec![rc4]),
        (NewTrustKind::Realm, "Plain.TEST", uses_rc4, Some(vec![aes]), vec![aes, rc4]),
        (NewTrustKind::Forest, "B.TEST", none, None, vec![aes, rc4]),
        (NewTrustKind::Forest, "B.TEST", uses_aes, None, vec![aes]),
        (NewTrustKind::Forest, "B.TEST", uses_aes, Some(vec![rc4]), vec![rc4]),
    ];
    for (kind, partner, attributes, etypes, expected) in table {
        let new = NewTrust { attributes, etypes, ..trust(kind, "A.TEST", partner) };
        let made = after(&base, &[Change::CreateTrust(Box::new(new))]);
        let own = made.realm_named(b"A.TEST").unwrap();
        let (_, trust) = own.trust_named(partner.as_bytes()).unwrap();
        assert_eq!(own.etypes_of_trust(trust).collect::<Vec<_>>(), expected, "{kind} {attributes:?}");
    }
    // A plain realm has no such rule.
    let made = after(&base, &[create(NewTrustKind::Realm, "A.TEST", "Plain.TEST")]);
    let plain = made.realm_named(b"Plain.TEST").unwrap();
    assert!(plain.etypes_of_trust(plain.trust_named(b"A.TEST").unwrap().1).any(|etype| etype == rc4));
}

#[test]
fn only_an_end_that_trusts_filters_and_selects() {
    let strict = TrustAttributes::QUARANTINED_DOMAIN | TrustAttributes::CROSS_ORGANIZATION;
    let external = NewTrust { attributes: strict, ..trust(NewTrustKind::External, "A.TEST", "B.TEST") };
    let attributes = |directory: &Directory, own: &str, partner: &str| {
        let (_, trust) = directory.realm_named(own.as_bytes()).unwrap().trust_named(partner.as_bytes()).unwrap();
        trust.tdo.trust_attributes
    };
    let one_way = after(&world(), &[Change::CreateTrust(Box::new(external.clone()))]);
    assert_eq!(attributes(&one_way, "A.TEST", "B.TEST"), strict);
    assert_eq!(attributes(&one_way, "B.TEST", "A.TEST"), TrustAttributes::default());

    let both = after(&world(), &[two_way(external)]);
    assert_eq!(attributes(&both, "B.TEST", "A.TEST"), strict);
    let other_way = TrustPair { trusting: realm("B.TEST"), trusted: realm("A.TEST") };
    let left = after(&both, &[Change::RemoveTrustDirection(other_way)]);
    assert_eq!(attributes(&left, "A.TEST", "B.TEST"), strict);
    assert_eq!(attributes(&left, "B.TEST", "A.TEST"), TrustAttributes::default());
}
