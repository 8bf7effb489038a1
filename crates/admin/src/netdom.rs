//! `netdom trust`, in its documented spelling.
//!
//! [`parse`] reads the words as a shell hands them over and knows which switch goes with which; a [`TrustCommand`]
//! knows which operation it is, what else a trust must be for it, and how its result is told. Nothing here asks for a
//! password or sends anything.
//!
//! Exit statuses are the low eight bits of the Windows status number, which is what POSIX keeps of it; the number and
//! its name are in the text.
//!
//! | exit status | number | when |
//! |---|---|---|
//! | 0 | 0 | done, or the trust is healthy |
//! | 1 | 1 | a rule of the directory forbids it, or anything else failed |
//! | 2 | | wrong usage; nothing was sent |
//! | 5 | 5 | access denied |
//! | 31 | 1311 | the other side cannot be reached |
//! | 43 | 9003 | the other side's names cannot be resolved |
//! | 46 | 1326 | a user name or password is wrong |
//! | 50 | 50 | only a client can test it, or not from here |
//! | 75 | 1355 | no such domain, or no trust with it |
//! | 183 | 183 | the trust exists already |
//! | 251 | 1787 | the other side does not know the trust |
//! | 253 | 1789 | the two sides hold different secrets |

mod command;
mod error;
mod help;
mod operation;
mod parse;
mod rules;
mod switch;
mod wording;

pub use command::{Login, NameChange, PasswordOf, TrustCommand, TrustVerb};
pub use error::NetdomError;
pub use help::Help;
pub use parse::parse;
pub use wording::{Told, refused};

/// What a netdom command line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Netdom {
    /// Help is to be printed.
    Help(Help),
    /// Something about a trust.
    Trust(Box<TrustCommand>),
}

#[cfg(test)]
mod tests;
