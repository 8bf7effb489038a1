//! Seeded mutations of real messages through what must hold for any octets: fuzzing's short form, for every test run.
//!
//! `XREALM_FUZZ_SEED` sets the seed, `XREALM_FUZZ_ROUNDS` the number of mutations of each message.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "whatever a test needs and does not get must stop it"
)]

#[expect(unreachable_pub, reason = "public for the fuzz targets, which are another package")]
#[path = "../fuzz/src/decode.rs"]
mod decode;
#[expect(unreachable_pub, reason = "public for the fuzz targets, which are another package")]
#[path = "../fuzz/src/handle.rs"]
mod handle;
mod mutation;
mod real_requests;

use std::fs;

use mutation::Mutator;
use xrealm_tests::project_root;

#[test]
fn mutations_of_captured_messages_read_as_they_are_written() {
    let mut mutator = Mutator::from_environment();
    let messages = captures();
    for message in &messages {
        decode::decode(message);
        for _ in 0..mutator.rounds {
            decode::decode(&mutator.mutate(message, &messages));
        }
    }
}

#[test]
fn mutations_of_captured_messages_are_answered_or_dropped() {
    let world = handle::World::two_forests();
    let mut mutator = Mutator::from_environment();
    let messages = captures();
    for message in &messages {
        for _ in 0..mutator.rounds / 4 {
            world.handle(&mutator.mutate(message, &messages));
        }
    }
}

#[test]
fn mutations_of_requests_of_a_whole_walk_are_answered_or_dropped() {
    let world = handle::World::two_forests();
    let requests = real_requests::of_a_walk(&world);
    assert!(requests.len() >= 6, "two for the login, one for each of four domains");
    let mut mutator = Mutator::from_environment();
    for request in &requests {
        assert!(world.handle(request).is_some());
        for _ in 0..mutator.rounds {
            world.handle(&mutator.mutate(request, &requests));
        }
    }
}

#[test]
fn every_single_octet_of_a_walks_requests_may_be_wrong() {
    let world = handle::World::two_forests();
    for request in real_requests::of_a_walk(&world) {
        for at in 0..request.len() {
            for wrong in [0x00, 0xff, request[at].wrapping_add(1), request[at] ^ 0x20] {
                let mut broken = request.clone();
                broken[at] = wrong;
                world.handle(&broken);
            }
        }
    }
}

/// The seeds libFuzzer starts from. `XREALM_WRITE_SEEDS=1` writes them anew.
#[test]
fn shipped_seeds_are_the_requests_of_a_walk_and_get_their_tickets() {
    let world = handle::World::two_forests();
    let folder = project_root().join("fixtures/fuzz-seeds");
    for (number, request) in real_requests::of_a_walk(&world).iter().enumerate() {
        let path = folder.join(format!("walk-{}.bin", number + 1));
        if std::env::var_os("XREALM_WRITE_SEEDS").is_some() {
            fs::write(&path, request).expect("the folder is writable");
        }
        let shipped = fs::read(&path).unwrap_or_default();
        assert_eq!(&shipped, request, "{} is stale: run with XREALM_WRITE_SEEDS=1", path.display());
        let reply = world.handle(&shipped).expect("an answer");
        let is_error = reply.first() == Some(&0x7e);
        assert_eq!(is_error, number == 0, "the first login is told to pre-authenticate, all others get a ticket");
    }
}

fn captures() -> Vec<Vec<u8>> {
    let mut messages = Vec::new();
    for folder in ["fixtures/captures", "fixtures/fuzz-seeds"] {
        let Ok(entries) = fs::read_dir(project_root().join(folder)) else { continue };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "bin"));
        messages.extend(paths.iter().map(|path| fs::read(path).expect("a shipped file is readable")));
    }
    assert!(messages.len() > 100, "{} messages", messages.len());
    messages
}
