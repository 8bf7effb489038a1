//! Verbs about the clock, domain controllers and the journal.

use clap::{ArgAction, Args, Subcommand, ValueEnum};
use xrealm_names::Timestamp;

use super::administration::{Asking, Changing};
use crate::duration::{Rate, Span};

/// The clock that the KDCs of a running daemon live by
///
/// What is due in between, such as the change of a trust's secret, is done in its order when the clock goes forward.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  xrealm clock advance 31d --out run")]
pub(crate) struct ClockArgs {
    #[command(subcommand)]
    pub(crate) verb: ClockVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ClockVerb {
    /// Show what time it is, and how the clock runs
    #[command(after_help = "Example:\n  xrealm clock show --out run")]
    Show {
        #[command(flatten)]
        asking: Asking,
    },
    /// Set the clock forward
    ///
    /// What is due on the way is done in its order and told.
    #[command(after_help = "Example:\n  xrealm clock advance 1d12h --out run")]
    Advance {
        /// By how much: such as 90s, 15m, 10h, 31d, 2w, 1d12h; a bare number is seconds
        #[arg(value_name = "SPAN")]
        by: Span,
        #[command(flatten)]
        changing: Changing,
    },
    /// Set the clock to a time
    ///
    /// Backwards nothing is undone: what was done until then stays.
    #[command(after_help = "Example:\n  xrealm clock set 2026-12-24T18:00:00Z --out run")]
    Set {
        /// The time, such as 2026-12-24T18:00:00Z
        #[arg(value_name = "TIME")]
        to: Timestamp,
        #[command(flatten)]
        changing: Changing,
    },
    /// Let the clock run at another speed
    #[command(after_help = "Example:\n  xrealm clock rate 3600 --out run")]
    Rate {
        /// Its seconds in one real second: 1 is real time, 0 stands still, 0.5 is half as fast
        #[arg(value_name = "FACTOR")]
        rate: Rate,
        #[command(flatten)]
        changing: Changing,
    },
}

/// The domain controllers of a running daemon, how far behind each is, and the links between domains
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  xrealm controller list --out run")]
pub(crate) struct Controller {
    #[command(subcommand)]
    pub(crate) verb: ControllerVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ControllerVerb {
    /// List domain controllers, and the links between domains that are cut
    #[command(after_help = "Example:\n  xrealm controller list contoso.com --out run")]
    List {
        /// The domain [default: all]
        domain: Option<String>,
        #[command(flatten)]
        asking: Asking,
    },
    /// Add a domain controller
    ///
    /// Every domain has DC1, the PDC emulator, already.
    #[command(after_help = "Example:\n  xrealm controller add contoso.com DC2 --out run")]
    Add {
        #[command(flatten)]
        one: OneController,
        #[command(flatten)]
        changing: Changing,
    },
    /// Set how far a domain controller is behind
    #[command(
        after_help = "Example:\n  xrealm controller replication contoso.com DC2 --delay 15m --out run\n  xrealm controller replication contoso.com DC2 --hold --out run"
    )]
    Replication {
        #[command(flatten)]
        one: OneController,
        /// After what time it learns of a change
        #[arg(long, value_name = "SPAN", required_unless_present_any = ["hold", "release"])]
        delay: Option<Span>,
        /// It learns of nothing until it is released
        #[arg(long, conflicts_with = "release")]
        hold: bool,
        /// It learns again
        #[arg(long)]
        release: bool,
        #[command(flatten)]
        changing: Changing,
    },
    /// Make a domain controller the PDC emulator, who changes the secrets of trusts
    #[command(after_help = "Example:\n  xrealm controller pdc contoso.com DC2 --out run")]
    Pdc {
        #[command(flatten)]
        one: OneController,
        #[command(flatten)]
        changing: Changing,
    },
    /// Cut or mend the link between two domains
    #[command(after_help = "Example:\n  xrealm controller link contoso.com fabrikam.com down --out run")]
    Link {
        /// One domain
        one: String,
        /// The other
        other: String,
        /// Whether they reach each other
        #[arg(value_enum)]
        state: LinkState,
        #[command(flatten)]
        changing: Changing,
    },
    /// Set what names of other forests a domain can resolve
    #[command(
        after_help = "Example:\n  xrealm controller dns contoso.com --forwarder fabrikam.com --out run\n  xrealm controller dns contoso.com --everything --out run"
    )]
    Dns {
        /// The domain
        domain: String,
        /// Every name
        #[arg(long, conflicts_with_all = ["shared_root", "forwarder", "secondary"])]
        everything: bool,
        /// No name of another forest
        #[arg(long, conflicts_with_all = ["everything", "shared_root", "forwarder", "secondary"])]
        nothing: bool,
        /// The names of every domain that shares this root server
        #[arg(long, value_name = "NAME", required_unless_present_any = ["everything", "nothing", "forwarder", "secondary"])]
        shared_root: Option<String>,
        /// A domain it has a conditional forwarder for. May be given more than once
        #[arg(long, value_name = "DOMAIN", action = ArgAction::Append)]
        forwarder: Vec<String>,
        /// A domain it has a secondary zone of. May be given more than once
        #[arg(long, value_name = "DOMAIN", action = ArgAction::Append)]
        secondary: Vec<String>,
        #[command(flatten)]
        changing: Changing,
    },
}

#[derive(Debug, Args)]
pub(crate) struct OneController {
    /// The domain
    pub(crate) domain: String,
    /// The domain controller, such as DC2
    pub(crate) controller: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LinkState {
    Up,
    Down,
}

/// Show who changed what in a running daemon, and what was refused
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  xrealm audit --last 5 --out run")]
pub(crate) struct Audit {
    /// Entries at most, the latest last
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) last: usize,
    #[command(flatten)]
    pub(crate) asking: Asking,
}
