use std::sync::Arc;

use proptest::prelude::*;
use xrealm_names::{EncryptionType, Moment, NameType, PrincipalName, RealmName, ServicePrincipalName, Sid, Timestamp};
use xrealm_trust::{Capaths, HostToRealm, TrustAttributes};

use crate::realm::Body;
use crate::*;

fn at(step: i64) -> Moment {
    Moment { time: Timestamp::from_unix(1_790_000_000 + step), micros: 7 }
}

fn realm(name: &str) -> RealmName {
    RealmName::new(name).unwrap()
}

fn domain(name: &str, number: u32, place: DomainPlace) -> Change {
    Change::CreateDomain(Box::new(NewDomain {
        name: realm(name),
        netbios_name: format!("NB{number}").into(),
        sid: Sid::domain([1, 2, number]),
        place,
        upn_suffixes: vec![],
        spn_suffixes: vec![],
        settings: Settings::active_directory(),
        krbtgt_keys: NewKeys::password("krbtgt"),
    }))
}

fn child_of(parent: &str) -> DomainPlace {
    let keys = |text| NewKeys::keys(SecretSeed::new([3; 32]).keys(text));
    DomainPlace::Child { parent: realm(parent), child_trusts_parent: keys("up"), parent_trusts_child: keys("down") }
}

fn plain(name: &str, hosts: &HostToRealm, capaths: &Arc<Capaths>) -> Change {
    Change::CreateRealm(Box::new(NewRealm {
        name: realm(name),
        settings: Settings::kerberos(),
        krbtgt_keys: NewKeys::password("krbtgt"),
        host_to_realm: hosts.clone(),
        capaths: Arc::clone(capaths),
        default_referral_realm: Some(realm("A.TEST")),
    }))
}

fn new_trust(kind: NewTrustKind, trusting: &str, trusted: &str) -> NewTrust {
    NewTrust {
        kind,
        pair: TrustPair { trusting: realm(trusting), trusted: realm(trusted) },
        transitive: kind != NewTrustKind::External,
        keys: NewKeys::password("forth"),
        reverse_keys: Some(NewKeys::password("back")),
        attributes: TrustAttributes::default(),
        etypes: None,
        side: None,
        confirmed: false,
        trusting_namespaces: Namespaces::default(),
        trusted_namespaces: Namespaces::default(),
    }
}

/// Two forests, a tree, an external domain and two plain realms that have their maps in common.
fn world() -> Directory {
    let mut hosts = HostToRealm::new();
    hosts.insert(".plain.test", realm("PLAIN.TEST"));
    let mut capaths = Capaths::new();
    capaths.insert(&realm("PLAIN.TEST"), &realm("A.TEST"), vec![realm("OTHER.TEST")]);
    let capaths = Arc::new(capaths);
    let tree = DomainPlace::TreeRoot {
        forest: realm("A.TEST"),
        tree_trusts_forest: NewKeys::password("one"),
        forest_trusts_tree: NewKeys::password("two"),
    };
    let external = NewExternalRealm {
        name: realm("FAR.TEST"),
        active_directory: Some(("FAR".into(), Sid::domain([9, 9, 9]))),
        downlevel: false,
    };
    let changes = [
        domain("A.TEST", 1, DomainPlace::ForestRoot),
        Change::CreateExternalRealm(external),
        Change::CreateTrust(Box::new(new_trust(NewTrustKind::External, "A.TEST", "FAR.TEST"))),
        domain("B.TEST", 2, DomainPlace::ForestRoot),
        domain("CHILD.A.TEST", 3, child_of("A.TEST")),
        domain("TREE.TEST", 4, tree),
        plain("PLAIN.TEST", &hosts, &capaths),
        plain("OTHER.TEST", &hosts.clone(), &capaths),
    ];
    Directory::empty().apply_all(&changes, at(0)).unwrap()
}

/// The directory that the stored image makes, at another time.
fn restored(directory: &Directory) -> Directory {
    let stored = serde_json::to_string(&directory.image()).unwrap();
    let changes: Vec<Change> = serde_json::from_str(&stored).unwrap();
    Directory::empty()
        .apply_all(&changes, at(1_000_000))
        .unwrap_or_else(|(position, refusal)| panic!("{:?}: {refusal}", changes[position]))
}

fn survives(directory: &Directory) {
    let again = restored(directory);
    let (before, after) = (directory.image(), again.image());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after);
        assert_eq!(serde_json::to_string(before).unwrap(), serde_json::to_string(after).unwrap());
    }
    assert_eq!(before.len(), after.len());
    same_keys(directory, &again);
    same_ways(directory, &again);
}

fn same_keys(one: &Directory, other: &Directory) {
    for (one, other) in one.realms().zip(other.realms()) {
        for ((_, one), (_, other)) in one.trusts().zip(other.trusts()) {
            let etype = EncryptionType::Rc4Hmac;
            let keys = |secret: &Option<TrustSecret>| {
                let secret = secret.as_ref()?;
                Some(secret.key_sets().map(|keys| (keys.kvno(), keys.key(etype).cloned())).collect::<Vec<_>>())
            };
            assert_eq!(keys(&one.incoming), keys(&other.incoming));
            assert_eq!(keys(&one.outgoing), keys(&other.outgoing));
            assert_eq!(one.export().ok(), other.export().ok());
        }
        let etype = EncryptionType::Rc4Hmac;
        assert_eq!(one.krbtgt().keys.key(etype), other.krbtgt().keys.key(etype));
        assert_eq!(one.password_service.keys.key(etype), other.password_service.keys.key(etype));
        assert_eq!(one.controllers(), other.controllers());
    }
}

fn same_ways(one: &Directory, other: &Directory) {
    let names: Vec<&RealmName> = one.realms().map(Realm::name).collect();
    for (from, there) in one.realms().zip(other.realms()) {
        for to in &names {
            let service = PrincipalName::new(NameType::SRV_INST, ["host", &format!("x.{}", to.to_dns())]).unwrap();
            let way = |realm: &Realm| format!("{:?}", realm.route(&service, true, xrealm_trust::Arrival::Own).0);
            assert_eq!(way(from), way(there));
        }
    }
}

#[test]
fn the_image_of_an_empty_directory_is_empty() {
    assert_eq!(Directory::empty().image(), vec![]);
}

#[test]
fn trusts_keep_their_order_and_plain_realms_their_common_maps() {
    let directory = world();
    survives(&directory);
    let again = restored(&directory);
    let partners = |directory: &Directory| {
        let root = directory.realm_named(b"A.TEST").unwrap();
        root.trusts().map(|(_, trust)| trust.tdo.trust_partner.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(partners(&again), ["FAR.TEST", "CHILD.A.TEST", "TREE.TEST"]);
    let maps: Vec<_> = again
        .realms()
        .filter_map(|realm| match &realm.body {
            Body::Kerberos(plain) => Some(plain),
            Body::ActiveDirectory(_) => None,
        })
        .collect();
    assert!(Arc::ptr_eq(&maps[0].capaths, &maps[1].capaths));
    assert!(maps[0].host_to_realm.is_shared_with(&maps[1].host_to_realm));
}

#[test]
fn both_ends_of_a_restored_trust_derive_their_keys_once() {
    let made = Change::CreateTrust(Box::new(new_trust(NewTrustKind::Forest, "A.TEST", "B.TEST")));
    let again = restored(&world().apply(&made, at(1)).unwrap());
    let end = |realm: &str, partner: &str| {
        let realm = again.realm_named(realm.as_bytes()).unwrap();
        realm.trust_named(partner.as_bytes()).unwrap().1.clone()
    };
    let etype = EncryptionType::Aes128CtsHmacSha196;
    let (ours, theirs) = (end("A.TEST", "B.TEST").outgoing.unwrap(), end("B.TEST", "A.TEST").incoming.unwrap());
    assert!(std::ptr::eq(ours.current.key(etype).unwrap(), theirs.current.key(etype).unwrap()));
}

#[test]
fn the_image_holds_what_no_creation_says() {
    let name = |text| PrincipalName::parse(text).unwrap();
    let a = || realm("A.TEST");
    let user = |text| Change::CreateAccount { realm: a(), account: Box::new(NewAccount::user(text, "x").unwrap()) };
    let computer = NewAccount::new(name("pc$"), AccountKind::Computer, NewKeys::password("pc"));
    let bare = AccountAttributes { aliases: vec![name("desk")], ..AccountAttributes::default() };
    let mut low = NewAccount::user("low", "x").unwrap();
    low.rid = Some(700);
    let changes = [
        user("alice"),
        user("last"),
        Change::CreateAccount { realm: a(), account: Box::new(computer) },
        Change::CreateAccount { realm: a(), account: Box::new(low) },
        Change::SetAccountAttributes { realm: a(), name: name("pc$"), attributes: Box::new(bare) },
        Change::SetKeys { realm: a(), name: name("alice"), keys: NewKeys::password("y") },
        Change::SetKeys { realm: a(), name: name("krbtgt"), keys: NewKeys::password("z") },
        Change::CreateGroup {
            realm: a(),
            group: NewGroup { name: "Staff".into(), rid: None, scope: GroupScope::Universal },
        },
        Change::SetMembership {
            realm: a(),
            name: name("alice"),
            groups: vec![GroupMembership { realm: a(), group: "Staff".into() }],
        },
        user("gone"),
        Change::DeleteAccount { realm: a(), name: name("gone") },
        Change::AddController { realm: a(), controller: Controller::new("DC7") },
        Change::AddController { realm: a(), controller: Controller::new("DC8") },
        Change::MovePdcRole { realm: a(), controller: "DC8".into() },
        Change::SetReplication { realm: a(), controller: "DC7".into(), delay_seconds: 9, held: true },
        Change::SetLink { one: a(), other: realm("B.TEST"), up: false },
        Change::SetSuffixes { realm: a(), upn_suffixes: vec!["a.example".into()], spn_suffixes: vec!["s".into()] },
    ];
    let directory = world().apply_all(&changes, at(5)).unwrap();
    survives(&directory);
    let again = restored(&directory);
    let root = again.realm_named(b"A.TEST").unwrap();
    assert_eq!(root.krbtgt().previous_keys.as_ref().unwrap().kvno(), 1);
    assert_eq!(root.krbtgt().password_last_set, at(5).time);
    assert_eq!(root.pdc().unwrap().name.as_ref(), "DC8");
    assert_eq!(root.controller("dc7").unwrap().held_since, Some(at(5)));
    assert_eq!(root.client(&name("desk")).unwrap().dns_host_name, None);
    assert!(!again.link_is_up(&realm("B.TEST"), &a()));
    let next = |directory: &Directory| {
        let after = directory.apply(&user("new"), at(6)).unwrap();
        let root = after.realm_named(b"A.TEST").unwrap();
        root.client(&PrincipalName::parse("new").unwrap()).unwrap().rid
    };
    assert_eq!(next(&directory), next(&again));
}

#[test]
fn an_imported_trust_survives_octet_for_octet() {
    let source = world();
    let object = source.realm_named(b"A.TEST").unwrap().trust_named(b"FAR.TEST").unwrap().1.export().unwrap();
    let object = Box::new(TrustedDomain { trust_posix_offset: 77, ..object });
    let imported = Change::ImportTrustedDomain { realm: realm("B.TEST"), object };
    survives(&source.apply(&imported, at(3)).unwrap());
}

#[test]
fn what_has_no_meaning_is_not_restored() {
    let image = world().image();
    let refused = |changes: &[Change]| Directory::empty().apply_all(changes, at(0)).unwrap_err().1.to_string();
    let twice = [image[0].clone(), image[0].clone()];
    assert!(refused(&twice).contains("A.TEST"), "{}", refused(&twice));
    let orphan = refused(&image[2..3]);
    assert!(orphan.contains("A.TEST"), "{orphan}");
    let mut trusts = image.clone();
    let end = image.iter().find(|change| matches!(change, Change::RestoreTrust { .. })).unwrap();
    trusts.push(end.clone());
    assert!(refused(&trusts).contains("FAR.TEST"));
    let back = Change::SetNextRid { realm: realm("A.TEST"), next_rid: 3 };
    assert!(world().apply(&back, at(0)).is_err());
}

/// One step of a random history; some are refused, which leaves the directory as it is.
fn steps() -> impl Strategy<Value = Change> {
    let realms =
        || prop::sample::select(vec!["A.TEST", "B.TEST", "CHILD.A.TEST", "TREE.TEST", "PLAIN.TEST", "FAR.TEST"]);
    let users = || prop::sample::select(vec!["ann", "bob", "krbtgt"]);
    let pair =
        move || (realms(), realms()).prop_map(|(one, other)| TrustPair { trusting: realm(one), trusted: realm(other) });
    let kinds = prop::sample::select(vec![
        NewTrustKind::Forest,
        NewTrustKind::External,
        NewTrustKind::Realm,
        NewTrustKind::Shortcut,
    ]);
    let keys = || {
        (any::<bool>(), "[a-z]{1,4}").prop_map(|(given, text)| match given {
            true => NewKeys::keys(SecretSeed::new([5; 32]).keys(&text)),
            false => NewKeys::password(&text),
        })
    };
    prop_oneof![
        (kinds, pair(), any::<bool>()).prop_map(|(kind, pair, two_way)| {
            let new = new_trust(kind, pair.trusting.as_str(), pair.trusted.as_str());
            let reverse_keys = new.reverse_keys.clone().filter(|_| two_way);
            Change::CreateTrust(Box::new(NewTrust { reverse_keys, confirmed: two_way, ..new }))
        }),
        (pair(), keys()).prop_map(|(trust, keys)| Change::SetTrustSecret { trust, side: None, keys }),
        (pair(), keys()).prop_map(|(trust, keys)| Change::RotateTrustSecret { trust, keys }),
        pair().prop_map(|trust| Change::ConfirmTrustSecret { trust }),
        pair().prop_map(|trust| Change::PushTrustSecret { trust }),
        pair().prop_map(Change::RemoveTrustDirection),
        (pair(), any::<bool>(), prop::sample::select(vec!["a.test", "b.test", "tree.test"])).prop_map(
            |(pair, enabled, name)| Change::EnableClaim {
                realm: pair.trusting,
                partner: pair.trusted,
                claim: Claim::TopLevelName(name.into()),
                enabled,
            }
        ),
        pair().prop_map(|pair| Change::RefreshForestTrustInfo { realm: pair.trusting, partner: pair.trusted }),
        (realms(), users(), keys()).prop_map(|(name, user, keys)| {
            let mut new = NewAccount::new(PrincipalName::parse(user).unwrap(), AccountKind::User, keys);
            if name != "PLAIN.TEST" {
                new.service_principal_names = vec![ServicePrincipalName::parse(&format!("http/{user}")).unwrap()];
            }
            Change::CreateAccount { realm: realm(name), account: Box::new(new) }
        }),
        (realms(), users(), keys()).prop_map(|(name, user, keys)| Change::SetKeys {
            realm: realm(name),
            name: PrincipalName::parse(user).unwrap(),
            keys,
        }),
        (realms(), users()).prop_map(|(name, user)| Change::DeleteAccount {
            realm: realm(name),
            name: PrincipalName::parse(user).unwrap()
        }),
        (realms(), "[a-z]{1,3}[.]example").prop_map(|(name, suffix)| Change::SetSuffixes {
            realm: realm(name),
            upn_suffixes: vec![suffix.into()],
            spn_suffixes: vec![],
        }),
        (realms(), 10..12_u32)
            .prop_map(|(name, number)| { domain(&format!("K{number}.{name}"), number, child_of(name)) }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_happened_survives_being_stored(steps in prop::collection::vec(steps(), 0..40)) {
        let mut directory = world();
        for (step, change) in (1..).zip(&steps) {
            if let Ok(next) = directory.apply(change, at(step)) {
                directory = next;
            }
        }
        survives(&directory);
    }
}

#[test]
fn an_image_has_one_entry_for_each_realm_pool_and_end_of_a_trust() {
    let mut changes = vec![domain("A.TEST", 1, DomainPlace::ForestRoot)];
    changes.extend((2..=300).map(|number| domain(&format!("K{number}.A.TEST"), number, child_of("A.TEST"))));
    let directory = Directory::empty().apply_all(&changes, at(0)).unwrap();
    assert_eq!(directory.image().len(), 300 + 300 + 2 * 299);
}
