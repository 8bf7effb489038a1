//! Figures of a running KDC: how soon it is ready, how much memory it takes, how many requests it answers and how much
//! CPU time each costs.
//!
//! A [`Network`] is the way to the KDCs that a `krb5.conf` or `topology.json` names. Over it an [`Acquaintance`] logs in
//! and walks to two services; every [`Kind`] of request can then be made in any number ahead of time, each with a nonce
//! and keys of its own. [`drive`] sends a [`Batch`] with so many requests under way and looks into every reply.
//! [`KdcProcess`] starts `xrealm serve`, or watches a process that runs already.
//!
//! The KDC is a program here, never a function: it may be any. This crate keeps no pace: the next request is sent when a
//! reply comes, so its figures tell what the KDC can do at most, and nothing of latency under a given load.

mod acquaintance;
mod clock;
mod figures;
mod kdc_process;
mod kind;
mod load;
mod network;

pub use acquaintance::{Acquaintance, AcquaintanceError, Subject};
pub use clock::{Stopwatch, now};
pub use figures::{Figures, LoadFigures, Ready, Resident};
pub use kdc_process::{KdcProcess, ProcessError};
pub use kind::{Batch, Kind};
pub use load::{Answers, LoadError, drive};
pub use network::{Network, NetworkError};
