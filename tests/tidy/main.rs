//! The rules of the source tree that the compiler does not hold: arrows between crates, names, lengths, pages,
//! what the product may link.

mod arrows;
mod files;
mod manifest;
mod pages;
mod product;
mod sources;
