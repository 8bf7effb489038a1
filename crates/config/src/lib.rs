//! Topology files and keytabs: text and octets in, a directory out.
//!
//! [`load`] reads a topology (TOML, every key described in `docs/topology.md`) into a
//! [`Directory`](xrealm_directory::Directory) and the changes that lead to it, or into everything that is wrong
//! with it, each finding with its line and column and what was probably meant.
//!
//! This crate opens no file: what a text refers to is brought by the caller. It invents no secret: what is not
//! given is derived from the caller's seed.
//!
//! ```
//! use xrealm_config::load;
//! use xrealm_directory::SecretSeed;
//! use xrealm_names::{Moment, Timestamp};
//!
//! let at = Moment::at(Timestamp::from_unix(1_790_000_000));
//! let seed = SecretSeed::new([7; 32]);
//! let text = r#"
//!     [[domain]]
//!     name = "tailspintoys.com"
//!     users = [{ name = "user1", password = "Secret-1" }]
//! "#;
//! let topology = load(text, &seed, at, &mut |path| Err(format!("no file {path} here")))?;
//! assert!(topology.directory.realm_named(b"TAILSPINTOYS").is_some());
//!
//! let errors = load("[[domain]]\nnme = \"a.test\"", &seed, at, &mut |_| Ok(vec![])).unwrap_err();
//! assert_eq!(errors.findings.last().unwrap().to_string(), "2:1: [[domain]] has no key `nme`; did you mean `name`?");
//! # Ok::<(), xrealm_config::TopologyErrors>(())
//! ```

mod apply;
mod build;
mod change_words;
mod doubts;
mod entries;
mod fields;
mod finding;
pub mod keytab;
mod load;
mod suggestion;
mod trusted_domain;
mod values;

pub use change_words::{ChangeSyntaxError, ChangeWords, ChangeWordsRefusal};
pub use finding::{Finding, Problem, TopologyErrors};
pub use load::{ClearPassword, Topology, load};
pub use suggestion::nearest;
pub use trusted_domain::trusted_domain_table;
pub use values::{AdminAddress, KdcAddress};
