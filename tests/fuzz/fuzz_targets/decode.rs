//! `cargo fuzz run --sanitizer none decode`, see `tests/README.md`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|octets: &[u8]| xrealm_fuzz::decode::decode(octets));
