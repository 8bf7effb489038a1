//! The real daemon over loopback sockets: how it starts, stops and reloads, and what it makes of bad input.

mod ask;
mod bad_input;
mod connections;
mod der;
mod life;
mod message;
mod out_folder;
mod reload;
mod retransmission;
mod topology;
mod transport;
