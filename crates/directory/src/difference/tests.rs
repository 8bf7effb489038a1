use xrealm_names::{Moment, PrincipalName, RealmName, Sid, Timestamp};
use xrealm_trust::TrustAttributes;

use crate::*;

fn at(step: i64) -> Moment {
    Moment::at(Timestamp::from_unix(1_790_000_000 + step))
}

fn realm(name: &str) -> RealmName {
    RealmName::new(name).unwrap()
}

fn forest(name: &str, number: u32) -> Change {
    Change::CreateDomain(Box::new(NewDomain {
        name: realm(name),
        netbios_name: format!("NB{number}").into(),
        sid: Sid::domain([1, 2, number]),
        place: DomainPlace::ForestRoot,
        upn_suffixes: vec![],
        spn_suffixes: vec![],
        settings: Settings::active_directory(),
        krbtgt_keys: NewKeys::password("krbtgt"),
    }))
}

fn pair() -> TrustPair {
    TrustPair { trusting: realm("A.TEST"), trusted: realm("B.TEST") }
}

fn world() -> Directory {
    let trust = NewTrust {
        kind: NewTrustKind::Forest,
        pair: pair(),
        transitive: true,
        keys: NewKeys::password("forth"),
        reverse_keys: Some(NewKeys::password("back")),
        attributes: TrustAttributes::default(),
        etypes: None,
        side: None,
        confirmed: true,
        trusting_namespaces: Namespaces::default(),
        trusted_namespaces: Namespaces::default(),
    };
    let alice = Box::new(NewAccount::user("alice", "Secret-1").unwrap());
    let changes = [
        forest("A.TEST", 1),
        forest("B.TEST", 2),
        Change::CreateTrust(Box::new(trust)),
        Change::CreateAccount { realm: realm("A.TEST"), account: alice },
    ];
    Directory::empty().apply_all(&changes, at(0)).unwrap()
}

fn told(before: &Directory, after: &Directory) -> Vec<String> {
    image_difference(&before.image(), &after.image()).iter().map(ToString::to_string).collect()
}

fn after(change: Change) -> Vec<String> {
    let before = world();
    told(&before, &before.apply(&change, at(60)).unwrap())
}

#[test]
fn equal_images_have_no_difference() {
    assert_eq!(told(&world(), &world()), Vec::<String>::new());
}

#[test]
fn a_difference_says_what_changed_and_no_secret() {
    let alice = PrincipalName::parse("alice").unwrap();
    let a = || realm("A.TEST");
    assert_eq!(
        after(Change::SetKeys { realm: a(), name: alice.clone(), keys: NewKeys::password("Secret-2") }),
        ["account alice@A.TEST: secret differs; secret set at is 2026-09-21T14:14:20Z, was 2026-09-21T14:13:20Z; \
             version of the secret is 2, was 1; previous secret is new; version of the previous secret is new: 1"]
    );
    let flags = AccountFlags { disabled: true, ..AccountFlags::default() };
    assert_eq!(
        after(Change::SetAccountFlags { realm: a(), name: alice.clone(), flags }),
        ["account alice@A.TEST: mark is disabled, was nothing special"]
    );
    assert_eq!(after(Change::DeleteAccount { realm: a(), name: alice }), ["account alice@A.TEST is gone"]);
    assert_eq!(
        after(Change::SetLink { one: a(), other: realm("B.TEST"), up: false }),
        ["cut link between A.TEST and B.TEST is new"]
    );
    assert_eq!(
        after(Change::EnableClaim {
            realm: a(),
            partner: realm("B.TEST"),
            claim: Claim::TopLevelName("b.test".into()),
            enabled: false,
        }),
        ["trust of A.TEST with B.TEST: claimed name b.test is LSA_TLN_DISABLED_ADMIN, was enabled"]
    );
    assert_eq!(
        after(Change::RemoveTrustDirection(pair()))[0],
        "trust of A.TEST with B.TEST: direction is inbound, was two-way; outgoing secret is gone; \
         outgoing secret confirmed at is gone; outgoing secret set at is gone; version of the outgoing secret is gone"
    );
    let settings = Box::new(Settings { allow_rc4: true, ..Settings::active_directory() });
    assert_eq!(after(Change::SetSettings { realm: a(), settings }), ["realm A.TEST: RC4 allowed is true, was false"]);
}

#[test]
fn what_only_one_image_has_is_told_in_both_ways() {
    let (before, more) = (world(), world().apply(&forest("C.TEST", 3), at(1)).unwrap());
    assert_eq!(told(&before, &more), ["realm C.TEST is new"]);
    assert_eq!(told(&more, &before), ["realm C.TEST is gone"]);
}

#[test]
fn another_order_is_a_difference_too() {
    let [one, other] = [[1, 2], [2, 1]].map(|numbers| {
        let forests = numbers.map(|number| forest(&format!("F{number}.TEST"), number));
        Directory::empty().apply_all(&forests, at(0)).unwrap()
    });
    assert_eq!(told(&one, &other), ["directory: the order of realms, accounts or trusts differs"]);
}
