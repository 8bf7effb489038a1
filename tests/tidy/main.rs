//! The rules of the source tree that the compiler does not hold: arrows between crates, names, lengths, pages,
//! what the product may link.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "whatever a test needs and does not get must stop it"
)]

mod arrows;
mod files;
mod manifest;
mod pages;
mod product;
mod sources;
