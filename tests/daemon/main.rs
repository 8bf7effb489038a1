//! The real daemon over loopback sockets: how it starts, stops and reloads, and what it makes of bad input.
