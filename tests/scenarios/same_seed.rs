//! The same topology, seed and calls give the same octets.

use xrealm_sim::Net;

use crate::two_forests::{FILESERVER1, USER1, two_forests};

fn octets(mut net: Net) -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
    net.walk(USER1, FILESERVER1);
    net.trace().iter().map(|exchanged| (exchanged.request.clone(), exchanged.reply.clone())).collect()
}

#[test]
fn two_runs_exchange_the_same_octets() {
    let first = octets(two_forests());
    assert!(!first.is_empty());
    assert_eq!(first, octets(two_forests()));
}

#[test]
fn asking_for_the_grounds_changes_nothing() {
    let mut net = two_forests();
    let walk = net.walk(USER1, FILESERVER1);
    let grounds: Vec<_> = walk.outcomes().iter().map(|outcome| outcome.grounds(net.directory())).collect();
    assert_eq!(grounds.len(), 4);
    assert_eq!(octets(two_forests()).len(), net.trace().len());
}
