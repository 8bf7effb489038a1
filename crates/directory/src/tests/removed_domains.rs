//! Domains that leave their forest.

use super::*;

fn without(name: &str) -> Change {
    Change::RemoveDomain { realm: realm(name) }
}

#[test]
fn what_is_left_is_as_if_the_domain_had_never_been() {
    let child = domain("OTHER.A.TEST", 9, child_of("A.TEST"));
    let shortcut = two_way(trust(NewTrustKind::Shortcut, "CHILD.A.TEST", "OTHER.A.TEST"));
    let cut = Change::SetLink { one: realm("OTHER.A.TEST"), other: realm("B.TEST"), up: false };
    let before = after(&world(), &[user("A.TEST", "alice"), user("CHILD.A.TEST", "bob")]);
    let group = NewGroup { name: "Staff".into(), rid: None, scope: GroupScope::Universal };
    let staff = vec![GroupMembership { realm: realm("OTHER.A.TEST"), group: "Staff".into() }];
    let joined = after(
        &before,
        &[
            child,
            shortcut,
            cut,
            user("OTHER.A.TEST", "carol"),
            Change::CreateGroup { realm: realm("OTHER.A.TEST"), group },
            Change::SetMembership { realm: realm("CHILD.A.TEST"), name: name("bob"), groups: staff },
        ],
    );
    let left = after(&joined, &[without("OTHER.A.TEST")]);
    assert!(left.image() == before.image());
    assert!(left.realm_named(b"OTHER.A.TEST").is_none() && left.realm_named(b"OTHER").is_none());
}

#[test]
fn ends_that_other_forests_and_realms_keep_are_theirs_and_stay() {
    let external = two_way(trust(NewTrustKind::External, "CHILD.A.TEST", "KID.B.TEST"));
    let plain = two_way(trust(NewTrustKind::Realm, "CHILD.A.TEST", "Plain.TEST"));
    let joined = after(&world(), &[external, plain]);

    let left = after(&joined, &[without("CHILD.A.TEST")]);

    for keeper in ["KID.B.TEST", "Plain.TEST"] {
        let end = |directory: &Directory| {
            let (_, end) = directory.realm_named(keeper.as_bytes())?.trust_named(b"CHILD.A.TEST")?;
            Some((end.tdo.clone(), end.outgoing.is_some(), end.incoming.is_some()))
        };
        assert!(end(&joined).is_some() && end(&left) == end(&joined), "{keeper}");
    }
    assert!(left.realm_named(b"A.TEST").unwrap().trust_named(b"CHILD.A.TEST").is_none());
    let again = Directory::empty().apply_all(&left.image(), Moment::at(Timestamp::EPOCH)).unwrap();
    assert!(again.image() == left.image());
}

#[test]
fn other_changes_of_the_same_operation_stay() {
    let changes = [user("A.TEST", "alice"), without("CHILD.A.TEST"), user("KID.B.TEST", "bob")];
    let left = after(&world(), &changes);
    assert!(left.realm_named(b"A.TEST").unwrap().client(&name("alice")).is_some());
    assert!(left.realm_named(b"KID.B.TEST").unwrap().client(&name("bob")).is_some());
}

#[test]
fn a_root_and_a_parent_stay() {
    let world = after(&world(), &[domain("GRAND.CHILD.A.TEST", 9, child_of("CHILD.A.TEST"))]);
    assert_eq!(refused(&world, &without("A.TEST")), "A.TEST is the root of its forest and stays");
    let text = "CHILD.A.TEST has the child domain GRAND.CHILD.A.TEST: remove that first";
    assert_eq!(refused(&world, &without("CHILD.A.TEST")), text);
    assert_eq!(refused(&world, &without("Plain.TEST")), "Plain.TEST is not an Active Directory domain");
    assert_eq!(refused(&world, &without("NOBODY.TEST")), "NOBODY.TEST is not served here");
}
