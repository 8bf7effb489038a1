//! Groups, who belongs to them, and the authorization of accounts.

use super::*;
use crate::{AuthorizationWish, GroupFacts};

fn add_group(name: &str, scope: &str) -> AccountOperation {
    AccountOperation::AddGroup { realm: DOMAIN.to_owned(), name: name.to_owned(), scope: scope.to_owned(), rid: None }
}

fn set(name: &str, authorization: AuthorizationWish) -> AccountOperation {
    let (realm, name) = (DOMAIN.to_owned(), name.to_owned());
    AccountOperation::Set(Box::new(AccountWish { realm, name, authorization, ..AccountWish::default() }))
}

fn listed(desk: &mut Desk, name: &str) -> Option<GroupFacts> {
    let Answer::Groups(groups) = desk.read(AccountOperation::ListGroups { realm: DOMAIN.to_owned() }) else {
        panic!("no groups")
    };
    groups.into_iter().find(|group| group.name == name)
}

#[test]
fn groups_come_and_go_with_their_members() {
    let mut desk = Desk::new();
    desk.done(add_group("Readers", "domain-local"));
    desk.done(add_group("Team", "global"));
    desk.done(groups("Team", &["Readers"], &[]));
    desk.done(groups("user1", &["Team", "readers"], &[]));
    desk.done(groups("S-1-5-21-9-9-9-1000", &["Readers"], &[]));
    let readers = listed(&mut desk, "Readers").unwrap();
    let own = |name: &str| format!("{name}@ENGINEERING.CONTOSO.COM");
    assert_eq!(readers.members, [own("Team"), own("user1"), "S-1-5-21-9-9-9-1000".to_owned()]);
    assert_eq!((readers.scope.as_str(), readers.groups.len()), ("domain-local", 0));
    assert_eq!(listed(&mut desk, "Team").unwrap().groups, [own("Readers")]);
    desk.done(groups("S-1-5-21-9-9-9-1000", &[], &["Readers"]));
    let done = desk.done(AccountOperation::DeleteGroup { realm: DOMAIN.to_owned(), name: "team".to_owned() });
    assert_eq!(done.replaced.len(), 1, "{:?}", done.replaced);
    assert_eq!(listed(&mut desk, "Team"), None);
    assert_eq!(listed(&mut desk, "Readers").unwrap().members, [own("user1")]);
    let table = [
        (add_group("x", "local"), "\"local\" is no scope of a group: write global, universal or domain-local"),
        (
            AccountOperation::DeleteGroup { realm: DOMAIN.to_owned(), name: "Reader".to_owned() },
            "ENGINEERING.CONTOSO.COM has no group Reader; did you mean Readers?",
        ),
        (groups("S-1-5-21-9-9-9-1000", &[], &["Readers"]), "S-1-5-21-9-9-9-1000 was not put into the group Readers"),
    ];
    for (operation, reason) in table {
        assert_eq!(desk.refused(operation).1, reason);
    }
}

#[test]
fn authorization_is_set_kind_by_kind_and_taken_away() {
    let mut desk = Desk::new();
    let wish = AuthorizationWish {
        allowed_to_delegate_to: Some(texts(&["cifs/files.contoso.com"])),
        allowed_to_authenticate: Some(texts(&["user1", "Domain Admins", "S-1-5-11"])),
        ..AuthorizationWish::default()
    };
    let done = desk.done(set("operator1", wish));
    assert_eq!(done.changes.len(), 1, "{:?}", done.changes);
    let identity = AuthorizationWish {
        alt_security_identities: Some(texts(&["Kerberos:op@ATHENA"])),
        allowed_to_delegate_to: Some(vec![]),
        ..AuthorizationWish::default()
    };
    desk.done(set("operator1", identity));
    let facts = desk.account(DOMAIN, "operator1").authorization;
    assert_eq!((facts.allowed_to_authenticate.len(), facts.allowed_to_delegate_to.len()), (3, 0));
    assert_eq!(facts.allowed_to_authenticate[2], "S-1-5-11");
    assert_eq!(facts.alt_security_identities, ["Kerberos:op@ATHENA"]);
    let wrong = AuthorizationWish { sid_history: Some(texts(&["x"])), ..AuthorizationWish::default() };
    assert_eq!(desk.refused(set("operator1", wrong)).1, "\"x\" is no SID: it is written S-1-5-21-1-2-3-1000");
    let wrong = AuthorizationWish { allowed_to_authenticate: Some(texts(&["nobody"])), ..AuthorizationWish::default() };
    assert_eq!(desk.refused(set("operator1", wrong)).1, "ENGINEERING.CONTOSO.COM has no group nobody");
}
