//! The verbs of nltest that are about trusts, in its spelling and in the shape of its output.
//!
//! [`parse`] reads the words; the other functions write facts as the original does. The server that is asked,
//! `/SERVER:`, is a domain here or one of its controllers.
//!
//! Exit statuses are those of [`crate::netdom`].

mod channel;
mod domains;
mod error;
mod locator;
mod parse;
mod told;
mod verb;

pub use channel::{channel_changed, channel_state, channel_verified};
pub use domains::{domain_trusts, forest_names, parent_domain, trusted_domains};
pub use error::NltestError;
pub use locator::{Located, controllers, located};
pub use parse::parse;
pub use told::{Call, Told};
pub use verb::{Listed, Nltest, Verb};

/// What `/?` prints.
#[must_use]
pub fn help() -> &'static str {
    HELP
}

const HELP: &str = "\
Usage: xrealm nltest [/SERVER:name] verb

  /SERVER:name               the domain that is asked, or one of its controllers; else the domain of this computer
  /DOMAIN_TRUSTS             domains of the forest and those trusted or trusting
      /PRIMARY /FOREST /DIRECT_OUT /DIRECT_IN /ALL_TRUSTS /V
  /TRUSTED_DOMAINS           names of trusted domains
  /SC_QUERY:domain           the state of the secure channel to a trusted domain
  /SC_VERIFY:domain          tests it
  /SC_RESET:domain[\\dc]      sets it up again
  /SC_CHANGE_PWD:domain      changes its secret now
  /DSGETDC:domain            a domain controller
      /PDC /KDC /WRITABLE
  /DSGETFTI:domain           the names that a forest claims
      /UPDATE_TDO            and takes new ones over
  /PARENTDOMAIN              the parent domain
  /DCLIST:domain             the domain controllers

Exit status: 0 done, 2 wrong usage, else the low eight bits of the status that is shown.
";

#[cfg(test)]
mod tests;
