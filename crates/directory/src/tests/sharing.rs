//! What one snapshot has in common with the next.

use super::*;

#[test]
fn one_password_among_a_hundred_thousand_accounts_copies_one_shard() {
    let users: Vec<_> = (0..100_000)
        .map(|number| {
            let name = PrincipalName::new(NameType::PRINCIPAL, [format!("user{number}").as_str()]).unwrap();
            account("A.TEST", NewAccount::new(name, AccountKind::User, NewKeys::password("x")))
        })
        .collect();
    let before = after(&world(), &users);
    let change = Change::SetKeys { realm: realm("A.TEST"), name: name("user777"), keys: NewKeys::password("y") };
    let next = before.apply(&change, at()).unwrap();
    let account = |directory: &Directory, login: &str| {
        let realm = directory.realm_named(b"A.TEST").unwrap();
        std::ptr::from_ref(realm.client(&name(login)).unwrap())
    };
    assert_ne!(account(&before, "user777"), account(&next, "user777"));
    let shared = (0..100_000).map(|number| format!("user{number}"));
    assert_eq!(shared.filter(|login| account(&before, login) != account(&next, login)).count(), 1);
    let shards = |directory: &Directory| directory.realms[0].accounts.clone();
    assert_eq!(shards(&before).shards_unlike(&shards(&next)), 1);
}

#[test]
fn realms_that_do_not_change_are_the_same() {
    let before = world();
    let next = after(&before, &[user("Plain.TEST", "alice")]);
    let same = before.realms.iter().zip(&next.realms).map(|(one, other)| Arc::ptr_eq(one, other));
    assert_eq!(same.collect::<Vec<_>>(), [true, true, true, true, false]);
}
