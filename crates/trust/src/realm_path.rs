//! The path between two realms that nobody configured: up to what their names have in common, then down (RFC 4120 §1.2).

use smallvec::SmallVec;

/// The realms strictly between `client` and `server` along the hierarchy of their names, in order.
///
/// Names like `A.B` go up by leaving out labels on the left, names like `/B/A` by leaving out parts on the right. Two
/// names with nothing in common are taken to share a key: there is nothing between them.
///
/// ```
/// let between = xrealm_trust::hierarchical_path("A.X.EXAMPLE", "B.EXAMPLE");
/// assert_eq!(between.as_slice(), ["X.EXAMPLE", "EXAMPLE"]);
/// ```
#[must_use]
pub fn hierarchical_path<'a>(client: &'a str, server: &'a str) -> SmallVec<[&'a str; 8]> {
    let mut path = SmallVec::new();
    let Some(common) = common_ancestor(client, server) else { return path };
    path.extend(ancestors(client).take_while(|name| name.len() > common.len()));
    if common.len() < client.len() && common.len() < server.len() {
        path.push(common);
    }
    let up = path.len();
    path.extend(ancestors(server).take_while(|name| name.len() > common.len()));
    if let Some(down) = path.get_mut(up..) {
        down.reverse();
    }
    path
}

/// Whether one name lies above the other, so that the realms between them can be told from the names alone.
pub(crate) fn is_ancestor(above: &str, below: &str) -> bool {
    above != below && ancestors(below).any(|name| name == above)
}

/// The names above `name`, nearest first.
fn ancestors(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(parent(name), |name| parent(name))
}

fn parent(name: &str) -> Option<&str> {
    let above = if name.starts_with('/') { name.rsplit_once('/')?.0 } else { name.split_once('.')?.1 };
    (!above.is_empty()).then_some(above)
}

/// The longest name that each of the two is or lies below.
fn common_ancestor<'a>(client: &'a str, server: &str) -> Option<&'a str> {
    std::iter::once(client).chain(ancestors(client)).find(|name| *name == server || is_ancestor(name, server))
}

#[cfg(test)]
mod tests {
    use super::hierarchical_path;

    #[test]
    fn the_path_goes_up_to_the_common_ancestor_and_down() {
        let table: [(&str, &str, &[&str]); 9] = [
            ("A.X.Y", "B.Y", &["X.Y", "Y"]),
            ("B.Y", "A.X.Y", &["Y", "X.Y"]),
            ("A.X", "X", &[]),
            ("A.B.X", "X", &["B.X"]),
            ("X", "A.B.X", &["B.X"]),
            ("A.X", "A.X", &[]),
            ("A.X", "B.Z", &[]),
            ("ABC.X", "BC.X", &["X"]),
            ("/COM/HP/APOLLO", "/COM/DEC", &["/COM/HP", "/COM"]),
        ];
        for (client, server, between) in table {
            assert_eq!(hierarchical_path(client, server).as_slice(), between, "{client} to {server}");
        }
    }
}
