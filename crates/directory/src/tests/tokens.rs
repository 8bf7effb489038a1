//! What accounts are when they log in, and which local groups they count in.

use super::*;

fn group(domain: &str, name: &str, scope: GroupScope) -> Change {
    Change::CreateGroup { realm: realm(domain), group: NewGroup { name: name.into(), rid: None, scope } }
}

fn memberships(groups: &[(&str, &str)]) -> Vec<GroupMembership> {
    groups.iter().map(|(group, of)| GroupMembership { realm: realm(of), group: (*group).into() }).collect()
}

fn put(login: &str, own: &str, groups: &[(&str, &str)]) -> Change {
    Change::SetMembership { realm: realm(own), name: name(login), groups: memberships(groups) }
}

fn nest(member: &str, own: &str, groups: &[(&str, &str)]) -> Change {
    Change::SetGroupMembership { realm: realm(own), group: member.into(), groups: memberships(groups) }
}

fn foreign(sid: &str, domain: &str, groups: &[&str]) -> Change {
    let groups = groups.iter().copied().map(Box::from).collect();
    Change::SetForeignMembership { realm: realm(domain), sid: sid.parse().unwrap(), groups }
}

fn authorize(login: &str, own: &str, authorization: Authorization<Trustee>) -> Change {
    Change::SetAuthorization { realm: realm(own), name: name(login), authorization: Box::new(authorization) }
}

fn named(account: &str, of: &str) -> Trustee {
    Trustee::Named { realm: realm(of), name: account.into() }
}

fn domain_of<'d>(world: &'d Directory, name: &str) -> &'d Realm {
    world.realm_named(name.as_bytes()).unwrap()
}

fn found<'d>(world: &'d Directory, login: &str, own: &str) -> &'d Account {
    domain_of(world, own).client(&name(login)).unwrap()
}

fn token(world: &Directory, login: &str, own: &str) -> Token {
    world.token(domain_of(world, own), found(world, login, own)).unwrap()
}

fn rid(world: &Directory, group: &str, of: &str) -> u32 {
    domain_of(world, of).group_named(group).unwrap().rid
}

fn local(world: &Directory, login: &str, own: &str, resource: &str) -> Vec<String> {
    let (token, sid) = (token(world, login, own), domain_of(world, own).sid().unwrap());
    let sids: Vec<Sid> = token.sids(sid).collect();
    let resource = domain_of(world, resource);
    let rids = world.local_groups(resource, &sids);
    rids.iter().map(|rid| resource.groups().find(|group| group.rid == *rid).unwrap().name.to_string()).collect()
}

fn others(world: &Directory, login: &str, own: &str) -> Vec<String> {
    token(world, login, own).other_sids.iter().map(ToString::to_string).collect()
}

/// Global and universal groups in each other, across the forest and in a circle.
fn nested_world() -> Directory {
    let changes = [
        user("CHILD.A.TEST", "alice"),
        user("CHILD.A.TEST", "bob"),
        user("B.TEST", "eve"),
        group("CHILD.A.TEST", "Team", GroupScope::Global),
        group("CHILD.A.TEST", "Staff", GroupScope::Global),
        group("A.TEST", "Everyone Here", GroupScope::Universal),
        group("A.TEST", "Readers", GroupScope::DomainLocal),
        group("A.TEST", "Visitors", GroupScope::DomainLocal),
        put("alice", "CHILD.A.TEST", &[("team", "child.a.test")]),
        nest("Team", "CHILD.A.TEST", &[("Staff", "CHILD.A.TEST")]),
        nest("Staff", "CHILD.A.TEST", &[("Team", "CHILD.A.TEST"), ("Everyone Here", "A.TEST")]),
        nest("Everyone Here", "A.TEST", &[("Readers", "A.TEST")]),
        nest("Readers", "A.TEST", &[("Visitors", "A.TEST")]),
        nest("Visitors", "A.TEST", &[("Readers", "A.TEST")]),
    ];
    after(&world(), &changes)
}

#[test]
fn a_token_has_every_global_and_universal_group_however_deep() {
    let world = nested_world();
    let own = |group| rid(&world, group, "CHILD.A.TEST");
    assert_eq!(token(&world, "alice", "CHILD.A.TEST").groups, [513, own("Team"), own("Staff")]);
    assert_eq!(token(&world, "alice", "CHILD.A.TEST").primary_group, 513);
    let universal = format!("S-1-5-21-1-2-1-{}", rid(&world, "Everyone Here", "A.TEST"));
    assert_eq!(others(&world, "alice", "CHILD.A.TEST"), [universal]);
    assert_eq!(token(&world, "bob", "CHILD.A.TEST").groups, [513]);
    assert!(others(&world, "bob", "CHILD.A.TEST").is_empty());
    let root = domain_of(&world, "A.TEST");
    assert_eq!(world.token(root, root.krbtgt()).unwrap().rid, 502);
    assert!(world.token(domain_of(&world, "Plain.TEST"), domain_of(&world, "Plain.TEST").krbtgt()).is_none());
}

#[test]
fn local_groups_count_in_their_own_domain_only() {
    let world = nested_world();
    assert_eq!(local(&world, "alice", "CHILD.A.TEST", "A.TEST"), ["Readers", "Visitors"]);
    assert!(local(&world, "alice", "CHILD.A.TEST", "CHILD.A.TEST").is_empty());
    assert!(local(&world, "bob", "CHILD.A.TEST", "A.TEST").is_empty());
}

#[test]
fn somebody_from_another_forest_is_in_a_local_group_by_name_or_by_sid() {
    let world = nested_world();
    let eve = domain_of(&world, "B.TEST").account_sid(found(&world, "eve", "B.TEST")).unwrap().to_string();
    let by_name = after(&world, &[put("eve", "B.TEST", &[("Visitors", "A.TEST")])]);
    let by_sid = after(&world, &[foreign(&eve, "A.TEST", &["visitors"])]);
    for world in [&by_name, &by_sid] {
        assert_eq!(local(world, "eve", "B.TEST", "A.TEST"), ["Readers", "Visitors"]);
    }
    let both = after(&by_name, &[foreign(&eve, "A.TEST", &["Visitors"])]);
    let one = after(&both, &[foreign(&eve, "A.TEST", &[])]);
    assert_eq!(local(&one, "eve", "B.TEST", "A.TEST"), ["Readers", "Visitors"]);
    let none = after(&one, &[put("eve", "B.TEST", &[])]);
    assert!(local(&none, "eve", "B.TEST", "A.TEST").is_empty());
    assert!(domain_of(&none, "A.TEST").foreign_members().next().is_none());
    let gone = after(&by_name, &[Change::DeleteAccount { realm: realm("B.TEST"), name: name("eve") }]);
    let again = after(
        &gone,
        &[account(
            "B.TEST",
            NewAccount { rid: found(&world, "eve", "B.TEST").rid, ..NewAccount::user("eve", "x").unwrap() },
        )],
    );
    assert!(local(&again, "eve", "B.TEST", "A.TEST").is_empty());
}

#[test]
fn groups_are_in_each_other_as_far_as_their_scopes_go() {
    let scopes = [GroupScope::Global, GroupScope::Universal, GroupScope::DomainLocal];
    let mut changes = Vec::new();
    for domain in ["A.TEST", "CHILD.A.TEST", "B.TEST"] {
        changes.extend(scopes.iter().map(|scope| group(domain, &format!("of {scope}"), *scope)));
        changes.extend(scopes.iter().map(|scope| group(domain, &format!("in {scope}"), *scope)));
    }
    let world = after(&world(), &changes);
    // Rows: the member's scope. Columns: into a global, universal, domain-local group of its domain, its forest, another.
    let table = [
        (GroupScope::Global, [[true, true, true], [false, true, true], [false, false, true]]),
        (GroupScope::Universal, [[false, true, true], [false, true, true], [false, false, true]]),
        (GroupScope::DomainLocal, [[false, false, true], [false, false, false], [false, false, false]]),
    ];
    for (member, rows) in table {
        for (holder, row) in ["A.TEST", "CHILD.A.TEST", "B.TEST"].into_iter().zip(rows) {
            for (scope, allowed) in scopes.into_iter().zip(row) {
                let nest = nest(&format!("in {member}"), "A.TEST", &[(&format!("of {scope}"), holder)]);
                assert_eq!(world.apply(&nest, at()).is_ok(), allowed, "{member} in {scope} of {holder}");
            }
        }
    }
    let table = [
        (
            nest("in global", "A.TEST", &[("of global", "B.TEST")]),
            "in global of A.TEST, a global group, cannot be in of global of B.TEST, a global group",
        ),
        (
            nest("in global", "A.TEST", &[("in global", "A.TEST")]),
            "in global of A.TEST, a global group, cannot be in in global of A.TEST, a global group",
        ),
        (
            nest("Administrators", "A.TEST", &[("of domain-local", "A.TEST")]),
            "Administrators of A.TEST, a built-in group, cannot be in of domain-local of A.TEST, a domain-local group",
        ),
        (
            foreign("S-1-1-0", "A.TEST", &["of universal"]),
            "of universal of A.TEST takes no foreign SID such as S-1-1-0: only domain-local and built-in groups do",
        ),
        (nest("none", "A.TEST", &[]), "A.TEST has no group none"),
    ];
    for (change, reason) in table {
        assert_eq!(refused(&world, &change), reason);
    }
}

#[test]
fn nobody_belongs_to_a_deleted_group() {
    let delete = |group: &str, of: &str| Change::DeleteGroup { realm: realm(of), group: group.into() };
    let world = after(
        &nested_world(),
        &[
            put("eve", "B.TEST", &[("Readers", "A.TEST"), ("Visitors", "A.TEST")]),
            foreign("S-1-5-21-9-9-9-1000", "A.TEST", &["Readers"]),
        ],
    );
    assert_eq!(
        refused(&world, &delete("Domain Admins", "A.TEST")),
        "A.TEST cannot be given the group \"Domain Admins\": built-in groups come with the domain, and others need a name"
    );
    let world = after(&world, &[delete("readers", "A.TEST"), delete("Staff", "CHILD.A.TEST")]);
    assert_eq!(found(&world, "eve", "B.TEST").member_of, memberships(&[("Visitors", "A.TEST")]));
    assert_eq!(local(&world, "eve", "B.TEST", "A.TEST"), ["Visitors"]);
    assert!(domain_of(&world, "A.TEST").foreign_members().next().is_none());
    let team = rid(&world, "Team", "CHILD.A.TEST");
    assert_eq!(token(&world, "alice", "CHILD.A.TEST").groups, [513, team]);
    let again = Directory::empty().apply_all(&world.image(), at()).unwrap();
    assert_eq!(again.image(), world.image());
    assert_eq!(local(&again, "eve", "B.TEST", "A.TEST"), ["Visitors"]);
}

#[test]
fn an_image_has_nested_groups_foreign_members_and_authorizations() {
    let mut authorization = Authorization::none();
    authorization.sid_history = vec!["S-1-5-21-9-9-9-1000".parse().unwrap()];
    authorization.allowed_to_delegate_to = vec![ServicePrincipalName::parse("cifs/Files.a.test").unwrap()];
    authorization.allowed_to_act_on_behalf = vec![named("bob", "CHILD.A.TEST"), named("Readers", "A.TEST")];
    authorization.allowed_to_authenticate = vec![Trustee::Sid("S-1-5-11".parse().unwrap())];
    authorization.alt_security_identities = vec!["Kerberos:alice@PLAIN.TEST".into(), "X509:<I>x".into()];
    let world = after(
        &nested_world(),
        &[foreign("S-1-5-21-9-9-9-1000", "A.TEST", &["Readers"]), authorize("alice", "CHILD.A.TEST", authorization)],
    );
    let stored = serde_json::to_string(&world.image()).unwrap();
    let changes: Vec<Change> = serde_json::from_str(&stored).unwrap();
    let again = Directory::empty().apply_all(&changes, at()).unwrap();
    assert_eq!(world.image(), again.image());
    for world in [&world, &again] {
        assert_eq!(local(world, "alice", "CHILD.A.TEST", "A.TEST"), ["Readers", "Visitors"]);
        assert_eq!(others(world, "alice", "CHILD.A.TEST").last().unwrap(), "S-1-5-21-9-9-9-1000");
        let child = domain_of(world, "CHILD.A.TEST");
        let mapped = child.mapped_account(&name("ALICE"), &realm("plain.test")).unwrap();
        let said = mapped.authorization();
        assert!(said.may_delegate_to(&name("CIFS/files.A.test")) && !said.may_delegate_to(&name("cifs/files")));
        let bob = child.account_sid(found(world, "bob", "CHILD.A.TEST")).unwrap();
        assert!(said.lets_act_on_behalf([&bob]) && !said.lets_authenticate([&bob]));
        assert_eq!(found(world, "bob", "CHILD.A.TEST").authorization(), &Authorization::none());
    }
    let removed = after(&world, &[Change::RemoveDomain { realm: realm("CHILD.A.TEST") }]);
    assert_eq!(removed.realm_named(b"A.TEST").unwrap().foreign_members().count(), 1);
}

#[test]
fn a_principal_is_mapped_to_one_account_only() {
    let identity = |text: &str| Authorization { alt_security_identities: vec![text.into()], ..Authorization::none() };
    let world = after(&nested_world(), &[authorize("alice", "CHILD.A.TEST", identity("kerberos:x/y@Plain.TEST"))]);
    let mapped = |world: &Directory| {
        let child = domain_of(world, "CHILD.A.TEST");
        child.mapped_account(&name("x/y"), &realm("Plain.TEST")).map(|account| account.name.to_string())
    };
    assert_eq!(mapped(&world).as_deref(), Some("alice"));
    let both = after(&world, &[authorize("bob", "CHILD.A.TEST", identity("Kerberos:x/y@Plain.TEST"))]);
    assert_eq!(mapped(&both), None);
    let one = after(&both, &[Change::DeleteAccount { realm: realm("CHILD.A.TEST"), name: name("alice") }]);
    assert_eq!(mapped(&one).as_deref(), Some("bob"));
    for (change, reason) in [
        (
            authorize("bob", "CHILD.A.TEST", identity("Kerberos:x")),
            "Kerberos:x names no principal: it is written Kerberos:name@REALM",
        ),
        (authorize("krbtgt", "A.TEST", Authorization::none()), "krbtgt of A.TEST belongs to the realm itself"),
        (
            authorize(
                "bob",
                "CHILD.A.TEST",
                Authorization { allowed_to_authenticate: vec![named("no", "A.TEST")], ..Authorization::none() },
            ),
            "A.TEST has no account or group no",
        ),
    ] {
        assert_eq!(refused(&one, &change), reason);
    }
}

#[test]
fn protected_users_are_found_through_other_groups() {
    let world = after(
        &nested_world(),
        &[
            nest("Staff", "CHILD.A.TEST", &[("Protected Users", "CHILD.A.TEST")]),
            put("bob", "CHILD.A.TEST", &[("protected users", "CHILD.A.TEST")]),
        ],
    );
    let protected = |login, own| world.is_protected_user(domain_of(&world, own), found(&world, login, own));
    assert!(protected("alice", "CHILD.A.TEST") && protected("bob", "CHILD.A.TEST"));
    assert!(!protected("eve", "B.TEST"));
}

#[test]
fn membership_through_other_groups_counts_for_administrators() {
    let world = after(
        &nested_world(),
        &[nest("Team", "CHILD.A.TEST", &[("Staff", "CHILD.A.TEST"), ("Domain Admins", "CHILD.A.TEST")])],
    );
    let belongs = |login, group, of| {
        let child = domain_of(&world, "CHILD.A.TEST");
        world.belongs_to(child, found(&world, login, "CHILD.A.TEST"), domain_of(&world, of), group)
    };
    assert!(belongs("alice", "Domain Admins", "CHILD.A.TEST") && belongs("alice", "Administrators", "CHILD.A.TEST"));
    assert!(belongs("alice", "Visitors", "A.TEST") && belongs("alice", "everyone here", "A.TEST"));
    assert!(!belongs("alice", "Administrators", "A.TEST") && !belongs("bob", "Administrators", "CHILD.A.TEST"));
}

#[test]
fn a_domain_controller_is_a_computer_in_their_group() {
    let world = after(
        &world(),
        &[
            computer("A.TEST", "DC1$", &[]),
            computer("A.TEST", "PC$", &[]),
            put("DC1$", "A.TEST", &[("domain controllers", "A.TEST")]),
        ],
    );
    let root = domain_of(&world, "A.TEST");
    let control = |login| root.user_account_control(found(&world, login, "A.TEST"));
    assert_eq!((control("DC1$"), control("PC$"), root.user_account_control(root.krbtgt())), (0x100, 0x80, 0x10));
    assert_eq!(token(&world, "DC1$", "A.TEST").groups, [516]);
    assert_eq!(token(&world, "PC$", "A.TEST").primary_group, 515);
}

#[test]
fn the_marks_of_a_pac_are_those_of_the_account() {
    let flags = |flags| Change::SetAccountFlags { realm: realm("A.TEST"), name: name("alice"), flags };
    let all = AccountFlags {
        disabled: true,
        password_never_expires: true,
        locked_out: true,
        trusted_for_delegation: true,
        not_delegated: true,
        preauth_not_required: true,
        password_expired: true,
        trusted_to_auth_for_delegation: true,
        no_auth_data_required: true,
    };
    let world = after(&world(), &[user("A.TEST", "alice"), flags(all)]);
    let root = domain_of(&world, "A.TEST");
    assert_eq!(root.user_account_control(found(&world, "alice", "A.TEST")), 0xF_6611);
}

#[test]
fn five_thousand_groups_take_no_longer_than_they_must() {
    let mut changes: Vec<Change> = (0..5000).map(|n| group("A.TEST", &format!("g{n}"), GroupScope::Global)).collect();
    changes.push(user("A.TEST", "alice"));
    let all: Vec<String> = (0..5000).map(|n| format!("g{n}")).collect();
    let all: Vec<(&str, &str)> = all.iter().map(|group| (group.as_str(), "A.TEST")).collect();
    changes.push(put("alice", "A.TEST", &all));
    changes.extend((1..5000).map(|n| {
        let (own, before) = (format!("g{n}"), format!("g{}", n - 1));
        nest(&own, "A.TEST", &[(before.as_str(), "A.TEST")])
    }));
    changes.push(nest("g0", "A.TEST", &[("g4999", "A.TEST")]));
    let world = after(&world(), &changes);
    assert_eq!(token(&world, "alice", "A.TEST").groups.len(), 5001);
}

#[test]
fn a_sid_tells_whose_it_is() {
    let world = nested_world();
    let holder = |sid: &str| match world.holder_of(&sid.parse().unwrap()) {
        None => "unknown".to_owned(),
        Some(SidHolder::Domain(realm)) => format!("domain {}", realm.name()),
        Some(SidHolder::External(external)) => format!("external {}", external.name),
        Some(SidHolder::Account(realm, account)) => format!("{}@{}", account.name, realm.name()),
        Some(SidHolder::Group(realm, group)) => format!("group {}@{}", group.name, realm.name()),
        Some(SidHolder::Nobody(realm)) => format!("nobody@{}", realm.name()),
        Some(SidHolder::Builtin(group)) => format!("built-in {}", group.name),
    };
    let table = [
        ("S-1-5-21-1-2-1", "domain A.TEST"),
        ("S-1-5-21-1-2-1-512", "group Domain Admins@A.TEST"),
        ("S-1-5-21-1-2-1-544", "nobody@A.TEST"),
        ("S-1-5-21-1-2-2-502", "krbtgt/CHILD.A.TEST@CHILD.A.TEST"),
        ("S-1-5-21-1-2-2-1103", "alice@CHILD.A.TEST"),
        ("S-1-5-32-544", "built-in Administrators"),
        ("S-1-5-21-9-9-9-1000", "unknown"),
        ("S-1-5-11", "unknown"),
    ];
    for (sid, whose) in table {
        assert_eq!(holder(sid), whose, "{sid}");
    }
}
