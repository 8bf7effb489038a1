//! Interdomain trust accounts.

use xrealm_trust::TrustDirection;

use super::*;

fn pair() -> TrustPair {
    TrustPair { trusting: realm("A.TEST"), trusted: realm("B.TEST") }
}

fn joined(keys: NewKeys) -> Directory {
    let new = NewTrust { keys, ..trust(NewTrustKind::External, "A.TEST", "B.TEST") };
    after(&world(), &[Change::CreateTrust(Box::new(new))])
}

fn account<'d>(directory: &'d Directory, own: &str, login: &PrincipalName) -> Option<&'d Account> {
    directory.realm_named(own.as_bytes()).unwrap().client(login)
}

fn account_names(realm: &Realm) -> Vec<String> {
    realm.trust_accounts().map(|account| account.name.to_string()).collect()
}

#[test]
fn the_end_that_is_trusted_has_an_account_for_the_partner() {
    let directory = joined(NewKeys::password("Shared-1"));
    let flat = directory.realm_named(b"A.TEST").unwrap().netbios_name().unwrap();
    let logins = [
        name(&format!("{flat}$")),
        name(&format!("{}$", flat.to_lowercase())),
        enterprise(&format!("{flat}$@b.test")),
        PrincipalName::new(NameType::MS_PRINCIPAL, [format!("B\\{flat}$").as_str()]).unwrap(),
    ];
    for login in logins {
        let found = account(&directory, "B.TEST", &login).unwrap_or_else(|| panic!("{login}"));
        assert_eq!(
            (found.kind, found.sam_account_name()),
            (AccountKind::InterdomainTrust, format!("{flat}$").as_str())
        );
    }
    let served = directory.realm_named(b"B.TEST").unwrap();
    assert!(account_names(served).contains(&format!("{flat}$")));
    assert!(matches!(served.service(&name(&format!("{flat}$"))), ServiceLookup::Absent));
    assert!(served.accounts().all(|account| account.kind != AccountKind::InterdomainTrust));
    assert!(!account_names(directory.realm_named(b"A.TEST").unwrap()).contains(&"B$".to_owned()), "it is not trusted");
}

#[test]
fn its_keys_are_the_trust_password_under_a_salt_of_its_own_and_follow_it() {
    let directory = joined(NewKeys::password("Shared-1"));
    let login = name("A$");
    let found = account(&directory, "B.TEST", &login).unwrap();
    assert_eq!(found.keys.salt(AES256), Some("B.TESTkrbtgtA"));
    assert_eq!(found.keys.key(AES256), KeySet::from_password(1, "Shared-1", "B.TESTkrbtgtA").key(AES256));

    let rotated = after(
        &directory,
        &[
            Change::RotateTrustSecret { trust: pair(), keys: NewKeys::password("Shared-2") },
            Change::PushTrustSecret { trust: pair() },
        ],
    );
    let found = account(&rotated, "B.TEST", &login).unwrap();
    let passwords = ["Shared-2", "Shared-1"].map(|password| KeySet::from_password(1, password, "B.TESTkrbtgtA"));
    let keys: Vec<_> = found.key_sets().map(|keys| keys.key(AES256)).collect();
    assert_eq!(keys, [passwords[0].key(AES256), passwords[1].key(AES256)]);

    let removed = after(
        &rotated,
        &[Change::RemoveTrustEnd {
            realm: realm("B.TEST"),
            partner: realm("A.TEST"),
            directions: TrustDirection::Bidirectional,
        }],
    );
    assert!(account(&removed, "B.TEST", &login).is_none());
}

#[test]
fn a_secret_of_keys_gives_it_exactly_these() {
    let key = xrealm_crypto::Key::new(AES256, &[7; 32]).unwrap();
    let directory = joined(NewKeys::keys(vec![SaltedKey { key: key.clone(), salt: None }]));
    let found = account(&directory, "B.TEST", &name("A$")).unwrap();
    assert_eq!(found.keys.etypes().collect::<Vec<_>>(), [AES256]);
    assert_eq!((found.keys.key(AES256), found.keys.salt(AES256)), (Some(&key), None));
}

#[test]
fn an_account_that_was_created_under_the_name_comes_first() {
    let computer = NewAccount::new(name("A$"), AccountKind::Computer, NewKeys::password("Secret-1"));
    let create = Change::CreateAccount { realm: realm("B.TEST"), account: Box::new(computer) };
    let directory = after(&joined(NewKeys::password("Shared-1")), &[create]);
    assert_eq!(account(&directory, "B.TEST", &name("A$")).unwrap().kind, AccountKind::Computer);
    assert!(!account_names(directory.realm_named(b"B.TEST").unwrap()).contains(&"A$".to_owned()));
}
