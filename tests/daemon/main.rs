//! The real daemon over loopback sockets: how it starts, stops and reloads, and what it makes of bad input.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "whatever a test needs and does not get must stop it"
)]

mod admin_socket;
mod administration;
mod ask;
mod bad_input;
mod connections;
mod der;
mod kill;
mod life;
mod message;
mod netdom;
mod nltest;
mod out_folder;
mod ports;
mod reload;
mod retransmission;
mod topology;
mod transport;
mod trust_verbs;
