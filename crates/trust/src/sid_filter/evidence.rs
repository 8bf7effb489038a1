//! How well a rule is known.

use std::fmt;

/// How well a rule is known: Microsoft's documents leave gaps, and what fills one is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// Microsoft's documents say so.
    Documented,
    /// It follows from the documents or from packets that were seen, but no document says it.
    Inferred,
    /// The sources are silent or disagree; the stricter reading was taken.
    Chosen,
}

impl Evidence {
    /// The mark after an entry of a table: `†` inferred, `‡` chosen, nothing if documented.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Documented => "",
            Self::Inferred => "†",
            Self::Chosen => "‡",
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Documented => "documented",
            Self::Inferred => "inferred",
            Self::Chosen => "chosen",
        })
    }
}
