//! What changes do, and what is refused.

use super::*;

#[test]
fn a_child_and_its_parent_trust_each_other_at_once() {
    let world = world();
    let (parent, child) = (world.realm_named(b"A.TEST").unwrap(), world.realm_named(b"CHILD").unwrap());
    let (_, down) = parent.trust_named(b"child.a.test").unwrap();
    let (_, up) = child.trust_named(b"A").unwrap();
    assert!(down.tdo.trust_attributes.contains(TrustAttributes::WITHIN_FOREST));
    assert_eq!(down.tdo.security_identifier.as_ref(), child.sid());
    let key = |secret: &Option<TrustSecret>| secret.as_ref().unwrap().current.key(AES256).unwrap().clone();
    assert_eq!(key(&down.incoming), key(&up.outgoing));
    assert_eq!(key(&down.outgoing), key(&up.incoming));
    assert_eq!(down.incoming.as_ref().unwrap().current.salt(AES256), Some("A.TESTkrbtgtCHILD.A.TEST"));
}

#[test]
fn a_one_way_trust_has_one_secret_known_at_both_ends() {
    let one_way = Change::CreateTrust(Box::new(trust(NewTrustKind::External, "A.TEST", "KID.B.TEST")));
    let world = after(&world(), &[one_way]);
    let at = |own: &[u8], partner: &[u8]| world.realm_named(own).unwrap().trust_named(partner).unwrap().1.clone();
    let (trusting, trusted) = (at(b"A.TEST", b"KID.B.TEST"), at(b"KID.B.TEST", b"A.TEST"));
    assert!(trusting.incoming.is_none() && trusted.outgoing.is_none());
    assert!(trusting.tdo.trust_direction.is_outbound() && trusted.tdo.trust_direction.is_inbound());
    assert_eq!(trusted.incoming.unwrap().current.salt(AES256), Some("KID.B.TESTkrbtgtA.TEST"));
    assert!(!trusting.tdo.is_transitive());
}

#[test]
fn a_new_trust_secret_keeps_the_one_before() {
    let change = Change::SetTrustSecret {
        trust: TrustPair { trusting: realm("A.TEST"), trusted: realm("B.TEST") },
        side: None,
        keys: NewKeys::password("new"),
    };
    let world = after(&world(), &[two_way(trust(NewTrustKind::Forest, "A.TEST", "B.TEST")), change]);
    let (_, trust) = world.realm_named(b"A.TEST").unwrap().trust_named(b"B.TEST").unwrap();
    let outgoing = trust.outgoing.as_ref().unwrap();
    assert_eq!((outgoing.current.kvno(), outgoing.previous.as_ref().unwrap().kvno()), (2, 1));
    assert!(outgoing.key_sets().any(|keys| keys.kvno() == 1));
    assert!(trust.incoming.as_ref().unwrap().previous.is_none());
    let (_, back) = world.realm_named(b"B.TEST").unwrap().trust_named(b"A.TEST").unwrap();
    assert_eq!(back.incoming.as_ref().unwrap().current.key(AES256), outgoing.current.key(AES256));
}

#[test]
fn a_new_password_keeps_the_keys_before() {
    let set = |password: &str| Change::SetKeys {
        realm: realm("A.TEST"),
        name: name("alice"),
        keys: NewKeys::password(password),
    };
    let world = after(&world(), &[user("A.TEST", "Alice"), set("two"), set("three")]);
    let account = world.realm_named(b"A.TEST").unwrap().client(&name("alice")).unwrap();
    assert_eq!(account.key_sets().map(KeySet::kvno).collect::<Vec<_>>(), [3, 2]);
    assert_eq!(account.keys.salt(AES256), Some("A.TESTAlice"));
    let krbtgt = Change::SetKeys { realm: realm("A.TEST"), name: name("krbtgt"), keys: NewKeys::password("x") };
    let world = after(&world, &[krbtgt]);
    assert_eq!(world.realm_named(b"A.TEST").unwrap().krbtgt().keys.kvno(), 2);
}

#[test]
fn a_deleted_account_and_its_names_are_free_again() {
    let delete = Change::DeleteAccount { realm: realm("A.TEST"), name: name("pc1$") };
    let pc = computer("A.TEST", "PC1$", &["host/pc1.a.test"]);
    let world = after(&world(), &[pc.clone(), delete]);
    let root = world.realm_named(b"A.TEST").unwrap();
    assert!(root.client(&name("pc1")).is_none());
    assert!(matches!(root.service(&name("host/pc1.a.test")), ServiceLookup::Absent));
    let world = after(&world, &[pc]);
    let root = world.realm_named(b"A.TEST").unwrap();
    assert_eq!(root.client(&name("pc1")).unwrap().rid, Some(1104));
    assert!(matches!(root.service(&name("host/pc1.a.test")), ServiceLookup::Held(_)));
}

#[test]
fn service_names_can_be_moved_from_one_account_to_another() {
    let set = |sam: &str, spns: &[&str]| Change::SetServicePrincipalNames {
        realm: realm("A.TEST"),
        name: name(sam),
        service_principal_names: spns.iter().map(|spn| ServicePrincipalName::parse(spn).unwrap()).collect(),
    };
    let (one, two) = (computer("A.TEST", "ONE$", &["http/web.a.test"]), computer("A.TEST", "TWO$", &[]));
    let world = after(&world(), &[one, two, set("one$", &[]), set("two$", &["http/web.a.test"])]);
    let ServiceLookup::Held(holder) = world.realm_named(b"A.TEST").unwrap().service(&name("http/web.a.test")) else {
        panic!("nobody holds it")
    };
    assert_eq!(holder.sam_account_name(), "TWO$");
}

#[test]
fn a_removed_trust_is_gone_at_both_ends() {
    let pair = TrustPair { trusting: realm("A.TEST"), trusted: realm("B.TEST") };
    let world = after(&world(), &[two_way(trust(NewTrustKind::Forest, "A.TEST", "B.TEST"))]);
    let world = after(&world, &[Change::RemoveTrust(pair.clone())]);
    for (own, partner) in [(b"A.TEST", b"B.TEST"), (b"B.TEST", b"A.TEST")] {
        assert!(world.realm_named(own).unwrap().trust_named(partner).is_none());
    }
    assert!(world.realm_named(b"A.TEST").unwrap().trust_named(b"CHILD").is_some());
    assert_eq!(refused(&world, &Change::RemoveTrust(pair)), "A.TEST does not trust B.TEST");
}

#[test]
fn what_cannot_be_is_refused_with_its_reason() {
    let world = after(&world(), &[user("A.TEST", "alice"), two_way(trust(NewTrustKind::Forest, "A.TEST", "B.TEST"))]);
    let trust = |kind, trusting, trusted| Change::CreateTrust(Box::new(trust(kind, trusting, trusted)));
    let table = [
        (domain("a.TEST", 9, DomainPlace::ForestRoot), "a.TEST exists already"),
        (plain("A.test"), "A.test exists already"),
        (domain("C.TEST", 1, DomainPlace::ForestRoot), "SID S-1-5-21-1-2-1 of C.TEST belongs to A.TEST"),
        (domain("B.OTHER", 9, child_of("A.TEST")), "B.OTHER does not lie below A.TEST"),
        (domain("X.NO.TEST", 9, child_of("NO.TEST")), "NO.TEST is not served here"),
        (domain("X.Plain.TEST", 9, child_of("Plain.TEST")), "Plain.TEST is not an Active Directory domain"),
        (
            domain("CHILD.CHILD.A.TEST", 9, child_of("CHILD.A.TEST")),
            "NetBIOS name CHILD of CHILD.CHILD.A.TEST belongs to CHILD.A.TEST",
        ),
        (user("A.TEST", "ALICE"), "A.TEST has an account ALICE already"),
        (user("A.TEST", "Krbtgt"), "krbtgt of A.TEST belongs to the realm itself"),
        (user("NO.TEST", "alice"), "NO.TEST is not served here"),
        (trust(NewTrustKind::External, "A.TEST", "A.TEST"), "A.TEST cannot trust itself"),
        (trust(NewTrustKind::Forest, "A.TEST", "B.TEST"), "A.TEST has a trust with B.TEST already"),
        (trust(NewTrustKind::Forest, "A.TEST", "KID.B.TEST"), "KID.B.TEST is not the root of its forest"),
        (
            trust(NewTrustKind::External, "A.TEST", "CHILD.A.TEST"),
            "no external trust between A.TEST and CHILD.A.TEST is possible: they are in one forest",
        ),
        (
            trust(NewTrustKind::Shortcut, "CHILD.A.TEST", "KID.B.TEST"),
            "no shortcut trust between CHILD.A.TEST and KID.B.TEST is possible: they are in different forests",
        ),
        (trust(NewTrustKind::Shortcut, "CHILD.A.TEST", "A.TEST"), "CHILD.A.TEST has a trust with A.TEST already"),
        (trust(NewTrustKind::Forest, "A.TEST", "Plain.TEST"), "Plain.TEST is not an Active Directory domain"),
        (
            trust(NewTrustKind::Realm, "CHILD.A.TEST", "KID.B.TEST"),
            "CHILD.A.TEST and KID.B.TEST are both Active Directory domains: use a forest, external or shortcut trust",
        ),
        (
            Change::CreateTrust(Box::new(NewTrust {
                attributes: TrustAttributes::FOREST_TRANSITIVE,
                ..super::trust(NewTrustKind::External, "A.TEST", "KID.B.TEST")
            })),
            "attribute FOREST_TRANSITIVE is not for a trust of kind external",
        ),
        (
            Change::RemoveTrust(TrustPair { trusting: realm("A.TEST"), trusted: realm("CHILD.A.TEST") }),
            "the trust of A.TEST with CHILD.A.TEST holds their forest together and stays",
        ),
        (
            Change::SetKeys { realm: realm("A.TEST"), name: name("alice"), keys: NewKeys::keys(vec![]) },
            "the secret holds no key",
        ),
        (
            Change::SetSettings {
                realm: realm("A.TEST"),
                settings: Box::new(Settings { etypes: vec![], ..Settings::active_directory() }),
            },
            "A.TEST would have no encryption type",
        ),
    ];
    for (change, reason) in table {
        assert_eq!(refused(&world, &change), reason, "{change:?}");
    }
}

#[test]
fn a_refused_list_says_which_change_it_was() {
    let changes = [user("A.TEST", "one"), user("A.TEST", "two"), user("A.TEST", "ONE")];
    let (position, refusal) = world().apply_all(&changes, at()).unwrap_err();
    assert_eq!(position, 2);
    assert_eq!(refusal, ChangeRefusal::AccountExists { realm: realm("A.TEST"), account: name("ONE") });
}

#[test]
fn relative_identifiers_are_given_out_once() {
    let with_rid = |name: &str, rid| {
        let mut new = NewAccount::user(name, "x").unwrap();
        new.rid = rid;
        account("A.TEST", new)
    };
    let world = after(&world(), &[with_rid("a", None), with_rid("b", Some(5000)), with_rid("c", None)]);
    let rid = |login: &str| world.realm_named(b"A.TEST").unwrap().client(&name(login)).unwrap().rid;
    assert_eq!([rid("a"), rid("b"), rid("c")], [Some(1103), Some(5000), Some(5001)]);
    assert_eq!(refused(&world, &with_rid("d", Some(5000))), "RID 5000 is taken in A.TEST");
}

#[test]
fn debug_of_a_change_shows_no_secret() {
    let changes = [user("A.TEST", "alice"), two_way(trust(NewTrustKind::Forest, "A.TEST", "B.TEST"))];
    let shown = format!("{changes:?}");
    assert!(!shown.contains("Secret-1") && !shown.contains("forth"), "{shown}");
}
