//! Shortest paths of a forest that are not the only ones.

use std::collections::VecDeque;

use crate::{DomainId, NextHop};

/// Two first steps by which a domain is equally near to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tie {
    /// Where the paths begin.
    pub from: DomainId,
    /// The nearest domain where they meet.
    pub to: DomainId,
    /// How many domains more they lead to.
    pub others: u32,
    /// The first step that is taken.
    pub taken: DomainId,
    /// The first step that would be as good.
    pub alternative: DomainId,
    /// How many steps it is to `to`.
    pub steps: u32,
}

/// `links` are what each domain can reach at once, the preferred ones first.
pub(crate) fn find(links: &[Vec<NextHop>]) -> Vec<Tie> {
    // A tree has one path between any two of its domains.
    if links.iter().map(Vec::len).sum::<usize>() <= 2 * links.len().saturating_sub(1) {
        return Vec::new();
    }
    (0..).map(DomainId).zip(links).flat_map(|(source, _)| ties_from(links, source)).collect()
}

/// What is known about one domain while searching from another.
#[derive(Clone, Copy)]
struct Reached {
    steps: u32,
    first: DomainId,
    alternative: Option<DomainId>,
}

fn ties_from(links: &[Vec<NextHop>], source: DomainId) -> Vec<Tie> {
    let mut reached: Vec<Option<Reached>> = vec![None; links.len()];
    let mut queue = VecDeque::from([source]);
    let mut ties: Vec<Tie> = Vec::new();
    while let Some(at) = queue.pop_front() {
        let here = reached.get(at.index()).copied().flatten();
        if let Some(Reached { steps, first, alternative: Some(alternative) }) = here {
            match ties.iter_mut().find(|tie| tie.taken == first && tie.alternative == alternative) {
                Some(tie) => tie.others += 1,
                None => ties.push(Tie { from: source, to: at, others: 0, taken: first, alternative, steps }),
            }
        }
        for hop in links.get(at.index()).into_iter().flatten().filter(|hop| hop.domain != source) {
            let steps = here.map_or(0, |here| here.steps) + 1;
            let first = here.map_or(hop.domain, |here| here.first);
            let alternative = here.and_then(|here| here.alternative);
            match reached.get_mut(hop.domain.index()) {
                Some(unseen @ None) => {
                    *unseen = Some(Reached { steps, first, alternative });
                    queue.push_back(hop.domain);
                }
                // Everything at one distance is queued before anything of the next is looked at, so a second path of
                // the same length is seen before the domain's own turn.
                Some(Some(seen)) if seen.steps == steps && seen.alternative.is_none() => {
                    seen.alternative =
                        [Some(first), alternative].into_iter().flatten().find(|other| *other != seen.first);
                }
                Some(Some(_)) | None => {}
            }
        }
    }
    ties
}

#[cfg(test)]
mod tests {
    use crate::TrustDirection::Bidirectional;
    use crate::worlds::World;

    fn forest(shortcuts: &[(&str, &str, crate::TrustDirection)]) -> Vec<(String, String, u32, String, String, u32)> {
        let mut world = World::default();
        world.forest("root.test");
        for (child, parent) in [
            ("a.root.test", "root.test"),
            ("x.a.root.test", "a.root.test"),
            ("b.root.test", "root.test"),
            ("y.b.root.test", "b.root.test"),
            ("z.y.b.root.test", "y.b.root.test"),
        ] {
            world.child(child, parent);
        }
        for (left, right, direction) in shortcuts {
            world.within(left, right, *direction);
        }
        let world = world.build();
        let (forest, _) = world.view("root.test").domain().unwrap();
        let name = |id| forest.domain(id).unwrap().netbios_name.to_string();
        assert!(forest.ties().iter().all(|tie| forest.next_hop(tie.from, tie.to).unwrap().domain == tie.taken));
        let ties = forest.ties().into_iter();
        ties.map(|tie| (name(tie.from), name(tie.to), tie.others, name(tie.taken), name(tie.alternative), tie.steps))
            .collect()
    }

    #[test]
    fn a_tree_has_no_ties_and_a_shortcut_that_is_shorter_makes_none() {
        assert_eq!(forest(&[]), []);
        assert_eq!(forest(&[("a.root.test", "b.root.test", Bidirectional)]), []);
    }

    #[test]
    fn a_shortcut_as_long_as_the_tree_makes_a_tie_for_those_beyond() {
        let tie = |from: &str, to: &str, others, taken: &str, alternative: &str, steps| {
            (from.to_owned(), to.to_owned(), others, taken.to_owned(), alternative.to_owned(), steps)
        };
        let ties = forest(&[("a.root.test", "y.b.root.test", Bidirectional)]);
        assert_eq!(
            ties,
            [
                tie("ROOT", "Y", 1, "A", "B", 2),
                tie("A", "B", 0, "ROOT", "Y", 2),
                tie("B", "A", 1, "ROOT", "Y", 2),
                tie("Y", "ROOT", 0, "B", "A", 2),
            ]
        );
    }
}
