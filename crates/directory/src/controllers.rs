//! The domain controllers of a domain, and which of them is the PDC emulator.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use xrealm_names::Moment;

/// One domain controller. What it knows is an older snapshot of the directory, or the latest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Controller {
    /// Its name, unique in its domain in any case.
    pub name: Box<str>,
    /// After how many seconds it learns of a change.
    pub delay_seconds: u64,
    /// Since when it learns of no further change; `None`: replication works.
    pub held_since: Option<Moment>,
}

/// The controllers of one domain, at least one.
#[derive(Debug, Clone)]
pub(crate) struct Controllers {
    pub(crate) list: Vec<Controller>,
    /// Which of them is the PDC emulator.
    pub(crate) pdc: usize,
}

impl Controller {
    /// One that learns of every change at once.
    #[must_use]
    pub fn new(name: &str) -> Controller {
        Controller { name: name.into(), delay_seconds: 0, held_since: None }
    }

    /// The moment as of which it knows the directory when it is `now`.
    #[must_use]
    pub fn knows_as_of(&self, now: Moment) -> Moment {
        let newest = self.held_since.map_or(now, |since| since.min(now));
        newest.shifted(i64::try_from(self.delay_seconds).unwrap_or(i64::MAX).saturating_neg())
    }
}

impl Controllers {
    /// What a domain has of which no controller was ever named.
    pub(crate) fn unnamed() -> &'static Controllers {
        static UNNAMED: LazyLock<Controllers> = LazyLock::new(|| Controllers::of(Controller::new("DC1")));
        &UNNAMED
    }

    pub(crate) fn of(first: Controller) -> Controllers {
        Controllers { list: vec![first], pdc: 0 }
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.list.iter().position(|controller| controller.name.eq_ignore_ascii_case(name))
    }
}
