//! Which account a name means.

use xrealm_trust::{CatalogAnswer, DomainId};

use super::*;

fn held<'a>(directory: &'a Directory, realm: &[u8], service: &str) -> Option<&'a str> {
    match directory.realm_named(realm).unwrap().service(&name(service)) {
        ServiceLookup::Held(account) => Some(account.sam_account_name()),
        ServiceLookup::Absent => None,
        ServiceLookup::NotUnique => Some("several"),
    }
}

#[test]
fn a_domain_goes_by_its_dns_and_netbios_name_in_any_case_and_a_plain_realm_by_its_own_only() {
    let world = world();
    for wire_name in ["CHILD.A.TEST", "child.a.test", "Child"] {
        assert_eq!(world.realm_named(wire_name.as_bytes()).unwrap().name().as_str(), "CHILD.A.TEST");
    }
    assert!(world.realm_named(b"Plain.TEST").is_some());
    assert!(world.realm_named(b"PLAIN.TEST").is_none());
    assert!(world.realm_named(b"A.TEST\xFF").is_none());
}

#[test]
fn a_netbios_name_of_two_forests_means_neither() {
    let world = after(&world(), &[domain("KID.A.TEST", 9, child_of("A.TEST"))]);
    assert!(world.realm_named(b"KID").is_none());
    assert_eq!(world.realm_named(b"kid.b.test").unwrap().name().as_str(), "KID.B.TEST");
}

#[test]
fn a_user_of_a_domain_logs_in_by_every_form_of_the_name() {
    let mut alice = NewAccount::user("Alice", "Secret-1").unwrap();
    alice.user_principal_name = Some("alice@toys.example".into());
    alice.aliases = vec![name("al")];
    let world = after(&world(), &[account("CHILD.A.TEST", alice), computer("CHILD.A.TEST", "PC1$", &[])]);
    let child = world.realm_named(b"CHILD").unwrap();
    for form in [
        name("alice"),
        name("AL"),
        enterprise("ALICE@toys.example"),
        enterprise("alice@child.a.test"),
        enterprise("alice@CHILD"),
        name("alice\\@toys.example"),
        PrincipalName::new(NameType::MS_PRINCIPAL, ["CHILD\\alice"]).unwrap(),
    ] {
        assert_eq!(child.client(&form).map(Account::sam_account_name), Some("Alice"), "{form:?}");
    }
    assert_eq!(child.client(&name("pc1")).unwrap().sam_account_name(), "PC1$");
    for stranger in [name("bob"), enterprise("alice@a.test"), enterprise("alice"), name("krbtgt")] {
        assert!(child.client(&stranger).is_none(), "{stranger:?}");
    }
}

#[test]
fn a_service_name_logs_in_only_if_it_is_a_user_principal_name() {
    let mut web = NewAccount::user("svc_web", "Secret-1").unwrap();
    web.service_principal_names = vec![ServicePrincipalName::parse("http/web.a.test").unwrap()];
    let world = after(&world(), &[account("A.TEST", web.clone())]);
    assert!(world.realm_named(b"A.TEST").unwrap().client(&name("http/web.a.test")).is_none());
    web.name = name("svc_web2");
    web.user_principal_name = Some("http/web.a.test@a.test".into());
    let world = after(&world, &[account("A.TEST", web)]);
    let found = world.realm_named(b"A.TEST").unwrap().client(&name("HTTP/web.a.test")).unwrap();
    assert_eq!(found.sam_account_name(), "svc_web2");
}

#[test]
fn a_service_is_found_exactly_then_without_port_then_as_host() {
    let world = after(
        &world(),
        &[
            computer("A.TEST", "PC1$", &["host/pc1.a.test", "host/pc1"]),
            computer("A.TEST", "DB1$", &["MSSQLSvc/db1.a.test:1433", "MSSQLSvc/db1.a.test"]),
            computer("A.TEST", "WEB1$", &["http/pc1.a.test:8080"]),
        ],
    );
    let held = |service: &str| held(&world, b"A.TEST", service);
    assert_eq!(held("HOST/PC1.A.TEST"), Some("PC1$"));
    assert_eq!(held("cifs/pc1"), Some("PC1$"));
    assert_eq!(held("http/pc1.a.test:80"), Some("PC1$"));
    assert_eq!(held("http/pc1.a.test:8080"), Some("WEB1$"));
    assert_eq!(held("MSSQLSvc/db1.a.test:1433"), Some("DB1$"));
    assert_eq!(held("MSSQLSvc/db1.a.test:1434"), Some("DB1$"));
    assert_eq!(held("MSSQLSvc/pc1.a.test"), None);
    assert_eq!(held("host/db1.a.test"), None);
    assert_eq!(held("pc1"), Some("PC1$"));
}

#[test]
fn the_ticket_granting_service_goes_by_both_names_of_its_domain() {
    let world = world();
    for service in ["krbtgt/CHILD.A.TEST", "krbtgt/child", "KRBTGT/Child.A.Test"] {
        assert_eq!(held(&world, b"CHILD", service), Some("krbtgt"), "{service}");
    }
    assert_eq!(held(&world, b"CHILD", "krbtgt/A.TEST"), None);
    assert_eq!(held(&world, b"Plain.TEST", "krbtgt/Plain.TEST"), Some("krbtgt"));
    assert_eq!(held(&world, b"Plain.TEST", "krbtgt/PLAIN.TEST"), None);
}

#[test]
fn the_password_service_has_keys_of_its_own() {
    let world = world();
    for (realm, service) in [(&b"CHILD"[..], "KADMIN/changepw"), (b"Plain.TEST", "kadmin/changepw")] {
        let realm = world.realm_named(realm).unwrap();
        let ServiceLookup::Held(account) = realm.service(&name(service)) else { panic!("{service}") };
        assert!(account.is_password_service());
        for etype in account.keys.etypes() {
            assert_ne!(account.keys.key(etype), realm.krbtgt().keys.key(etype), "{etype}");
        }
    }
    assert_eq!(held(&world, b"Plain.TEST", "KADMIN/changepw"), None);
}

#[test]
fn a_name_that_two_accounts_hold_is_nobodys() {
    let world = after(
        &world(),
        &[
            computer("A.TEST", "ONE$", &["http/twin.a.test", "http/cousin.a.test"]),
            computer("A.TEST", "TWO$", &["http/twin.a.test"]),
            computer("CHILD.A.TEST", "THREE$", &["http/cousin.a.test"]),
        ],
    );
    assert_eq!(held(&world, b"A.TEST", "http/twin.a.test"), Some("several"));
    assert_eq!(held(&world, b"A.TEST", "http/cousin.a.test"), Some("ONE$"));
    let child = world.realm_named(b"CHILD").unwrap();
    assert_eq!(child.catalog_service(&name("http/twin.a.test")), CatalogAnswer::NotUnique);
}

#[test]
fn the_catalog_knows_which_domain_of_the_forest_holds_a_name() {
    let mut alice = NewAccount::user("alice", "Secret-1").unwrap();
    alice.user_principal_name = Some("alice@toys.example".into());
    let spns = ["host/pc1.child.a.test", "ldap/pc1.child.a.test/a.test"];
    let world = after(&world(), &[account("CHILD.A.TEST", alice), computer("CHILD.A.TEST", "PC1$", &spns)]);
    let (root, child) = (world.realm_named(b"A.TEST").unwrap(), world.realm_named(b"CHILD").unwrap());
    let in_child = CatalogAnswer::Domain(DomainId(1));
    for service in ["host/PC1.child.a.test", "cifs/pc1.child.a.test:445", "ldap/pc1.child.a.test/A.TEST"] {
        assert_eq!(root.catalog_service(&name(service)), in_child, "{service}");
    }
    assert_eq!(root.catalog_service(&name("postgres/pc1.child.a.test")), in_child, "by the computer's host name");
    assert_eq!(child.catalog_service(&name("postgres/pc1.child.a.test")), CatalogAnswer::Absent);
    assert_eq!(root.catalog_service(&name("krbtgt/CHILD")), in_child);
    assert_eq!(root.catalog_service(&name("host/nowhere.child.a.test")), CatalogAnswer::Absent);
    assert_eq!(root.catalog_client(&enterprise("Alice@toys.example")), in_child);
    assert_eq!(root.catalog_client(&enterprise("anybody@child.a.test")), in_child);
    assert_eq!(root.catalog_client(&enterprise("anybody@a.test")), CatalogAnswer::Absent);
    let stranger = world.realm_named(b"B.TEST").unwrap();
    assert_eq!(stranger.catalog_client(&enterprise("alice@toys.example")), CatalogAnswer::Absent);
    let plain = world.realm_named(b"Plain.TEST").unwrap();
    assert_eq!(plain.catalog_service(&name("host/pc1.child.a.test")), CatalogAnswer::NotAsked);
}

#[test]
fn names_of_a_plain_realm_are_exact() {
    let new = NewAccount::new(name("host/server.test"), AccountKind::Service, NewKeys::password("x"));
    let world = after(&world(), &[user("Plain.TEST", "alice"), account("Plain.TEST", new)]);
    let plain = world.realm_named(b"Plain.TEST").unwrap();
    assert!(plain.client(&name("alice")).is_some());
    assert!(plain.client(&name("ALICE")).is_none());
    assert!(plain.client(&enterprise("alice@Plain.TEST")).is_some());
    assert!(plain.client(&enterprise("alice@other")).is_none());
    assert_eq!(held(&world, b"Plain.TEST", "host/server.test"), Some("host"));
    assert_eq!(held(&world, b"Plain.TEST", "HOST/server.test"), None);
}

#[test]
fn salts_are_those_of_the_kind_of_account() {
    let changes = [user("CHILD.A.TEST", "Alice"), computer("CHILD.A.TEST", "PC1$", &[]), user("Plain.TEST", "alice")];
    let world = after(&world(), &changes);
    let salt = |realm: &[u8], login: &str| {
        let account = world.realm_named(realm).unwrap().client(&name(login)).unwrap();
        account.keys.salt(AES256).unwrap().to_owned()
    };
    assert_eq!(salt(b"CHILD", "alice"), "CHILD.A.TESTAlice");
    assert_eq!(salt(b"CHILD", "pc1$"), "CHILD.A.TESThostpc1.child.a.test");
    assert_eq!(salt(b"Plain.TEST", "alice"), "Plain.TESTalice");
}
