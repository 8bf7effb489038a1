//! What must hold for any octets at all, as plain functions.
//!
//! The targets in `fuzz_targets/` hand them what libFuzzer finds; `tests/fuzz_smoke` hands them seeded mutations of
//! real messages in every test run, without cargo-fuzz.

pub mod decode;
pub mod handle;
