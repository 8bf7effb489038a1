//! Real clients and servers against the real daemon, over real sockets.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "whatever a test needs and does not get must stop it"
)]

#[macro_use]
mod each_client;
#[macro_use]
mod each_partner;

mod accounts;
mod administration;
mod chain;
mod clocks;
mod demo;
mod enctypes;
mod forest_walks;
mod gss;
mod impacket;
mod java;
mod java_chain;
mod keytabs;
mod live_partners;
mod live_partners_directions;
mod live_partners_keys;
mod live_partners_walks;
mod login;
mod long_chains;
mod mit_kdc;
mod opened_ticket;
mod own_client;
mod pacs;
mod partners;
mod postdated;
mod readme;
mod refusals;
mod routing_rows;
mod scars;
mod six_causes;
mod tickets;
mod transport;
mod trees;
mod user_to_user;
