//! Password policies: what is demanded, what is remembered, and when a password has to be changed.

use super::*;

fn with_policy(password_policy: PasswordPolicy) -> Directory {
    let settings = Box::new(Settings { password_policy, ..Settings::active_directory() });
    after(&world(), &[user("A.TEST", "alice"), Change::SetSettings { realm: realm("A.TEST"), settings }])
}

fn set(password: &str) -> Change {
    Change::SetKeys { realm: realm("A.TEST"), name: name("alice"), keys: NewKeys::password(password) }
}

fn rule(world: &Directory, login: &str, password: &str) -> Option<PasswordRule> {
    let checked = world.realm_named(b"A.TEST").unwrap().check_password(&name(login), AccountKind::User, password);
    checked.err().map(|refusal| match refusal {
        ChangeRefusal::PasswordPolicy { rule, .. } => rule,
        other => panic!("{other}"),
    })
}

#[test]
fn nothing_is_demanded_unless_it_is_said() {
    let world = with_policy(PasswordPolicy::default());
    assert_eq!(rule(&world, "alice", ""), None);
    assert_eq!(rule(&world, "alice", "Secret-1"), None);
}

#[test]
fn three_kinds_of_characters_and_not_the_name() {
    let world = with_policy(PasswordPolicy { complexity: true, min_length: 4, ..PasswordPolicy::default() });
    for good in ["Abc1", "abc-1", "ABC-1", "Ab-c", "aB漢字"] {
        assert_eq!(rule(&world, "alice", good), None, "{good}");
    }
    for uniform in ["abcd", "Abcd", "1234", "ab12"] {
        assert_eq!(rule(&world, "alice", uniform), Some(PasswordRule::TooUniform), "{uniform}");
    }
    assert_eq!(rule(&world, "newcomer", "My-NewComer"), Some(PasswordRule::HoldsName));
    assert_eq!(rule(&world, "al", "Al-al-al"), None);
    assert_eq!(rule(&world, "alice", "Ab1"), Some(PasswordRule::TooShort { min_length: 4 }));
}

#[test]
fn as_many_passwords_are_remembered_as_the_policy_says() {
    let world = with_policy(PasswordPolicy { history: 4, ..PasswordPolicy::default() });
    let used = Some(PasswordRule::UsedBefore { history: 4 });
    let world = after(&world, &[set("two"), set("three"), set("four")]);
    for password in ["Secret-1", "two", "three", "four"] {
        assert_eq!(rule(&world, "alice", password), used, "{password}");
    }
    assert_eq!(rule(&world, "newcomer", "four"), None);
    let again = after(&Directory::empty(), &world.image());
    assert_eq!(rule(&again, "alice", "Secret-1"), used);
    let world = after(&world, &[set("five")]);
    assert_eq!(rule(&world, "alice", "Secret-1"), None);
    assert_eq!(rule(&world, "alice", "two"), used);
    let alice = world.realm_named(b"A.TEST").unwrap().client(&name("alice")).unwrap();
    assert_eq!(alice.password_history.len(), 2);
    assert!(format!("{:?}", alice.password_history).starts_with("[PasswordDigest(..)"));
}

#[test]
fn a_password_grows_old_where_nothing_else_was_said_and_a_new_one_is_young() {
    let world = with_policy(PasswordPolicy { max_age_seconds: Some(100), ..PasswordPolicy::default() });
    let expires = |world: &Directory| {
        let realm = world.realm_named(b"A.TEST").unwrap();
        realm.password_expires(realm.client(&name("alice")).unwrap())
    };
    assert_eq!(expires(&world), Some(at().time + 100));
    let attributes = AccountAttributes { password_expires: Some(at().time + 1), ..AccountAttributes::default() };
    let (realm_name, alice) = (realm("A.TEST"), name("alice"));
    let said = Change::SetAccountAttributes { realm: realm_name, name: alice, attributes: Box::new(attributes) };
    let world = after(&world, &[said]);
    assert_eq!(expires(&world), Some(at().time + 1));
    let later = world.apply(&set("two"), Moment::at(at().time + 50)).unwrap();
    assert_eq!(expires(&later), Some(at().time + 150));
    let flags = AccountFlags { password_never_expires: true, ..AccountFlags::default() };
    let never = Change::SetAccountFlags { realm: realm("A.TEST"), name: name("alice"), flags };
    assert_eq!(expires(&after(&later, &[never])), None);
    let realm = world.realm_named(b"A.TEST").unwrap();
    assert_eq!(realm.password_expires(realm.krbtgt()), None);
}
