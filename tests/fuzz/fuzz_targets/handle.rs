//! `cargo fuzz run --sanitizer none handle`, see `tests/README.md`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;
use xrealm_fuzz::handle::World;

static WORLD: OnceLock<World> = OnceLock::new();

fuzz_target!(|octets: &[u8]| {
    WORLD.get_or_init(World::two_forests).handle(octets);
});
