//! Real clients and servers against the real daemon, over real sockets.

mod mit_kdc;
