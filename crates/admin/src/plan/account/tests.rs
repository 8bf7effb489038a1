//! Accounts over the map on which trusts are administered.

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng;
use xrealm_config::keytab::Keytab;
use xrealm_directory::{Directory, SecretSeed};
use xrealm_names::{EncryptionType, Moment, Timestamp};

use crate::plan::{Means, Plan, plan};
use crate::{
    AccountFacts, AccountOperation, AccountWish, Answer, Done, NewAccountWish, Octets, Operation, OperationRefusal,
    PasswordPolicyFacts, RefusalKind, SecretText, Surface, Wish,
};

mod groups;

const MAP: &str = include_str!("../../../../../fixtures/realms/administration.toml");
const DOMAIN: &str = "engineering.contoso.com";

struct Desk {
    directory: Directory,
    rng: ChaCha20Rng,
}

fn at() -> Moment {
    Moment::at(Timestamp::from_unix(1_790_000_000))
}

fn secret(text: &str) -> Option<SecretText> {
    Some(SecretText::from(text.to_owned()))
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

impl Desk {
    fn new() -> Desk {
        let loaded = xrealm_config::load(MAP, &SecretSeed::new([7; 32]), at(), &mut |path| Err(path.to_owned()));
        Desk { directory: loaded.unwrap().directory, rng: ChaCha20Rng::from_seed([5; 32]) }
    }

    fn plan(&mut self, operation: AccountOperation) -> Result<Plan, OperationRefusal> {
        let wish = Wish { operation: Operation::Account(operation), dry_run: false, surface: Surface::Cli };
        let mut means = Means {
            directory: &self.directory,
            now: at(),
            rng: &mut self.rng,
            partner_address: &|_| None,
            partner_names: &|_| Ok(None),
        };
        plan(&wish, &mut means)
    }

    fn refused(&mut self, operation: AccountOperation) -> (RefusalKind, String) {
        let before = self.directory.image();
        let refusal = self.plan(operation).unwrap_err();
        assert!(self.directory.image() == before);
        (refusal.kind(), refusal.to_string())
    }

    fn read(&mut self, operation: AccountOperation) -> Answer {
        let Plan::Read(answer) = self.plan(operation).unwrap() else { panic!("it changes something") };
        answer
    }

    /// Plans and does it; the dry run has said the same.
    fn done(&mut self, operation: AccountOperation) -> Box<Done> {
        let Plan::Write(plan) = self.plan(operation).unwrap() else { panic!("it changes nothing") };
        let after = plan.apply(&self.directory, at()).unwrap();
        let (Answer::Done(dry), Answer::Done(done)) =
            (plan.answer(&after, at(), true), plan.answer(&after, at(), false))
        else {
            panic!("not told as done")
        };
        assert_eq!(*dry, Done { dry_run: true, ..(*done).clone() });
        self.directory = after;
        done
    }

    fn account(&mut self, realm: &str, name: &str) -> AccountFacts {
        let (realm, name) = (realm.to_owned(), name.to_owned());
        let Answer::Account(facts) = self.read(AccountOperation::Show { realm, name }) else { panic!("no account") };
        *facts
    }

    fn keytab(&mut self, name: &str, previous: bool) -> Octets {
        let export = AccountOperation::ExportKeytab { realm: DOMAIN.to_owned(), name: name.to_owned(), previous };
        let Answer::Keytab(octets) = self.read(export) else { panic!("no keytab") };
        octets
    }
}

fn new(kind: &str, name: &str, password: Option<SecretText>) -> NewAccountWish {
    NewAccountWish {
        realm: DOMAIN.to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        password,
        user_principal_name: None,
        service_principal_names: vec![],
        groups: vec![],
        etypes: None,
    }
}

fn passwd(name: &str, password: Option<SecretText>) -> AccountOperation {
    let (realm, name) = (DOMAIN.to_owned(), name.to_owned());
    AccountOperation::SetPassword { realm, name, password, must_change: false }
}

fn spns(name: &str, add: &[&str], remove: &[&str]) -> AccountOperation {
    let (realm, name) = (DOMAIN.to_owned(), name.to_owned());
    AccountOperation::ServicePrincipalNames { realm, name, add: texts(add), remove: texts(remove) }
}

fn groups(name: &str, add: &[&str], remove: &[&str]) -> AccountOperation {
    let (realm, name) = (DOMAIN.to_owned(), name.to_owned());
    AccountOperation::Groups { realm, name, add: texts(add), remove: texts(remove) }
}

#[test]
fn an_account_goes_by_every_name_of_it() {
    let mut desk = Desk::new();
    for name in ["Administrator", "ADMIN", "administrator@engineering.contoso.com"] {
        assert_eq!(desk.account("engineering", name).name, "Administrator", "{name}");
    }
    for name in ["SERVER1", "server1$", "cifs/server1.engineering.contoso.com"] {
        assert_eq!(desk.account(DOMAIN, name).name, "SERVER1$", "{name}");
    }
    assert_eq!(desk.account(DOMAIN, "krbtgt").kind, "krbtgt");
    assert_eq!(desk.account("ATHENA", "root/admin@ATHENA").name, "root/admin");
    let facts = desk.account(DOMAIN, "admin");
    assert_eq!(
        facts.groups,
        ["Domain Users", "Domain Admins", "Enterprise Admins"].map(|group| format!("{group}@ENGINEERING.CONTOSO.COM"))
    );
    assert!(facts.sid.unwrap().ends_with("-500"));
    let show = |name: &str| AccountOperation::Show { realm: DOMAIN.to_owned(), name: name.to_owned() };
    let (kind, text) = desk.refused(show("user2"));
    assert_eq!(kind, RefusalKind::NotFound);
    assert_eq!(text, "ENGINEERING.CONTOSO.COM has no account user2; did you mean user1?");
}

#[test]
fn a_new_user_has_the_password_or_a_random_one_that_is_told() {
    let mut desk = Desk::new();
    let wish = NewAccountWish {
        user_principal_name: Some("bob@engineering.contoso.com".to_owned()),
        groups: texts(&["account operators"]),
        ..new("user", "bob", secret("Secret-2"))
    };
    let done = desk.done(AccountOperation::Add(Box::new(wish)));
    assert_eq!((done.password, done.account.unwrap().kvno), (None, 1));
    assert!(desk.account(DOMAIN, "bob").groups.contains(&"Account Operators@ENGINEERING.CONTOSO.COM".to_owned()));

    let done = desk.done(AccountOperation::Add(Box::new(new("computer", "WEB", None))));
    let random = done.password.unwrap();
    assert_eq!(random.len(), 32);
    assert!(!format!("{:?}", done.changes).contains(&random));
    let facts = done.account.unwrap();
    assert_eq!(facts.name, "WEB$");
    assert_eq!(facts.service_principal_names, ["host/WEB", "host/web.engineering.contoso.com"]);
    let add = |wish| AccountOperation::Add(Box::new(wish));
    let refused = [
        (add(new("user", "BOB", secret("x"))), RefusalKind::Exists),
        (add(new("usr", "eve", secret("x"))), RefusalKind::Usage),
        (add(new("user", "krbtgt", secret("x"))), RefusalKind::Rule),
        (add(new("user", "Domain Admins", secret("x"))), RefusalKind::Rule),
        (add(NewAccountWish { groups: texts(&["Domain Adminz"]), ..new("user", "eve", None) }), RefusalKind::NotFound),
        (add(NewAccountWish { realm: "ATHENA".to_owned(), ..new("computer", "eve", None) }), RefusalKind::Rule),
        (
            add(NewAccountWish { service_principal_names: texts(&["HOST/server1"]), ..new("service", "eve", None) }),
            RefusalKind::Exists,
        ),
    ];
    for (operation, kind) in refused {
        let (found, text) = desk.refused(operation);
        assert_eq!(found, kind, "{text}");
    }
}

#[test]
fn a_new_password_is_a_new_version_and_the_one_before_is_kept() {
    let mut desk = Desk::new();
    let done = desk.done(passwd("user1", secret("Secret-2")));
    assert_eq!(done.replaced.len(), 1);
    let facts = done.account.unwrap();
    assert_eq!((facts.kvno, facts.previous_kvno), (2, Some(1)));
    let must = AccountOperation::SetPassword {
        realm: DOMAIN.to_owned(),
        name: "user1".to_owned(),
        password: None,
        must_change: true,
    };
    let done = desk.done(must);
    assert!(done.password.is_some());
    assert_eq!(done.account.unwrap().flags, ["password-expired"]);
}

#[test]
fn the_password_policy_is_kept_by_administrators_too() {
    let mut desk = Desk::new();
    let set = AccountOperation::SetPasswordPolicy {
        realm: DOMAIN.to_owned(),
        min_length: Some(8),
        complexity: Some(true),
        history: Some(3),
        max_age_days: Some(42),
    };
    desk.done(set);
    let Answer::PasswordPolicy(facts) = desk.read(AccountOperation::ShowPasswordPolicy { realm: DOMAIN.to_owned() })
    else {
        panic!("no policy")
    };
    let realm = "ENGINEERING.CONTOSO.COM".to_owned();
    assert_eq!(
        facts,
        PasswordPolicyFacts { realm, min_length: 8, complexity: true, history: 3, max_age_days: Some(42) }
    );
    assert!(desk.account(DOMAIN, "user1").password_expires.is_some());
    let rule = |desk: &mut Desk, password: &str| desk.refused(passwd("user1", secret(password))).1;
    assert!(rule(&mut desk, "Short-1").ends_with("it has fewer than 8 characters"));
    assert!(rule(&mut desk, "onlyletters").contains("it needs three of"));
    assert!(rule(&mut desk, "My-User1-Pw").ends_with("the name of the account is in it"));
    assert!(rule(&mut desk, "Secret-1").ends_with("it is one of the last 3"));
    for password in ["Secret-2", "Secret-3"] {
        desk.done(passwd("user1", secret(password)));
        assert!(rule(&mut desk, "Secret-1").ends_with("it is one of the last 3"), "{password}");
    }
    desk.done(passwd("user1", secret("Secret-4")));
    desk.done(passwd("user1", secret("Secret-1")));
    desk.done(passwd("user1", None));
    let wish = new("user", "eve", secret("short"));
    assert!(desk.refused(AccountOperation::Add(Box::new(wish))).1.ends_with("it has fewer than 8 characters"));
}

#[test]
fn attributes_are_set_and_taken_away() {
    let mut desk = Desk::new();
    let wish = AccountWish { realm: DOMAIN.to_owned(), name: "user1".to_owned(), ..AccountWish::default() };
    let set = |wish: AccountWish| AccountOperation::Set(Box::new(wish));
    let done = desk.done(set(AccountWish {
        disabled: Some(true),
        user_principal_name: Some("first@engineering.contoso.com".to_owned()),
        expires: Some("2030-01-31T12:00:00Z".to_owned()),
        etypes: Some(vec![EncryptionType::Aes128CtsHmacSha196]),
        ..wish.clone()
    }));
    let facts = done.account.unwrap();
    assert_eq!((facts.flags, facts.etypes), (texts(&["disabled"]), texts(&["aes128-cts-hmac-sha1-96"])));
    assert_eq!(facts.account_expires.as_deref(), Some("2030-01-31T12:00:00Z"));
    assert_eq!(desk.account(DOMAIN, "FIRST@engineering.contoso.com").name, "user1");
    let done = desk.done(set(AccountWish {
        disabled: Some(false),
        user_principal_name: Some(String::new()),
        expires: Some(String::new()),
        etypes: Some(vec![]),
        ..wish.clone()
    }));
    let facts = done.account.unwrap();
    assert_eq!((facts.flags.len(), facts.user_principal_name, facts.account_expires), (0, None, None));
    assert!(facts.etypes.len() > 1);
    let done = desk.done(set(wish.clone()));
    assert!(done.changes.is_empty() && done.replaced.is_empty());
    let bad = set(AccountWish { expires: Some("tomorrow".to_owned()), ..wish });
    assert_eq!(desk.refused(bad).0, RefusalKind::Usage);
}

#[test]
fn service_principal_names_are_one_accounts_in_the_forest() {
    let mut desk = Desk::new();
    let facts = desk.done(spns("SERVER1", &["http/www.contoso.com"], &["host/server1"])).account.unwrap();
    assert_eq!(facts.service_principal_names, ["host/server1.engineering.contoso.com", "http/www.contoso.com"]);
    let (kind, text) = desk.refused(spns("SERVER2", &["HTTP/WWW.contoso.com"], &[]));
    assert_eq!(kind, RefusalKind::Exists);
    assert!(text.starts_with("SERVER1$@ENGINEERING.CONTOSO.COM has the service principal name"), "{text}");
    assert_eq!(desk.refused(spns("SERVER2", &[], &["http/www.contoso.com"])).0, RefusalKind::NotFound);
    assert_eq!(desk.refused(spns("SERVER2", &["www"], &[])).0, RefusalKind::Usage);
}

#[test]
fn groups_are_joined_and_left() {
    let mut desk = Desk::new();
    let facts = desk.done(groups("user1", &["domain admins", "Administrators@marketing.contoso.com"], &[])).account;
    let of = facts.unwrap().groups;
    assert_eq!(of[1..], texts(&["Domain Admins@ENGINEERING.CONTOSO.COM", "Administrators@MARKETING.CONTOSO.COM"]));
    let facts = desk.done(groups("user1", &[], &["Domain Admins"])).account.unwrap();
    assert_eq!(facts.groups.len(), 2);
    assert_eq!(desk.refused(groups("user1", &[], &["Domain Admins"])).0, RefusalKind::NotFound);
    let (kind, text) = desk.refused(groups("user1", &["Domain Admins@MARKETING"], &[]));
    assert_eq!(kind, RefusalKind::Rule, "{text}");
}

#[test]
fn keys_go_out_in_a_keytab_and_come_in_again() {
    let mut desk = Desk::new();
    desk.done(passwd("SERVER1", secret("Secret-2")));
    let current = Keytab::decode(&desk.keytab("SERVER1", false).0).unwrap();
    assert!(current.entries.iter().all(|entry| entry.kvno == 2));
    let names: std::collections::BTreeSet<_> = current.entries.iter().map(|e| e.principal.to_string()).collect();
    assert!(names.contains("host/server1.engineering.contoso.com@ENGINEERING.CONTOSO.COM"), "{names:?}");
    let both = desk.keytab("SERVER1", true);
    let versions: Vec<u32> = Keytab::decode(&both.0).unwrap().entries.iter().map(|entry| entry.kvno).collect();
    assert!(versions.contains(&1) && versions.contains(&2));

    desk.done(passwd("SERVER1", None));
    let import = |name: &str, keytab: &Octets| {
        let (realm, name) = (DOMAIN.to_owned(), name.to_owned());
        AccountOperation::ImportKeytab { realm, name, keytab: keytab.clone() }
    };
    let facts = desk.done(import("SERVER1", &both)).account.unwrap();
    assert_eq!((facts.kvno, facts.previous_kvno), (2, Some(1)));
    assert!(desk.keytab("SERVER1", true) == both);
    assert_eq!(desk.refused(import("SERVER2", &both)).0, RefusalKind::NotFound);
    assert_eq!(desk.refused(import("SERVER1", &Octets(vec![5, 1]))).0, RefusalKind::Usage);
}

#[test]
fn an_account_is_deleted_but_not_the_ticket_granting_service() {
    let mut desk = Desk::new();
    let delete = |name: &str| AccountOperation::Delete { realm: DOMAIN.to_owned(), name: name.to_owned() };
    let done = desk.done(delete("user1"));
    assert_eq!(done.account, None);
    assert_eq!(desk.refused(delete("user1")).0, RefusalKind::NotFound);
    assert_eq!(desk.refused(delete("krbtgt")).0, RefusalKind::Rule);
}
