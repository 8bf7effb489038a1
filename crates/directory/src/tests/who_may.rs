//! Groups, memberships, and the service to which administrators prove who they are.

use super::*;

fn group(realm_name: &str, name: &str, scope: GroupScope) -> Change {
    Change::CreateGroup { realm: realm(realm_name), group: NewGroup { name: name.into(), rid: None, scope } }
}

fn put(login: &str, own: &str, groups: &[(&str, &str)]) -> Change {
    let of = |(group, domain): &(&str, &str)| GroupMembership { realm: realm(domain), group: (*group).into() };
    Change::SetMembership { realm: realm(own), name: name(login), groups: groups.iter().map(of).collect() }
}

fn belongs(world: &Directory, login: &str, own: &str, group: &str, domain: &str) -> bool {
    let (own, domain) = (world.realm_named(own.as_bytes()).unwrap(), world.realm_named(domain.as_bytes()).unwrap());
    world.belongs_to(own, own.client(&name(login)).unwrap(), domain, group)
}

#[test]
fn everybody_belongs_to_the_group_of_their_kind() {
    let world = after(&world(), &[user("A.TEST", "alice"), computer("A.TEST", "PC$", &[])]);
    assert!(belongs(&world, "alice", "A.TEST", "Domain Users", "A.TEST"));
    assert!(belongs(&world, "pc", "A.TEST", "domain computers", "A.TEST"));
    assert!(!belongs(&world, "alice", "A.TEST", "Domain Users", "B.TEST"));
    assert!(!belongs(&world, "alice", "A.TEST", "Administrators", "A.TEST"));
}

#[test]
fn enterprise_admins_administer_every_domain_of_their_forest() {
    let admins = [
        user("A.TEST", "root"),
        user("CHILD.A.TEST", "local"),
        put("root", "A.TEST", &[("enterprise admins", "a.test")]),
        put("local", "CHILD.A.TEST", &[("Domain Admins", "CHILD.A.TEST")]),
    ];
    let world = after(&world(), &admins);
    for (domain, of_root, of_local) in [("A.TEST", true, false), ("CHILD.A.TEST", true, true), ("B.TEST", false, false)]
    {
        assert_eq!(belongs(&world, "root", "A.TEST", "Administrators", domain), of_root, "{domain}");
        assert_eq!(belongs(&world, "local", "CHILD.A.TEST", "Administrators", domain), of_local, "{domain}");
    }
    let child = world.realm_named(b"CHILD").unwrap();
    assert!(child.group_named("Enterprise Admins").is_none());
    assert_eq!(world.forest_root(child).unwrap().name(), &realm("A.TEST"));
}

#[test]
fn a_group_takes_members_as_far_as_its_scope_goes() {
    let world = after(
        &world(),
        &[
            user("CHILD.A.TEST", "alice"),
            user("B.TEST", "bob"),
            group("A.TEST", "Own", GroupScope::Global),
            group("A.TEST", "Forest", GroupScope::Universal),
            group("A.TEST", "All", GroupScope::DomainLocal),
        ],
    );
    let table = [("alice", "CHILD.A.TEST", [false, true, true]), ("bob", "B.TEST", [false, false, true])];
    for (login, own, joins) in table {
        for (group, joins) in ["Own", "Forest", "All"].into_iter().zip(joins) {
            let put = put(login, own, &[(group, "A.TEST")]);
            assert_eq!(world.apply(&put, at()).is_ok(), joins, "{login} {group}");
        }
    }
    let bob = put("bob", "B.TEST", &[("Own", "A.TEST")]);
    assert_eq!(refused(&world, &bob), "Own of A.TEST takes no members from B.TEST");
}

#[test]
fn groups_and_accounts_share_their_names_and_identifiers() {
    let world = after(&world(), &[group("A.TEST", "Printers", GroupScope::Global), user("A.TEST", "alice")]);
    let root = world.realm_named(b"A.TEST").unwrap();
    assert_eq!(root.group_named("PRINTERS").unwrap().rid, 1103);
    assert_eq!(root.client(&name("alice")).unwrap().rid, Some(1104));
    let with_rid = |rid| Change::CreateGroup {
        realm: realm("A.TEST"),
        group: NewGroup { name: "Next".into(), rid: Some(rid), scope: GroupScope::Global },
    };
    let table = [
        (group("A.TEST", "alice", GroupScope::Global), "A.TEST has a group alice already"),
        (group("A.TEST", "Domain Admins", GroupScope::Global), "A.TEST has a group Domain Admins already"),
        (user("A.TEST", "printers"), "A.TEST has a group printers already"),
        (with_rid(1104), "RID 1104 is taken in A.TEST"),
        (with_rid(512), "RID 512 is taken in A.TEST"),
        (group("Plain.TEST", "x", GroupScope::Global), "Plain.TEST is not an Active Directory domain"),
        (put("alice", "A.TEST", &[("Nobody", "A.TEST")]), "A.TEST has no group Nobody"),
        (put("alice", "A.TEST", &[("x", "Plain.TEST")]), "Plain.TEST is not an Active Directory domain"),
        (put("eve", "A.TEST", &[]), "A.TEST has no account eve"),
        (put("krbtgt", "A.TEST", &[]), "krbtgt of A.TEST belongs to the realm itself"),
    ];
    for (change, reason) in table {
        assert_eq!(refused(&world, &change), reason, "{change:?}");
    }
}

#[test]
fn the_groups_every_domain_has_are_known_by_their_sids() {
    let world = world();
    let root = world.realm_named(b"A.TEST").unwrap();
    let sid = |group: &str| root.group_named(group).unwrap().sid(root.sid().unwrap()).unwrap().to_string();
    assert_eq!(sid("Domain Admins"), "S-1-5-21-1-2-1-512");
    assert_eq!(sid("Administrators"), "S-1-5-32-544");
    assert_eq!(sid("Incoming Forest Trust Builders"), "S-1-5-32-557");
}

#[test]
fn the_admin_service_has_keys_of_its_own_that_follow_those_of_krbtgt() {
    let world = world();
    for (realm_name, service) in [("CHILD.A.TEST", "KADMIN/admin"), ("Plain.TEST", "kadmin/admin")] {
        let own = world.realm_named(realm_name.as_bytes()).unwrap();
        let ServiceLookup::Held(held) = own.service(&name(service)) else { panic!("{service}") };
        assert!(held.is_admin_service() && !held.is_password_service());
        let ServiceLookup::Held(passwords) = own.service(&name("kadmin/changepw")) else { panic!("changepw") };
        let keys = [&held.keys, &own.krbtgt().keys, &passwords.keys].map(|keys| keys.key(AES256).unwrap());
        assert!(keys[0] != keys[1] && keys[0] != keys[2] && keys[1] != keys[2]);
        let renew = Change::SetKeys {
            realm: realm(realm_name),
            name: own.krbtgt().name.clone(),
            keys: NewKeys::password("new"),
        };
        let renewed = after(&world, &[renew]);
        let service = renewed.realm_named(realm_name.as_bytes()).unwrap().admin_service();
        assert_ne!(service.keys.key(AES256), held.keys.key(AES256));
        assert_eq!(service.previous_keys.as_ref().unwrap().key(AES256), held.keys.key(AES256));
    }
    let own =
        account("Plain.TEST", NewAccount::new(name("kadmin/admin"), AccountKind::Service, NewKeys::password("x")));
    let world = after(&world, &[own]);
    assert_eq!(
        world.realm_named(b"Plain.TEST").unwrap().admin_service().keys.salt(AES256),
        Some("Plain.TESTkadminadmin")
    );
}

#[test]
fn attributes_of_an_account_are_replaced_and_found_by() {
    let set = |attributes: AccountAttributes| Change::SetAccountAttributes {
        realm: realm("A.TEST"),
        name: name("alice"),
        attributes: Box::new(attributes),
    };
    let named = |upn: &str, alias: &str| AccountAttributes {
        user_principal_name: Some(upn.into()),
        aliases: vec![name(alias)],
        ..AccountAttributes::default()
    };
    let world = after(&world(), &[user("A.TEST", "alice"), user("A.TEST", "bob"), set(named("one@a.test", "uno"))]);
    let world = after(&world, &[set(named("two@a.test", "due")), set(named("TWO@a.test", "due"))]);
    let root = world.realm_named(b"A.TEST").unwrap();
    assert!(root.client(&enterprise("one@a.test")).is_none() && root.client(&name("uno")).is_none());
    assert_eq!(root.client(&enterprise("two@a.test")).unwrap().name, name("alice"));
    assert_eq!(root.client(&name("due")).unwrap().name, name("alice"));
    for (attributes, reason) in [
        (named("none", "x"), "user principal name none has no @"),
        (named("x@a.test", "bob"), "A.TEST has an account bob already"),
        (named("x@a.test", "krbtgt"), "krbtgt of A.TEST belongs to the realm itself"),
    ] {
        assert_eq!(refused(&world, &set(attributes)), reason);
    }
    assert!(root.client(&name("due")).is_some());
}
