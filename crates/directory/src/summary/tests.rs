use xrealm_trust::TrustAttributes;

use crate::*;
use xrealm_names::{PrincipalName, RealmName};

fn realm(name: &str) -> RealmName {
    RealmName::new(name).unwrap()
}

fn pair() -> TrustPair {
    TrustPair { trusting: realm("A.TEST"), trusted: realm("B.TEST") }
}

fn external(reverse_keys: Option<NewKeys>, side: Option<TrustSide>) -> Change {
    Change::CreateTrust(Box::new(NewTrust {
        kind: NewTrustKind::External,
        pair: pair(),
        transitive: false,
        keys: NewKeys::password("Secret-1"),
        reverse_keys,
        attributes: TrustAttributes::default(),
        etypes: None,
        side,
        confirmed: true,
        trusting_namespaces: Namespaces::default(),
        trusted_namespaces: Namespaces::default(),
    }))
}

#[test]
fn changes_read_as_an_administrator_says_them() {
    let name = PrincipalName::parse("alice").unwrap();
    let keys = || NewKeys::password("Secret-1");
    let (one, other) = (realm("A.TEST"), realm("B.TEST"));
    let flags = AccountFlags { disabled: true, locked_out: true, ..AccountFlags::default() };
    let attributes = TrustAttributes(0x8000_0004);
    let table = [
        (external(Some(keys()), None), "create two-way external trust: A.TEST trusts B.TEST and back"),
        (
            external(None, Some(TrustSide::Trusted)),
            "create one-way external trust: A.TEST trusts B.TEST, at B.TEST only",
        ),
        (Change::RemoveTrust(pair()), "remove trust between A.TEST and B.TEST"),
        (Change::RotateTrustSecret { trust: pair(), keys: keys() }, "change secret of trust: A.TEST trusts B.TEST"),
        (Change::SetKeys { realm: one.clone(), name: name.clone(), keys: keys() }, "set password of alice@A.TEST"),
        (Change::SetAccountFlags { realm: one.clone(), name, flags }, "mark alice@A.TEST as disabled, locked out"),
        (
            Change::SetTrustAttributes { realm: one.clone(), partner: other.clone(), attributes },
            "set attributes of the trust of A.TEST with B.TEST to QUARANTINED_DOMAIN 0x80000000",
        ),
        (Change::SetLink { one, other, up: false }, "cut link between A.TEST and B.TEST"),
    ];
    for (change, text) in table {
        assert_eq!(change.summary().to_string(), text);
    }
}

#[test]
fn a_summary_is_named_as_the_stored_form_and_holds_no_secret() {
    for change in [external(None, None), Change::RemoveTrust(pair()), Change::PushTrustSecret { trust: pair() }] {
        let summary = change.summary();
        let stored = serde_json::to_value(&change).unwrap();
        assert!(stored.get(summary.kind).is_some(), "{}", summary.kind);
        assert_eq!(summary.realms, [realm("A.TEST"), realm("B.TEST")]);
        assert!(!serde_json::to_string(&summary).unwrap().contains("Secret-1"));
    }
}
