//! What can be wrong with an nltest command line.

use thiserror::Error;

/// Why a command line cannot be read.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum NltestError {
    /// Not a verb or switch.
    #[error("{given} is no verb of nltest that is known here")]
    Unknown {
        /// What was given.
        given: String,
    },
    /// Two verbs.
    #[error("{one} and {other} cannot be used together")]
    NotTogether {
        /// One verb.
        one: &'static str,
        /// The other.
        other: String,
    },
    /// A switch of another verb.
    #[error("{switch} is valid only with {with}")]
    OnlyWith {
        /// The switch.
        switch: &'static str,
        /// The verb.
        with: &'static str,
    },
    /// A verb without its domain.
    #[error("{verb} needs a domain: {verb}:domain")]
    DomainNeeded {
        /// The verb.
        verb: &'static str,
    },
    /// No verb.
    #[error("no verb is given; `xrealm nltest /?` lists them")]
    NoVerb,
}
