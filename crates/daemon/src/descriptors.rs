//! The limit on file descriptors, which bounds how many connections there can be.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// Descriptors kept back from connections: sockets, files, what the runtime needs.
const RESERVE: u64 = 64;

/// Raises the soft limit on descriptors as far as `connections` need and the hard limit allows; returns how many
/// connections fit.
#[must_use]
pub fn make_room_for(connections: usize) -> usize {
    let wanted = (connections as u64).saturating_add(RESERVE);
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else { return connections };
    let limit = if soft < wanted && soft < hard {
        let raised = wanted.min(hard);
        setrlimit(Resource::RLIMIT_NOFILE, raised, hard).map_or(soft, |()| raised)
    } else {
        soft
    };
    usize::try_from(limit.saturating_sub(RESERVE)).unwrap_or(usize::MAX).clamp(1, connections.max(1))
}
