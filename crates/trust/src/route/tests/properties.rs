//! What holds on every map: random forests, trusts in random directions, every pair of domains.

use std::collections::{HashSet, VecDeque};

use proptest::prelude::*;

use crate::worlds::{Built, End, World};
use crate::*;

/// A random map: trees with shortcuts and broken links, forest and external trusts between them.
#[derive(Debug, Clone)]
struct Plan {
    /// For each forest and each of its further domains: the place of its parent, or a new tree.
    forests: Vec<Vec<Option<prop::sample::Index>>>,
    /// Trusts within a forest, beside the automatic ones.
    shortcuts: Vec<(prop::sample::Index, prop::sample::Index, u32)>,
    /// Trusts between roots, or (external) between any domains of different forests.
    between: Vec<(prop::sample::Index, prop::sample::Index, u32, bool)>,
}

fn plans() -> impl Strategy<Value = Plan> {
    let index = || any::<prop::sample::Index>();
    let forest = prop::collection::vec(prop::option::weighted(0.8, index()), 0..6);
    (
        prop::collection::vec(forest, 1..4),
        prop::collection::vec((index(), index(), 0..4u32), 0..4),
        prop::collection::vec((index(), index(), 0..4u32, any::<bool>()), 0..4),
    )
        .prop_map(|(forests, shortcuts, between)| Plan { forests, shortcuts, between })
}

fn build(plan: &Plan) -> (Built, Vec<Vec<String>>) {
    let mut world = World::default();
    let mut names: Vec<Vec<String>> = Vec::new();
    for (number, members) in plan.forests.iter().enumerate() {
        let root = format!("f{number}.test");
        world.forest(&root);
        let mut domains = vec![root.clone()];
        for (member, parent) in members.iter().enumerate() {
            let name = match parent {
                Some(parent) => {
                    let parent = parent.get(&domains).clone();
                    let name = format!("f{number}d{member}.{parent}");
                    world.child(&name, &parent);
                    name
                }
                None => {
                    let name = format!("f{number}t{member}.example");
                    world.tree(&name, &root);
                    name
                }
            };
            domains.push(name);
        }
        names.push(domains);
    }
    let mut taken = HashSet::new();
    for (number, (left, right, direction)) in plan.shortcuts.iter().enumerate() {
        let domains = &names[number % names.len()];
        let (left, right) = (left.get(domains), right.get(domains));
        let related = left.ends_with(&format!(".{right}")) || right.ends_with(&format!(".{left}"));
        let roots = !left.contains('d') && !right.contains('d');
        if left != right && !related && !roots && taken.insert((left.min(right), left.max(right))) {
            world.within(left, right, TrustDirection::from_value(*direction).unwrap());
        }
    }
    for (left, right, direction, external) in &plan.between {
        let (left, right) = (left.get(&names), right.get(&names));
        let direction = TrustDirection::from_value(*direction).unwrap();
        if left == right
            || !taken.insert((left.first().min(right.first()).unwrap(), left.first().max(right.first()).unwrap()))
        {
            continue;
        }
        if *external {
            world.external(left.last().unwrap(), right.last().unwrap(), direction);
        } else {
            world.forest_trust(&left[0], &right[0], direction);
        }
    }
    (world.build(), names)
}

/// Steps of the shortest permitted path within a forest, found without the tables.
fn distance(world: &Built, from: &str, to: &str) -> Option<usize> {
    let mut queue = VecDeque::from([(from.to_uppercase(), 0)]);
    let mut seen = HashSet::from([from.to_uppercase()]);
    while let Some((at, steps)) = queue.pop_front() {
        if at.eq_ignore_ascii_case(to) {
            return Some(steps);
        }
        for (_, object) in world.view(&at).trusts() {
            let partner = object.trust_partner.as_str().to_uppercase();
            if object.kind() == TrustKind::WithinForest
                && object.trust_direction.is_inbound()
                && seen.insert(partner.clone())
            {
                queue.push_back((partner, steps + 1));
            }
        }
    }
    None
}

proptest! {
    #[test]
    fn a_walk_ends_visits_no_realm_twice_and_crosses_every_trust_as_it_permits(plan in plans()) {
        let (world, names) = build(&plan);
        let all: Vec<(usize, &String)> =
            names.iter().enumerate().flat_map(|(forest, domains)| domains.iter().map(move |name| (forest, name))).collect();
        for &(client_forest, client) in &all {
            for &(home_forest, home) in &all {
                let walk = world.walk(client, &format!("http/web.{home}"), home);
                prop_assert!(walk.end != End::Lost, "{client} to {home}: {walk:?}");
                let distinct: HashSet<_> = walk.realms.iter().collect();
                prop_assert_eq!(distinct.len(), walk.realms.len(), "{:?}", walk.realms);
                let mut borders = 0;
                for step in walk.realms.windows(2) {
                    let (issuer, receiver) = (world.view(&step[0]), world.view(&step[1]));
                    let leaving = issuer.trust(issuer.trust_named(&step[1]).unwrap()).unwrap();
                    let entering = receiver.trust(receiver.trust_named(&step[0]).unwrap()).unwrap();
                    prop_assert!(leaving.trust_direction.is_inbound() && entering.trust_direction.is_outbound());
                    borders += usize::from(leaving.kind() != TrustKind::WithinForest);
                    if leaving.kind() == TrustKind::External && walk.end == End::Issued {
                        prop_assert_eq!(walk.realms.len(), 2);
                    }
                }
                prop_assert!(borders <= 1, "a third forest: {:?}", walk.realms);
                if client_forest == home_forest {
                    let expected = distance(&world, client, home);
                    let found = (walk.end == End::Issued).then(|| walk.realms.len() - 1);
                    prop_assert_eq!(found, expected, "{} to {}", client, home);
                }
            }
        }
    }

    #[test]
    fn no_name_and_no_position_upsets_the_decision(
        name in r"[a-zA-Z0-9.:/=,@-]{1,40}",
        components in 1..4usize,
        name_type in 0..12i32,
        trust in 0..5u32,
        domain in 0..6u32,
        crealm in "[A-Z.]{1,12}",
    ) {
        let world = crate::worlds::two_forests().build();
        let parts = std::iter::repeat_n(name.as_str(), components);
        let name = xrealm_names::PrincipalName::new(xrealm_names::NameType(name_type), parts).unwrap();
        let crealm = crate::worlds::realm(&crealm);
        for view in &world.views {
            for arrival in [Arrival::Own, Arrival::Over { trust: TrustId(trust), crealm: &crealm }] {
                for catalog in [CatalogAnswer::Absent, CatalogAnswer::Domain(DomainId(domain))] {
                    let query = Query { name: &name, canonicalize: true, own: OwnAnswer::Absent, catalog, arrival };
                    let decision = route(view, &query);
                    prop_assert!(!decision.grounds().is_empty());
                    prop_assert_eq!(&decision, &route(view, &query));
                    for line in decision.explain(view) {
                        prop_assert!(!line.to_string().is_empty());
                    }
                }
            }
            let query = ClientQuery {
                name: &name, realm: view.realm().as_str(), canonicalize: true, own: OwnAnswer::Absent,
                catalog: CatalogAnswer::Absent,
            };
            prop_assert!(!route_client(view, &query).grounds().is_empty());
        }
    }
}
