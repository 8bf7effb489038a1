use super::*;

fn domain(name: &str, parent: Option<u32>) -> ForestDomain {
    ForestDomain {
        dns_name: RealmName::from_dns(name).unwrap(),
        netbios_name: name.replace('.', "-").into(),
        sid: Sid::domain([1, 2, 3]),
        parent: parent.map(DomainId),
        trusts: Vec::new(),
    }
}

#[test]
fn domains_are_found_by_either_name_in_any_case() {
    let forest = Forest::new(vec![domain("a.test", None), domain("b.a.test", Some(0))]).unwrap();
    for name in ["b.a.test", "B.A.TEST", "b.a.test.", "B-A-test"] {
        assert_eq!(forest.domain_named(name), Some(DomainId(1)), "{name}");
    }
    assert_eq!(forest.domain_named("c.a.test"), None);
    assert_eq!(forest.domain(DomainId(2)), None);
}

#[test]
fn domains_that_are_no_forest_are_refused() {
    let refused = |domains| Forest::new(domains).unwrap_err();
    let realm = |name| RealmName::from_dns(name).unwrap();
    assert_eq!(refused(vec![]), ForestError::NoDomains);
    assert_eq!(refused(vec![domain("a.test", Some(0))]), ForestError::RootHasParent { root: realm("a.test") });
    assert_eq!(
        refused(vec![domain("a.test", None), domain("b.a.test", Some(7))]),
        ForestError::UnknownParent { domain: realm("b.a.test") }
    );
    assert_eq!(
        refused(vec![domain("a.test", None), domain("b.test", Some(2)), domain("c.test", Some(1))]),
        ForestError::ParentCycle { domain: realm("b.test") }
    );
    assert_eq!(
        refused(vec![domain("a.test", None), domain("A.TEST", None)]),
        ForestError::DuplicateName { name: realm("a.test") }
    );
    let same = ForestDomain { netbios_name: "A-TEST".into(), ..domain("b.test", None) };
    assert_eq!(
        refused(vec![domain("a.test", None), same]),
        ForestError::DuplicateNetbiosName { first: realm("a.test"), second: realm("b.test") }
    );
}

#[test]
fn domains_without_trusts_are_not_connected() {
    let forest = Forest::new(vec![domain("a.test", None), domain("b.a.test", Some(0))]).unwrap();
    assert_eq!(forest.next_hop(DomainId(0), DomainId(1)), None);
    assert_eq!(forest.next_hop(DomainId(0), DomainId(9)), None);
}

#[test]
fn the_rows_of_a_deep_and_wide_forest_are_short() {
    let mut world = crate::worlds::World::default();
    world.forest("root.test");
    for number in 0..100 {
        let child = format!("c{number}.root.test");
        world.child(&child, "root.test");
        world.child(&format!("d{number}.{child}"), &child);
    }
    let world = world.build();
    let (forest, _) = world.view("root.test").domain().unwrap();
    // Each domain's own links twice over at most, and not a table of all pairs.
    assert!(forest.next_hops.runs() < 10 * forest.domains().len(), "{}", forest.next_hops.runs());
    let (from, to) =
        (forest.domain_named("d7.c7.root.test").unwrap(), forest.domain_named("d93.c93.root.test").unwrap());
    assert_eq!(forest.next_hop(from, to).unwrap().domain, forest.domain_named("c7.root.test").unwrap());
}
